"""Signing PDF files by PAdES B-LTA, and judging the signatures in a file (ETSI EN 319 142-1).

Each signature carries a time stamp, the certificates and revocation lists of its moment, and an
archive time stamp over them: it can be judged without a network, while its certificate lives and
after that was taken back.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, TimestampDSSContentSettings
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore
from typing_extensions import override

from yuanping.domain.signing.authority import Authority, KeyPair
from yuanping.domain.signing.timestamps import NodeTimeStamper

DIGEST = "sha256"
ARCHIVE = DSSContentSettings(
    include_vri=False,
    next_ts_settings=TimestampDSSContentSettings(update_before_ts=True, include_vri=False),
)
"""The archive time stamp comes last, so that it covers the whole file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A place on a page. ``page`` counts from 1; points, from the page's top left corner."""

    page: int
    left: float
    top: float
    width: float
    height: float


def with_fields(pdf: bytes, fields: Mapping[str, Box], *, page_height: float) -> bytes:
    """Add empty signature fields. All at once and first: a field added later would be a modification."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    for name, box in fields.items():
        corners = (
            round(box.left),
            round(page_height - box.top - box.height),
            round(box.left + box.width),
            round(page_height - box.top),
        )
        spec = SigFieldSpec(
            sig_field_name=name, on_page=box.page - 1, box=corners, empty_field_appearance=True
        )
        append_signature_field(writer, spec)
    return _written(writer)


def sign(
    pdf: bytes,
    *,
    field: str,
    signer: KeyPair,
    authority: Authority,
    crls: Sequence[bytes],
    at: datetime,
    appearance: bytes | None = None,
    reason: str = "",
    location: str = "",
) -> bytes:
    """Sign into an existing empty field; returns the file with the new revision appended.

    ``crls`` are the lists of the issuing authority and of the root at ``at``; ``appearance`` is a
    one-page PDF in the size of the field's box. Raises pyHanko's
    ``PathValidationError`` when the signer's certificate is revoked or not valid at ``at``, and its
    ``SigningError`` when the field is missing or already signed.
    """
    root, issuer = _asn1(authority.root.certificate), _asn1(authority.issuer.certificate)
    stamper = NodeTimeStamper(authority.stamper, at=at)
    context = ValidationContext(
        trust_roots=[root],
        other_certs=[issuer],
        moment=at,
        crls=list(crls),
        revocation_mode="require",
        allow_fetching=False,
    )
    metadata = PdfSignatureMetadata(
        field_name=field,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        reason=reason or None,
        location=location or None,
        embed_validation_info=True,
        use_pades_lta=True,
        validation_context=context,
        timestamp_field_name=f"{field}-archive",
        dss_settings=ARCHIVE,
    )
    registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    registry.register_multiple([root, issuer])
    machine = _PunctualSigner(
        metadata,
        SimpleSigner(_asn1(signer.certificate), _private(signer), registry),
        timestamper=stamper,
        stamp_style=_style(appearance),
        at=at,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    signed: io.BytesIO = machine.sign_pdf(writer, existing_fields_only=True)
    return signed.getvalue()


class _PunctualSigner(PdfSigner):
    """Writes the platform's time into the signature, not the machine's."""

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._at = at.replace(microsecond=0)

    @override
    def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self._at
        return session


def _style(appearance: bytes | None) -> StaticStampStyle | None:
    if appearance is None:
        return None
    layout = SimpleBoxLayoutRule(
        x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID, margins=Margins(0, 0, 0, 0)
    )
    return StaticStampStyle(background=_StampPage(appearance), background_layout=layout, border_width=0)


class _StampPage(PdfContent):
    """The first page of a PDF in memory, drawn as the signature's appearance."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self._pdf = pdf

    @override
    def render(self) -> bytes:
        writer = self.writer
        assert writer is not None  # set by the stamp before it asks
        page = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)))
        self.resources.xobject["/Stamp"] = page
        left, bottom, right, top = page.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return b"/Stamp Do"


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _private(pair: KeyPair) -> keys.PrivateKeyInfo:
    der = pair.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return keys.PrivateKeyInfo.load(der)


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()
