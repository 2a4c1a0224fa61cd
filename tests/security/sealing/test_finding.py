"""Each search finds what is there to be found: a leak put into each channel on purpose comes to light."""

import functools
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection, transaction

from tests.factories import experts
from tests.journeys.secrecy import Needles
from tests.security.sealing import channels
from tests.security.sealing.marks import FAR_UP, Marks, move_counters
from tests.security.sealing.opened import NAME, PHONE, SOMEBODY
from yuanping.base import witness
from yuanping.base.context import system_ctx
from yuanping.base.jobs import app
from yuanping.base.ports.models import OutboxMessage
from yuanping.base.ports.sms import FakeSmsGateway
from yuanping.base.ports.storage import storage
from yuanping.base.vault.models import Unsealing
from yuanping.base.vault.sealing import seal
from yuanping.domain.experts.events import AvailabilityChanged
from yuanping.domain.experts.models import Expert

KEY, NUMBER, BOX = FAR_UP["experts_expert"], "ZJ73100001", FAR_UP["vault_sealeditem"]
MARKS = Marks(
    Needles.of([SOMEBODY]),
    {
        kind: Needles(frozenset({str(value)}), frozenset())
        for kind, value in {
            "key": KEY,
            "number": NUMBER,
            "identity": BOX,
            "employer": "合成单位甲",
            "pseudonym": "5e" * 16,
        }.items()
    },
)


@pytest.fixture
def node(committed_db: None, keys: None) -> None:
    """A database of real commits: ``pg_dump`` sees nothing else."""


def into_session() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_session VALUES ('k', %s, now())", [f'{{"draft": {{"expert": {KEY}}}}}']
        )
    return "django_session"


def into_job() -> str:
    app.tasks["experts.expire_calls"].defer(timestamp=KEY)
    return "procrastinate_jobs"


def into_event() -> str:
    ctx = system_ctx("测试")
    with transaction.atomic():
        witness.append(ctx, AvailabilityChanged(number=NUMBER, available=False))
    return "witness_opening"


def into_unsealing() -> str:
    item = seal(system_ctx("测试"), "expert.identity", SOMEBODY)
    Unsealing.objects.create(item=item, at=system_ctx("测试").now, actor=f"专家 {KEY}", reason="查看")
    return "vault_unsealing"


def into_outbox() -> str:
    FakeSmsGateway().send(system_ctx("测试"), to=PHONE, text=f"致{NAME}", reference="副场 1", key="k")
    return "ports_outboxmessage"


def into_organisation_elsewhere() -> str:
    message = OutboxMessage.objects.create(
        recipient=seal(system_ctx("测试"), "x", {}),
        recipient_index="",
        text="副场 1 · 专家 1 来自合成单位甲",
        reference="",
        key="e",
        sent_at=system_ctx("测试").now,
    )
    return message._meta.db_table


@pytest.mark.parametrize(
    "leak",
    [into_session, into_job, into_event, into_unsealing, into_outbox, into_organisation_elsewhere],
)
def test_leak_into_a_table_is_found_in_the_dump(node: None, leak: Callable[[], str]) -> None:
    table = leak()
    rows = channels.tables(channels.dump(str(connection.settings_dict["NAME"])))
    found = {
        name: [*MARKS.people.found_in(text), *MARKS.keys_in(text, table=name)] for name, text in rows.items()
    }
    assert {name for name, what in found.items() if what} == {table}


def test_key_at_home_is_no_leak() -> None:
    assert MARKS.keys_in(f"7\t{KEY}\t3", table="experts_relation") == []
    assert MARKS.keys_in(f"7\t{KEY}\t3", table="experts_committeeseat") == [str(KEY)]


def test_counters_move_far_up(node: None) -> None:
    move_counters()
    experts.make(per_cell=1)
    assert Expert.objects.earliest("pk").pk == KEY + 1
    assert Expert.objects.earliest("pk").identity_id > BOX


def test_line_of_any_logger_is_heard() -> None:
    quiet = logging.getLogger("procrastinate.worker")
    before = quiet.level
    with channels.listening() as told:
        quiet.debug("calling %s", NAME)
        logging.getLogger("urllib3.connectionpool").debug("GET /send?to=%s", PHONE)
    assert quiet.level == before
    assert MARKS.people.found_in("\n".join(told.lines))[-1] == NAME
    assert len(MARKS.people.found_in("\n".join(told.lines))) == 5


def test_line_of_the_server_s_log_is_read(node: None) -> None:
    if not channels.SERVER_LOG.exists():
        pytest.skip("the server's log is kept where DATABASE_URL's server runs")
    begun = channels.SERVER_LOG.stat().st_size
    with pytest.raises(Exception, match="there_is_no_such_table"), connection.cursor() as cursor:
        cursor.execute("SELECT %s FROM there_is_no_such_table", [NAME])
    assert MARKS.people.found_in(channels.server_log(since=begun)) == [NAME]


def test_entry_of_the_cache_is_seen() -> None:
    cache.set("draft", {"name": NAME})
    try:
        assert MARKS.people.found_in(channels.cached()) == [NAME]
    finally:
        cache.clear()


def test_file_is_read(node: None) -> None:
    kept = storage().put([f"名单：{NAME}".encode()])
    assert MARKS.people.found_in(channels.files(Path(storage()._root))[kept.sha256]) == [NAME]


def test_memory_of_a_function_is_seen() -> None:
    @functools.lru_cache
    def remembered(seat: int) -> dict[str, list[str]]:
        return {"seat": [NAME]}

    remembered.__module__ = "yuanping.example"
    remembered(7)
    [text] = [text for name, text in channels.memory().items() if name == "yuanping.example.remembered"]
    assert MARKS.people.found_in(text) == [NAME]
