"""What can happen to certificates and documents. Reasons of dissent stand in the document, not here."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from yuanping.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateIssued(Event):
    """A temporary certificate was issued to a seat. ``digest`` is the SHA-256 of its DER form."""

    KIND: ClassVar[str] = "signing.certificate.issued"
    seat_id: int
    serial: str
    not_after: datetime
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRevoked(Event):
    """A certificate was taken back, its key destroyed, and a new revocation list published."""

    KIND: ClassVar[str] = "signing.certificate.revoked"
    seat_id: int
    serial: str
    list_number: int
    list_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentOpened(Event):
    """A draft was laid before its signers."""

    KIND: ClassVar[str] = "signing.document.opened"
    document_id: int
    document_kind: str
    sha256: str
    size: int
    seat_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionDeclared(Event):
    """A member agreed or stated a dissenting opinion in writing. ``waiting`` counts those still to speak."""

    KIND: ClassVar[str] = "signing.opinion.declared"
    document_id: int
    seat_id: int
    opinion: str
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationsEnded(Event):
    """Members who neither agreed nor objected in writing are deemed to agree."""

    KIND: ClassVar[str] = "signing.opinion.ended"
    document_id: int
    deemed_seat_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFixed(Event):
    """The final text, with all opinions in it, is open for signature."""

    KIND: ClassVar[str] = "signing.document.fixed"
    document_id: int
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSigned(Event):
    """A member signed. ``sha256`` is the revision made; ``waiting`` counts the signatures still to come."""

    KIND: ClassVar[str] = "signing.document.signed"
    document_id: int
    seat_id: int
    serial: str
    sha256: str
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCompleted(Event):
    """No more signatures are taken."""

    KIND: ClassVar[str] = "signing.document.completed"
    document_id: int
    document_kind: str
    sha256: str
    deemed_seat_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentVoided(Event):
    KIND: ClassVar[str] = "signing.document.voided"
    document_id: int
    document_kind: str
    reason: str
