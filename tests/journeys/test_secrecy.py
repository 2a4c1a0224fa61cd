"""Before check-in nobody can read anywhere who was drawn, nor who was drawn and did not come."""

import asyncio
import base64
import logging
import zlib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.urls import resolve

from tests.factories import dispatch, evaluation, experts, people, places, projects
from tests.factories.clock import NOW
from tests.factories.experts import RunJobs, World
from tests.journeys import secrecy
from tests.security.addresses import addresses
from tests.security.cast import PDF
from tests.web.supervisor.stream import opened, served
from yuanping.base import jobs, witness
from yuanping.base.context import system_ctx
from yuanping.base.ports.models import OutboxMessage
from yuanping.base.ports.storage import storage
from yuanping.base.witness import log
from yuanping.core.errors import Refused
from yuanping.core.events import instant
from yuanping.domain.experts.actions.call import answer_call, request_leave
from yuanping.domain.experts.actions.intake import receive_file
from yuanping.domain.experts.events import RepresentativeNamed
from yuanping.domain.experts.models import Expert
from yuanping.domain.experts.states import SeatState
from yuanping.domain.people.models import Account
from yuanping.domain.people.states import OrganisationKind, Role
from yuanping.domain.projects.models import Project

PUBLIC = {"entrance", "demo", "expert", "experts", "log", "witnessing"}
AUDIENCES: Mapping[str, set[str]] = {
    Role.AGENCY: {"desk", "api-v1"},
    Role.TENDERER: {"desk", "api-v1"},
    Role.SUPERVISOR: {"supervisor", "desk", "api-v1"},
    Role.VENUE_ADMIN: {"venue", "api-v1"},
    Role.VENUE_STAFF: {"venue", "api-v1"},
    Role.VENUE_LEADER: {"venue", "api-v1"},
    Role.POOL_MANAGER: {"pool", "experts", "api-v1"},
    Role.OPERATOR: {"entrance", "demo", "api-v1"},
}
"""What each role is asked to open, besides what it finds by links; a visitor tries everything."""


ELSEWHERE = {
    "supervisor:events",  # read as a stream below
    "supervisor:download",
    "callbacks:receive",  # takes what gateways push, and tells nothing
    "styleguide:guide",  # shows invented examples, of no database
    "styleguide:one",
    "law:documents",  # the law's own files, of no database
    "law:document",
    "law:explore",
    "entrance:logout",
}


@pytest.fixture
def keys(settings: LazySettings, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    settings.CA_ROOT = tmp_path / "keys" / "ca"
    settings.VAULT_KEY_FILE = tmp_path / "keys" / "vault.key"


def needles(world: World) -> secrecy.Needles:
    """Everybody in the pool, and the tenderer's representative."""
    pool = [{"name": e.name, "phone": e.phone, "id_number": e.id_number} for e in world.entries]
    return secrecy.Needles.of([*pool, experts.REPRESENTATIVE])


def formed(world: World, run_jobs: RunJobs) -> None:
    """Drawn and called; one declined, one on leave, the others coming; the representative named."""
    experts.drawn(world, run_jobs)
    token = experts.token_of(world.seat("副场 1 · 专家 1"))
    note = f"本人{world.entries[7].name}，电话 {world.entries[7].phone}"
    answer_call(experts.visitor(world), token, accept=False, reason="other", note=note)
    experts.accepted_from(world, run_jobs)
    seat = world.seat("主场 · 专家 1")
    request_leave(world.staff_of(seat), seat.pk, reason="illness", note=note)
    run_jobs()


def everybody(world: World) -> dict[str, Account]:
    """The project's people, and those who have nothing to do with it."""
    other = projects.project(world.far)
    return {who: account for who, account in world.accounts.items() if who != "far-staff"} | {
        "main-leader": world.city.leader,
        "other-supervisor": projects.supervisor(other),
        "pool-manager": people.account(Role.POOL_MANAGER, people.organisation(OrganisationKind.CENTRE)),
        "operator": people.account(Role.OPERATOR, people.organisation(OrganisationKind.CENTRE)),
    }


def rows_of(world: World) -> dict[str, Collection[object]]:
    """Ids with which addresses are asked for."""
    bid = evaluation.bid(world.project.lots.get(), 1, 900_000)
    bid.file_sha256 = storage().put([PDF]).sha256
    bid.save()
    seats = [seat.pk for seat in world.seats()]
    links = (m.text.partition("/expert/call/")[2].partition("/")[0] for m in OutboxMessage.objects.all())
    return {
        "project_id": [world.project.pk],
        "expert_id": list(Expert.objects.values_list("pk", flat=True)),
        "import_id": [receive_file(system_ctx("测试"), file_name="x.csv", content=b"x").pk],
        "lot_id": [bid.lot_id],
        "bid_id": [bid.pk],
        "offer_id": [dispatch.offer(world.project, world.near).pk],
        "venue_id": [venue.pk for venue in world.venues.values()],
        "centre_id": [world.near.pk],
        "seat_id": seats[1:3],
        "seat_id@venue": [*seats, *places.seat_ids(world.near, 1)],
        "attempt": [0, 1],
        "document_id": [1],
        "manual_id": [1],
        "attendance_id": [1],
        "appraisal_id": [1],
        "sheet_id": [1],
        "name": ["state_tag"],
        "place": ["0/000.p/1", "entries/000.p/1", "entries/000.p/60"],
        "origin_hash": ["0" * 64],
        "token": [*filter(None, links), "unknown"],
    }


def read_as(world: World, hidden: secrecy.Needles) -> tuple[dict[str, list[str]], set[str]]:
    """What each reader finds who opens everything and sends empty forms; and all that was opened."""
    while log.sequence(now=NOW):  # what is signed is public
        pass
    ids, found, opened_all = rows_of(world), {}, set()
    readers = {"visitor": ("", Client())}
    for who, account in everybody(world).items():
        readers[who] = (account.roles[0], Client())
        readers[who][1].force_login(account)
    for who, (role, client) in readers.items():
        audiences = AUDIENCES.get(role, {*PUBLIC, "desk", "venue", "supervisor", "api-v1"})
        urls = secrecy.urls_for(addresses(), audiences, ids)
        found[who], seen = secrecy.on_pages(client, ["/", *urls], hidden)
        one_each = secrecy.urls_for(
            addresses(), audiences - {"api-v1"}, {key: [*each][:1] for key, each in ids.items()}
        )
        found[who] += secrecy.in_refusals(client, one_each, hidden)
        opened_all |= seen
    return {who: where for who, where in found.items() if where}, opened_all


def listen(caplog: pytest.LogCaptureFixture) -> None:
    """Hear everything that anybody logs, also those whom the settings tell to be brief."""
    for name in (None, "django", "procrastinate", "asyncio"):
        caplog.set_level(logging.DEBUG, name)


def streamed(world: World) -> str:
    """The download of the whole record and the backlog of the live page, from a real server."""
    client = Client()
    client.force_login(world.accounts["supervisor"])
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    while log.sequence(now=NOW):
        pass
    backlog = witness.queries.entries(project_id=world.project.pk).count()

    async def ask() -> str:
        async with served() as port:
            async with opened(port, "/supervisor/record/download/", Cookie=cookie) as record:
                text = await record.rest()
            async with opened(port, "/supervisor/events/?last_id=-1", Cookie=cookie) as events:
                told = [await events.event() for _ in range(backlog)]
        return f"{text}\n{told}"

    return asyncio.run(ask())


def test_nobody_drawn_is_readable_before_check_in(
    committed_db: None,
    keys: None,
    settings: LazySettings,
    run_jobs: RunJobs,
    caplog: pytest.LogCaptureFixture,
) -> None:
    world = experts.make()
    hidden = needles(world)
    listen(caplog)
    connection.force_debug_cursor = True  # every statement with its parameters
    formed(world, run_jobs)
    connection.force_debug_cursor = False
    assert sum("INSERT INTO" in line for line in caplog.messages) > 50
    found, seen = read_as(world, hidden)
    assert found == {}
    asked = {resolve(urlsplit(url).path).view_name for url in seen}
    assert {address.name for address in addresses()} - asked == ELSEWHERE
    assert hidden.found_in(caplog.text) == []
    assert secrecy.in_database(hidden) == []
    assert secrecy.in_files(Path(settings.FILES_ROOT), hidden) == []
    text = streamed(world)
    assert "experts.seat.vacated" in text
    assert hidden.found_in(text) == []


def test_member_checked_in_is_named_to_the_own_venue_alone(
    db: None, keys: None, run_jobs: RunJobs, caplog: pytest.LogCaptureFixture
) -> None:
    world = experts.make()
    hidden = needles(world)
    formed(world, run_jobs)
    experts.set_clock(experts.DOOR_OPEN)
    seat = world.seat("副场 1 · 专家 2")
    card = experts.message_of(seat).pk
    clients = {who: Client() for who in world.accounts}
    for who, account in world.accounts.items():
        clients[who].force_login(account)
    door = f"/venue/attendance/{seat.pk}/"
    wrong = world.seat("副场 2 · 专家 1")
    with caplog.at_level(logging.DEBUG):
        for slip, face in ((card, "other"), (experts.message_of(wrong).pk, "same")):
            answer = clients["near-staff"].post(door, {"do": "check-in", "slip": f"SMS-{slip}", "face": face})
            assert (answer.status_code, hidden.found_in(secrecy.told_by(answer))) == (409, [])
        answer = clients["near-staff"].post(door, {"do": "check-in", "slip": f"SMS-{card}", "face": "same"})
        run_jobs()
        [name] = hidden.found_in(secrecy.told_by(answer))
        pages = [
            door,
            "/venue/attendance/",
            f"/desk/projects/{world.project.pk}/list/",
            f"/desk/projects/{world.project.pk}/committee/",
            f"/supervisor/projects/{world.project.pk}/list/",
            f"/supervisor/projects/{world.project.pk}/",
            "/api/v1/witness/entries",
        ]
        found = {
            who: {needle for url in pages for needle in hidden.found_in(secrecy.told_by(client.get(url)))}
            for who, client in clients.items()
        }
    assert {who: what for who, what in found.items() if what} == {"near-staff": {name}, "near-admin": {name}}
    assert world.seats(state=SeatState.CHECKED_IN) == [seat]
    assert secrecy.in_database(hidden) == []
    assert hidden.found_in(caplog.text) == []


SOMEBODY = {"name": "欧阳莳萝", "phone": "13748261059", "id_number": "411500198005060216"}
SECRET = secrecy.Needles.of([SOMEBODY])


@pytest.fixture
def project(db: None, keys: None) -> Project:
    return projects.project(places.city_centre())


def agency_of(project: Project) -> Client:
    client = Client()
    client.force_login(projects.agent(project))
    return client


def leak_on_page(project: Project) -> list[str]:
    Project.objects.update(name=SOMEBODY["name"])
    return secrecy.on_pages(agency_of(project), ["/desk/"], SECRET)[0]


def leak_behind_link(project: Project) -> list[str]:
    project.lots.update(name=SOMEBODY["phone"])
    return secrecy.on_pages(agency_of(project), ["/desk/"], SECRET)[0]


def leak_in_api(project: Project) -> list[str]:
    Project.objects.update(name=SOMEBODY["name"])
    return secrecy.on_pages(agency_of(project), ["/api/v1/projects"], SECRET)[0]


def leak_in_refusal(project: Project) -> list[str]:
    Project.objects.update(name=SOMEBODY["name"])
    return secrecy.in_refusals(agency_of(project), [f"/desk/projects/{project.pk}/withdraw/"], SECRET)


def leak_in_job(project: Project) -> list[str]:
    jobs.app.tasks["experts.expire_calls"].defer(timestamp=0, phone=SOMEBODY["phone"])
    return secrecy.in_database(SECRET)


def leak_in_session(project: Project) -> list[str]:
    session = agency_of(project).session
    session["draft"] = {"name": SOMEBODY["name"], "long": "x" * 500}  # long enough to be compressed
    session.save()
    return secrecy.in_database(SECRET)


def leak_in_record(project: Project) -> list[str]:
    event = RepresentativeNamed(project_id=project.pk, seat_id=1, label=SOMEBODY["id_number"])
    witness.append(people.ctx(projects.agent(project)), event)
    return secrecy.in_database(SECRET)


def leak_in_refusal_note(project: Project) -> list[str]:
    ctx = people.ctx(projects.agent(project))
    witness.note_refusal(ctx, Refused("x", "x"), attempt=f"GET /?q={quote(SOMEBODY['name'])}")
    return secrecy.in_database(SECRET)


def leak_in_file(project: Project) -> list[str]:
    kept = storage().put([b"%PDF-1.7\n", SOMEBODY["id_number"].encode()])
    root = Path(storage()._root)
    return [found for found in secrecy.in_files(root, SECRET) if found.startswith(kept.sha256)]


@pytest.mark.parametrize(
    ("leak", "place"),
    [
        (leak_on_page, "/desk/: 欧阳莳萝"),
        (leak_behind_link, "/lots/"),
        (leak_in_api, "/api/v1/projects: 欧阳莳萝"),
        (leak_in_refusal, "/withdraw/: 欧阳莳萝"),
        (leak_in_job, "procrastinate_jobs: 13748261"),
        (leak_in_session, "django_session: 欧阳莳萝"),
        (leak_in_record, "witness_opening: 41150019"),
        (leak_in_refusal_note, "witness_refusalnote: 欧阳莳萝"),
        (leak_in_file, ": 41150019"),
    ],
)
def test_leak_is_found(project: Project, leak: Callable[[Project], list[str]], place: str) -> None:
    assert any(place in found for found in leak(project))


def test_leak_in_log_line_is_found(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("yuanping.domain").debug("calling %s", SOMEBODY["name"])
    assert SECRET.found_in(caplog.text) == ["欧阳莳萝"]


NAME, PHONE = SOMEBODY["name"], SOMEBODY["phone"]


@pytest.mark.parametrize(
    "text",
    [
        f"本人{NAME}，",
        f"/q?name={quote(NAME)}",
        quote(quote(NAME)),
        NAME.encode("unicode_escape").decode(),
        "".join(f"&#x{ord(char):x};" for char in NAME),
        f"\\x00{NAME.encode().hex()}",
        f"sessionid={base64.urlsafe_b64encode(NAME.encode()).decode()}",
        base64.b64encode(f'{{"a": "x{NAME}"}}'.encode()).decode(),
        f".{base64.urlsafe_b64encode(zlib.compress(NAME.encode())).decode()}",
    ],
)
def test_name_is_found_in_every_form(text: str) -> None:
    assert SECRET.found_in(text) == [NAME]


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        (PHONE, True),
        ("137 4826 1059", True),
        ("137-4826-1059", True),
        (f"x{PHONE[2:10]}x", True),
        (base64.b64encode(PHONE.encode()).decode(), True),
        (PHONE.encode().hex(), True),
        ("137****1059，尾号 0216", False),
        (PHONE[4:], False),
        (instant(NOW), False),
    ],
)
def test_number_is_found_from_eight_digits_on(text: str, is_found: bool) -> None:
    assert bool(SECRET.found_in(text)) is is_found
