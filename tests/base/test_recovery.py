"""After a restore from backup: held until the tree contains what the witnesses have seen; taken back from a mirror."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test import override_settings

from tests.base.loopback import Mirror, Witness, cosigned_in, submit
from yuanping.base import witness
from yuanping.base.context import Ctx
from yuanping.base.witness import keys, log, queries
from yuanping.base.witness.circle.cosigning import on_disagreement
from yuanping.base.witness.group import GroupCommit
from yuanping.base.witness.models import Checkpoint, Entry, Hold, Leaf, Sighting, Waiting
from yuanping.base.witness.recovery import holding as recovery
from yuanping.base.witness.recovery import restoring
from yuanping.base.witness.sequencer import Sequencer
from yuanping.base.witness.standing import policy
from yuanping.base.witness.verification import verify_record
from yuanping.core.errors import Refused
from yuanping.core.events import Event
from yuanping.core.tlog.checkpoints import Checkpoint as Stated
from yuanping.core.tlog.leaves import seal
from yuanping.core.tlog.notes import COSIGNATURE, ED25519, Note, SigningKey, parse_note
from yuanping.core.tlog.quorum import parse_policy

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
CTX = Ctx(now=NOW, actor_name="测试", roles=frozenset(), channel="test", request_id="r1")


@dataclass(frozen=True, slots=True, kw_only=True)
class SomethingHappened(Event):
    KIND: ClassVar[str] = "test.happened"
    what: str


def happen(*what: str, project: int | None = None) -> list[int]:
    with transaction.atomic():
        return [witness.append(CTX, SomethingHappened(what=each, project_id=project)) for each in what]


def vkey(name: str) -> str:
    seed = name.encode().ljust(32, b".")
    return SigningKey(f"{name}.example", COSIGNATURE, seed).verifier.vkey


NAMES = ("a", "b", "c", "d")
WITNESSES = "".join(f"witness {name} {vkey(name)} http://127.0.0.1:1\n" for name in NAMES)


@pytest.mark.parametrize(
    ("rules", "answered", "silent"),
    [
        ("quorum none\n", "", ""),
        ("quorum a\n", "bcd", "a"),
        ("quorum a\n", "a", ""),
        ("group g 2 a b c d\nquorum g\n", "", "abcd"),
        ("group g 2 a b c d\nquorum g\n", "ab", "cd"),
        ("group g 2 a b c d\nquorum g\n", "abc", ""),
        ("group province 2 a b c\ngroup all all province d\nquorum all\n", "d", ""),
        ("group province 2 a b c\ngroup all all province d\nquorum all\n", "a", "bcd"),
        ("group province 2 a b c\ngroup all all province d\nquorum all\n", "ab", ""),
        ("group city 1 a b\ngroup other 1 c d\ngroup any any city other\nquorum any\n", "abc", "d"),
    ],
)
def test_silence_holds_when_it_could_hide_a_quorum(rules: str, answered: str, silent: str) -> None:
    rule = parse_policy(WITNESSES + rules)
    assert "".join(recovery.too_few_answered(rule, asked=NAMES, answered=set(answered))) == silent


@pytest.fixture
def witnesses(tmp_path: Path) -> Iterator[list[Witness]]:
    """Three witnesses of which two are needed."""
    found = [Witness("xinyang"), Witness("gushi"), Witness("harbin")]
    file = tmp_path / "policy.txt"
    rules = "group g 2 xinyang gushi harbin\nquorum g\n"
    file.write_text("".join(each.line for each in found) + rules, encoding="utf-8")
    with override_settings(WITNESS_POLICY=file, WITNESS_EVIDENCE=tmp_path / "evidence"):
        yield found
    for each in found:
        each.served.close()


@pytest.fixture
def backup(committed_db: None) -> Iterator[Callable[[], Callable[[], None]]]:
    """Copies the whole database; what it gives back puts the copy in the place of what has been written since."""
    name = str(connection.settings_dict["NAME"])
    copy = f"{name}_backup"

    def run(*statements: str) -> None:
        connection.close()
        with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
            for statement in statements:
                cursor.execute(statement)

    def taken() -> Callable[[], None]:
        run(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
        return lambda: run(f'DROP DATABASE "{name}"', f'CREATE DATABASE "{name}" TEMPLATE "{copy}"')

    yield taken
    run(f'DROP DATABASE IF EXISTS "{copy}"')


@dataclass
class Disaster:
    """300 entries and two waiting in the backup; those two and eight more, signed and witnessed, after it."""

    waiting: list[int]
    lost: list[int]
    root: str
    mirror: Mirror


@pytest.fixture
def disaster(backup: Callable[[], Callable[[], None]], witnesses: list[Witness]) -> Iterator[Disaster]:
    happen(*(f"第{n}件" for n in range(300)), project=7)
    log.sequence(now=NOW)
    for each in witnesses[:2]:
        assert submit(each) == 200
    waiting = happen("备份时待定序甲", "备份时待定序乙", project=7)
    restore = backup()
    lost = happen(*(f"丢失{n}" for n in range(8)), project=7)
    log.sequence(now=NOW)
    for each in witnesses[:2]:
        assert submit(each) == 200
    root = queries.head()[1]
    mirror = Mirror()
    restore()
    yield Disaster(waiting=waiting, lost=lost, root=root, mirror=mirror)
    mirror.served.close()


def reasons() -> list[tuple[str, str]]:
    return [(hold.reason, hold.witness) for hold in recovery.open_holds()]


def test_restored_node_recovers_and_signs_again(disaster: Disaster, witnesses: list[Witness]) -> None:
    sequencer = Sequencer()
    sequencer.ask_first()
    assert reasons() == [("larger", "xinyang"), ("larger", "gushi")]
    (meanwhile,) = happen("恢复期间", project=7)
    assert (sequencer.turn(), queries.head()[0], queries.acknowledged()) == (0, 300, 303)
    log.sign_again(now=NOW)
    with GroupCommit("test.raw") as door, pytest.raises(log.Held):
        door.append(seal({"kind": "x"}, at="2026-11-20T01:30:00.000000Z", random=lambda n: b"0" * n))
    assert log.latest_checkpoint() == signed(300)

    plan = restoring.prepare(disaster.mirror.url, now=NOW)
    assert (plan.before, plan.checkpoint.size, plan.kept, plan.lost) == (300, 310, 2, 8)
    assert (queries.head()[0], queries.acknowledged(), len(reasons())) == (300, 303, 3)
    restoring.restore(CTX, plan)
    assert (queries.head(), reasons()) == ((310, disaster.root), [])
    assert verify_record() == (310, disaster.root, [])
    told = queries.parsed(queries.entries().get(number=disaster.waiting[1]))
    assert told["data"]["what"] == "备份时待定序乙"
    lost = Leaf.objects.filter(entry__kind=restoring.LOST).select_related("entry")
    assert [leaf.index for leaf in lost] == list(range(302, 310))
    assert min(leaf.entry.number for leaf in lost) > max(disaster.lost)
    assert meanwhile > max(disaster.lost)
    assert queries.parsed(lost[0].entry) == {"data": {}}

    assert sequencer.turn() == 2
    assert [submit(each) for each in witnesses] == [200, 200, 200]
    assert verify_record()[2] == []
    happened = Entry.objects.filter(kind="witness.entries-recovered").get()
    assert queries.data(happened.number)["lost"] == 8
    with pytest.raises(Refused, match="无需恢复"):
        restoring.prepare(disaster.mirror.url, now=NOW)


def signed(size: int) -> Note:
    return parse_note(Checkpoint.objects.filter(size=size).latest("id").note)


def test_log_without_witnesses_recovers_what_the_mirror_has(disaster: Disaster, tmp_path: Path) -> None:
    with override_settings(WITNESS_POLICY=tmp_path / "none.txt"):
        assert recovery.check(starting=True) == []
        plan = restoring.prepare(disaster.mirror.url, now=NOW)
        assert (plan.lost, log.sequence(now=NOW)) == (8, 0)  # held from here on: signing would fork
        restoring.restore(CTX, plan)
        assert (reasons(), verify_record()) == ([], (310, disaster.root, []))


def test_recovery_goes_on_where_it_was_cut_short(disaster: Disaster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restoring, "BATCH", 4)  # batches end at 304, 308, 310
    recovery.check(starting=True)
    plan = restoring.prepare(disaster.mirror.url, now=NOW)
    fetched = plan.mirror.entries

    def breaking(start: int, end: int) -> list[bytes]:
        if start >= 304:
            raise ConnectionError
        return fetched(start, end)

    plan.mirror.entries = breaking  # type: ignore[method-assign]
    with pytest.raises(ConnectionError):
        restoring.restore(CTX, plan)
    assert (queries.head()[0], len(reasons()), log.sequence(now=NOW)) == (304, 3, 0)
    again = restoring.prepare(disaster.mirror.url, now=NOW)
    assert (again.before, again.kept, again.lost) == (304, 0, 6)
    restoring.restore(CTX, again)
    assert verify_record() == (310, disaster.root, [])
    assert reasons() == []


def test_damaged_mirror_is_refused_and_changes_nothing(disaster: Disaster) -> None:
    recovery.check(starting=True)
    mirror = disaster.mirror
    entries = list(mirror.entries)
    mirror.entries[305] = entries[304]
    plan = restoring.prepare(mirror.url, now=NOW)  # its hashes are right, an entry is not
    with pytest.raises(Refused, match="与其摘要不符"):
        restoring.restore(CTX, plan)
    mirror.rehash()
    with pytest.raises(Refused, match="算不出"):
        restoring.prepare(mirror.url, now=NOW)
    mirror.entries = entries[:300]
    mirror.rehash()
    mirror.note = signed(300)
    with pytest.raises(Refused, match="镜像只有 300 条"):
        restoring.prepare(mirror.url, now=NOW)
    with pytest.raises(Refused, match="读取镜像失败"):
        restoring.prepare("ftp://127.0.0.1/", now=NOW)
    assert (queries.head()[0], Waiting.objects.count()) == (300, 2)


def test_fork_is_refused_with_evidence(disaster: Disaster, tmp_path: Path) -> None:
    happen("另一种历史")
    log.sequence(now=NOW)  # somebody signed before the witnesses were asked
    recovery.check(starting=True)
    assert reasons() == [("larger", "xinyang"), ("larger", "gushi")]
    with pytest.raises(Refused, match="分叉") as refused:
        restoring.prepare(disaster.mirror.url, now=NOW)
    (file,) = (tmp_path / "evidence").glob("fork-303-310-*.json")
    assert str(file) in refused.value.message
    assert log.sequence(now=NOW) == 0


def test_silence_at_the_start_holds_until_enough_answer(db: None, witnesses: list[Witness]) -> None:
    happen("一", "二")
    log.sequence(now=NOW)
    for each in witnesses:
        submit(each)
        each.is_silent = True
    assert recovery.check(starting=False) == []  # while it runs, silence only delays
    recovery.check(starting=True)
    assert reasons() == [("silent", each.name) for each in witnesses]
    happen("三")
    assert log.sequence(now=NOW) == 0
    mirror = Mirror()
    with pytest.raises(Refused, match="没有给出可用的答复"):
        restoring.prepare(mirror.url, now=NOW)
    mirror.served.close()
    witnesses[0].is_silent = False
    assert len(recovery.check(starting=False)) == 2  # the other two could still be a quorum
    witnesses[1].is_silent = False
    assert recovery.check_with("gushi") != []  # one alone does not tell that enough have answered
    assert recovery.check(starting=False) == []
    assert log.sequence(now=NOW) == 1


def test_sequencer_goes_on_as_soon_as_enough_witnesses_answer(db: None, witnesses: list[Witness]) -> None:
    happen("一")
    for each in witnesses:
        each.is_silent = True
    sequencer = Sequencer()
    sequencer.ask_first()
    assert sequencer.turn() == 0
    sequencer.ask_first()
    assert (sequencer.turn(), len(reasons())) == (0, 3)
    for each in witnesses[:2]:
        each.is_silent = False
    sequencer.ask_first()
    assert (reasons(), sequencer.turn()) == ([], 1)


def test_witness_with_a_contained_head_holds_nothing(db: None, witnesses: list[Witness]) -> None:
    happen("一", "二")
    log.sequence(now=NOW)
    submit(witnesses[0])
    happen("三")
    log.sequence(now=NOW)
    assert recovery.check(starting=True) == []


def test_witness_that_forgot_has_not_answered(db: None, witnesses: list[Witness]) -> None:
    happen("一", "二")
    log.sequence(now=NOW)
    for each in witnesses[:2]:
        submit(each)
        each.note = None
    assert {(hold.reason, hold.witness) for hold in recovery.check(starting=True)} == {
        ("forgot", "xinyang"),
        ("forgot", "gushi"),
    }


def test_claim_without_our_signature_holds_nothing(db: None, witnesses: list[Witness]) -> None:
    """A witness cannot stop the log by saying that it has seen more."""
    happen("一")
    log.sequence(now=NOW)
    text = Stated(keys.log_key().name, 99, b"\1" * 32).text
    forged = SigningKey(keys.log_key().name, ED25519, b"\2" * 32).sign(text)
    witnesses[0].note = Note(text, (forged,))
    assert recovery.check_with("xinyang") == []
    witnesses[0].note = Note(text, (keys.log_key().sign(text),))
    assert [(hold.reason, hold.witness) for hold in recovery.check_with("xinyang")] == [("larger", "xinyang")]
    assert recovery.check_with("nobody") != []
    assert Hold.objects.count() == 1


@pytest.mark.parametrize("seconds", [2**37, 2**62, 2**64 - 1])
def test_witness_with_an_impossible_time_stops_nobody(
    db: None, witnesses: list[Witness], seconds: int
) -> None:
    happen("一")
    log.sequence(now=NOW)
    for each in witnesses:
        submit(each)
    note = witnesses[0].note
    assert note is not None
    forged = cosigned_in(witnesses[0].key, note.text, timestamp=seconds)
    witnesses[0].note = Note(note.text, (note.signatures[0], forged))
    assert recovery.check(starting=True) == []  # the others have answered
    seen = {each.witness: each.trouble for each in Sighting.objects.all()}
    assert seen == {"xinyang": "unverified", "gushi": "", "harbin": ""}


def test_witness_that_contradicts_our_client_is_asked(db: None, witnesses: list[Witness]) -> None:
    happen("一")
    log.sequence(now=NOW)
    text = Stated(keys.log_key().name, 1, b"\1" * 32).text
    witnesses[0].note = Note(text, (keys.log_key().sign(text),))
    on_disagreement(policy().witnesses[0], "other-tree")
    assert reasons() == [("other-root", "xinyang")]
    assert log.sequence(now=NOW) == 0


def test_no_witnesses_are_not_asked(db: None, tmp_path: Path) -> None:
    happen("一")
    file = tmp_path / "policy.txt"
    with override_settings(WITNESS_POLICY=file):
        file.write_text(WITNESSES + "quorum none\n", encoding="utf-8")
        assert recovery.check(starting=True) == []
        file.write_text(f"witness a {vkey('a')}\nquorum a\n", encoding="utf-8")
        assert (recovery.check(starting=True), len(policy().witnesses)) == ([], 1)
    assert log.sequence(now=NOW) == 1
