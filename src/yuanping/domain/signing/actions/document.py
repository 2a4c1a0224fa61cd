"""Documents: laid before the members as a draft, fixed with their opinions, signed one by one, closed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from yuanping.base.change import change
from yuanping.base.context import Ctx
from yuanping.base.ports.storage import storage
from yuanping.base.vault.sealing import seal
from yuanping.core.errors import Invalid
from yuanping.domain.signing import pades
from yuanping.domain.signing.events import (
    DeclarationsEnded,
    DocumentCompleted,
    DocumentFixed,
    DocumentOpened,
    DocumentVoided,
    OpinionDeclared,
)
from yuanping.domain.signing.models import Document, Signature
from yuanping.domain.signing.pades import Box
from yuanping.domain.signing.permissions import Signing
from yuanping.domain.signing.states import DocumentKind, Opinion

REASON_LIMIT = 2000
SIGNER = "signing.signer"


def open_document(
    ctx: Ctx,
    project_id: int,
    *,
    kind: DocumentKind,
    title: str,
    pdf: bytes,
    signer_seat_ids: Sequence[int],
) -> Document:
    """Lay a draft before its signers, in the order in which they are named."""
    with change(ctx, Document, None, "open", permission=Signing.PREPARE) as tx:
        tx.require(bool(signer_seat_ids), "no-signers", "没有需要签署的成员。")
        stored = storage().put([pdf])
        row = tx.add(
            Document(
                project_id=project_id,
                kind=kind,
                title=title,
                sha256=stored.sha256,
                size=stored.size,
                opened_at=ctx.now,
            )
        )
        Signature.objects.bulk_create(
            Signature(document=row, seat_id=seat_id, ordinal=ordinal)
            for ordinal, seat_id in enumerate(signer_seat_ids, start=1)
        )
        tx.record(
            DocumentOpened(
                project_id=project_id,
                document_id=row.pk,
                document_kind=kind,
                sha256=stored.sha256,
                size=stored.size,
                seat_ids=tuple(signer_seat_ids),
            )
        )
    return row


def declare_opinion(ctx: Ctx, document_id: int, *, opinion: Opinion, reason: str = "") -> Signature:
    """Agree, or state a dissenting opinion in writing with its reason (招标投标法实施条例 53).

    An opinion may be changed until the text is fixed. Refused: reason-missing, reason-too-long.
    """
    if opinion not in {Opinion.AGREE, Opinion.DISSENT}:
        raise Invalid("opinion-missing", "请选择“同意”或者“有不同意见”。", field="opinion")
    reason = reason.strip() if opinion == Opinion.DISSENT else ""
    with change(ctx, Document, document_id, "declare", permission=Signing.DECLARE) as tx:
        tx.require(
            opinion == Opinion.AGREE or bool(reason),
            "reason-missing",
            "提出不同意见的，请以书面形式写明意见和理由。",
            remedy="既不签字又不书面说明理由的，视为同意评标结果。",
            field="reason",
        )
        tx.require(
            len(reason) <= REASON_LIMIT,
            "reason-too-long",
            f"理由最多 {REASON_LIMIT} 字，现有 {len(reason)} 字。",
            field="reason",
        )
        signature = own_signature(ctx, tx.row)
        signature.opinion, signature.reason, signature.declared_at = opinion, reason, ctx.now
        signature.save(update_fields=["opinion", "reason", "declared_at"])
        tx.record(
            OpinionDeclared(
                project_id=tx.row.project_id,
                document_id=document_id,
                seat_id=signature.seat_id,
                opinion=opinion,
                waiting=tx.row.signatures.filter(opinion=Opinion.PENDING).count(),
            )
        )
    return signature


def end_declarations(ctx: Ctx, document_id: int) -> Document:
    """Go on without those who neither agree nor object in writing: they are deemed to agree (条例 53)."""
    with change(ctx, Document, document_id, "end_declarations", permission=Signing.CLOSE) as tx:
        silent = tx.row.signatures.filter(opinion=Opinion.PENDING)
        seats = tuple(silent.values_list("seat_id", flat=True))
        tx.require(bool(seats), "nobody-waiting", "全体成员均已表明意见，无需结束。")
        silent.update(opinion=Opinion.DEEMED, declared_at=ctx.now)
        tx.record(
            DeclarationsEnded(project_id=tx.row.project_id, document_id=document_id, deemed_seat_ids=seats)
        )
    return tx.row


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a member signs, and the name that the visible stamp shows there."""

    name: str
    box: Box


def fix_document(
    ctx: Ctx, document_id: int, *, pdf: bytes, places: Mapping[int, Place], page_height: float
) -> Document:
    """Fix the final text, with all opinions in it, and open it for signature. ``places`` go by seat."""
    with change(ctx, Document, document_id, "fix", permission=Signing.PREPARE) as tx:
        row = tx.row
        tx.require(
            not row.signatures.filter(opinion=Opinion.PENDING).exists(),
            "opinions-missing",
            "尚有成员未表明意见，不能定稿。",
        )
        signatures = list(row.signatures.all())
        if {signature.seat_id for signature in signatures} != set(places):
            raise ValueError("every signer has one place")
        fields = {signature.field_name: places[signature.seat_id].box for signature in signatures}
        for signature in signatures:
            place = places[signature.seat_id]
            signature.box, signature.signer = asdict(place.box), seal(ctx, SIGNER, {"name": place.name})
            signature.save(update_fields=["box", "signer"])
        stored = storage().put([pades.with_fields(pdf, fields, page_height=page_height)])
        row.sha256, row.size, row.fixed_sha256 = stored.sha256, stored.size, stored.sha256
        tx.record(
            DocumentFixed(
                project_id=row.project_id, document_id=document_id, sha256=stored.sha256, size=stored.size
            )
        )
    return row


def close_document(ctx: Ctx, document_id: int) -> Document:
    """Take no more signatures. Who has not signed is deemed to agree (条例 53), unless dissent is on record."""
    with change(ctx, Document, document_id, "close", permission=Signing.CLOSE) as tx:
        row = tx.row
        unsigned = row.signatures.filter(at=None)
        seats = tuple(unsigned.values_list("seat_id", flat=True))
        unsigned.filter(opinion=Opinion.AGREE).update(opinion=Opinion.DEEMED)
        row.completed_at = ctx.now
        tx.record(
            DocumentCompleted(
                project_id=row.project_id,
                document_id=document_id,
                document_kind=row.kind,
                sha256=row.sha256,
                deemed_seat_ids=seats,
            )
        )
    return row


def void_document(ctx: Ctx, document_id: int, *, reason: str) -> Document:
    """Set a document aside: its text no longer holds. Its revisions stay in the store."""
    with change(ctx, Document, document_id, "void", permission=Signing.PREPARE) as tx:
        tx.require(bool(reason.strip()), "reason-missing", "请写明作废的原因。", field="reason")
        tx.record(
            DocumentVoided(
                project_id=tx.row.project_id,
                document_id=document_id,
                document_kind=tx.row.kind,
                reason=reason.strip(),
            )
        )
    return tx.row


def own_signature(ctx: Ctx, row: Document) -> Signature:
    """The signature of the member who sits at this seat; the permission has made sure of it."""
    found: Signature = row.signatures.get(seat_id=ctx.committee_seat_id)
    return found
