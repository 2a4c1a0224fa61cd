"""What must hold of every law and every project, whatever they say."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.policy.building import CITE, CITY, NATION, ON, amount, exemption, pack, reach, scope, seats
from tests.policy.shelf import LIBRARY, PACKS
from yuanping.core.policy import (
    Category,
    Domain,
    Edition,
    Facts,
    Ground,
    PackError,
    Part,
    ProjectKind,
    Verdict,
    load,
    state,
)

AMOUNTS = st.sampled_from(
    [Decimal(text) for text in ("0", "3999999.99", "4000000", "9999999.99", "10000000", "19999999.99")]
    + [Decimal(text) for text in ("20000000", "99999999.99", "100000000", "100000000.01")]
)
CODES = ("C21040000", "A05010000", "A05030301", "A05030400", "A02460100", "A02000000", "C1204", "A0601")
KNOWN = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(ProjectKind),
        "mandatory": st.booleans(),
        "estimate": AMOUNTS,
        "parts": st.fixed_dictionaries(dict.fromkeys(Part, AMOUNTS)),
        "category": st.builds(Category, st.sampled_from(CODES), st.sampled_from(Edition)),
        "grounds": st.sets(st.sampled_from(Ground)).map(lambda given: {g: g in given for g in Ground}),
        "local_experts": st.integers(0, 3),
        "exemption_consent": st.booleans(),
    }
)
PLACES = st.sampled_from(
    [
        ("230000", Domain.TENDER, date(2026, 6, 1)),
        ("370305", Domain.PROCUREMENT, date(2022, 9, 1)),
        ("370305", Domain.PROCUREMENT, date(2023, 5, 31)),
        ("370000", Domain.TENDER, date(2026, 6, 1)),
        ("450200", Domain.PROCUREMENT, date(2026, 6, 1)),
        ("411525", Domain.TENDER, date(2026, 6, 1)),
        ("411525", Domain.PROCUREMENT, date(2026, 6, 1)),
    ]
)


@given(KNOWN, PLACES, st.randoms(use_true_random=False))
def test_what_is_not_known_never_gives_an_answer_that_knowing_it_would_contradict(known, place, chance):
    region, domain, on = place
    partly = {name: value for name, value in known.items() if chance.random() < 0.6}
    for name in ("parts", "grounds"):
        if name in partly:
            partly[name] = {key: partly[name][key] for key in partly[name] if chance.random() < 0.7}
    told, less = (
        state(LIBRARY, region=region, on=on, facts=Facts(domain=domain, **facts), drafts=True)
        for facts in (known, partly)
    )
    if less.remote is not Verdict.UNKNOWN:
        assert less.remote is told.remote
    if less.reach != "unknown":
        assert (less.reach, less.reach_force) == (told.reach, told.reach_force)
    if not less.asks:
        assert (less.remote, less.reach, less.exemption) == (told.remote, told.reach, told.exemption)


CONDITIONS = st.sampled_from(
    [
        "mandatory = true",
        'kinds = ["goods"]',
        'any_ground = ["frequent"]',
        f"estimate = [{amount('>=', 10)}]",
        f"estimate = [{amount('<', 10)}]",
        f"mandatory = true, estimate = [{amount('>=', 20)}]",
    ]
)
TIERS = st.sampled_from(["within_city", "cross_city", "cross_city_or_province", "cross_province"])
FORCES = st.sampled_from(["must", "default", "encouraged"])
NAMES = st.sampled_from(["a", "b", "c"])
RULES = st.one_of(
    st.builds(lambda name, when, force: scope(f"scope.{name}", when, force=force), NAMES, CONDITIONS, FORCES),
    st.builds(
        lambda name, tier, when, force: reach(f"reach.{name}", tier, when).replace('"default"', f'"{force}"'),
        NAMES,
        TIERS,
        CONDITIONS,
        FORCES,
    ),
    st.builds(seats, st.integers(1, 20)),
)
PROJECTS = st.builds(
    Facts,
    domain=st.just(Domain.TENDER),
    kind=st.sampled_from([ProjectKind.GOODS, ProjectKind.WORKS]),
    mandatory=st.booleans(),
    estimate=st.sampled_from([Decimal(9), Decimal(10), Decimal(20)]),
    grounds=st.booleans().map(lambda frequent: {Ground.FREQUENT: frequent}),
)
STRENGTH = [Verdict.OPTIONAL, Verdict.ENCOURAGED, Verdict.DEFAULT, Verdict.MUST]


def loaded(files):
    try:
        return load(files)
    except PackError:
        return None


@given(st.lists(RULES, min_size=1, max_size=5), st.lists(RULES, min_size=1, max_size=3), PROJECTS)
def test_a_stricter_local_rule_never_loosens_a_decision(upper, local, facts):
    national = loaded({NATION: pack("000000", *upper)})
    both = loaded({NATION: pack("000000", *upper), CITY: pack("411500", *local)})
    if national is None or both is None:  # what loosens, or contradicts itself, does not load
        return
    before, after = (library.pin("411500", facts.domain, ON) for library in (national, both))
    said, says = before.scope(facts), after.scope(facts)
    assert STRENGTH.index(says.verdict) >= STRENGTH.index(said.verdict)
    binding = said.reach if said.reach_force in {"must", "default"} else None
    if binding is not None:
        assert says.reach is not None
        assert says.reach >= binding
    if any(rule.id == "venue.city_seats" for rule in before.rules()):
        least = [policy.resolve("venue.city_seats").value.amount for policy in (before, after)]
        assert least[1] >= least[0]


@settings(max_examples=5)
@given(st.permutations(sorted(PACKS)))
def test_the_order_of_the_files_does_not_matter(order):
    assert load({file: PACKS[file] for file in order}) == LIBRARY


def test_an_exemption_without_a_named_derogation_cannot_loosen():
    duty = scope("scope.all", "mandatory = true")
    for procedure in ("automatic", "consent-before", "explanation-after-award"):
        local = exemption("x", procedure, 'any_ground = ["other"]')
        assert loaded({NATION: pack("000000", duty), CITY: pack("411500", local)}) is None
    assert CITE in duty
