"""Issuing temporary certificates at check-in, taking them back at check-out."""

import hashlib
from datetime import timedelta

from cryptography.hazmat.primitives.serialization import Encoding
from django.apps import apps
from django.db import connection

from yuanping.base import permissions
from yuanping.base.change import change
from yuanping.base.context import Ctx
from yuanping.base.vault.sealing import destroy, seal
from yuanping.core.errors import NotFound
from yuanping.domain.experts.states import SeatState
from yuanping.domain.signing import node
from yuanping.domain.signing.authority import Revoked, private_pem, public_pem, serial_text
from yuanping.domain.signing.events import CertificateIssued, CertificateRevoked
from yuanping.domain.signing.models import RevocationList, TemporaryCertificate
from yuanping.domain.signing.permissions import Signing
from yuanping.domain.signing.states import CertificateState

MARGIN = timedelta(days=2)
"""An evaluation may run over its day; the certificate ends with check-out in any case."""

KEY_KIND = "signing.key"
LIST_LOCK = 0x5950_4352_4C
"""PostgreSQL advisory lock: one maker of revocation lists ("YPCRL")."""


def issue_certificate(ctx: Ctx, seat_id: int) -> TemporaryCertificate:
    """Give the member at a seat a temporary certificate (S4-35), for the evaluation's days only.

    Refused: seat-not-checked-in, certificate-held.
    """
    with change(ctx, TemporaryCertificate, None, "issue", permission=Signing.ISSUE) as tx:
        row = TemporaryCertificate(seat_id=seat_id, issued_at=ctx.now)
        _require_seat(ctx, row)
        project = row.seat.committee.project
        tx.require(
            row.seat.state == SeatState.CHECKED_IN,
            "seat-not-checked-in",
            "该席位的成员尚未签到，不能发放临时证书。",
            remedy="请先完成身份核验和签到。",
        )
        tx.require(
            not TemporaryCertificate.objects.filter(seat_id=seat_id, state=CertificateState.ISSUED).exists(),
            "certificate-held",
            "该席位已持有有效的临时证书。",
            remedy="需要更换时，请先收回原证书。",
        )
        row.not_after = max(ctx.now, project.evaluation_ends_at) + MARGIN
        pair = node.authority_at(ctx.now).issue(
            common_name=f"Evaluation seat {seat_id}", at=ctx.now, not_after=row.not_after
        )
        row.serial = serial_text(pair.certificate.serial_number)
        row.pem = public_pem(pair.certificate)
        row.key = seal(ctx, KEY_KIND, {"pem": private_pem(pair.key)})
        tx.add(row)
        tx.record(
            CertificateIssued(
                project_id=project.pk,
                seat_id=seat_id,
                serial=row.serial,
                not_after=row.not_after,
                digest=hashlib.sha256(pair.certificate.public_bytes(Encoding.DER)).hexdigest(),
            )
        )
    return row


def revoke_certificate(ctx: Ctx, seat_id: int) -> TemporaryCertificate:
    """Take the certificate of a seat back before the member leaves (S4-42): key gone, list published.

    Raises ``NotFound`` when the seat never held one, ``WrongState`` when it was taken back already.
    """
    seen = TemporaryCertificate.objects.all().visible_to(ctx)
    held = seen.filter(seat_id=seat_id).order_by("pk").last()
    if held is None:
        raise NotFound("no-certificate", "该席位没有领用过临时证书。")
    with change(ctx, TemporaryCertificate, held.pk, "revoke", permission=Signing.REVOKE) as tx:
        row = tx.row
        row.revoked_at = ctx.now
        if row.key is not None:
            destroy(ctx, row.key, reason="收回临时证书，销毁私钥")
            row.key = None
        published = publish_list(ctx, also=Revoked(int(row.serial, 16), ctx.now))
        tx.record(
            CertificateRevoked(
                project_id=row.seat.committee.project_id,
                seat_id=seat_id,
                serial=row.serial,
                list_number=published.pk,
                list_digest=hashlib.sha256(published.der).hexdigest(),
            )
        )
    return row


def publish_list(ctx: Ctx, *, also: Revoked | None = None) -> RevocationList:
    """A new revocation list with everything revoked up to now; ``also`` is what is being revoked.

    One list at a time until the transaction ends: two made side by side would each lack what the
    other revokes, and the later number would forget it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LIST_LOCK])
    rows = TemporaryCertificate.objects.filter(state=CertificateState.REVOKED).order_by("pk")
    entries = [
        Revoked(int(serial, 16), at)
        for serial, at in rows.values_list("serial", "revoked_at")
        if at is not None
    ]
    if also is not None:
        entries.append(also)
    row = RevocationList.objects.create(der=b"", issued_at=ctx.now)
    row.der = node.authority_at(ctx.now).crl(entries, number=row.pk, at=ctx.now)
    row.save(update_fields=["der"])
    return row


def _require_seat(ctx: Ctx, row: TemporaryCertificate) -> None:
    """A creation has no row that ``change()`` could look at and lock: the seat takes its place.

    The lock keeps a check-out waiting until the certificate that it must take back is there.
    """
    seats = apps.get_model("experts", "CommitteeSeat")
    if seats._default_manager.select_for_update().filter(pk=row.seat_id).first() is None:  # noqa: SLF001
        raise NotFound("not-found", "没有找到该席位。", remedy="请从列表重新进入。")
    permissions.require(ctx, Signing.ISSUE, row)
