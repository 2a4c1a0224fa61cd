"""Policies: every rule of C2SP tlog-policy, and what a quorum asks for."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.tlog.known_notes import LIVE_LOG_VKEY, LIVE_NOTE, LIVE_ORIGIN, LIVE_SIZE, LIVE_WITNESS_VKEYS
from tests.core.tlog.signers import LOG, ORIGIN, STRANGER, altered, checkpoint_note, signing_key, witness_key
from yuanping.core.tlog.notes import COSIGNATURE, ED25519, BadNote, VerifierKey, parse_note
from yuanping.core.tlog.quorum import (
    BadPolicy,
    Group,
    Log,
    Policy,
    QuorumUnmet,
    Standing,
    Witness,
    encode_policy,
    parse_policy,
)

ROOT = bytes(range(32))
NAMES = ("X1", "X2", "X3", "Y1", "Y2", "Y3")
KEYS = {name: witness_key(name).verifier for name in NAMES}
LOG_VKEY = LOG.verifier.vkey
X1, X2 = KEYS["X1"].vkey, KEYS["X2"].vkey

# The example of tlog-policy, with keys.
EXAMPLE = (
    f"log {LOG_VKEY}\n\n"
    + "".join(f"witness {name} {KEYS[name].vkey}\n" for name in NAMES[:3])
    + "group X-witnesses 2 X1 X2 X3\n\n"
    + "".join(f"witness {name} {KEYS[name].vkey}\n" for name in NAMES[3:])
    + "group Y-witnesses any Y1 Y2 Y3\n\n"
    + "group X-and-Y all X-witnesses Y-witnesses\n"
    + "quorum X-and-Y\n"
)
POLICY = parse_policy(EXAMPLE)


def refusal(text):
    with pytest.raises(BadPolicy) as caught:
        parse_policy(text)
    assert caught.value.code == "bad-policy"
    assert caught.value.remedy.endswith("。")
    return caught.value.line, caught.value.message


def test_example_of_the_specification_is_read():
    assert parse_policy(EXAMPLE) == Policy(
        logs=(Log(LOG.verifier),),
        witnesses=tuple(Witness(name, KEYS[name]) for name in NAMES),
        groups=(
            Group("X-witnesses", 2, ("X1", "X2", "X3")),
            Group("Y-witnesses", 1, ("Y1", "Y2", "Y3")),
            Group("X-and-Y", 2, ("X-witnesses", "Y-witnesses")),
        ),
        quorum="X-and-Y",
    )
    assert parse_policy(encode_policy(POLICY)) == POLICY
    assert parse_policy(EXAMPLE.encode()) == POLICY


def test_example_is_met_by_two_of_x_and_one_of_y_and_nothing_less():
    for count in range(len(NAMES) + 1):
        for names in itertools.combinations(NAMES, count):
            enough = sum(name[0] == "X" for name in names) >= 2 and any(name[0] == "Y" for name in names)
            assert POLICY.met(names) == enough
            assert POLICY.standing(names) == Standing(cosigned=count, needed=3, total=6, met=enough)


def test_names_of_groups_and_of_strangers_count_for_nothing():
    names = {"X-and-Y", "X-witnesses", "Y-witnesses", "none", "Z1"}
    assert POLICY.standing(names) == Standing(cosigned=0, needed=3, total=6, met=False)


def test_quorum_of_one_witness():
    policy = parse_policy(f"witness X1 {X1}\nwitness X2 {X2}\nquorum X2\n")
    assert policy.standing(["X2"]) == Standing(cosigned=1, needed=1, total=2, met=True)
    assert policy.standing(["X1"]) == Standing(cosigned=1, needed=1, total=2, met=False)


def test_quorum_none_needs_nobody_and_is_always_met():
    assert parse_policy("quorum none\n") == Policy((), (), (), "none")
    policy = parse_policy(f"log {LOG_VKEY}\nquorum none\nwitness X1 {X1}\n")
    assert policy.standing([]) == Standing(cosigned=0, needed=0, total=1, met=True)
    assert policy.standing(["X1"]) == Standing(cosigned=1, needed=0, total=1, met=True)


def test_spaces_tabs_blank_lines_comments_and_urls():
    text = (
        "# 注释\n"
        "  \t # 也是注释\n"
        " \t\n"
        f"\tlog \t{LOG_VKEY}   https://log.example/日志 \n"
        f"witness X1 {X1} https://x1.example/#fragment\n"
        "quorum\tX1"
        "\n"
    )
    assert parse_policy(text) == Policy(
        (Log(LOG.verifier, "https://log.example/日志"),),
        (Witness("X1", KEYS["X1"], "https://x1.example/#fragment"),),
        (),
        "X1",
    )


def test_names_are_octets():
    """K (0x4B) is not the Kelvin sign, a no-break space parts nothing, and a name need not be UTF-8."""
    odd = b"\xff\xc2\xa0\x80"
    text = (
        f"witness K {X1}\nwitness \u212a {X2}\n".encode()
        + b"group "
        + odd
        + b" all K \xe2\x84\xaa\nquorum "
        + odd
        + b"\n"
    )
    policy = parse_policy(text)
    assert policy.quorum.encode("utf-8", "surrogateescape") == odd
    assert policy.met({"K"}) is False
    assert policy.met({"K", "\u212a"}) is True
    assert encode_policy(policy).endswith(b"quorum " + odd + b"\n")
    assert parse_policy(encode_policy(policy)) == policy
    assert "\ufffd" in refusal(b"quorum " + odd + b"\n")[1]


W = f"witness X1 {X1}\nwitness X2 {X2}\n"
TWIN = VerifierKey("other.example", COSIGNATURE, KEYS["X1"].public).vkey
LOG_TWIN = VerifierKey("other.example", ED25519, LOG.verifier.public).vkey


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("", 0, "没有quorum行"),
        (W, 2, "没有quorum行"),
        ("quorum none", 1, "末行没有"),
        ("quorum none\n# 注释", 2, "末行没有"),
        ("\ufeffquorum none\n", 1, "BOM"),
        ("# 一\r\nquorum none\r\n", 1, "0x0D"),
        ("# 一\n\x0bquorum none\n", 2, "0x0B"),
        ("quorum none\n# \x00\n", 2, "0x00"),
        ("quorum none\n\x7f\n", 2, "0x7F"),
        ("quorums none\n", 1, "不认识的关键词“quorums”"),
        ("Quorum none\n", 1, "不认识的关键词“Quorum”"),
        ("quorum none\u00a0\n", 1, "没有定义"),
        ("quorum\n", 1, "quorum 名称"),
        ("quorum none # 注释\n", 1, "quorum 名称"),
        ("quorum none\nquorum none\n", 2, "只能有一行"),
        ("quorum X1\n" + W, 1, "“X1”在此行之前没有定义"),
        ("log\nquorum none\n", 1, "log 公钥 [网址]"),
        (f"log {LOG_VKEY} a b\nquorum none\n", 1, "log 公钥 [网址]"),
        (f"log {LOG_VKEY[:-1]}\nquorum none\n", 1, "Base64"),
        (f"log {X1}\nquorum none\n", 1, "0x04不适用"),
        (f"log {LOG_VKEY}\nlog {LOG_VKEY}\nquorum none\n", 2, "日志的公钥已在前面出现"),
        (f"log {LOG_VKEY}\nlog {LOG_TWIN}\nquorum none\n", 2, "日志的公钥已在前面出现"),
        ("witness X1\nquorum none\n", 1, "witness 名称 公钥 [网址]"),
        (f"witness X1 {X1} a b\nquorum none\n", 1, "witness 名称 公钥 [网址]"),
        (f"witness X1 {LOG_VKEY}\nquorum none\n", 1, "0x01不适用"),
        (f"witness none {X1}\nquorum none\n", 1, "none已预留"),
        (f"witness X1 {X1}\nwitness X1 {X2}\nquorum none\n", 2, "“X1”已在前面定义"),
        (f"witness X1 {X1}\nwitness X2 {X1}\nquorum none\n", 2, "见证方的公钥已在前面出现"),
        (f"witness X1 {X1}\nwitness X2 {TWIN}\nquorum none\n", 2, "见证方的公钥已在前面出现"),
        (W + "group g all\nquorum none\n", 3, "group 名称"),
        (W + "group none any X1\nquorum none\n", 3, "none已预留"),
        (W + "group X1 any X2\nquorum none\n", 3, "“X1”已在前面定义"),
        (W + "group g any X1\ngroup g any X2\nquorum none\n", 4, "“g”已在前面定义"),
        (W + "group g any none\nquorum none\n", 3, "none不能作为分组成员"),
        (W + "group g any X3\nquorum none\n", 3, "“X3”在此行之前没有定义"),
        (W + "group g any X1 g\nquorum none\n", 3, "“g”在此行之前没有定义"),
        (W + "group g any h\ngroup h any X1\nquorum none\n", 3, "“h”在此行之前没有定义"),
        (W + "group g any X1 X1\nquorum none\n", 3, "最多只能列为一次成员"),
        (W + "group g any X1\ngroup h any X1\nquorum none\n", 4, "最多只能列为一次成员"),
        (W + "group g 0 X1 X2\nquorum none\n", 3, "数量“0”"),
        (W + "group g 3 X1 X2\nquorum none\n", 3, "1至成员数2之间"),
        (W + "group g 01 X1 X2\nquorum none\n", 3, "数量“01”"),
        (W + "group g +1 X1 X2\nquorum none\n", 3, "数量“+1”"),
        (W + "group g １ X1 X2\nquorum none\n", 3, "数量“１”"),
        (W + "group g ALL X1 X2\nquorum none\n", 3, "数量“ALL”"),
        (W + f"group g {'9' * 5000} X1 X2\nquorum none\n", 3, "数量“9"),
    ],
)
def test_broken_rule_is_named_with_its_line(text, line, why):
    at, message = refusal(text)
    assert (at, why in message) == (line, True), message


def test_refusal_starts_with_the_place():
    assert refusal(W + "group g any X3\nquorum none\n")[1] == "见证策略第3行：“X3”在此行之前没有定义。"
    assert refusal("")[1] == "见证策略：全文没有quorum行。"


def test_one_key_may_be_a_log_and_a_witness():
    """Only logs among logs and witnesses among witnesses are duplicates."""
    twin = VerifierKey(ORIGIN, COSIGNATURE, LOG.verifier.public)
    policy = parse_policy(f"log {LOG_VKEY}\nwitness X1 {twin.vkey}\nquorum X1\n")
    assert policy.witnesses == (Witness("X1", twin),)


def test_quorum_may_name_a_member_of_a_group():
    policy = parse_policy(W + "group g all X1 X2\nquorum X1\n")
    assert policy.standing(["X1"]) == Standing(cosigned=1, needed=1, total=2, met=True)


def test_two_hundred_logs_witnesses_and_nested_groups_are_read():
    lines, inner = [], None
    for number in range(200):
        lines += [
            f"log {signing_key(f'l{number}', ED25519).verifier.vkey}",
            f"witness w{number} {witness_key(f'w{number}').verifier.vkey}",
            f"group g{number} all w{number}" + (f" {inner}" if inner else ""),
        ]
        inner = f"g{number}"
    policy = parse_policy("\n".join([*lines, "quorum g199", ""]))
    everyone = [f"w{number}" for number in range(200)]
    assert policy.standing(everyone) == Standing(cosigned=200, needed=200, total=200, met=True)
    assert policy.met(everyone[1:]) is False


def test_policy_of_more_than_a_megabyte_is_refused():
    assert parse_policy("quorum none\n" + "#" * 999_987 + "\n").quorum == "none"
    assert "过长" in refusal("quorum none\n" + "#" * 999_988 + "\n")[1]


def test_live_checkpoint_is_checked_against_its_witnesses():
    witnesses = "".join(f"witness {name} {vkey}\n" for name, vkey in LIVE_WITNESS_VKEYS.items())
    text = f"log {LIVE_LOG_VKEY}\n{witnesses}group all-four all {' '.join(LIVE_WITNESS_VKEYS)}\nquorum all-four\n"
    checkpoint, standing = parse_policy(text).check(parse_note(LIVE_NOTE))
    assert (checkpoint.origin, checkpoint.size) == (LIVE_ORIGIN, LIVE_SIZE)
    assert standing == Standing(cosigned=4, needed=4, total=4, met=True)


def test_checkpoint_is_accepted_when_its_quorum_cosigned():
    note = checkpoint_note(9, ROOT, by=["X1", "X3", "Y2", "stranger"])
    checkpoint, standing = POLICY.check(note)
    assert (checkpoint.origin, checkpoint.size, checkpoint.root) == (ORIGIN, 9, ROOT)
    assert standing == Standing(cosigned=3, needed=3, total=6, met=True)


@pytest.mark.parametrize(
    ("by", "message"),
    [
        ([], "已有 0 家见证方签名，须有 3 家"),
        (["X1", "Y1", "stranger"], "已有 2 家见证方签名，须有 3 家"),
        (["X1", "X2", "X3"], "已有 3 家见证方签名，但未满足见证策略的分组要求"),
        (["X1", "Y1", "Y2", "Y3"], "已有 4 家见证方签名，但未满足见证策略的分组要求"),
    ],
)
def test_checkpoint_short_of_its_quorum_is_refused_with_its_standing(by, message):
    with pytest.raises(QuorumUnmet, match=message) as caught:
        POLICY.check(checkpoint_note(9, ROOT, by=by))
    cosigned = sum(name in NAMES for name in by)
    assert caught.value.standing == Standing(cosigned=cosigned, needed=3, total=6, met=False)


def test_checkpoint_of_an_unknown_log_is_refused_whoever_cosigned():
    for note in (
        checkpoint_note(9, ROOT, by=NAMES, log=STRANGER, origin=STRANGER.name),
        checkpoint_note(9, ROOT, by=NAMES, log=STRANGER),
        # A known log's key speaks for its own origin only.
        checkpoint_note(9, ROOT, by=NAMES, origin=STRANGER.name),
    ):
        with pytest.raises(BadNote, match="没有任何已知公钥"):
            POLICY.check(note)


def test_policy_without_logs_checks_nothing():
    with pytest.raises(BadNote, match="没有任何已知公钥"):
        parse_policy("quorum none\n").check(checkpoint_note(9, ROOT))


@st.composite
def policies(draw):
    """A policy of nested groups over 1 to 6 witnesses."""
    free = list(NAMES[: draw(st.integers(1, 6))])
    witnesses, groups = tuple(Witness(name, KEYS[name]) for name in free), []
    for number in range(draw(st.integers(0, 4))):
        members = draw(st.lists(st.sampled_from(free), min_size=1, unique=True))
        groups.append(Group(f"g{number}", draw(st.integers(1, len(members))), tuple(members)))
        free = [name for name in free if name not in members] + [f"g{number}"]
    names = [witness.name for witness in witnesses] + [group.name for group in groups]
    return Policy((Log(LOG.verifier),), witnesses, tuple(groups), draw(st.sampled_from([*names, "none"])))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(policies())
def test_every_policy_reads_back_as_written(policy):
    assert parse_policy(encode_policy(policy)) == policy


@settings(max_examples=100, deadline=None, derandomize=True)
@given(policies())
def test_needed_is_the_size_of_the_least_sufficient_set(policy):
    names = [witness.name for witness in policy.witnesses]
    sizes = [
        count
        for count in range(len(names) + 1)
        if any(policy.met(chosen) for chosen in itertools.combinations(names, count))
    ]
    assert policy.needed == min(sizes)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(policies(), st.sets(st.sampled_from(NAMES)), st.sampled_from(NAMES))
def test_another_cosignature_never_unmeets_a_quorum(policy, names, other):
    assert policy.met(names | {other}) or not policy.met(names)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(place=st.integers(0, 10_000), change=st.integers(1, 255))
def test_no_altered_octet_of_a_policy_makes_it_read_another_statement(place, change):
    """The policy may ask for more or less; what the log said stays what it said."""
    note = checkpoint_note(9, ROOT, by=NAMES)
    try:
        checkpoint, _ = parse_policy(altered(EXAMPLE.encode(), place, change)).check(note)
    except (BadPolicy, BadNote, QuorumUnmet):
        return
    assert checkpoint == POLICY.check(note)[0]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(place=st.integers(0, 10_000), change=st.integers(1, 255))
def test_no_altered_octet_of_a_key_is_read(place, change):
    keys = altered(X1.encode(), place, change)
    if b"\n" in keys or b" " in keys or b"\t" in keys:
        return
    with pytest.raises(BadPolicy):
        parse_policy(b"witness X1 " + keys + b"\nquorum X1\n")
