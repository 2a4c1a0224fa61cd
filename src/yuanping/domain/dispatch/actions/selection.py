"""Choosing sub-venues at random (S2-15), and what may follow where chance cannot serve (S2-16).

As with experts, the intent is committed before the seed exists, and attempts are numbered: whoever chooses again
because the result did not please leaves a gap that everybody can see.
"""

import hashlib
import secrets
from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from yuanping.base import permissions
from yuanping.base.change import Change, change
from yuanping.base.context import Ctx
from yuanping.base.witness.models import Entry
from yuanping.base.witness.queries import data, entries, parsed
from yuanping.core.draw import ALGORITHM, Course, Sampler, seed_of
from yuanping.core.errors import Invalid, Refused
from yuanping.core.policy import Act
from yuanping.domain.dispatch import queries, selection, timing
from yuanping.domain.dispatch.actions.booking import project_locked, require_arranging
from yuanping.domain.dispatch.actions.offer import Request, require_in_time, require_number, send_one, text_of
from yuanping.domain.dispatch.actions.venue import own_project
from yuanping.domain.dispatch.events import (
    DirectChoiceConfirmed,
    VenueDrawFailed,
    VenueDrawIntended,
    VenueDrawMade,
)
from yuanping.domain.dispatch.models import VenueDraw
from yuanping.domain.dispatch.permissions import Dispatch
from yuanping.domain.dispatch.states import VenueDrawState
from yuanping.domain.projects import queries as projects
from yuanping.domain.quorum import queries as quorum
from yuanping.domain.quorum.actions.waiting import await_witnesses, void, wait_a_little

MOST_CENTRES = 99


def draw_sub_venues(
    ctx: Ctx,
    project_id: int,
    *,
    centres: int,
    seats_each: int,
    requirements: str = "",
    reply_workdays: int = timing.DEFAULT_REPLY_WORKDAYS,
) -> VenueDraw:
    """Choose so many centres at random among those fit and free, and send each of them an offer.

    Where too few are fit the attempt stands as failed (state ``failed``), for the supervisor to judge. Refused: fewer
    centres than the rule asks for, too late, project not being arranged, or the candidates changed meanwhile.
    ``AwaitingWitness`` while the witnesses have not seen the intent: a job then goes on with the same attempt.
    """
    with transaction.atomic(durable=True):  # the seed must not exist before this has been committed
        intended = intend_venue_draw(
            ctx,
            project_id,
            centres=centres,
            seats_each=seats_each,
            requirements=requirements,
            reply_workdays=reply_workdays,
        )
    for wait in quorum.open_waits(project_id, VenueDrawIntended.KIND):
        if not wait_a_little(wait):
            raise quorum.refusal(wait)
    try:
        return make_venue_draw(ctx, intended.pk)
    except Refused:
        made = queries.venue_draw(ctx, intended.pk)
        if made.state == VenueDrawState.INTENDED:
            raise
        return made  # the job that goes on when the witnesses have come was faster


def intend_venue_draw(
    ctx: Ctx, project_id: int, *, centres: int, seats_each: int, requirements: str, reply_workdays: int
) -> VenueDraw:
    """Put all inputs of a choice on record, but the seed. Refused while an earlier attempt waits for its witnesses."""
    with transaction.atomic():
        with change(ctx, VenueDraw, None, "intend", permission=Dispatch.DRAW_VENUES) as tx:
            project = own_project(ctx, project_id)
            quorum.require_none_open(project_id, VenueDrawIntended.KIND)
            require_number(seats_each)
            require_in_time(ctx, project, reply_workdays=reply_workdays)
            _require_spread(ctx, project_id, centres)
            found = queries.venue_draw_inputs(ctx, project, centres=centres, seats_each=seats_each)
            before = VenueDraw.objects.filter(project=project).aggregate(last=Max("attempt"))["last"] or 0
            made = tx.add(
                VenueDraw(
                    project=project,
                    attempt=before + 1,
                    centres=centres,
                    seats_each=seats_each,
                    requirements=text_of(requirements, field="requirements"),
                    reply_workdays=reply_workdays,
                    pool_digest=found.pool_digest,
                    plan_digest=found.plan.digest,
                    eligible=found.eligible,
                    intended_at=ctx.now,
                ),
                taken={"dispatch_venue_draw_attempt": _superseded()},
            )
            require_arranging(project_locked(made))
            tx.record(
                VenueDrawIntended(
                    project_id=project.pk,
                    draw_id=made.pk,
                    attempt=made.attempt,
                    algorithm=ALGORITHM,
                    centres=centres,
                    seats_each=seats_each,
                    pool_digest=made.pool_digest,
                    plan_digest=made.plan_digest,
                    eligible=made.eligible,
                    excluded=dict(sorted(Counter(found.plan.excluded_people.values()).items())),
                )
            )
        label = f"第 {tx.row.attempt} 次选取副场意向"
        await_witnesses(ctx, tx.row.project, Act.DRAW_INTENT, kind=VenueDrawIntended.KIND, label=label)
    return tx.row


def make_venue_draw(ctx: Ctx, draw_id: int) -> VenueDraw:
    """Make the choice that was intended, once: seed, centres, their offers; or put on record that none exists.

    ``AwaitingWitness`` while the intent waits for its witnesses.
    """
    permissions.require(ctx, Dispatch.DRAW_VENUES)
    intended = queries.venue_draw(ctx, draw_id)
    if intended.eligible < intended.centres:
        return _fail(ctx, draw_id)
    with transaction.atomic():
        with change(ctx, VenueDraw, draw_id, "draw", permission=Dispatch.DRAW_VENUES) as tx:
            centres = _draw(tx)
        for centre_id in centres:
            send_one(
                ctx,
                tx.row.project_id,
                Request(
                    centre_id=centre_id,
                    seats_wanted=tx.row.seats_each,
                    requirements=tx.row.requirements,
                    reply_workdays=tx.row.reply_workdays,
                    draw=tx.row,
                ),
            )
    return tx.row


def draw_venues_when_witnessed(ctx: Ctx, intent_number: int) -> None:
    """Go on with an attempt whose intent has been witnessed, or let through; run again it does nothing.

    Should it be refused by now (the candidates have changed), the attempt is void, on record.
    """
    wait = quorum.of_entry(intent_number)
    intended = VenueDraw.objects.filter(pk=data(intent_number)["draw_id"], state=VenueDrawState.INTENDED)
    if wait is None or wait.holds or not intended.exists():
        return
    try:
        make_venue_draw(ctx, intended.get().pk)
    except Refused as refused:
        if intended.exists():  # else whoever pressed the button was faster
            void(ctx, wait.pk, why=refused)


def confirm_direct_choice(ctx: Ctx, draw_id: int, *, opinion: str) -> VenueDraw:
    """The supervisor confirms that the sub-venues may be agreed directly, since chance could not serve (S2-16).

    Refused where no rule knows that way.
    """
    with change(ctx, VenueDraw, draw_id, "confirm", permission=Dispatch.CONFIRM_DIRECT) as tx:
        made = tx.row
        project = project_locked(made)
        require_arranging(project)
        asked = queries.demands_on_sub_venues(project)
        tx.require(
            asked.fallback is not None,
            "no-direct-choice",
            "本项目适用的规则没有规定可以直接协商确定副场。",
            remedy="请由主场调整条件后重新随机选取。",
            citation=asked.by_lot.rule.citation if asked.by_lot else None,
        )
        tx.require(
            not project.venue_draws.filter(attempt__gt=made.attempt).exists(),
            "draw-superseded",
            "此后已再次随机选取副场。",
            remedy="请以最近一次选取的结果为准。",
        )
        if not opinion.strip():
            raise Invalid("opinion-missing", "请填写确认意见。", field="opinion")
        made.opinion = text_of(opinion, field="opinion")
        tx.record(
            DirectChoiceConfirmed(
                project_id=project.pk, draw_id=made.pk, attempt=made.attempt, opinion=made.opinion
            )
        )
    return tx.row


def _require_spread(ctx: Ctx, project_id: int, centres: int) -> None:
    """With those that take part already, the centres drawn must be as many as the rule asks for (S2-15)."""
    if not 1 <= centres <= MOST_CENTRES:
        raise Invalid("centres-count", "副场数至少为 1。", field="centres", remedy="请更正。")
    asked = queries.demands_on_sub_venues(projects.project(ctx, project_id))
    already = len(queries.open_offers(project_id))
    if asked.spread is not None and not asked.spread.value.met_by(already + centres):
        known = f"，已有 {already} 个" if already else ""
        raise Refused(
            "centres-too-few",
            f"副场应分布在主场以外的 {asked.least_centres} 个以上交易中心{known}，本次只选取 {centres} 个。",
            field="centres",
            remedy=f"请至少选取 {asked.least_centres - already} 个副场。",
            citation=asked.spread.rule.citation,
        )


def _draw(tx: Change[VenueDraw]) -> Sequence[int]:
    ctx, made = tx.ctx, tx.row
    intent = _intent(tx)
    found = _inputs_unchanged(tx)
    nonce = secrets.token_bytes(32)
    course = Course.start(Sampler.of(found.pool, found.plan), seed_of(intent.hash, nonce))
    record = course.to_bytes().decode()
    made.record, made.commitment = record, hashlib.sha256(record.encode()).hexdigest()
    made.nonce, made.drawn_at = nonce.hex(), ctx.now
    tx.record(
        VenueDrawMade(
            project_id=made.project_id,
            draw_id=made.pk,
            attempt=made.attempt,
            intent_number=intent.number,
            commitment=made.commitment,
        )
    )
    return selection.chosen(found, course.panel.ids)


def _fail(ctx: Ctx, draw_id: int) -> VenueDraw:
    with change(ctx, VenueDraw, draw_id, "fail", permission=Dispatch.DRAW_VENUES) as tx:
        intent = _intent(tx)
        _inputs_unchanged(tx)
        tx.row.drawn_at = ctx.now
        tx.record(
            VenueDrawFailed(
                project_id=tx.row.project_id,
                draw_id=tx.row.pk,
                attempt=tx.row.attempt,
                intent_number=intent.number,
                centres=tx.row.centres,
                eligible=tx.row.eligible,
            )
        )
    return tx.row


def _intent(tx: Change[VenueDraw]) -> Entry:
    """The log's entry of this attempt, which must be the project's last."""
    intent = entries(project_id=tx.row.project_id).filter(kind=VenueDrawIntended.KIND).last()
    stated = {} if intent is None else parsed(intent)["data"]
    assert isinstance(stated, dict)
    if intent is None or stated.get("draw_id") != tx.row.pk:
        raise _superseded()
    quorum.require_witnessed(intent.number)
    return intent


def _inputs_unchanged(tx: Change[VenueDraw]) -> selection.Inputs:
    made = tx.row
    project = project_locked(made)
    require_arranging(project)
    found = queries.venue_draw_inputs(tx.ctx, project, centres=made.centres, seats_each=made.seats_each)
    tx.require(
        (found.pool_digest, found.plan.digest) == (made.pool_digest, made.plan_digest),
        "pool-changed",
        "公布条件后候选交易中心有变化，本次选取作废。",
        remedy="请重新选取；本次序号已记录在案。",
    )
    return found


def _superseded() -> Refused:
    return Refused("draw-superseded", "另一次随机选取已经开始。", remedy="请刷新页面查看结果。")
