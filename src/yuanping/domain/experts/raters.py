"""Which parties appraise a member, on which items, and until when: from the project's rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from yuanping.core import workdays
from yuanping.core.errors import Citation
from yuanping.core.policy import Choice, Deadline
from yuanping.core.workdays import Unit
from yuanping.domain.experts.periods import APPRAISAL_WORKDAYS, OBJECTION_WORKDAYS
from yuanping.domain.experts.states import Rater
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries as projects
from yuanping.domain.rules import queries as rules
from yuanping.domain.rules.queries import in_force

if TYPE_CHECKING:
    from yuanping.base.context import Ctx
    from yuanping.domain.experts.models import Appraisal, Attendance
    from yuanping.domain.projects.models import Project

ITEM_LABELS = {
    "discipline": "工作纪律",
    "ethics": "职业道德",
    "competence": "评标业务能力",
    "punctuality": "到场与离场",
}
"""What the items are called; which of them are asked for is the rule ``appraisal.items``."""
USUAL_ITEMS = ("discipline", "ethics", "competence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Raters:
    """The parties, and the rule that names them; without one all three may, and none must.

    ``agency_speaks``: the purchaser's agency may appraise in its stead (政府采购评审专家管理办法 21).
    """

    parties: frozenset[Rater]
    citation: Citation | None
    agency_speaks: bool


def raters(project: "Project") -> Raters:
    """Who appraises the members of a project."""
    policy = projects.policy(project)
    named = in_force(policy, "appraisal.raters", Choice)
    recorded = in_force(policy, "appraisal.record", Deadline)
    if named is not None:
        parties = frozenset(Rater(each) for each in named.value.options)
        return Raters(parties=parties, citation=named.rule.citation, agency_speaks=False)
    if recorded is not None:
        return Raters(
            parties=frozenset({Rater.TENDERER}), citation=recorded.rule.citation, agency_speaks=True
        )
    return Raters(parties=frozenset(Rater), citation=None, agency_speaks=False)


def in_order(graded: Iterable[str]) -> tuple[str, ...]:
    """The items as they are asked: a column of JSON keeps no order."""
    found = set(graded)
    return tuple(item for item in ITEM_LABELS if item in found)


def items(project: "Project") -> tuple[str, ...]:
    """The items to be graded, in the order in which they are asked."""
    rule = in_force(projects.policy(project), "appraisal.items", Choice)
    asked = frozenset(USUAL_ITEMS) if rule is None else rule.value.options
    return in_order(asked)


def party_of(ctx: "Ctx", row: "Attendance") -> Rater | None:
    """For which party the actor may appraise this part; None for none."""
    project = row.seat.committee.project
    asked = raters(project)
    speaks = {
        Rater.CENTRE: ctx.has(Role.VENUE_ADMIN, Role.VENUE_STAFF)
        and row.seat.venue.centre_id == ctx.centre_id,
        Rater.TENDERER: (ctx.has(Role.TENDERER) and project.tenderer_id == ctx.organisation_id)
        or (asked.agency_speaks and ctx.has(Role.AGENCY) and project.agency_id == ctx.organisation_id),
        Rater.SUPERVISOR: ctx.has(Role.SUPERVISOR) and project.supervision_id == ctx.organisation_id,
    }
    return next((party for party in Rater if speaks[party] and party in asked.parties), None)


def appraise_by(row: "Attendance") -> datetime:
    """The last instant for an appraisal, counted from the member's leaving."""
    rule = in_force(projects.policy(row.seat.committee.project), "appraisal.record", Deadline)
    if rule is not None:
        return rule.value.due(row.left_at, calendar=rules.calendar())
    return workdays.due_by(
        row.left_at, amount=APPRAISAL_WORKDAYS, unit=Unit.WORKDAY, calendar=rules.calendar()
    )


def object_by(row: "Appraisal") -> datetime:
    """The last instant for the expert's objection."""
    project = row.attendance.seat.committee.project
    rule = in_force(projects.policy(project), "appraisal.objection", Deadline)
    if rule is not None:
        return rule.value.due(row.given_at, calendar=rules.calendar())
    return workdays.due_by(
        row.given_at, amount=OBJECTION_WORKDAYS, unit=Unit.WORKDAY, calendar=rules.calendar()
    )
