"""An entry of the log: what everybody may see, and the openings of what it says.

The public part tells that something happened and when. Each fact is committed to with a salt of its
own, by SHA-256 and by SM3, so that one fact can be shown without the others, and erasing a salt and
its value erases what was said while every proof still verifies. The idea is that of selective
disclosure (RFC 9901); the names of the facts are hidden too.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from yuanping.core.canonical import NotCanonical, canonical
from yuanping.core.errors import Invalid
from yuanping.core.events import Json

VERSION = 2
LARGEST = 8192
"""Bytes of an entry at most: large things are logged by their digest."""
SALT = 16
"""Bytes of a salt: nobody guesses a value by trying."""
ROUND = 16
"""The number of commitments is filled up to a multiple of this: hardly any event has more facts, so that the public
log does not tell by its entries' sizes when an evaluation begins or ends (readers demand a multiple of 8)."""

Random = Callable[[int], bytes]
"""So many random bytes; ``secrets.token_bytes`` in service."""


@dataclass(frozen=True, slots=True)
class Opening:
    """One fact with its salt (hexadecimal): who has it can check the fact against the entry."""

    salt: str
    name: str
    value: Json

    def encoded(self) -> bytes:
        """Canonical JSON (RFC 8785): what is committed to."""
        return canonical([self.salt, self.name, self.value])

    def commitment(self) -> tuple[str, str]:
        """SHA-256 and SM3 of the opening, base64."""
        data = self.encoded()
        return _text(hashlib.sha256(data).digest()), _text(hashlib.new("sm3", data).digest())


@dataclass(frozen=True, slots=True)
class Leaf:
    """An entry as the public log holds it."""

    at: str
    sealed: tuple[tuple[str, str], ...]
    _encoded: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Plainly written JSON is canonical here: a time and base64 need no care.
        said = {"at": self.at, "sealed": self.sealed, "v": VERSION}
        object.__setattr__(self, "_encoded", json.dumps(said, separators=(",", ":")).encode("ascii"))

    def encoded(self) -> bytes:
        """The bytes of the entry, canonical JSON (RFC 8785)."""
        return self._encoded

    def holds(self, opening: Opening) -> bool:
        """Whether the entry committed to this fact."""
        return opening.commitment() in self.sealed


def seal(facts: Mapping[str, Json], *, at: str, random: Random) -> tuple[Leaf, tuple[Opening, ...]]:
    """An entry that commits to the facts, and its openings in the order of the facts.

    Raises ``ValueError`` when the entry would be larger than ``LARGEST``: too many facts.
    """
    openings = tuple(Opening(random(SALT).hex(), name, value) for name, value in facts.items())
    pairs = [opening.commitment() for opening in openings]
    filling = random(64 * (-len(pairs) % ROUND))
    pairs += [
        (_text(filling[n : n + 32]), _text(filling[n + 32 : n + 64])) for n in range(0, len(filling), 64)
    ]
    leaf = Leaf(at, tuple(sorted(pairs)))
    if len(leaf.encoded()) > LARGEST:
        raise ValueError(f"an entry of {len(facts)} facts is larger than {LARGEST} bytes")
    return leaf, openings


def parse_leaf(data: bytes) -> Leaf:
    """An entry from its bytes. Raises ``Invalid`` (``bad-entry``) for anything but the canonical form."""
    try:
        said = json.loads(data)
        leaf = Leaf(said["at"], tuple((first, second) for first, second in said["sealed"]))
        if canonical(said) == data == leaf.encoded() and isinstance(leaf.at, str):
            return leaf
    except (ValueError, KeyError, TypeError, NotCanonical):
        pass
    raise Invalid("bad-entry", "这不是一条见证记录：内容不是规定的规范 JSON。", field="entry")


def unopened(leaf: Leaf, openings: Iterable[Opening]) -> list[str]:
    """The names of openings that the entry did not commit to: they were altered, or belong elsewhere."""
    return [opening.name for opening in openings if not leaf.holds(opening)]


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
