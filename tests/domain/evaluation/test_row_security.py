"""The database itself keeps one member from another's votes and scores until the release."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories import evaluating as do
from tests.factories.evaluation import World, started, world
from yuanping.base.context import Ctx, bound
from yuanping.domain.evaluation.actions.scoring import submit_scores
from yuanping.domain.evaluation.models import Session, Sheet
from yuanping.domain.evaluation.states import Stage
from yuanping.domain.experts.models import CommitteeSeat

TABLES = ("evaluation_ballot", "evaluation_opinion", "evaluation_scoreentry", "evaluation_sheetsalt")


@pytest.fixture(scope="module")
def built(standing: None) -> tuple[World, Session]:
    """Scores are being given: members 0 and 1 have handed in."""
    of = world()
    session = started(of)
    do.declare_all(of, session)
    do.elect(of, session)
    do.judge_all(of, session)
    do.score_all(of, session, but_last=3)
    return of, session


def rows(ctx: Ctx, sql: str, *params: object) -> list[tuple[object, ...]]:
    """What raw SQL shows to the person at this seat."""
    with bound(ctx), connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def seen_seats(ctx: Ctx) -> set[object]:
    """Seats whose score entries are visible."""
    return {
        seat
        for (seat,) in rows(
            ctx,
            "SELECT DISTINCT m.seat_id FROM evaluation_scoreentry e"
            " JOIN evaluation_sheet s ON s.id = e.sheet_id JOIN evaluation_member m ON m.id = s.member_id",
        )
    }


def test_role_is_bound_by_policies(undone: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relname = ANY(%s)"
            " ORDER BY relname",
            [list(TABLES)],
        )
        assert [name for (name,) in cursor.fetchall()] == sorted(TABLES)


def test_before_the_release_everybody_sees_only_the_own_scores(ready: World, session: Session) -> None:
    seats = [seat.pk for seat in ready.seats]
    assert [seen_seats(ctx) for ctx in ready.everybody()] == [{seats[0]}, {seats[1]}, set(), set(), set()]
    assert seen_seats(ready.admin) == set()


def test_after_the_release_the_committee_sees_all_and_no_other_committee(
    ready: World, session: Session
) -> None:
    for number, ctx in enumerate(ready.everybody()[2:], 2):
        sheet = do.open_sheet(ctx, Stage.DETAILED)
        submit_scores(ctx, session.pk, sheet.pk, do.marks(sheet, {"plan": str(number), "record": "5"}))
    everybody = {seat.pk for seat in ready.seats}
    assert [seen_seats(ctx) for ctx in ready.everybody()] == [everybody] * 5
    other = world()
    started(other)
    assert seen_seats(other.everybody()[0]) == set()


WRITES = (
    "UPDATE evaluation_scoreentry SET points = 0 WHERE sheet_id = %s",
    "DELETE FROM evaluation_scoreentry WHERE sheet_id = %s",
)


def test_foreign_and_handed_in_scores_cannot_be_written(ready: World, session: Session) -> None:
    handed_in = Sheet.objects.get(member__seat=ready.seats[0], stage=Stage.DETAILED).pk
    for ctx in ready.everybody():
        for write in WRITES:
            with bound(ctx), connection.cursor() as cursor:
                cursor.execute(write, [handed_in])
                assert cursor.rowcount == 0
    count = "SELECT count(*), min(points) FROM evaluation_scoreentry WHERE sheet_id = %s"
    assert rows(ready.everybody()[0], count, handed_in) == [(8, 25)]


def test_score_cannot_be_slipped_into_a_foreign_sheet(ready: World, session: Session) -> None:
    foreign = Sheet.objects.get(member__seat=ready.seats[3], stage=Stage.DETAILED).pk
    insert = (
        "INSERT INTO evaluation_scoreentry (sheet_id, bid_id, criterion_id, points, note)"
        " VALUES (%s, %s, 'plan', 1, '')"
    )
    for ctx in (ready.everybody()[0], ready.admin):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            rows(ctx, insert, foreign, ready.bids[0].pk)


def test_substitute_does_not_see_what_the_replaced_member_gave(ready: World, session: Session) -> None:
    from yuanping.domain.evaluation.actions.recusal import admit_substitute, declare_conflict

    seat = ready.seats[0]
    declare_conflict(ready.at(seat), session.pk, reason="利害关系", recuse=lambda *_, **__: None)
    CommitteeSeat.objects.filter(pk=seat.pk).update(state="checked-in")
    admit_substitute(ready.admin, seat.pk)
    for table in ("evaluation_scoreentry", "evaluation_opinion", "evaluation_sheetsalt"):
        shown = rows(
            ready.at(seat),
            f"SELECT count(*) FROM {table} t JOIN evaluation_sheet s ON s.id = t.sheet_id"
            " WHERE s.review_id IS NOT NULL",
        )
        assert shown == [(0,)]


def test_orm_shows_no_more_than_sql(ready: World, session: Session) -> None:
    from yuanping.domain.evaluation.models import Ballot, Opinion, ScoreEntry, SheetSalt

    with bound(ready.everybody()[4]):
        assert ScoreEntry.objects.count() == 0
        # the finished election and the finished preliminary review are open to the committee
        assert (Ballot.objects.count(), Opinion.objects.count()) == (5, 40)
        assert SheetSalt.objects.count() == 10
