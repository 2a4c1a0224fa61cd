"""Signed notes: what others signed is read and verified, what differs by an octet is not (C2SP signed-note)."""

import base64
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.tlog.known_notes import (
    FOO_NOTE,
    FOO_VKEY,
    LIVE_LOG_VKEY,
    LIVE_NOTE,
    LIVE_TIME,
    LIVE_WITNESS_VKEYS,
    PETER_NOTE,
    PETER_SEED,
    PETER_VKEY,
    QUASIMODO_NOTE,
    SOFA_ANSWER,
)
from tests.core.tlog.signers import AT, LOG, STRANGER, altered, checkpoint_note, witness_key
from yuanping.core.tlog.cosignatures import cosign
from yuanping.core.tlog.notes import (
    COSIGNATURE,
    ED25519,
    SM2,
    BadKey,
    BadNote,
    Note,
    Signature,
    SigningKey,
    VerifierKey,
    parse_note,
    parse_signatures,
    verified,
)

TEXT = "开标记录\n\n第二段\n"
SIGNED = Note(TEXT, (LOG.sign(TEXT), STRANGER.sign(TEXT)))
LINE = LOG.sign(TEXT).line


def base64_of(octets):
    return base64.b64encode(octets).decode()


@pytest.mark.parametrize("vkey", [PETER_VKEY, FOO_VKEY, LIVE_LOG_VKEY, *LIVE_WITNESS_VKEYS.values()])
def test_published_key_reads_and_writes_back(vkey):
    assert VerifierKey.parse(vkey).vkey == vkey


@pytest.mark.parametrize("raw", [PETER_NOTE, FOO_NOTE, QUASIMODO_NOTE, LIVE_NOTE])
def test_published_note_reads_and_writes_back(raw):
    assert parse_note(raw.encode()) == parse_note(raw)
    assert parse_note(raw).encode() == raw


@pytest.mark.parametrize(("raw", "vkey"), [(PETER_NOTE, PETER_VKEY), (FOO_NOTE, FOO_VKEY)])
def test_published_note_verifies(raw, vkey):
    key = VerifierKey.parse(vkey)
    assert verified(parse_note(raw), [key]) == [(key, None)]


def test_published_seed_signs_the_published_note():
    note = parse_note(PETER_NOTE)
    key = SigningKey("PeterNeumann", ED25519, base64.b64decode(PETER_SEED))
    assert key.verifier.vkey == PETER_VKEY
    assert Note(note.text, (key.sign(note.text),)).encode() == PETER_NOTE


def test_live_checkpoint_is_verified_with_its_witnesses_times():
    keys = [VerifierKey.parse(vkey) for vkey in (*LIVE_WITNESS_VKEYS.values(), LIVE_LOG_VKEY)]
    *witnesses, log = keys
    assert verified(parse_note(LIVE_NOTE), keys) == [(log, None), *((key, LIVE_TIME) for key in witnesses)]


def test_text_ends_at_the_last_blank_line():
    assert parse_note(SIGNED.encode()) == SIGNED
    assert parse_note(QUASIMODO_NOTE).text.endswith("\n\ned è subito sera.\n")


def test_answer_of_a_witness_is_read_as_signature_lines():
    signatures = parse_signatures(SOFA_ANSWER)
    assert [one.name for one in signatures] == [
        "witness.example/w1",
        "witness.example/w1",
        "witness.example/w2",
    ]
    assert "".join(one.line for one in signatures) == SOFA_ANSWER


def test_signatures_of_unknown_keys_are_ignored():
    assert verified(SIGNED, [LOG.verifier]) == [(LOG.verifier, None)]


@pytest.mark.parametrize(
    "look_alike",
    [
        replace(STRANGER.sign(TEXT), name=LOG.name),
        replace(STRANGER.sign(TEXT), key_id=LOG.verifier.key_id),
    ],
    ids=["same name", "same id"],
)
def test_signature_sharing_only_name_or_id_is_ignored(look_alike):
    assert verified(Note(TEXT, (LOG.sign(TEXT), look_alike)), [LOG.verifier]) == [(LOG.verifier, None)]
    with pytest.raises(BadNote, match="没有任何已知公钥"):
        verified(Note(TEXT, (look_alike,)), [LOG.verifier])


def test_bad_signature_of_a_known_key_rejects_the_whole_note():
    bad = replace(LOG.sign("别的\n"))
    for signatures in ((bad, STRANGER.sign(TEXT)), (LOG.sign(TEXT), bad)):
        with pytest.raises(BadNote, match="签名与文本不符"):
            verified(Note(TEXT, signatures), [LOG.verifier, STRANGER.verifier])


def test_note_without_known_keys_is_refused():
    with pytest.raises(BadNote, match="没有任何已知公钥"):
        verified(SIGNED, [])


def test_key_that_signed_twice_is_named_once_with_its_latest_time():
    text = checkpoint_note(7, bytes(32)).text
    key = witness_key("kaifeng")
    times = [AT, AT + 60, AT + 30]
    note = Note(text, tuple(cosign(key, text, timestamp=at) for at in times))
    assert verified(note, [key.verifier, key.verifier]) == [(key.verifier, AT + 60)]


def test_keys_of_one_name_and_id_are_refused_as_ambiguous():
    # Found by trying: 32-bit ids of two numbers agree after some ten thousand.
    one, other = (VerifierKey("x", ED25519, number.to_bytes(32, "big")) for number in (17346, 75898))
    assert one.key_id == other.key_id
    with pytest.raises(BadKey, match="相同的名称和编号"):
        verified(SIGNED, [one, other])


def test_sm2_key_is_written_with_its_long_identifier_and_not_verified_here():
    key = VerifierKey("log.example/henan", SM2, b"\x04" + bytes(64))
    assert base64.b64decode(key.vkey.split("+", 2)[2])[:11] == b"\xffgm/sm2-sm3"
    assert VerifierKey.parse(key.vkey) == key
    with pytest.raises(BadKey, match="国密"):
        verified(SIGNED, [key])


def test_kind_parts_keys_of_one_name_and_public_key():
    plain = signing = SigningKey("a.example", ED25519, bytes(32))
    cosigner = replace(plain, kind=COSIGNATURE)
    assert plain.verifier.key_id != cosigner.verifier.key_id
    with pytest.raises(BadKey, match="见证私钥"):
        cosigner.sign(TEXT)
    assert verified(Note(TEXT, (signing.sign(TEXT),)), [signing.verifier, cosigner.verifier]) == [
        (plain.verifier, None)
    ]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "末尾缺少换行"),
        ("文本\n\n" + LINE[:-1], "末尾缺少换行"),
        ("文本\n" + LINE, "缺少正文与签名之间的空行"),
        ("文本\n\n", "没有签名行"),
        (TEXT + "\n" + LINE + "\n", "没有签名行"),
        (TEXT + "\n\n" + LINE + "\n\n", "没有签名行"),
        (b"\xff\n\n" + LINE.encode(), "不是UTF-8"),
        ("\ud800\n\n" + LINE, "UTF-8无法表示"),
        ("制表\t符\n\n" + LINE, "控制字符"),
        ("回车\r\n\n" + LINE, "控制字符"),
        ("零\x00\n\n" + LINE, "控制字符"),
        ("文本\n\n" + LINE.replace("—", "-"), "签名行应为"),
        ("文本\n\n" + LINE.replace("— ", "—"), "签名行应为"),
        ("文本\n\n" + LINE.replace("— ", "—  "), "签名行应为"),
        ("文本\n\n" + LINE[:-1] + " \n", "签名行应为"),
        ("文本\n\n— a.example\n", "签名行应为"),
        ("文本\n\n—  AAAAAAA=\n", "名称不能为空"),
        ("文本\n\n— a+b AAAAAAA=\n", "加号"),
        ("文本\n\n— a\u3000b AAAAAAA=\n", "空白"),
        ("文本\n\n— a\u0085b AAAAAAA=\n", "空白"),
        ("文本\n\n— a AAAAAA==\n", "4字节编号和签名值"),
        ("文本\n\n— a AAAA\n", "4字节编号和签名值"),
        ("文本\n\n— a AAAAAAA\n", "Base64"),
        ("文本\n\n— a AAAAAAB=\n", "Base64"),
        ("文本\n\n— a AAAA_AA=\n", "Base64"),
        ("文本\n\n— a AAAA中AA=\n", "Base64"),
    ],
)
def test_malformed_note_is_refused(raw, why):
    with pytest.raises(BadNote, match=why):
        parse_note(raw)


def test_delete_character_is_allowed():
    """Only what stands below U+0020 is forbidden."""
    assert parse_note("a\x7f\n\n" + LINE).text == "a\x7f\n"


def test_note_takes_a_hundred_signatures_and_no_more():
    assert len(parse_note("文本\n\n" + 100 * LINE).signatures) == 100
    with pytest.raises(BadNote, match="1至100个签名行，实有101个"):
        parse_note("文本\n\n" + 101 * LINE)


def test_note_of_more_than_a_megabyte_is_refused():
    room = 1_000_000 - len(("\n\n" + LINE).encode())
    assert len(parse_note(b"a" * room + ("\n\n" + LINE).encode()).text) == room + 1
    with pytest.raises(BadNote, match="过长"):
        parse_note(b"a" * (room + 1) + ("\n\n" + LINE).encode())


@pytest.mark.parametrize("text", ["", "无换行", "a\tb\n", "\ud800\n"])
def test_text_that_no_note_can_hold_is_not_signed(text):
    with pytest.raises(BadNote):
        LOG.sign(text)
    with pytest.raises(BadNote):
        Note(text, SIGNED.signatures)


@pytest.mark.parametrize(
    ("vkey", "why"),
    [
        (FOO_VKEY.replace("530d903a", "530d903b"), "不相符"),
        (FOO_VKEY.replace("example.com/foo", "example.com/fop"), "不相符"),
        (FOO_VKEY.replace("Aeky", "Aekz"), "不相符"),
        (FOO_VKEY.replace("530d903a", "530D903A"), "小写十六进制"),
        (FOO_VKEY.replace("530d903a", "530d903"), "小写十六进制"),
        (FOO_VKEY.replace("530d903a+", ""), "小写十六进制"),
        ("example.com/foo", "小写十六进制"),
        (FOO_VKEY.replace("foo", "f o"), "空白"),
        (FOO_VKEY.removeprefix("example.com/foo"), "不能为空"),
        (FOO_VKEY[:-1], "Base64"),
        (FOO_VKEY + "\n", "Base64"),
        ("a+00000000+", "不支持的签名类型0x00"),
        (f"a+00000000+{base64_of(bytes([6]) + bytes(1312))}", "不支持的签名类型0x06"),
        (f"a+00000000+{base64_of(bytes([255]) + bytes(65))}", "gm/sm2-sm3"),
        (f"a+00000000+{base64_of(bytes([1]) + bytes(31))}", "应为32字节，实为31字节"),
    ],
)
def test_malformed_key_is_refused(vkey, why):
    with pytest.raises(BadKey, match=why):
        VerifierKey.parse(vkey)


def test_private_key_is_not_printed_and_is_32_bytes():
    assert LOG.private.hex() not in repr(LOG)
    assert repr(LOG.private) not in repr(LOG)
    with pytest.raises(BadKey, match="应为32字节"):
        SigningKey("a", ED25519, bytes(31))
    with pytest.raises(BadKey, match="只用Ed25519"):
        SigningKey("a", SM2, bytes(32))


TEXTS = st.text(st.characters(codec="utf-8", min_codepoint=32)).map(lambda text: text + "\n")
NAMES = st.text(st.characters(codec="utf-8", min_codepoint=33), min_size=1).filter(
    lambda name: "+" not in name and not any(letter.isspace() for letter in name)
)
SIGNATURES = st.builds(
    Signature, NAMES, st.binary(min_size=4, max_size=4), st.binary(min_size=1, max_size=80)
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    paragraphs=st.lists(TEXTS, min_size=1, max_size=4),
    signatures=st.lists(SIGNATURES, min_size=1, max_size=4).map(tuple),
)
def test_every_note_reads_back_as_written(paragraphs, signatures):
    note = Note("\n".join(paragraphs), signatures)
    assert parse_note(note.encode()) == note


@settings(max_examples=100, deadline=None, derandomize=True)
@given(raw=st.text(alphabet="— ab+\nA=é\t").map(lambda text: text + "\n\n" + LINE))
def test_whatever_reads_as_a_note_is_written_back_the_same(raw):
    try:
        note = parse_note(raw)
    except BadNote:
        return
    assert note.encode() == raw


@settings(max_examples=300, deadline=None, derandomize=True)
@given(place=st.integers(0, 10_000), change=st.integers(1, 255))
def test_no_altered_octet_makes_a_known_key_say_something_else(place, change):
    raw = altered(SIGNED.encode().encode(), place, change)
    try:
        note = parse_note(raw)
        verified(note, [LOG.verifier, STRANGER.verifier])
    except BadNote:
        return
    assert note.text == TEXT


@settings(max_examples=300, deadline=None, derandomize=True)
@given(place=st.integers(0, 10_000), change=st.integers(1, 255))
def test_no_altered_octet_makes_another_key(place, change):
    with pytest.raises(BadKey):
        VerifierKey.parse(altered(FOO_VKEY.encode(), place, change).decode("utf-8", "surrogateescape"))
