"""Redraw (补抽): a seat that was vacated gets another person; every other seat stays."""

from dataclasses import replace

from django.db import transaction

from yuanping.base.change import change
from yuanping.base.context import Ctx
from yuanping.core.draw import Sampler
from yuanping.core.errors import Refused
from yuanping.domain.experts import inputs, sealed
from yuanping.domain.experts.actions.draw import assign, draw_committee, is_awaited, seats_of
from yuanping.domain.experts.events import DrawExhausted, DrawReplaced
from yuanping.domain.experts.models import Committee, CommitteeSeat, DrawRecord, PoolSnapshot
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.states import SeatKind, SeatState
from yuanping.domain.projects.states import ProjectState
from yuanping.domain.quorum.queries import AwaitingWitness


def replace_member(ctx: Ctx, seat_id: int) -> bool:
    """Draw somebody else for a vacated seat; True when somebody was found.

    Within the same draw while nothing it rests on has changed (its record is extended, and replays);
    otherwise as a new numbered draw for this seat, which may have to wait for its witnesses and then goes on by itself
    (False). When nobody is left that is put on record and the seat stays vacant. Doing nothing for a seat that is not vacant, it may be run twice.
    """
    seat = CommitteeSeat.objects.select_related("committee__project").get(pk=seat_id)
    open_states = {ProjectState.ARRANGING, ProjectState.EVALUATING}
    if (
        seat.kind != SeatKind.EXPERT
        or seat.state != SeatState.VACANT
        or seat.committee.project.state not in open_states
        or is_awaited(seat)
    ):
        return False
    try:
        if not _redraw_within(ctx, seat_id):
            draw_committee(ctx, seat.committee_id, seat_ids={seat_id})
    except AwaitingWitness:
        if not is_awaited(seat):
            raise  # another attempt is under way: the job is tried again after it
        return False
    except Refused as refused:
        if refused.code != "draw-infeasible":
            raise
        _note_exhausted(ctx, seat_id)
        return False
    return True


def _redraw_within(ctx: Ctx, seat_id: int) -> bool:
    """Extend the seat's own draw; False when the draw no longer stands on the same ground."""
    with transaction.atomic():
        committee = Committee.objects.select_for_update().get(seats__pk=seat_id)
        seat = committee.seats.select_related("venue").get(pk=seat_id)
        if seat.state != SeatState.VACANT:
            return True
        made = _only_draw(committee)
        if made is None or made != seat.draw or seat.draw_index is None or made.snapshot is None:
            return False
        opened = sealed.open_record(ctx, made, reason="补抽")
        course = opened.checked().course
        taken = _taken_again(committee, made, made.snapshot)
        if course is None or (taken.pool_digest, taken.plan) != (made.pool_digest, course.sampler.plan):
            return False
        # from the whole pool: the transcript alone does not know those whom no ticket has hit yet
        course = replace(course, sampler=Sampler(taken.frozen.pool.lists_of(taken.plan.classes), taken.plan))
        longer = course.replace(seat.draw_index)
        choice = longer.redraws[-1]
        opened = replace(opened, transcript=longer.to_bytes().decode())
        made.record, made.commitment = sealed.seal_record(ctx, opened), opened.sha256
        made.save(update_fields=["record", "commitment"])
        with change(ctx, Committee, committee.pk, "replace", permission=Experts.RUN) as tx:
            tx.record(
                DrawReplaced(
                    project_id=committee.project_id,
                    committee_id=committee.pk,
                    attempt=made.attempt,
                    seat_id=seat_id,
                    redraw=choice.number,
                    commitment=made.commitment,
                )
            )
        assign(ctx, seat_id, expert_id=taken.frozen.experts[choice.person.id], made=made)
    return True


def _only_draw(committee: Committee) -> DrawRecord | None:
    """The committee's draw while it is the only one and its seed is still secret."""
    draws = list(committee.draws.select_related("record", "snapshot"))
    return draws[0] if len(draws) == 1 and draws[0].opened_at is None else None


def _taken_again(committee: Committee, made: DrawRecord, snapshot: PoolSnapshot) -> inputs.Inputs:
    """The inputs of the draw as they would be taken now: equal ones mean that nothing has changed."""
    seats = [seat for seat in seats_of(committee) if seat.draw_id == made.pk]
    return inputs.take(committee, snapshot, attempt=made.attempt, seats=seats)


def _note_exhausted(ctx: Ctx, seat_id: int) -> None:
    with change(ctx, CommitteeSeat, seat_id, "exhaust", permission=Experts.RUN) as tx:
        seat = tx.row
        tx.record(
            DrawExhausted(
                project_id=seat.committee.project_id,
                committee_id=seat.committee_id,
                seat_id=seat.pk,
                label=seat.label,
            )
        )
