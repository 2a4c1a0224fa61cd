"""Handing in a sheet: the commitment, and the mark that it is handed in."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence

from yuanping.base.change import Change
from yuanping.base.witness.queries import entries, parsed
from yuanping.core.canonical import canonical
from yuanping.core.events import Json
from yuanping.domain.evaluation.events import SheetSubmitted
from yuanping.domain.evaluation.models import Sheet, SheetSalt


def commitment(sheet: Sheet, content: Json, *, salt: str) -> str:
    """SHA-256 (hex) of the canonical JSON (RFC 8785) of a sheet's content with its salt."""
    body: Mapping[str, object] = {
        "sheet": sheet.pk,
        "seat": sheet.member.seat_id,
        "lot": sheet.review.lot.code if sheet.review else None,
        "stage": sheet.stage,
        "round": sheet.round,
        "content": content,
        "salt": salt,
    }
    return hashlib.sha256(canonical(body)).hexdigest()


def last_submission(sheets: Sequence[Sheet]) -> int:
    """The number of the entry by which the last of these sheets was handed in; 0 while none was."""
    wanted = {sheet.pk for sheet in sheets}
    kept = entries(project_id=sheets[0].session.project_id).filter(kind=SheetSubmitted.KIND).reverse()
    return next((entry.number for entry in kept if parsed(entry)["data"]["sheet_id"] in wanted), 0)


def hand_in(tx: Change[Sheet], content: Json) -> None:
    """Inside the change that submits: commit to the content, and record only the commitment."""
    sheet = tx.row
    salt = secrets.token_hex(32)
    SheetSalt.objects.filter(sheet=sheet).delete()
    SheetSalt.objects.create(sheet=sheet, salt=salt)
    sheet.commitment = commitment(sheet, content, salt=salt)
    sheet.submitted_at = tx.ctx.now
    sheet.filled = sheet.wanted
    tx.record(
        SheetSubmitted(
            project_id=sheet.session.project_id,
            session_id=sheet.session_id,
            sheet_id=sheet.pk,
            seat_id=sheet.member.seat_id,
            stage=sheet.stage,
            round=sheet.round,
            commitment=sheet.commitment,
        )
    )
