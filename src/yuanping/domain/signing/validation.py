"""Judging the signatures in a PDF file: valid, invalid, or not to be decided with what is at hand.

A signature is judged at the moment that its time stamp proves: the certificate must have been valid
and not yet taken back then. Every list in the file and every list handed in is used; nothing is
fetched.
"""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from asn1crypto import cms, pem
from asn1crypto import x509 as asn1
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import DocumentSecurityStore, EmbeddedPdfSignature
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko.sign.validation.status import (
    DocumentTimestampStatus,
    ModificationInfo,
    PdfSignatureStatus,
    SignatureCoverageLevel,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)


class Outcome(StrEnum):
    """EN 319 102-1, 5.1.3: TOTAL-PASSED, TOTAL-FAILED, INDETERMINATE. Never two."""

    VALID = "valid"
    INVALID = "invalid"
    INDETERMINATE = "indeterminate"


OUTCOME_LABELS = {
    Outcome.VALID: "有效",
    Outcome.INVALID: "无效",
    Outcome.INDETERMINATE: "无法判定",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureFinding:
    """What was found of one signature or document time stamp, in the order of the file.

    ``signed_at`` is the time that the time stamp proves, None when there is none to trust.
    ``covers_file`` says that not one byte follows it.
    """

    field: str
    kind: Literal["signature", "timestamp"]
    signer: str
    serial: str
    signed_at: datetime | None
    outcome: Outcome
    reason: str
    covers_file: bool

    @property
    def outcome_label(self) -> str:
        return OUTCOME_LABELS[self.outcome]


STRICT = CertRevTrustPolicy(
    RevocationCheckingPolicy(RevocationCheckingRule.CRL_REQUIRED, RevocationCheckingRule.CRL_REQUIRED),
    retroactive_revinfo=True,
)
"""A later list also speaks of earlier moments: a certificate once revoked stays revoked."""

CHANGED = "签名之后文件被追加了不允许的内容。"
UNREADABLE = (SignatureValidationError, SigningError, PdfError, ValueError)
REVOKED = {AdESIndeterminate.REVOKED_NO_POE, AdESIndeterminate.REVOKED_CA_NO_POE}
OUT_OF_TIME = {
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED,
    AdESIndeterminate.EXPIRED,
    AdESIndeterminate.NOT_YET_VALID,
}


def validate(pdf: bytes, roots: Sequence[bytes], *, crls: Sequence[bytes] = ()) -> list[SignatureFinding]:
    """Judge every signature and document time stamp of a file.

    ``roots`` are trusted certificates, PEM or DER; ``crls`` further revocation lists, DER. A file that
    is not a readable PDF has no findings. The answer depends on the arguments alone, not on the hour.
    """
    trusted = [_certificate(root) for root in roots]
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        certificates, lists = _kept_in(reader)
        embedded = list(reader.embedded_signatures)
    except (PdfError, ValueError):
        return []
    judge = _Judge(trusted, certificates, [*lists, *crls])
    return asyncio.run(_all(judge, embedded))


async def _all(judge: "_Judge", embedded: list[EmbeddedPdfSignature]) -> list[SignatureFinding]:
    """In the order of the file. An archive time stamp shares its signature's verdict on later changes:

    what came after the stamp came after the signature too, and looking costs most of the time.
    """
    found, before = [], None
    for signature in embedded:
        if signature.sig_object_type == "/DocTimeStamp":
            found.append(await judge.stamp(signature, before=before))
        else:
            before = await judge.signature(signature)
            found.append(before)
    return found


@dataclass(frozen=True, slots=True)
class _Judge:
    roots: list[asn1.Certificate]
    certificates: list[asn1.Certificate]
    crls: list[bytes]

    async def signature(self, signature: EmbeddedPdfSignature) -> SignatureFinding:
        at, status = None, None
        try:
            token = next(extract_tst_data_iter(signature.signer_info, signed=False), None)
            at = _token_time(token)
            status = await async_validate_pdf_signature(signature, self.context(at))
            outcome, reason = _verdict(status)
        except UNREADABLE as error:
            outcome, reason = _unreadable(error)
        return _finding(
            signature,
            kind="signature",
            at=at if status is not None and _stamp_holds(status) else None,
            verdict=(outcome, reason),
            covers_file=status is not None and status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        )

    async def stamp(
        self, signature: EmbeddedPdfSignature, *, before: SignatureFinding | None
    ) -> SignatureFinding:
        at, status = None, None
        try:
            at = _token_time(signature.signed_data)
            status = await async_validate_pdf_timestamp(
                signature, self.context(at), skip_diff=before is not None
            )
            outcome, reason = _verdict_on_stamp(status, before=before)
        except UNREADABLE as error:
            outcome, reason = _unreadable(error)
        return _finding(
            signature,
            kind="timestamp",
            at=at,
            verdict=(outcome, reason),
            covers_file=status is not None and status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        )

    def context(self, at: datetime | None) -> ValidationContext:
        return ValidationContext(
            trust_roots=self.roots,
            other_certs=self.certificates,
            crls=self.crls,
            moment=at,
            revinfo_policy=STRICT,
            allow_fetching=False,
        )


def _verdict(status: PdfSignatureStatus) -> tuple[Outcome, str]:
    broken = _broken(status)
    if broken:
        return Outcome.INVALID, broken
    if not _stamp_holds(status):
        return Outcome.INDETERMINATE, "没有可信的时间戳，无法判定签名时间。"
    return _verdict_on_trust(status)


def _verdict_on_stamp(
    status: DocumentTimestampStatus, *, before: SignatureFinding | None
) -> tuple[Outcome, str]:
    changed = _changed(status) if before is None else CHANGED if before.reason == CHANGED else ""
    broken = _not_intact(status) or changed
    if broken:
        return Outcome.INVALID, broken
    outcome, reason = _verdict_on_trust(status)
    return outcome, "时间戳有效，文件未被改动。" if outcome is Outcome.VALID else reason


def _broken(status: PdfSignatureStatus) -> str:
    """Why the file or the signature is not what was signed; empty when it is."""
    return _not_intact(status) or _changed(status)


def _not_intact(status: PdfSignatureStatus | DocumentTimestampStatus) -> str:
    if not status.intact:
        return "签名后文件内容被改动。"
    return "" if status.valid else "签名值与证书不符。"


def _changed(status: ModificationInfo) -> str:
    level = status.modification_level
    lawful = level is not None and level is not ModificationLevel.OTHER and status.docmdp_ok is not False
    return "" if lawful else CHANGED


def _unreadable(error: Exception) -> tuple[Outcome, str]:
    return Outcome.INVALID, f"签名结构损坏，无法读取（{type(error).__name__}）。"


def _finding(
    signature: EmbeddedPdfSignature,
    *,
    kind: Literal["signature", "timestamp"],
    at: datetime | None,
    verdict: tuple[Outcome, str],
    covers_file: bool,
) -> SignatureFinding:
    return SignatureFinding(
        field=str(signature.field_name),
        kind=kind,
        signer=_common_name(signature.signer_cert),
        serial=f"{signature.signer_cert.serial_number:X}",
        signed_at=at,
        outcome=verdict[0],
        reason=verdict[1],
        covers_file=covers_file,
    )


def _verdict_on_trust(status: PdfSignatureStatus | DocumentTimestampStatus) -> tuple[Outcome, str]:
    problem = status.trust_problem_indic
    if status.trusted:
        return Outcome.VALID, "签名有效，文件未被改动。"
    if problem in REVOKED:
        return Outcome.INVALID, "签名时证书已被收回。"
    if problem in OUT_OF_TIME:
        return Outcome.INVALID, "签名时证书不在有效期内。"
    return Outcome.INDETERMINATE, "证书不能追溯到受信任的根证书，或者缺少吊销信息。"


def _stamp_holds(status: PdfSignatureStatus) -> bool:
    stamp = status.timestamp_validity
    return stamp is not None and stamp.valid and stamp.intact and stamp.trusted


def _token_time(token: cms.SignedData | None) -> datetime | None:
    if token is None:
        return None
    moment: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
    return moment


def _kept_in(reader: PdfFileReader) -> tuple[list[asn1.Certificate], list[bytes]]:
    """Certificates and revocation lists that the file brings along."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return [], []
    return list(store.load_certs()), [ref.get_object().data for ref in store.crls]


def _certificate(data: bytes) -> asn1.Certificate:
    return asn1.Certificate.load(pem.unarmor(data)[2] if pem.detect(data) else data)


def _common_name(certificate: asn1.Certificate) -> str:
    return str(certificate.subject.native.get("common_name", ""))
