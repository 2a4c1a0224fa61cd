"""The honest transcripts that the mutations start from; each has everything that its name promises."""

import copy
import hashlib
import json
from functools import cache

from tests.verifier_draw import material
from yuanping.core.draw import DrawClass, Limits, Person, Plan, Pool

SEED = bytes(range(32))
A, B, C = DrawClass("A08", "C1"), DrawClass("B01", "*"), DrawClass("C07", "C2")


def _person(number, specialty, centre, employer):
    return Person(
        f"P{number:03}",
        f"E{employer:02}",
        centre,
        (specialty,),
        tickets=1 + number % 3,
        available=number % 7 != 3,
        salt=hashlib.sha256(b"salt %d" % number).digest()[:16],
    )


def mixed_pool():
    """Forty of A (thirteen employers), thirty of B over three centres, six of C (scarce)."""
    people = [_person(number, "A0812", "C1", number % 13) for number in range(40)]
    people += [_person(40 + n, "B01", material.CENTRES[n % 3], 10 + n % 17) for n in range(30)]
    return people + [_person(70 + n, "C07", "C2", 12 + n) for n in range(6)]


MIXED = Plan(
    ((A, 2), (C, 2), (B, 3)),
    Limits("C1", max_per_employer=1, max_per_centre=3, min_other_centres=1),
    {f"P{number:03}": "spouse" for number in (1, 4, 7, 10, 50, 59, 62)},
    {"E05": "former-employer"},
    alternates=2,
    scarce_threshold=6,
)
EXACT = Plan(
    ((A, 2), (B, 3)),
    Limits("C1", max_per_employer=1, max_per_centre=2, min_other_centres=2),
    scarce_threshold=6,
    try_limit=1,
)


def sealed(body):
    """The transcript of a body, as whoever made the body up would write it."""
    body = {key: value for key, value in body.items() if key != "digest"}
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f'{text[:-1]},"digest":"{hashlib.sha256(text.encode()).hexdigest()}"}}\n'.encode()


def read(raw):
    return json.loads(raw)


@cache
def mixed():
    """Rejected tries, skips for every reason, heads with opened leaves, a scarce class, alternates, redraws."""
    raw, status = material.transcript(mixed_pool(), MIXED, SEED, (0, 2, 0, 0, 1))
    assert status == "drawn"
    return raw


@cache
def exact():
    """The first try is rejected, then all classes are counted under a table."""
    for number in range(100):
        raw, status = material.transcript(mixed_pool(), EXACT, bytes([number]) * 32)
        if status == "drawn" and read(raw)["tries"][-1]["exact"]:
            return raw
    raise AssertionError


@cache
def hall():
    """Five seats of C07 in the second centre, of which five persons are there but one is unavailable."""
    plan = Plan(((A, 2), (C, 6)), alternates=1, scarce_threshold=6)
    raw, status = material.transcript(mixed_pool(), plan, SEED)
    assert status == "infeasible"
    return raw


@cache
def limits():
    plan = Plan(((A, 2), (B, 3)), Limits("C1", max_per_centre=1), scarce_threshold=6)
    raw, status = material.transcript(mixed_pool(), plan, SEED)
    assert status == "infeasible"
    return raw


BASES = {"mixed": mixed, "exact": exact, "hall": hall, "limits": limits}


def body_of(name):
    return copy.deepcopy(read(BASES[name]()))


def members_of(draw_class):
    """The whole list of a class with its hashes: what the owner of the pool could disclose."""
    entries = Pool(mixed_pool()).list_of(draw_class)
    leaves = [each.leaf_as_json() for each in entries.members()]
    hashes = [hashlib.sha256(b"\0" + each.commitment).digest() for each in entries.members()]
    return leaves, hashes


def split(size):
    return 1 << (size - 1).bit_length() - 1


def root_of(hashes):
    k = split(max(len(hashes), 2))
    return (
        hashlib.sha256(b"\1" + root_of(hashes[:k]) + root_of(hashes[k:])).digest()
        if len(hashes) > 1
        else hashes[0]
    )


def inclusion(hashes, index):
    """The path of RFC 6962 section 2.1.1, in hexadecimal."""
    if len(hashes) < 2:
        return []
    k = split(len(hashes))
    if index < k:
        return [*inclusion(hashes[:k], index), root_of(hashes[k:]).hex()]
    return [*inclusion(hashes[k:], index - k), root_of(hashes[:k]).hex()]


def consistency(hashes, first, *, known=True):
    """The proof of RFC 6962 section 2.1.2, in hexadecimal."""
    if first == len(hashes):
        return [] if known else [root_of(hashes).hex()]
    k = split(len(hashes))
    if first <= k:
        return [*consistency(hashes[:k], first, known=known), root_of(hashes[k:]).hex()]
    return [*consistency(hashes[k:], first - k, known=False), root_of(hashes[:k]).hex()]
