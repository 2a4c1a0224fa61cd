"""The node's log as public files: exactly what tlog-tiles names, exactly as far as it is signed."""

import gzip
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.test import Client

from tests.factories.other_logs import SomethingHappened
from yuanping.base import witness
from yuanping.base.context import Ctx
from yuanping.base.witness import keys, log
from yuanping.base.witness.models import Checkpoint, Cosignature, Entry, Head
from yuanping.core.tlog.checkpoints import parse_checkpoint
from yuanping.core.tlog.cosignatures import cosign
from yuanping.core.tlog.hashing import SHA256, SM3
from yuanping.core.tlog.notes import COSIGNATURE, SigningKey, parse_note, verified
from yuanping.core.tlog.tiles import bundle_path, root, tile_path, tiles_for_size, unbundle

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
FOR_EVER = "public, max-age=31536000, immutable"


def grow(count: int, *, signed: bool = True) -> None:
    ctx = Ctx(now=NOW, actor_name="测试", roles=frozenset(), channel="test", request_id="r1")
    with transaction.atomic():
        for _ in range(count):
            witness.append(ctx, SomethingHappened(what="x"))
    if signed:
        log.sequence(now=NOW)


def get(path: str, **headers: str):
    return Client(headers=headers).get(f"/log/{path}")


@pytest.fixture
def grown(db: None) -> None:
    grow(300)


@pytest.mark.parametrize(("hashing", "prefix"), [(SHA256, ""), (SM3, "sm3/")])
def test_tiles_hash_to_the_signed_roots(grown: None, hashing, prefix: str) -> None:
    def read(tile) -> bytes:
        answer = get(prefix + tile_path(tile))
        assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == (
            "application/octet-stream",
            FOR_EVER,
        )
        return answer.content

    head = Head.objects.get()
    expected = {"sha256": head.root, "sm3": head.sm3_root}[hashing.name]
    assert root(300, read, hashing).hex() == expected
    assert all(len(read(tile)) == tile.width * 32 for tile in tiles_for_size(300))


def test_bundles_hold_the_entries_as_they_hash(grown: None) -> None:
    entries = [
        content.encode()
        for content in Entry.objects.order_by("leaf__index").values_list("content", flat=True)
    ]
    found = unbundle(get(bundle_path(0)).content, 256) + unbundle(get(bundle_path(1, 44)).content, 44)
    assert found == entries
    assert b"".join(map(SHA256.leaf, found[:256])) == get("tile/0/000").content
    assert get(bundle_path(1, 44)).headers["Cache-Control"] == FOR_EVER


def test_bundles_are_packed_for_those_who_ask(grown: None) -> None:
    whole, packed = get(bundle_path(0)), get(bundle_path(0), accept_encoding="gzip, identity")
    assert ("Content-Encoding" in whole.headers, packed.headers["Content-Encoding"]) == (False, "gzip")
    assert gzip.decompress(packed.content) == whole.content
    assert "Accept-Encoding" in packed.headers["Vary"]


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/001",
        "tile/0/001.p/45",
        "tile/0/002.p/1",
        "tile/1/000",
        "tile/1/000.p/2",
        "tile/2/000.p/1",
        "tile/63/000",
        "tile/64/000",
        "tile/00/000",
        "tile/0/0",
        "tile/0/000/",
        "tile/0/000.p/256",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/x000/000",
        "tile/0/１00",
        "tile/0/../checkpoint",
        "tile/0/" + "x999/" * 6 + "999",
        "tile/0/" + "x999/" * 40 + "999",
        "tile/entries/001",
        "tile/entries/001.p/45",
        "tile/entries/",
        "tile/",
        "tile/%00",
        "sm3/tile/0/001",
        "sm3/tile/entries/000",
        "sm3/checkpoint",
    ],
)
def test_file_that_no_checkpoint_covers_is_not_found(grown: None, path: str) -> None:
    answer = get(path)
    assert answer.status_code == 404
    if path.count("tile/") and not path.endswith("tile/"):
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-store"
        assert len(answer.content) < 500


def test_entry_that_is_not_signed_yet_is_nobodys_to_see(grown: None) -> None:
    grow(1, signed=False)
    assert get("tile/entries/001.p/45").status_code == 404
    log.sequence(now=NOW)
    assert get("tile/entries/001.p/45").status_code == 200
    assert get("tile/entries/001.p/44").status_code == 200


def test_log_without_a_checkpoint_has_no_files(db: None) -> None:
    assert [get(path).status_code for path in ("checkpoint", "tile/0/000.p/1", "tile/entries/000.p/1")] == [
        404
    ] * 3


def test_checkpoint_is_the_newest_that_the_quorum_has_seen(
    grown: None, settings: LazySettings, tmp_path
) -> None:
    answer = get("checkpoint")
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == (
        "text/plain; charset=utf-8",
        "public, max-age=1",
    )
    key = SigningKey("w1.example", COSIGNATURE, b"\5" * 32)
    settings.WITNESS_POLICY = tmp_path / "policy.txt"
    settings.WITNESS_POLICY.write_text(f"witness w1 {key.verifier.vkey}\nquorum w1\n")
    seen = Checkpoint.objects.get()
    line = cosign(key, parse_note(seen.note).text, timestamp=1).line
    Cosignature.objects.create(checkpoint=seen, witness="w1", at=NOW, line=line)
    grow(5)
    note = parse_note(get("checkpoint").content)
    assert parse_checkpoint(note.text).size == 300
    assert [each for each, _ in verified(note, [keys.log_key().verifier, key.verifier])] == [
        keys.log_key().verifier,
        key.verifier,
    ]
    settings.WITNESS_POLICY.write_text("quorum none\n\n")
    assert parse_checkpoint(parse_note(get("checkpoint").content).text).size == 305


@pytest.mark.parametrize("path", ["checkpoint", "tile/0/000", "sm3/tile/0/000", "tile/entries/000"])
def test_files_are_only_read(grown: None, path: str) -> None:
    assert Client().post(f"/log/{path}").status_code == 405
    assert Client().head(f"/log/{path}").status_code == 200
