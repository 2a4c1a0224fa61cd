"""The evidence package: what stands in it, byte by byte, and what its sheet tells people."""

import io
import json
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from django.db import transaction

from tests.factories.witnessing import Province, cosigned_by, province
from yuanping.base import witness
from yuanping.base.context import Ctx
from yuanping.base.witness import keys, log, queries
from yuanping.base.witness.evidence import package as evidence
from yuanping.base.witness.evidence import sheet
from yuanping.base.witness.evidence.receipts import receipt
from yuanping.base.witness.models import Entry
from yuanping.base.witness.standing import standing
from yuanping.core.errors import WrongState
from yuanping.core.events import Event
from yuanping.core.tlog.hashing import SHA256, SM3
from yuanping.core.tlog.leaves import parse_leaf, unopened
from yuanping.core.tlog.notes import parse_note, verified
from yuanping.core.tlog.proofs import parse_proof, verify_proof
from yuanping.core.tlog.quorum import parse_policy
from yuanping.domain.signing import queries as signing

NOW = datetime(2026, 11, 20, 9, 30, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
MEMBERS = [
    "entry.json",
    "openings.json",
    "entry.tlog-proof",
    "policy.txt",
    "checkpoint.tsr",
    "tsa.pem",
    "说明.pdf",
]
TOLD = sheet.Account(
    title="提交主场", sentence="项目提交主场办理。", actor="代理机构经办", project="信阳市某项目"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SomethingProved(Event):
    KIND: ClassVar[str] = "test.proved"
    what: str


@pytest.fixture(autouse=True)
def of_the_node(settings: LazySettings, tmp_path: Path) -> Province:
    settings.CA_ROOT = tmp_path / "ca"
    return province(settings, tmp_path)


@pytest.fixture
def entry(db: None) -> Entry:
    """An entry that waits for its place."""
    ctx = Ctx(now=NOW, actor_name="测试", roles=frozenset(), channel="test", request_id="r1")
    with transaction.atomic():
        numbers = [witness.append(ctx, SomethingProved(what=what, project_id=7)) for what in "甲乙丙"]
    return queries.entries().get(number=numbers[1])


def made(entry: Entry, *, names: set[str] | None = None) -> bytes:
    openings = [o for o in queries.openings(entry) if names is None or o.name in names]
    return evidence.package(
        entry,
        standing=standing(entry.number),
        openings=openings,
        told=TOLD,
        stamper=partial(signing.time_stamp, at=NOW),
        now=NOW,
    )


def members(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_receipt_is_there_before_the_entry_has_its_place(entry: Entry) -> None:
    note = parse_note(receipt(entry).encode())
    lines = note.text.splitlines()
    assert lines[0::2] == ["yuanping-receipt/1", str(entry.number), "2026-11-20T01:30:05.000000Z"]
    assert [key.name for key, _ in verified(note, [keys.log_key().verifier])] == [lines[1]]
    with pytest.raises(WrongState) as caught:
        made(entry)
    assert caught.value.code == "not-sequenced"


def test_package_holds_what_an_outsider_needs(entry: Entry, of_the_node: Province) -> None:
    log.sequence(now=NOW)
    cosigned_by(of_the_node, "gushi", "huangchuan", at=NOW + timedelta(seconds=2))
    found = members(made(entry))
    assert list(found) == MEMBERS
    proof = parse_proof(found["entry.tlog-proof"])
    checkpoint = verify_proof(
        proof, entry=found["entry.json"], policy=parse_policy(found["policy.txt"].decode())
    )
    assert (proof.index, checkpoint.size, checkpoint.root.hex()) == (1, *queries.head())
    opened = json.loads(found["openings.json"])
    assert opened["format"] == "yuanping-openings/1"
    assert {name: value for _, name, value in opened["openings"]}["data.what"] == "乙"
    assert unopened(parse_leaf(found["entry.json"]), queries.openings(entry)) == []


def test_package_of_a_reader_who_may_see_less_opens_less(entry: Entry) -> None:
    log.sequence(now=NOW)
    found = members(made(entry, names={"project", "chain"}))
    opened = json.loads(found["openings.json"])["openings"]
    assert {name for _, name, _ in opened} == {"project", "chain"}
    assert found["entry.json"].decode() == entry.content


def test_package_has_one_spelling(entry: Entry) -> None:
    package = evidence.packed({"entry.json": b"{}", "说明.pdf": b"%PDF"})
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        infos = archive.infolist()
    assert [
        (i.compress_type, i.date_time, i.external_attr, i.create_system, i.extra, i.comment) for i in infos
    ] == [(zipfile.ZIP_STORED, (1980, 1, 1, 0, 0, 0), 0o644 << 16, 3, b"", b"")] * 2
    assert [info.flag_bits for info in infos] == [0, 0x800]
    assert evidence.packed({"entry.json": b"{}", "说明.pdf": b"%PDF"}) == package


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
def test_time_stamp_is_verified_by_openssl(entry: Entry, tmp_path: Path) -> None:
    log.sequence(now=NOW)
    for name, data in {**members(made(entry)), "root.pem": signing.root_pem()}.items():
        (tmp_path / name).write_bytes(data)

    def verifies() -> bool:
        at = str(int(NOW.timestamp()))
        files = "-in checkpoint.tsr -data entry.tlog-proof -CAfile root.pem -untrusted tsa.pem"
        command = ["openssl", "ts", "-verify", *files.split(), "-attime", at]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0

    assert verifies()
    (tmp_path / "entry.tlog-proof").write_bytes(b"another")
    assert not verifies()


def test_sheet_tells_the_facts(entry: Entry, of_the_node: Province, tmp_path: Path) -> None:
    log.sequence(now=NOW)
    cosigned_by(of_the_node, "gushi", "huangchuan", at=NOW + timedelta(seconds=2))
    text = text_of(members(made(entry))["说明.pdf"], tmp_path)
    leaf = entry.content.encode()
    facts = [
        "见证记录证明",
        f"回执号：{entry.number}",
        "2026年11月20日9时30分5秒",
        "项目提交主场办理。",
        "代理机构经办",
        "第1号",
        SHA256.leaf(leaf).hex(),
        SM3.leaf(leaf).hex(),
        queries.head()[1],
        "共3条，2026-11-2009:30:05签发",
        "设见证方3家，至少须有2家见证。该检查点已有2家见证，达到策略要求",
        "gushi2026-11-2009:30:07",
        "不证明：登记的内容本身真实、合法",
        "yuanping_verify.pypackage证据包.zip--policy策略.txt",
    ]
    assert [fact for fact in facts if fact.replace(" ", "") not in text] == []


def test_sheet_without_the_quorum_says_so(entry: Entry, of_the_node: Province, tmp_path: Path) -> None:
    log.sequence(now=NOW)
    cosigned_by(of_the_node, "gushi", at=NOW)
    text = text_of(members(made(entry))["说明.pdf"], tmp_path)
    assert "已有1家见证，尚未达到策略要求" in text
    assert ("不能排除运行本节点的单位另造一份记录" in text, "都会被发现" in text) == (True, False)


def text_of(pdf: bytes, folder: Path) -> str:
    """The words of a PDF of one page, without blanks."""
    file = folder / "sheet.pdf"
    file.write_bytes(pdf)
    command = ["pdftotext", "-raw", str(file), "-"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    assert text.count("\f") == 1
    return "".join(text.split())
