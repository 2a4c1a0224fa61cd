"""One story told once; what every channel held before anybody checked in, and what it held when all was over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import override_settings
from pytest_django.plugin import DjangoDbBlocker

from tests.conftest import empty
from tests.factories import experts
from tests.factories.clock import NOW
from tests.factories.experts import World
from tests.journeys.reading import read_as
from tests.security.cast import PDF
from tests.security.sealing import channels
from tests.security.sealing.marks import Marks, marks_of, move_counters
from yuanping.base.context import system_ctx
from yuanping.base.jobs import app
from yuanping.base.ports.models import Ring
from yuanping.base.ports.storage import storage
from yuanping.base.ports.voice import hang_up
from yuanping.base.vault.sealing import decrypt
from yuanping.base.witness import log
from yuanping.base.witness.evidence import export
from yuanping.core.errors import Refused
from yuanping.core.identifiers import compose_uscc
from yuanping.domain.experts.actions.attendance import check_out
from yuanping.domain.experts.actions.call import answer_call, request_leave
from yuanping.domain.experts.actions.committee import confirm_list
from yuanping.domain.experts.actions.dial import dial_due, record_reports
from yuanping.domain.experts.actions.recusal import note_relation, withdraw_conflicted
from yuanping.domain.experts.models import Expert, Relation
from yuanping.domain.experts.states import SeatKind, SeatState
from yuanping.domain.projects.models import Bid

BIDDER = compose_uscc("411500", "MA000001")


@dataclass(frozen=True, slots=True)
class Moment:
    """What every channel held at a moment."""

    dump: str
    files: Mapping[str, str]
    caches: str
    memory: Mapping[str, str]
    record: str


@dataclass(frozen=True, slots=True)
class Story:
    """The whole of it. ``read`` is what each reader found on pages, in answers and refusals; ``asked`` what was opened."""

    marks: Marks
    sealed: Moment
    over: Moment
    log: str
    server_log: str
    read: Mapping[str, list[str]]
    asked: frozenset[str]
    jobs: int


@pytest.fixture(scope="module")
def story(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Story:
    """Told in a database of real commits, which is empty again when the tests look at what was kept of it."""
    folder = tmp_path_factory.mktemp("sealing")
    kept = override_settings(
        FILES_ROOT=folder / "files", CA_ROOT=folder / "ca", VAULT_KEY_FILE=folder / "vault.key"
    )
    with django_db_blocker.unblock(), kept:
        try:
            told = _tell(folder / "files")
        finally:
            empty()
    return told


def _tell(root: Path) -> Story:
    move_counters()
    begun = channels.SERVER_LOG.stat().st_size if channels.SERVER_LOG.exists() else 0
    with channels.listening() as heard:
        world = experts.make()
        jobs = _until_everybody_comes(world)
        marks = marks_of(world)
        read, asked = read_as(world, marks.everything())
        sealed = _moment(root)
        jobs += _until_the_end(world)
        over = _moment(root)
    return Story(
        marks,
        sealed,
        over,
        "\n".join(heard.lines),
        channels.server_log(since=begun),
        read,
        frozenset(asked),
        jobs,
    )


def work() -> int:
    """Let a worker do what waits, as on a node; returns how many jobs it found."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
        (waiting,) = cursor.fetchone()
    with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
        worker.run_worker(wait=False, listen_notify=False, install_signal_handlers=False)
    return int(waiting)


def _until_everybody_comes(world: World) -> int:
    """Drawn and called by message and by telephone; one declines, one must withdraw, one asks for leave."""
    experts.planned(world)
    experts.draw_committee(world.ctx("agency"), world.committee.pk)
    jobs = work()
    token = experts.token_of(world.seat("副场 1 · 专家 1"))
    note = f"本人{world.entries[7].name}，电话 {world.entries[7].phone}"
    answer_call(experts.visitor(world), token, accept=False, reason="other", note=note)
    jobs += work()
    later = NOW + timedelta(minutes=4)
    dial_due(system_ctx("通知专家").at(later))
    ring = Ring.objects.latest("pk")
    pressing = system_ctx("模拟电话").at(later)
    with transaction.atomic():
        record_reports(pressing, hang_up(pressing, ring.pk, digit="1"))
    _accept_all(world)
    jobs += work()
    _recuse(world)
    jobs += work()
    _accept_all(world)
    seat = world.seat("主场 · 专家 1")
    request_leave(world.staff_of(seat), seat.pk, reason="illness", note=note)
    jobs += work()
    _accept_all(world)
    return jobs + work()


def _accept_all(world: World) -> None:
    for seat in world.seats(kind=SeatKind.EXPERT, state=SeatState.CALLED):
        answer_call(experts.visitor(world), experts.token_of(seat), accept=True)
    for seat in world.seats(kind=SeatKind.REPRESENTATIVE, state=SeatState.VACANT):
        experts.name_representative(world.ctx("tenderer"), seat.pk, **experts.REPRESENTATIVE)


def _recuse(world: World) -> None:
    """It becomes known that a bidder is somebody's to whom the person of a seat is tied."""
    seat = world.seat("副场 1 · 专家 2")
    assert seat.assignment is not None
    drawn = decrypt(seat.assignment.kind, bytes(seat.assignment.box))["expert_id"]
    tied = Expert.objects.get(pk=int(drawn))
    note_relation(
        system_ctx("登记"),
        tied.number,
        uscc=BIDDER,
        kind="director",
        from_on=NOW.date() - timedelta(days=900),
    )
    Bid.objects.create(
        lot=world.project.lots.get(),
        ordinal=7,
        bidder_name="合成投标人",
        bidder_uscc=BIDDER,
        price=900_000,
        file_name="投标文件.pdf",
        file_sha256=storage().put([PDF]).sha256,
        file_size=1000,
    )
    withdraw_conflicted(system_ctx("回避核查"), world.project.pk)
    assert Relation.objects.count() == 1


def _until_the_end(world: World) -> int:
    """The wrong card, then everybody at the door, the list confirmed, the draw's record opened, and all leave."""
    experts.set_clock(experts.DOOR_OPEN)
    first, second = world.seats(state=SeatState.ACCEPTED)[:2]
    with pytest.raises(Refused):
        experts.check_in(
            world.staff_of(first), first.pk, slip=f"SMS-{experts.message_of(second).pk}", face="same"
        )
    for seat in world.seats(state=SeatState.ACCEPTED):
        experts.arrive(world, seat)
    jobs = work()
    for who in ("tenderer", "supervisor"):
        confirm_list(world.ctx(who, now=experts.DOOR_OPEN), world.committee.pk)
    jobs += work()
    for seat in world.seats(state=SeatState.CHECKED_IN):
        check_out(world.staff_of(seat), seat.pk)
    return jobs + work()


def _moment(root: Path) -> Moment:
    while log.sequence(now=NOW):
        pass
    record = export.RecordFile(export.header_now(now=NOW))
    lines = []
    while piece := record.next():
        lines.append(piece)
    return Moment(
        channels.dump(str(connection.settings_dict["NAME"])),
        channels.files(root),
        channels.cached(),
        channels.memory(),
        "".join(lines),
    )
