"""Signing at the own seat: one writer per document, the row lock sees to it."""

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from yuanping.base.change import Change, change
from yuanping.base.context import Ctx
from yuanping.base.ports.storage import storage
from yuanping.base.vault.sealing import unseal
from yuanping.domain.signing import node, pades
from yuanping.domain.signing.actions.certificate import publish_list
from yuanping.domain.signing.actions.document import own_signature
from yuanping.domain.signing.authority import KeyPair
from yuanping.domain.signing.events import DocumentSigned
from yuanping.domain.signing.models import Document, Signature, TemporaryCertificate
from yuanping.domain.signing.pades import Box
from yuanping.domain.signing.permissions import Signing
from yuanping.domain.signing.stamp import Stamp
from yuanping.domain.signing.states import CertificateState, Opinion


def sign_document(ctx: Ctx, document_id: int, *, text_sha256: str) -> Signature:
    """Sign with the temporary certificate of the seat at which the member sits.

    ``text_sha256`` is the digest of the text that the member has read. Refused: already-signed, text-changed, certificate-missing.
    """
    with change(ctx, Document, document_id, "sign", permission=Signing.SIGN) as tx:
        row, signature = tx.row, own_signature(ctx, tx.row)
        tx.require(signature.at is None, "already-signed", "您已签署该文书，无需重复签署。")
        tx.require(
            text_sha256 == row.fixed_sha256,
            "text-changed",
            "您阅读的不是当前待签署的文本。",
            remedy="请重新打开文书，阅读后再签署。",
        )
        certificate = _certificate(tx, signature)
        signed = _signed(ctx, signature, certificate)
        stored = storage().put([signed])
        row.sha256, row.size = stored.sha256, stored.size
        signature.certificate, signature.at, signature.sha256 = certificate, ctx.now, stored.sha256
        if signature.opinion == Opinion.DEEMED:
            signature.opinion = Opinion.AGREE
        signature.save()
        tx.record(
            DocumentSigned(
                project_id=row.project_id,
                document_id=document_id,
                seat_id=signature.seat_id,
                serial=certificate.serial,
                sha256=stored.sha256,
                waiting=row.signatures.filter(at=None).count(),
            )
        )
    return signature


def _certificate(tx: Change[Document], signature: Signature) -> TemporaryCertificate:
    found = TemporaryCertificate.objects.filter(
        seat_id=signature.seat_id, state=CertificateState.ISSUED, not_after__gt=tx.ctx.now
    ).first()
    tx.require(
        found is not None,
        "certificate-missing",
        "您的席位没有有效的临时证书，不能签署。",
        remedy="请联系会场工作人员重新发放临时证书。",
    )
    assert found is not None  # required above
    return found


def _signed(ctx: Ctx, signature: Signature, certificate: TemporaryCertificate) -> bytes:
    authority, box = node.authority_at(ctx.now), Box(**signature.box)
    assert signature.signer is not None  # sealed when the text was fixed
    stamp = Stamp(
        name=unseal(ctx, signature.signer, reason="签署文书")["name"],
        seat=signature.seat.label,
        at=ctx.now,
        serial=certificate.serial,
        opinion="（有不同意见）" if signature.opinion == Opinion.DISSENT else "",
        width=box.width,
        height=box.height,
    )
    with storage().open(signature.document.sha256) as file:
        pdf = file.read()
    return pades.sign(
        pdf,
        field=signature.field_name,
        signer=_key_pair(ctx, certificate),
        authority=authority,
        crls=[bytes(publish_list(ctx).der), authority.root_crl(at=ctx.now)],
        at=ctx.now,
        appearance=stamp.pdf(),
    )


def _key_pair(ctx: Ctx, certificate: TemporaryCertificate) -> KeyPair:
    assert certificate.key is not None  # an issued certificate has its key: a constraint says so
    pem = unseal(ctx, certificate.key, reason="签署文书")["pem"]
    key = load_pem_private_key(pem.encode(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return KeyPair(x509.load_pem_x509_certificate(certificate.pem.encode()), key)
