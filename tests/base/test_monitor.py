"""The monitor: what is late, missing, forked or damaged becomes an alert, once, and ends as one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from django.db import connection, transaction
from django.test import override_settings

from tests.base.loopback import Witness, submit
from yuanping.base import witness
from yuanping.base.clock.models import ClockShift
from yuanping.base.clock.reading import machine_time, read_clock, read_machine_clock
from yuanping.base.context import Ctx, system_ctx
from yuanping.base.witness import keys, log, queries
from yuanping.base.witness.circle.witnesses import witnesses as standings
from yuanping.base.witness.jobs import look_at_all, watch
from yuanping.base.witness.models import Alert, Checkpoint, Cosignature, Waiting
from yuanping.base.witness.monitoring import monitor, watching
from yuanping.base.witness.monitoring.alerts import AlertKind, Finding, closed_alerts, open_alerts, settle
from yuanping.base.witness.monitoring.auditing import Audit
from yuanping.base.witness.monitoring.monitor import Monitor
from yuanping.base.witness.monitoring.watching import WatchedLog
from yuanping.base.witness.recovery import holding as recovery
from yuanping.base.witnessing.models import Disagreement, MirroredLog, WitnessedLog
from yuanping.core.events import Event
from yuanping.core.tlog.checkpoints import Checkpoint as Stated
from yuanping.core.tlog.notes import ED25519, Note, SigningKey


@dataclass(frozen=True, slots=True, kw_only=True)
class SomethingHappened(Event):
    KIND: ClassVar[str] = "test.happened"
    what: str


def happen(*what: str) -> list[int]:
    with transaction.atomic():
        return [witness.append(ctx(), SomethingHappened(what=each)) for each in what]


def ctx() -> Ctx:
    return system_ctx("测试", channel="test")


def alerts() -> list[tuple[str, str]]:
    return [(alert.kind, alert.subject) for alert in open_alerts().order_by("id")]


def age_waiting(by: timedelta) -> None:
    Waiting.objects.update(since=read_machine_clock() - by)


ORIGIN = "127.0.0.1:8000/log"


@pytest.fixture
def xinyang(db: None, tmp_path: Path) -> Iterator[Witness]:
    """The only witness of our log, and needed."""
    found = Witness("xinyang", at=read_machine_clock())
    file = tmp_path / "policy.txt"
    file.write_text(f"{found.line}quorum xinyang\n", encoding="utf-8")
    with override_settings(WITNESS_POLICY=file, LOG_ORIGIN=ORIGIN):
        yield found
    found.served.close()


def test_alert_is_raised_once_and_closed_on_record(db: None) -> None:
    late = Finding(kind=AlertKind.SEQUENCING_LATE, subject="甲", detail="迟了。")
    for _ in range(2):
        settle([late], looked_for=monitor.OFTEN)
    assert alerts() == [("sequencing-late", "甲")]
    settle([], looked_for={AlertKind.FORK})
    assert len(alerts()) == 1
    settle([], looked_for=monitor.OFTEN)
    assert (alerts(), closed_alerts().count()) == ([], 1)
    kinds = [entry.kind for entry in queries.entries()]
    assert kinds == ["witness.alert-raised", "witness.alert-closed"]
    settle([late], looked_for=monitor.OFTEN)
    assert Alert.objects.count() == 2


def test_entry_without_a_place_is_late_after_five_seconds(db: None) -> None:
    happen("一", "二")
    monitor.check()
    assert alerts() == []
    age_waiting(timedelta(seconds=6))
    watch(0)
    assert [kind for kind, _ in alerts()] == ["sequencing-late"]
    assert "有 2 条记录" in open_alerts()[0].detail
    log.sequence(now=read_clock())
    monitor.check()
    assert alerts() == []


@pytest.mark.parametrize("seconds", [50, 65])
def test_quorum_is_missed_after_a_minute_and_found_again(xinyang: Witness, seconds: int) -> None:
    happen("一")
    log.sequence(now=read_clock() - timedelta(seconds=seconds))
    happen("二")
    log.sequence(now=read_clock())
    monitor.check()
    if seconds < 60:
        assert alerts() == []
        return
    assert alerts() == [("quorum-missing", ORIGIN)]
    assert submit(xinyang) == 200
    log.sign_again(now=read_clock() - timedelta(seconds=65))  # the same tree once more
    monitor.check()
    assert alerts() == []


def test_head_is_stale_after_an_hour(db: None) -> None:
    happen("一")
    log.sequence(now=read_clock() - timedelta(minutes=64))
    monitor.check()
    assert alerts() == []
    happen("二")
    Checkpoint.objects.create(size=1, root="0" * 64, at=read_clock() - timedelta(minutes=66), note="x")
    Waiting.objects.all().delete()
    monitor.check()
    assert [kind for kind, _ in alerts()] == ["stale-head"]


def test_moving_the_demonstrations_clock_makes_nothing_late(db: None) -> None:
    happen("一")
    before = read_clock()
    log.sequence(now=before)
    ClockShift.objects.create(ahead=timedelta(days=7), at=before + timedelta(microseconds=1))
    assert read_clock() - before > timedelta(days=6)
    assert machine_time(before) == before
    assert abs(machine_time(read_clock()) - read_machine_clock()) < timedelta(seconds=5)
    monitor.check()
    assert alerts() == []


def test_witness_that_saw_another_history_is_a_fork_with_evidence(xinyang: Witness) -> None:
    happen("一", "二")
    log.sequence(now=read_clock())
    text = Stated(ORIGIN, 2, b"\1" * 32).text
    xinyang.note = Note(text, (keys.log_key().sign(text),))
    Monitor().turn()
    assert alerts() == [("held", "xinyang"), ("fork", "xinyang")]
    fork = open_alerts().get(kind="fork")
    assert fork.evidence["note"] == xinyang.note.encode()
    assert fork.evidence["own"] == Checkpoint.objects.get().note
    assert [each.state for each in standings()] == ["disagrees"]
    happen("三")
    assert log.sequence(now=read_clock()) == 0


@pytest.mark.parametrize(
    ("apart", "found"), [(59, []), (-59, []), (61, ["快 61 秒"]), (-3600, ["慢 3600 秒"])]
)
def test_clock_of_a_witness_is_compared_when_its_signature_comes(
    xinyang: Witness, apart: int, found: list[str]
) -> None:
    happen("一")
    log.sequence(now=read_clock())
    now = read_machine_clock()
    Cosignature.objects.create(
        checkpoint=Checkpoint.objects.get(),
        witness="xinyang",
        at=now + timedelta(seconds=apart),
        received_at=now,
        line="x",
    )
    monitor.check()
    assert alerts() == []  # nodes of demonstrations keep the time of their own rehearsals
    with override_settings(DEMO=False):
        monitor.check()
    told = [alert.detail for alert in open_alerts()]
    assert [part for part in found if part not in told[0]] == []
    assert len(told) == len(found)


def test_watched_log_that_falls_silent_or_forks(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    now = read_machine_clock()
    logs = [
        WatchedLog(origin="甲/log", url="", size=5, cosigned_at=now - timedelta(minutes=66)),
        WatchedLog(
            origin="乙/log", url="", size=5, cosigned_at=now, disagreement="乙分叉。", evidence=("x", "y")
        ),
    ]
    monkeypatch.setattr(watching, "_sources", [lambda: logs])
    monitor.check()
    assert sorted(alerts()) == [("fork", "乙/log"), ("stale-head", "甲/log")]
    assert open_alerts().get(kind="fork").evidence == {"notes": ["x", "y"]}
    logs.clear()
    monitor.check()
    assert alerts() == []


def test_logs_that_this_node_witnesses_are_watched(db: None, tmp_path: Path) -> None:
    now = read_clock()
    key = SigningKey("hubei.example/log", ED25519, b"\7" * 32)
    file = tmp_path / "logs.txt"
    file.write_text(f"log {key.verifier.vkey} http://127.0.0.1:1/log\nquorum none\n", encoding="utf-8")
    with override_settings(WITNESSED_LOGS=file):
        (found,) = watching.watched_logs()
        assert (found.origin, found.size, found.mirrored) == ("hubei.example/log", None, 0)
        WitnessedLog.objects.create(
            origin=key.name, size=9, root="0" * 64, note="x", at=now - timedelta(hours=2)
        )
        MirroredLog.objects.create(origin=key.name, size=8, held=8, root="0" * 64)
        Disagreement.objects.create(
            origin=key.name, at=now, role="witness", proved=True, held="x", submitted="y", digest="0" * 64
        )
        (found,) = watching.watched_logs()
        assert (found.size, found.mirrored, found.evidence) == (9, 8, ("x", "y"))
        monitor.check()
        assert sorted(alerts()) == [("fork", key.name), ("stale-head", key.name)]


def test_entry_that_fell_out_is_found_at_night(db: None) -> None:
    happen("一", "二")
    log.sequence(now=read_clock())
    (lost,) = happen("三")
    look_at_all(0)
    assert alerts() == []
    Waiting.objects.all().delete()
    look_at_all(0)
    assert [kind for kind, _ in alerts()] == ["unplaced-entry"]
    assert f"回执号为 {lost}。" in open_alerts()[0].detail


def test_audit_comes_through_the_whole_log_and_begins_again(db: None) -> None:
    happen(*map(str, range(600)))
    log.sequence(now=read_clock())
    audit = Audit()
    looked = []
    for _ in range(5):
        assert audit.look(tiles=1) == []
        looked.append(audit.number)
    assert looked == [1, 2, 3, 0, 1]


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("UPDATE witness_entry SET content = replace(content, '2', '3') WHERE number % 300 = 1", "内容与"),
        ("DELETE FROM witness_leaf WHERE index = 5", "有 1 条缺失"),
        (
            "UPDATE witness_tile SET hashes = set_byte(hashes, 9, 255 - get_byte(hashes, 9)) WHERE level = 1",
            "与下层不符",
        ),
        (
            "UPDATE witness_tile SET hashes = set_byte(hashes, 9, 255 - get_byte(hashes, 9)) WHERE tree = 'sm3'",
            "由SM3摘要块算出的根与记录末尾",
        ),
        ("DELETE FROM witness_tile WHERE level = 1", "缺少末端"),
    ],
)
def test_audit_finds_what_the_owner_of_the_database_did(db: None, damage: str, words: str) -> None:
    happen(*map(str, range(300)))
    log.sequence(now=read_clock())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("entry", "leaf", "tile"):
            cursor.execute(f"ALTER TABLE witness_{table} DISABLE TRIGGER USER")
        cursor.execute(damage.replace("%", "%%"), [])
    look_at_all(0)
    assert [kind for kind, _ in alerts() if kind == "damaged"] == ["damaged"]
    assert words in "".join(Audit().look())


def test_standing_of_a_witness(xinyang: Witness) -> None:
    happen("一")
    log.sequence(now=read_clock())
    (found,) = standings()
    assert (found.state, found.size, found.delay) == ("normal", None, None)
    assert submit(xinyang) == 200
    recovery.check(starting=False)
    (found,) = standings()
    assert (found.state, found.size, found.at) == ("normal", 1, xinyang.at)
    assert found.delay is not None
    assert timedelta() <= found.delay < timedelta(seconds=10)
    happen("二")
    log.sequence(now=read_clock() - timedelta(seconds=61))
    assert [each.state for each in standings()] == ["slow"]
    xinyang.is_silent = True
    recovery.check(starting=False)
    (found,) = standings()
    assert (found.state, found.detail) == ("silent", "对方答复 HTTP 503")


def test_monitor_runs_beside_the_sequencer_until_told(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[datetime] = []
    found = Monitor()
    monkeypatch.setattr(monitor, "EVERY", 0.01)

    def turn() -> None:
        looks.append(read_machine_clock())
        found.stop.set()

    found.turn = turn  # type: ignore[method-assign]
    monkeypatch.setattr(monitor.connections, "close_all", lambda: None)
    found.run()
    assert len(looks) == 1
