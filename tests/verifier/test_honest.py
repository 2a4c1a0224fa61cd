"""What the platform's own tree and notes write, the program accepts; and it says what was checked."""

import hashlib
import json
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verifier import material
from tests.verifier.material import run, verify
from yuanping.core.tlog.keys import Signature
from yuanping.core.tlog.tile_paths import Tile, tile_path
from yuanping.core.tlog.tree import root_of


def test_package_with_a_time_stamp_holds_and_openssl_agrees(node, policy, tmp_path):
    stamp = material.stamp(tmp_path, node.proof(9))
    path = tmp_path / "证据包.zip"
    path.write_bytes(material.zipped(material.package_members(node, 9, stamp=stamp)))
    status, said = run("package", path, "--policy", policy)
    assert status == 0
    assert [line.split("：")[0] for line in said.splitlines()] == [
        "✓ 公开内容",
        "· 　kind",
        "· 　project",
        "· 　chain",
        "✓ 节点签名",
        "✓ 见证签名",
        "✓ 入账证明",
        "· 时间戳",  # anybody can make one: the authority's signature is for openssl
        "· 不作证据",
        "✓ 结论",
    ]
    assert "是该日志的第 9 号（从 0 起），确在 300 条之内" in said
    assert "所记时间 2026-11-23T00:00:09.000000Z" in said
    (tmp_path / "entry.tlog-proof").write_bytes(node.proof(9))
    command = "ts -verify -in reply.tsr -data entry.tlog-proof -CAfile tsa.pem -untrusted tsa.pem"
    by_hand = subprocess.run(
        ["openssl", *command.split()], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert by_hand.stdout == "Verification: OK\n"


def test_python_without_sm3_says_what_it_left_out(node, policy, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(hashlib, "algorithms_available", {"sha256", "sha512"})
    path = tmp_path / "package.zip"
    path.write_bytes(material.zipped(material.package_members(node, 4)))
    assert material.load().main(["package", str(path), "--policy", str(policy)]) == 0
    says = "✓ 公开内容：3 项公开内容都与写入时的承诺一致（SHA-256；本机的 Python 没有 SM3，该项未核验）"
    assert capsys.readouterr().out.splitlines()[0] == says


def test_package_by_its_own_policy_holds_with_a_warning(node, policy, tmp_path):
    path = tmp_path / "package.zip"
    path.write_bytes(material.zipped(material.package_members(node, 4)))
    status, said = run("package", path)
    assert status == 0
    assert "！ 信任策略：用的是随文件附带的策略。当事一方给的策略几乎证明不了什么" in said
    assert said.endswith("✓ 结论：以上各项全部成立；但策略不是另行取得的，见“！”\n")
    assert "！" not in run("package", path, "--policy", policy)[1]


@pytest.mark.parametrize("index", [0, 1, 254, 255, 256, 299])
def test_proof_of_an_entry_holds(node, policy, tmp_path, index):
    (tmp_path / "entry.json").write_bytes(node.entries[index])
    (tmp_path / "proof").write_bytes(node.proof(index))
    assert run("proof", tmp_path / "entry.json", tmp_path / "proof", "--policy", policy)[0] == 0


def test_record_of_the_node_holds(node, policy, tmp_path):
    (tmp_path / "record.jsonl").write_bytes(node.record())
    status, said = run("record", tmp_path / "record.jsonl", "--policy", policy)
    assert status == 0
    assert "✓ 全部条目：300 条都在检查点之内" in said
    assert "✓ 项目链：1 个项目的条目首尾相接\n" in said


def test_record_of_a_project_holds_and_says_what_it_cannot_show(node, policy, tmp_path):
    (tmp_path / "record.jsonl").write_bytes(node.record(7))
    status, said = run("record", tmp_path / "record.jsonl", "--policy", policy)
    assert status == 0
    assert "✓ 入账证明：100 条都在检查点之内" in said
    assert "其后有无新条目，须看整个节点的记录" in said


def test_record_without_its_seal_holds_and_says_what_is_free(small, policy, tmp_path):
    *lines, _ = small.record().splitlines(keepends=True)
    (tmp_path / "record.jsonl").write_bytes(b"".join(lines))
    status, said = run("record", tmp_path / "record.jsonl", "--policy", policy)
    assert status == 0
    assert "首行的 exported_at 和 policy 不受任何签名保护" in said


def test_record_with_erased_facts_still_holds(small, policy, tmp_path):
    head, *lines, _ = small.record().splitlines()
    erased = json.loads(lines[3])
    erased["openings"] = []
    body = [head, *lines[:3], material.compact(erased), *lines[4:]]
    (tmp_path / "record.jsonl").write_bytes(material.sealed(body))
    assert run("record", tmp_path / "record.jsonl", "--policy", policy)[0] == 0


def test_tiles_of_the_log_hold(node, policy, tmp_path):
    node.write_tiles(tmp_path / "log")
    status, said = run("tiles", tmp_path / "log", "--policy", policy)
    assert status == 0
    assert "✓ 全部条目：300 条和 3 块瓦片逐一重算" in said
    assert run("tiles", (tmp_path / "log").as_uri() + "/", "--policy", policy)[0] == 0


def test_unknown_signature_is_not_counted_but_told(node, policy, tmp_path):
    note = node.note.encode() + Signature("log.example/xinyang", b"\1\2\3\4", b"sm2").line
    (tmp_path / "checkpoint").write_text(note)
    status, said = run("checkpoint", tmp_path / "checkpoint", "--policy", policy)
    assert status == 0
    assert "· 未计签名：log.example/xinyang 有一行签名" in said


def test_json_answer_has_every_line(node, policy, tmp_path):
    (tmp_path / "checkpoint").write_text(node.note.encode())
    status, said = run("checkpoint", tmp_path / "checkpoint", "--policy", policy, "--json")
    answer = json.loads(said)
    assert (status, answer["exit"]) == (0, 0)
    assert [line[:2] for line in answer["checks"]] == [["✓", "节点签名"], ["✓", "见证签名"], ["✓", "结论"]]


def test_bare_python_is_enough(node, policy, tmp_path):
    (tmp_path / "checkpoint").write_text(node.note.encode())
    command = [
        sys.executable,
        "-I",
        "-S",
        str(material.FILE),
        "checkpoint",
        "checkpoint",
        "--policy",
        str(policy),
    ]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, check=False, env={"PYTHONIOENCODING": "utf-8"}
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_console_without_our_marks_still_prints(node, policy, tmp_path, monkeypatch):
    (tmp_path / "checkpoint").write_text(node.note.encode())
    command = [sys.executable, str(material.FILE), "checkpoint", "checkpoint", "--policy", str(policy)]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, check=False, env={"PYTHONIOENCODING": "gbk"}
    )
    assert done.returncode == 0
    assert done.stdout.decode("gbk").startswith("√ 节点签名")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(min_size=32, max_size=32), max_size=300))
def test_root_is_that_of_the_platform(leaves):
    assert verify.root_of(leaves) == root_of(leaves)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 63), st.integers(0, 10**13), st.integers(1, 256))
def test_tile_path_is_that_of_the_platform(level, number, width):
    assert verify.tile_path(level, number, width) == tile_path(Tile(level, number, width))


@settings(max_examples=60, deadline=None)
@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=200), bit=st.integers(0, 511))
def test_signature_holds_and_any_flipped_bit_fails(seed, message, bit):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    verify.check_signature(public, message, signature, "签名", "不符")
    flipped = (int.from_bytes(signature, "big") ^ 1 << bit).to_bytes(64, "big")
    with pytest.raises(verify.Fault):
        verify.check_signature(public, message, flipped, "签名", "不符")


def test_signature_in_a_second_spelling_fails():
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    signature = key.sign(b"text")
    higher = (int.from_bytes(signature[32:], "little") + verify.ORDER).to_bytes(32, "little")
    for other in (signature[:32] + higher, signature + b"\0", signature[:-1], b""):
        with pytest.raises(verify.Fault):
            verify.check_signature(key.public_key().public_bytes_raw(), b"text", other, "签名", "不符")
