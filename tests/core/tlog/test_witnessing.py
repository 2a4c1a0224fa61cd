"""What a witness answers to add-checkpoint, status by status (C2SP tlog-witness)."""

import base64
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.tlog.known_notes import SOFA_REQUEST
from tests.core.tlog.signers import LOG, ORIGIN, STRANGER, altered, checkpoint_note, signing_key
from tests.core.tlog.trees import Oracle, leaves_of
from yuanping.core.errors import Refused
from yuanping.core.tlog.hashing import SHA256
from yuanping.core.tlog.notes import ED25519, Note
from yuanping.core.tlog.witnessing import (
    AddCheckpoint,
    BadAddCheckpoint,
    Head,
    judge,
    parse_add_checkpoint,
)

OLD, NEW = 7, 12
TREE = Oracle(leaves_of(20))
FORK = Oracle([*leaves_of(3), *leaves_of(17, first=100)])
HEAD = Head(OLD, TREE.root(OLD))


def asked(old=OLD, new=NEW, *, tree=TREE, path=None, **note):
    """The request of a log that grew from ``old`` to ``new``."""
    proof = tree.consistency(old, new) if path is None and 0 < old <= new else path or ()
    return AddCheckpoint(old, tuple(proof), checkpoint_note(new, tree.root(new), **note))


def answer(request, head=HEAD, *, log=LOG.verifier):
    verdict = judge(parse_add_checkpoint(request.encode()), log=log, head=head)
    assert verdict == judge(request, log=log, head=head)
    return verdict.status, verdict.size, verdict.head


def accepted(size, tree=TREE):
    return 200, None, Head(size, tree.root(size))


def test_example_of_the_specification_reads_and_writes_back():
    request = parse_add_checkpoint(SOFA_REQUEST.encode())
    assert (request.old, len(request.path), request.checkpoint.size) == (20852014, 4, 20852163)
    assert request.checkpoint.origin == "example.com/behind-the-sofa"
    assert request.encode() == SOFA_REQUEST.encode()


def test_grown_log_is_cosigned():
    assert answer(asked()) == accepted(NEW)


@pytest.mark.parametrize("new", range(1, 13))
def test_log_is_cosigned_however_it_grew(new):
    for old in range(1, new + 1):
        assert answer(asked(old, new), Head(old, TREE.root(old))) == accepted(new)


def test_first_checkpoint_is_cosigned_without_proof():
    assert answer(asked(0, NEW), None) == accepted(NEW)
    assert answer(asked(0, NEW), Head(0, SHA256.empty)) == accepted(NEW)


def test_first_checkpoint_with_a_proof_is_refused():
    assert answer(asked(0, NEW, path=(bytes(32),)), None) == (422, None, None)


def test_empty_log_is_cosigned_only_with_the_root_of_nothing():
    assert answer(asked(0, 0), None) == (200, None, Head(0, SHA256.empty))
    forged = AddCheckpoint(0, (), checkpoint_note(0, bytes(32)))
    assert answer(forged, None) == (409, 0, None)


def test_same_size_and_root_is_cosigned_again():
    assert answer(asked(OLD, OLD)) == (200, None, HEAD)


def test_same_size_and_root_with_a_proof_is_refused():
    assert answer(asked(OLD, OLD, path=(bytes(32),))) == (422, None, None)


def test_same_size_and_other_root_is_a_conflict():
    assert answer(asked(OLD, OLD, tree=FORK)) == (409, OLD, None)


def test_old_size_above_the_checkpoint_is_a_bad_request():
    assert answer(asked(NEW, OLD)) == (400, None, None)
    # Before the old size is compared with the head: the request is wrong whatever was cosigned.
    assert answer(asked(NEW, OLD), None) == (400, None, None)


@pytest.mark.parametrize("old", [0, 6, 8, NEW])
def test_old_size_other_than_the_heads_is_a_conflict_that_names_it(old):
    assert answer(asked(old, NEW)) == (409, OLD, None)


def test_old_size_of_a_log_never_cosigned_is_a_conflict_that_names_zero():
    assert answer(asked(OLD, NEW), None) == (409, 0, None)


@pytest.mark.parametrize(
    "request_",
    [
        asked(tree=FORK),
        asked(path=(bytes(32),)),
        AddCheckpoint(OLD, (), asked().note),
        replace(asked(), path=asked().path[:-1]),
        replace(asked(), path=(*asked().path, bytes(32))),
        replace(asked(), path=asked().path[::-1]),
    ],
    ids=["fork", "other hash", "none", "one less", "one more", "reversed"],
)
def test_proof_that_does_not_verify_is_unprocessable(request_):
    assert answer(request_) == (422, None, None)


def test_checkpoint_that_no_trusted_key_signed_is_forbidden():
    request = asked(log=STRANGER)
    assert answer(request) == (403, None, None)
    assert answer(request, log=[LOG.verifier, STRANGER.verifier]) == accepted(NEW)
    assert answer(asked(), log=[]) == (403, None, None)


def test_signature_of_a_trusted_key_over_other_text_is_forbidden():
    signature = checkpoint_note(NEW, bytes(32)).signatures
    request = replace(asked(), note=replace(asked().note, signatures=signature))
    assert answer(request) == (403, None, None)


def test_signature_is_judged_before_sizes_and_proof():
    """Who has no key learns nothing about the head."""
    for old, new in ((NEW, OLD), (3, NEW), (OLD, NEW)):
        assert answer(asked(old, new, tree=FORK, log=STRANGER)) == (403, None, None)


def test_unknown_signatures_and_several_keys_of_a_log_are_taken():
    second = signing_key(f"{ORIGIN}-2", ED25519)
    note = asked().note
    note = Note(note.text, (STRANGER.sign(note.text), second.sign(note.text)))
    request = replace(asked(), note=note)
    assert answer(request, log=[LOG.verifier, second.verifier]) == accepted(NEW)


def test_request_made_by_hand_without_a_checkpoint_is_a_bad_request():
    text = "不是检查点\n"
    verdict = judge(AddCheckpoint(0, (), Note(text, (LOG.sign(text),))), log=LOG.verifier, head=None)
    assert (verdict.status, verdict.message) == (400, "检查点应至少有三行，且不含空行。")


BODY = asked().encode()
HASH = base64.b64encode(asked().path[0])


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "开头"),
        (BODY[1:], "开头"),
        (BODY.replace(b"old 7", b"Old 7"), "开头"),
        (BODY.replace(b"old 7", b"old  7"), "非负整数"),
        (BODY.replace(b"old 7", b"old 07"), "非负整数"),
        (BODY.replace(b"old 7", b"old -7"), "非负整数"),
        (BODY.replace(b"old 7", b"old"), "开头"),
        (BODY.replace(b"old 7", b"old 9223372036854775808"), "非负整数"),
        (BODY.replace(b"\n", b"\r\n"), "空行"),
        (BODY.replace(HASH, HASH[:-1]), "Base64"),
        (BODY.replace(HASH, HASH + b" "), "Base64"),
        (BODY.replace(HASH, b"AAAA"), "应为32字节"),
        (BODY.replace(HASH + b"\n", 64 * (HASH + b"\n")), "最多63行"),
        (BODY.partition(b"\n\n")[0] + b"\n", "空行"),
        (BODY[:-1], "末尾缺少换行"),
        (BODY.replace(b"\n12\n", b"\n012\n"), "第2行"),
        (BODY + b"\n", "没有签名行"),
        (BODY + b"\xff", "UTF-8"),
        (b"old 0\n\n" + Note("a\n", (LOG.sign("a\n"),)).encode().encode(), "至少有三行"),
        (b"old 0\n\n" + b"a" * 1_000_000, "过长"),
    ],
)
def test_malformed_body_is_refused(body, why):
    with pytest.raises(BadAddCheckpoint, match=why):
        parse_add_checkpoint(body)


def test_sixty_three_proof_lines_are_read():
    request = AddCheckpoint(1, (bytes(32),) * 63, asked().note)
    assert parse_add_checkpoint(request.encode()) == request


@pytest.mark.parametrize("parts", [(-1, ()), (2**63, ()), (1, (b"short",)), (1, (bytes(32),) * 64)])
def test_request_that_cannot_be_written_is_refused(parts):
    with pytest.raises(BadAddCheckpoint):
        AddCheckpoint(*parts, asked().note)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(place=st.integers(0, 10_000), change=st.integers(1, 255))
def test_no_altered_octet_of_a_request_makes_another_head(place, change):
    try:
        request = parse_add_checkpoint(altered(BODY, place, change))
    except Refused:
        return
    verdict = judge(request, log=LOG.verifier, head=HEAD)
    assert verdict.status != 200 or verdict.head == Head(NEW, TREE.root(NEW))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    old=st.integers(0, 14),
    new=st.integers(0, 14),
    at=st.integers(0, 14),
    forked=st.booleans(),
    path=st.none() | st.lists(st.binary(min_size=32, max_size=32), max_size=4),
)
def test_head_only_moves_to_a_tree_that_holds_the_last_one(old, new, at, forked, path):
    tree = FORK if forked else TREE
    verdict = judge(asked(old, new, tree=tree, path=path), log=LOG.verifier, head=Head(at, TREE.root(at)))
    if verdict.status == 200:
        assert (verdict.head, old) == (Head(new, tree.root(new)), at)
        assert (new >= at, tree.root(at)) == (True, TREE.root(at))
    else:
        assert verdict.head is None
    assert (verdict.size == at) == (verdict.status == 409)
