"""Our log before its witnesses: honest, slow, dead, forgetful, lying ones, each on a loopback port."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from django.db import transaction

from tests.base.loopback import cosigned_in
from tests.factories.other_logs import Asked, Site, SomethingHappened, site
from yuanping.base import witness
from yuanping.base.context import Ctx
from yuanping.base.witness import keys, log
from yuanping.base.witness.circle import cosigning
from yuanping.base.witness.circle.cosigning import Cosigner, Disagreement, NotCosigned, keep_submitting
from yuanping.base.witness.circle.wire import Unreachable, Wire
from yuanping.base.witness.models import Checkpoint, Cosignature
from yuanping.base.witness.standing import cosigned, policy
from yuanping.core.tlog.cosignatures import cosign
from yuanping.core.tlog.hashing import SHA256
from yuanping.core.tlog.notes import COSIGNATURE, SigningKey, verified
from yuanping.core.tlog.quorum import Witness
from yuanping.core.tlog.witnessing import Head, judge, parse_add_checkpoint

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
AT = 1795483800


def grow(count: int = 1) -> Checkpoint:
    """So many more entries, placed and signed."""
    ctx = Ctx(now=NOW, actor_name="测试", roles=frozenset(), channel="test", request_id="r1")
    with transaction.atomic():
        for _ in range(count):
            witness.append(ctx, SomethingHappened(what="x"))
    log.sequence(now=NOW)
    return Checkpoint.objects.order_by("-id")[0]


@dataclass
class Judge:
    """A witness that follows the protocol; ``spoil`` changes an answer before it is sent."""

    name: str = "w1.example/witness"
    head: Head | None = None
    sizes: list[int] = field(default_factory=list)
    spoil: Callable[[tuple[int, bytes, str]], tuple[int, bytes, str]] = lambda answer: answer

    @property
    def key(self) -> SigningKey:
        return SigningKey(self.name, COSIGNATURE, SHA256.plain(self.name.encode()))

    def __call__(self, asked: Asked) -> tuple[int, bytes, str]:
        assert (asked.method, asked.path) == ("POST", "add-checkpoint")
        request = parse_add_checkpoint(asked.body)
        verdict = judge(request, log=keys.log_key().verifier, head=self.head)
        answer = verdict.message.encode()
        kind = "text/plain"
        if verdict.head is not None:
            self.head = verdict.head
            self.sizes.append(verdict.head.size)
            answer = cosign(self.key, request.note.text, timestamp=AT).line.encode()
        elif verdict.size is not None:
            answer, kind = f"{verdict.size}\n".encode(), "text/x.tlog.size"
        return self.spoil((verdict.status, answer, kind))


@pytest.fixture
def judging() -> Judge:
    return Judge()


@pytest.fixture
def running(judging: Judge) -> Iterator[Site]:
    with site(judging) as running:
        yield running


@pytest.fixture
def cosigner(judging: Judge, running: Site) -> Iterator[Cosigner]:
    with Wire(running.url, patience=0.5) as wire:
        yield Cosigner(Witness("w1", judging.key.verifier, running.url), wire)


def kept() -> list[tuple[int, str]]:
    return list(Cosignature.objects.values_list("checkpoint__size", "witness"))


def test_newest_checkpoint_is_cosigned_and_those_between_are_skipped(
    db: None, cosigner: Cosigner, judging: Judge, running: Site
) -> None:
    assert cosigner.submit_newest() is False
    grow(3)
    assert cosigner.submit_newest() is True
    for _ in range(4):
        newest = grow(70)
    assert cosigner.submit_newest() is True
    assert (judging.sizes, kept()) == ([3, 283], [(3, "w1"), (283, "w1")])
    assert verified(cosigned(newest), [judging.key.verifier]) == [(judging.key.verifier, AT)]
    assert cosigner.submit_newest() is False
    assert len({asked.connection for asked in running.asked}) == 1


def test_witness_that_is_elsewhere_names_its_size(db: None, cosigner: Cosigner, judging: Judge) -> None:
    first, second = grow(3), grow(4)
    judging.head = Head(3, bytes.fromhex(first.root))
    assert cosigner.submit_newest() is True
    assert (judging.sizes, second.cosignatures.count()) == ([7], 1)
    judging.head = None  # it lost its memory
    grow(1)
    assert cosigner.submit_newest() is True
    assert judging.sizes == [7, 8]


def test_node_started_again_remembers_where_its_witness_is(
    db: None, cosigner: Cosigner, running: Site
) -> None:
    grow(3)
    cosigner.submit_newest()
    grow(3)
    Cosigner(cosigner.witness, cosigner.wire).submit_newest()
    assert [asked.body.split(b"\n")[0] for asked in running.asked] == [b"old 0", b"old 3"]


def test_quiet_log_is_cosigned_again(db: None, cosigner: Cosigner, judging: Judge) -> None:
    grow(3)
    cosigner.submit_newest()
    log.sign_again(now=NOW)
    assert cosigner.submit_newest() is True
    assert (judging.sizes, kept()) == ([3, 3], [(3, "w1")] * 2)


def test_same_checkpoint_keeps_one_cosignature_of_a_witness(db: None, cosigner: Cosigner) -> None:
    newest = grow(3)
    cosigner.submit_newest()
    first = newest.cosignatures.get()
    cosigner._submit(newest)
    assert newest.cosignatures.get() == first


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (Head(9, b"\1" * 32), "larger"),
        (Head(5, b"\1" * 32), "other-tree"),
        (Head(3, b"\1" * 32), "unproved"),
    ],
)
def test_witness_of_another_tree_disagrees(
    db: None, cosigner: Cosigner, judging: Judge, head: Head, reason: str
) -> None:
    grow(5)
    judging.head = head
    with pytest.raises(Disagreement) as caught:
        cosigner.submit_newest()
    assert (caught.value.reason, caught.value.size, caught.value.ours) == (reason, head.size, 5)
    assert kept() == []


def test_size_is_larger_only_than_our_newest(db: None, cosigner: Cosigner, judging: Judge) -> None:
    """Another process of ours has sequenced and submitted more while the witness was asked."""
    grow(3)

    def overtake(answer: tuple[int, bytes, str]) -> tuple[int, bytes, str]:
        judging.spoil = lambda answer: answer
        return 409, b"5\n", "text/x.tlog.size"

    judging.spoil = overtake
    older = Checkpoint.objects.get()
    newest = grow(2)
    judging.head = Head(5, bytes.fromhex(newest.root))
    assert cosigner._submit(older) is False
    assert cosigner.submit_newest() is True


def spoilt_value(answer: tuple[int, bytes, str]) -> tuple[int, bytes, str]:
    forger = SigningKey("w1.example/witness", COSIGNATURE, b"\3" * 32)
    return 200, cosign(forger, "log\n1\n" + "A" * 43 + "=\n", timestamp=AT).line.encode(), "text/plain"


def other_text(answer: tuple[int, bytes, str]) -> tuple[int, bytes, str]:
    line = cosign(Judge().key, "log\n1\n" + "A" * 43 + "=\n", timestamp=AT).line
    return 200, line.encode(), "text/plain"


@pytest.mark.parametrize(
    "spoil",
    [
        spoilt_value,
        other_text,
        lambda answer: (200, b"", "text/plain"),
        lambda answer: (200, b"\xff\n", "text/plain"),
        lambda answer: (200, b"<html>", "text/html"),
        lambda answer: (409, b"5\n", "text/plain"),
        lambda answer: (409, b"05\n", "text/x.tlog.size"),
        lambda answer: (409, b"0\n", "text/x.tlog.size"),
        lambda answer: (403, b"", "text/plain"),
        lambda answer: (404, b"", "text/plain"),
        lambda answer: (400, b"", "text/plain"),
        lambda answer: (301, b"", "text/plain"),
        lambda answer: (500, b"", "text/plain"),
    ],
)
def test_answer_without_a_good_cosignature_counts_for_nothing(
    db: None, cosigner: Cosigner, judging: Judge, spoil: Callable[..., tuple[int, bytes, str]]
) -> None:
    grow(3)
    judging.spoil = spoil
    with pytest.raises(NotCosigned) as caught:
        cosigner.submit_newest()
    assert (isinstance(caught.value, Disagreement), kept()) == (False, [])
    judging.spoil = lambda answer: answer
    judging.head = None
    assert cosigner.submit_newest() is True


@pytest.mark.parametrize("seconds", [2**37, 253402300799, 2**62, 2**64 - 1])
def test_time_that_no_calendar_holds_is_refused(
    db: None, cosigner: Cosigner, judging: Judge, seconds: int
) -> None:
    """The year 9999 is in our calendar, but for its last hours: Beijing's would be in the next."""
    newest = grow(3)
    text = newest.note.partition("\n\n")[0] + "\n"
    line = cosigned_in(judging.key, text, timestamp=seconds).line
    judging.spoil = lambda answer: (200, line.encode(), "text/plain")
    with pytest.raises(NotCosigned):
        cosigner.submit_newest()
    assert kept() == []


def test_size_that_changes_each_time_ends(
    db: None, cosigner: Cosigner, judging: Judge, running: Site
) -> None:
    grow(9)
    sizes = iter([b"3\n", b"4\n", b"5\n", b"6\n"])
    judging.spoil = lambda answer: (409, next(sizes), "text/x.tlog.size")
    with pytest.raises(NotCosigned):
        cosigner.submit_newest()
    assert len(running.asked) == 3


def test_slow_witness_is_given_up(db: None, cosigner: Cosigner, judging: Judge) -> None:
    grow(3)
    end = threading.Event()

    def dawdle(answer: tuple[int, bytes, str]) -> tuple[int, bytes, str]:
        end.wait(5)
        return answer

    judging.spoil = dawdle
    started = time.monotonic()
    with pytest.raises(Unreachable):
        cosigner.submit_newest()
    end.set()
    assert time.monotonic() - started < 2
    judging.spoil = lambda answer: answer
    assert cosigner.submit_newest() is True


@pytest.fixture
def working(settings: LazySettings, tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """Works as the sequencer's process does, under a policy file that the test writes."""
    settings.WITNESS_POLICY = tmp_path / "policy.txt"
    stop = threading.Event()
    thread = threading.Thread(target=keep_submitting, args=[stop])

    def work(text: str) -> None:
        settings.WITNESS_POLICY.write_text(text)
        if not thread.is_alive():
            thread.start()

    yield work
    stop.set()
    thread.join()
    deadline = time.monotonic() + 10
    while any(each.name.startswith("witness w") for each in threading.enumerate()):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def until(done: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not done() and time.monotonic() < deadline:
        time.sleep(0.02)
    return done()


def test_dead_and_dripping_witnesses_delay_nobody(
    committed_db: None,
    judging: Judge,
    running: Site,
    working: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(cosigning, "on_disagreement", lambda who, reason: told.append((who.name, reason)))
    wrong = Judge("w3.example/witness", head=Head(2, b"\1" * 32))
    grow(5)
    with site(wrong) as lying:
        working(
            f"witness w1 {judging.key.verifier.vkey} {running.url}\n"
            f"witness w2 {Judge('w2.example').key.verifier.vkey} http://127.0.0.1:1\n"
            f"witness w3 {wrong.key.verifier.vkey} {lying.url}\n"
            f"witness w4 {Judge('w4.example').key.verifier.vkey}\n"
            "quorum none\n"
        )
        assert until(lambda: kept() == [(5, "w1")])
        started = time.monotonic()
        grow(2)
        assert until(lambda: kept() == [(5, "w1"), (7, "w1")])
        assert time.monotonic() - started < 1
        assert until(lambda: ("w3", "unproved") in told)


def test_threads_follow_the_policy_file(
    committed_db: None, judging: Judge, running: Site, working: Callable[[str], None]
) -> None:
    line = f"witness w1 {judging.key.verifier.vkey} {running.url}\n"
    working("quorum none\n")
    grow(5)
    working(f"{line}quorum none\n")
    assert until(lambda: kept() == [(5, "w1")])
    assert [each.name for each in policy().witnesses] == ["w1"]
    working("quorum none\n\n")
    assert until(lambda: not any(each.name == "witness w1" for each in threading.enumerate()))
