"""Signatures in PDF files: made, judged, and judged by others."""

import asyncio
import io
import shutil
import stat
import subprocess
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.errors import PathValidationError
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer

from tests.domain.signing.paper import NOON, Paper, blank, revoked, signed
from yuanping.domain.signing.authority import Authority, authority
from yuanping.domain.signing.pades import sign
from yuanping.domain.signing.validation import Outcome, SignatureFinding, validate

NAMES = ("周𫖮", "王甲", "李乙")


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("node") / "ca", at=NOON - timedelta(days=1))


@pytest.fixture(scope="module")
def paper(ca: Authority, tmp_path_factory: pytest.TempPathFactory) -> Paper:
    return signed(ca, blank(tmp_path_factory.mktemp("paper"), fields=4), names=NAMES)


def outcomes(found: list[SignatureFinding]) -> list[Outcome]:
    return [finding.outcome for finding in found if finding.kind == "signature"]


def test_signatures_of_a_whole_paper_are_valid(ca: Authority, paper: Paper) -> None:
    found = validate(paper.pdf, [ca.root_pem])
    assert [(f.kind, f.outcome) for f in found] == [
        ("signature", Outcome.VALID),
        ("timestamp", Outcome.VALID),
    ] * len(NAMES)
    assert [f.signed_at for f in found if f.kind == "signature"] == [
        NOON + timedelta(minutes=n) for n in range(len(NAMES))
    ]
    assert [f.covers_file for f in found] == [False] * (2 * len(NAMES) - 1) + [True]


def test_signature_stays_valid_after_the_certificate_is_taken_back(ca: Authority, paper: Paper) -> None:
    later = revoked(ca, paper.signers[0], at=NOON + timedelta(hours=3))
    assert outcomes(validate(paper.pdf, [ca.root_pem], crls=[later])) == [Outcome.VALID] * 3


def test_signature_made_after_the_certificate_was_taken_back_is_invalid(ca: Authority, paper: Paper) -> None:
    earlier = revoked(ca, paper.signers[1], at=NOON - timedelta(minutes=3))
    found = validate(paper.pdf, [ca.root_pem], crls=[earlier])
    assert outcomes(found) == [Outcome.VALID, Outcome.INVALID, Outcome.VALID]
    assert [f.reason for f in found if f.outcome is Outcome.INVALID] == ["签名时证书已被收回。"]


def test_signature_under_an_unknown_root_is_indeterminate(paper: Paper, tmp_path: Path) -> None:
    other = authority(tmp_path / "ca", at=NOON)
    assert outcomes(validate(paper.pdf, [other.root_pem])) == [Outcome.INDETERMINATE] * 3
    assert outcomes(validate(paper.pdf, [])) == [Outcome.INDETERMINATE] * 3


def test_paper_with_a_flipped_byte_is_invalid(ca: Authority, paper: Paper) -> None:
    # a digit of the page's width: the file still opens, and looks almost the same
    at = paper.pdf.index(b"595.2")
    flipped = paper.pdf[:at] + b"594.2" + paper.pdf[at + 5 :]
    found = validate(flipped, [ca.root_pem])
    assert outcomes(found) == [Outcome.INVALID] * 3
    assert {f.reason for f in found} == {"签名后文件内容被改动。"}


def test_paper_with_an_annotation_added_is_invalid(ca: Authority, paper: Paper) -> None:
    found = validate(with_annotation(paper.pdf), [ca.root_pem])
    assert outcomes(found) == [Outcome.INVALID] * 3
    assert {f.reason for f in found} == {"签名之后文件被追加了不允许的内容。"}


def test_paper_cut_short_is_never_valid(ca: Authority, paper: Paper) -> None:
    assert Outcome.VALID not in outcomes(validate(paper.pdf[: len(paper.pdf) // 2], [ca.root_pem]))


def test_file_that_is_no_pdf_has_no_findings(ca: Authority) -> None:
    assert validate(b"PK\x03\x04", [ca.root_pem]) == []


def test_signer_without_a_valid_certificate_is_refused(ca: Authority, paper: Paper, tmp_path: Path) -> None:
    pair, root_list = paper.signers[0], ca.root_crl(at=NOON)
    pdf = blank(tmp_path, fields=1)
    late = NOON + timedelta(days=3)
    gone = [revoked(ca, pair, at=NOON - timedelta(minutes=1)), root_list]
    expired = [ca.crl([], number=5, at=late), ca.root_crl(at=late)]
    for at, crls in ((NOON, gone), (late, expired)):
        with pytest.raises((PathValidationError, SigningError)):
            sign(pdf, field="s0", signer=pair, authority=ca, crls=crls, at=at)


def test_field_takes_one_signature_only(ca: Authority, paper: Paper) -> None:
    crls = [ca.crl([], number=5, at=NOON), ca.root_crl(at=NOON)]
    with pytest.raises(SigningError):
        sign(paper.pdf, field="s0", signer=paper.signers[0], authority=ca, crls=crls, at=NOON)


def test_certificate_does_not_tell_the_name(ca: Authority, paper: Paper) -> None:
    subjects = [pair.certificate.subject.rfc4514_string() for pair in paper.signers]
    assert subjects == [f"CN=Evaluation seat {n},O=Yuanping,C=CN" for n in range(3)]
    with pytest.raises(ValueError, match="ASCII"):
        ca.issue(common_name="周𫖮", at=NOON, not_after=NOON + timedelta(days=1))


def test_certificate_has_the_usages_of_a_signer(paper: Paper) -> None:
    extensions = paper.signers[0].certificate.extensions
    usage = extensions.get_extension_for_class(x509.KeyUsage).value
    purposes = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, True, False)
    assert list(purposes) == [x509.ExtendedKeyUsageOID.EMAIL_PROTECTION]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_rare_name_stands_in_the_stamp_only(paper: Paper, tmp_path: Path) -> None:
    (tmp_path / "s.pdf").write_bytes(paper.pdf)
    text = run("pdftotext", "-layout", str(tmp_path / "s.pdf"), "-")
    assert [name in text for name in NAMES] == [True] * 3
    assert "周𫖮".encode() not in paper.pdf


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler-utils is not installed")
def test_pdfsig_finds_every_signature_valid(paper: Paper, tmp_path: Path) -> None:
    (tmp_path / "s.pdf").write_bytes(paper.pdf)
    text = run("pdfsig", "-nocert", str(tmp_path / "s.pdf"))
    assert text.count("Signature is Valid.") == 3
    assert text.count("ETSI.CAdES.detached") == 3
    flipped = bytearray(paper.pdf)
    flipped[paper.pdf.index(b"595.2") + 2] ^= 1
    (tmp_path / "f.pdf").write_bytes(bytes(flipped))
    assert run("pdfsig", "-nocert", str(tmp_path / "f.pdf")).count("Signature is Valid.") == 0


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_accepts_our_chain(ca: Authority, paper: Paper, tmp_path: Path) -> None:
    from yuanping.domain.signing.authority import public_pem

    for name, certificate in (
        ("root", ca.root.certificate),
        ("issuer", ca.issuer.certificate),
        ("leaf", paper.signers[0].certificate),
    ):
        (tmp_path / f"{name}.pem").write_text(public_pem(certificate), encoding="ascii")
    said = run(
        "openssl",
        "verify",
        "-attime",
        str(int((NOON + timedelta(minutes=1)).timestamp())),
        "-purpose",
        "smimesign",
        "-CAfile",
        str(tmp_path / "root.pem"),
        "-untrusted",
        str(tmp_path / "issuer.pem"),
        str(tmp_path / "leaf.pem"),
    )
    assert said.endswith("leaf.pem: OK\n")


def test_signatures_pass_long_term_validation_by_the_standard(tmp_path: Path) -> None:
    """EN 319 102-1, 5.6.3, by pyHanko's own implementation: offline, a year later, certificates gone.

    It reads the machine's clock, so this paper is signed by that clock.
    """
    start = datetime.fromtimestamp(int(time.time()), tz=UTC) - timedelta(hours=2)
    ca = authority(tmp_path / "ca", at=start - timedelta(days=1))
    paper = signed(ca, blank(tmp_path, fields=2), names=NAMES[:2], start=start)
    gone = [revoked(ca, pair, at=start + timedelta(hours=1)) for pair in paper.signers]
    assert standard_verdicts(ca, paper.pdf, at=start + timedelta(hours=2), crls=gone) == ["OK", "OK"]
    assert standard_verdicts(ca, paper.pdf, at=start + timedelta(days=330), crls=[]) == ["OK", "OK"]


def test_authority_is_made_once_however_many_ask(tmp_path: Path) -> None:
    made: list[bytes] = []
    barrier = threading.Barrier(4)

    def ask() -> None:
        barrier.wait()
        made.append(authority(tmp_path / "keys" / "ca", at=NOON).root_pem)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len(set(made)) == 1
    files = sorted((tmp_path / "keys" / "ca").iterdir())
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert [p.name for p in (tmp_path / "keys").iterdir()] == ["ca"]


def standard_verdicts(ca: Authority, pdf: bytes, *, at: datetime, crls: list[bytes]) -> list[str]:
    root = asn1.Certificate.load(ca.root.certificate.public_bytes(Encoding.DER))
    required = RevocationCheckingRule.CRL_REQUIRED
    spec = SignatureValidationSpec(
        CertValidationPolicySpec(
            SimpleTrustManager.build([root]), CertRevTrustPolicy(RevocationCheckingPolicy(required, required))
        ),
        RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
        local_knowledge=LocalKnowledge(
            known_crls=[CRLContainer(asn1_crl.CertificateList.load(one)) for one in crls]
        ),
    )
    timing = ValidationTimingInfo(at, at, point_in_time_validation=True)
    return [
        asyncio.run(
            ades_lta_validation(signature, PdfSignatureValidationSpec(spec), timing_info=timing)
        ).ades_subindic.standard_name
        for signature in PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    ]


def with_annotation(pdf: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    square = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/Square"),
            generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.FloatObject, (50, 50, 200, 200))),
        }
    )
    page["/Annots"].append(writer.add_object(square))
    writer.update_container(page["/Annots"])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def run(*command: str) -> str:
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout
