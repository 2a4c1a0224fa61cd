"""What others may read of an evaluation. Scores only where the reader may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from yuanping.base.context import Ctx, bound
from yuanping.core.errors import NotFound
from yuanping.domain.evaluation.committee import (
    active_members,
    is_present,
    reviews_of,
    sheets_of,
    vacant_labels,
)
from yuanping.domain.evaluation.demands import all_demands as all_demands
from yuanping.domain.evaluation.demands import sub_venue_demands as sub_venue_demands
from yuanping.domain.evaluation.events import EvaluationStarted, SheetSubmitted
from yuanping.domain.evaluation.gates import all_gates as all_gates
from yuanping.domain.evaluation.gates import closed_gates as closed_gates
from yuanping.domain.evaluation.models import LotReview, Session, Sheet
from yuanping.domain.evaluation.results import LotResult, digest, session_results
from yuanping.domain.evaluation.states import SESSION_LABELS, LotStage, SessionState, SheetState, Stage
from yuanping.domain.experts.states import SEAT_LABELS, CommitteeState, SeatState
from yuanping.domain.quorum.queries import open_waits, progress_words, standing_of
from yuanping.domain.signing.events import DocumentCompleted

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yuanping.domain.quorum.models import Wait

_STAGE_OF = {
    SessionState.CHAIR: Stage.CHAIR,
    SessionState.PRELIMINARY: Stage.PRELIMINARY,
    SessionState.DETAILED: Stage.DETAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    """A member as everybody in the session may know it."""

    member_id: int
    seat_id: int
    label: str
    venue_label: str
    is_representative: bool
    is_chair: bool
    is_present: bool
    declared_at: datetime | None
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatProgress:
    """How far one member is in the current stage: counts, never what was given."""

    seat_id: int
    venue_label: str
    seat_label: str
    state_label: str
    step_label: str
    done: int
    total: int

    @property
    def is_done(self) -> bool:
        return self.done >= self.total


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Why the session does not go on: ``labels`` are the seats waited for."""

    text: str
    labels: tuple[str, ...]
    blocked: bool


def sessions(ctx: Ctx) -> "QuerySet[Session]":
    """The evaluations that the actor may know of."""
    rows: QuerySet[Session] = Session.objects.all().visible_to(ctx)
    return rows.select_related("project", "committee", "chair")


def session(ctx: Ctx, session_id: int) -> Session:
    """One evaluation; ``NotFound`` when there is none for this actor."""
    found = sessions(ctx).filter(pk=session_id).first()
    if found is None:
        raise NotFound("not-found", "没有找到该评标，或您无权查看。", remedy="请从列表重新进入。")
    return found


def session_of(project_id: int) -> Session | None:
    """The project's evaluation, None before it was started."""
    return (
        Session.objects.select_related("project", "committee", "chair").filter(project_id=project_id).first()
    )


def session_at_seat(ctx: Ctx) -> Session | None:
    """The evaluation in which the person at ``ctx.committee_seat_id`` is a member."""
    if ctx.committee_seat_id is None:
        return None
    return sessions(ctx).filter(members__seat_id=ctx.committee_seat_id, members__replaced_at=None).first()


def members(session: Session) -> tuple[MemberView, ...]:
    """The members whose opinions count, in the order of the seats."""
    return tuple(
        MemberView(
            member_id=member.pk,
            seat_id=member.seat_id,
            label=member.label,
            venue_label=member.seat.venue.label,
            is_representative=member.is_representative,
            is_chair=member.pk == session.chair_id,
            is_present=is_present(member),
            declared_at=member.declared_at,
            confirmed_at=member.confirmed_at,
        )
        for member in active_members(session)
    )


def reviews(session: Session) -> list[LotReview]:
    """The lots under review, by code."""
    return reviews_of(session)


def own_sheets(ctx: Ctx, session: Session, stage: Stage) -> list[Sheet]:
    """The asking member's sheets of a stage, the newest round of each lot."""
    rows: QuerySet[Sheet] = Sheet.objects.all().visible_to(ctx)
    newest: dict[int | None, Sheet] = {}
    for sheet in rows.filter(session=session, stage=stage).select_related("review__lot").order_by("round"):
        newest[sheet.review_id] = sheet
    return list(newest.values())


def progress(project_id: int) -> list[SeatProgress]:
    """Each member's progress in the current stage, without any score; empty before the start."""
    found = session_of(project_id)
    if found is None:
        return []
    counted = _counts(found)
    return [
        SeatProgress(
            seat_id=member.seat_id,
            venue_label=member.seat.venue.label,
            seat_label=member.label,
            state_label=SEAT_LABELS[SeatState(member.seat.state)],
            step_label=SESSION_LABELS[SessionState(found.state)],
            done=counted[member.pk][0],
            total=counted[member.pk][1],
        )
        for member in active_members(found)
    ]


def _counts(found: Session) -> dict[int, tuple[int, int]]:
    """(done, total) of the current stage by member."""
    state = SessionState(found.state)
    people = active_members(found)
    if state is SessionState.RECUSAL:
        return {member.pk: (int(member.declared_at is not None), 1) for member in people}
    if state is SessionState.SUMMARY:
        return {member.pk: (int(member.confirmed_at is not None), 1) for member in people}
    if state not in _STAGE_OF:
        return {member.pk: (1, 1) for member in people}
    counts = {member.pk: (0, 0) for member in people}
    for sheet in current_sheets(found):
        done, total = counts[sheet.member_id]
        # a sheet that is filled but not handed in is not done
        filled = sheet.wanted if sheet.state == SheetState.SUBMITTED else min(sheet.filled, sheet.wanted - 1)
        counts[sheet.member_id] = (done + filled, total + sheet.wanted)
    return counts


def current_sheets(found: Session) -> list[Sheet]:
    """All members' sheets that belong to the current round of the current stage."""
    state = SessionState(found.state)
    if state is SessionState.CHAIR:
        return sheets_of(found, Stage.CHAIR, round_number=found.chair_round)
    current: list[Sheet] = []
    for review in reviews_of(found):
        if state is SessionState.DETAILED:
            current += sheets_of(found, Stage.DETAILED, review=review)
        elif state is SessionState.PRELIMINARY and review.stage == LotStage.COMPETITION:
            current += sheets_of(
                found, Stage.COMPETITION, round_number=review.competition_round, review=review
            )
        elif state is SessionState.PRELIMINARY:
            current += sheets_of(found, Stage.PRELIMINARY, round_number=review.round, review=review)
    return current


def waiting(found: Session) -> Waiting:
    """For whom the session waits; ``blocked`` while a seat is vacant or a member has left the seat."""
    vacant = vacant_labels(found)
    if vacant:
        return Waiting(
            text="有成员回避，评标暂停。空缺席位补抽的成员签到并作出回避声明后，评标继续进行。",
            labels=tuple(vacant),
            blocked=True,
        )
    if found.state == SessionState.RECUSAL and found.committee.state != CommitteeState.CONFIRMED:
        return Waiting(
            text="补抽成员已到席，评标委员会名单待招标人代表和行政监督人员重新核验。", labels=(), blocked=True
        )
    absent = tuple(member.label for member in active_members(found) if not is_present(member))
    if absent and found.state not in {SessionState.REPORT, SessionState.CLOSED}:
        return Waiting(text="有成员不在席，评标等待其返回。", labels=absent, blocked=True)
    for wait in awaited(found):
        words = progress_words(standing_of(wait))
        return Waiting(text=f"{wait.label}{words}。见证完成后自动继续，无须操作。", labels=(), blocked=False)
    missing = tuple(seat.seat_label for seat in progress(found.project_id) if not seat.is_done)
    step = SESSION_LABELS[SessionState(found.state)]
    text = f"“{step}”尚有 {len(missing)} 名成员未完成。" if missing else f"“{step}”全体成员均已完成。"
    return Waiting(text=text, labels=missing, blocked=False)


def awaited(found: Session) -> "list[Wait]":
    """What has been done and waits for its witnesses: locked scores, the complete report."""
    return open_waits(found.project_id, SheetSubmitted.KIND, DocumentCompleted.KIND)


def opening_awaited(found: Session) -> "list[Wait]":
    """The opening of the bids, while it waits for its witnesses."""
    return open_waits(found.project_id, EvaluationStarted.KIND)


def results(ctx: Ctx, found: Session) -> tuple[LotResult, ...]:
    """All lots' results; empty until the summary, when all scores have been released."""
    if found.state not in {SessionState.SUMMARY, SessionState.REPORT, SessionState.CLOSED}:
        return ()
    with bound(ctx):
        return session_results(found, reviews_of(found))


def summary_digest(ctx: Ctx, found: Session) -> str:
    """What a member confirms, as ``confirm_summary(seen=…)`` wants it."""
    found.refresh_from_db(fields=["state"])
    return digest(results(ctx, found))


def results_digest(shown: Sequence[LotResult]) -> str:
    """The digest of results already read."""
    return digest(shown)
