"""A pool seen class by class: from a ticket's number to the expert who holds it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from yuanping.core.draw.candidate import Candidate, DrawClass


@dataclass(frozen=True, slots=True)
class ClassList:
    """The candidates of a class by tier: fewest tickets first, within a tier by pseudonym.

    A tier holds all candidates with the same number of tickets, so a ticket finds its ordinal by
    arithmetic over the tiers' sizes alone: a verifier needs the drawn leaves, not the whole list.
    """

    members: tuple[Candidate, ...]
    tier_tickets: tuple[int, ...]
    tier_first_ticket: tuple[int, ...]
    tier_first_ordinal: tuple[int, ...]
    total: int

    @classmethod
    def of(cls, members: Sequence[Candidate]) -> "ClassList":
        """From candidates in the order of their pseudonyms."""
        ordered = tuple(sorted(members, key=lambda each: each.tickets))
        tickets: list[int] = []
        first_ticket: list[int] = []
        first_ordinal: list[int] = []
        total = 0
        for ordinal, member in enumerate(ordered):
            if not tickets or tickets[-1] != member.tickets:
                tickets.append(member.tickets)
                first_ticket.append(total)
                first_ordinal.append(ordinal)
            total += member.tickets
        return cls(ordered, tuple(tickets), tuple(first_ticket), tuple(first_ordinal), total)

    def ordinal(self, ticket: int) -> int:
        """The place in ``members`` of the holder of a ticket in [0, total)."""
        tier = bisect_right(self.tier_first_ticket, ticket) - 1
        return (
            self.tier_first_ordinal[tier] + (ticket - self.tier_first_ticket[tier]) // self.tier_tickets[tier]
        )


_EMPTY = ClassList((), (), (), (), 0)


class PoolIndex:
    """Built once for a pool; all draws from it share the index."""

    __slots__ = ("_by_class", "_by_pseudonym")

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        lists: defaultdict[DrawClass, list[Candidate]] = defaultdict(list)
        for candidate in candidates:
            for draw_class in candidate.classes:
                lists[draw_class].append(candidate)
        self._by_class = {draw_class: ClassList.of(members) for draw_class, members in lists.items()}
        self._by_pseudonym = {candidate.pseudonym: candidate for candidate in candidates}

    def of_class(self, draw_class: DrawClass) -> ClassList:
        return self._by_class.get(draw_class, _EMPTY)

    def candidate(self, pseudonym: str) -> Candidate | None:
        return self._by_pseudonym.get(pseudonym)
