"""Who follows: alternates in a fixed sealed order, and the redraw (补抽) of one seat while every other stays."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from yuanping.core.draw.infeasible import Certificate, Infeasible, in_words
from yuanping.core.draw.panel import Alternate, Choice, Redraw, Ticket
from yuanping.core.draw.person import DrawClass, Person
from yuanping.core.draw.stream import Stream
from yuanping.core.draw.tables import keeps
from yuanping.core.draw.tickets import draw_ticket
from yuanping.core.reading import malformed

if TYPE_CHECKING:
    from yuanping.core.draw.panel import Panel
    from yuanping.core.draw.sampler import Sampler

USED = "used"
DUPLICATE = "duplicate"
SAME_EMPLOYER = "same-employer"
CENTRE_FULL = "centre-full"
OTHER_CENTRES = "other-centres"

Skip = Callable[[Person], str | None]


def alternates(
    sampler: "Sampler", seed: bytes, members: Sequence[Person]
) -> tuple[tuple[Alternate, ...], frozenset[DrawClass]]:
    """For each class as many as the plan asks for and as there are; any of them may follow any member.

    Besides, the classes that were searched through in vain for one more.
    """
    limits = sampler.plan.limits
    people = {each.id for each in members}
    employers = Counter(each.employer for each in members)
    centres = Counter(each.centre for each in members)

    def skip(person: Person) -> str | None:
        if person.id in people:
            return DUPLICATE
        if employers[person.employer] >= limits.max_per_employer:
            return SAME_EMPLOYER
        full = limits.max_per_centre is not None and draw_class.centre != person.centre
        if full and centres[person.centre] >= (limits.max_per_centre or 0):
            return CENTRE_FULL
        return None

    found: list[Alternate] = []
    exhausted = set()
    for draw_class in sampler.plan.classes:
        stream = Stream(seed, f"alt/{draw_class.name}")
        for order in range(1, sampler.plan.alternates + 1):
            choice = _choose(sampler, draw_class, stream, skip)
            if choice is None:
                exhausted.add(draw_class)
                break
            found.append(Alternate(order, choice))
            people.add(choice.person.id)
            employers[choice.person.employer] += 1
    return tuple(found), frozenset(exhausted)


def redraw(sampler: "Sampler", seed: bytes, *, panel: "Panel", done: Sequence[Redraw], seat: int) -> Redraw:
    """Who follows for a seat whose holder does not come: the next alternate who fits now, else drawn anew.

    ``done`` are the redraws so far, in their order. ``Infeasible`` when nobody is left.
    """
    if not 0 <= seat < len(panel.members):
        raise malformed("seat", f"没有第 {seat} 号席位")
    standing = list(panel.members)
    used = {each.id for each in panel.members}
    for each in done:
        standing[each.seat] = each.person
        used.add(each.person.id)
    draw_class = sampler.plan.seat_classes[seat]
    number = 1 + sum(sampler.plan.seat_classes[each.seat] == draw_class for each in done)
    left = standing[seat].id
    skip = _skip_for(sampler, [each for place, each in enumerate(standing) if place != seat], used)
    for alternate in panel.alternates:
        choice = alternate.choice
        if choice.draw_class == draw_class and skip(choice.person) is None:
            return Redraw(seat, number, left, choice.person)
    found = _choose(sampler, draw_class, Stream(seed, f"redraw/{draw_class.name}/{number}"), skip)
    if found is None:
        raise Infeasible(_nobody_left(draw_class, seat))
    return Redraw(seat, number, left, found.person, found)


def _skip_for(sampler: "Sampler", others: Sequence[Person], used: Collection[str]) -> Skip:
    """Why somebody may not come to the other members; exclusions are looked at elsewhere."""
    limits = sampler.plan.limits
    employers = Counter(each.employer for each in others)
    centres = Counter(each.centre for each in others)

    def skip(person: Person) -> str | None:
        if person.id in used:
            return USED
        if employers[person.employer] >= limits.max_per_employer:
            return SAME_EMPLOYER
        if limits.max_per_centre is not None and centres[person.centre] >= limits.max_per_centre:
            return CENTRE_FULL
        return None if keeps(limits, centres + Counter([person.centre])) else OTHER_CENTRES

    return skip


def _choose(sampler: "Sampler", draw_class: DrawClass, stream: Stream, skip: Skip) -> Choice | None:
    """By tickets from an abundant class; from a scarce one, or when tickets do not help, exactly among who fit."""
    entries = sampler.lists[draw_class]

    def why(person: Person) -> str | None:
        return sampler.eligible.skip(person) or skip(person)

    tickets: list[Ticket] = []
    if sampler.heads[draw_class] is not None:
        while len(tickets) < sampler.plan.try_limit:
            holder, ticket = draw_ticket(None, entries, stream, why)
            tickets.append(ticket)
            if ticket.skip is None:
                return Choice(draw_class, holder, tuple(tickets), picked=False)
    fits = [each for each in entries.members() if why(each) is None]
    if not fits:
        return None
    person = fits[stream.pick([each.tickets for each in fits])]
    return Choice(draw_class, person, tuple(tickets), picked=True)


def _nobody_left(draw_class: DrawClass, seat: int) -> Certificate:
    words = f"{in_words(draw_class)}已没有可以补抽的专家。"
    return Certificate((draw_class,), (seat,), (), 0, words)
