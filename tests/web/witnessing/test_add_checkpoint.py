"""The node as witness, over its own address: every answer of C2SP tlog-witness, and what stays when two ask at once."""

import base64
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from unittest.mock import ANY

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tests.factories.other_logs import OtherLog, signers
from tests.racing import race
from yuanping.base.clock.models import ClockShift
from yuanping.base.clock.reading import read_clock
from yuanping.base.witness import keys, log, queries
from yuanping.base.witnessing.models import Disagreement, WitnessedLog
from yuanping.core.tlog.notes import Note, parse_note, parse_signatures, verified

URL = "/witness/add-checkpoint"


@pytest.fixture
def other(settings: LazySettings, tmp_path: Path) -> OtherLog:
    """A log of 700 entries that this node witnesses."""
    other = OtherLog().grow(700)
    settings.WITNESSED_LOGS = tmp_path / "logs.txt"
    settings.WITNESSED_LOGS.write_text(f"{other.line()}quorum none\n")
    return other


def post(body: bytes) -> tuple[int, str, str]:
    answer = Client(enforce_csrf_checks=True).post(URL, body, content_type="application/octet-stream")
    return answer.status_code, answer.content.decode(), answer.headers["Content-Type"]


def status(body: bytes) -> int:
    return post(body)[0]


def held() -> list[tuple[int, str]]:
    return list(WitnessedLog.objects.exclude(note="").values_list("size", "root"))


def cosigned(note: Note, line: str) -> list[int]:
    """The times at which this node's witness key signed, by the line that it answered."""
    seen = verified(Note(note.text, parse_signatures(line)), [keys.witness_key().verifier])
    return [at for _, at in seen if at is not None]


@pytest.mark.parametrize("sizes", [(1, 2), (256, 512), (300, 700), (255, 257), (0, 5), (7, 7)])
def test_growing_log_is_cosigned(db: None, other: OtherLog, sizes: tuple[int, int]) -> None:
    before = int(read_clock().timestamp())
    old = 0
    for size in sizes:
        code, line, kind = post(other.request(old, size))
        assert (code, kind) == (200, "text/plain; charset=utf-8")
        assert cosigned(other.note(size), line)[0] in range(before, before + 60)
        assert held() == [(size, other.root(size).hex())]
        old = size


def test_published_checkpoint_is_the_last_one_cosigned(db: None, other: OtherLog) -> None:
    address = f"/witness/{other.origin_hash}/checkpoint"
    assert Client().get(address).status_code == 404
    post(other.request(0, 300))
    answer = Client().get(address)
    note = parse_note(answer.content)
    assert (note.text, answer.headers["Content-Type"]) == (other.note(300).text, "text/plain; charset=utf-8")
    found = dict(verified(note, [other.key.verifier, keys.witness_key().verifier]))
    assert found == {other.key.verifier: None, keys.witness_key().verifier: ANY}


def test_lines_that_nobody_has_checked_are_not_published(db: None, other: OtherLog) -> None:
    ours = keys.witness_key().verifier
    bogus = f"— {ours.name} {base64.b64encode(ours.key_id + bytes(72)).decode()}\n"
    assert status(other.request(0, 5) + bogus.encode()) == 200
    note = parse_note(Client().get(f"/witness/{other.origin_hash}/checkpoint").content)
    assert [each.name for each in note.signatures] == [other.origin, ours.name]
    assert len(verified(note, [other.key.verifier, ours])) == 2


def test_wrong_old_size_is_answered_with_ours(db: None, other: OtherLog) -> None:
    assert post(other.request(5, 9)) == (409, "0\n", "text/x.tlog.size")
    post(other.request(0, 300))
    for old, size in ((0, 700), (299, 700), (301, 700), (0, 200), (200, 250)):
        assert post(other.request(old, size)) == (409, "300\n", "text/x.tlog.size")
    assert held() == [(300, other.root(300).hex())]
    assert Disagreement.objects.count() == 0


def test_unknown_origin_is_not_found(db: None, other: OtherLog) -> None:
    assert status(OtherLog("log.example/other").grow(3).request(0)) == 404
    assert Client().get(f"/witness/{'0' * 64}/checkpoint").status_code == 404
    assert WitnessedLog.objects.count() == 0


def test_checkpoint_that_the_log_did_not_sign_is_forbidden(db: None, other: OtherLog) -> None:
    assert status(OtherLog(other.origin, b"\10" * 32).grow(3).request(0)) == 403
    signed, stranger = other.request(0, 5), OtherLog("stranger.example").key
    lines = signed.decode().rpartition("— ")[0] + stranger.sign(other.note(5).text).line
    assert status(lines.encode()) == 403
    assert status(signed.replace(b"\n5\n", b"\n6\n")) == 403
    assert WitnessedLog.objects.count() == 0


def test_malformed_requests_are_bad(db: None, other: OtherLog) -> None:
    good = other.request(0, 5).decode()
    post(good.encode())
    grown = other.request(5, 9).decode()
    bodies = [
        "",
        "old 0\n",
        good.replace("old 0", "old 00"),
        good.replace("old 0", "old -1"),
        good.replace("old 0", "old  0"),
        good.replace("old 0\n", "old 0\r\n"),
        good.replace("old 0\n", f"old 0\n{'A' * 43}=\n" + f"{'A' * 43}=\n" * 63),
        good.replace("old 0\n", "old 0\nAAAA\n"),
        good.rstrip("\n"),
        good.replace("\n5\n", "\n05\n"),
        grown.replace("old 5", "old 10"),  # larger than the checkpoint
        good + "x" * 1_000_000,
    ]
    assert [status(body.encode()) for body in bodies] == [400] * len(bodies)
    assert status(b"\xff" + good.encode()) == 400
    assert Client().get(URL).status_code == 405
    assert held() == [(5, other.root(5).hex())]


def test_wrong_proof_is_unprocessable_and_noted(db: None, other: OtherLog) -> None:
    post(other.request(0, 300))
    whole = other.request(300, 700)
    first = whole.split(b"\n")[1]
    assert status(whole.replace(first, base64.b64encode(b"\1" * 32))) == 422
    assert status(whole.replace(first + b"\n", b"")) == 422
    assert status(other.fork(100).request(300, 650)) == 422
    found = Disagreement.objects.get()  # one an hour: the sender may have spoilt the proof
    assert (found.proved, found.submitted) == (False, other.note(700).encode())
    assert held() == [(300, other.root(300).hex())]
    assert status(whole) == 200


def test_proof_for_the_first_checkpoint_must_be_empty(db: None, other: OtherLog) -> None:
    body = other.request(0, 5).replace(b"old 0\n", b"old 0\n" + base64.b64encode(b"\1" * 32) + b"\n")
    assert (status(body), held(), Disagreement.objects.count()) == (422, [], 0)


def test_fork_of_one_size_is_proved_and_on_record(db: None, other: OtherLog) -> None:
    post(other.request(0, 300))
    forked = other.fork(100)
    for _ in range(3):
        assert post(forked.request(300, 300)) == (409, "300\n", "text/x.tlog.size")
    assert post(forked.request(0, 300)) == (409, "300\n", "text/x.tlog.size")
    found = Disagreement.objects.get()
    assert (found.proved, found.role, found.submitted) == (True, "witness", forked.note(300).encode())
    assert signers(found.held) == [other.origin, keys.witness_key().name]
    log.sequence(now=read_clock())
    event = queries.parsed(queries.entries().get(kind="witnessing.fork-seen"))
    assert {key: event["data"][key] for key in ("origin", "held_size", "submitted_size", "proved")} == {
        "origin": other.origin,
        "held_size": 300,
        "submitted_size": 300,
        "proved": True,
    }
    assert held() == [(300, other.root(300).hex())]


def test_file_of_logs_is_read_again_when_it_changes(
    db: None, other: OtherLog, settings: LazySettings
) -> None:
    second = OtherLog("log.example/second", b"\11" * 32).grow(3)
    assert status(second.request(0)) == 404
    settings.WITNESSED_LOGS.write_text(f"{other.line()}{second.line()}quorum none\n")
    assert status(second.request(0)) == 200
    settings.WITNESSED_LOGS.write_text("log what\nquorum none\n")
    assert status(second.request(3)) == 503
    settings.WITNESSED_LOGS.unlink()
    assert status(second.request(3)) == 404


def test_two_keys_of_one_log_are_both_trusted(db: None, other: OtherLog, settings: LazySettings) -> None:
    renewed = OtherLog(other.origin, b"\12" * 32).grow(700)
    settings.WITNESSED_LOGS.write_text(f"{other.line()}{renewed.line()}quorum none\n")
    assert (status(other.request(0, 5)), status(renewed.request(5, 9))) == (200, 200)


@pytest.mark.parametrize("shift", [timedelta(days=400), timedelta(days=-400)])
def test_demonstration_clock_does_not_stop_the_witness(db: None, other: OtherLog, shift: timedelta) -> None:
    post(other.request(0, 5))
    ClockShift.objects.create(ahead=shift, at=read_clock())
    code, line, _ = post(other.request(5, 9))
    assert code == 200
    assert abs(cosigned(other.note(9), line)[0] - read_clock().timestamp()) < 60


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE witnessing_witnessedlog SET size = 4",
        "UPDATE witnessing_witnessedlog SET root = repeat('0', 64)",
        "UPDATE witnessing_witnessedlog SET note = ''",
        "DELETE FROM witnessing_witnessedlog",
        "TRUNCATE witnessing_witnessedlog",
    ],
)
def test_database_refuses_to_roll_the_witness_back(db: None, other: OtherLog, statement: str) -> None:
    post(other.request(0, 5))
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        connection.cursor().execute(statement)


def test_answer_waits_for_the_disk(db: None, other: OtherLog) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        post(other.request(0, 5))
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",)


def test_two_requests_at_once_never_roll_the_log_back(committed_db: None, other: OtherLog) -> None:
    """The race that the protocol warns of, at first sight of a log and later."""
    old = 0
    for size in range(20, 320, 20):
        answers: dict[int, int] = {}

        def ask(to: int, old: int = old, answers: dict[int, int] = answers) -> None:
            answers[to] = status(other.request(old, to))

        wants = [size, size - 5, size - 10, size - 15]
        assert race(*(lambda to=to: ask(to) for to in wants)) == ["done"] * 4
        accepted = [to for to, code in answers.items() if code == 200]
        assert (len(accepted), sorted(set(answers.values()))) == (1, [200, 409])
        assert held() == [(accepted[0], other.root(accepted[0]).hex())]
        old = accepted[0]
    assert WitnessedLog.objects.count() == 1


def test_forks_at_once_are_not_both_cosigned(committed_db: None, other: OtherLog) -> None:
    forked = other.fork(3)
    codes: list[int] = []
    bodies = [log.request(0, 10) for log in (other, forked)] * 2
    race(*(lambda body=body: codes.append(status(body)) for body in bodies))
    assert (sorted(codes), WitnessedLog.objects.count()) == ([200, 409, 409, 409], 1)


@examples(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(st.tuples(st.booleans(), st.integers(0, 40), st.integers(0, 40)), max_size=12))
def test_whatever_is_asked_all_that_is_cosigned_is_one_history(
    db: None, other: OtherLog, asked: list[tuple[bool, int, int]]
) -> None:
    forked = other.fork(20)
    with transaction.atomic():
        signed = [(0, b"")]
        for honest, old, size in asked:
            source = other if honest else forked
            body = source.request(min(old, size), size)
            if post(body)[0] == 200:
                assert min(old, size) == signed[-1][0]
                signed.append((size, source.root(size)))
        for (old, old_root), (new, new_root) in pairwise(signed):
            if old:
                owner = next(each for each in (other, forked) if each.root(new) == new_root)
                assert owner.root(old) == old_root
        transaction.set_rollback(True)
