"""Checkpoints and the cosignatures on them (C2SP tlog-checkpoint, tlog-cosignature)."""

import base64
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.tlog.known_notes import (
    LIVE_NOTE,
    LIVE_ORIGIN,
    LIVE_ROOT,
    LIVE_SIZE,
    SOFA_LOG_LINE,
    SOFA_TEXT,
    SOFA_WITNESS_LINE,
)
from tests.core.tlog.signers import AT, LOG, altered, checkpoint_note, witness_key
from yuanping.core.tlog.checkpoints import BadCheckpoint, Checkpoint, parse_checkpoint
from yuanping.core.tlog.cosignatures import LATEST, cosign, cosigned_at
from yuanping.core.tlog.notes import ED25519, BadKey, BadNote, Note, parse_note, verified

KEY = witness_key("kaifeng")
ROOT = bytes(range(32))
ROOT_TEXT = base64.b64encode(ROOT).decode()
TEXT = f"log.example/henan\n12\n{ROOT_TEXT}\n"


def test_published_checkpoints_read_and_write_back():
    sofa = parse_checkpoint(SOFA_TEXT)
    assert (sofa.origin, sofa.size, sofa.root.hex()[:8]) == (
        "example.com/behind-the-sofa",
        20852163,
        "0ac5186a",
    )
    assert sofa.text == SOFA_TEXT
    live = Checkpoint(LIVE_ORIGIN, LIVE_SIZE, base64.b64decode(LIVE_ROOT))
    assert parse_checkpoint(parse_note(LIVE_NOTE).text) == live


def test_published_cosigned_checkpoint_reads_with_its_time():
    note = parse_note(f"{SOFA_TEXT}\n{SOFA_LOG_LINE}{SOFA_WITNESS_LINE}")
    assert note.signatures[1].name == "witness.example.com/w1"
    assert int.from_bytes(note.signatures[1].value[:8], "big") == 1679315147


def test_extension_lines_are_tolerated_and_left_out():
    assert parse_checkpoint(TEXT + "扩展 1\n扩展 2\n") == Checkpoint("log.example/henan", 12, ROOT)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "末尾缺少换行"),
        (TEXT[:-1], "末尾缺少换行"),
        ("log.example/henan\n12\n", "至少有三行"),
        (f"\n12\n{ROOT_TEXT}\n", "不含空行"),
        (TEXT + "\n", "不含空行"),
        (TEXT + "\n扩展\n", "不含空行"),
        (TEXT.replace("henan", "he\tnan"), "控制字符"),
        (TEXT.replace("12", "012"), "第2行"),
        (TEXT.replace("12", "00"), "第2行"),
        (TEXT.replace("12", "+12"), "第2行"),
        (TEXT.replace("12", "-1"), "第2行"),
        (TEXT.replace("12", "12 "), "第2行"),
        (TEXT.replace("12", "１２"), "第2行"),
        (TEXT.replace("12", "0x12"), "第2行"),
        (TEXT.replace("12", str(2**63)), "第2行"),
        (TEXT.replace("12", "9" * 5000), "第2行"),
        (TEXT.replace(ROOT_TEXT, ROOT_TEXT[:-1]), "第3行"),
        (TEXT.replace(ROOT_TEXT, ROOT_TEXT + " "), "第3行"),
        (TEXT.replace(ROOT_TEXT, "AAAA"), "第3行（根摘要）有误：应为32字节，实为3字节"),
        (TEXT.replace("Hh8=", "Hh9="), "第3行"),
    ],
)
def test_malformed_checkpoint_is_refused(text, why):
    assert text != TEXT
    with pytest.raises(BadCheckpoint, match=why):
        parse_checkpoint(text)


@pytest.mark.parametrize("size", [0, 1, 2**63 - 1])
def test_size_is_read_to_its_bounds(size):
    assert parse_checkpoint(Checkpoint("空 格+标识", size, ROOT).text) == Checkpoint("空 格+标识", size, ROOT)


@pytest.mark.parametrize(
    "parts",
    [("", 1, ROOT), ("a\nb", 1, ROOT), ("a\r", 1, ROOT), ("a", -1, ROOT), ("a", 2**63, ROOT), ("a", 1, b"")],
)
def test_checkpoint_that_cannot_be_written_is_refused(parts):
    with pytest.raises(BadCheckpoint):
        Checkpoint(*parts)


def test_cosignature_is_made_and_verified_with_its_time():
    signature = cosign(KEY, TEXT, timestamp=AT)
    assert len(signature.value) == 72
    assert verified(Note(TEXT, (signature,)), [KEY.verifier]) == [(KEY.verifier, AT)]


def test_cosignature_covers_extension_lines():
    note = checkpoint_note(12, ROOT, by=["kaifeng"], extension="扩展\n")
    assert verified(note, [KEY.verifier]) == [(KEY.verifier, AT)]
    for text in (TEXT, TEXT + "扩展 2\n"):
        with pytest.raises(BadNote, match="不符"):
            verified(replace(note, text=text), [KEY.verifier])


def test_cosignature_is_no_plain_signature_and_the_reverse():
    plain = replace(KEY, kind=ED25519)
    cosigned = cosign(KEY, TEXT, timestamp=AT)
    dressed = replace(cosigned, key_id=plain.verifier.key_id, value=cosigned.value[8:])
    with pytest.raises(BadNote, match="不符"):
        verified(Note(TEXT, (dressed,)), [plain.verifier])
    dressed = replace(plain.sign(TEXT), key_id=KEY.verifier.key_id)
    with pytest.raises(BadNote, match="不符"):
        verified(Note(TEXT, (dressed,)), [KEY.verifier])


@pytest.mark.parametrize("at", [0, AT, LATEST])
def test_time_reaches_from_the_epoch_to_the_last_second(at):
    assert cosigned_at(KEY.verifier, TEXT, value=cosign(KEY, TEXT, timestamp=at).value) == at


def test_time_beyond_the_last_second_is_refused():
    for at in (-1, LATEST + 1):
        with pytest.raises(BadNote, match="时间超出范围"):
            cosign(KEY, TEXT, timestamp=at)
    late = LATEST + 1
    message = f"cosignature/v1\ntime {late}\n{TEXT}".encode()
    value = late.to_bytes(8, "big") + KEY.raw_signature(message)
    assert cosigned_at(KEY.verifier, TEXT, value=value) is None


@pytest.mark.parametrize("value", [b"", b"\0" * 8, b"\0" * 71, b"\0" * 73])
def test_value_of_wrong_length_is_no_cosignature(value):
    assert cosigned_at(KEY.verifier, TEXT, value=value) is None


def test_only_a_checkpoint_is_cosigned_and_only_by_a_cosigner():
    with pytest.raises(BadCheckpoint):
        cosign(KEY, "任意文本\n", timestamp=AT)
    with pytest.raises(BadKey, match="0x04"):
        cosign(LOG, TEXT, timestamp=AT)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(place=st.integers(0, 10_000), change=st.integers(1, 255))
def test_no_altered_octet_makes_a_cosigner_say_something_else(place, change):
    note = checkpoint_note(12, ROOT, by=["kaifeng"])
    try:
        read = parse_note(altered(note.encode().encode(), place, change))
        at = dict(verified(read, [KEY.verifier]))[KEY.verifier]
    except BadNote:
        return
    assert (read.text, at) == (TEXT, AT)
