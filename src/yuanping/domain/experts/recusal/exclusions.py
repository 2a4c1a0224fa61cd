"""The first stage: who stays out of a project's draw, from what is on record when it is asked."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from yuanping.core.intervals import Interval
from yuanping.domain.experts.recusal import facts
from yuanping.domain.experts.recusal.judging import Exclusions, Facts, judge
from yuanping.domain.experts.recusal.terms import Terms, terms_of
from yuanping.domain.projects import queries as projects

if TYPE_CHECKING:
    from yuanping.domain.projects.models import Project


def exclusions(
    project: "Project",
    *,
    during: Interval,
    on: date,
    suspended: Collection[int] = (),
    drawn_before: Collection[int] = (),
    seated_employers: Collection[int] = (),
) -> Exclusions:
    """Everybody who stays out of a draw for an evaluation ``during`` that time, ``on`` that day (standards 6).

    The same rows give the same answer whenever it is asked. ``suspended`` were taken out of draws since the snapshot
    from which is drawn. ``drawn_before`` are experts of the project's earlier
    draws, ``seated_employers`` those of members who stay: both sealed, so the caller brings them.
    """
    terms = terms_of(projects.policy(project))
    known = replace(
        conflict_facts(project, on=on),
        away=facts.leaves(during),
        births=facts.births() if terms.age else {},
        evaluations=_evaluations(project, terms, on),
        suspended=suspended,
        drawn_before=drawn_before,
        seated_employers=seated_employers,
    )
    found = judge(known, terms, on=on)
    return replace(found, counts=found.counted(facts.of_pool(found.people, found.employers)))


def conflict_facts(project: "Project", *, on: date) -> Facts:
    """What makes a member withdraw whenever it comes up."""
    parties = facts.parties(project)
    return Facts(
        parties=parties,
        employers=facts.employers(parties),
        employments=facts.employments(parties),
        ties=facts.ties(parties),
        sanctioned=facts.sanctions(on),
    )


def _evaluations(project: "Project", terms: Terms, on: date) -> dict[int, list[date]]:
    if terms.frequency is None or terms.frequency_window is None:
        return {}
    return facts.evaluations(project, since=terms.frequency_window.first_day(on), until=on)
