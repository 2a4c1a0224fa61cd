"""The chain's arithmetic; pure, so that an outsider can run it on an export.

An entry's hash is SHA-256 over a domain tag, the previous entry's hash and the entry's canonical
JSON (RFC 8785). Index 0 follows 32 zero bytes.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import rfc8785

GENESIS = "0" * 64
TAG = b"yuanping-witness/1\n"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in the record: at which entry, which code, what for people."""

    index: int
    code: str
    message: str


def canonical(body: Mapping[str, object]) -> bytes:
    """RFC 8785 canonical JSON."""
    return rfc8785.dumps(dict(body))  # type: ignore[arg-type]


def link(previous: str, body: bytes) -> str:
    """Hash of an entry that follows ``previous`` (hex)."""
    return hashlib.sha256(TAG + bytes.fromhex(previous) + body).hexdigest()


def verify(
    entries: Iterable[tuple[int, str, str]], *, expected_head: tuple[int, str] | None = None
) -> tuple[int, str, list[Finding]]:
    """Recompute the chain over (index, body, hash) in order.

    Returns the number of entries, the recomputed head, and what is wrong. ``expected_head`` is a
    (count, hash) known from elsewhere: a record cut short at its end is found only with it.
    """
    findings: list[Finding] = []
    previous, count = GENESIS, 0
    for index, body, claimed in entries:
        if index != count:
            findings.append(Finding(index, "gap", f"序号不连续：应为 {count}，实为 {index}。"))
            count = index
        raw = body.encode()
        try:
            if canonical(json.loads(body)) != raw:
                findings.append(Finding(index, "not-canonical", "记录内容不是规范 JSON（RFC 8785）。"))
        except (ValueError, rfc8785.CanonicalizationError):
            findings.append(Finding(index, "not-json", "记录内容无法解析。"))
        computed = link(previous, raw)
        if computed != claimed:
            findings.append(
                Finding(index, "hash-mismatch", "重新计算的摘要与记录不符：该条或其前内容被改动过。")
            )
        previous = claimed  # one changed entry is one finding, not an avalanche
        count += 1
    if expected_head is not None and expected_head != (count, previous):
        findings.append(
            Finding(
                count,
                "head-mismatch",
                f"末尾不符：应有 {expected_head[0]} 条，实有 {count} 条，或末条摘要不同。",
            )
        )
    return count, previous, findings
