"""The reference tree, every proof of the small trees against the recursive definition, and every forgery refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.tlog.trees import Oracle, flipped, leaves_of
from yuanping.core.errors import Invalid
from yuanping.core.tlog.hashing import SHA256, SM3
from yuanping.core.tlog.tree import BadProof, root_of, verify_consistency, verify_inclusion

# the tree that the implementations of RFC 6962 agree upon
REFERENCE_ENTRIES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
REFERENCE_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# GB/T 32905—2016, annex A, and the digest of nothing
SM3_ANSWERS = {
    b"": "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b",
    b"abc": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    b"abcd" * 16: "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
}
HASHINGS = pytest.mark.parametrize("hashing", [SHA256, SM3], ids=lambda hashing: hashing.name)
BOTH = st.sampled_from([SHA256, SM3])


@pytest.mark.parametrize("size", range(9))
def test_root_of_reference_tree_is_the_published_one(size):
    leaves = [SHA256.leaf(bytes.fromhex(entry)) for entry in REFERENCE_ENTRIES[:size]]
    assert root_of(leaves).hex() == REFERENCE_ROOTS[size]


def test_sm3_gives_the_published_digests():
    assert {data: SM3.plain(data).hex() for data in SM3_ANSWERS} == SM3_ANSWERS
    assert SM3.empty.hex() == SM3_ANSWERS[b""]


@HASHINGS
def test_leaf_and_node_have_prefixes_of_their_own(hashing):
    left, right = hashing.plain(b"left"), hashing.plain(b"right")
    assert hashing.leaf(left + right) == hashing.plain(b"\x00" + left + right)
    assert hashing.node(left, right) == hashing.plain(b"\x01" + left + right)
    assert hashing.parents(left + right + right + left + left) == (
        hashing.node(left, right) + hashing.node(right, left)
    )


@HASHINGS
def test_every_proof_of_small_trees_is_accepted(hashing):
    oracle = Oracle(leaves_of(70, hashing), hashing)
    for size in range(1, 71):
        root = root_of(oracle.leaves[:size], hashing)
        assert root == oracle.root(size)
        for index in range(size):
            verify_inclusion(
                oracle.leaves[index],
                index=index,
                size=size,
                path=oracle.inclusion(index, 0, size),
                root=root,
                hashing=hashing,
            )
        for old in range(1, size + 1):
            verify_consistency(
                old_size=old,
                old_root=oracle.root(old),
                new_size=size,
                new_root=root,
                path=oracle.consistency(old, size),
                hashing=hashing,
            )


LARGE = Oracle(leaves_of(9000))


@given(st.integers(1, 9000), st.data())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_proofs_of_large_trees_are_accepted(size, data):
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    root, path = LARGE.root(size), LARGE.inclusion(index, 0, size)
    verify_inclusion(LARGE.leaves[index], index=index, size=size, path=path, root=root)
    path = LARGE.consistency(old, size)
    verify_consistency(old_size=old, old_root=LARGE.root(old), new_size=size, new_root=root, path=path)


def refused_inclusion(leaf_hash, hashing, **claim):
    with pytest.raises(BadProof) as refusal:
        verify_inclusion(leaf_hash, hashing=hashing, **claim)
    return refusal.value.code, refusal.value.field


def refused_consistency(hashing, **claim):
    with pytest.raises(BadProof) as refusal:
        verify_consistency(hashing=hashing, **claim)
    return refusal.value.code, refusal.value.field


def tampered_paths(path, data):
    """Each hash with one bit turned, each left out, one too many at each place, neighbours swapped."""
    bit = data.draw(st.integers(0, 255))
    for place, hash_ in enumerate(path):
        yield [*path[:place], flipped(hash_, bit), *path[place + 1 :]]
        yield [*path[:place], *path[place + 1 :]]
        yield [*path[:place], hash_[:31], *path[place + 1 :]]
        yield [*path[:place], hash_, *path[place:]]
        if place:
            yield [*path[: place - 1], hash_, path[place - 1], *path[place + 1 :]]
    yield [*path, bytes(32)]


@given(BOTH, st.integers(1, 300), st.data())
@settings(max_examples=120, deadline=None, derandomize=True)
def test_altered_inclusion_proof_is_refused(hashing, size, data):
    index = data.draw(st.integers(0, size - 1))
    oracle = Oracle(leaves_of(size + 1, hashing), hashing)
    leaf = oracle.leaves[index]
    claim = {
        "index": index,
        "size": size,
        "path": oracle.inclusion(index, 0, size),
        "root": oracle.root(size),
    }
    verify_inclusion(leaf, hashing=hashing, **claim)
    bit = data.draw(st.integers(0, 255))
    at_root = ("bad-proof", "root")
    assert refused_inclusion(flipped(leaf, bit), hashing, **claim) == at_root
    assert refused_inclusion(leaf, hashing, **claim | {"root": flipped(claim["root"], bit)}) == at_root
    for path in tampered_paths(claim["path"], data):
        assert refused_inclusion(leaf, hashing, **claim | {"path": path})[0] == "bad-proof"
    for other in {0, index - 1, index + 1, index ^ 1, size - 1} - {index}:
        assert refused_inclusion(leaf, hashing, **claim | {"index": other})[0] == "bad-proof"
    for other in {index, size - 1, size + 1} - {0, size}:
        grown = {"size": other, "root": oracle.root(other)}
        assert refused_inclusion(leaf, hashing, **claim | grown)[0] == "bad-proof"
    wrong_hashing = SM3 if hashing is SHA256 else SHA256
    if claim["path"]:
        assert refused_inclusion(leaf, wrong_hashing, **claim) == at_root


@given(BOTH, st.integers(2, 300), st.data())
@settings(max_examples=120, deadline=None, derandomize=True)
def test_altered_consistency_proof_is_refused(hashing, new, data):
    old = data.draw(st.integers(1, new - 1))
    oracle = Oracle(leaves_of(new + 1, hashing), hashing)
    claim = {
        "old_size": old,
        "old_root": oracle.root(old),
        "new_size": new,
        "new_root": oracle.root(new),
        "path": oracle.consistency(old, new),
    }
    verify_consistency(hashing=hashing, **claim)
    bit = data.draw(st.integers(0, 255))
    for field in ("old_root", "new_root"):
        altered = {field: flipped(claim[field], bit)}
        assert refused_consistency(hashing, **claim | altered)[0] == "bad-proof"
    for path in tampered_paths(claim["path"], data):
        assert refused_consistency(hashing, **claim | {"path": path})[0] == "bad-proof"
    for other in {0, old - 1, old + 1, new, new + 1} - {old}:
        assert refused_consistency(hashing, **claim | {"old_size": other})[0] == "bad-proof"
        moved = {"old_size": other, "old_root": oracle.root(min(other, new))}
        assert refused_consistency(hashing, **claim | moved)[0] == "bad-proof"
    for other in (new - 1, new + 1):
        moved = {"new_size": other, "new_root": oracle.root(other)}
        assert refused_consistency(hashing, **claim | moved)[0] == "bad-proof"


def test_rewritten_history_is_refused():
    honest, forked = Oracle(leaves_of(20)), Oracle([*leaves_of(9), *leaves_of(11, first=100)])
    claim = {"old_size": 10, "new_size": 20, "new_root": forked.root(20), "path": forked.consistency(10, 20)}
    verify_consistency(old_root=forked.root(10), **claim)
    assert refused_consistency(SHA256, old_root=honest.root(10), **claim) == ("bad-proof", "old_root")


def test_consistency_of_equal_sizes_needs_equal_roots_and_no_path():
    root, other = leaves_of(2)
    claim = {"old_size": 5, "old_root": root, "new_size": 5, "new_root": root, "path": []}
    verify_consistency(**claim)
    assert refused_consistency(SHA256, **claim | {"new_root": other}) == ("bad-proof", "new_root")
    assert refused_consistency(SHA256, **claim | {"path": [root]}) == ("bad-proof", "path")


def test_consistency_from_no_leaves_is_refused():
    (root,) = leaves_of(1)
    claim = {"old_size": 0, "old_root": SHA256.empty, "path": []}
    for new_size, new_root in ((1, root), (5, root), (0, SHA256.empty), (0, root)):
        found = refused_consistency(SHA256, **claim, new_size=new_size, new_root=new_root)
        assert found == ("bad-proof", "old_size")
    assert refused_consistency(SHA256, **claim | {"old_size": -1}, new_size=5, new_root=root) == (
        "bad-proof",
        "old_size",
    )


def test_inclusion_in_no_leaves_is_refused():
    (leaf,) = leaves_of(1)
    claim = {"path": [], "root": leaf}
    verify_inclusion(leaf, index=0, size=1, **claim)
    for index, size in ((0, 0), (1, 1), (-1, 1), (0, -1)):
        assert refused_inclusion(leaf, SHA256, index=index, size=size, **claim) == ("bad-proof", "index")


@pytest.mark.parametrize("length", [0, 31, 33])
def test_hash_of_wrong_length_is_refused(length):
    leaf, wrong = SHA256.leaf(b""), bytes(length)
    one = {"index": 0, "size": 1, "path": []}
    assert refused_inclusion(wrong, SHA256, **one, root=wrong) == ("bad-proof", "leaf_hash")
    assert refused_inclusion(leaf, SHA256, **one, root=wrong) == ("bad-proof", "root")
    same = {"old_size": 1, "new_size": 1, "path": []}
    found = refused_consistency(SHA256, **same, old_root=wrong, new_root=wrong)
    assert found == ("bad-proof", "old_root")
    with pytest.raises(Invalid) as refusal:
        root_of([leaf, wrong])
    assert refusal.value.code == "hash-length"
