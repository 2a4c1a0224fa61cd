"""How the witness log stands: our own, its witnesses, the logs of others that we keep an eye on, and the alerts."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.html import format_html
from typing_extensions import override

from yuanping.base.witness import queries
from yuanping.base.witness.circle.seeing import TROUBLE_LABELS, UNANSWERED, Trouble
from yuanping.base.witness.circle.witnesses import (
    WITNESS_STATE_LABELS,
    WitnessStanding,
    WitnessState,
    witnesses,
)
from yuanping.base.witness.models import Alert, Hold
from yuanping.base.witness.monitoring.alerts import ALERT_LABELS, AlertKind, closed_alerts, open_alerts
from yuanping.base.witness.monitoring.watching import WatchedLog, watched_logs
from yuanping.base.witness.recovery import holding as recovery
from yuanping.base.witness.standing import newest_standing
from yuanping.core.tlog.quorum import Standing
from yuanping.domain.people.states import Role
from yuanping.web.components.action.params import Action
from yuanping.web.components.banner.params import Banner
from yuanping.web.components.breadcrumb.params import Breadcrumb, Crumb
from yuanping.web.components.data_table.params import Column, DataTable, Row
from yuanping.web.components.empty_state.params import EmptyState
from yuanping.web.components.fact_list.params import Fact, FactList
from yuanping.web.components.paging.params import Paging
from yuanping.web.components.state_tag.params import StateTag
from yuanping.web.components.tones import Tone
from yuanping.web.components.values import moment
from yuanping.web.components.witness_standing.params import WitnessStanding as Shown
from yuanping.web.page import Page

PER_PAGE = 20
STATE_TONES: dict[WitnessState, Tone] = {
    WitnessState.NORMAL: "ok",
    WitnessState.SLOW: "warn",
    WitnessState.SILENT: "bad",
    WitnessState.DISAGREES: "bad",
}
GRAVE = frozenset({AlertKind.HELD, AlertKind.FORK, AlertKind.DAMAGED, AlertKind.UNPLACED_ENTRY})
"""Alerts about what is recorded, not only about its being late."""


class Witnessing(Page):
    """Everything about the witness log that a supervisor looks after; nothing can be done here."""

    title = "见证监测"
    template_name = "supervisor/witnessing.html"
    roles = (Role.SUPERVISOR,)

    @override
    def context(self) -> dict[str, Any]:
        page = Paginator(closed_alerts(), PER_PAGE).get_page(self.request.GET.get("page"))
        holds = recovery.open_holds()
        return {
            "breadcrumb": Breadcrumb(
                crumbs=(Crumb("监督工作台", reverse("supervisor:home")), Crumb(self.title))
            ),
            "hold": _hold_banner(holds) if holds else None,
            "facts": _own_facts(held=bool(holds)),
            "witnesses": _witness_table(witnesses()),
            "watched": _watched_table(watched_logs()),
            "open": _alert_table("当前预警", list(open_alerts())),
            "past": _alert_table(
                "历史预警", list(page.object_list), paging=Paging.of(page, query=self.request.GET)
            ),
        }


def alarm() -> Banner | None:
    """What the supervisor's home says while alerts are open; None when all is well."""
    alerts = list(open_alerts())
    if not alerts:
        return None
    kinds = [label for kind, label in ALERT_LABELS.items() if kind in {alert.kind for alert in alerts}]
    return Banner(
        tone="warn",
        title=f"见证监测有 {len(alerts)} 项预警",
        text=f"{'、'.join(kinds)}。最早发生于 {moment(min(alert.opened_at for alert in alerts))}。",
        actions=(Action(label="查看见证监测", url=reverse("supervisor:witnessing"), icon="eye"),),
    )


def _hold_banner(holds: list[Hold]) -> Banner:
    reasons = "；".join(f"{hold.witness}：{TROUBLE_LABELS[Trouble(hold.reason)]}" for hold in holds)
    silent = all(hold.reason in UNANSWERED for hold in holds)
    forked = any(hold.reason == Trouble.OTHER_ROOT for hold in holds)
    if forked:
        remedy = "同一本日志出现两种历史。请责成运行单位停用本节点、保留现场和证据，并通报各见证方。"
    elif silent:
        remedy = "请责成运行单位联系上述见证方恢复服务；答复的见证方足够后，本节点自动继续签发。"
    else:
        remedy = "本节点可能由备份恢复。请责成运行单位执行 yuanping witness recover，由镜像取回缺少的记录。"
    return Banner(
        tone="warn",
        title="已暂停签发检查点",
        text=f"{reasons}。暂停期间事项照常入账，均为“待见证”。",
        remedy=remedy,
    )


def _own_facts(*, held: bool) -> FactList:
    size, root = queries.head()
    waiting = queries.acknowledged() - size
    newest, seen = newest_standing()
    state = StateTag(label="暂停签发", tone="bad") if held else StateTag(label="正常", tone="ok")
    if seen.needed:
        demand = f"见证方 {seen.total} 家，须有 {seen.needed} 家见证"
        standing: object = _tag(seen) if newest else "—"
    else:
        demand, standing = "未设置", "—"
    return FactList(
        facts=(
            Fact(
                "日志标识", format_html('<span class="yp-digest">{}</span>', settings.LOG_ORIGIN), wide=True
            ),
            Fact("签发状态", state),
            Fact("已定序记录", f"{size} 条"),
            Fact("待定序记录", f"{waiting} 条"),
            Fact("最新检查点", f"{newest.size} 条，{moment(newest.at)}" if newest else "尚未签发"),
            Fact("见证要求", demand),
            Fact("见证情况", standing),
            Fact("根摘要", format_html('<code class="yp-digest">{}</code>', root), wide=True),
        )
    )


def _tag(seen: Standing) -> StateTag:
    return Shown(placed=True, cosigned=seen.cosigned, total=seen.total, met=seen.met).tag


def _witness_table(rows: list[WitnessStanding]) -> DataTable:
    columns = (
        Column("见证方"),
        Column("已见证", align="right", nowrap=True),
        Column("见证时间", nowrap=True),
        Column("用时", align="right", nowrap=True),
        Column("状态", nowrap=True),
        Column("最近询问", nowrap=True),
        Column("说明"),
    )
    empty = EmptyState(
        title="没有设置见证方",
        text="由运行单位在见证策略文件中设置；未设置时，记录由本节点单独签发。",
        icon="eye",
    )
    return DataTable(
        caption="见证方",
        columns=columns,
        empty=empty,
        rows=tuple(
            Row(
                (
                    row.name,
                    "尚无" if row.size is None else f"{row.size} 条",
                    row.at,
                    _seconds(row.delay),
                    StateTag(label=WITNESS_STATE_LABELS[row.state], tone=STATE_TONES[row.state]),
                    row.asked_at,
                    row.detail,
                ),
                marked=row.state == WitnessState.DISAGREES,
            )
            for row in rows
        ),
    )


def _watched_table(rows: list[WatchedLog]) -> DataTable:
    columns = (
        Column("日志"),
        Column("已见证", align="right", nowrap=True),
        Column("见证时间", nowrap=True),
        Column("镜像", align="right", nowrap=True),
        Column("状态"),
    )
    empty = EmptyState(title="本节点没有为其他日志作见证", icon="files")
    return DataTable(
        caption="本节点见证和镜像的日志",
        columns=columns,
        empty=empty,
        rows=tuple(
            Row(
                (
                    row.origin,
                    "尚无" if row.size is None else f"{row.size} 条",
                    row.cosigned_at,
                    "不镜像" if row.mirrored is None else f"{row.mirrored} 条",
                    StateTag(label="不一致", tone="bad")
                    if row.disagreement
                    else StateTag(label="正常", tone="ok"),
                ),
                marked=bool(row.disagreement),
            )
            for row in rows
        ),
    )


def _alert_table(caption: str, alerts: list[Alert], *, paging: Paging | None = None) -> DataTable:
    columns = [Column("类别", nowrap=True), Column("对象"), Column("情况"), Column("发生时间", nowrap=True)]
    if paging is not None:
        columns.append(Column("解除时间", nowrap=True))
    empty = EmptyState(title=f"没有{caption}", icon="circle-check")
    return DataTable(
        caption=caption,
        columns=tuple(columns),
        empty=empty,
        paging=paging,
        rows=tuple(
            Row(
                (
                    _alert_tag(alert),
                    alert.subject,
                    alert.detail,
                    alert.opened_at,
                    *([alert.closed_at] if paging is not None else []),
                )
            )
            for alert in alerts
        ),
    )


def _alert_tag(alert: Alert) -> StateTag:
    label = ALERT_LABELS[AlertKind(alert.kind)]
    if alert.closed_at is not None:
        return StateTag(label=label, tone="muted")
    return StateTag(label=label, tone="bad" if alert.kind in GRAVE else "warn")


def _seconds(delay: timedelta | None) -> str:
    return "" if delay is None else f"{max(0.0, delay.total_seconds()):.1f} 秒"
