"""What the pool keeps reaches the recusal of a draw: former employers, leave, sanctions, years of birth."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.factories import experts, people
from tests.factories.clock import NOW
from yuanping.base.context import Ctx
from yuanping.core.intervals import Interval
from yuanping.domain.experts.actions.pool import enrol_experts
from yuanping.domain.experts.actions.standing import SanctionEntry, record_leave, sanction_expert
from yuanping.domain.experts.intake.person import PastEmployment
from yuanping.domain.experts.models import Expert
from yuanping.domain.experts.recusal import facts
from yuanping.domain.people.states import OrganisationKind

pytestmark = pytest.mark.django_db
CTX = Ctx(now=NOW, actor_name="测试", roles=frozenset({"system"}), channel="test", request_id="r")
TODAY = NOW.date()
Enrolled = Callable[..., Expert]


@pytest.fixture
def enrolled(db: None) -> Enrolled:
    employer = people.organisation(OrganisationKind.EMPLOYER)

    def enrol(*past: PastEmployment) -> Expert:
        entry = experts.person(1, employer=employer, region_code="411525")
        return enrol_experts(CTX, [replace(entry, past=past)])[0]

    return enrol


def test_former_employment_is_found_by_code_and_the_present_one_is_not(enrolled: Enrolled) -> None:
    former = people.organisation(OrganisationKind.EMPLOYER)
    until = date(2025, 6, 1)
    expert = enrolled(PastEmployment(name=former.name, uscc=former.uscc, from_on=None, to_on=until))
    (found,) = facts.employments({former.uscc, expert.employer.uscc})
    assert (found.expert_id, found.uscc, found.from_on, found.to_on) == (expert.pk, former.uscc, None, until)


def test_leave_and_sanction_keep_out_of_the_evaluation(enrolled: Enrolled) -> None:
    expert = enrolled()
    during = Interval(NOW + timedelta(days=1), NOW + timedelta(days=2))
    assert (facts.leaves(during), facts.sanctions(TODAY)) == (set(), set())
    tomorrow = TODAY + timedelta(days=1)
    record_leave(CTX, expert.number, first_on=tomorrow, last_on=tomorrow, reason="illness")
    entry = SanctionEntry(kind="suspension", reason="leaked", document="信发改罚〔2026〕3号", from_on=TODAY)
    sanction_expert(CTX, expert.number, entry)
    assert (facts.leaves(during), facts.sanctions(TODAY)) == ({expert.pk}, {expert.pk})


def test_nobody_is_held_older_than_they_are(enrolled: Enrolled) -> None:
    expert = enrolled()
    assert facts.births() == {expert.pk: date(1970, 12, 31)}
