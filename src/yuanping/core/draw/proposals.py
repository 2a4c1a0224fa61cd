"""What would make a committee possible where none is: the least changes of the plan that were tried and found to do."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from yuanping.core.draw.eligible import Eligible
from yuanping.core.draw.feasibility import find_obstacle
from yuanping.core.draw.infeasible import Certificate, in_words
from yuanping.core.draw.person import ANYWHERE, DrawClass
from yuanping.core.draw.plan import Plan
from yuanping.core.draw.pool import Pool

MOST = 3
"""So many proposals of one sort: a list to choose from, not a catalogue."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan that can be met, and what it changes, in words; ``changed`` is the class as it was and as it would be."""

    words: str
    plan: Plan
    changed: tuple[DrawClass, DrawClass] | None = None


def proposals(pool: Pool, plan: Plan, certificate: Certificate) -> list[Proposal]:
    """Wider specialties first, then other centres, then looser limits; nothing when no single change helps."""
    sorts = (_wider(plan, certificate), _elsewhere(pool, plan, certificate), _looser(plan, certificate))
    found: list[Proposal] = []
    for sort in sorts:
        fit = 0
        for each in sort:
            if is_feasible(pool, each.plan):
                found.append(each)
                fit += 1
                if fit == MOST:
                    break
    return found


def is_feasible(pool: Pool, plan: Plan) -> bool:
    """Whether some panel exists."""
    return find_obstacle(plan, Eligible(pool.lists_of(plan.classes), plan)) is None


def _wider(plan: Plan, certificate: Certificate) -> Iterator[Proposal]:
    """The specialty one level up, and so on to the letter (standards 3: A → A01 → A0101 → A010101)."""
    for each in certificate.classes:
        for length in range(len(each.specialty) - 2, 0, -2):
            wider = DrawClass(each.specialty[:length], each.centre)
            yield Proposal(
                f"{in_words(each)}扩大到“{wider.specialty}”", _with(plan, each, wider), (each, wider)
            )


def _elsewhere(pool: Pool, plan: Plan, certificate: Certificate) -> Iterator[Proposal]:
    for each in certificate.classes:
        if each.centre == ANYWHERE:
            continue
        for centre in pool.centres:
            if centre != each.centre:
                other = DrawClass(each.specialty, centre)
                yield Proposal(f"{in_words(each)}改在 {centre} 抽取", _with(plan, each, other), (each, other))
        anywhere = DrawClass(each.specialty, ANYWHERE)
        yield Proposal(f"{in_words(each)}不限所在地", _with(plan, each, anywhere), (each, anywhere))


def _looser(plan: Plan, certificate: Certificate) -> Iterator[Proposal]:
    if not certificate.by_limits:
        return
    limits = plan.limits
    if limits.max_per_centre is not None:
        for most in range(limits.max_per_centre + 1, len(plan.seat_classes) + 1):
            words = f"每个交易中心最多人数由 {limits.max_per_centre} 人放宽到 {most} 人"
            yield Proposal(words, replace(plan, limits=replace(limits, max_per_centre=most)))
    for least in range(limits.min_other_centres - 1, -1, -1):
        words = f"主场以外有专家的交易中心由至少 {limits.min_other_centres} 个减为 {least} 个"
        yield Proposal(words, replace(plan, limits=replace(limits, min_other_centres=least)))


def _with(plan: Plan, old: DrawClass, new: DrawClass) -> Plan:
    return replace(plan, seats=tuple((new if each == old else each, count) for each, count in plan.seats))
