"""The committee as a whole: complete, confirmed by those who must, its draw's record opened."""

from dataclasses import replace

from django.db import transaction

from yuanping.base.change import change
from yuanping.base.context import Ctx
from yuanping.base.ports.storage import storage
from yuanping.domain.experts import sealed
from yuanping.domain.experts.confirming import confirmers
from yuanping.domain.experts.events import (
    CommitteeConfirmed,
    CommitteePresent,
    CommitteeReopened,
    DrawRecordOpened,
    ListConfirmed,
)
from yuanping.domain.experts.models import Committee, CommitteeSeat, ListConfirmation
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.states import CommitteeState, SeatState
from yuanping.domain.people.states import ROLE_LABELS, Role


def confirm_list(ctx: Ctx, committee_id: int) -> Committee:
    """Confirm the drawn list, each for themselves, once everybody is present (S4-30).

    With the last confirmation that the rule asks for the committee is confirmed.
    """
    with transaction.atomic():
        with change(ctx, Committee, committee_id, "confirm", permission=Experts.CONFIRM) as tx:
            committee = tx.row
            asked = confirmers(committee.project)
            role = next(role for role in (Role.TENDERER, Role.SUPERVISOR) if _speaks(ctx, committee, role))
            tx.require(
                role in asked.roles,
                "confirmation-not-asked",
                f"本项目的名单由{asked.words}核验，不需要您核验。",
                remedy="请等待核验人办理。",
                citation=asked.citation,
            )
            tx.require(
                not committee.confirmations.filter(role=role).exists(),
                "already-confirmed",
                f"{ROLE_LABELS[role]}已核验过名单。",
                remedy="请等待其他核验人办理。",
                citation=asked.citation,
            )
            assert ctx.actor_id is not None  # an account's role, so an account
            ListConfirmation.objects.create(
                committee=committee, role=role, account_id=ctx.actor_id, at=ctx.now
            )
            tx.record(ListConfirmed(project_id=committee.project_id, committee_id=committee.pk, role=role))
        given = frozenset(committee.confirmations.values_list("role", flat=True))
        if asked.rule.met_by(given):
            with change(ctx, Committee, committee_id, "conclude", permission=Experts.CONFIRM) as tx:
                tx.record(CommitteeConfirmed(project_id=committee.project_id, committee_id=committee.pk))
    return tx.row


def open_record(ctx: Ctx, committee_id: int) -> Committee:
    """Put the pseudonymous draw records where the supervisor can fetch and replay them.

    The stored file's SHA-256 is the commitment that stands in the log since the draw.
    """
    with change(ctx, Committee, committee_id, "open_record", permission=Experts.OPEN_RECORD) as tx:
        committee = tx.row
        for made in committee.draws.select_related("record").order_by("attempt"):
            opened = sealed.open_record(ctx, made, reason="公开抽取记录")
            stored = storage().put([opened.transcript.encode()])
            tx.require(
                stored.sha256 == made.commitment,
                "commitment-differs",
                "抽取记录与见证记录中的摘要不一致，不能公开。",
                remedy="请立即报告行政监督部门和平台运维人员。",
            )
            made.opened_at = ctx.now
            made.save(update_fields=["opened_at"])
            tx.record(
                DrawRecordOpened(
                    project_id=committee.project_id,
                    committee_id=committee.pk,
                    attempt=made.attempt,
                    commitment=made.commitment,
                    intent_number=opened.intent_number,
                )
            )
    return tx.row


def lock_committee(seat_id: int) -> None:
    """Take the committee's lock before a seat's: two last members checking in wait for each other."""
    Committee.objects.select_for_update().filter(seats__pk=seat_id).first()


def complete_if_present(ctx: Ctx, committee_id: int) -> None:
    """Mark the committee as present when its last member has checked in; under the committee's lock."""
    absent = CommitteeSeat.objects.filter(committee_id=committee_id).exclude(state=SeatState.CHECKED_IN)
    if absent.exists():
        return
    with change(platform(ctx), Committee, committee_id, "complete", permission=Experts.RUN) as tx:
        tx.record(CommitteePresent(project_id=tx.row.project_id, committee_id=committee_id))


def reopen(ctx: Ctx, committee_id: int) -> None:
    """A member left: what was confirmed was another list. Nothing to do while it was not complete."""
    state = Committee.objects.values_list("state", flat=True).get(pk=committee_id)
    if state not in {CommitteeState.PRESENT, CommitteeState.CONFIRMED}:
        return
    with change(platform(ctx), Committee, committee_id, "reopen", permission=Experts.RUN) as tx:
        tx.row.confirmations.all().delete()
        tx.record(CommitteeReopened(project_id=tx.row.project_id, committee_id=committee_id))


def _speaks(ctx: Ctx, committee: Committee, role: Role) -> bool:
    """Whether the actor confirms in this role: one account never confirms for two."""
    project = committee.project
    organisation = {Role.TENDERER: project.tenderer_id, Role.SUPERVISOR: project.supervision_id}[role]
    return ctx.has(role) and ctx.organisation_id == organisation


def platform(ctx: Ctx) -> Ctx:
    """The platform drawing the consequence of what the actor did, in the same request."""
    return replace(
        ctx,
        actor_name="平台",
        roles=frozenset({Role.SYSTEM.value}),
        actor_id=None,
        organisation_id=None,
        centre_id=None,
    )
