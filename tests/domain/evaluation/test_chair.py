"""The chair's election: rounds, majority of all members, who is electable."""

import pytest

from tests.factories import evaluating as do
from tests.factories.evaluation import World, member, started, world
from yuanping.base.context import bound
from yuanping.core.errors import Invalid, Refused
from yuanping.domain.evaluation.actions.voting import vote_chair
from yuanping.domain.evaluation.decisions import chair_votes
from yuanping.domain.evaluation.models import Session
from yuanping.domain.projects.states import Domain


def voting(of: World) -> Session:
    session = started(of)
    do.declare_all(of, session)
    return session


def vote(of: World, session: Session, *seats: int) -> None:
    """The members vote in order for the members at these seats."""
    for ctx, seat in zip(of.everybody(), seats, strict=True):
        vote_chair(ctx, session.pk, member_id=member(session, of.seats[seat]).pk)


@pytest.fixture(scope="module")
def built(standing: None) -> tuple[World, Session]:
    of = world()
    return of, voting(of)


def test_three_of_five_elect(ready: World, session: Session) -> None:
    vote(ready, session, 3, 3, 3, 0, 0)
    session.refresh_from_db()
    assert (session.state, session.chair) == ("preliminary", member(session, ready.seats[3]))


def test_plurality_opens_the_next_round(ready: World, session: Session) -> None:
    vote(ready, session, 3, 3, 0, 0, 1)
    session.refresh_from_db()
    assert (session.state, session.chair_round, session.chair) == ("chair", 2, None)
    with bound(ready.everybody()[0]):
        assert chair_votes(session, round_number=1).votes == {
            "副场 1 · 专家 1": 2,
            "主场 · 专家 1": 2,
            "主场 · 专家 2": 1,
        }
    vote(ready, session, 3, 3, 3, 3, 1)
    session.refresh_from_db()
    assert session.state == "preliminary"


def test_votes_of_an_open_round_are_shown_to_nobody(ready: World, session: Session) -> None:
    for ctx in ready.everybody()[:4]:
        vote_chair(ctx, session.pk, member_id=member(session, ready.seats[0]).pk)
    for ctx in (*ready.everybody(), ready.admin):
        with bound(ctx):
            assert chair_votes(session, round_number=1).votes == {}


def test_representative_is_not_electable_in_procurement(ready: World, session: Session) -> None:
    with pytest.raises(Refused) as caught:
        vote_chair(ready.everybody()[0], session.pk, member_id=member(session, ready.seats[2]).pk)
    assert caught.value.code == "representative-not-electable"
    assert caught.value.citation is not None
    assert "第四十五条" in caught.value.citation.article


def test_representative_is_electable_where_the_rules_do_not_exclude_him(undone: None) -> None:
    tender = world(domain=Domain.TENDER)
    session = voting(tender)
    vote(tender, session, 2, 2, 2, 2, 2)
    session.refresh_from_db()
    assert session.state == "preliminary"


def test_vote_cannot_be_changed_but_repeated(ready: World, session: Session) -> None:
    voter = ready.everybody()[0]
    vote_chair(voter, session.pk, member_id=member(session, ready.seats[0]).pk)
    vote_chair(voter, session.pk, member_id=member(session, ready.seats[0]).pk)
    with pytest.raises(Refused) as caught:
        vote_chair(voter, session.pk, member_id=member(session, ready.seats[1]).pk)
    assert caught.value.code == "already-voted"


def test_vote_for_nobody_of_the_committee_is_refused(ready: World, session: Session) -> None:
    other = world()
    stranger = member(started(other), other.seats[0])
    with pytest.raises(Invalid) as caught:
        vote_chair(ready.everybody()[0], session.pk, member_id=stranger.pk)
    assert caught.value.code == "member-unknown"
