"""Redraw (补抽): one seat changes hands, every other seat stays."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from yuanping.core.draw.canonical import checked_whole, malformed
from yuanping.core.draw.eligible import DUPLICATE, SAME_EMPLOYER, UNAVAILABLE, Eligible
from yuanping.core.draw.infeasible import HallCertificate, Infeasible
from yuanping.core.draw.inputs import Plan, Pool
from yuanping.core.draw.panel import Choice, Count, Panel, Seat, Ticket
from yuanping.core.draw.stream import Stream
from yuanping.core.draw.tickets import draw_ticket

_MAX_ATTEMPTS = 1 << 20


def redraw(
    pool: Pool, plan: Plan, seed: bytes, *, panel: Panel, seat: Seat, used: Collection[str], attempt: int
) -> Choice:
    """Choose a replacement for the holder of one seat, uniformly by tickets among all who fit.

    ``used`` are those who were drawn before and left or declined; the present holder always counts among
    them. ``attempt`` numbers the redraws of this seat from 1. Skipped are the used, the plan's exclusions,
    the remaining members and their employers (where full). Raises ``Infeasible`` when nobody fits; its
    certificate holds against ``residual(...)`` of the same arguments.
    """
    checked_whole(attempt, "attempt", least=1, most=_MAX_ATTEMPTS)
    people, employers = _standing(pool, plan, panel, seat, used)
    eligible = Eligible(pool, plan, people=people, employers=employers)
    entries = pool.index.of_class(seat.draw_class)
    total = sum(each.tickets for each in eligible.members(seat.draw_class))
    if total == 0:
        raise Infeasible(HallCertificate((seat.draw_class,), (), 1, 0), redraw=True)
    stream = Stream(seed, f"alt/{seat.name}/{attempt}")
    gone = tuple(sorted({*used, *(who for who, why in people.items() if why == UNAVAILABLE)}))
    tickets: list[Ticket] = []
    for _ in range(plan.try_limit):
        holder, ticket = draw_ticket(seat, entries, stream, eligible)
        tickets.append(ticket)
        if ticket.skip is None:
            return Choice(seat, attempt, gone, holder.pseudonym, tuple(tickets))
    at = stream.below_big(total)
    for each in eligible.members(seat.draw_class):
        if at < each.tickets:
            count = Count((seat.draw_class,), total, ((seat, each.pseudonym),))
            return Choice(seat, attempt, gone, each.pseudonym, tuple(tickets), count)
        at -= each.tickets
    raise AssertionError(seat)


def residual(pool: Pool, plan: Plan, *, panel: Panel, seat: Seat, used: Collection[str]) -> Plan:
    """The redraw stated as a plan of its own: one seat, with everybody excluded who may not have it."""
    people, employers = _standing(pool, plan, panel, seat, used)
    return replace(
        plan,
        cells=((seat.draw_class, 1),),
        excluded_people={**people, **plan.excluded_people},
        excluded_employers={**employers, **plan.excluded_employers},
        max_per_venue=None,
    )


def _standing(
    pool: Pool, plan: Plan, panel: Panel, seat: Seat, used: Collection[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Who, and which employers, are skipped because of the panel as it stands."""
    holder = panel.holder(seat)
    if holder is None:
        raise malformed("seat", f"席位{seat.name}不在本次抽取结果中")
    remaining = [pseudonym for each, pseudonym in panel.members if each != seat]
    candidates = [pool.index.candidate(pseudonym) for pseudonym in remaining]
    if any(each is None for each in candidates):
        raise malformed("panel", "抽取结果中有专家不在专家库中")
    employers = Counter(each.employer for each in candidates if each is not None)
    full = [employer for employer, members in employers.items() if members >= plan.max_per_employer]
    people = {**dict.fromkeys(remaining, DUPLICATE), **dict.fromkeys((*used, holder), UNAVAILABLE)}
    return people, dict.fromkeys(full, SAME_EMPLOYER)
