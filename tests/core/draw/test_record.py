"""What an outsider runs: an honest record is accepted, every tampering is found."""

import hashlib
import json
from dataclasses import replace

import pytest

from tests.core.draw.toys import A, B, C, seed, tight_plan, tight_pool, wide_pool
from yuanping.core.draw import Candidate, Plan, Pool, Record, Seat, draw, redraw, verify
from yuanping.core.errors import Invalid


def honest_record():
    """Abundant A and B, counted C, recusals of both kinds, three redraws over two seats."""
    pool = Pool(
        (
            *wide_pool(200).candidates,
            *(Candidate(f"r{i}", f"rare{i}", frozenset({C})) for i in range(4)),
        )
    )
    plan = Plan(
        ((A, 3), (B, 1), (C, 1)),
        excluded_people={"p0003": "kinship"},
        excluded_employers={"e004": "bidder", "e010": "bidder"},
        scarce_threshold=30,
    )
    first = panel = draw(pool, plan, seed(11))
    redraws = []
    for seat, attempt in ((Seat(A, 2), 1), (Seat(A, 2), 2), (Seat(C, 1), 1)):
        gone = redraws[-1].used if redraws else ()
        redraws.append(redraw(pool, plan, seed(11), panel=panel, seat=seat, used=gone, attempt=attempt))
        panel = panel.with_holder(seat, redraws[-1].pseudonym)
    return Record.of(pool, plan, seed(11), panel=first, redraws=redraws)


def codes(text):
    return [finding.code for finding in verify(Record.from_json(text))]


def test_record_survives_json_and_verifies():
    record = honest_record()
    text = record.to_json()
    assert Record.from_json(text) == record
    assert Record.from_json(text).to_json() == text
    assert verify(record) == []


def test_record_of_stated_inputs_never_changes(honest_text):
    # What yd-draw/1 once answered it answers for ever: another result needs another algorithm name.
    assert (
        hashlib.sha256(honest_text.encode()).hexdigest()
        == "2506445713edddf222535f3a1126888b5b9b6937d51c4b545a877b81a26f5dd3"
    )


def test_record_standing_is_panel_after_all_redraws():
    record = honest_record()
    standing = dict(record.standing.members)
    changed = {seat for seat, who in record.panel.members if standing[seat] != who}
    assert changed == {Seat(A, 2), Seat(C, 1)}
    assert standing[Seat(A, 2)] == record.redraws[1].pseudonym


def test_record_of_counted_and_of_cut_short_draw_verifies():
    for limits in ({}, {"scarce_threshold": 0, "try_limit": 1}):
        pool, plan = tight_pool(), tight_plan(**limits)
        record = Record.of(pool, plan, seed(3), panel=draw(pool, plan, seed(3)))
        assert verify(Record.from_json(record.to_json())) == []


def _swap_panel(row):
    row["panel"][0][1], row["panel"][1][1] = row["panel"][1][1], row["panel"][0][1]


def _outsider(row):
    taken = {who for _, who in row["panel"]}
    row["panel"][0][1] = next(each["pseudonym"] for each in row["pool"] if each["pseudonym"] not in taken)


def _ticket(row):
    row["transcript"][-1]["tickets"][0]["ticket"] += 1


def _skip_reason(row):
    row["transcript"][-1]["tickets"][0]["skip"] = "unavailable"


def _total(row):
    row["transcript"][-1]["counts"][0]["total"] += "0"


def _redraw_used(row):
    last = row["redraws"][-1]
    last["used"] = sorted(
        [
            *last["used"],
            next(each["pseudonym"] for each in row["pool"] if each["pseudonym"] not in last["used"]),
        ]
    )


MUTATIONS = {
    "seed": (lambda row: row.update(seed=seed(12).hex()), "panel-differs"),
    "chosen person": (_outsider, "panel-differs"),
    "two seats swapped": (_swap_panel, "panel-differs"),
    "seats in another order": (lambda row: row["panel"].reverse(), "panel-differs"),
    "seat dropped": (lambda row: row["panel"].pop(), "panel-differs"),
    "ticket": (_ticket, "transcript-differs"),
    "skip reason": (_skip_reason, "transcript-differs"),
    "counting total": (_total, "transcript-differs"),
    "try dropped": (lambda row: row["transcript"].pop(), "transcript-differs"),
    "try repeated": (lambda row: row["transcript"].append(row["transcript"][-1]), "transcript-differs"),
    "rejection invented": (
        lambda row: row["transcript"][-1].update(rejected="duplicate"),
        "transcript-differs",
    ),
    "exclusion added": (
        lambda row: row["plan"]["excluded_people"].update(p0199="kinship"),
        "plan-digest-differs",
    ),
    "exclusion reason": (
        lambda row: row["plan"]["excluded_people"].update(p0003="leave"),
        "plan-digest-differs",
    ),
    "seats of the plan": (lambda row: row["plan"]["cells"][0].__setitem__(1, 2), "plan-digest-differs"),
    "scarce threshold": (lambda row: row["plan"].update(scarce_threshold=64), "plan-digest-differs"),
    "tickets held": (lambda row: row["pool"][0].update(tickets=9), "pool-digest-differs"),
    "employer": (lambda row: row["pool"][0].update(employer="e999"), "pool-digest-differs"),
    "candidate dropped": (lambda row: row["pool"].pop(), "pool-digest-differs"),
    "pool digest": (lambda row: row.update(pool_digest="0" * 64), "pool-digest-differs"),
    "redraw chose another": (
        lambda row: row["redraws"][0].update(pseudonym="p0000"),
        "redraw-choice-differs",
    ),
    "redraw skips one never asked": (_redraw_used, "redraw-used-differs"),
    "redraw dropped": (lambda row: row["redraws"].pop(0), "redraw-attempt-differs"),
    "redraws reordered": (lambda row: row["redraws"].reverse(), "redraw-used-differs"),
    "redraw ticket": (
        lambda row: row["redraws"][0]["tickets"][-1].update(ticket=0),
        "redraw-transcript-differs",
    ),
    "redraw of no seat": (lambda row: row["redraws"][0].update(seat="X/Y/1"), "redraw-seat-unknown"),
}


@pytest.fixture(scope="module")
def honest_text():
    return honest_record().to_json()


@pytest.mark.parametrize("name", MUTATIONS)
def test_verify_finds_the_mutation(name, honest_text):
    mutate, code = MUTATIONS[name]
    row = json.loads(honest_text)
    mutate(row)
    assert codes(honest_text) == []
    assert code in codes(json.dumps(row))


def test_verify_finds_an_exclusion_even_under_a_new_digest():
    record = honest_record()
    drawn = record.panel.transcript[-1].tickets[0].pseudonym
    plan = replace(record.plan, excluded_people={**record.plan.excluded_people, drawn: "kinship"})
    forged = replace(record, plan=plan, plan_digest=plan.digest)
    assert {"panel-differs", "transcript-differs"} <= {finding.code for finding in verify(forged)}


def test_verify_of_inputs_without_panel_says_so():
    record = honest_record()
    plan = replace(
        record.plan,
        excluded_employers={f"rare{i}": "bidder" for i in range(4)} | {f"e{i:03}": "x" for i in range(100)},
    )
    findings = verify(replace(record, plan=plan, plan_digest=plan.digest))
    assert [finding.code for finding in findings] == ["draw-infeasible"]


@pytest.mark.parametrize(
    "mutate",
    [
        lambda row: row.pop("seed"),
        lambda row: row.update(extra=1),
        lambda row: row.update(seed="zz"),
        lambda row: row.update(seed=row["seed"][:-2]),
        lambda row: row["pool"].append(row["pool"][0]),
        lambda row: row["pool"][0].update(tickets=1.5),
        lambda row: row["pool"][0].update(tickets=0),
        lambda row: row["plan"].update(algorithm="other"),
        lambda row: row["plan"]["cells"][0].append(1),
        lambda row: row["transcript"][0].update(exact=0),
        lambda row: row["transcript"][0]["counts"][0].update(total="-1"),
        lambda row: row["panel"][0].__setitem__(0, "A0801/V1/01"),
        lambda row: row["redraws"][0].update(attempt=0),
    ],
)
def test_record_that_is_malformed_is_refused(mutate, honest_text):
    row = json.loads(honest_text)
    mutate(row)
    with pytest.raises(Invalid):
        Record.from_json(json.dumps(row))


@pytest.mark.parametrize("text", ["", "[]", "{", '{"seed":1,"seed":1}', "[" * 100_000, "NaN"])
def test_text_that_is_no_record_is_refused(text):
    with pytest.raises(Invalid):
        Record.from_json(text)
