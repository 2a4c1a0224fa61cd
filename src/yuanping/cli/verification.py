"""``witness verify``."""

from typing import Any

from yuanping.cli import node

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
