"""All conditions between a project and its evaluation, from every app that sets one."""

from datetime import datetime
from typing import TYPE_CHECKING

from yuanping.core.local_time import written
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.experts import queries as experts
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.states import Gate

if TYPE_CHECKING:
    from yuanping.domain.projects.models import Project


def all_gates(project: "Project", now: datetime) -> list[Gate]:
    """Gates in the order in which they are opened: registration, venues, committee, time."""
    return [
        *projects.gates(project, now),
        *dispatch.gates(project, now),
        *experts.gates(project, now),
        _time_reached(project, now),
    ]


def closed_gates(project: "Project", now: datetime) -> list[Gate]:
    """What still keeps the evaluation from starting."""
    return [gate for gate in all_gates(project, now) if not gate.is_open]


def _time_reached(project: "Project", now: datetime) -> Gate:
    return Gate(
        "start-time",
        "已到评标开始时间",
        now >= project.evaluation_starts_at,
        "主场远程异地评标管理员",
        detail=f"评标定于 {written(project.evaluation_starts_at)} 开始。",
    )
