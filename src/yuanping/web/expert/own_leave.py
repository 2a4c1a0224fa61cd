"""An expert's calendar and leave."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import Invalid
from yuanping.core.local_time import local_date
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.leave import cancel_leave, declare_leave
from yuanping.domain.experts.models import Leave
from yuanping.domain.experts.states import LEAVE_REASON_LABELS, LeaveState
from yuanping.web.components import ErrorSummary
from yuanping.web.components.forms import PageForm
from yuanping.web.expert.own import OwnPage
from yuanping.web.numbers import whole_number

MONTHS = 2
DAY = {"type": "date"}


class LeaveForm(PageForm):
    first_on = forms.DateField(label="从哪一天", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    last_on = forms.DateField(label="到哪一天", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    reason = forms.ChoiceField(
        label="原因", choices=[("", "请选择"), *((str(r), label) for r, label in LEAVE_REASON_LABELS.items())]
    )
    note = forms.CharField(
        label="说明", required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of the calendar; ``number`` is empty outside the month."""

    number: str
    away: bool = False
    today: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    title: str
    weeks: tuple[tuple[CalendarDay, ...], ...]


class LeavePage(OwnPage):
    """Two months as a calendar, the leaves, and a form for another."""

    template_name: ClassVar[str] = "expert/own_leave.html"
    title: ClassVar[str] = "日程和请假"

    @override
    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        asks = self.request.method == "POST" and self.request.POST.get("do") == "declare"
        self.form = LeaveForm(self.request.POST if asks else None)

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        here = reverse("expert:own-leave")
        match request.POST.get("do"):
            case "cancel":
                leave_id = whole_number(request.POST.get("leave_id", ""))
                cancel_leave(self.ctx, leave_id or 0)
                return self.done("已取消请假，恢复正常抽取。", here)
            case "declare":
                if self.form is None or not self.form.is_valid():
                    return self.render(request, status=422)
                row = declare_leave(self.ctx, **self.form.cleaned_data)
                return self.done(f"已登记请假：{spoken(row)}。", here)
            case _:
                raise Invalid("act-unknown", "没有这项操作。", remedy="请刷新页面后重试。")

    @override
    def context(self) -> dict[str, Any]:
        today = local_date(self.ctx.now)
        rows = list(queries.own_leaves(self.ctx)[:30])
        bound = self.form is not None and self.form.is_bound
        return {
            **super().context(),
            "errors": ErrorSummary.of(self.form) if bound and self.form else None,
            "today": f"{today:%Y-%m-%d}",
            "months": _months(today, [row for row in rows if row.state == LeaveState.DECLARED]),
            "leaves": [
                {
                    "id": row.pk,
                    "days": spoken(row),
                    "reason": row.reason_label,
                    "state": row.state_label if row.last_on >= today else "已结束",
                    "can_cancel": row.state == LeaveState.DECLARED and row.last_on >= today,
                }
                for row in rows
            ],
        }


def spoken(row: Leave) -> str:
    """``2026-07-01 至 2026-07-03，共 3 天``."""
    days = (row.last_on - row.first_on).days + 1
    if days == 1:
        return f"{row.first_on:%Y-%m-%d}，共 1 天"
    return f"{row.first_on:%Y-%m-%d} 至 {row.last_on:%Y-%m-%d}，共 {days} 天"


def _months(today: date, leaves: list[Leave]) -> list[Month]:
    found, first = [], today.replace(day=1)
    for _ in range(MONTHS):
        weeks = tuple(
            tuple(_day(day, first.month, today, leaves) for day in week)
            for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
        )
        found.append(Month(f"{first.year} 年 {first.month} 月", weeks))
        first = (first + timedelta(days=32)).replace(day=1)
    return found


def _day(day: date, month: int, today: date, leaves: list[Leave]) -> CalendarDay:
    if day.month != month:
        return CalendarDay("")
    away = any(leave.first_on <= day <= leave.last_on for leave in leaves)
    return CalendarDay(str(day.day), away=away, today=day == today)
