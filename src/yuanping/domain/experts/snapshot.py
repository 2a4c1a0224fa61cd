"""The pool frozen under pseudonyms: what a snapshot holds, and the pool of ``core.draw`` that it gives."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db import connection

from yuanping.base.ports.storage import storage
from yuanping.base.vault.sealing import decrypt, decrypt_bytes
from yuanping.core.draw import Person, Pool
from yuanping.core.draw.membership import Membership, prove
from yuanping.core.reading import canonical
from yuanping.core.tlog.hashing import SHA256
from yuanping.core.tlog.tree import root_of
from yuanping.domain.experts.models import Expert, PoolSnapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTENT = "experts.pool-snapshot"
KEY = "experts.pool-snapshot-key"
PSEUDONYM_DIGITS = 32
"""128 bits in hexadecimal."""
SALT_BYTES = 16
KEPT_AT_HAND = 2
"""So many snapshots' pools stay in memory: today's, and one that redraws still need."""


@dataclass(frozen=True, slots=True)
class Row:
    """An expert as frozen. ``region`` is where the expert can be drawn for (S0-20)."""

    expert_id: int
    employer_id: int
    region: str
    specialties: tuple[str, ...]
    tickets: int
    available: bool


@dataclass(frozen=True, slots=True)
class Frozen:
    """A snapshot's pool, and the ways between pseudonyms and rows, which never leave the node.

    ``available``: who could be drawn when it was taken.
    """

    pool: Pool = field(repr=False)
    names: Mapping[int, str] = field(repr=False)
    employers: Mapping[int, str] = field(repr=False)
    experts: Mapping[str, int] = field(repr=False)
    available: frozenset[int] = field(repr=False)


def present_rows() -> list[Row]:
    """The pool as it is now."""
    rows = Expert.objects.order_by("pk").values_list(
        "pk", "employer_id", "region_code", "specialties", "is_available"
    )
    return [
        Row(pk, employer, region, tuple(specialties), 1, available)
        for pk, employer, region, specialties, available in rows.iterator(chunk_size=10_000)
    ]


def present_fingerprint() -> str:
    """SHA-256 over the rows as they are now, by the database: much less work than reading them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(sha256(convert_to(coalesce(string_agg(concat_ws('|', id, employer_id, region_code,"
            " array_to_string(specialties, ','), is_available), E'\\n' ORDER BY id), ''), 'UTF8')), 'hex')"
            " FROM experts_expert"
        )
        (found,) = cursor.fetchone()
    return str(found)


def content_of(rows: Iterable[Row]) -> bytes:
    """The rows as one file."""
    return json.dumps(
        [[r.expert_id, r.employer_id, r.region, r.specialties, r.tickets, int(r.available)] for r in rows],
        separators=(",", ":"),
    ).encode()


def rows_of(content: bytes) -> list[Row]:
    return [
        Row(expert, employer, region, tuple(specialties), tickets, bool(available))
        for expert, employer, region, specialties, tickets, available in json.loads(content)
    ]


def freeze(rows: Iterable[Row], key: bytes) -> Frozen:
    """The pool under the pseudonyms that the snapshot's key gives."""
    rows = list(rows)
    available = frozenset(row.expert_id for row in rows if row.available)
    names = {row.expert_id: _pseudonym(key, "expert", row.expert_id) for row in rows}
    employers = {pk: _pseudonym(key, "employer", pk) for pk in {row.employer_id for row in rows}}
    persons = (
        Person(
            names[row.expert_id],
            employers[row.employer_id],
            row.region,
            row.specialties,
            row.tickets,
            row.available,
            _digest(key, "salt", row.expert_id)[:SALT_BYTES],
        )
        for row in rows
    )
    return Frozen(Pool(persons), names, employers, {name: pk for pk, name in names.items()}, available)


def lines_of(pool: Pool) -> bytes:
    """The public file: each class (specialty × region) with its size, tickets, tiers and root, a line each."""
    return b"".join(canonical(line) + b"\n" for line in pool.lines())


def root_of_lines(lines: bytes) -> str:
    """RFC 6962 tree head over the lines, in hexadecimal: what the snapshot's event commits to."""
    return root_of([SHA256.leaf(line) for line in lines.splitlines()]).hex()


def frozen(snapshot: PoolSnapshot) -> Frozen:
    """The pool of a snapshot; kept in memory while it is asked for."""
    return _frozen(snapshot.pk, snapshot.content)


def membership(expert_id: int) -> Membership | None:
    """The expert's own entry in the newest snapshot, with its proofs; None when there is none yet."""
    last = PoolSnapshot.objects.order_by("-number").first()
    if last is None:
        return None
    held = frozen(last)
    name = held.names.get(expert_id)
    if name is None:  # enrolled since
        return None
    with storage().open(last.lines) as handle:
        lines = handle.read().splitlines()
    return prove(held.pool, snapshot=last.number, lines=lines, person=name)


def frozen_rows(snapshot: PoolSnapshot) -> list[Row]:
    with storage().open(snapshot.content) as handle:
        return rows_of(decrypt_bytes(CONTENT, handle.read()))


@lru_cache(maxsize=KEPT_AT_HAND)
def _frozen(pk: int, content: str) -> Frozen:
    assert content
    snapshot = PoolSnapshot.objects.select_related("key").get(pk=pk)
    key = bytes.fromhex(decrypt(KEY, bytes(snapshot.key.box))["key"])
    return freeze(frozen_rows(snapshot), key)


def _pseudonym(key: bytes, what: str, pk: int) -> str:
    return _digest(key, what, pk).hex()[:PSEUDONYM_DIGITS]


def _digest(key: bytes, what: str, pk: int) -> bytes:
    return hmac.new(key, f"{what}\0{pk}".encode(), hashlib.sha256).digest()


def changes(before: "Iterator[Row] | list[Row]", now: "list[Row]") -> dict[str, int]:
    """How many were added, removed, suspended, let in again, or otherwise changed."""
    old = {row.expert_id: row for row in before}
    new = {row.expert_id: row for row in now}
    both = [(old[pk], new[pk]) for pk in old.keys() & new.keys()]
    found = {
        "added": len(new.keys() - old.keys()),
        "removed": len(old.keys() - new.keys()),
        "suspended": sum(was.available and not now.available for was, now in both),
        "readmitted": sum(now.available and not was.available for was, now in both),
        "changed": sum(was != now and was.available == now.available for was, now in both),
    }
    return {name: number for name, number in found.items() if number}
