"""The SM2 line of a checkpoint: made, read, refused, and ignored by those who do not know it."""

import base64
import hashlib
from dataclasses import replace

import pytest

from tests.core.tlog import textbook_sm2 as textbook
from tests.core.tlog.signers import LOG, ORIGIN, altered, checkpoint_note
from yuanping.core.errors import Invalid
from yuanping.core.tlog import libcrypto, national, sm2
from yuanping.core.tlog.checkpoints import BadCheckpoint
from yuanping.core.tlog.hashing import SHA256, SM3
from yuanping.core.tlog.notes import BadKey, BadNote, Note, Signature, VerifierKey, parse_note, verified
from yuanping.core.tlog.tree import root_of

try:
    libcrypto.library()
except RuntimeError:
    pytest.skip("this machine has no libcrypto.so.3", allow_module_level=True)

# The key of GB/T 32918.5-2017 annex A.
PRIVATE = bytes.fromhex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8")
PUBLIC = sm2.public_of(PRIVATE)
ENTRIES = [b"%d" % n for n in range(5)]
SM3_ROOT = root_of([SM3.leaf(entry) for entry in ENTRIES], SM3)
UNSIGNED = checkpoint_note(5, root_of([SHA256.leaf(entry) for entry in ENTRIES]), by=("a", "b"))


def signed(*, root=SM3_ROOT, name=ORIGIN):
    line = national.sign_line(PRIVATE, name=name, text=UNSIGNED.text, sm3_root=root)
    return Note(UNSIGNED.text, (*UNSIGNED.signatures, line))


def with_line(note, line):
    return Note(note.text, (*note.signatures[:-1], line))


def test_the_line_is_laid_out_as_written_down():
    line = signed().signatures[-1]
    message = UNSIGNED.text + "sm3 " + base64.b64encode(SM3_ROOT).decode() + "\n"
    named = ORIGIN.encode() + b"\n\xffgm/sm2-sm3" + PUBLIC
    assert (line.name, line.key_id) == (ORIGIN, hashlib.sha256(named).digest()[:4])
    assert line.value[:32] == SM3_ROOT
    e = textbook.digest(PUBLIC, message.encode())
    assert textbook.verify(PUBLIC, e, *textbook.numbers_of(line.value[32:])) is True


def test_the_line_survives_the_note_and_states_the_sm3_root():
    note = parse_note(signed().encode())
    assert national.verify_line(PUBLIC, note=note, name=ORIGIN) == SM3_ROOT


def test_the_published_key_reads_back():
    key = national.verifier_key(PRIVATE, name=ORIGIN)
    assert VerifierKey.parse(key.vkey) == key
    assert key.public == PUBLIC


def test_those_who_do_not_know_the_type_ignore_the_line():
    key = LOG.verifier
    assert verified(signed(), [key]) == verified(UNSIGNED, [key]) == [(key, None)]


def test_an_altered_octet_of_the_line_is_refused():
    note, line = signed(), signed().signatures[-1]
    for place in range(len(line.value)):
        forged = replace(line, value=altered(line.value, place, 1))
        with pytest.raises(BadNote, match="不符"):
            national.verify_line(PUBLIC, note=with_line(note, forged), name=ORIGIN)
    assert national.verify_line(PUBLIC, note=with_line(note, line), name=ORIGIN) == SM3_ROOT


@pytest.mark.parametrize("length", [1, 31, 32, 40])
def test_a_line_cut_short_is_refused(length):
    note = signed()
    cut = replace(note.signatures[-1], value=note.signatures[-1].value[:length])
    with pytest.raises(BadNote, match="不符"):
        national.verify_line(PUBLIC, note=with_line(note, cut), name=ORIGIN)


def test_a_line_under_another_checkpoint_is_refused():
    other = checkpoint_note(6, SHA256.empty)
    moved = Note(other.text, (*other.signatures, signed().signatures[-1]))
    with pytest.raises(BadNote, match="不符"):
        national.verify_line(PUBLIC, note=moved, name=ORIGIN)


def test_a_root_cannot_be_passed_off_as_an_extension_line():
    """The signed message ends with its root: text that ends with the same line signs another message."""
    extended = f"{UNSIGNED.text}sm3 {base64.b64encode(SM3_ROOT).decode()}\n"
    line = signed().signatures[-1]
    for root in (b"", SM3_ROOT):
        forged = Note(extended, (Signature(line.name, line.key_id, root + line.value[32:]),))
        with pytest.raises(BadNote, match="不符"):
            national.verify_line(PUBLIC, note=forged, name=ORIGIN)


def test_a_note_without_the_keys_line_is_refused():
    other = sm2.public_of(sm2.generate())
    for public, note, name in (
        (PUBLIC, UNSIGNED, ORIGIN),
        (other, signed(), ORIGIN),
        (PUBLIC, signed(), "another.example"),
        (PUBLIC, signed(name="another.example"), ORIGIN),
    ):
        with pytest.raises(BadNote, match="没有"):
            national.verify_line(public, note=note, name=name)


def test_a_checkpoint_signed_again_states_one_root_or_is_refused():
    first, again, fork = signed(), signed(), signed(root=SM3.empty)
    twice = Note(first.text, (*first.signatures, again.signatures[-1]))
    forked = Note(first.text, (*first.signatures, fork.signatures[-1]))
    assert first.signatures[-1] != again.signatures[-1]
    assert national.verify_line(PUBLIC, note=twice, name=ORIGIN) == SM3_ROOT
    with pytest.raises(BadNote, match="不同的国密根哈希"):
        national.verify_line(PUBLIC, note=forked, name=ORIGIN)


def test_what_cannot_be_signed_is_refused():
    good = {"name": ORIGIN, "text": UNSIGNED.text, "sm3_root": SM3_ROOT}
    assert national.sign_line(PRIVATE, **good).value[:32] == SM3_ROOT
    for wrong, kind, code in (
        ({"text": "开标记录\n"}, BadCheckpoint, "bad-checkpoint"),
        ({"text": UNSIGNED.text[:-1]}, BadCheckpoint, "bad-checkpoint"),
        ({"sm3_root": SM3_ROOT[1:]}, Invalid, "bad-sm3-root"),
        ({"name": "two words"}, BadKey, "bad-key"),
    ):
        with pytest.raises(kind) as refused:
            national.sign_line(PRIVATE, **(good | wrong))
        assert refused.value.code == code
    with pytest.raises(Invalid) as refused:
        national.sign_line(bytes(32), **good)
    assert refused.value.code == "bad-sm2-key"


@pytest.mark.parametrize(("public", "code"), [(PUBLIC[1:], "bad-key"), (b"\x04" + bytes(64), "bad-sm2-key")])
def test_a_bad_public_key_is_refused(public, code):
    note = signed()
    if len(public) == 65:
        line = replace(note.signatures[-1], key_id=VerifierKey(ORIGIN, 0xFF, public).key_id)
        note = with_line(note, line)
    with pytest.raises(Invalid) as refused:
        national.verify_line(public, note=note, name=ORIGIN)
    assert refused.value.code == code
