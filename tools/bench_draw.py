"""Time of a draw at 10^4 and 10^5 candidates, beside picking one seat after another in the same run.

Run with ``PYTHONPATH=src python tools/bench_draw.py``. The instance: 40 specialties and 14 venues, employers
with a heavy tail, tickets 1 to 4, many recused employers (the largest among them), five experts.
"""

import hashlib
import statistics
import time

from yuanping.core.draw import Candidate, DrawClass, Plan, Pool, Sampler, Stream, draw

SPECIALTIES, VENUES = 40, 14
ROUNDS = 300
CELLS = ((0, 0, 2), (1, 0, 1), (0, 1, 1), (2, 2, 1))


def draw_class(specialty: int, venue: int) -> DrawClass:
    return DrawClass(f"A{specialty:04}", f"C{venue:02}")


def heavy_tail(stream: Stream, n: int) -> int:
    """Small numbers often, large ones seldom: a uniform integer below a uniform bound, twice."""
    return stream.below(stream.below(stream.below(n) + 1) + 1)


def build_pool(size: int) -> Pool:
    stream = Stream(hashlib.sha256(b"bench").digest(), f"pool/{size}")
    out = []
    for i in range(size):
        venue = stream.below(VENUES)
        specialties = {heavy_tail(stream, SPECIALTIES) for _ in range(1 + stream.below(3))}
        classes = frozenset(draw_class(each, venue) for each in specialties)
        employer = heavy_tail(stream, size // 20)
        out.append(Candidate(f"p{i:07}", f"e{employer:06}", classes, 1 + stream.below(4)))
    return Pool(tuple(out))


def pick_one_after_another(pool: Pool, plan: Plan, seed: bytes) -> bool:
    """The status quo: filter the pool anew for each seat and pick; a dead end is a failed draw."""
    stream, people, employers = Stream(seed, "naive"), set(plan.excluded_people), set(plan.excluded_employers)
    for wanted, count in plan.cells:
        for _ in range(count):
            hat = [
                each
                for each in pool.candidates
                if wanted in each.classes and each.pseudonym not in people and each.employer not in employers
            ]
            if not hat:
                return False
            at = stream.below(sum(each.tickets for each in hat))
            for each in hat:
                if at < each.tickets:
                    people.add(each.pseudonym)
                    employers.add(each.employer)
                    break
                at -= each.tickets
    return True


def milliseconds(start: float) -> float:
    return (time.perf_counter() - start) * 1000


def report(size: int) -> None:
    start = time.perf_counter()
    candidates = build_pool(size).candidates
    made = milliseconds(start)
    start = time.perf_counter()
    pool = Pool(candidates)
    indexed = milliseconds(start)
    start = time.perf_counter()
    digest = pool.digest
    digested = milliseconds(start)
    recused = {f"e{i:06}": "bidder" for i in range(0, min(800, size // 20), 2)}
    plan = Plan(tuple((draw_class(s, v), n) for s, v, n in CELLS), excluded_employers=recused)
    seeds = [hashlib.sha256(i.to_bytes(4, "big")).digest() for i in range(ROUNDS)]
    whole, again, tries = [], [], []
    sampler = Sampler(pool, plan)
    for seed in seeds:
        start = time.perf_counter()
        panel = draw(pool, plan, seed)
        whole.append(milliseconds(start))
        start = time.perf_counter()
        replay = sampler.draw(seed)
        again.append(milliseconds(start))
        if replay != panel:
            raise SystemExit("replay differs")
        tries.append(len(panel.transcript))
    start = time.perf_counter()
    draw(pool, Plan(plan.cells, excluded_employers=recused, try_limit=0), seeds[0])
    counted = milliseconds(start)
    naive, rounds = [], max(3, 200_000 // size)
    for seed in seeds[:rounds]:
        start = time.perf_counter()
        pick_one_after_another(pool, plan, seed)
        naive.append(milliseconds(start))
    print(
        f"{size} candidates, digest {digest[:12]}: made {made:.0f} ms, indexed {indexed:.0f} ms, digested {digested:.0f} ms"
    )
    for name, times in (("draw", whole), ("draw, sampler kept", again), ("one after another", naive)):
        ordered = sorted(times)
        p99 = ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
        print(f"  {name:20} median {statistics.median(times):9.3f} ms   p99 {p99:9.3f} ms   n {len(times)}")
    print(f"  tries mean {statistics.mean(tries):.2f}; everything counted exactly, once: {counted:.0f} ms")


if __name__ == "__main__":
    for candidates in (10_000, 100_000):
        report(candidates)
