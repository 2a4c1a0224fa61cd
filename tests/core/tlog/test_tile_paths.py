"""Names of tiles and bundles, and what a bundle holds: written and read back, anything else refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yuanping.core.errors import Invalid
from yuanping.core.tlog.bundles import bundle, unbundle
from yuanping.core.tlog.tile_paths import Bundle, Tile, bundle_path, parse_tile_path, tile_path

NUMBERS = st.one_of(st.integers(0, 2000), st.integers(0, 2**63 - 1))
WIDTHS = st.integers(1, 256)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0, 256), "tile/0/000"),
        (Tile(0, 273, 112), "tile/0/273.p/112"),
        (Tile(3, 1_234_067, 256), "tile/3/x001/x234/067"),
        (Tile(63, 1000, 1), "tile/63/x001/000.p/1"),
        (Tile(0, 2**63 - 1, 255), "tile/0/x009/x223/x372/x036/x854/x775/807.p/255"),
        (Bundle(0, 1), "tile/entries/000.p/1"),
        (Bundle(1_234_067, 256), "tile/entries/x001/x234/067"),
    ],
)
def test_path_is_written_and_read(tile, path):
    written = tile_path(tile) if isinstance(tile, Tile) else bundle_path(tile.number, tile.width)
    assert written == path
    assert parse_tile_path(path) == tile


@given(st.integers(0, 63), NUMBERS, WIDTHS)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_path_comes_back_as_what_it_names(level, number, width):
    assert parse_tile_path(tile_path(Tile(level, number, width))) == Tile(level, number, width)
    assert parse_tile_path(bundle_path(number, width)) == Bundle(number, width)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0",
        "tile/0/",
        "tile//000",
        "tile/entries/",
        "/tile/0/000",
        "tile/0/000/",
        "tile/0/000\n",
        "tile/00/000",
        "tile/01/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/+1/000",
        "tile/data/000",
        "tile/8/0/000",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/1234",
        "tile/0/-01",
        "tile/0/x000/001",
        "tile/0/x000/x001/002",
        "tile/0/x001",
        "tile/0/x01/234",
        "tile/0/001/234",
        "tile/0/x001/x234",
        "tile/0/X001/234",
        "tile/0/x009/x223/x372/x036/x854/x775/808",
        "tile/0/x001/x000/x000/x000/x000/x000/x000/000",
        "tile/0/000.p",
        "tile/0/000.p/",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/257",
        "tile/0/000.p/-1",
        "tile/0/000.p/1.p/1",
        "tile/0/000.P/1",
        "tile/entries/000.p/256",
        "tile/entries/x000/000",
        "tile/0/٠٠٠",
        "tile/0/../000",
    ],
)
def test_path_written_in_another_way_is_refused(path):
    with pytest.raises(Invalid) as refusal:
        parse_tile_path(path)
    assert (refusal.value.code, refusal.value.field) == ("bad-tile-path", "path")


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: Tile(64, 0, 1), "tile-level"),
        (lambda: Tile(-1, 0, 1), "tile-level"),
        (lambda: Tile(0, -1, 1), "tile-number"),
        (lambda: Tile(0, 2**63, 1), "tile-number"),
        (lambda: Tile(0, 0, 0), "tile-width"),
        (lambda: bundle_path(0, 257), "tile-width"),
    ],
)
def test_tile_that_no_tree_has_is_refused(make, code):
    with pytest.raises(Invalid) as refusal:
        make()
    assert refusal.value.code == code


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=256))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_bundle_gives_its_entries_back(entries):
    assert unbundle(bundle(entries), len(entries)) == entries


def test_bundle_writes_lengths_big_endian():
    assert bundle([b"ab", b"", bytes(258)]) == b"\x00\x02ab" + b"\x00\x00" + b"\x01\x02" + bytes(258)
    longest = bytes(65_535)
    assert unbundle(bundle([longest]), 1) == [longest]


@pytest.mark.parametrize(
    ("entries", "code"),
    [([b"", bytes(65_536)], "entry-too-long"), ([], "bundle-width"), ([b""] * 257, "bundle-width")],
)
def test_bundle_of_too_much_or_nothing_is_refused(entries, code):
    with pytest.raises(Invalid) as refusal:
        bundle(entries)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("data", "count", "code"),
    [
        (b"\x00\x02ab\x00\x01c", 1, "bad-bundle"),
        (b"\x00\x02ab\x00\x01c", 3, "bad-bundle"),
        (b"\x00\x02ab\x00\x01", 2, "bad-bundle"),
        (b"\x00\x02ab\x00", 2, "bad-bundle"),
        (b"\x00", 1, "bad-bundle"),
        (b"", 1, "bad-bundle"),
        (b"", 0, "bundle-width"),
        (b"\x00\x00" * 257, 257, "bundle-width"),
    ],
)
def test_bundle_that_does_not_hold_its_entries_is_refused(data, count, code):
    with pytest.raises(Invalid) as refusal:
        unbundle(data, count)
    assert refusal.value.code == code
