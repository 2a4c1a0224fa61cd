"""Projects as components."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.urls import reverse

from yuanping.domain.projects import queries
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.states import ProjectState
from yuanping.web.components.data_table.params import Column, DataTable, Row
from yuanping.web.components.empty_state.params import EmptyState
from yuanping.web.components.link.params import Link
from yuanping.web.components.paging.params import Paging
from yuanping.web.components.state_tag.params import StateTag
from yuanping.web.components.step_bar.params import Step, StepBar, StepState
from yuanping.web.components.tones import Tone

STATE_TONES: Mapping[ProjectState, Tone] = {
    ProjectState.REGISTERED: "warn",
    ProjectState.ARRANGING: "info",
    ProjectState.EVALUATING: "info",
    ProjectState.EVALUATED: "ok",
    ProjectState.WITHDRAWN: "muted",
}


def state_tag(project: Project) -> StateTag:
    state = ProjectState(project.state)
    icon = "player-play" if state is ProjectState.EVALUATING else ""
    return StateTag(label=project.state_label, tone=STATE_TONES[state], icon=icon)


def steps(project: Project) -> StepBar:
    """Where the project stands from registration to the end of the evaluation."""
    state = ProjectState(project.state)
    order = [
        (ProjectState.REGISTERED, "登记项目"),
        (ProjectState.ARRANGING, "组织准备"),
        (ProjectState.EVALUATING, "评标"),
        (ProjectState.EVALUATED, "评标结束"),
    ]
    place = [known for known, _ in order].index(state) if state is not ProjectState.WITHDRAWN else -1

    def standing(n: int) -> StepState:
        if place < 0:
            return "stopped" if n == 0 else "todo"
        if n < place or state is ProjectState.EVALUATED:
            return "done"
        return "current" if n == place else "todo"

    return StepBar(
        steps=tuple(Step(label, standing(n)) for n, (_, label) in enumerate(order)), label="项目进度"
    )


def next_step(project: Project, now: datetime) -> str:
    """What happens next, in one line."""
    state = ProjectState(project.state)
    if state is ProjectState.REGISTERED:
        closed = [gate for gate in queries.registration_gates(project, now) if not gate.is_open]
        return queries.GATE_TASKS[closed[0].code if closed else "project-submitted"]
    return {
        ProjectState.ARRANGING: "预约副场、组建评标委员会",
        ProjectState.EVALUATING: "等待评标结束",
        ProjectState.EVALUATED: "查看评标报告",
        ProjectState.WITHDRAWN: "",
    }[state]


def project_table(
    projects: Iterable[Project], *, now: datetime, empty: EmptyState, paging: Paging | None = None
) -> DataTable:
    """A list of projects with state, next step and date."""
    rows = [
        Row(
            (
                Link(label=project.name, url=reverse("desk:project", args=[project.pk]), note=project.code),
                project.tenderer.name,
                project.main_centre.short_name,
                project.evaluation_starts_at,
                state_tag(project),
                next_step(project, now),
            )
        )
        for project in projects
    ]
    return DataTable(
        caption="项目列表",
        columns=(
            Column("项目"),
            Column("招标人", truncate=True),
            Column("主场", nowrap=True),
            Column("评标时间", nowrap=True),
            Column("状态", nowrap=True),
            Column("下一步"),
        ),
        rows=tuple(rows),
        empty=empty,
        paging=paging,
    )
