"""The ``go`` command, as the client of a Go checksum database, accepts our log, and no lie in its place.

It was written to keep watch over such a log: it checks the note's signature, the tiles against the root, the
record against the tiles, and each tree that it sees against the newest that it has seen before.
"""

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction

from tests.interop.go_modules import Module
from tests.interop.sumdb import NAME, Go, SumDB, write
from yuanping.base.witness import log
from yuanping.base.witness.proving import consistency_path
from yuanping.core.tlog.notes import ED25519, SigningKey
from yuanping.core.tlog.tiles import root, tiles_for_growth

MODULES = [Module(number) for number in range(700)]
REWRITTEN = [*MODULES[:10], Module(10, edition="rewritten"), *MODULES[11:]]
THREE_LEVELS = 65_800
WANTED = MODULES[5]

Change = Callable[[bytes], bytes]


@pytest.fixture
def go(tmp_path: Path) -> Go:
    return Go(tmp_path / "go")


@pytest.fixture
def sumdb(db: None) -> SumDB:
    return SumDB()


def assert_accepted(go: Go, sumdb: SumDB, *modules: Module) -> None:
    code, said = go.download(sumdb, *modules)
    assert code == 0, said
    assert go.remembered == sumdb.note()
    assert [module for module in modules if not go.downloaded(module)] == []


def test_log_that_grows_is_accepted_at_each_size(go: Go, sumdb: SumDB) -> None:
    before = 0
    for size in (1, 5, 256, 300, 700):
        write(MODULES[before:size])
        assert_accepted(go, sumdb, *{MODULES[before], MODULES[size - 1]})
        before = size


def test_client_that_looks_for_the_first_time_accepts_the_log(go: Go, sumdb: SumDB) -> None:
    write(MODULES)
    assert_accepted(go, sumdb, MODULES[0], MODULES[256], MODULES[-1])
    tiles = {asked for asked in sumdb.asked if asked.startswith("/tile/")}
    assert tiles == {f"/tile/8/{tile}" for tile in ("0/000", "0/001", "0/002.p/188", "1/000.p/2")}


def test_log_with_three_levels_of_tiles_is_accepted(go: Go, sumdb: SumDB) -> None:
    write(MODULES[:300])
    assert_accepted(go, sumdb, WANTED)
    many = [Module(number) for number in range(300, THREE_LEVELS)]
    write(many)
    assert_accepted(go, sumdb, MODULES[0], Module(65_535), Module(65_536), many[-1])
    assert "/tile/8/2/000.p/1" in sumdb.asked


@pytest.fixture
def seen(go: Go, sumdb: SumDB) -> str:
    """The tree of 300 that the client has accepted and remembers, before history was rewritten."""
    with transaction.atomic():
        write(MODULES[:300])
        assert_accepted(go, sumdb, MODULES[20])
        remembered = go.remembered
        transaction.set_rollback(True)
    return remembered


@pytest.mark.parametrize("size", [20, 300, 700], ids=["shorter", "as long", "longer"])
def test_rewritten_history_is_refused(go: Go, sumdb: SumDB, seen: str, size: int) -> None:
    write(REWRITTEN[:size])
    code, said = go.download(sumdb, WANTED)
    assert (code, go.downloaded(WANTED), go.remembered) == (1, False, seen)
    assert said.startswith("SECURITY ERROR\ngo.sum database server misbehavior detected!\n")


def test_proof_of_misbehaviour_is_our_own_consistency_proof(go: Go, sumdb: SumDB, seen: str) -> None:
    write(REWRITTEN)
    _, said = go.download(sumdb, WANTED)
    shown = said.partition("proof of misbehavior:\n")[2].split()
    rewritten = [root(300, log.prefetched(tiles_for_growth(300))), *consistency_path(300, 700)]
    assert shown == [base64.b64encode(each).decode() for each in rewritten]


def flip(place: int) -> Change:
    """Flip one bit of the byte at ``place``."""

    def change(content: bytes) -> bytes:
        changed = bytearray(content)
        changed[place] ^= 1
        return bytes(changed)

    return change


def replace(old: bytes, new: bytes) -> Change:
    def change(content: bytes) -> bytes:
        assert old in content
        return content.replace(old, new, 1)

    return change


@pytest.mark.parametrize(
    ("address", "change", "message"),
    [
        ("/tile/8/0/000", flip(-1), "downloaded inconsistent tile"),
        ("/tile/8/0/001.p/44", flip(0), "downloaded inconsistent tile"),
        ("/tile/8/1/000.p/1", flip(5), "downloaded inconsistent tile"),
        (f"/lookup/{WANTED.name}", replace(b" h1:", b" h1:A"), "cannot authenticate record data"),
        (f"/lookup/{WANTED.name}", replace(b"5\n", b"6\n"), "cannot authenticate record data"),
        (f"/lookup/{WANTED.name}", replace(b"\n300\n", b"\n299\n"), "invalid signature for key log.example"),
    ],
    ids=["full tile", "partial tile", "upper tile", "record", "index", "checkpoint"],
)
def test_tampered_answer_is_refused(go: Go, sumdb: SumDB, address: str, change: Change, message: str) -> None:
    write(MODULES[:300])
    sumdb.changed = {address: change}
    code, said = go.download(sumdb, WANTED)
    assert (code, message in said, go.downloaded(WANTED)) == (1, True, False), said
    sumdb.changed = {}
    assert_accepted(go, sumdb, WANTED)


def test_checkpoint_of_another_key_is_refused(go: Go, sumdb: SumDB) -> None:
    write(MODULES[:5])
    stranger = SumDB(key=SigningKey(NAME, ED25519, bytes(32)))
    code, said = go.download(stranger, MODULES[0])
    assert (code, "note has no verifiable signatures" in said) == (1, True), said
    assert_accepted(go, sumdb, MODULES[0])
