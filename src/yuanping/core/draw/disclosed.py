"""A class as a transcript discloses it: some of its members, each proved to stand where it says."""

from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from typing_extensions import override

from yuanping.core.draw.lists import ClassList, Undisclosed
from yuanping.core.draw.person import DrawClass, Person
from yuanping.core.reading import (
    checked_hex,
    checked_text,
    checked_whole,
    malformed,
    read_list,
    read_object,
)
from yuanping.core.tlog.hashing import SHA256
from yuanping.core.tlog.tree import root_of, verify_consistency, verify_inclusion

MAX_PERSONS = 1 << 32


@dataclass(frozen=True, slots=True)
class _Opened:
    person: Person
    proof: tuple[bytes, ...]


class DisclosedList(ClassList):
    """A class as a transcript discloses it, every leaf checked against the root when it is read."""

    def __init__(self, row: object) -> None:
        """From what ``as_json`` and ``disclosure`` wrote; ``Invalid`` or ``BadProof`` names what does not hold."""
        fields = read_object(
            row, "classes", ("centre", "disclosure", "root", "size", "specialty", "tickets", "tiers")
        )
        self.draw_class = DrawClass(
            checked_text(fields["specialty"], "specialty"), checked_text(fields["centre"], "centre")
        )
        self.tiers = tuple(_read_tier(each) for each in read_list(fields["tiers"], "tiers"))
        if [held for held, _ in self.tiers] != sorted({held for held, _ in self.tiers}):
            raise malformed("tiers", "各档票数应递增")
        self._root = checked_hex(fields["root"], "root", 32)
        self._head: tuple[Person, ...] = ()
        self._head_proof: tuple[bytes, ...] = ()
        self._opened: dict[int, _Opened] = {}
        self._whole = False
        self.is_closed = fields["disclosure"] is None
        if (self.size, self.tickets) != (fields["size"], fields["tickets"]):
            raise malformed("tiers", "各档合计与人数或票数不符")
        if isinstance(fields["disclosure"], dict) and "members" in fields["disclosure"]:
            self._read_whole(fields["disclosure"])
        elif not self.is_closed:
            self._read_part(fields["disclosure"])

    def _read_whole(self, value: object) -> None:
        row = read_object(value, "disclosure", ("members",))
        self._head = tuple(Person.read_leaf(each) for each in read_list(row["members"], "members"))
        self._whole = True
        if len(self._head) != self.size:
            raise malformed("members", "公开的人数与类别人数不符")
        self._require_order()
        if root_of([SHA256.leaf(each.commitment) for each in self._head]) != self._root:
            raise malformed("root", f"类别 {self.draw_class.name} 的专家名单与其根摘要不符")

    def _read_part(self, value: object) -> None:
        row = read_object(value, "disclosure", ("head", "opened"))
        head = read_object(row["head"], "head", ("leaves", "proof"))
        self._head = tuple(Person.read_leaf(each) for each in read_list(head["leaves"], "leaves"))
        self._head_proof = _read_proof(head["proof"])
        verify_consistency(
            old_size=len(self._head),
            old_root=root_of([SHA256.leaf(each.commitment) for each in self._head]),
            new_size=self.size,
            new_root=self._root,
            path=self._head_proof,
        )
        for each in read_list(row["opened"], "opened"):
            opened = read_object(each, "opened", ("leaf", "ordinal", "proof"))
            ordinal = checked_whole(opened["ordinal"], "ordinal", least=len(self._head), most=self.size - 1)
            person, proof = Person.read_leaf(opened["leaf"]), _read_proof(opened["proof"])
            leaf = SHA256.leaf(person.commitment)
            verify_inclusion(leaf, index=ordinal, size=self.size, path=proof, root=self._root)
            self._opened[ordinal] = _Opened(person, proof)
        self._require_order()

    def _require_order(self) -> None:
        """Known members belong to the class, stand in its order, and hold the tickets of their tiers."""
        known = [*enumerate(self._head), *((n, each.person) for n, each in sorted(self._opened.items()))]
        keys = [(person.tickets, person.id.encode()) for _, person in known]
        if any(first >= then for first, then in pairwise(keys)):
            raise malformed("leaf", f"类别 {self.draw_class.name} 的专家次序有误或重复")
        for ordinal, person in known:
            tier = bisect_right(self._starts[1], ordinal) - 1
            if person.tickets != self.tiers[tier][0]:
                raise malformed("leaf", f"类别 {self.draw_class.name} 第 {ordinal} 位的票数与所在档不符")
            if not self.draw_class.takes(person):
                raise malformed("leaf", f"类别 {self.draw_class.name} 中有专业或所在地不符的专家")

    @property
    @override
    def root(self) -> bytes:
        return self._root

    @override
    def member(self, ordinal: int) -> Person:
        if ordinal < len(self._head):
            return self._head[ordinal]
        if ordinal not in self._opened:
            raise Undisclosed(self.draw_class)
        return self._opened[ordinal].person

    @override
    def members(self) -> Iterator[Person]:
        if not self._whole:
            raise Undisclosed(self.draw_class)
        return iter(self._head)

    @override
    def first_members(self) -> Iterator[Person]:
        return iter(self._head)

    @override
    def disclosure(self, *, head: int | None, hit: Collection[int]) -> dict[str, object]:
        if head is None:
            return {"members": [each.leaf_as_json() for each in self.members()]}
        if head != len(self._head):
            raise Undisclosed(self.draw_class)
        return {
            "head": {
                "leaves": [each.leaf_as_json() for each in self._head],
                "proof": [each.hex() for each in self._head_proof],
            },
            "opened": [
                {
                    "leaf": self.member(ordinal).leaf_as_json(),
                    "ordinal": ordinal,
                    "proof": [each.hex() for each in self._opened[ordinal].proof],
                }
                for ordinal in sorted(hit)
                if ordinal >= head
            ],
        }


def _read_tier(value: object) -> tuple[int, int]:
    pair = read_list(value, "tiers")
    if len(pair) != 2:
        raise malformed("tiers", "应为票数与人数")
    return checked_whole(pair[0], "tiers", least=1, most=MAX_PERSONS), checked_whole(
        pair[1], "tiers", least=1, most=MAX_PERSONS
    )


def _read_proof(value: object) -> tuple[bytes, ...]:
    return tuple(checked_hex(each, "proof", 32) for each in read_list(value, "proof"))
