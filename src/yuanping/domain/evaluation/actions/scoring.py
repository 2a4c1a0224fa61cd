"""Detailed review (详细评审): points per bid and criterion, kept (暂存) and handed in (提交)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import reduce
from operator import or_

from django.db.models import Q

from yuanping.base.change import change
from yuanping.base.context import Ctx
from yuanping.core.errors import Invalid
from yuanping.core.identifiers.text import half_width
from yuanping.core.scoring import Method, check_points
from yuanping.domain.evaluation.actions.advance import advance
from yuanping.domain.evaluation.actions.handing_in import hand_in
from yuanping.domain.evaluation.actions.own_sheet import own_sheet, record_saved, require_known, require_stage
from yuanping.domain.evaluation.actions.preliminary import wanted_pairs
from yuanping.domain.evaluation.actions.seated import seated
from yuanping.domain.evaluation.committee import method_of
from yuanping.domain.evaluation.models import Member, ScoreEntry, Sheet
from yuanping.domain.evaluation.permissions import Evaluation
from yuanping.domain.evaluation.states import SessionState, Stage

Pair = tuple[int, str]
NOTE_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Mark:
    """A score as typed: ``points`` is text, empty when not scored yet."""

    points: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Score:
    points: Decimal
    note: str


def save_scores(ctx: Ctx, session_id: int, sheet_id: int, marks: Mapping[Pair, Mark]) -> None:
    """暂存: keep what is given and in range; pairs not named stay. Unchanged values leave no event."""
    with seated(ctx, session_id, permission=Evaluation.SCORE) as member:
        sheet = _sheet(member, sheet_id)
        scores = _read(sheet, marks)
        if _unchanged(sheet, scores):
            return
        with change(ctx, Sheet, sheet_id, "save", permission=Evaluation.SCORE) as tx:
            _store(tx.row, scores)
            record_saved(tx, _stored(sheet))


def submit_scores(ctx: Ctx, session_id: int, sheet_id: int, marks: Mapping[Pair, Mark]) -> None:
    """提交: every valid bid must be scored on every criterion; after it nothing changes but by a correction."""
    with seated(ctx, session_id, permission=Evaluation.SCORE) as member:
        sheet = _sheet(member, sheet_id)
        scores = _read(sheet, marks)
        with change(ctx, Sheet, sheet_id, "submit", permission=Evaluation.SCORE) as tx:
            _store(tx.row, scores)
            given = _stored(sheet)
            missing = [pair for pair in wanted_pairs(sheet) if pair not in given]
            if missing:
                raise Invalid(
                    "sheet-incomplete",
                    f"还有 {len(missing)} 项没有评分。",
                    remedy="请按“尚未完成”列表逐项补齐后再提交；需要中途离开的，请先暂存。",
                    field=f"{missing[0][0]}:{missing[0][1]}",
                )
            _drop_strangers(sheet)
            hand_in(tx, [[*pair, format(s.points, "f"), s.note] for pair, s in sorted(given.items())])
        advance(ctx, session_id)


def problems(method: Method, marks: Mapping[Pair, Mark]) -> dict[Pair, Invalid]:
    """What is wrong with typed marks, by place: a page shows all of it at once."""
    found = {}
    for pair, mark in marks.items():
        try:
            _score(method, pair, mark)
        except Invalid as refused:
            found[pair] = refused
    return found


def _sheet(member: Member, sheet_id: int) -> Sheet:
    sheet = own_sheet(member, sheet_id, Stage.DETAILED)
    require_stage(member, SessionState.DETAILED)
    return sheet


def _read(sheet: Sheet, marks: Mapping[Pair, Mark]) -> dict[Pair, _Score | None]:
    require_known(sheet, marks)
    assert sheet.review is not None  # a score sheet belongs to a lot
    method = method_of(sheet.review.lot)
    return {pair: _score(method, pair, mark) for pair, mark in marks.items()}


def _score(method: Method, pair: Pair, mark: Mark) -> _Score | None:
    """None for an empty cell; ``Invalid`` names the criterion, its range and what to do."""
    bid_id, criterion_id = pair
    field = f"{bid_id}:{criterion_id}"
    criterion = method.criterion(criterion_id)
    if len(mark.note) > NOTE_LIMIT:
        raise Invalid(
            "note-long",
            f"“{criterion.name}”的评审意见不能超过 {NOTE_LIMIT} 个字。",
            remedy="请精简后再保存。",
            field=field,
        )
    text = half_width(mark.points).strip()
    if not text:
        return None
    try:
        points = Decimal(text)
    except InvalidOperation:
        points = Decimal("NaN")
    return _Score(check_points(criterion, points, field=field), mark.note.strip())


def _stored(sheet: Sheet) -> dict[Pair, _Score]:
    """What is kept for the bids wanted."""
    wanted = set(wanted_pairs(sheet))
    rows = ScoreEntry.objects.filter(sheet=sheet)
    return {
        (row.bid_id, row.criterion_id): _Score(row.points, row.note)
        for row in rows
        if (row.bid_id, row.criterion_id) in wanted
    }


def _unchanged(sheet: Sheet, scores: Mapping[Pair, _Score | None]) -> bool:
    kept = _stored(sheet)
    return all(score == kept.get(pair) for pair, score in scores.items())


def _store(sheet: Sheet, scores: Mapping[Pair, _Score | None]) -> None:
    """Given scores replace those kept; an emptied cell is removed."""
    cleared = [Q(bid_id=bid, criterion_id=key) for (bid, key), score in scores.items() if score is None]
    if cleared:
        ScoreEntry.objects.filter(reduce(or_, cleared), sheet=sheet).delete()
    ScoreEntry.objects.bulk_create(
        [
            ScoreEntry(sheet=sheet, bid_id=bid, criterion_id=key, points=score.points, note=score.note)
            for (bid, key), score in scores.items()
            if score is not None
        ],
        update_conflicts=True,
        unique_fields=["sheet", "bid", "criterion_id"],
        update_fields=["points", "note"],
    )


def _drop_strangers(sheet: Sheet) -> None:
    """Scores for bids that are no longer valid since a member was replaced."""
    valid = {bid_id for bid_id, _ in wanted_pairs(sheet)}
    ScoreEntry.objects.filter(sheet=sheet).exclude(bid_id__in=valid).delete()
