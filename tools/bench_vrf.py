"""Time of what makes and checks a seed: the VRF, a federation's round, a whole origin, and a round of drand.

Run with ``PYTHONPATH=src python tools/bench_vrf.py``. Inputs are fixed; drand's figure needs ``py_ecc``.
"""

import hashlib
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

from yuanping.core import vrf
from yuanping.core.beacon import (
    QUICKNET,
    Federation,
    FederationRound,
    Member,
    check_round,
    close_round,
    drand_round,
    member_input,
)
from yuanping.core.draw.origin import BOXES, Contribution, Origin, commitment, prove_box
from yuanping.core.errors import Refused

ROUNDS = 200
MEMBERS = 5
QUICKNET_1000 = (
    "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"
)
"""The signature of quicknet's round 1000, as published."""


def octets(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def made_origin() -> Origin:
    names = [f"centre-{i}" for i in range(MEMBERS)]
    intent, root = octets("intent"), octets("root")
    federation = Federation(tuple(Member(name, vrf.public_key(octets(name))) for name in names))
    given = member_input(intent=intent, root=root)
    proofs = {name: vrf.prove(octets(name), given) for name in names}
    found = close_round(federation, intent=intent, root=root, proofs=proofs)
    if not isinstance(found, FederationRound):
        raise SystemExit("the round is void")
    values = {name: octets(f"r/{name}") for name in names}
    origin = Origin(
        intent=intent,
        size=1,
        root=root,
        cosigned_at=0,
        contributions=tuple(Contribution(name, commitment(name, r), r) for name, r in values.items()),
        beacon=found,
    )
    proved_for = origin.alpha()
    boxes = tuple(prove_box(name, secret=octets(f"box/{name}"), alpha=proved_for) for name in BOXES)
    return replace(origin, boxes=boxes)


def report(name: str, act: Callable[[int], object], *, rounds: int = ROUNDS) -> None:
    act(rounds)  # what is made at the first call is not measured
    times = []
    for i in range(rounds):
        start = time.perf_counter()
        act(i)
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    p99 = times[min(rounds - 1, rounds * 99 // 100)]
    print(f"  {name:34} median {statistics.median(times):8.3f} ms   p99 {p99:8.3f} ms   n {rounds}")


def main() -> None:
    secret = octets("secret")
    public = vrf.public_key(secret)
    inputs = [octets(f"alpha/{i}") for i in range(ROUNDS + 1)]
    proofs = [vrf.prove(secret, alpha) for alpha in inputs]
    origin = made_origin()
    print(f"{vrf.SUITE}, pure Python; bars: prove 8 ms, verify 8 ms")
    report("prove", lambda i: vrf.prove(secret, inputs[i]))
    report("verify", lambda i: vrf.verify(public, inputs[i], proofs[i]))
    report(
        f"federation round of {MEMBERS}, checked",
        lambda _: check_round(origin.beacon, intent=origin.intent, root=origin.root),
        rounds=30,
    )
    report("origin with that round, checked", lambda _: origin.check(), rounds=30)
    try:
        signature = bytes.fromhex(QUICKNET_1000)
        report("drand quicknet round, checked", lambda _: drand_round(QUICKNET, 1000, signature), rounds=5)
    except Refused as refused:
        print(f"  drand: {refused.message}")


if __name__ == "__main__":
    main()
