"""What a member reads at the own seat: the own sheets and what stands on them, the bids' files."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from yuanping.base.context import Ctx, bound
from yuanping.core.errors import NotAllowed, NotFound, WrongState
from yuanping.domain.evaluation.actions.preliminary import Verdict, wanted_pairs
from yuanping.domain.evaluation.actions.scoring import Mark
from yuanping.domain.evaluation.committee import is_present
from yuanping.domain.evaluation.decisions import Count, chair_votes
from yuanping.domain.evaluation.events import EvaluationStarted
from yuanping.domain.evaluation.models import Ballot, Member, Opinion, ScoreEntry, Session, Sheet
from yuanping.domain.evaluation.states import SessionState, SheetState, Stage
from yuanping.domain.projects import queries as projects
from yuanping.domain.quorum import queries as quorum

if TYPE_CHECKING:
    from yuanping.domain.projects.models import Bid

Pair = tuple[int, str]


def own_member(ctx: Ctx, session: Session) -> Member:
    """The person at the seat; ``NotFound`` when the seat is not of this session."""
    found = (
        Member.objects.filter(session=session, seat_id=ctx.committee_seat_id, replaced_at=None)
        .select_related("seat__venue")
        .first()
    )
    if found is None:
        raise NotFound("not-found", "没有找到您的席位。", remedy="请从席位页面重新进入。")
    return found


def own_sheet(ctx: Ctx, sheet_id: int, stage: Stage) -> Sheet:
    """One of the member's own sheets; ``NotFound`` for anybody else's."""
    found = (
        Sheet.objects.all()
        .visible_to(ctx)
        .filter(pk=sheet_id, stage=stage)
        .select_related("session", "review__lot__project", "member")
        .first()
    )
    if found is None:
        raise NotFound("not-found", "没有找到该评审表，或您无权查看。", remedy="请从左侧步骤重新进入。")
    return found


def given_verdicts(ctx: Ctx, sheet: Sheet) -> dict[Pair, Verdict]:
    """The judgements kept on an own sheet."""
    with bound(ctx):
        rows = list(Opinion.objects.filter(sheet=sheet))
    return {(row.bid_id, row.item_id): Verdict(row.passed, row.reason) for row in rows}


def given_marks(ctx: Ctx, sheet: Sheet) -> dict[Pair, Mark]:
    """The scores kept on an own sheet, as text without idle zeros."""
    with bound(ctx):
        rows = list(ScoreEntry.objects.filter(sheet=sheet))
    return {(row.bid_id, row.criterion_id): Mark(_plain(row.points), row.note) for row in rows}


def subtotal(marks: Mapping[Pair, Mark], bid_id: int) -> Decimal | None:
    """The sum of the marks given to one bid; None while there is none."""
    points = [Decimal(mark.points) for (bid, _), mark in marks.items() if bid == bid_id and mark.points]
    return Decimal(_plain(sum(points, Decimal(0)))) if points else None


def _plain(points: Decimal) -> str:
    text = format(points, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def missing_pairs(sheet: Sheet, given: Mapping[Pair, Verdict] | Mapping[Pair, Mark]) -> list[Pair]:
    """What is wanted and not there yet, in the order of the sheet; a failing judgement lacks its reason."""
    return [pair for pair in wanted_pairs(sheet) if pair not in given or _lacks_reason(given[pair])]


def _lacks_reason(found: Verdict | Mark) -> bool:
    return isinstance(found, Verdict) and found.passed is False and not found.reason


@dataclass(frozen=True, slots=True)
class Election:
    """The chair's election as one member may see it: own vote of the open round, counts of finished ones."""

    round: int
    voted_for: int | None
    earlier: tuple[Count, ...]


def election(ctx: Ctx, session: Session) -> Election:
    """How the election stands."""
    with bound(ctx):
        own = Ballot.objects.filter(
            sheet__member__seat_id=ctx.committee_seat_id,
            sheet__session=session,
            sheet__stage=Stage.CHAIR,
            sheet__round=session.chair_round,
            sheet__state=SheetState.SUBMITTED,
        ).first()
        over = session.state not in {SessionState.RECUSAL, SessionState.CHAIR}
        finished = range(1, session.chair_round + int(over))
        earlier = tuple(chair_votes(session, round_number=number) for number in finished)
    return Election(session.chair_round, int(own.choice) if own else None, earlier)


def readable_bids(ctx: Ctx, session: Session) -> "list[Bid]":
    """The bids of all lots, for a member who is present and has declared that no conflict exists.

    ``AwaitingWitness`` while the witnesses have not seen the opening, where the rules ask for them.
    """
    member = own_member(ctx, session)
    if not is_present(member):
        raise NotAllowed(
            "not-checked-in", "您尚未签到或者已经离场，不能查阅投标文件。", remedy="请联系现场工作人员。"
        )
    if member.declared_at is None:
        raise WrongState(
            "recusal-first",
            "作出回避声明后才能查阅投标文件。",
            remedy="请先在“回避声明”中核对投标人名单并作出声明。",
        )
    if session.state == SessionState.CLOSED:
        raise WrongState("evaluation-over", "评标已结束，不能再查阅投标文件。")
    opening = quorum.latest(session.project_id, EvaluationStarted.KIND)
    if opening is not None and opening.holds:
        raise quorum.refusal(opening)
    return [bid for lot in projects.lots(session.project) for bid in projects.bids(lot)]


def readable_bid(ctx: Ctx, session: Session, bid_id: int) -> "Bid":
    """One of them; ``NotFound`` for a bid of another project."""
    for bid in readable_bids(ctx, session):
        if bid.pk == bid_id:
            return bid
    raise NotFound("not-found", "没有找到该投标文件，或您无权查阅。", remedy="请从“查阅文件”重新进入。")
