"""Waiting for the quorum of witnesses (数字见证): opened with the act, ended by the witnesses, by time or by the supervisor.

A wait keeps nothing but what follows from an act: the act itself is on record before it is opened. So a witness
that is down, or a process that is killed, delays; nothing is undone and nothing is done twice.
"""

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from yuanping.base.change import change
from yuanping.base.context import Ctx, platform, system_ctx
from yuanping.base.witness import standing
from yuanping.base.witness.queries import entries
from yuanping.core.errors import Invalid, Refused
from yuanping.core.policy import Act
from yuanping.domain.quorum import queries
from yuanping.domain.quorum.events import (
    WaitLapsed,
    WaitMet,
    WaitOpened,
    WaitOverran,
    WaitVoided,
    WaitWaived,
)
from yuanping.domain.quorum.models import Wait
from yuanping.domain.quorum.permissions import Quorum
from yuanping.domain.quorum.states import LAPSING, WaitState

if TYPE_CHECKING:
    from yuanping.domain.projects.models import Project

PLATFORM = "见证等候"
GLANCE = 0.2
"""Seconds between two looks while a page waits."""
REASON_LENGTH = 500


def await_witnesses(
    ctx: Ctx, project: "Project", act: Act, *, label: str, kind: str = "", number: int = 0
) -> Wait | None:
    """Open the wait of an act in the transaction that recorded it; None where nothing waits.

    The act's entry is the one with ``number``, or the project's last of ``kind``. Called again for the same entry it
    gives the wait that is there, while it holds.
    """
    rows = entries(project_id=project.pk)
    entry = (rows.filter(number=number) if number else rows.filter(kind=kind)).last()
    assert entry is not None, "an act is recorded before it waits"
    found = queries.of_entry(entry.number)
    if found is not None:
        return found if found.holds else None
    rule = queries.due(project, act, number=entry.number)
    if rule is None:
        return None
    seconds = rule.value.wait_seconds
    with change(platform(ctx, PLATFORM), Wait, None, "open", permission=Quorum.WATCH) as tx:
        wait = tx.add(
            Wait(
                project=project,
                act=act,
                kind=entry.kind,
                number=entry.number,
                label=label,
                opened_at=ctx.now,
                due_at=ctx.now + timedelta(seconds=seconds),
            )
        )
        tx.record(
            WaitOpened(
                project_id=project.pk,
                wait_id=wait.pk,
                act=act,
                kind=entry.kind,
                number=entry.number,
                label=label,
                wait_seconds=seconds,
            )
        )
    return wait


def wait_a_little(wait: Wait) -> bool:
    """Look for a few seconds, outside of any transaction, whether the quorum comes; True when it has.

    For the one who pressed the button: with witnesses in service the page answers with the result at once.
    """
    ends = time.monotonic() + settings.WITNESS_PATIENCE
    while not standing.is_witnessed(wait.number):
        if time.monotonic() >= ends:
            return False
        time.sleep(GLANCE)
    return not look(system_ctx(PLATFORM), wait.pk).holds


def look(ctx: Ctx, wait_id: int) -> Wait:
    """End the wait when the quorum has seen the act, or when its time is over; otherwise leave it as it is."""
    wait = Wait.objects.get(pk=wait_id)
    if not wait.is_open:
        return wait
    if standing.is_witnessed(wait.number):
        return _meet(ctx, wait_id)
    if wait.state == WaitState.WAITING and ctx.now >= wait.due_at:
        return _run_out(ctx, wait)
    return wait


def waive(ctx: Ctx, wait_id: int, *, reason: str) -> Wait:
    """The supervisor lets an act pass whose time is over without a quorum; the reason goes on record.

    Refused: while its time is not over (the witnesses may still come), without a reason, or when the act was
    done anew.
    """
    with change(ctx, Wait, wait_id, "waive", permission=Quorum.WAIVE) as tx:
        wait = tx.row
        if not reason.strip():
            raise Invalid("reason-missing", "请说明同意继续的理由。", field="reason")
        if len(reason) > REASON_LENGTH:
            raise Invalid(
                "reason-long", f"理由不能超过 {REASON_LENGTH} 个字。", field="reason", remedy="请精简。"
            )
        tx.require(
            not queries.superseded(wait),
            "wait-superseded",
            "该事项已重新办理。",
            remedy="请以最近一次办理为准。",
        )
        seen = queries.standing_of(wait)
        wait.reason, wait.ended_at = reason.strip(), ctx.now
        tx.record(
            WaitWaived(
                project_id=wait.project_id,
                wait_id=wait.pk,
                kind=wait.kind,
                number=wait.number,
                label=wait.label,
                cosigned=seen.cosigned,
                needed=seen.needed,
                reason=wait.reason,
            )
        )
    return tx.row


def void(ctx: Ctx, wait_id: int, *, why: Refused) -> Wait:
    """What was to follow is refused now that its time has come: the act is spent, on record."""
    with change(ctx, Wait, wait_id, "void", permission=Quorum.WATCH) as tx:
        wait = tx.row
        wait.reason = why.message[:REASON_LENGTH]
        tx.record(
            WaitVoided(
                project_id=wait.project_id,
                wait_id=wait.pk,
                kind=wait.kind,
                number=wait.number,
                label=wait.label,
                code=why.code,
                reason=wait.reason,
            )
        )
    return tx.row


def _meet(ctx: Ctx, wait_id: int) -> Wait:
    with change(ctx, Wait, wait_id, "meet", permission=Quorum.WATCH) as tx:
        wait = tx.row
        seen = queries.standing_of(wait)
        wait.ended_at = ctx.now
        tx.record(
            WaitMet(
                project_id=wait.project_id,
                wait_id=wait.pk,
                kind=wait.kind,
                number=wait.number,
                label=wait.label,
                size=seen.checkpoint.size if seen.checkpoint else 0,
                witnesses=seen.witnesses,
            )
        )
    return tx.row


def _run_out(ctx: Ctx, wait: Wait) -> Wait:
    lapses = wait.act in LAPSING
    event = WaitLapsed if lapses else WaitOverran
    with change(ctx, Wait, wait.pk, "lapse" if lapses else "overrun", permission=Quorum.WATCH) as tx:
        seen = queries.standing_of(tx.row)
        if lapses:
            tx.row.ended_at = ctx.now
        tx.record(
            event(
                project_id=wait.project_id,
                wait_id=wait.pk,
                kind=wait.kind,
                number=wait.number,
                label=wait.label,
                cosigned=seen.cosigned,
                needed=seen.needed,
            )
        )
    return tx.row
