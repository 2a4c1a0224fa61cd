"""States of certificates, documents and signatures."""

from enum import StrEnum

from yuanping.core.machine import Machine, step


class CertificateState(StrEnum):
    ISSUED = "issued"
    REVOKED = "revoked"


CERTIFICATE_LABELS = {CertificateState.ISSUED: "有效", CertificateState.REVOKED: "已收回"}
CERTIFICATE_MACHINE = Machine(
    CertificateState,
    subject="临时证书",
    labels=CERTIFICATE_LABELS,
    transitions=[
        step("issue", to=CertificateState.ISSUED),
        step("revoke", CertificateState.ISSUED, to=CertificateState.REVOKED),
    ],
)


class DocumentState(StrEnum):
    DRAFT = "draft"
    SIGNING = "signing"
    COMPLETE = "complete"
    VOID = "void"


DOCUMENT_LABELS = {
    DocumentState.DRAFT: "征求成员意见",
    DocumentState.SIGNING: "签署中",
    DocumentState.COMPLETE: "签署完成",
    DocumentState.VOID: "已作废",
}
DOCUMENT_MACHINE = Machine(
    DocumentState,
    subject="文书",
    labels=DOCUMENT_LABELS,
    transitions=[
        step("open", to=DocumentState.DRAFT),
        step("declare", DocumentState.DRAFT),
        step("end_declarations", DocumentState.DRAFT),
        step("fix", DocumentState.DRAFT, to=DocumentState.SIGNING),
        step("sign", DocumentState.SIGNING),
        step("close", DocumentState.SIGNING, to=DocumentState.COMPLETE),
        step("void", DocumentState.DRAFT, DocumentState.SIGNING, to=DocumentState.VOID),
    ],
)


class DocumentKind(StrEnum):
    EVALUATION_REPORT = "evaluation-report"


class Opinion(StrEnum):
    """What a signer says of the document. ``DEEMED``: neither signed nor objected in writing."""

    PENDING = "pending"
    AGREE = "agree"
    DISSENT = "dissent"
    DEEMED = "deemed"


OPINION_LABELS = {
    Opinion.PENDING: "待表明意见",
    Opinion.AGREE: "同意",
    Opinion.DISSENT: "有不同意见",
    Opinion.DEEMED: "视为同意",
}
