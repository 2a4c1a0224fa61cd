"""The pool of a draw, held in columns: a million experts in some hundred megabytes, any class in milliseconds."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import overload

from typing_extensions import override

from yuanping.core.draw.lists import ClassList, WholeList, tiers_of
from yuanping.core.draw.person import ANYWHERE, DrawClass, Person
from yuanping.core.reading import malformed


class _Names:
    """Texts by number: what many rows share is held once."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        found = self._numbers.setdefault(text, len(self.texts))
        if found == len(self.texts):
            self.texts.append(text)
        return found


class Pool:
    """The frozen pool (专家库快照): persons in the order of their ids, however they were given.

    The same id twice is ``Invalid``.
    """

    def __init__(self, persons: Iterable[Person]) -> None:
        self._employers, self._centres = _Names(), _Names()
        self._code_sets: list[tuple[str, ...]] = []
        numbers: dict[tuple[str, ...], int] = {}
        rows = []
        for given in persons:
            each = given.checked()
            number = numbers.setdefault(each.specialties, len(numbers))
            if number == len(self._code_sets):
                self._code_sets.append(each.specialties)
            tickets = each.tickets << 1 | each.available
            employer, centre = self._employers.number(each.employer), self._centres.number(each.centre)
            rows.append((each.id, employer, centre, number, tickets, each.salt))
        rows.sort(key=itemgetter(0))
        for one, next_one in pairwise(rows):
            if one[0] == next_one[0]:
                raise malformed("expert_id", f"专家“{one[0]}”在专家库中重复出现")
        self._ids = [row[0] for row in rows]
        self._employer = array("I", (row[1] for row in rows))
        self._centre = array("H", (row[2] for row in rows))
        self._codes = array("I", (row[3] for row in rows))
        self._tickets = array("I", (row[4] for row in rows))
        self._salts = [row[5] for row in rows] if any(row[5] for row in rows) else None
        del rows
        self._places = self._place()
        self._lists: dict[DrawClass, WholeList] = {}

    def _place(self) -> "dict[tuple[str, int], array[int]]":
        """The rows with each full code at each centre."""
        places: defaultdict[tuple[int, int], array[int]] = defaultdict(lambda: array("I"))
        for row, key in enumerate(zip(self._codes, self._centre, strict=True)):
            places[key].append(row)
        out: defaultdict[tuple[str, int], list[array[int]]] = defaultdict(list)
        for (number, centre), rows in places.items():
            for code in self._code_sets[number]:
                out[code, centre].append(rows)
        return {key: parts[0] if len(parts) == 1 else _merged(parts) for key, parts in out.items()}

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[Person]:
        return (self.person(row) for row in range(len(self)))

    @property
    def centres(self) -> list[str]:
        """In the order of their names."""
        return sorted(self._centres.texts)

    def person(self, row: int) -> Person:
        """The person in a row, rows being in the order of ids."""
        tickets = self._tickets[row]
        return Person(
            self._ids[row],
            self._employers.texts[self._employer[row]],
            self._centres.texts[self._centre[row]],
            self._code_sets[self._codes[row]],
            tickets >> 1,
            bool(tickets & 1),
            b"" if self._salts is None else self._salts[row],
        )

    def find(self, name: str) -> Person | None:
        """The person with this id."""
        row = bisect_left(self._ids, name)
        return self.person(row) if row < len(self._ids) and self._ids[row] == name else None

    def list_of(self, draw_class: DrawClass) -> WholeList:
        """The members of a class; made once, then kept."""
        found = self._lists.get(draw_class)
        if found is None:
            found = self._lists[draw_class] = self._made(draw_class)
        return found

    def lists_of(self, classes: Iterable[DrawClass]) -> dict[DrawClass, ClassList]:
        return {each: self.list_of(each) for each in classes}

    def lines(self) -> Iterator[dict[str, object]]:
        """Size, tickets, tiers and root of every code at every centre, in canonical order: what a snapshot commits to."""
        texts = self._centres.texts
        for each in sorted(DrawClass(code, texts[centre]) for code, centre in self._places):
            yield self._made(each).as_json()

    def _made(self, draw_class: DrawClass) -> WholeList:
        parts = [
            rows
            for (code, centre), rows in self._places.items()
            if code.startswith(draw_class.specialty)
            and draw_class.centre in {ANYWHERE, self._centres.texts[centre]}
        ]
        rows = parts[0] if len(parts) == 1 else _merged(parts)
        tickets = self._tickets
        ordered = array("I", sorted(rows, key=lambda row: tickets[row] >> 1))
        return WholeList(draw_class, _Rows(self, ordered), tiers_of(tickets[row] >> 1 for row in ordered))


class _Rows(Sequence[Person]):
    """Some rows of a pool, seen as persons."""

    def __init__(self, pool: Pool, rows: "array[int]") -> None:
        self._pool = pool
        self._rows = rows

    @override
    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> Person: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Person]: ...

    @override
    def __getitem__(self, place: int | slice) -> Person | Sequence[Person]:
        if isinstance(place, slice):
            return [self._pool.person(row) for row in self._rows[place]]
        return self._pool.person(self._rows[place])


def _merged(parts: "Sequence[array[int]]") -> "array[int]":
    """The rows of all parts, each once, ascending."""
    return array("I", sorted({row for rows in parts for row in rows}))
