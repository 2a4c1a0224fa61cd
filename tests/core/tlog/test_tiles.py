"""A tree in tiles: however it grew it is the same, and its proofs are those of the recursive definition."""

import hashlib
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.tlog.shelf import Shelf
from tests.core.tlog.trees import Oracle, leaves_of
from yuanping.core.errors import Invalid
from yuanping.core.tlog.hashing import SHA256, SM3, Hashing
from yuanping.core.tlog.tiles import (
    Tile,
    consistency_proof,
    grow,
    inclusion_proof,
    root,
    tiles_for_consistency,
    tiles_for_growth,
    tiles_for_inclusion,
    tiles_for_size,
)
from yuanping.core.tlog.tree import root_of, verify_consistency, verify_inclusion

HASHINGS = pytest.mark.parametrize("hashing", [SHA256, SM3], ids=lambda hashing: hashing.name)
LARGE = 70_000
EDGES = [1, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 65_792, LARGE]


@pytest.fixture(scope="module")
def large():
    """Three levels of tiles, the size of the example in tlog-tiles."""
    shelf = Shelf()
    leaves = leaves_of(LARGE)
    shelf.grow(leaves)
    return shelf, Oracle(leaves)


def assert_proofs(shelf, oracle, index, old, size):
    hashing = shelf.hashing
    shelf.reads.clear()
    path = inclusion_proof(index, size, shelf.read, hashing)
    assert path == oracle.inclusion(index, 0, size)
    assert Counter(shelf.reads) == Counter(tiles_for_inclusion(index, size))
    shelf.reads.clear()
    path = consistency_proof(old, size, shelf.read, hashing)
    assert path == oracle.consistency(old, size)
    assert Counter(shelf.reads) == Counter(tiles_for_consistency(old, size))


@HASHINGS
def test_every_proof_of_small_trees_is_that_of_the_definition(hashing):
    leaves = leaves_of(70, hashing)
    shelf, oracle = Shelf(hashing), Oracle(leaves, hashing)
    shelf.grow(leaves)
    for size in range(1, 71):
        assert root(size, shelf.read, hashing) == oracle.root(size)
        for index in range(size):
            assert_proofs(shelf, oracle, index, index + 1, size)


@pytest.mark.parametrize("size", EDGES)
def test_proofs_at_the_edges_of_tiles_are_those_of_the_definition(large, size):
    shelf, oracle = large
    assert root(size, shelf.read) == oracle.root(size)
    for old in [edge for edge in EDGES if edge <= size]:
        assert_proofs(shelf, oracle, old - 1, old, size)


@given(st.data())
@settings(max_examples=150, deadline=None, derandomize=True)
def test_proofs_across_tiles_are_those_of_the_definition(large, data):
    shelf, oracle = large
    size = data.draw(st.integers(1, LARGE))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    assert root(size, shelf.read) == oracle.root(size)
    assert_proofs(shelf, oracle, index, old, size)


def test_proof_from_tiles_is_accepted_by_the_verifier(large):
    shelf, oracle = large
    path = inclusion_proof(65_536, LARGE, shelf.read)
    verify_inclusion(oracle.leaves[65_536], index=65_536, size=LARGE, path=path, root=shelf.root)
    path = consistency_proof(65_281, LARGE, shelf.read)
    verify_consistency(
        old_size=65_281,
        old_root=root(65_281, shelf.read),
        new_size=LARGE,
        new_root=shelf.root,
        path=path,
    )


@given(
    st.sampled_from([SHA256, SM3]),
    st.lists(st.one_of(st.integers(0, 4), st.integers(0, 600)), min_size=1, max_size=8),
)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_tree_grown_in_batches_is_the_tree_grown_at_once(hashing, batches):
    leaves = leaves_of(sum(batches), hashing)
    once, shelf = Shelf(hashing), Shelf(hashing)
    once.grow(leaves)
    for batch in batches:
        before, size = dict(shelf.tiles), shelf.size
        shelf.reads.clear()
        touched = shelf.grow(leaves[size : size + batch])
        assert Counter(shelf.reads) == Counter(tiles_for_growth(size))
        changed = {place for place, content in shelf.tiles.items() if before.get(place) != content}
        assert touched.keys() == changed
        assert all(touched[place].startswith(before.get(place, b"")) for place in changed)
    assert (shelf.tiles, shelf.root) == (once.tiles, once.root)
    assert shelf.root == root_of(leaves, hashing)


def test_tree_grown_over_the_edge_of_a_level_is_the_tree_grown_at_once(large):
    once, oracle = large
    shelf = Shelf()
    for end in (65_279, 65_280, 65_535, 65_536, 65_537, 66_049, LARGE):
        shelf.grow(oracle.leaves[shelf.size : end])
        assert shelf.root == oracle.root(end)
    assert shelf.tiles == once.tiles


def test_tiles_of_a_tree_are_those_of_the_example(large):
    shelf, _ = large
    tiles = list(tiles_for_size(LARGE))
    assert {(tile.level, tile.number): tile.width * 32 for tile in tiles} == {
        place: len(content) for place, content in shelf.tiles.items()
    }
    full = Counter(tile.level for tile in tiles if tile.width == 256)
    assert full == {0: 273, 1: 1}
    partial = [tile for tile in tiles if tile.width < 256]
    assert partial == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert sorted(tiles_for_growth(LARGE), key=lambda tile: tile.level) == partial
    assert list(tiles_for_size(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles_for_size(0)) == []


def test_proof_of_the_same_leaf_again_hashes_only_the_ragged_end(large):
    shelf, _ = large
    hashed = []

    def counted(data):
        hashed.append(len(data))
        return hashlib.sha256(data)

    counting = Hashing("sha256-counted", counted)
    first = inclusion_proof(12_345, LARGE, shelf.read, counting)
    warm_up = len(hashed)
    hashed.clear()
    assert inclusion_proof(12_345, LARGE, shelf.read, counting) == first
    assert warm_up > 255
    assert len(hashed) < LARGE.bit_length()


def test_tree_without_leaves_has_the_empty_root():
    shelf = Shelf()
    assert root(0, shelf.read) == SHA256.empty
    assert grow(0, [], shelf.read) == ({}, SHA256.empty)


def test_consistency_with_nothing_to_prove_is_empty(large):
    shelf, _ = large
    shelf.reads.clear()
    assert consistency_proof(0, LARGE, shelf.read) == []
    assert consistency_proof(LARGE, LARGE, shelf.read) == []
    assert consistency_proof(0, 0, shelf.read) == []
    assert shelf.reads == tiles_for_consistency(0, LARGE) == []


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (lambda read: inclusion_proof(300, 300, read), "no-such-leaf"),
        (lambda read: inclusion_proof(-1, 300, read), "no-such-leaf"),
        (lambda read: inclusion_proof(0, 0, read), "no-such-leaf"),
        (lambda read: tiles_for_inclusion(300, 300), "no-such-leaf"),
        (lambda read: consistency_proof(301, 300, read), "bad-size"),
        (lambda read: consistency_proof(-1, 300, read), "bad-size"),
        (lambda read: tiles_for_consistency(301, 300), "bad-size"),
        (lambda read: root(-1, read), "bad-size"),
        (lambda read: grow(-1, leaves_of(1), read), "bad-size"),
        (lambda read: grow(300, [bytes(31)], read), "hash-length"),
        (lambda read: grow(300, leaves_of(1), lambda tile: read(tile)[:-1]), "bad-tile"),
        (lambda read: inclusion_proof(5, 300, lambda tile: read(tile) + bytes(32)), "bad-tile"),
    ],
)
def test_impossible_request_is_refused(large, ask, code):
    shelf, _ = large
    with pytest.raises(Invalid) as refusal:
        ask(shelf.read)
    assert refusal.value.code == code
