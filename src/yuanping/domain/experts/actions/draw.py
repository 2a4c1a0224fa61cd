"""Drawing experts (抽取): first the intent goes on record, then the seed comes into being, then the draw.

The intent is committed in a transaction of its own before the seed exists, and attempts are numbered:
whoever draws again because the result did not please leaves a gap that everybody can see. Where the rules say so
the seed does not come into being before the witnesses have seen the intent, so that no attempt can be hidden.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from yuanping.base import permissions
from yuanping.base.change import Change, change
from yuanping.base.context import Ctx
from yuanping.base.witness.models import Entry
from yuanping.base.witness.queries import data, entries
from yuanping.core.draw import Course, DrawClass, Infeasible, Sampler, shuffle
from yuanping.core.errors import NotFound, Refused, WrongState
from yuanping.core.policy import Act
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.experts import inputs, sealed
from yuanping.domain.experts.actions import origin
from yuanping.domain.experts.actions.committee import platform
from yuanping.domain.experts.actions.snapshotting import present_snapshot
from yuanping.domain.experts.events import DrawIntended, DrawMade, IntendedClass, OverExcluded, SeatAssigned
from yuanping.domain.experts.models import Committee, CommitteeSeat, DrawRecord, PoolSnapshot
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.recusal import ClassCount, over_excluded, terms_of
from yuanping.domain.experts.states import SeatKind, SeatState
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.states import ProjectState
from yuanping.domain.quorum import queries as quorum
from yuanping.domain.quorum.actions.waiting import await_witnesses, void, wait_a_little

if TYPE_CHECKING:
    from yuanping.domain.quorum.models import Wait


SUPERSEDED = ("draw-superseded", "另一次抽取已经开始。", "请刷新页面查看结果。")
"""Code, message and remedy."""


def draw_committee(ctx: Ctx, committee_id: int, *, seat_ids: Collection[int] = ()) -> DrawRecord:
    """Draw an expert for every vacant expert seat of a committee, or for those named.

    Refused: nothing vacant, nobody left (draw-infeasible, in words), or the pool changed between
    intent and draw (then draw again). ``AwaitingWitness`` while the witnesses have not seen the intent: the draw is
    then made by a job, under the same number. The people drawn are called by jobs.
    """
    with transaction.atomic(durable=True):  # the seed must not exist before this has been committed
        attempt, wait = _intend_and_wait(ctx, committee_id, seat_ids)
    if wait is not None and (
        ctx.has(Role.SYSTEM) or not wait_a_little(wait)
    ):  # a job does not stand and wait
        raise quorum.refusal(wait)
    try:
        return make_draw(ctx, committee_id, attempt=attempt, seat_ids=seat_ids)
    except Refused:
        made = DrawRecord.objects.filter(committee_id=committee_id, attempt=attempt).first()
        if made is None:
            raise
        return made  # the job that goes on when the witnesses have come was faster


def intend_draw(ctx: Ctx, committee_id: int, *, seat_ids: Collection[int] = ()) -> int:
    """Put all inputs of a draw on record, but the seed; returns the number of the attempt.

    Refused while an earlier attempt waits for its witnesses.
    """
    return _intend_and_wait(ctx, committee_id, seat_ids)[0]


def _intend_and_wait(ctx: Ctx, committee_id: int, seat_ids: Collection[int]) -> "tuple[int, Wait | None]":
    with transaction.atomic():
        with change(ctx, Committee, committee_id, "intend", permission=Experts.DRAW) as tx:
            taken = _intend(tx, seat_ids)
        label = f"第 {taken.attempt} 次抽取意向"
        wait = await_witnesses(ctx, tx.row.project, Act.DRAW_INTENT, kind=DrawIntended.KIND, label=label)
    return taken.attempt, wait


def _intend(tx: Change[Committee], seat_ids: Collection[int]) -> inputs.Inputs:
    committee = tx.row
    committee.draw_at = None  # what was set for a time is done now
    _require_open(tx)
    quorum.require_none_open(committee.project_id, DrawIntended.KIND)
    seats = _vacant(committee, seat_ids)
    snapshot = present_snapshot(platform(tx.ctx))
    taken = _inputs(tx.ctx, committee, snapshot, seats, attempt=_intents(committee).count() + 1)
    _require_feasible(taken, seats)
    counts = inputs.counts_of(inputs.wanted(seats), taken.exclusions)
    tx.record(
        DrawIntended(
            project_id=committee.project_id,
            committee_id=committee.pk,
            attempt=taken.attempt,
            snapshot=snapshot.number,
            pool_digest=taken.pool_digest,
            plan_digest=taken.plan.digest,
            seats=tuple(seat.label for seat in seats),
            excluded=dict(taken.exclusions.counts),
            origin=origin.pins(
                origin.commit(
                    tx.ctx,
                    committee,
                    attempt=taken.attempt,
                    venues=[venue.label for venue in dispatch.venues(committee.project_id)],
                )
            ),
            classes=tuple(
                IntendedClass(
                    specialty=each.draw_class.specialty,
                    region=each.draw_class.centre,
                    wanted=each.wanted,
                    fitting=each.fitting,
                    experts=each.experts,
                    employers=each.employers,
                    excluded={code.value: count for code, count in each.excluded.items()},
                )
                for each in counts
            ),
        )
    )
    _warn_of_over_exclusion(tx, taken.attempt, counts)
    return taken


def _warn_of_over_exclusion(
    tx: Change[Committee], attempt: int, counts: Iterable[ClassCount[DrawClass]]
) -> None:
    """Tell the supervisor, before a seed exists, of each class from which recusal takes too many."""
    terms = terms_of(projects.policy(tx.row.project))
    for each in over_excluded(counts, terms.remaining):
        tx.record(
            OverExcluded(
                project_id=tx.row.project_id,
                committee_id=tx.row.pk,
                attempt=attempt,
                specialty=each.draw_class.specialty,
                region=each.draw_class.centre,
                at_hand=each.at_hand,
                experts=each.experts,
                excluded={code.value: count for code, count in each.excluded.items()},
            )
        )


def make_draw(ctx: Ctx, committee_id: int, *, attempt: int, seat_ids: Collection[int] = ()) -> DrawRecord:
    """Make the draw that was intended under this number, once: reveals, beacon, seed, panel, sealed record, seats.

    ``AwaitingWitness`` while the intent waits for its witnesses.
    """
    _require_drawable(ctx, committee_id)
    intent = _last_intent(committee_id, attempt)
    origin.reveal(ctx, committee_id, attempt=attempt, intent=intent)
    origin.close_beacon(ctx, committee_id, attempt=attempt, intent=intent)
    with transaction.atomic():
        with change(ctx, Committee, committee_id, "draw", permission=Experts.DRAW) as tx:
            made, seating, seed = _draw(tx, attempt, seat_ids)
        _give_workstations(tx.row, seed)
        for seat_id, expert_id in seating:
            assign(ctx, seat_id, expert_id=expert_id, made=made)
    return made


def draw_when_witnessed(ctx: Ctx, intent_number: int) -> None:
    """Go on with an attempt whose intent has been witnessed, or let through; run again it does nothing.

    Should it be refused by now (the pool has changed), the attempt is void, on record.
    """
    stated = data(intent_number)
    committee = Committee.objects.get(pk=stated["committee_id"])
    drawn = committee.draws.filter(attempt=stated["attempt"])
    wait = quorum.of_entry(intent_number)
    if wait is None or wait.holds or drawn.exists():
        return
    seats = {seat.pk for seat in seats_of(committee) if seat.label in stated["seats"]}
    try:
        make_draw(ctx, committee.pk, attempt=stated["attempt"], seat_ids=seats)
    except Refused as refused:
        if not drawn.exists():  # else whoever pressed the button was faster
            void(ctx, wait.pk, why=refused)


def is_awaited(seat: CommitteeSeat) -> bool:
    """Whether an attempt that waits for its witnesses is to fill the seat."""
    waits = quorum.open_waits(seat.committee.project_id, DrawIntended.KIND)
    return any(seat.label in data(wait.number)["seats"] for wait in waits)


def assign(ctx: Ctx, seat_id: int, *, expert_id: int, made: DrawRecord) -> CommitteeSeat:
    """Seal who was drawn for a seat; the subscriber of the event calls the person."""
    with change(ctx, CommitteeSeat, seat_id, "assign", permission=Experts.DRAW) as tx:
        seat = tx.row
        seat.assignment, seat.draw = sealed.seal_expert(ctx, expert_id), made
        tx.record(
            SeatAssigned(
                project_id=seat.committee.project_id,
                seat_id=seat.pk,
                label=seat.label,
                call=seat.calls.count() + 1,
            )
        )
    return seat


def _draw(
    tx: Change[Committee], attempt: int, seat_ids: Collection[int]
) -> tuple[DrawRecord, list[tuple[int, int]], bytes]:
    """The draw for the intent of ``attempt``: the record, who sits where, the seed."""
    ctx, committee = tx.ctx, tx.row
    intent = _last_intent(committee.pk, attempt)
    stated = data(intent.number)
    code, message, remedy = SUPERSEDED
    tx.require(not committee.draws.filter(attempt=attempt).exists(), code, message, remedy=remedy)
    seats = _vacant(committee, seat_ids)
    snapshot = PoolSnapshot.objects.get(number=stated["snapshot"])
    taken = _inputs(ctx, committee, snapshot, seats, attempt=attempt)
    tx.require(
        (taken.pool_digest, taken.plan.digest) == (stated["pool_digest"], stated["plan_digest"]),
        "pool-changed",
        "抽取开始后专家库或回避名单有变化，本次抽取作废。",
        remedy="请重新抽取；本次抽取序号已记录在案。",
    )
    quorum.require_witnessed(intent.number)
    proved = origin.proved(committee.pk, attempt=attempt, intent=intent)
    seed = proved.check()
    course = Course.start(Sampler.of(taken.frozen.pool, taken.plan), seed, protocol=proved.as_json())
    record = sealed.OpenedRecord(course.to_bytes().decode(), intent.number)
    made = DrawRecord.objects.create(
        committee=committee,
        attempt=attempt,
        snapshot=snapshot,
        pool_digest=taken.pool_digest,
        pool_size=snapshot.size,
        commitment=record.sha256,
        record=sealed.seal_record(ctx, record),
        drawn_at=ctx.now,
    )
    for number, seat_id in enumerate(taken.seats):
        CommitteeSeat.objects.filter(pk=seat_id).update(draw_index=number)
    tx.record(
        DrawMade(
            project_id=committee.project_id,
            committee_id=committee.pk,
            attempt=attempt,
            intent_number=intent.number,
            commitment=made.commitment,
            seats=tuple(seat.label for seat in seats),
        )
    )
    experts = taken.frozen.experts
    return made, [(seat, experts[who]) for seat, who in zip(taken.seats, course.panel.ids, strict=True)], seed


def _intents(committee: Committee) -> QuerySet[Entry]:
    return entries(project_id=committee.project_id).filter(kind=DrawIntended.KIND)


def _require_drawable(ctx: Ctx, committee_id: int) -> None:
    """What the draw itself asks for, before the platform takes the steps that lead to it."""
    permissions.require(ctx, Experts.DRAW)
    row = Committee.objects.all().visible_to(ctx).filter(pk=committee_id).first()
    if row is None:
        raise NotFound("not-found", "没有找到该评标委员会，或您无权查看。", remedy="请从列表重新进入。")
    permissions.require(ctx, Experts.DRAW, row)
    Committee.MACHINE.target("draw", Committee.MACHINE.states(row.state))


def _last_intent(committee_id: int, attempt: int) -> Entry:
    """The entry of the attempt, which must be the project's last."""
    found = _intents(Committee.objects.get(pk=committee_id)).last()
    if found is None or data(found.number)["attempt"] != attempt:
        code, message, remedy = SUPERSEDED
        raise Refused(code, message, remedy=remedy)
    return found


def _require_open(tx: Change[Committee]) -> None:
    project = tx.row.project
    tx.require(
        project.state in {ProjectState.ARRANGING, ProjectState.EVALUATING},
        "project-not-arranging",
        f"项目当前为“{project.state_label}”，不能抽取专家。",
        remedy="项目提交后、评标结束前才能抽取。",
    )
    held = {venue.pk for venue in dispatch.venues(project.pk)}
    lost = sorted({seat.venue.label for seat in seats_of(tx.row) if seat.venue_id not in held})
    tx.require(
        not lost,
        "venue-released",
        f"{'、'.join(lost)}已释放，组建方案中仍有该会场的席位。",
        remedy="请修改组建方案，或由主场重新落实场地。",
    )


def seats_of(committee: Committee) -> list[CommitteeSeat]:
    return list(committee.seats.select_related("venue__centre", "assignment"))


def _vacant(committee: Committee, seat_ids: Collection[int]) -> list[CommitteeSeat]:
    found = [
        seat
        for seat in seats_of(committee)
        if seat.kind == SeatKind.EXPERT
        and seat.state == SeatState.VACANT
        and (not seat_ids or seat.pk in seat_ids)
    ]
    if not found:
        raise WrongState("nothing-to-draw", "没有待抽取的专家席位。", remedy="席位空缺后才需要补抽。")
    return found


def _inputs(
    ctx: Ctx, committee: Committee, snapshot: PoolSnapshot, seats: Iterable[CommitteeSeat], *, attempt: int
) -> inputs.Inputs:
    """Pool and plan for these seats; after an earlier draw without those drawn before and the employers seated."""
    draws = list(committee.draws.select_related("snapshot", "record"))
    seated = [s for s in seats_of(committee) if s.kind == SeatKind.EXPERT and s.state != SeatState.VACANT]
    return inputs.take(
        committee,
        snapshot,
        attempt=attempt,
        seats=list(seats),
        drawn_before=sealed.drawn_experts(ctx, draws, reason="补抽时排除已抽取人员"),
        seated_employers={
            sealed.expert_of(ctx, seat, reason="补抽时排除同单位人员").employer_id for seat in seated
        },
    )


def _require_feasible(taken: inputs.Inputs, seats: Iterable[CommitteeSeat]) -> None:
    try:
        Sampler.of(taken.frozen.pool, taken.plan)
    except Infeasible as infeasible:
        venues = {seat.venue.centre.region_code: seat.venue.label for seat in seats}
        ways = inputs.ways_out(taken, infeasible.certificate, venues)
        remedy = "请扩大专业范围、调整各会场名额，或核对回避单位后再抽取。"
        raise Refused(
            "draw-infeasible",
            inputs.shortage(infeasible.certificate, venues),
            remedy=f"{remedy}经试算，以下任一办法可行：{ways}。" if ways else remedy,
        ) from None


def _give_workstations(committee: Committee, seed: bytes) -> None:
    """Each member's workstation by lot from those booked for the venue, from the draw's own seed.

    It is told at check-in (S2-14: who sits where is nobody's choice).
    """
    waiting = defaultdict(list)
    taken = set()
    for seat in seats_of(committee):
        if seat.workstation_id is None:
            waiting[seat.venue_id].append(seat)
        else:
            taken.add(seat.workstation_id)
    for venue_id, seats in waiting.items():
        free = [booking.pk for booking in dispatch.bookings(venue_id) if booking.pk not in taken]
        order = shuffle(free, seed=seed, label=f"workstations/{seats[0].venue.ordinal}")
        for seat, booking_id in zip(seats, order, strict=False):
            CommitteeSeat.objects.filter(pk=seat.pk).update(workstation_id=booking_id)
