"""The tables of an expert's page."""

from datetime import date

from yuanping.domain.experts import queries
from yuanping.domain.experts.models import Expert, Leave, Sanction
from yuanping.domain.experts.own_matters import Conduct
from yuanping.domain.experts.pool_states import (
    SANCTION_LABELS,
    SANCTION_REASONS,
    SanctionKind,
    SanctionReason,
)
from yuanping.domain.experts.states import LeaveState
from yuanping.web.components import Action, Column, DataTable, EmptyState, Fact, FactList, Row, StateTag


def leaves(expert: Expert, *, today: date, url: str) -> DataTable:
    """All periods of leave, the latest first; those not over may be taken back."""
    return DataTable(
        caption="请假",
        columns=(
            Column("起始", nowrap=True),
            Column("截止", nowrap=True),
            Column("事由", nowrap=True),
            Column("状态", nowrap=True),
        ),
        rows=tuple(_leave(row, today, url) for row in queries.leaves_of(expert.pk)),
        empty=EmptyState(title="没有请假"),
    )


def _leave(row: Leave, today: date, url: str) -> Row:
    if row.state == LeaveState.CANCELLED:
        tag = StateTag(label="已取消")
    elif row.last_on < today:
        tag = StateTag(label="已结束")
    elif row.first_on <= today:
        tag = StateTag(label="请假中", tone="info")
    else:
        tag = StateTag(label="未开始", tone="warn")
    running = row.state == LeaveState.DECLARED and row.last_on >= today
    back = Action(
        label="取消",
        url=url,
        method="post",
        look="quiet",
        hidden=(("do", "cancel-leave"), ("row", str(row.pk))),
        confirm="取消后这些日期可参加抽取。确定取消吗？",
    )
    return Row((row.first_on, row.last_on, row.reason_label, tag), actions=(back,) if running else ())


def sanctions(expert: Expert, *, on: date, url: str) -> DataTable:
    """All measures, the latest first; those in force may be lifted."""
    return DataTable(
        caption="处分",
        columns=(
            Column("处分", nowrap=True),
            Column("事由"),
            Column("依据文书"),
            Column("起始", nowrap=True),
            Column("截止", nowrap=True),
            Column("状态", nowrap=True),
        ),
        rows=tuple(_sanction(row, on, url) for row in queries.sanctions_of(expert.pk)),
        empty=EmptyState(title="没有处分"),
    )


def _sanction(row: Sanction, on: date, url: str) -> Row:
    over = row.to_on is not None and row.to_on < on
    if row.lifted_on is not None:
        tag = StateTag(label="已解除")
    elif over:
        tag = StateTag(label="期满")
    else:
        tag = (
            StateTag(label="生效中", tone="bad")
            if row.from_on <= on
            else StateTag(label="未生效", tone="warn")
        )
    lift = Action(
        label="解除",
        url=url,
        method="post",
        look="quiet",
        hidden=(("do", "lift"), ("row", str(row.pk))),
        confirm="解除自今日起生效。确定解除吗？",
    )
    cells = (
        SANCTION_LABELS[SanctionKind(row.kind)],
        SANCTION_REASONS[SanctionReason(row.reason)],
        row.document,
        row.from_on,
        row.to_on or "无期限",
        tag,
    )
    return Row(cells, actions=() if over or row.lifted_on else (lift,))


def employments(expert: Expert) -> DataTable:
    """Present and former employers, for recusal."""
    return DataTable(
        caption="任职经历",
        columns=(
            Column("单位"),
            Column("统一社会信用代码", nowrap=True),
            Column("起始", nowrap=True),
            Column("截止", nowrap=True),
        ),
        rows=tuple(
            Row((row.name, row.uscc, row.from_on or "未填", row.to_on or "现任"))
            for row in queries.employments_of(expert.pk)
        ),
        empty=EmptyState(title="没有任职经历"),
    )


def conduct_facts(found: Conduct) -> FactList:
    """What the appraisals say."""
    return FactList(
        facts=(
            Fact("评价平均分", found.points, note="满分 100 分"),
            Fact("计入的评价", f"{found.count} 份"),
            Fact("最近一次评价", found.last),
            Fact("提前离场", f"{found.early} 次"),
        )
    )
