"""Ballots: the chair's election (推选组长), and whether competition is clearly lacking."""

from yuanping.base.change import change
from yuanping.base.context import Ctx
from yuanping.core.errors import Invalid, Refused
from yuanping.domain.evaluation.actions.advance import advance
from yuanping.domain.evaluation.actions.handing_in import hand_in
from yuanping.domain.evaluation.actions.seated import seated
from yuanping.domain.evaluation.committee import active_members
from yuanping.domain.evaluation.law import law_of
from yuanping.domain.evaluation.models import Ballot, Member, Sheet
from yuanping.domain.evaluation.permissions import Evaluation
from yuanping.domain.evaluation.states import (
    COMPETITION_LABELS,
    Competition,
    LotStage,
    SessionState,
    SheetState,
    Stage,
)


def vote_chair(ctx: Ctx, session_id: int, *, member_id: int) -> None:
    """Vote for one member as chair in the current round; the same vote again changes nothing.

    The purchaser's representative is not electable where the rules say so (S1-14).
    """
    with seated(ctx, session_id, permission=Evaluation.VOTE) as voter:
        chosen = {member.pk: member for member in active_members(voter.session)}.get(member_id)
        if chosen is None:
            raise Invalid("member-unknown", "请选择本评标委员会的一名成员。", field="member_id")
        excluded, citation = law_of(voter.session.project).representative_excluded()
        if chosen.is_representative and excluded:
            raise Refused(
                "representative-not-electable",
                f"{chosen.label}不得担任评标委员会组长。",
                remedy="请从评标专家中推选组长。",
                field="member_id",
                citation=citation,
            )
        sheet = _ballot_sheet(
            voter, Stage.CHAIR, voter.session.chair_round, when=voter.session.state == SessionState.CHAIR
        )
        _cast(ctx, voter, sheet, str(chosen.pk))


def vote_competition(ctx: Ctx, session_id: int, *, review_id: int, answer: str) -> None:
    """Vote whether the lot goes on with fewer valid bids than the rule names."""
    with seated(ctx, session_id, permission=Evaluation.VOTE) as voter:
        if answer not in COMPETITION_LABELS:
            raise Invalid("answer-unknown", "请选择“继续评审”或者“否决全部投标”。", field="answer")
        review = voter.session.reviews.filter(pk=review_id).first()
        if review is None:
            raise Invalid("lot-unknown", "该标段不属于本项目。", field="review_id")
        sheet = _ballot_sheet(
            voter,
            Stage.COMPETITION,
            review.competition_round,
            when=review.stage == LotStage.COMPETITION,
            review_id=review_id,
        )
        _cast(ctx, voter, sheet, Competition(answer).value)


def _ballot_sheet(
    voter: Member, stage: Stage, round_number: int, *, when: bool, review_id: int | None = None
) -> Sheet:
    sheet = Sheet.objects.filter(member=voter, stage=stage, round=round_number, review_id=review_id).first()
    if sheet is None or not when:
        raise Refused(
            "no-vote-open", "当前没有需要您表决的事项。", remedy="请按左侧步骤查看当前环节，或刷新页面。"
        )
    return sheet


def _cast(ctx: Ctx, voter: Member, sheet: Sheet, choice: str) -> None:
    if sheet.state == SheetState.SUBMITTED:
        if Ballot.objects.filter(sheet=sheet, choice=choice).exists():
            return
        raise Refused(
            "already-voted",
            "您在本轮已经投票，投票后不能更改。",
            remedy="请等待其他成员投票；没有过半数结果的，将进行下一轮。",
        )
    with change(ctx, Sheet, sheet.pk, "submit", permission=Evaluation.VOTE) as tx:
        Ballot.objects.create(sheet=sheet, choice=choice)
        hand_in(tx, {"choice": choice})
    advance(ctx, voter.session_id)
