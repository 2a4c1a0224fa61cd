"""Proof for one expert that the own entry is in a snapshot of the pool, with nothing said about anybody else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yuanping.core.draw.person import DrawClass, Person
from yuanping.core.draw.pool import Pool
from yuanping.core.errors import Invalid
from yuanping.core.reading import (
    canonical,
    checked_hex,
    checked_text,
    checked_whole,
    malformed,
    read_list,
    read_object,
)
from yuanping.core.tlog.hashing import SHA256
from yuanping.core.tlog.tile_paths import Tile
from yuanping.core.tlog.tiles import grow, inclusion_proof
from yuanping.core.tlog.tree import verify_inclusion

FORMAT = "yd-membership/1"
MAX_PERSONS = 1 << 32
Proof = tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A class with its line in the snapshot's file, and where in it the person stands."""

    line: Mapping[str, object]
    line_index: int
    line_proof: Proof
    ordinal: int
    proof: Proof

    @property
    def draw_class(self) -> DrawClass:
        return DrawClass(
            checked_text(self.line["specialty"], "specialty"), checked_text(self.line["centre"], "centre")
        )


@dataclass(frozen=True, slots=True)
class Membership:
    """The opened entry of one person, and for each own class the way to the snapshot's root."""

    snapshot: int
    root: bytes
    lines: int
    person: Person
    places: tuple[Place, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "classes": [
                {
                    "line": dict(each.line),
                    "line_index": each.line_index,
                    "line_proof": _hex(each.line_proof),
                    "ordinal": each.ordinal,
                    "proof": _hex(each.proof),
                }
                for each in self.places
            ],
            "format": FORMAT,
            "leaf": self.person.leaf_as_json(),
            "lines": self.lines,
            "root": self.root.hex(),
            "snapshot": self.snapshot,
        }


def prove(pool: Pool, *, snapshot: int, lines: Sequence[bytes], person: str) -> Membership:
    """For the person with this id; ``lines`` is the snapshot's file (``Pool.lines``, canonical, a line each).

    ``Invalid`` when the pool has no such person.
    """
    found = pool.find(person)
    if found is None:
        raise Invalid("not-in-pool", "该快照中没有此人。", remedy="请核对快照的时间。")
    tiles, root = grow(0, [SHA256.leaf(line) for line in lines], _no_tile)
    index = {line: number for number, line in enumerate(lines)}
    places = []
    for code in found.specialties:
        entries = pool.list_of(DrawClass(code, found.centre))
        line = entries.as_json()
        at = index[canonical(line)]
        ordinal = next(n for n, each in enumerate(entries.members()) if each.id == person)
        places.append(
            Place(
                line,
                at,
                tuple(inclusion_proof(at, len(lines), lambda tile: _cut(tiles, tile))),
                ordinal,
                entries.prove(ordinal),
            )
        )
    return Membership(snapshot, root, len(lines), found, tuple(places))


def check(value: object) -> Membership:
    """What ``Membership.as_json`` wrote, recomputed: the entry is in every class to which it belongs.

    ``Invalid`` or ``BadProof`` names the first thing that does not hold. That ``root`` is the snapshot's is for the
    reader to compare with the witness log.
    """
    given = read_object(value, "membership", ("classes", "format", "leaf", "lines", "root", "snapshot"))
    if given["format"] != FORMAT:
        raise malformed("format", f"应为 {FORMAT}")
    person = Person.read_leaf(given["leaf"])
    root = checked_hex(given["root"], "root", 32)
    lines = checked_whole(given["lines"], "lines", least=1, most=MAX_PERSONS)
    places = tuple(_read_place(each, person, lines, root) for each in read_list(given["classes"], "classes"))
    if [each.draw_class.specialty for each in places] != list(person.specialties):
        raise malformed("classes", "应对本人的每个专业各有一项证明")
    number = checked_whole(given["snapshot"], "snapshot", least=1, most=MAX_PERSONS)
    return Membership(number, root, lines, person, places)


def _read_place(value: object, person: Person, lines: int, root: bytes) -> Place:
    row = read_object(value, "classes", ("line", "line_index", "line_proof", "ordinal", "proof"))
    line = read_object(row["line"], "line", ("centre", "root", "size", "specialty", "tickets", "tiers"))
    place = Place(
        line,
        checked_whole(row["line_index"], "line_index", least=0, most=lines - 1),
        _read_proof(row["line_proof"], "line_proof"),
        checked_whole(row["ordinal"], "ordinal", least=0, most=MAX_PERSONS),
        _read_proof(row["proof"], "proof"),
    )
    if not place.draw_class.takes(person):
        raise malformed("classes", "类别与本人的专业、所在地不符")
    verify_inclusion(
        SHA256.leaf(canonical(line)), index=place.line_index, size=lines, path=place.line_proof, root=root
    )
    verify_inclusion(
        SHA256.leaf(person.commitment),
        index=place.ordinal,
        size=checked_whole(line["size"], "size", least=1, most=MAX_PERSONS),
        path=place.proof,
        root=checked_hex(line["root"], "root", 32),
    )
    return place


def _read_proof(value: object, field: str) -> Proof:
    return tuple(checked_hex(each, field, 32) for each in read_list(value, field))


def _hex(proof: Proof) -> list[str]:
    return [each.hex() for each in proof]


def _cut(tiles: Mapping[tuple[int, int], bytes], tile: Tile) -> bytes:
    return tiles[tile.level, tile.number][: tile.width * 32]


def _no_tile(tile: Tile) -> bytes:
    raise AssertionError(tile)  # a tree that is grown from nothing reads nothing
