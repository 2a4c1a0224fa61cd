"""Recusal as components: how many stay out and why, and the employers declared; never a person."""

from collections.abc import Iterable, Mapping

from yuanping.core.policy import Share
from yuanping.domain.experts.models import EmployerDeclaration
from yuanping.domain.experts.queries import CellCount, Eligibility
from yuanping.domain.experts.recusal import Reason
from yuanping.web.committee_showing import specialty_words
from yuanping.web.components import (
    Action,
    Banner,
    Citation,
    Column,
    DataTable,
    EmptyState,
    Row,
    StateTag,
)

RELEASED = "已释放的会场"
Venues = Mapping[int, str]


def eligible_table(found: Eligibility, venues: Venues) -> DataTable:
    """For each specialty and venue: who fits, who stays out, who is left."""
    return DataTable(
        caption="各专业可抽取人数",
        columns=(
            Column("会场", nowrap=True),
            Column("专业"),
            Column("需要", align="right", nowrap=True),
            Column("符合专业", align="right", nowrap=True),
            Column("不参加抽取", align="right", nowrap=True),
            Column("可抽取", align="right", nowrap=True),
            Column("来自单位", align="right", nowrap=True),
            Column("情况", nowrap=True),
        ),
        rows=tuple(
            Row(
                (
                    venues.get(cell.venue_id, RELEASED),
                    specialty_words(cell.specialty),
                    f"{cell.wanted} 人",
                    f"{cell.fitting} 人",
                    f"{cell.out} 人",
                    f"{cell.eligible} 人",
                    f"{cell.employers} 家",
                    _standing(cell),
                )
            )
            for cell in found.cells
        ),
        empty=EmptyState(title="方案中没有专家席位"),
    )


def _standing(cell: CellCount) -> StateTag:
    if cell.is_short:
        return StateTag(label="不足", tone="bad")
    if cell.over_excluded:
        return StateTag(label="回避偏多", tone="warn")
    return StateTag(label="充足", tone="ok")


def excluded_table(found: Eligibility, venues: Venues) -> DataTable:
    """For each reason how many stay out, at which venue and of which specialty, with the rule."""
    return DataTable(
        caption="不参加抽取的人数和依据",
        columns=(
            Column("情形"),
            Column("专家库人数", align="right", nowrap=True),
            Column("本项目专业"),
            Column("依据"),
        ),
        rows=tuple(
            Row(
                (
                    reason.label,
                    f"{count} 人",
                    _by_cell(found, reason, venues) or "无",
                    Citation.of(reason.citation) if reason.citation else "—",
                )
            )
            for reason, count in found.excluded
        ),
        empty=EmptyState(title="没有需要回避的专家", text="符合专业的专家均可抽取。", icon="circle-check"),
    )


def _by_cell(found: Eligibility, reason: Reason, venues: Venues) -> str:
    """``主场物业管理 10 人；副场 1 物业管理 2 人``."""
    counts = (
        (cell, number) for cell in found.cells for each, number in cell.excluded if each.code is reason.code
    )
    return "；".join(
        f"{venues.get(cell.venue_id, RELEASED)} {specialty_words(cell.specialty)}{number} 人"
        for cell, number in counts
    )


def warnings(found: Eligibility, venues: Venues) -> list[Banner]:
    """What should be looked at before the draw: too many recused, people too old or too often here."""
    banners = [
        Banner(
            tone="warn",
            title="回避范围偏大",
            text=(
                f"{venues.get(cell.venue_id, RELEASED)}“{specialty_words(cell.specialty)}”因回避不参加抽取 "
                f"{cell.recused} 人，可抽取的只余 {cell.eligible} 人，{_below(found.remaining)}。"
            ),
            remedy="请核实申报的回避单位；仍按现有范围抽取的，抽取时同时告知行政监督部门。",
            citation=Citation.of(found.remaining_citation) if found.remaining_citation else None,
        )
        for cell in found.over_excluded
    ]
    return banners + [
        Banner(tone="info", text=each.message, citation=Citation.of(each.citation) if each.citation else None)
        for each in found.warnings
    ]


def _below(share: Share | None) -> str:
    return "" if share is None else f"低于应留的 {share.numerator}/{share.denominator}"


def declaration_table(
    rows: Iterable[EmployerDeclaration], *, withdrawing: Mapping[int, Action] | None = None
) -> DataTable:
    """The employers declared, withdrawn ones marked; ``withdrawing`` gives a row its button."""
    return DataTable(
        caption="申报的回避单位",
        columns=(
            Column("单位"),
            Column("信用代码", nowrap=True),
            Column("事由"),
            Column("申报单位"),
            Column("时间", nowrap=True),
            Column("状态", nowrap=True),
        ),
        rows=tuple(
            Row(
                (
                    row.name,
                    row.uscc,
                    f"{row.ground_label}：{row.note}" if row.note else row.ground_label,
                    row.declared_by.name,
                    row.declared_at,
                    StateTag(label="已撤回", tone="muted")
                    if row.withdrawn_at
                    else StateTag(label="有效", tone="ok"),
                ),
                actions=(action,) if (action := (withdrawing or {}).get(row.pk)) else (),
            )
            for row in rows
        ),
        empty=EmptyState(
            title="没有申报回避单位",
            text="招标人、代理机构、主管部门和投标人的专家由系统自动回避，无需申报。",
            icon="building",
        ),
    )
