"""Recusal: declared by all, interrupting when a ground comes up, and the substitute who begins anew."""

import pytest

from tests.factories import evaluating as do
from tests.factories import people, projects
from tests.factories.evaluation import AT_WORK, World, at_seat, started, world
from yuanping.base.witness import queries as witness
from yuanping.core.errors import Invalid, NotAllowed, NotFound, Refused, WrongState
from yuanping.domain.evaluation import queries
from yuanping.domain.evaluation.actions.recusal import (
    admit_substitute,
    declare_conflict,
    declare_no_conflict,
)
from yuanping.domain.evaluation.jobs import go_on_when_confirmed
from yuanping.domain.evaluation.models import LotReview, Member, Session, Sheet
from yuanping.domain.evaluation.states import Stage
from yuanping.domain.experts.actions.committee import confirm_list
from yuanping.domain.experts.models import Committee, CommitteeSeat

REASON = "与投标人合成投标人1的法定代表人系近亲属"


@pytest.fixture(scope="module")
def built(standing: None) -> tuple[World, Session]:
    of = world()
    return of, started(of)


def vacate(ctx: object, seat_id: int, *, reason: str) -> None:
    CommitteeSeat.objects.filter(pk=seat_id).update(state="vacant")


def substitute(ready: World, seat: CommitteeSeat) -> None:
    """Somebody else has been drawn and has checked in."""
    CommitteeSeat.objects.filter(pk=seat.pk).update(state="checked-in")
    admit_substitute(ready.admin, seat.pk)


def state(session: Session) -> str:
    return str(Session.objects.get(pk=session.pk).state)


def test_declarations_of_all_open_the_election(ready: World, session: Session) -> None:
    for ctx in ready.everybody()[:4]:
        declare_no_conflict(ctx, session.pk)
    assert state(session) == "recusal"
    declare_no_conflict(ready.everybody()[4], session.pk)
    assert state(session) == "chair"


def test_declaring_twice_leaves_one_event(ready: World, session: Session) -> None:
    declare_no_conflict(ready.everybody()[0], session.pk)
    declare_no_conflict(ready.everybody()[0], session.pk)
    assert witness.entries().filter(kind="evaluation.recusal.none-declared").count() == 1


def test_declaration_from_a_foreign_or_empty_seat_is_refused(ready: World, session: Session) -> None:
    stranger = world().seats[0]
    with pytest.raises(NotFound):
        declare_no_conflict(at_seat(stranger), session.pk)
    CommitteeSeat.objects.filter(pk=ready.seats[0].pk).update(state="checked-out")
    with pytest.raises(NotAllowed) as caught:
        declare_no_conflict(ready.everybody()[0], session.pk)
    assert caught.value.code == "not-checked-in"


def test_conflict_needs_a_reason_and_a_known_bidder(ready: World, session: Session) -> None:
    foreign = world().bids[0]
    for reason, bid, field in ((" ", None, "reason"), (REASON, foreign.pk, "bid_id")):
        with pytest.raises(Invalid) as caught:
            declare_conflict(ready.everybody()[0], session.pk, reason=reason, bid_id=bid, recuse=vacate)
        assert caught.value.field == field
    assert Member.objects.filter(session=session, replaced_at=None).count() == 5


def test_conflict_blocks_the_session_until_the_substitute_declares(ready: World, session: Session) -> None:
    seat = ready.seats[1]
    declare_conflict(at_seat(seat), session.pk, reason=REASON, bid_id=ready.bids[0].pk, recuse=vacate)
    for ctx in (c for c in ready.everybody() if c.committee_seat_id != seat.pk):
        declare_no_conflict(ctx, session.pk)
    waiting = queries.waiting(Session.objects.get(pk=session.pk))
    assert (waiting.blocked, waiting.labels) == (True, ("主场 · 专家 2",))
    substitute(ready, seat)
    assert state(session) == "recusal"
    declare_no_conflict(at_seat(seat), session.pk)
    assert state(session) == "chair"


def test_conflict_vacates_the_seat_and_waits_for_the_new_lists_confirmation(
    ready: World, session: Session
) -> None:
    seat = ready.seats[1]
    do.declare_all(ready, session)
    declare_conflict(at_seat(seat), session.pk, reason=REASON)
    seat.refresh_from_db()
    ready.committee.refresh_from_db()
    assert (state(session), seat.state, ready.committee.state) == ("recusal", "vacant", "drawn")
    substitute(ready, seat)
    declare_no_conflict(at_seat(seat), session.pk)
    waiting = queries.waiting(Session.objects.get(pk=session.pk))
    assert (state(session), waiting.blocked, "重新核验" in waiting.text) == ("recusal", True, True)
    Committee.objects.filter(pk=ready.committee.pk).update(state="present")
    for role in ("tenderer", "supervisor"):
        account = getattr(projects, role)(ready.project)
        confirm_list(people.ctx(account, now=AT_WORK), ready.committee.pk)
    # the record of the draw, which a worker publishes too, does not exist in this small world
    go_on_when_confirmed(witness.entries().get(kind="experts.committee.confirmed").number)
    assert state(session) == "chair"


def test_reason_of_a_conflict_stays_sealed(ready: World, session: Session) -> None:
    declare_conflict(at_seat(ready.seats[1]), session.pk, reason=REASON, recuse=vacate)
    assert not any("近亲属" in str(witness.parsed(entry)) for entry in witness.entries())
    sealed = Member.objects.get(seat=ready.seats[1]).conflict
    assert sealed is not None
    assert "近亲属".encode() not in bytes(sealed.box)


def test_opinions_of_a_replaced_member_are_void(ready: World, session: Session) -> None:
    do.declare_all(ready, session)
    do.elect(ready, session)
    do.judge_all(ready, session, reject=[3], votes_against=3)
    do.score_all(ready, session, but_last=3)
    seat = ready.seats[1]
    declare_conflict(at_seat(seat), session.pk, reason=REASON, recuse=vacate)
    assert state(session) == "recusal"
    substitute(ready, seat)
    declare_no_conflict(at_seat(seat), session.pk)
    assert state(session) == "preliminary"
    # the substitute passes the bid: two against three, it is valid now
    do.judge(at_seat(seat), session)
    assert state(session) == "detailed"
    assert LotReview.objects.get().valid_bids == [bid.pk for bid in ready.bids]
    first = Sheet.objects.get(member__seat=ready.seats[0], stage=Stage.DETAILED)
    assert (first.state, len(first.pairs)) == ("draft", 8)
    do.score_all(ready, session)
    assert state(session) == "summary"


def test_chair_who_is_replaced_is_elected_anew(ready: World, session: Session) -> None:
    do.declare_all(ready, session)
    do.elect(ready, session)
    declare_conflict(at_seat(ready.seats[0]), session.pk, reason=REASON, recuse=vacate)
    substitute(ready, ready.seats[0])
    declare_no_conflict(at_seat(ready.seats[0]), session.pk)
    assert state(session) == "chair"
    do.elect(ready, session, seat=3)
    assert state(session) == "preliminary"


def test_conflict_after_the_release_is_refused(ready: World, session: Session) -> None:
    do.declare_all(ready, session)
    do.elect(ready, session)
    do.judge_all(ready, session)
    do.score_all(ready, session)
    with pytest.raises(WrongState):
        declare_conflict(ready.everybody()[0], session.pk, reason=REASON, recuse=vacate)


def test_substitute_is_admitted_once(ready: World, session: Session) -> None:
    declare_conflict(at_seat(ready.seats[1]), session.pk, reason=REASON, recuse=vacate)
    substitute(ready, ready.seats[1])
    with pytest.raises(Refused) as caught:
        admit_substitute(ready.admin, ready.seats[1].pk)
    assert caught.value.code == "already-admitted"
