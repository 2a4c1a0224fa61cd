"""What an outsider has: files of two projects' record, made once, and the page as the node serves it."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import LazySettings
from django.db import transaction
from django.test import Client

from tests.factories.witnessing import cosigned_by, province
from yuanping.base import witness
from yuanping.base.context import Ctx
from yuanping.base.witness import log, queries
from yuanping.base.witness.evidence import export, sheet
from yuanping.base.witness.evidence import package as evidence
from yuanping.base.witness.evidence.receipts import receipt
from yuanping.base.witness.standing import policy_text, standing
from yuanping.core.events import Event
from yuanping.domain.signing import queries as signing

NOW = datetime(2026, 11, 20, 9, 30, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
TOLD = sheet.Account(title="提交主场", sentence="项目提交主场办理。", actor="代理机构经办")


@dataclass(frozen=True, slots=True, kw_only=True)
class SomethingShown(Event):
    KIND: ClassVar[str] = "test.shown"
    what: str
    seats: tuple[int, ...] = (3, 1)
    scheme: dict[str, int]


@dataclass(frozen=True)
class Papers:
    """The page, the policy, and files by name."""

    page: str
    policy: str
    files: dict[str, bytes]


def papers(settings: LazySettings, folder: Path) -> Papers:
    """Six entries of two projects and of none; seen by two witnesses, as the policy wants."""
    settings.CA_ROOT = folder / "ca"
    of = province(settings, folder)
    ctx = Ctx(now=NOW, actor_name="主场管理员", roles=frozenset(), channel="test", request_id="r1")
    with transaction.atomic():
        numbers = [
            witness.append(
                ctx,
                SomethingShown(
                    what=what, project_id=project, scheme={"10": 100, "9": 2_000_000_000, "乙": 3}
                ),
            )
            for what, project in (
                ("甲", 7),
                ("开标\u2028“记录”\n\t", 7),
                ("丙", 8),
                ("丁", None),
                ("戊", 7),
                ("己", 8),
            )
        ]
    log.sequence(now=NOW)
    cosigned_by(of, "gushi", at=NOW + timedelta(seconds=1))
    early = _package(numbers[1])
    cosigned_by(of, "huangchuan", at=NOW + timedelta(seconds=2))
    entry = queries.entries().get(number=numbers[1])
    package = _package(numbers[1])
    found = {
        "package.zip": package,
        "early.zip": early,
        "other.zip": _package(numbers[2]),
        "entry.json": entry.content.encode(),
        "entry.tlog-proof": members(package)["entry.tlog-proof"],
        "receipt.txt": receipt(entry).encode().encode(),
        "node.jsonl": _record(None),
        "project.jsonl": _record(7),
    }
    return Papers(Client().get("/verify/").content.decode(), policy_text(), found)


def members(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(package: bytes, **changed: tuple[bytes, bytes]) -> bytes:
    """The package with one replacement in each named member, packed again without a trace."""
    found = members(package)
    for key, (old, new) in changed.items():
        name = {"entry": "entry.json", "openings": "openings.json", "proof": "entry.tlog-proof"}[key]
        assert old in found[name]
        found[name] = found[name].replace(old, new, 1)
    return evidence.packed(found)


def compressed(package: bytes) -> bytes:
    """The same members in another container."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members(package).items():
            archive.writestr(name, data)
    return out.getvalue()


def mutations(given: Papers) -> Iterator[tuple[str, str, bytes, str]]:
    """Name, file name, tampered file, and the check that refuses it."""
    package, node, project = (given.files[name] for name in ("package.zip", "node.jsonl", "project.jsonl"))
    proof = given.files["entry.tlog-proof"].decode().split("\n")
    yield "fact", "a.zip", repacked(package, openings=("管理员".encode(), "工作员".encode())), "公开内容"
    yield "salt", "a.zip", repacked(package, openings=_flipped_salt(package)), "公开内容"
    yield "time", "a.zip", repacked(package, entry=(b'"2026-11-20T01', b'"2026-11-20T00')), "入账证明"
    yield "exponent", "a.zip", repacked(package, openings=(b'"10":100', b'"10":1e2')), "公开内容"
    twice = (b'"9":2000000000', b'"9":77,"9":2e9')  # no longer than before
    yield "key-twice", "a.zip", repacked(package, openings=twice), "公开内容"
    yield "path", "a.zip", repacked(package, proof=_flipped(proof[2])), "入账证明"
    yield "index", "a.zip", repacked(package, proof=(b"index 1\n", b"index 2\n")), "入账证明"
    yield "size", "a.zip", repacked(package, proof=(b"\n6\n", b"\n7\n")), "节点签名"
    witness_line = next(line for line in proof if line.startswith("— gushi"))
    yield "cosignature", "a.zip", repacked(package, proof=_flipped(witness_line)), "见证签名"
    yield "too-early", "a.zip", given.files["early.zip"], "见证签名"
    yield "recompressed", "a.zip", compressed(package), "证据包"
    yield "appended", "a.zip", package + b"\0", "证据包"
    mixed = members(package) | {"checkpoint.tsr": members(given.files["other.zip"])["checkpoint.tsr"]}
    yield "other-stamp", "a.zip", evidence.packed(mixed), "时间戳"
    *lines, _ = node.decode().removesuffix("\n").split("\n")
    yield "unsealed", "a.jsonl", node.replace(b'"exported_at":"2026', b'"exported_at":"2025'), "尾行"
    yield "truncated", "a.jsonl", _resealed(lines[:-1]), "条数"
    yield "swapped", "a.jsonl", _resealed([lines[0], lines[2], lines[1], *lines[3:]]), "序号"
    yield "altered", "a.jsonl", _resealed([line.replace("戊", "庚") for line in lines]), "公开内容"
    head, *rest, _ = project.decode().removesuffix("\n").split("\n")
    shorter = json.loads(head) | {"count": 2}
    left_out = [json.dumps(shorter, ensure_ascii=False, separators=(",", ":")), rest[0], *rest[2:]]
    yield "left-out", "a.jsonl", _resealed(left_out), "项目链"


def _resealed(lines: list[str]) -> bytes:
    """The lines with the last line that belongs to them: who alters a file can seal it again."""
    text = "".join(f"{line}\n" for line in lines)
    return f'{text}{{"sha256":"{hashlib.sha256(text.encode()).hexdigest()}"}}\n'.encode()


def _flipped(line: str) -> tuple[bytes, bytes]:
    """A letter in the middle of a line's base64 replaced."""
    at = len(line) - 20
    return line.encode(), (line[:at] + ("A" if line[at] != "A" else "B") + line[at + 1 :]).encode()


def _flipped_salt(package: bytes) -> tuple[bytes, bytes]:
    salt = json.loads(members(package)["openings.json"])["openings"][0][0]
    return salt.encode(), ("0" if salt[0] != "0" else "1").encode() + salt[1:].encode()


def _package(number: int) -> bytes:
    entry = queries.entries().get(number=number)
    return evidence.package(
        entry,
        standing=standing(number),
        openings=queries.openings(entry),
        told=TOLD,
        stamper=partial(signing.time_stamp, at=NOW),
        now=NOW,
    )


def _record(project_id: int | None) -> bytes:
    out = io.StringIO()
    export.write_export(out, now=NOW, project_id=project_id)
    return out.getvalue().encode()
