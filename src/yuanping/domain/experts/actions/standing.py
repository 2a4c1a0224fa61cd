"""What keeps an expert out of draws for a time: leave and sanctions; reading the full data."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from yuanping.base.change import change, recording
from yuanping.base.context import Ctx
from yuanping.base.vault.sealing import unseal
from yuanping.core.errors import Invalid, NotFound
from yuanping.core.local_time import local_date
from yuanping.domain.experts.actions.pool import by_number, locked
from yuanping.domain.experts.appraisal_events import LeaveCancelled, LeaveDeclared
from yuanping.domain.experts.models import Leave, Sanction
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.pool_events import ExpertSanctioned, IdentityRevealed, SanctionLifted
from yuanping.domain.experts.pool_states import REVEAL_LABELS, RevealReason, SanctionKind, SanctionReason
from yuanping.domain.experts.states import LeaveReason

E = TypeVar("E", LeaveReason, SanctionKind, SanctionReason, RevealReason)
DOCUMENT_LENGTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionEntry:
    """A measure as entered; ``to_on`` None has no end, both days belong to it. ``document``: the authority's number."""

    kind: str
    reason: str
    document: str
    from_on: date
    to_on: date | None = None


def record_leave(ctx: Ctx, number: str, *, first_on: date, last_on: date, reason: str) -> Leave:
    """Enter days, both included, on which the expert of that number is not drawn, at the expert's word (请假)."""
    expert = by_number(number)
    why = _member(LeaveReason, reason, field="reason")
    if last_on < first_on:
        raise Invalid("leave-order", "结束日期不能早于开始日期。", field="last_on")
    with change(ctx, Leave, None, "declare", permission=Experts.KEEP) as tx:
        tx.require(
            last_on >= local_date(ctx.now),
            "leave-over",
            "请假时段已经过去。",
            remedy="请核对结束日期。",
            field="last_on",
        )
        row = tx.add(
            Leave(expert=expert, first_on=first_on, last_on=last_on, reason=why, declared_at=ctx.now)
        )
        tx.record(LeaveDeclared(leave_id=row.pk, days=(last_on - first_on).days + 1))
    return row


def take_leave_back(ctx: Ctx, leave_id: int) -> Leave:
    """Cancel an expert's leave (取消请假), from today on."""
    with change(ctx, Leave, leave_id, "cancel", permission=Experts.KEEP) as tx:
        tx.row.cancelled_at = ctx.now
        tx.record(LeaveCancelled(leave_id=leave_id))
    return tx.row


def sanction_expert(ctx: Ctx, number: str, entry: SanctionEntry) -> Sanction:
    """Enter a measure against an expert (处分), with the document that ordered it."""
    with recording(ctx, "sanction_expert", permission=Experts.KEEP) as tx:
        expert = locked(number)
        kind = _member(SanctionKind, entry.kind, field="kind")
        reason = _member(SanctionReason, entry.reason, field="reason")
        document = entry.document.strip()
        if not 4 <= len(document) <= DOCUMENT_LENGTH:
            raise Invalid(
                "sanction-document",
                "没有写明依据文书。",
                remedy="请填写作出处分的文书名称和文号。",
                field="document",
            )
        if entry.to_on is not None and entry.to_on < entry.from_on:
            raise Invalid(
                "sanction-backwards", "截止日期早于起始日期。", remedy="请核对日期。", field="to_on"
            )
        row = Sanction.objects.create(
            expert=expert,
            kind=kind,
            reason=reason,
            document=document,
            from_on=entry.from_on,
            to_on=entry.to_on,
            recorded_at=ctx.now,
        )
        tx.record(
            ExpertSanctioned(
                number=number,
                kind=kind.value,
                reason=reason.value,
                document=document,
                from_on=entry.from_on,
                to_on=entry.to_on,
            )
        )
    return row


def lift_sanction(ctx: Ctx, number: str, sanction_id: int) -> None:
    """End a measure today, before its time (解除处分)."""
    with recording(ctx, "lift_sanction", permission=Experts.KEEP) as tx:
        expert = locked(number)
        row = Sanction.objects.filter(pk=sanction_id, expert=expert, lifted_on__isnull=True).first()
        if row is None:
            raise NotFound("sanction-unknown", "没有这条处分，或已解除。", remedy="请刷新页面后重试。")
        row.lifted_on = local_date(ctx.now)
        row.save(update_fields=["lifted_on"])
        tx.record(SanctionLifted(number=number, kind=row.kind, on=row.lifted_on))


def reveal_identity(ctx: Ctx, number: str, *, reason: str) -> dict[str, str]:
    """Name, identity number and telephone of an expert, unmasked; who asked and why is on record."""
    with recording(ctx, "reveal_identity", permission=Experts.REVEAL) as tx:
        expert = locked(number)
        why = _member(RevealReason, reason, field="reason")
        found = unseal(ctx, expert.identity, reason=f"专家库：{REVEAL_LABELS[why]}")
        tx.record(IdentityRevealed(number=number, reason=REVEAL_LABELS[why]))
    return found


def _member(choices: type[E], value: str, *, field: str) -> E:
    if value in set(choices):
        return choices(value)
    raise Invalid("choice-unknown", "没有这个选项。", remedy="请从列表中选择。", field=field)
