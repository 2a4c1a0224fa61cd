"""Proofs that an entry is in a witnessed log, checked offline (C2SP tlog-proof)."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.tlog.known_notes import SOFA_LOG_LINE, SOFA_TEXT
from tests.core.tlog.signers import LOG, ORIGIN, altered, checkpoint_note, witness_key
from tests.core.tlog.trees import Oracle, leaves_of
from yuanping.core.errors import Refused
from yuanping.core.tlog.checkpoints import BadCheckpoint, Checkpoint
from yuanping.core.tlog.notes import BadNote, Note, Signature
from yuanping.core.tlog.proofs import Proof, parse_proof, verify_proof
from yuanping.core.tlog.quorum import QuorumUnmet, parse_policy
from yuanping.core.tlog.tree import BadProof

SIZE, INDEX = 11, 6
ENTRY = b"entry 6"
TREE = Oracle(leaves_of(SIZE))
WITNESSES = "".join(f"witness {name} {witness_key(name).verifier.vkey}\n" for name in "abc")
POLICY = parse_policy(f"log {LOG.verifier.vkey}\n{WITNESSES}group two 2 a b c\nquorum two\n")


def proof_of(index=INDEX, size=SIZE, *, by="ab", extra=None):
    return Proof(
        index,
        tuple(TREE.inclusion(index, 0, size)),
        checkpoint_note(size, TREE.root(size), by=by),
        extra,
    )


PROOF = proof_of(extra=b"salt")


def test_proof_is_written_as_the_specification_says():
    proof = proof_of(0, 2)
    lines = proof.encode().split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 0"]
    assert len(lines[2]) == 44
    assert lines[3:6] == ["", ORIGIN, "2"]
    assert PROOF.encode().split("\n")[1:3] == ["extra c2FsdA==", "index 6"]
    assert PROOF.encode().endswith("\n\n" + PROOF.checkpoint.encode())


@pytest.mark.parametrize("size", range(1, SIZE + 1))
def test_every_entry_is_proved_in_every_tree(size):
    for index in range(size):
        proof = parse_proof(proof_of(index, size).encode())
        checkpoint = verify_proof(proof, entry=b"entry %d" % index, policy=POLICY)
        assert checkpoint == Checkpoint(ORIGIN, size, TREE.root(size))


def test_lone_entry_needs_no_path():
    text = proof_of(0, 1).encode()
    assert text.startswith(f"c2sp.org/tlog-proof@v1\nindex 0\n\n{ORIGIN}\n1\n")
    assert parse_proof(text) == proof_of(0, 1)


def test_proof_is_read_from_text_and_octets():
    assert parse_proof(PROOF.encode()) == PROOF
    assert parse_proof(PROOF.encode().encode()) == PROOF


def test_example_of_the_specification_is_read_with_whole_signatures():
    """The document elides the signatures and its extra is cut off: both are made whole here."""
    hashes = (
        "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\n"
        "B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=\n"
        "EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=\n"
        "RoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=\n"
        "AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=\n"
    )
    text = (
        "c2sp.org/tlog-proof@v1\nextra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6\nindex 73894\n"
        f"{hashes}\n{SOFA_TEXT}\n{SOFA_LOG_LINE}"
    )
    proof = parse_proof(text)
    assert (proof.index, len(proof.path), proof.extra) == (73894, 5, b"age-v1.2.1-darwin-arm64.tar.gz")
    assert proof.encode() == text


TEXT = PROOF.encode()
HASH = TEXT.split("\n")[3]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "开头"),
        (TEXT.replace("@v1", "@v2"), "开头"),
        ("\n" + TEXT, "开头"),
        (TEXT.replace("\n", "\r\n"), "开头"),
        (TEXT.partition("\n\n")[0] + "\n", "空行"),
        (b"\xff" + TEXT.encode(), "UTF-8"),
        (TEXT.replace("index 6\n", ""), "index"),
        (TEXT.replace("index 6", "index  6"), "非负整数"),
        (TEXT.replace("index 6", "index 06"), "非负整数"),
        (TEXT.replace("index 6", "index -6"), "非负整数"),
        (TEXT.replace("index 6", f"index {2**63}"), "非负整数"),
        (TEXT.replace("index 6", "index 6\nindex 6"), "Base64"),
        (TEXT.replace("extra c2FsdA==\nindex 6", "index 6\nextra c2FsdA=="), "Base64"),
        (TEXT.replace("extra c2FsdA==", "extra c2FsdA==\nextra c2FsdA=="), "index"),
        (TEXT.replace("c2FsdA==", "c2FsdA="), "Base64"),
        (TEXT.replace("c2FsdA==", "c2FsdB=="), "Base64"),
        (TEXT.replace("c2FsdA==", ""), "省略extra行"),
        (TEXT.replace(HASH, HASH[:-1]), "Base64"),
        (TEXT.replace(HASH, HASH + " "), "Base64"),
        (TEXT.replace(HASH, "AAAA"), "应为32字节"),
        (TEXT.replace(HASH + "\n", 61 * (HASH + "\n")), "最多63个"),
        ("c2sp.org/tlog-proof@v1\n" + "x" * 1_000_000, "过长"),
    ],
)
def test_malformed_proof_is_refused(text, why):
    with pytest.raises(BadProof, match=why):
        parse_proof(text)


def test_proof_with_a_malformed_checkpoint_is_refused():
    with pytest.raises(BadNote):
        parse_proof(TEXT + "\n")
    with pytest.raises(BadNote):
        parse_proof(TEXT.rpartition("\n\n")[0] + "\n")


@pytest.mark.parametrize(
    "changes",
    [{"index": -1}, {"index": 2**63}, {"path": (b"short",)}, {"path": (bytes(32),) * 64}, {"extra": b""}],
)
def test_proof_that_cannot_be_written_is_refused(changes):
    with pytest.raises(BadProof):
        replace(PROOF, **changes)


def test_another_entry_index_or_path_is_refused():
    verify_proof(PROOF, entry=ENTRY, policy=POLICY)
    with pytest.raises(BadProof):
        verify_proof(PROOF, entry=b"entry 7", policy=POLICY)
    for changes in (
        {"index": 7},
        {"index": SIZE},
        {"path": PROOF.path[:-1]},
        {"path": (*PROOF.path, bytes(32))},
        {"path": PROOF.path[::-1]},
        {"path": ()},
    ):
        with pytest.raises(BadProof):
            verify_proof(replace(PROOF, **changes), entry=ENTRY, policy=POLICY)


def test_inner_node_is_no_entry():
    """Leaves and nodes hash apart: half a tree cannot pass for a leaf of a smaller one."""
    left, right = TREE.over(0, 1), TREE.over(1, 2)
    proof = Proof(0, (TREE.over(2, 4),), checkpoint_note(2, TREE.root(4), by="ab"))
    with pytest.raises(BadProof):
        verify_proof(proof, entry=left + right, policy=POLICY)


def test_checkpoint_that_is_not_trusted_is_refused_before_the_path():
    root = TREE.root(SIZE)
    other = replace(PROOF.checkpoint, text=checkpoint_note(SIZE - 1, root).text)
    namesake = replace(LOG, private=bytes(32))
    text = "不是检查点\n"
    for note, refusal in (
        (checkpoint_note(SIZE, root, by="a"), QuorumUnmet),
        (checkpoint_note(SIZE, root, by="ab", log=namesake), BadNote),
        (other, BadNote),
        (Note(text, (LOG.sign(text),)), BadCheckpoint),
    ):
        with pytest.raises(refusal):
            verify_proof(replace(PROOF, checkpoint=note), entry=ENTRY, policy=POLICY)


HASHES = st.binary(min_size=32, max_size=32)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    index=st.integers(0, 2**63 - 1),
    path=st.lists(HASHES, max_size=63).map(tuple),
    extra=st.none() | st.binary(min_size=1, max_size=50),
)
def test_every_proof_reads_back_as_written(index, path, extra):
    note = Note("任何\n\n文本\n", (Signature("a", b"\0\0\0\0", b"\0"),))
    proof = Proof(index, path, note, extra)
    assert parse_proof(proof.encode()) == proof


@settings(max_examples=300, deadline=None, derandomize=True)
@given(place=st.integers(0, 10_000), change=st.integers(1, 255))
def test_no_altered_octet_of_a_proof_proves_something_else(place, change):
    """Only what nothing vouches for may differ: the extra data, and lines of keys nobody knows."""
    try:
        proof = parse_proof(altered(TEXT.encode(), place, change))
        checkpoint = verify_proof(proof, entry=ENTRY, policy=POLICY)
    except Refused:
        return
    assert (checkpoint, proof.index, proof.path) == (
        Checkpoint(ORIGIN, SIZE, TREE.root(SIZE)),
        PROOF.index,
        PROOF.path,
    )


@settings(max_examples=300, deadline=None, derandomize=True)
@given(place=st.integers(0, 10_000), change=st.integers(1, 255))
def test_no_altered_entry_is_proved(place, change):
    with pytest.raises(BadProof):
        verify_proof(PROOF, entry=altered(ENTRY, place, change), policy=POLICY)
