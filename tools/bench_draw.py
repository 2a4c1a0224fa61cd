"""Pools of 10^4, 10^5 and 10^6: index, memory, draws, replay; beside picking one seat after another in the same run.

Run with ``PYTHONPATH=src python tools/bench_draw.py``. The instance: 40 specialties and 14 centres, employers
with a heavy tail, tickets 1 to 4, 400 recused employers (the largest among them), at most 3 members of a centre,
at least 2 other centres; two of the seven seats are of a rare specialty (six experts). Each size in a process of its own.
"""

import hashlib
import multiprocessing
import resource
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace

from yuanping.core import vrf
from yuanping.core.beacon import Federation, FederationRound, Member, close_round, member_input
from yuanping.core.draw import Course, DrawClass, Limits, Person, Plan, Pool, Sampler, Stream, check
from yuanping.core.draw.origin import BOXES, Contribution, Origin, commitment, prove_box

SPECIALTIES, CENTRES, RARE = 40, 14, "B9999"
ROUNDS = 2000
SIZES = (10_000, 100_000, 1_000_000)
BARS = {"median": 1.0, "p99": 20.0, "replay": 50.0, "memory": 400}


def heavy_tail(one: int, two: int, n: int) -> int:
    """Small numbers often, large ones seldom: a number below a number below n."""
    return one % (two % n + 1)


def persons(size: int) -> Iterator[Person]:
    """One hash for each person: making them up should not be what is measured."""
    for i in range(size):
        chance = hashlib.sha256(b"bench" + i.to_bytes(8, "big")).digest()
        drawn = [int.from_bytes(chance[at : at + 4], "big") for at in range(0, 32, 4)]
        codes = [
            f"A{heavy_tail(drawn[each], drawn[each + 1], SPECIALTIES):04}" for each in range(1 + drawn[0] % 3)
        ]
        employer = f"e{heavy_tail(drawn[4], drawn[5], size // 20):06}"
        if i % (size // 6) == 1:
            codes, employer = [*codes, RARE], f"r{i:06}"
        yield Person(f"p{i:07}", employer, f"C{drawn[6] % CENTRES:02}", tuple(codes), 1 + drawn[7] % 4)


def plan(size: int) -> Plan:
    seats = (
        (DrawClass("A0000", "C00"), 2),
        (DrawClass("A0001", "C01"), 1),
        (DrawClass("A0002", "C02"), 1),
        (DrawClass("A", "*"), 1),
        (DrawClass(RARE, "*"), 2),
    )
    recused = {f"e{number:06}": "3" for number in range(min(400, size // 50))}
    return Plan(seats, Limits("C00", 1, 3, 2), excluded_employers=recused, alternates=2)


def origin(number: int) -> Origin:
    """A seed from three venues, a beacon of three members and two boxes: five VRF proofs to check."""
    intent, root = number.to_bytes(32, "big"), bytes(32)
    keys = {f"中心{each}": bytes([each] * 32) for each in range(1, 4)}
    members = Federation(tuple(Member(name, vrf.public_key(key)) for name, key in sorted(keys.items())))
    asked = member_input(intent=intent, root=root)
    beacon = close_round(
        members, intent=intent, root=root, proofs={name: vrf.prove(key, asked) for name, key in keys.items()}
    )
    assert isinstance(beacon, FederationRound)
    values = {f"副场 {each}": bytes([each + 9] * 32) for each in range(1, 4)}
    made = Origin(
        intent=intent,
        size=1,
        root=root,
        cosigned_at=0,
        contributions=tuple(
            Contribution(name, commitment(name, value), value) for name, value in values.items()
        ),
        beacon=beacon,
    )
    proved = made.alpha()
    boxes = tuple(
        prove_box(name, secret=bytes([70 + each] * 32), alpha=proved) for each, name in enumerate(BOXES)
    )
    return replace(made, boxes=boxes)


def pick_one_after_another(pool: Pool, wanted: Plan, seed: bytes) -> bool:
    """The status quo: filter the pool anew for each seat and pick; a dead end is a failed draw."""
    stream, people, employers = Stream(seed, "naive"), set(), set(wanted.excluded_employers)
    for draw_class in wanted.seat_classes:
        hat = [
            each
            for each in pool
            if draw_class.takes(each) and each.id not in people and each.employer not in employers
        ]
        if not hat:
            return False
        chosen = hat[stream.below(len(hat))]
        people.add(chosen.id)
        employers.add(chosen.employer)
    return True


def measure(size: int) -> None:
    start = time.perf_counter()
    pool = Pool(persons(size))
    made = time.perf_counter() - start
    wanted = plan(size)
    start = time.perf_counter()
    sampler = Sampler.of(pool, wanted)
    ready = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    times = []
    for number in range(ROUNDS):
        seed = number.to_bytes(32, "big")
        start = time.perf_counter()
        sampler.draw(seed)
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    replays = []
    for number in range(20):
        found = origin(number)
        raw = Course.start(sampler, found.check(), protocol=found.as_json()).to_bytes()
        start = time.perf_counter()
        check(raw)
        replays.append((time.perf_counter() - start) * 1000)
    start = time.perf_counter()
    found = sum(pick_one_after_another(pool, wanted, number.to_bytes(32, "big")) for number in range(3))
    naive = (time.perf_counter() - start) * 1000 / 3
    p99, median, replay = times[ROUNDS * 99 // 100], statistics.median(times), statistics.median(replays)
    print(
        f"{size:>9,} 人：读入和索引 {made:6.2f} s，方案就绪 {ready:6.3f} s，内存 {memory} MB；"
        f"抽取（含候补）中位 {median:.3f} ms，p99 {p99:.2f} ms，最长 {times[-1]:.2f} ms；"
        f"复核（含 5 份 VRF 证明）中位 {replay:.1f} ms、最长 {max(replays):.1f} ms，记录 {len(raw) // 1024} KB；"
        f"逐席抽取（对照）{naive:.0f} ms，成功 {found}/3"
    )
    if size == SIZES[-1]:
        figures = {"median": median, "p99": p99, "replay": replay, "memory": memory}
        for name, bar in BARS.items():
            word = "达到" if figures[name] <= bar else "未达到"
            print(f"  {word}：{name} {figures[name]:.2f}（应 ≤ {bar}）")


if __name__ == "__main__":
    for size in SIZES:
        process = multiprocessing.get_context("spawn").Process(target=measure, args=(size,))
        process.start()
        process.join()
