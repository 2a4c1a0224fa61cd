"""``witness verify`` and ``draw verify``: what an outsider runs."""

import hashlib
from pathlib import Path
from typing import Any

from yuanping.base.witness import chain
from yuanping.cli import node
from yuanping.core.draw import Record
from yuanping.core.draw import verify as verify_draw

Answer = tuple[dict[str, Any], str]


def verify_file(file: Path, head: str | None) -> Answer:
    """Verify an export; needs no database."""
    from yuanping.base.witness.export import read_export  # noqa: PLC0415 -- keeps start-up quick

    header, rows = read_export(file)
    count, last, findings = chain.verify(rows, expected_head=(header.count, header.head))
    return _answer(count, last, findings, head, where=f"导出件 {file.name}（节点 {header.node}）")


def verify_node(head: str | None) -> Answer:
    """Verify the record in this node's database."""
    with node.node():
        from yuanping.base.witness import queries  # noqa: PLC0415 -- needs Django

        count, last, findings = chain.verify(queries.chain_rows(), expected_head=queries.head())
    return _answer(count, last, findings, head, where="本节点")


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


def _answer(count: int, last: str, findings: list[chain.Finding], head: str | None, *, where: str) -> Answer:
    found = [{"index": f.index, "code": f.code, "message": f.message} for f in findings]
    if head is not None and head.lower() != last:
        message = f"末条摘要与您给出的不同：算得 {last}。"
        found.append({"index": count, "code": "other-head", "message": message})
    facts: dict[str, Any] = {"ok": not found, "count": count, "head": last, "findings": found}
    if not found:
        return facts, f"{where}：{count} 条记录逐条验证通过，末条摘要 {last}。"
    lines = [f"  第 {f['index']} 条：{f['message']}" for f in found[:20]]
    return facts, "\n".join([f"{where}：发现 {len(found)} 处不符。", *lines])
