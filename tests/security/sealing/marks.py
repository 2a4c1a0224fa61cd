"""What tells of the people drawn: who they are, and the keys that would lead from a seat to one of them.

Before anybody is entered, the counters of the pool, of the vault and of organisations are moved far up. Each key is then a number
that nothing else on the node has, and can be looked for as if it were a name.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

from tests.factories.experts import REPRESENTATIVE, World
from tests.journeys.secrecy import Needles
from yuanping.base.ports.models import DemoCard
from yuanping.domain.experts.models import Expert, PoolSnapshot
from yuanping.domain.experts.snapshot import frozen

FAR_UP = {"experts_expert": 731_000_001, "vault_sealeditem": 842_000_001, "ports_democard": 953_000_001}

OWN: Mapping[str, frozenset[str]] = {
    "key": frozenset(
        {"experts_expert", "experts_employment", "experts_leave", "experts_relation", "experts_telephone"}
    ),
    "number": frozenset({"experts_expert"}),
    "identity": frozenset({"experts_expert", "vault_sealeditem"}),
    "card": frozenset({"ports_democard"}),
    "card-box": frozenset({"ports_democard", "vault_sealeditem"}),
    "employer": frozenset({"people_organisation", "experts_employment"}),
    "pseudonym": frozenset(),
}
"""The tables in which each kind of mark is at home: there it says who is in the pool, not who was drawn."""


@dataclass(frozen=True, slots=True)
class Marks:
    """People by name and number, and the kinds of keys."""

    people: Needles
    keys: Mapping[str, Needles]

    def found_in(self, text: str) -> list[str]:
        """Everything of theirs that stands in the text."""
        return [*self.people.found_in(text), *self.keys_in(text)]

    def keys_in(self, text: str, *, table: str = "") -> list[str]:
        """The keys that stand in the text of a table where they are not at home, or in any other text."""
        away = (needles for kind, needles in self.keys.items() if table not in OWN[kind])
        return [each for needles in away for each in needles.found_in(text)]

    def everything(self) -> Needles:
        """All in one, for who looks at pages."""
        names = self.people.names.union(*(each.names for each in self.keys.values()))
        return Needles(names, self.people.stretches)


def move_counters() -> None:
    """Let keys begin far up, before the world is made."""
    with connection.cursor() as cursor:
        for table, start in FAR_UP.items():
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, start])


def marks_of(world: World) -> Marks:
    """Of everybody in the pool and the representative, once a draw has frozen the pool."""
    pool = list(Expert.objects.select_related("employer").order_by("pk"))
    cards = list(DemoCard.objects.all())
    held = frozen(PoolSnapshot.objects.latest("pk"))
    people = [{"name": e.name, "phone": e.phone, "id_number": e.id_number} for e in world.entries]
    keys = {
        "key": [e.pk for e in pool],
        "number": [e.number for e in pool],
        "identity": [e.identity_id for e in pool],
        "card": [card.pk for card in cards],
        "card-box": [card.card_id for card in cards],
        "employer": [e.employer.name for e in pool],
        "pseudonym": held.names.values(),
    }
    return Marks(
        Needles.of([*people, REPRESENTATIVE]),
        {kind: Needles(frozenset(map(str, values)), frozenset()) for kind, values in keys.items()},
    )
