"""Under national rules alone, which say nothing of sub-venues, nothing is asked beyond our own certificate."""

from datetime import datetime

import pytest

from tests.factories.clock import CHINA, STARTS
from yuanping.core.errors import Refused
from yuanping.core.policy import Domain, Facts, MinCount, Policy, ProjectKind
from yuanping.domain.dispatch import reach, timing
from yuanping.domain.dispatch.readiness import assess, required_devices
from yuanping.domain.places.queries import CentreFacts, RoomFacts
from yuanping.domain.places.states import Level
from yuanping.domain.rules import queries as rules
from yuanping.domain.rules.queries import in_force


@pytest.fixture
def policy() -> Policy:
    return rules.policy_for(region="110000", domain=Domain.TENDER, on=STARTS.date())


def centre(*, certificate_valid: bool) -> CentreFacts:
    return CentreFacts(
        centre_id=1,
        name="某中心",
        level=Level.COUNTY,
        region_code="110101",
        has_leader=False,
        has_administrator=False,
        certificate="RD-1",
        certificate_valid=certificate_valid,
        rooms=(RoomFacts("一室", isolated=False, ready_seats=1, all_seats=1, lacking_devices=()),),
    )


def test_readiness_asks_for_the_certificate_alone(policy: Policy) -> None:
    assert required_devices(policy) == frozenset()
    assert assess(centre(certificate_valid=True), policy) == ()
    assert [g.code for g in assess(centre(certificate_valid=False), policy)] == ["certificate-invalid"]


def test_an_offer_is_in_time_until_the_start(policy: Policy) -> None:
    calendar = rules.calendar()
    assert timing.last_moment(policy, STARTS, calendar) == STARTS
    assert timing.too_late(policy, STARTS, calendar, now=STARTS) is None
    late = timing.too_late(policy, STARTS, calendar, now=STARTS.replace(minute=1))
    assert late is not None
    assert (late.code, late.citation) == ("offer-late", None)


def test_details_are_not_held_back(policy: Policy) -> None:
    assert timing.details_from(policy, STARTS, rules.calendar()) is None


def test_reach_is_open(policy: Policy) -> None:
    decision = policy.scope(Facts(domain=Domain.TENDER, kind=ProjectKind.WORKS, mandatory=True))
    assert reach.outside(decision, main_region="110101", centre_region="411525") is None


def test_a_rule_of_another_kind_is_a_mistake_and_not_silence() -> None:
    xinyang = rules.policy_for(region="411500", domain=Domain.TENDER, on=STARTS.date())
    with pytest.raises(Refused) as caught:
        in_force(xinyang, "offer.lead", MinCount)
    assert caught.value.code == "rule-of-another-kind"


@pytest.mark.parametrize(
    ("sent", "workdays", "due"),
    [
        # Thursday 18 June, before the Dragon Boat holiday: the next working days are Monday and Tuesday.
        (datetime(2026, 6, 18, 16, 0, tzinfo=CHINA), 1, "2026-06-22T23:59:59.999999+08:00"),
        (datetime(2026, 6, 18, 16, 0, tzinfo=CHINA), 2, "2026-06-23T23:59:59.999999+08:00"),
        (datetime(2026, 6, 18, 16, 0, tzinfo=CHINA), 5, "2026-06-24T09:00:00+08:00"),
    ],
)
def test_reply_due_counts_working_days_and_ends_with_the_start(
    sent: datetime, workdays: int, due: str
) -> None:
    starts_at = datetime(2026, 6, 24, 9, 0, tzinfo=CHINA)
    assert timing.reply_due(sent, starts_at, rules.calendar(), workdays=workdays).isoformat() == due
