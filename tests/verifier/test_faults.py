"""Each fault is named in words, and the exit status tells a fault from what cannot be checked."""

import base64
import json

import pytest

from tests.base.loopback import cosigned_in
from tests.verifier import material
from tests.verifier.material import LOG, WITNESSES, compact, run, signed, zipped
from yuanping.core.tlog.keys import ED25519, SigningKey, VerifierKey
from yuanping.core.tlog.notes import Note


def fault(*arguments):
    """What the line of the fault says, when the status is 1."""
    status, said = run(*arguments)
    assert (status, said.splitlines()[-1]) == (1, "✗ 结论：不成立，不能作为依据")
    return said.splitlines()[-2].removeprefix("✗ ")


@pytest.fixture
def package(node, policy, tmp_path):
    """Check a package of which some members were changed."""

    def check(**changed):
        members = material.package_members(node, 9)
        for name, data in changed.items():
            members[
                {"entry": "entry.json", "openings": "openings.json", "proof": "entry.tlog-proof"}[name]
            ] = data
        (tmp_path / "package.zip").write_bytes(zipped(members))
        return fault("package", tmp_path / "package.zip", "--policy", policy)

    return check


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b'"v":2', b'"v":3', "条目：不是规范的见证条目"),
        (b'{"at"', b'{ "at"', "条目：不是规范的见证条目"),
        (b'"v":2}', b'"v":2}\n', "条目：不是规范的见证条目"),
        (b"00:00:09", b"00:00:08", "入账证明：由条目沿路径算不出检查点的根：至少有一处被改过"),
    ],
)
def test_entry_that_was_changed(node, package, old, new, says):
    assert package(entry=node.entries[9].replace(old, new)).startswith(says)


def test_entry_with_commitments_out_of_order(node, package):
    entry = json.loads(node.entries[9])
    entry["sealed"].reverse()
    assert package(entry=compact(entry)) == "条目：承诺的次序或个数不对"
    entry["sealed"] = entry["sealed"][::-1][:7]
    assert package(entry=compact(entry)) == "条目：承诺的次序或个数不对"


def test_entry_with_another_sm3_commitment(node, package):
    pair = node.openings[9][0]
    entry = json.loads(node.entries[9])
    first = base64.b64encode(material.verify.sha256(material.verify.canonical(pair))).decode()
    entry["sealed"] = [[a, first if a == first else b] for a, b in entry["sealed"]]
    assert package(entry=compact(entry)) == "公开内容：“kind”的 SM3 承诺不符"


def openings(*items, **more):
    return compact({"format": "yuanping-openings/1", "openings": list(items), **more})


def test_opening_that_was_changed(node, package):
    salt, name, value = node.openings[9][1]
    says = "公开内容：“project”与条目中的承诺不符：它被改过，或者不属于这一条"
    assert package(openings=openings([salt, name, value + 1])) == says
    assert package(openings=openings(node.openings[12][1])) == says
    shape = "公开内容：每项应当是［盐，名称，值］，名称不重复"
    assert package(openings=openings([salt.upper(), name, value])) == shape
    assert package(openings=openings([salt, name])) == shape
    assert package(openings=openings([salt, name, value], [salt, name, value])) == shape
    assert package(openings=openings(f'["{salt}","')) == shape


def test_openings_that_are_spelled_otherwise(node, package):
    right = openings(node.openings[9][0])
    freedom = "公开内容：不是规定的写法：有重复的键，或多余的空白、转义或字节"
    for data in (right + b"\n", b" " + right, right.replace(b"offer", rb"\u006fffer")):
        assert package(openings=data) == freedom
    assert package(openings=right.replace(b'{"format"', b'{"format":"x","format"')) == freedom
    assert (
        package(openings=right.replace(b"]]", b",1.0]]"))
        == "公开内容：不是合法的 JSON（UTF-8，数字只能是整数）"
    )
    assert package(openings=b"\xff") == "公开内容：不是合法的 JSON（UTF-8，数字只能是整数）"
    fields = "公开内容：应当依次是 format、openings 各项，格式也须相符"
    assert package(openings=openings(extra=1)) == fields
    assert package(openings=right.replace(b"openings/1", b"openings/2")) == fields
    assert package(openings=b"[]") == fields


def test_proof_with_extra_is_refused(node, package):
    proof = node.proof(9).replace(b"index 9", b"extra YWJj\nindex 9")
    assert package(proof=proof) == "入账证明：不是规范的 tlog-proof v1（本平台的证明没有 extra 行）"


def test_proof_of_another_place(node, package):
    proof = node.proof(9)
    first = proof.split(b"\n")[2] + b"\n"
    assert package(proof=proof.replace(b"index 9", b"index 300")) == "入账证明：序号超出了检查点的条数"
    long = proof.replace(b"index 9\n", b"index 9\n" + first * 9)
    assert package(proof=long) == "入账证明：路径比树高还长"
    wrong = "入账证明：由条目沿路径算不出检查点的根：至少有一处被改过"
    assert package(proof=proof.replace(first, b"")) == wrong
    assert package(proof=proof.replace(b"index 9", b"index 8")) == wrong


@pytest.fixture
def checkpoint(policy, tmp_path):
    def check(note):
        (tmp_path / "checkpoint").write_text(
            note if isinstance(note, str) else note.encode(), encoding="utf-8"
        )
        return fault("checkpoint", tmp_path / "checkpoint", "--policy", policy)

    return check


def test_checkpoint_that_is_no_note(node, checkpoint):
    right = node.note.encode()
    says = "检查点：不是签名的检查点（来源、条数、根三行，空行，签名行）"
    for note in (
        "",
        right[:-1],
        right.replace("\n300", "\n0300"),
        right.replace("log", "lo\tg"),
        node.note.text,
    ):
        assert checkpoint(note) == says
    assert checkpoint(right + "— x YQ\n") == "检查点：签名行的写法不对：— x YQ"


def test_checkpoint_with_a_bad_signature(node, checkpoint):
    log, *witnesses = node.note.signatures
    other = signed(node.size + 1, node.root)
    assert checkpoint(Note(node.note.text, (other.signatures[0], *witnesses))) == (
        "节点签名：log.example/xinyang 的签名与检查点不符"
    )
    assert checkpoint(Note(node.note.text, (log, *witnesses[:2], other.signatures[3]))) == (
        "见证签名：harbin.example/witness 的见证签名与检查点不符"
    )
    late = cosigned_in(WITNESSES["harbin"], node.note.text, timestamp=2**37)
    assert checkpoint(Note(node.note.text, (log, *witnesses[:2], late))) == (
        "见证签名：harbin.example/witness 的签名时间不在公元 6325 年之前"
    )


def test_checkpoint_that_no_known_log_signed(node, checkpoint):
    says = "节点签名：没有信任策略所列日志对来源“{}”的签名：证据出自别的日志，或者策略不对"
    stranger = SigningKey("log.example/xinyang", ED25519, bytes([9]) * 32)
    assert checkpoint(signed(300, node.root, log=stranger)) == says.format("log.example/xinyang")
    assert checkpoint(signed(300, node.root, origin="log.example/other")) == says.format("log.example/other")


def test_checkpoint_below_the_quorum(node, checkpoint):
    at = "2026-11-18 19:06:40"
    assert checkpoint(signed(300, node.root, cosigners=["luoshan", "harbin"])) == (
        f"见证签名：没有达到策略要求的“trusted”：luoshan（{at}）、harbin（{at}）"
    )
    assert (
        checkpoint(signed(300, node.root, cosigners=[]))
        == "见证签名：没有达到策略要求的“trusted”：没有见证签名"
    )


def test_evidence_cannot_play_with_the_terminal(node, checkpoint):
    name = "log.example/\u202e\u0085x"
    assert checkpoint(signed(300, node.root, origin=name)) == (
        "节点签名：没有信任策略所列日志对来源“log.example/??x”的签名：证据出自别的日志，或者策略不对"
    )


VKEY = {name: key.verifier.vkey for name, key in WITNESSES.items()}
THREE = "".join(f"witness {name} {vkey}\n" for name, vkey in VKEY.items())
HEAD = f"log {LOG.verifier.vkey}\n{THREE}"
SAME_KEY = VerifierKey("other", 4, WITNESSES["luoshan"].verifier.public).vkey


@pytest.mark.parametrize(
    "rules",
    [
        "quorum none\n",
        "# 说明\n \t\nquorum\tharbin \n",
        "group a 2 luoshan guangshan harbin\nquorum a\n",
        "group a any luoshan\ngroup b all a harbin\nquorum b",
    ],
)
def test_policy_that_is_right(node, tmp_path, rules):
    (tmp_path / "policy").write_text(HEAD + rules)
    (tmp_path / "checkpoint").write_text(node.note.encode())
    assert run("checkpoint", tmp_path / "checkpoint", "--policy", tmp_path / "policy")[0] == 0


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        (HEAD, "须有一行 quorum，并至少有一行 log"),
        (THREE + "quorum none\n", "须有一行 quorum，并至少有一行 log"),
        (HEAD + "quorum none\nquorum none\n", "第 6 行有误"),
        (HEAD + "quorum later\ngroup later any harbin\n", "第 5 行有误"),
        (HEAD + "quorum none extra\n", "第 5 行有误"),
        (HEAD + "group a 0 harbin\n", "第 5 行有误"),
        (HEAD + "group a 2 harbin\n", "第 5 行有误"),
        (HEAD + "group a 01 harbin\n", "第 5 行有误"),
        (HEAD + "group a any\n", "第 5 行有误"),
        (HEAD + "group a any none\n", "第 5 行有误"),
        (HEAD + "group a any harbin harbin\n", "第 5 行有误"),
        (HEAD + "group a any harbin\ngroup b any harbin\n", "第 6 行有误"),
        (HEAD + "group harbin any luoshan\n", "第 5 行有误"),
        (HEAD + "group none any luoshan\n", "第 5 行有误"),
        (HEAD + f"witness none {SAME_KEY}\n", "第 5 行有误"),
        (HEAD + f"witness other {SAME_KEY}\n", "第 5 行有误"),
        (HEAD + f"log {LOG.verifier.vkey}\n", "第 5 行有误"),
        (HEAD + f"log {LOG.verifier.vkey} url more\n", "第 5 行有误"),
        (HEAD + f"log {VKEY['harbin']}\n", "密钥写法不对，或标识与密钥不符"),
        (HEAD + f"witness x {VKEY['harbin'].replace('harbin', 'other')}\n", "密钥写法不对，或标识与密钥不符"),
        (HEAD + "log\n", "第 5 行有误"),
        (HEAD + "trust everybody\n", "第 5 行有误"),
        (HEAD + "quorum none\r\n", "第 5 行有误"),
    ],
)
def test_policy_that_breaks_a_rule_says_nothing_about_the_evidence(node, tmp_path, policy, says):
    (tmp_path / "policy").write_bytes(policy.encode())
    (tmp_path / "checkpoint").write_text(node.note.encode())
    status, said = run("checkpoint", tmp_path / "checkpoint", "--policy", tmp_path / "policy")
    first, last = said.splitlines()
    assert (status, first.startswith(f"✗ 信任策略：{says}"), last) == (2, True, "✗ 结论：无法核验")


def test_file_that_is_not_there(policy, tmp_path):
    status, said = run("package", tmp_path / "nothing.zip", "--policy", policy)
    assert (status, said.startswith("✗ 结论：无法核验：")) == (2, True)


@pytest.mark.parametrize(
    "arguments", [[], ["proof", "one"], ["checkpoint", "one"], ["package", "a", "b"], ["other", "a"]]
)
def test_wrong_arguments_are_no_fault(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        run(*arguments)
    assert stopped.value.code == 2
    assert "usage:" in capsys.readouterr().err
