"""What the supervisor sees of the witness log: how it stands, who witnesses it, what is amiss."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client, override_settings

from tests.base.loopback import Witness, submit
from tests.web.conftest import OpenAccount
from yuanping.base import witness
from yuanping.base.clock.moving import DemoClockMoved
from yuanping.base.clock.reading import read_clock, read_machine_clock
from yuanping.base.context import system_ctx
from yuanping.base.witness import log, queries
from yuanping.base.witness.models import Entry, Hold, Opening
from yuanping.base.witness.monitoring import monitor, watching
from yuanping.base.witness.monitoring.alerts import AlertKind, Finding, settle
from yuanping.base.witness.monitoring.watching import WatchedLog
from yuanping.base.witness.recovery import holding as recovery
from yuanping.base.witness.recovery.restoring import LOST
from yuanping.domain.people.states import Role
from yuanping.web.record.table import reader_for, tell

PAGE = "/supervisor/witnessing/"


@pytest.fixture
def supervisor(client: Client, open_account: OpenAccount) -> Client:
    client.force_login(open_account("supervisor", Role.SUPERVISOR))
    return client


@pytest.fixture
def three(db: None, tmp_path: Path) -> Iterator[list[Witness]]:
    """A log with one entry, seen by two of its three witnesses."""
    found = [Witness(name, at=read_machine_clock()) for name in ("信阳市", "固始县", "哈尔滨市")]
    file = tmp_path / "policy.txt"
    names = " ".join(each.name for each in found)
    file.write_text("".join(each.line for each in found) + f"group g 2 {names}\nquorum g\n", encoding="utf-8")
    with override_settings(WITNESS_POLICY=file):
        with transaction.atomic():
            witness.append(system_ctx("测试"), DemoClockMoved(to=read_clock()))
        log.sequence(now=read_clock())
        for each in found[:2]:
            submit(each)
        yield found
    for each in found:
        each.served.close()


def shown(client: Client, url: str = PAGE) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_page_tells_how_the_log_and_its_witnesses_stand(
    supervisor: Client, three: list[Witness], monkeypatch: pytest.MonkeyPatch
) -> None:
    three[1].is_silent = True
    recovery.check(starting=False)
    other = WatchedLog(origin="gushi.example/log", url="", size=41, cosigned_at=read_clock(), mirrored=40)
    monkeypatch.setattr(watching, "_sources", [lambda: [other]])
    page = shown(supervisor)
    assert queries.head()[1] in page
    for words in (
        "见证方 3 家，须有 2 家见证",
        "见证完成 2/3",
        "正常",
        "失联",
        "对方答复 HTTP 503",
        "尚无",
    ):
        assert words in page, words
    for words in ("gushi.example/log", "41 条", "40 条", "没有当前预警"):
        assert words in page, words
    assert "已暂停签发检查点" not in page


def test_page_of_a_log_without_witnesses(supervisor: Client) -> None:
    page = shown(supervisor)
    for words in ("没有设置见证方", "尚未签发", "未设置", "本节点没有为其他日志作见证"):
        assert words in page, words


@pytest.mark.parametrize(
    ("reason", "words"),
    [("larger", "yuanping witness recover"), ("other-root", "停用本节点"), ("silent", "自动继续签发")],
)
def test_page_says_why_nothing_is_signed_and_what_to_do(
    supervisor: Client, three: list[Witness], reason: str, words: str
) -> None:
    assert three[0].note is not None
    Hold.objects.create(
        reason=reason, witness="信阳市", note=three[0].note.encode(), detail="", since=read_clock()
    )
    page = shown(supervisor)
    assert "已暂停签发检查点" in page
    assert words in page


def test_health_says_at_once_why_nothing_is_signed(client: Client, db: None) -> None:
    Hold.objects.create(reason="larger", witness="淮滨", note="", detail="", since=read_clock())
    said = client.get("/health").json()
    assert (said["held"], said["alerts"]) == ({"淮滨": "larger"}, [])


def test_open_alerts_are_on_the_home_and_in_health(supervisor: Client, db: None) -> None:
    assert "见证监测有" not in shown(supervisor, "/supervisor/")
    late = Finding(kind=AlertKind.SEQUENCING_LATE, subject="本节点", detail="回执号 3 起有 1 条记录未定序。")
    settle([late], looked_for=monitor.OFTEN)
    home = shown(supervisor, "/supervisor/")
    assert "见证监测有 1 项预警" in home
    assert "定序延迟。" in home
    said = supervisor.get("/health").json()["alerts"]
    assert [(alert["kind"], alert["subject"]) for alert in said] == [("sequencing-late", "本节点")]
    assert late.detail in shown(supervisor)
    settle([], looked_for=monitor.OFTEN)
    assert "见证监测有" not in shown(supervisor, "/supervisor/")
    assert "没有当前预警" in shown(supervisor)
    assert late.detail in shown(supervisor)  # under the past ones
    told = [line.sentence for line in tell(list(Entry.objects.order_by("number")), reader_for([]))]
    assert told[0] == "定序延迟（本节点）：回执号 3 起有 1 条记录未定序。"
    assert told[1].startswith("定序延迟（本节点）已解除，发生于 20")


def test_entry_that_came_back_without_its_facts_is_told_as_lost(db: None) -> None:
    entry = Entry.objects.create(at=read_clock() - timedelta(days=1), kind=LOST, content="{}", hash="0" * 64)
    Opening.objects.create(entry=entry, facts={})
    (line,) = tell([entry], reader_for([]))
    assert (line.title, line.actor) == ("内容已丢失", "（已丢失）")


@pytest.mark.parametrize("role", [Role.AGENCY, Role.VENUE_STAFF, Role.OPERATOR])
def test_page_is_the_supervisors(client: Client, open_account: OpenAccount, role: Role) -> None:
    client.force_login(open_account("other", role))
    assert client.get(PAGE).status_code == 403
