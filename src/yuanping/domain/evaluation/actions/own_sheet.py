"""What every writing on a sheet checks first."""

from collections.abc import Iterable, Sized

from yuanping.base.change import Change
from yuanping.core.errors import Invalid, NotFound, WrongState
from yuanping.domain.evaluation.events import SheetSaved
from yuanping.domain.evaluation.models import Member, Sheet
from yuanping.domain.evaluation.states import SESSION_LABELS, SessionState, Stage


def own_sheet(member: Member, sheet_id: int, stage: Stage) -> Sheet:
    """The member's sheet of that stage, or ``NotFound``: another's does not exist for this member."""
    sheet = (
        Sheet.objects.filter(pk=sheet_id, member=member, stage=stage)
        .select_related("session__project", "review__lot", "member__seat")
        .first()
    )
    if sheet is None:
        raise NotFound("not-found", "没有找到该评审表，或您无权查看。", remedy="请从左侧步骤重新进入。")
    return sheet


def require_stage(member: Member, state: SessionState) -> None:
    """``WrongState`` unless the session is there: a recusal may have interrupted it."""
    current = SessionState(member.session.state)
    if current is not state:
        raise WrongState(
            "wrong-state",
            f"评标当前为“{SESSION_LABELS[current]}”，不能执行该操作。",
            remedy=f"该操作只能在“{SESSION_LABELS[state]}”时进行。已填写的内容仍予保留。",
        )


def require_known(sheet: Sheet, pairs: Iterable[tuple[int, str]]) -> None:
    """``Invalid`` for a bid or an item that this sheet does not ask for."""
    wanted = {(int(bid_id), str(item_id)) for bid_id, item_id in sheet.pairs}
    for bid_id, item_id in pairs:
        if (bid_id, item_id) not in wanted:
            raise Invalid(
                "not-wanted",
                "提交的内容不在本评审表的范围内。",
                remedy="请刷新页面后重新填写。",
                field=f"{bid_id}:{item_id}",
            )


def record_saved(tx: Change[Sheet], given: Sized) -> None:
    """Note how much is filled in; never what."""
    sheet = tx.row
    sheet.filled, sheet.saved_at = len(given), tx.ctx.now
    tx.record(
        SheetSaved(
            project_id=sheet.session.project_id,
            session_id=sheet.session_id,
            sheet_id=sheet.pk,
            seat_id=sheet.member.seat_id,
            stage=sheet.stage,
            filled=sheet.filled,
            wanted=sheet.wanted,
        )
    )
