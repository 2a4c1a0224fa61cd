"""``yuanping experts import``: a file of experts checked, and entered when that was asked for."""

from pathlib import Path
from typing import Any

import click

from yuanping.cli import node
from yuanping.cli.output import command

SHOWN = 20
"""Faults told to people; ``--json`` has them all."""


@click.group(help="专家库。")
def experts() -> None:
    """The expert pool."""


@experts.command(
    "import", help="核对专家名册（CSV 或 XLSX）；--preview 只核对不保存（默认），--confirm 全部正确时入库。"
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--preview", "mode", flag_value="preview", default=True, help="只核对，不保存任何内容。")
@click.option(
    "--confirm", "mode", flag_value="confirm", help="核对无误后入库；有一行不符合要求则全部不入库。"
)
@click.option(
    "--domain",
    type=click.Choice(["tender", "procurement"]),
    default="tender",
    help="按招标投标（tender）或政府采购（procurement）的规定核对入库条件。",
)
@command
def import_file(*, file: Path, mode: str, domain: str) -> tuple[dict[str, Any], str]:
    """Check a file, and enter it with ``--confirm``."""
    content = file.read_bytes()
    with node.node():
        return _confirmed(content, domain) if mode == "confirm" else _previewed(content, domain)


def _previewed(content: bytes, domain: str) -> tuple[dict[str, Any], str]:
    from yuanping.base.clock.reading import read_clock  # noqa: PLC0415 -- needs Django
    from yuanping.core.local_time import local_date  # noqa: PLC0415
    from yuanping.core.policy import Domain  # noqa: PLC0415
    from yuanping.domain.experts.intake.examining import examine  # noqa: PLC0415

    found = examine(content, on=local_date(read_clock()), domain=Domain(domain))
    faults = [
        {
            "row": fault.row,
            "column": fault.column,
            "refuses": fault.refuses,
            "code": fault.code,
            "message": fault.message,
            "remedy": fault.remedy,
            "citation": fault.citation.as_json() if fault.citation else None,
        }
        for fault in found.faults
    ]
    return _said("checked", found.rows, found.counts, [list(each) for each in found.employers], faults)


def _confirmed(content: bytes, domain: str) -> tuple[dict[str, Any], str]:
    from yuanping.base.context import system_ctx  # noqa: PLC0415 -- needs Django
    from yuanping.core.policy import Domain  # noqa: PLC0415
    from yuanping.domain.experts import queries  # noqa: PLC0415
    from yuanping.domain.experts.actions.catalogue import refresh_catalogue  # noqa: PLC0415
    from yuanping.domain.experts.actions.intake import (  # noqa: PLC0415
        accept_import,
        check_import,
        discard_import,
        enter_import,
        receive_file,
    )
    from yuanping.domain.experts.intake.meter import Meter  # noqa: PLC0415
    from yuanping.domain.experts.pool_states import ImportState  # noqa: PLC0415

    ctx = system_ctx("命令行导入专家", channel="cli")
    row = receive_file(ctx, file_name="", content=content, domain=Domain(domain))
    row = check_import(ctx, row.pk, tell=Meter(row.pk))
    if row.state == ImportState.UNREADABLE:
        return {"ok": False, "code": "file-unreadable", "message": row.problem}, row.problem
    faults = [
        {
            "row": fault.row,
            "column": fault.column,
            "refuses": fault.refuses,
            "code": fault.code,
            "message": fault.message,
            "remedy": fault.remedy,
            "basis": fault.basis,
        }
        for fault in queries.faults_of(row)
    ]
    if row.counts["refused"]:
        discard_import(ctx, row.pk)
    else:
        accept_import(ctx, row.pk)
        row = enter_import(ctx, row.pk, tell=Meter(row.pk))
        refresh_catalogue(ctx)
    counts = {key: row.counts[key] for key in ("new", "changed", "unchanged", "refused")}
    status = "entered" if row.state == ImportState.ENTERED else "refused"
    return _said(status, row.rows, counts, row.employers, faults)


def _said(
    status: str, rows: int, counts: dict[str, int], employers: list[list[Any]], faults: list[dict[str, Any]]
) -> tuple[dict[str, Any], str]:
    facts = {
        "ok": not counts["refused"],
        "status": status,
        "rows": rows,
        **counts,
        "employers": [{"uscc": code, "name": name, "rows": number} for code, name, number in employers],
        "faults": faults,
    }
    heads = {"checked": "已核对，未保存", "entered": "已入库", "refused": "有错误，未入库"}
    first = (
        f"{heads[status]}：共 {rows} 行，新增 {counts['new']}，变更 {counts['changed']}，"
        f"未变化 {counts['unchanged']}，不符合要求 {counts['refused']}。"
    )
    lines = [first]
    if employers:
        lines.append(f"{'已' if status == 'entered' else '入库时将'}登记单位 {len(employers)} 家。")
    lines += [
        f"第 {fault['row']} 行 {fault['column']}：{fault['message']}{fault['remedy']}"
        for fault in faults[:SHOWN]
    ]
    if len(faults) > SHOWN:
        lines.append(f"另有 {len(faults) - SHOWN} 项，用 --json 查看全部。")
    return facts, "\n".join(lines)
