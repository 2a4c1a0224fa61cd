"""What others may read of certificates and documents."""

from datetime import datetime
from functools import lru_cache

from django.db.models import QuerySet

from yuanping.base.context import Ctx
from yuanping.base.ports.storage import storage
from yuanping.base.witness.evidence.package import TimeStamp
from yuanping.core.errors import NotFound
from yuanping.domain.experts.states import SeatState
from yuanping.domain.signing import node
from yuanping.domain.signing.authority import public_pem
from yuanping.domain.signing.models import Document, RevocationList, Signature, TemporaryCertificate
from yuanping.domain.signing.states import CertificateState, DocumentState, Opinion
from yuanping.domain.signing.timestamps import time_stamp as time_stamp_of
from yuanping.domain.signing.validation import SignatureFinding, validate


def documents(ctx: Ctx, *, project_id: int) -> QuerySet[Document]:
    """The project's documents that the actor may know of, newest first."""
    found: QuerySet[Document] = Document.objects.all().visible_to(ctx).filter(project_id=project_id)
    return found.select_related("project")


def open_documents(ctx: Ctx) -> QuerySet[Document]:
    """Documents that still wait for opinions or signatures, the longest waiting first."""
    waiting = (
        Document.objects.all().visible_to(ctx).filter(state__in=[DocumentState.DRAFT, DocumentState.SIGNING])
    )
    return waiting.order_by("opened_at")


def document(ctx: Ctx, document_id: int) -> Document:
    """One document; raises ``NotFound``."""
    found: Document | None = (
        Document.objects.all().visible_to(ctx).select_related("project").filter(pk=document_id).first()
    )
    if found is None:
        raise NotFound("not-found", "没有找到该文书，或您无权查看。", remedy="请从列表重新进入。")
    return found


def document_at_seat(ctx: Ctx) -> Document | None:
    """The document that the member at this seat is to sign or has signed; the newest that holds."""
    own = Signature.objects.filter(seat_id=ctx.committee_seat_id or 0).values("document_id")
    rows = Document.objects.all().visible_to(ctx).filter(pk__in=own).exclude(state=DocumentState.VOID)
    return rows.select_related("project").first()


def own_signature(ctx: Ctx, row: Document) -> Signature:
    """The member's own part in a document that ``document_at_seat`` gave."""
    return row.signatures.select_related("seat__venue", "certificate").get(seat_id=ctx.committee_seat_id)


def current_document(project_id: int, kind: str) -> Document | None:
    """The document of a kind that holds for a project, whoever asks."""
    return Document.objects.filter(project_id=project_id, kind=kind).exclude(state=DocumentState.VOID).first()


def signatures(row: Document) -> QuerySet[Signature]:
    """Signers in their order, with their seats."""
    return row.signatures.select_related("seat__venue", "certificate").order_by("ordinal")


def awaiting(ctx: Ctx) -> QuerySet[Signature]:
    """What the member at this seat has still to declare or to sign."""
    mine = Signature.objects.filter(seat_id=ctx.committee_seat_id or 0, at=None).select_related("document")
    drafts = mine.filter(document__state=DocumentState.DRAFT, opinion=Opinion.PENDING)
    return drafts | mine.filter(document__state=DocumentState.SIGNING)


def content(row: Document) -> bytes:
    """The current revision."""
    with storage().open(row.sha256) as file:
        return file.read()


def findings(row: Document) -> list[SignatureFinding]:
    """What the signatures in the current revision are worth, by the lists known now."""
    return list(_findings(row.sha256, root_pem(), newest_list()))


@lru_cache(maxsize=64)
def _findings(sha256: str, root: bytes, newest: bytes) -> tuple[SignatureFinding, ...]:
    """Judged once: the answer depends on the file, the root and the list alone, and takes seconds."""
    with storage().open(sha256) as file:
        pdf = file.read()
    return tuple(validate(pdf, [root] if root else [], crls=[newest] if newest else []))


def newest_list() -> bytes:
    """The newest revocation list, DER; empty before the first."""
    row = RevocationList.objects.order_by("pk").last()
    return b"" if row is None else bytes(row.der)


def time_stamp(sha256: bytes, *, at: datetime) -> TimeStamp:
    """The node's time stamp on a digest, with the certificate of its time-stamp authority."""
    stamper = node.authority_at(at).stamper
    return TimeStamp(
        response=time_stamp_of(stamper, sha256=sha256, at=at),
        certificate=public_pem(stamper.certificate).encode(),
    )


def root_pem() -> bytes:
    """The certificate that an outsider must trust to check our signatures, PEM."""
    return node.root_pem()


def seated_since(seat_id: int) -> datetime | None:
    """Since when the member now at a seat has been checked in; None while nobody is."""
    seat = TemporaryCertificate(seat_id=seat_id).seat
    return seat.checked_in_at if seat.state == SeatState.CHECKED_IN else None


def held_certificate(seat_id: int) -> TemporaryCertificate | None:
    """The certificate that must be taken back before the member of a seat may leave (S4-42)."""
    return TemporaryCertificate.objects.filter(seat_id=seat_id, state=CertificateState.ISSUED).first()


def certificates(ctx: Ctx, *, project_id: int) -> QuerySet[TemporaryCertificate]:
    """All certificates of a project that the actor may know of, in the order of issue."""
    rows: QuerySet[TemporaryCertificate] = TemporaryCertificate.objects.all().visible_to(ctx)
    return rows.filter(seat__committee__project_id=project_id).select_related("seat__venue").order_by("pk")
