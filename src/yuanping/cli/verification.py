"""``witness verify`` and ``draw verify``: what an outsider runs."""

import hashlib
from pathlib import Path
from typing import Any

from yuanping.cli import node
from yuanping.core.draw import Record
from yuanping.core.draw import verify as verify_draw

Answer = tuple[dict[str, Any], str]


def verify_node() -> Answer:
    """Recompute the record in this node's database."""
    with node.node():
        from yuanping.base.witness.verification import verify_record  # noqa: PLC0415 -- needs Django

        size, root, findings = verify_record()
    found = [{"index": f.index, "code": f.code, "message": f.message} for f in findings]
    facts: dict[str, Any] = {"ok": not found, "size": size, "root": root, "findings": found}
    if not found:
        return facts, f"本节点：{size} 条记录逐条验证通过，根摘要 {root}。"
    lines = [f"  第 {f['index']} 条：{f['message']}" for f in found[:20]]
    return facts, "\n".join([f"本节点：发现 {len(found)} 处不符。", *lines])


def verify_draw_record(file: Path, commitment: str | None) -> Answer:
    """Replay a draw from its published record; compare the record with its commitment when given."""
    text = file.read_text(encoding="utf-8")
    record = Record.from_json(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    found = [{"code": f.code, "message": f.message, "where": f.where} for f in verify_draw(record)]
    if commitment is not None and commitment.lower() != digest:
        message = f"记录摘要与见证记录中公布的不同：算得 {digest}。"
        found.append({"code": "other-commitment", "message": message, "where": ""})
    facts: dict[str, Any] = {"ok": not found, "sha256": digest, "findings": found}
    if not found:
        return (
            facts,
            f"抽取记录复核通过：{len(record.standing.members)} 个名额全部重算一致，记录摘要 {digest}。",
        )
    return facts, "\n".join([f"发现 {len(found)} 处不符。", *(f"  {f['message']}" for f in found[:20])])
