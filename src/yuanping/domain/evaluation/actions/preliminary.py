"""Preliminary review (初步评审): pass or fail of every bid on every item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from yuanping.base.change import Change, change
from yuanping.base.context import Ctx
from yuanping.core.errors import Invalid
from yuanping.core.scoring import PreliminaryItem, Vote
from yuanping.domain.evaluation.actions.advance import advance
from yuanping.domain.evaluation.actions.handing_in import hand_in
from yuanping.domain.evaluation.actions.own_sheet import own_sheet, record_saved, require_known, require_stage
from yuanping.domain.evaluation.actions.seated import seated
from yuanping.domain.evaluation.committee import method_of
from yuanping.domain.evaluation.models import Member, Opinion, Sheet
from yuanping.domain.evaluation.permissions import Evaluation
from yuanping.domain.evaluation.states import SessionState, Stage

Pair = tuple[int, str]
REASON_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement as typed: ``passed`` None when not judged yet. A failing one needs its reason to be handed in."""

    passed: bool | None
    reason: str = ""


def save_opinions(ctx: Ctx, session_id: int, sheet_id: int, verdicts: Mapping[Pair, Verdict]) -> None:
    """暂存: keep what is given; a pair that is not named stays as it is. Unchanged values leave no event."""
    with seated(ctx, session_id, permission=Evaluation.REVIEW) as member:
        sheet = _sheet(member, sheet_id)
        _check(sheet, verdicts)
        if _unchanged(sheet, verdicts):
            return
        with change(ctx, Sheet, sheet_id, "save", permission=Evaluation.REVIEW) as tx:
            _store(tx.row, verdicts)
            record_saved(tx, _stored(sheet).values())


def submit_opinions(ctx: Ctx, session_id: int, sheet_id: int, verdicts: Mapping[Pair, Verdict]) -> None:
    """提交: everything wanted must be judged, every failing judgement with its reason."""
    with seated(ctx, session_id, permission=Evaluation.REVIEW) as member:
        sheet = _sheet(member, sheet_id)
        _check(sheet, verdicts)
        with change(ctx, Sheet, sheet_id, "submit", permission=Evaluation.REVIEW) as tx:
            _store(tx.row, verdicts)
            given = _stored(sheet)
            _require_complete(tx, given)
            hand_in(tx, [[o.bid_id, o.item_id, o.passed, o.reason] for _, o in sorted(given.items())])
        advance(ctx, session_id)


def _sheet(member: Member, sheet_id: int) -> Sheet:
    sheet = own_sheet(member, sheet_id, Stage.PRELIMINARY)
    require_stage(member, SessionState.PRELIMINARY)
    return sheet


def _check(sheet: Sheet, verdicts: Mapping[Pair, Verdict]) -> None:
    require_known(sheet, verdicts)
    for (bid_id, item_id), verdict in verdicts.items():
        if len(verdict.reason) > REASON_LIMIT:
            raise Invalid(
                "reason-long",
                f"理由不能超过 {REASON_LIMIT} 个字。",
                remedy="请写明要点和投标文件中的位置。",
                field=f"{bid_id}:{item_id}",
            )


def _stored(sheet: Sheet) -> dict[Pair, Opinion]:
    return {(opinion.bid_id, opinion.item_id): opinion for opinion in Opinion.objects.filter(sheet=sheet)}


def _unchanged(sheet: Sheet, verdicts: Mapping[Pair, Verdict]) -> bool:
    kept = {pair: Verdict(o.passed, o.reason) for pair, o in _stored(sheet).items()}
    return all(_tidy(verdict) == kept.get(pair, Verdict(None)) for pair, verdict in verdicts.items())


def _tidy(verdict: Verdict) -> Verdict:
    """A reason without a judgement is not kept."""
    return Verdict(None) if verdict.passed is None else Verdict(verdict.passed, verdict.reason.strip())


def _store(sheet: Sheet, verdicts: Mapping[Pair, Verdict]) -> None:
    """Given judgements replace those kept; a judgement taken back is removed."""
    cleared = [Q(bid_id=bid, item_id=item) for (bid, item), v in verdicts.items() if v.passed is None]
    if cleared:
        Opinion.objects.filter(reduce(or_, cleared), sheet=sheet).delete()
    Opinion.objects.bulk_create(
        [
            Opinion(sheet=sheet, bid_id=bid, item_id=item, passed=v.passed, reason=v.reason.strip())
            for (bid, item), v in verdicts.items()
            if v.passed is not None
        ],
        update_conflicts=True,
        unique_fields=["sheet", "bid", "item_id"],
        update_fields=["passed", "reason"],
    )


def _require_complete(tx: Change[Sheet], given: Mapping[Pair, Opinion]) -> None:
    sheet = tx.row
    missing = [pair for pair in wanted_pairs(sheet) if pair not in given]
    if missing:
        raise Invalid(
            "sheet-incomplete",
            f"还有 {len(missing)} 项没有评审。",
            remedy="请按“尚未完成”列表逐项补齐后再提交；需要中途离开的，请先暂存。",
            field=f"{missing[0][0]}:{missing[0][1]}",
        )
    names = {item.id: item.name for item in _items(sheet)}
    for (bid_id, item_id), opinion in sorted(given.items()):
        try:
            Vote(
                member_id=sheet.member.label,
                bid_id=str(bid_id),
                item_id=item_id,
                passed=opinion.passed,
                reason=opinion.reason,
            )
        except Invalid as refused:
            raise Invalid(
                refused.code,
                f"“{names[item_id]}”{refused.message}",
                remedy=refused.remedy,
                field=f"{bid_id}:{item_id}",
            ) from refused


def wanted_pairs(sheet: Sheet) -> list[Pair]:
    return [(int(bid_id), str(item_id)) for bid_id, item_id in sheet.pairs]


def _items(sheet: Sheet) -> Sequence[PreliminaryItem]:
    assert sheet.review is not None  # a preliminary sheet belongs to a lot
    return method_of(sheet.review.lot).preliminary
