"""What everybody may see: the first page, the record's end, the node's health."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.test import Client

from tests.factories.other_logs import OtherLog
from tests.web.conftest import OpenAccount
from yuanping.base import witness
from yuanping.base.clock.moving import DemoClockMoved
from yuanping.base.context import Ctx
from yuanping.base.witness import keys, log, queries
from yuanping.core.tlog.cosignatures import cosign
from yuanping.core.tlog.notes import Note
from yuanping.core.tlog.quorum import QuorumUnmet, parse_policy
from yuanping.domain.people.models import Organisation
from yuanping.domain.people.states import Role

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_landing_of_a_demonstration_lists_synthetic_accounts(
    client: Client, open_account: OpenAccount
) -> None:
    open_account("jiandu", Role.SUPERVISOR)
    open_account("real", Role.SUPERVISOR, organisation="真实监督局")
    Organisation.objects.filter(name="真实监督局").update(synthetic=False)
    page = client.get("/").content.decode()
    assert "yuanping-demo" in page
    assert "<code>jiandu</code>" in page
    assert "<code>real</code>" not in page


def test_landing_of_a_node_in_service_lists_nobody(
    client: Client, open_account: OpenAccount, settings: LazySettings
) -> None:
    open_account("jiandu", Role.SUPERVISOR)
    settings.DEMO = False
    page = client.get("/").content.decode()
    assert "jiandu" not in page
    assert "yuanping-demo" not in page
    assert "演示" not in page


@pytest.mark.parametrize(
    ("role", "home"),
    [
        (Role.AGENCY, "/desk/"),
        (Role.TENDERER, "/desk/"),
        (Role.VENUE_LEADER, "/venue/"),
        (Role.VENUE_ADMIN, "/venue/"),
        (Role.VENUE_STAFF, "/venue/"),
        (Role.SUPERVISOR, "/supervisor/"),
        (Role.OPERATOR, "/verify/"),
    ],
)
def test_first_address_leads_each_role_to_its_page(
    client: Client, open_account: OpenAccount, role: Role, home: str
) -> None:
    client.force_login(open_account("somebody", role))
    assert client.get("/").headers["Location"] == home


def test_verification_page_states_the_records_end(client: Client, db: None) -> None:
    ctx = Ctx(now=NOW, actor_name="测试", roles=frozenset(), channel="test", request_id="r1")
    with transaction.atomic():
        witness.append(ctx, DemoClockMoved(to=NOW))
    log.sequence(now=NOW)
    size, root = queries.head()
    stated = client.get("/verify/head.json").json()
    assert (stated["size"], stated["root"]) == (size, root)
    page = client.get("/verify/").content.decode()
    assert root in page
    assert "2026-11-20 09:30" in page


def test_witness_publishes_a_policy_for_each_log_that_it_witnesses(
    client: Client, db: None, settings: LazySettings, tmp_path: Path
) -> None:
    settings.WITNESSED_LOGS = tmp_path / "logs.txt"
    assert "核验其他节点的证据" not in client.get("/verify/").content.decode()
    other = OtherLog().grow(3)
    settings.WITNESSED_LOGS.write_text(f"{other.line('https://hubei.example/log')}quorum none\n")
    settings.NODE_NAME = "宜昌市 节点"
    address = f"/verify/policies/{other.origin_hash}.txt"
    page = client.get("/verify/").content.decode()
    assert (other.origin in page, address in page) == (True, True)
    answer = client.get(address)
    assert "policy-log.example-hubei.txt" in answer.headers["Content-Disposition"]
    policy = parse_policy(answer.content)
    note = other.note()
    with pytest.raises(QuorumUnmet):
        policy.check(note)
    cosignature = cosign(keys.witness_key(), note.text, timestamp=int(NOW.timestamp()))
    checkpoint, standing = policy.check(Note(note.text, (*note.signatures, cosignature)))
    assert (checkpoint.size, standing.met, policy.quorum) == (3, True, "宜昌市节点")
    assert client.get(f"/verify/policies/{'0' * 64}.txt").status_code == 404


def test_health_without_a_worker_says_so(client: Client, db: None) -> None:
    answer = client.get("/health")
    assert (answer.status_code, answer.json()) == (
        503,
        {
            "ok": False,
            "database": True,
            "workers": 0,
            "jobs_waiting": 0,
            "entries": 0,
            "held": {},
            "alerts": [],
        },
    )


def test_health_with_a_living_worker_is_good(client: Client, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')"
        )
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["workers"]) == (200, 1)
