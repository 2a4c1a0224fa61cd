"""Moving the evaluation on as far as what has been handed in allows.

Where a session stands is computed from its rows each time, so that nothing is lost with a process
and a member who was replaced only has to be waited for again.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager

from yuanping.base.change import Change, change
from yuanping.base.context import Ctx, bound, platform
from yuanping.core.policy import Act
from yuanping.domain.evaluation.actions.handing_in import last_submission
from yuanping.domain.evaluation.actions.opening import (
    open_preliminary,
    open_scoring,
    open_votes,
    scoring_pairs,
)
from yuanping.domain.evaluation.actions.seated import PLATFORM
from yuanping.domain.evaluation.actions.tasks import judge_competition, settle_lot
from yuanping.domain.evaluation.committee import (
    active_members,
    all_submitted,
    method_of,
    reviews_of,
    sheets_of,
    vacant_labels,
)
from yuanping.domain.evaluation.decisions import count_ballots
from yuanping.domain.evaluation.events import (
    ChairElected,
    ChairElectionOpened,
    ChairUndecided,
    DetailedOpened,
    PreliminaryOpened,
    ReportOpened,
    ScoresReleased,
    SheetReopened,
    SummaryOpened,
)
from yuanping.domain.evaluation.models import LotReview, Session, Sheet
from yuanping.domain.evaluation.permissions import Evaluation
from yuanping.domain.evaluation.results import session_results
from yuanping.domain.evaluation.states import LotStage, SessionState, SheetState, Stage
from yuanping.domain.experts.states import CommitteeState
from yuanping.domain.quorum import queries as quorum
from yuanping.domain.quorum.actions.waiting import await_witnesses
from yuanping.domain.quorum.queries import Way

Step = Callable[[Ctx, Session], None]


def advance(ctx: Ctx, session_id: int) -> None:
    """Take every step that is due, inside the transaction of the act that made it due."""
    own = platform(ctx, PLATFORM)
    while True:
        with bound(own):
            session = Session.objects.select_related("project", "committee", "chair").get(pk=session_id)
            step = _due(session)
            if step is None:
                return
            step(own, session)


def _due(session: Session) -> Step | None:
    """The next step, or None while somebody is waited for."""
    found = {
        SessionState.RECUSAL: _after_recusal,
        SessionState.CHAIR: _after_chair_votes,
        SessionState.PRELIMINARY: _after_opinions,
        SessionState.DETAILED: _after_scores,
        SessionState.SUMMARY: _after_confirmations,
    }.get(SessionState(session.state))
    return found(session) if found else None


def _after_recusal(session: Session) -> Step | None:
    members = active_members(session)
    confirmed = session.committee.state == CommitteeState.CONFIRMED
    if not confirmed or vacant_labels(session) or any(member.declared_at is None for member in members):
        return None
    return _resume if session.chair and session.chair.replaced_at is None else _open_chair


def _open_chair(ctx: Ctx, session: Session) -> None:
    with _moving(ctx, session, "open_chair") as tx:
        tx.row.chair = None
        _next_chair_round(tx)
        tx.record(
            ChairElectionOpened(
                project_id=session.project_id, session_id=session.pk, round=tx.row.chair_round
            )
        )


def _next_chair_round(tx: Change[Session]) -> None:
    tx.row.chair_round += 1
    open_votes(tx.row, Stage.CHAIR, tx.row.chair_round)


def _after_chair_votes(session: Session) -> Step | None:
    sheets = sheets_of(session, Stage.CHAIR, round_number=session.chair_round)
    return _count_chair_votes if all_submitted(session, sheets) else None


def _count_chair_votes(ctx: Ctx, session: Session) -> None:
    sheets = sheets_of(session, Stage.CHAIR, round_number=session.chair_round)
    _release(ctx, sheets)
    members = active_members(session)
    counted = count_ballots(sheets, members=len(members))
    by_id = {str(member.pk): member for member in members}
    votes = {str(by_id[choice].seat_id): number for choice, number in counted.votes.items()}
    with _moving(ctx, session, "elect" if counted.winner else "repeat_chair") as tx:
        row, project = tx.row, session.project_id
        if counted.winner:
            row.chair = by_id[counted.winner]
            tx.record(
                ChairElected(
                    project_id=project,
                    session_id=row.pk,
                    round=row.chair_round,
                    seat_id=row.chair.seat_id,
                    votes=votes,
                )
            )
            _lay_preliminary(tx)
        else:
            tx.record(
                ChairUndecided(project_id=project, session_id=row.pk, round=row.chair_round, votes=votes)
            )
            _next_chair_round(tx)


def _resume(ctx: Ctx, session: Session) -> None:
    with _moving(ctx, session, "resume") as tx:
        _lay_preliminary(tx)


def _lay_preliminary(tx: Change[Session]) -> None:
    reviews = reviews_of(tx.row)
    for review in reviews:
        open_preliminary(review)
    tx.record(
        PreliminaryOpened(
            project_id=tx.row.project_id,
            session_id=tx.row.pk,
            lot_ids=tuple(review.lot_id for review in reviews),
        )
    )


def _after_opinions(session: Session) -> Step | None:
    reviews = reviews_of(session)
    for review in reviews:
        if review.stage == LotStage.PRELIMINARY:
            sheets = sheets_of(session, Stage.PRELIMINARY, round_number=review.round, review=review)
            if all_submitted(session, sheets):
                return _settling(review)
        if review.stage == LotStage.COMPETITION:
            sheets = sheets_of(
                session, Stage.COMPETITION, round_number=review.competition_round, review=review
            )
            if all_submitted(session, sheets):
                return _judging(review, sheets)
    settled = all(review.stage in {LotStage.QUALIFIED, LotStage.FAILED} for review in reviews)
    return _open_detailed if settled else None


def _settling(review: LotReview) -> Step:
    def settle(ctx: Ctx, session: Session) -> None:
        _release(ctx, sheets_of(session, Stage.PRELIMINARY, review=review))
        with _moving(ctx, session, "decide_lot") as tx:
            settle_lot(tx, review)

    return settle


def _judging(review: LotReview, sheets: list[Sheet]) -> Step:
    def judge(ctx: Ctx, session: Session) -> None:
        _release(ctx, sheets)
        with _moving(ctx, session, "judge_competition") as tx:
            judge_competition(tx, review, sheets)

    return judge


def _open_detailed(ctx: Ctx, session: Session) -> None:
    reviews = [review for review in reviews_of(session) if review.stage == LotStage.QUALIFIED]
    for review in reviews:
        _reopen_misfits(ctx, review)
    with _moving(ctx, session, "open_detailed") as tx:
        for review in reviews:
            scored = bool(method_of(review.lot).criteria)
            if scored:
                open_scoring(review)
            review.stage = LotStage.DETAILED if scored else LotStage.RELEASED
            review.save(update_fields=["stage"])
        tx.record(
            DetailedOpened(
                project_id=session.project_id,
                session_id=session.pk,
                lot_ids=tuple(review.lot_id for review in reviews),
            )
        )


def _reopen_misfits(ctx: Ctx, review: LotReview) -> None:
    """Score sheets from before a member was replaced that no longer fit the valid bids."""
    pairs = [list(pair) for pair in scoring_pairs(review)]
    for sheet in sheets_of(review.session, Stage.DETAILED, review=review):
        if sheet.pairs == pairs:
            continue
        if sheet.state == SheetState.DRAFT:
            Sheet.objects.filter(pk=sheet.pk).update(pairs=pairs, wanted=len(pairs))
            continue
        with change(ctx, Sheet, sheet.pk, "reopen", permission=Evaluation.ADVANCE) as tx:
            tx.row.pairs, tx.row.wanted, tx.row.submitted_at = pairs, len(pairs), None
            tx.record(
                SheetReopened(
                    project_id=review.session.project_id,
                    session_id=review.session_id,
                    sheet_id=sheet.pk,
                    seat_id=sheet.member.seat_id,
                )
            )


def _after_scores(session: Session) -> Step | None:
    reviews = reviews_of(session)
    for review in reviews:
        if review.stage == LotStage.DETAILED:
            sheets = sheets_of(session, Stage.DETAILED, review=review)
            if not all_submitted(session, sheets):
                continue
            lock = last_submission(sheets)
            match quorum.way(session.project, Act.SCORE_LOCK, number=lock):
                case Way.FREE:
                    return _releasing(review, sheets)
                case Way.TO_OPEN:
                    return _locking(review, lock)
                case Way.HELD:
                    continue  # the witnesses, or the supervisor, let it go on
    done = all(review.stage in {LotStage.RELEASED, LotStage.FAILED} for review in reviews)
    return _open_summary if done else None


def _locking(review: LotReview, number: int) -> Step:
    """All scores are handed in and can no longer change: the witnesses see that before anybody sees a score."""

    def lock(ctx: Ctx, session: Session) -> None:
        label = f"“{review.lot.name}”评分锁定"
        await_witnesses(ctx, session.project, Act.SCORE_LOCK, number=number, label=label)

    return lock


def _releasing(review: LotReview, sheets: list[Sheet]) -> Step:
    def release(ctx: Ctx, session: Session) -> None:
        with _moving(ctx, session, "release_scores") as tx:
            _release(ctx, sheets)
            review.stage, review.released_at = LotStage.RELEASED, ctx.now
            review.save(update_fields=["stage", "released_at"])
            tx.record(
                ScoresReleased(
                    project_id=session.project_id,
                    session_id=session.pk,
                    lot_id=review.lot_id,
                    sheets=len(sheets),
                )
            )

    return release


def _open_summary(ctx: Ctx, session: Session) -> None:
    with _moving(ctx, session, "open_summary") as tx:
        session.members.update(confirmed_at=None)
        tx.record(SummaryOpened(project_id=session.project_id, session_id=session.pk))


def _after_confirmations(session: Session) -> Step | None:
    members = active_members(session)
    return _open_report if all(member.confirmed_at for member in members) else None


def _open_report(ctx: Ctx, session: Session) -> None:
    results = session_results(session, reviews_of(session))
    with _moving(ctx, session, "open_report") as tx:
        tx.record(
            ReportOpened(
                project_id=session.project_id,
                session_id=session.pk,
                ranking={
                    result.lot_code: tuple(result.bids[place.bid_id].pk for place in result.ranking)
                    for result in results
                },
            )
        )


def _release(ctx: Ctx, sheets: list[Sheet]) -> None:
    """From here on the committee, and this transaction, can read what the sheets say."""
    pks = [sheet.pk for sheet in sheets]
    Sheet.objects.filter(pk__in=pks, released_at=None).update(released_at=ctx.now)


def _moving(ctx: Ctx, session: Session, transition: str) -> AbstractContextManager[Change[Session]]:
    return change(ctx, Session, session.pk, transition, permission=Evaluation.ADVANCE)
