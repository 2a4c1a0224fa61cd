"""A member leaves before the end: replaced while a substitute can still judge, not while all must confirm."""

from copy import deepcopy

import pytest

from tests.factories import evaluating as do
from tests.factories import people, places
from tests.factories.evaluation import AT_WORK, World, started, world
from yuanping.base.context import Ctx
from yuanping.base.witness import queries as witness
from yuanping.core.errors import Refused
from yuanping.domain.evaluation.actions.attendance import leave_early
from yuanping.domain.evaluation.models import Member, Session
from yuanping.domain.experts.models import CommitteeSeat
from yuanping.domain.people.states import Role


@pytest.fixture(scope="module")
def built(standing: None) -> tuple[World, Session]:
    of = world()
    return of, started(of)


@pytest.fixture
def both(built: tuple[World, Session], undone: None) -> tuple[World, Session]:
    return deepcopy(built)


def staff(ready: World) -> Ctx:
    """The staff of the sub-venue, where seats 3 and 4 are."""
    return people.ctx(places.staff(ready.sub, Role.VENUE_STAFF), now=AT_WORK)


def refusal(ctx: Ctx, seat: CommitteeSeat, reason: str = "illness") -> str:
    with pytest.raises(Refused) as caught:
        leave_early(ctx, seat.pk, reason=reason)
    return caught.value.code


def test_member_who_leaves_at_work_is_replaced(both: tuple[World, Session]) -> None:
    ready, session = both
    do.declare_all(ready, session)
    seat = ready.seats[4]
    assert refusal(staff(ready), seat, "x") == "reason-missing"
    leave_early(staff(ready), seat.pk, reason="illness")
    seat.refresh_from_db()
    session.refresh_from_db()
    assert (session.state, seat.state) == ("recusal", "vacant")
    assert Member.objects.get(session=session, seat=seat).replaced_at == AT_WORK
    (entry,) = witness.entries().filter(kind="evaluation.member.left")
    assert witness.parsed(entry)["data"] == {
        "session_id": session.pk,
        "seat_id": seat.pk,
        "interrupted": "chair",
    }


def test_nobody_leaves_while_the_summary_waits_for_all(both: tuple[World, Session]) -> None:
    ready, session = both
    Session.objects.filter(pk=session.pk).update(state="summary")
    assert refusal(staff(ready), ready.seats[4]) == "summary-waits"
    assert CommitteeSeat.objects.get(pk=ready.seats[4].pk).state == "checked-in"


def test_member_who_leaves_before_signing_is_not_replaced_any_more(both: tuple[World, Session]) -> None:
    ready, session = both
    Session.objects.filter(pk=session.pk).update(state="report")
    leave_early(staff(ready), ready.seats[4].pk, reason="family")
    assert CommitteeSeat.objects.get(pk=ready.seats[4].pk).state == "checked-out"
    assert Member.objects.get(session=session, seat=ready.seats[4]).replaced_at is None


def test_staff_let_go_only_members_of_their_own_venue(both: tuple[World, Session]) -> None:
    ready, _ = both
    assert refusal(staff(ready), ready.seats[0]) == "not-yours"
    assert refusal(ready.at(ready.seats[4]), ready.seats[4]) == "not-your-role"
