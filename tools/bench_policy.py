"""Decisions a second in one process, beside the thresholds written as plain code, in the same run.

Run with ``PYTHONPATH=src python tools/bench_policy.py``. The facts go through the public contract: read from JSON, decided
under the packs of their region, written as JSON with the trace. The baseline is what a centre would program by hand for
Heilongjiang alone: it knows no date, no document and no missing fact.
"""

import itertools
import json
import statistics
import time
from collections.abc import Callable
from decimal import Decimal

from yuanping.core.policy import dated, state
from yuanping.domain.rules import contract, shelf

ROUNDS = 5
DECISIONS = 1000
PLACES = (
    ("230000", "tender", "2026-06-01"),
    ("370305", "procurement", "2022-09-01"),
    ("370305", "procurement", "2023-06-01"),
    ("450200", "procurement", "2024-03-01"),
    ("411525", "tender", "2026-06-01"),
    ("411525", "procurement", "2026-06-01"),
)
AMOUNTS = ("3999999.99", "4000000.00", "9999999.99", "10000000.00", "20000000.00", "100000000.00")
LIMITS = {"works": Decimal(100_000_000), "goods": Decimal(20_000_000), "services": Decimal(10_000_000)}


def questions() -> list[str]:
    mixed = itertools.cycle(itertools.product(PLACES, LIMITS, AMOUNTS, ([], ["complex"], ["frequent"])))
    return [
        json.dumps(
            {
                "jurisdiction": region,
                "domain": domain,
                "axis_date": on,
                "kind": kind,
                "estimate": estimate,
                "mandatory": True,
                "category": {"code": "C21040000", "edition": "2022"},
                "grounds": grounds,
            }
        )
        for (region, domain, on), kind, estimate, grounds in itertools.islice(mixed, DECISIONS)
    ]


def by_packs(question: str) -> str:
    request = contract.read_request(json.loads(question))
    found = state(shelf.library(), region=request.jurisdiction, on=request.axis_date, facts=request.facts)
    return json.dumps(contract.written_statement(found), ensure_ascii=False)


def by_hand(question: str) -> str:
    facts = json.loads(question)
    far = Decimal(facts["estimate"]) >= LIMITS[facts["kind"]]
    remote = "optional" if "complex" in facts["grounds"] else "default"
    return json.dumps({"remote": remote, "reach": "cross-province" if far else "cross-city"})


def a_deadline(_question: str) -> str:
    start = contract.read_instant("2026-06-05T17:30", field="from")
    policy = shelf.library().pin("230000", contract.read_domain("tender"), start.date())
    return json.dumps(contract.written_dated(dated(policy, "av-to-main", start, calendar=shelf.calendar())))


def measured(answer: Callable[[str], str], asked: list[str]) -> tuple[float, float]:
    """Seconds for all questions: the median and the worst of the rounds."""
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for question in asked:
            answer(question)
        rounds.append(time.perf_counter() - start)
    return statistics.median(rounds), max(rounds)


def main() -> None:
    start = time.perf_counter()
    packs = shelf.library().packs
    shelf.calendar()
    rules = sum(len(pack.rules) for pack in packs)
    print(f"loading {len(packs)} packs, {rules} rules: {(time.perf_counter() - start) * 1000:.0f} ms")
    asked = questions()
    for name, answer in (
        ("decisions by the packs", by_packs),
        ("decisions by hand-written thresholds", by_hand),
        ("deadlines by the packs", a_deadline),
    ):
        median, worst = measured(answer, asked)
        print(
            f"{name:38} {len(asked)}: median {median * 1000:7.1f} ms, worst {worst * 1000:7.1f} ms"
            f"  ({len(asked) / median:,.0f}/s)"
        )


if __name__ == "__main__":
    main()
