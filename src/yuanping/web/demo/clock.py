"""Moving the demonstration's clock: a rehearsal cannot wait the week that the rules ask for."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.base.clock.moving import move_clock
from yuanping.base.clock.reading import read_machine_clock
from yuanping.base.context import system_ctx
from yuanping.core.errors import Invalid, NotFound
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.states import ProjectState
from yuanping.web.components.action.params import Action
from yuanping.web.components.data_table.params import Column, DataTable, Row
from yuanping.web.components.empty_state.params import EmptyState
from yuanping.web.components.fact_list.params import Fact, FactList
from yuanping.web.components.forms import PageForm
from yuanping.web.components.values import moment
from yuanping.web.page import Page

BEFORE_START = timedelta(minutes=30)
WAITING = (ProjectState.REGISTERED, ProjectState.ARRANGING)


class MoveForm(PageForm):
    to = forms.DateTimeField(
        label="调到",
        help_text="格式如 2026-11-20 09:30，须晚于当前的演示时间。",
        input_formats=["%Y-%m-%d %H:%M"],
        error_messages={"invalid": "请按 2026-11-20 09:30 的格式填写。"},
        widget=forms.DateTimeInput(format="%Y-%m-%d %H:%M", attrs={"autocomplete": "off"}),
    )


class Clock(Page):
    """Forward by a day, to a time, or to half an hour before a project's evaluation; never back."""

    title = "演示时钟"
    template_name = "demo/clock.html"

    @override
    def load(self, **kwargs: Any) -> None:
        if not settings.DEMO:
            raise NotFound("not-a-demonstration", "正式运行的节点没有演示时钟。", remedy="请返回首页。")
        asked = self.request.POST if "to" in self.request.POST else None
        self.form = MoveForm(asked, initial={"to": self.ctx.now + timedelta(days=1)})

    @override
    def context(self) -> dict[str, Any]:
        real = read_machine_clock()
        ahead = self.ctx.now - real
        facts = FactList(
            facts=(
                Fact("实际时间", real),
                Fact("演示时间", self.ctx.now),
                Fact("已快进", _words(ahead)),
            ),
            columns=1,
        )
        return {"facts": facts, "table": self._table()}

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        to = self._asked(request)
        if to is None:
            return self.render(request, status=422)
        move_clock(self.ctx, to)
        return self.done(f"演示时钟已调到 {moment(to)}。", request.path)

    def _asked(self, request: HttpRequest) -> datetime | None:
        """The time that was asked for; None when the form is wrong."""
        step = request.POST.get("step", "")
        if step == "day":
            return self.ctx.now + timedelta(days=1)
        if step == "project":
            return self._before(request.POST.get("project", ""))
        assert self.form is not None  # load made it
        return self.form.cleaned_data["to"] if self.form.is_valid() else None

    def _before(self, project_id: str) -> datetime:
        found = {str(project.pk): project for project in _waiting()}.get(project_id)
        if found is None:
            raise Invalid("project-missing", "没有找到该项目，或者评标已经开始。", field="project")
        return found.evaluation_starts_at - BEFORE_START

    def _table(self) -> DataTable:
        columns = (Column("项目"), Column("评标开始时间", nowrap=True))
        rows = tuple(
            Row((project.name, project.evaluation_starts_at), actions=(_to_start(project),))
            for project in _waiting()
            if project.evaluation_starts_at - BEFORE_START > self.ctx.now
        )
        empty = EmptyState(
            title="没有等待评标的项目", text="登记项目后，可以从这里快进到评标当日。", icon="clock"
        )
        return DataTable(caption="等待评标的项目", columns=columns, rows=rows, empty=empty)


def _to_start(project: Project) -> Action:
    return Action(
        label="快进到开始前 30 分钟",
        url=reverse("demo:clock"),
        method="post",
        hidden=(("step", "project"), ("project", str(project.pk))),
    )


def _waiting() -> list[Project]:
    """Demonstration projects whose evaluation is still to come: on such a node they are no secret."""
    found = projects.projects(system_ctx("演示时钟", channel="web")).filter(state__in=WAITING, synthetic=True)
    return list(found.order_by("evaluation_starts_at"))


def _words(ahead: timedelta) -> str:
    """A duration in days, hours and minutes."""
    minutes = round(ahead.total_seconds() / 60)
    if minutes <= 0:
        return "未快进"
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [
        f"{number} {unit}" for number, unit in ((days, "天"), (hours, "小时"), (minutes, "分钟")) if number
    ]
    return " ".join(parts)
