"""Appraising members on the spot (专家评价), the expert's objection, and the supervisor's word on it."""

import hashlib
import json
import secrets
from collections.abc import Mapping

from yuanping.base import permissions
from yuanping.base.change import change
from yuanping.base.context import Ctx
from yuanping.base.vault.models import SealedItem
from yuanping.base.vault.sealing import seal
from yuanping.core.errors import Invalid, NotFound, Refused
from yuanping.core.local_time import written
from yuanping.domain.experts import raters
from yuanping.domain.experts.events import AppraisalGiven, AppraisalObjected, ObjectionDecided
from yuanping.domain.experts.models import Appraisal, Attendance
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.states import Grade

WORDS = "experts.appraisal-words"
LONGEST = 500


def give_appraisal(ctx: Ctx, attendance_id: int, *, grades: Mapping[str, str], words: str) -> Appraisal:
    """Appraise one member's part for the actor's party, once.

    ``grades`` has a grade for each item asked. A low grade needs words; words are sealed.
    """
    permissions.require(ctx, Experts.APPRAISE)
    rows = Attendance.objects.all().visible_to(ctx).select_related("seat__committee__project", "seat__venue")
    part = rows.filter(pk=attendance_id).first()
    if part is None:
        raise NotFound("not-found", "没有找到该成员，或您无权查看。", remedy="请从专家评价列表进入。")
    permissions.require(ctx, Experts.APPRAISE, part)
    project = part.seat.committee.project
    party, asked = raters.party_of(ctx, part), raters.raters(project)
    assert party is not None  # as just required
    assert ctx.actor_id is not None  # accounts alone speak for a party
    assert ctx.organisation_id is not None
    until = raters.appraise_by(part)
    if ctx.now > until:
        raise Refused(
            "appraisal-late",
            f"评价期限（{written(until)}）已过。",
            remedy="有新情况的，请书面报告行政监督部门。",
            citation=asked.citation,
        )
    checked = _checked(grades, raters.items(project), words)
    item, commitment = _sealed(ctx, checked, words)
    with change(ctx, Appraisal, None, "give", permission=Experts.APPRAISE) as tx:
        row = tx.add(
            Appraisal(
                attendance=part,
                party=party,
                organisation_id=ctx.organisation_id,
                account_id=ctx.actor_id,
                grades=checked,
                words=item,
                commitment=commitment,
                given_at=ctx.now,
            ),
            taken={
                "experts_appraise_once": Refused(
                    "already-appraised",
                    "贵方已评价过该成员，每名成员只评价一次。",
                    remedy="需要更正的，请报告行政监督部门。",
                )
            },
        )
        tx.record(
            AppraisalGiven(
                project_id=project.pk,
                appraisal_id=row.pk,
                seat_id=part.seat_id,
                label=part.seat.label,
                party=party,
                commitment=commitment,
            )
        )
    return row


def object_to(ctx: Ctx, appraisal_id: int, *, words: str) -> Appraisal:
    """The expert appraised objects, with words, within the period; once."""
    text = _required(words, "请写明异议的理由。")
    with change(ctx, Appraisal, appraisal_id, "object", permission=Experts.OBJECT) as tx:
        row = tx.row
        until = raters.object_by(row)
        tx.require(
            ctx.now <= until,
            "objection-late",
            f"提出异议的期限（{written(until)}）已过。",
            remedy="有新证据的，请向行政监督部门书面反映。",
        )
        row.objection = seal(ctx, WORDS, {"text": text})
        row.objected_at = ctx.now
        tx.record(
            AppraisalObjected(
                project_id=row.attendance.seat.committee.project_id,
                appraisal_id=row.pk,
                label=row.attendance.seat.label,
                party=row.party,
            )
        )
    return row


def uphold_appraisal(ctx: Ctx, appraisal_id: int, *, words: str) -> Appraisal:
    """The objection does not hold; the supervisor says why."""
    text = _required(words, "请写明维持评价的理由。")
    with change(ctx, Appraisal, appraisal_id, "uphold", permission=Experts.DECIDE_OBJECTION) as tx:
        tx.record(_decide(ctx, tx.row, tx.row.grades, text, upheld=True))
    return tx.row


def amend_appraisal(ctx: Ctx, appraisal_id: int, *, grades: Mapping[str, str], words: str) -> Appraisal:
    """The objection holds: other grades count from now on; the first ones stay on record."""
    text = _required(words, "请写明变更评价的理由。")
    with change(ctx, Appraisal, appraisal_id, "amend", permission=Experts.DECIDE_OBJECTION) as tx:
        row = tx.row
        checked = _checked(grades, tuple(row.grades), text)
        tx.require(
            checked != row.grades,
            "grades-unchanged",
            "评价没有变化。",
            remedy="维持原评价的，请选择“异议不成立”。",
        )
        row.amended = checked
        tx.record(_decide(ctx, row, checked, text, upheld=False))
    return tx.row


def _decide(
    ctx: Ctx, row: Appraisal, grades: Mapping[str, str], text: str, *, upheld: bool
) -> ObjectionDecided:
    row.decision, commitment = _sealed(ctx, grades, text)
    row.decided_at = ctx.now
    return ObjectionDecided(
        project_id=row.attendance.seat.committee.project_id,
        appraisal_id=row.pk,
        label=row.attendance.seat.label,
        party=row.party,
        upheld=upheld,
        commitment=commitment,
    )


def _sealed(ctx: Ctx, grades: Mapping[str, str], text: str) -> tuple[SealedItem, str]:
    """The words under seal with a nonce, and the digest of grades, words and nonce for the log."""
    nonce = secrets.token_hex(16)
    said = {"grades": dict(grades), "nonce": nonce, "text": text.strip()}
    commitment = hashlib.sha256(
        json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()
    return seal(ctx, WORDS, {"text": text.strip(), "nonce": nonce}), commitment


def _checked(grades: Mapping[str, str], items: tuple[str, ...], words: str) -> dict[str, str]:
    for item in items:
        if grades.get(item) not in set(Grade):
            raise Invalid(
                "grade-missing", f"请评价“{raters.ITEM_LABELS.get(item, item)}”。", field=f"grade_{item}"
            )
    found = {item: str(grades[item]) for item in items}
    if Grade.POOR in found.values() and len(words.strip()) < 5:
        raise Invalid("words-missing", "评为不合格的，请写明事实和理由，不少于 5 个字。", field="words")
    if len(words) > LONGEST:
        raise Invalid("words-long", f"说明不超过 {LONGEST} 个字。", field="words")
    return found


def _required(words: str, message: str) -> str:
    text = words.strip()
    if len(text) < 5:
        raise Invalid("words-missing", f"{message.rstrip('。')}，不少于 5 个字。", field="words")
    if len(text) > LONGEST:
        raise Invalid("words-long", f"说明不超过 {LONGEST} 个字。", field="words")
    return text
