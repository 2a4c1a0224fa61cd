from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from typing_extensions import override

from yuanping.base.models import ScopedQuerySet, Stateful
from yuanping.domain.people.states import Role
from yuanping.domain.projects.queries import VENUE_ROLES, of_parties
from yuanping.domain.signing.states import CERTIFICATE_MACHINE, DOCUMENT_MACHINE, OPINION_LABELS, Opinion

if TYPE_CHECKING:
    from yuanping.base.context import Ctx


class TemporaryCertificateQuerySet(ScopedQuerySet["TemporaryCertificate"]):
    @override
    def visible_to(self, ctx: "Ctx") -> Self:
        """The seat's own venue, the project's main side, and the member at the seat."""
        if ctx.has(Role.SYSTEM):
            return self
        own = of_parties(ctx, "seat__committee__project")
        if ctx.has(*VENUE_ROLES):
            own |= Q(seat__venue__centre_id=ctx.centre_id)
        if ctx.committee_seat_id is not None:
            own |= Q(seat_id=ctx.committee_seat_id)
        return self.filter(own)


class TemporaryCertificate(Stateful):
    """A member's temporary certificate (临时 CA, S4-35), of one seat and one evaluation.

    Its subject names the seat, never the person. ``key`` seals the private key; it is destroyed when
    the certificate is taken back (S4-42).
    """

    MACHINE = CERTIFICATE_MACHINE

    seat = models.ForeignKey("experts.CommitteeSeat", on_delete=models.PROTECT, related_name="certificates")
    serial = models.CharField("序列号", max_length=40, unique=True)
    pem = models.TextField("证书")
    key = models.OneToOneField("vault.SealedItem", on_delete=models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField("签发时间")
    not_after = models.DateTimeField("有效期至")
    revoked_at = models.DateTimeField("收回时间", null=True)

    objects: ClassVar[models.Manager["TemporaryCertificate"]] = TemporaryCertificateQuerySet.as_manager()

    class Meta:
        verbose_name = "临时证书"
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], condition=Q(state="issued"), name="signing_one_certificate_at_a_seat"
            ),
            models.CheckConstraint(
                condition=Q(state="issued", key__isnull=False, revoked_at=None)
                | Q(state="revoked", key=None, revoked_at__isnull=False),
                name="signing_revoked_has_no_key",
            ),
        ]


class RevocationList(models.Model):
    """A list of revoked certificates as issued. The row's id is the list's number, which only grows."""

    der = models.BinaryField("列表")
    issued_at = models.DateTimeField("签发时间")

    class Meta:
        verbose_name = "证书吊销列表"


class DocumentQuerySet(ScopedQuerySet["Document"]):
    @override
    def visible_to(self, ctx: "Ctx") -> Self:
        """The project's parties, the main venue's administrator, and the members who are to sign.

        A report names the members: the rest of the venue's staff has no business with it (招标投标法 37).
        """
        if ctx.has(Role.SYSTEM):
            return self
        own = of_parties(ctx, venue_roles=(Role.VENUE_ADMIN,))
        if ctx.committee_seat_id is not None:
            signed = Signature.objects.filter(seat_id=ctx.committee_seat_id)
            own |= Q(pk__in=signed.values("document_id"))
        return self.filter(own)


class Document(Stateful):
    """A document to be signed. ``sha256`` names the current revision in the content-addressed store.

    Revisions are never lost: ``fixed_sha256`` is the text that all sign, and each signature keeps the
    digest of the revision that it made.
    """

    MACHINE = DOCUMENT_MACHINE

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField("种类", max_length=40)
    title = models.CharField("标题", max_length=200)
    sha256 = models.CharField("当前版本摘要", max_length=64)
    size = models.BigIntegerField("大小（字节）")
    fixed_sha256 = models.CharField("签署文本摘要", max_length=64, blank=True)
    opened_at = models.DateTimeField("生成时间")
    completed_at = models.DateTimeField("完成时间", null=True)

    objects: ClassVar[models.Manager["Document"]] = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "文书"
        ordering = ("-opened_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind"],
                condition=~Q(state="void"),
                name="signing_one_document_of_a_kind",
            )
        ]


class Signature(models.Model):
    """One member's part in a document: the opinion, and the signature once it is made.

    ``box`` is the place reserved on the page, ``signer`` seals the name that the stamp will show. ``sha256`` is the revision that this signature made.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="signatures")
    seat = models.ForeignKey("experts.CommitteeSeat", on_delete=models.PROTECT, related_name="signatures")
    ordinal = models.PositiveSmallIntegerField("序号")
    opinion = models.CharField("意见", max_length=12, default=Opinion.PENDING)
    reason = models.TextField("理由", blank=True)
    declared_at = models.DateTimeField("表明意见时间", null=True)
    box = models.JSONField("签字位置", default=dict)
    signer = models.OneToOneField("vault.SealedItem", on_delete=models.PROTECT, null=True, related_name="+")
    certificate = models.ForeignKey(
        TemporaryCertificate, on_delete=models.PROTECT, null=True, related_name="signatures"
    )
    at = models.DateTimeField("签署时间", null=True)
    sha256 = models.CharField("签署后摘要", max_length=64, blank=True)

    class Meta:
        verbose_name = "签名"
        ordering = ("ordinal",)
        constraints = [
            models.UniqueConstraint(fields=["document", "seat"], name="signing_one_signature_of_a_seat"),
            models.CheckConstraint(
                condition=Q(at=None, certificate=None, sha256="")
                | (Q(at__isnull=False, certificate__isnull=False) & ~Q(sha256="")),
                name="signing_signature_whole",
            ),
            models.CheckConstraint(
                condition=~Q(opinion=Opinion.DISSENT) | ~Q(reason=""), name="signing_dissent_has_reason"
            ),
        ]

    @property
    def opinion_label(self) -> str:
        return OPINION_LABELS[Opinion(self.opinion)]

    @property
    def field_name(self) -> str:
        """The signature field in the file."""
        return f"seat-{self.seat_id}"
