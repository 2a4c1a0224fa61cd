"""Members doing what is due, all at once: to get a session to where a test begins."""

from collections.abc import Mapping, Sequence

from tests.factories.evaluation import World, member
from yuanping.base.context import Ctx
from yuanping.domain.evaluation.actions.preliminary import Verdict, submit_opinions
from yuanping.domain.evaluation.actions.recusal import declare_no_conflict
from yuanping.domain.evaluation.actions.scoring import Mark, submit_scores
from yuanping.domain.evaluation.actions.summary import confirm_summary
from yuanping.domain.evaluation.actions.voting import vote_chair
from yuanping.domain.evaluation.models import Session, Sheet
from yuanping.domain.evaluation.queries import summary_digest
from yuanping.domain.evaluation.states import SheetState, Stage


def declare_all(world: World, session: Session) -> None:
    for ctx in world.everybody():
        declare_no_conflict(ctx, session.pk)


def elect(world: World, session: Session, *, seat: int = 0) -> None:
    """Everybody votes for the member at that seat."""
    chosen = member(session, world.seats[seat]).pk
    for ctx in world.everybody():
        vote_chair(ctx, session.pk, member_id=chosen)


def open_sheet(ctx: Ctx, stage: Stage) -> Sheet:
    """The sheet of that stage that waits for this member."""
    return Sheet.objects.get(
        member__seat_id=ctx.committee_seat_id,
        member__replaced_at=None,
        stage=stage,
        state=SheetState.DRAFT,
    )


def verdicts(
    sheet: Sheet, *, failing: Mapping[tuple[int, str], str] | None = None
) -> dict[tuple[int, str], Verdict]:
    """Everything passes but what ``failing`` names with its reason."""
    against = failing or {}
    return {
        (bid, item): Verdict((bid, item) not in against, against.get((bid, item), ""))
        for bid, item in sheet.pairs
    }


def judge(ctx: Ctx, session: Session, *, failing: Mapping[tuple[int, str], str] | None = None) -> None:
    """Hand in preliminary opinions."""
    sheet = open_sheet(ctx, Stage.PRELIMINARY)
    submit_opinions(ctx, session.pk, sheet.pk, verdicts(sheet, failing=failing))


def judge_all(world: World, session: Session, *, reject: Sequence[int] = (), votes_against: int = 5) -> None:
    """All judge; the first ``votes_against`` members fail the bids at these positions on their first item."""
    failing = {(world.bids[n].pk, "q1"): "营业执照已过期，见投标文件第 3 页" for n in reject}
    for position, ctx in enumerate(world.everybody()):
        judge(ctx, session, failing=failing if position < votes_against else None)


def marks(sheet: Sheet, points: Mapping[str, str]) -> dict[tuple[int, str], Mark]:
    """The same points for every bid, by criterion."""
    return {(bid, criterion): Mark(points[criterion]) for bid, criterion in sheet.pairs}


def score_all(world: World, session: Session, *, but_last: int = 0) -> None:
    """Each member gives 30 to 34 for the plan and 25 for the record; the last ``but_last`` wait."""
    everybody = world.everybody()
    for number, ctx in enumerate(everybody[: len(everybody) - but_last]):
        sheet = open_sheet(ctx, Stage.DETAILED)
        submit_scores(ctx, session.pk, sheet.pk, marks(sheet, {"plan": str(30 + number), "record": "25"}))


def confirm_all(world: World, session: Session) -> None:
    for ctx in world.everybody():
        confirm_summary(ctx, session.pk, seen=summary_digest(ctx, session))
