"""``witness recover``: what an operator runs after the database was restored from a backup."""

from typing import Any

from yuanping.cli import node


def recover_node(url: str, *, confirmed: bool) -> tuple[dict[str, Any], str]:
    """Verify what the mirror has; take it back when ``confirmed``."""
    with node.node():
        from yuanping.base.context import system_ctx  # noqa: PLC0415 -- needs Django
        from yuanping.base.witness.recovery import holding as recovery  # noqa: PLC0415
        from yuanping.base.witness.recovery import restoring  # noqa: PLC0415

        ctx = system_ctx("见证记录恢复", channel="cli")
        plan = restoring.prepare(url, now=ctx.now)
        if confirmed:
            restoring.restore(ctx, plan)
        holds = [f"{hold.witness}：{hold.reason}" for hold in recovery.open_holds()]
    facts = {
        "ok": True,
        "recovered": confirmed,
        "before": plan.before,
        "size": plan.checkpoint.size,
        "kept": plan.kept,
        "lost": plan.lost,
        "holds": holds,
    }
    return facts, "\n".join(_said(facts))


def _said(facts: dict[str, Any]) -> list[str]:
    done = facts["recovered"]
    now, will = ("原", "已") if done else ("现", "将")
    lines = [
        f"本节点{now}有 {facts['before']} 条，镜像有 {facts['size']} 条，已与本日志签发、见证方见证过的检查点核对一致。",
        f"其中 {facts['kept']} 条的内容仍在数据库中，{will}按原序号归位；",
        f"{facts['lost']} 条只能取回公开部分，其内容（何人何事）已随数据库丢失。",
    ]
    if not done:
        return [*lines, "以上为核对结果，尚未取回；取回之前本节点暂停签发。确认取回请加 --yes。"]
    if facts["holds"]:
        return [*lines, f"记录已取回。仍暂停签发，原因：{'；'.join(facts['holds'])}。"]
    return [
        *lines,
        "记录已取回，已恢复签发；新的回执号在全部已知回执号之后。请将缺失内容的时段告知行政监督部门。",
    ]
