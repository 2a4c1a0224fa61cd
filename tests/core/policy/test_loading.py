"""What loads and what does not: sound rules, and packs that agree."""

import pytest

from tests.core.policy.building import CITY, NATION, amount, exemption, pack, reach, scope, seats
from yuanping.core.errors import Citation
from yuanping.core.policy import PackError, load


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (seats(cite=""), "citation-missing"),
        (seats().replace("MinCount", "AtLeast"), "kind-unknown"),
        (seats().replace('"seat"', '"chair"'), "unit-unknown"),
        (seats().replace('"seat"', '"hour"'), "unit-unknown"),
        (seats().replace('">="', '"<="'), "op-unknown"),
        (seats().replace('"must"', '"should"'), "force-unknown"),
        (seats(more='remark = "x"\n'), "field-unknown"),
        (seats().replace("value = 10", "value = 10.5"), "field-malformed"),
        (seats().replace("value = 10", "value = true"), "field-malformed"),
        (seats().replace('words = "原文"', 'words = " "'), "field-malformed"),
        (seats().replace("words =", "text ="), "field-missing"),
        (seats().replace('"verified"', '"rumour"'), "evidence-unknown"),
        (seats().replace('"verified"', '"general-knowledge"'), "citation-unmarked"),
        (seats(more="valid_to = 2020-01-01\n"), "field-malformed"),
        (scope("s", ""), "field-malformed"),
        (scope("s", "estimated = true"), "field-unknown"),
        (scope("s", 'kinds = ["labour"]'), "kinds-unknown"),
        (scope("s", f"estimate = [{amount('<=', 5)}]"), "op-unknown"),
        (scope("s", f"estimate = [{amount('>=', 5).replace('CNY', 'minute')}]"), "unit-unknown"),
        (reach("r", "planet", "mandatory = true"), "value-unknown"),
    ],
)
def test_a_rule_that_is_not_sound_does_not_load(rule, code):
    load({CITY: pack("411500", seats())})
    with pytest.raises(PackError) as refusal:
        load({CITY: pack("411500", rule)})
    assert (refusal.value.code, refusal.value.file) == (code, CITY)
    assert refusal.value.rule in {"venue.city_seats", "s", "r"}
    assert f"{CITY} 规则“{refusal.value.rule}”" in refusal.value.message


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"[pack", "toml-malformed"),
        (pack("410000", seats()), "region-unknown"),
        (pack("411500"), "field-missing"),
        (pack("411500", seats(), status="old"), "status-unknown"),
    ],
)
def test_a_pack_that_is_not_sound_does_not_load(raw, code):
    with pytest.raises(PackError) as refusal:
        load({CITY: raw})
    assert refusal.value.code == code


def test_a_paraphrase_is_marked_for_people():
    cite = (
        'cite = { article = "第一条", words = "大致如此", evidence = "general-knowledge", paraphrase = true }'
    )
    rule = load({CITY: pack("411500", seats(cite=cite))}).packs[0].rules[0]
    assert rule.citation == Citation("《通知》（一号）", "第一条", "（大意）大致如此")


# ---- conflicts

FREE = 'any_ground = ["complex"]'


@pytest.mark.parametrize(
    ("upper", "local", "conflict"),
    [
        (seats(10), seats(10), False),
        (seats(10), seats(12), False),
        (seats(10), seats(9), True),
        (seats(10), seats(9, more='derogates = "venue.city_seats"\n'), False),
        (seats(10), seats(12).replace('"must"', '"default"'), True),
        (seats(10), seats(12).replace('"seat"', '"room"'), True),
        (
            seats(10).replace("force", 'domain = "tender"\nforce'),
            seats(9).replace("force", 'domain = "procurement"\nforce'),
            False,
        ),
        (seats(10, more="valid_to = 2023-12-31\n"), seats(9, more="valid_from = 2024-01-01\n"), False),
        (seats(10, more="valid_to = 2024-01-01\n"), seats(9, more="valid_from = 2024-01-01\n"), True),
    ],
)
def test_a_local_rule_is_stricter_or_names_its_derogation(upper, local, conflict):
    files = {NATION: pack("000000", upper), CITY: pack("411500", local)}
    if not conflict:
        assert len(load(files).packs) == 2
        return
    with pytest.raises(PackError) as refusal:
        load(files)
    assert (refusal.value.code, refusal.value.file) == ("rule-looser", CITY)


def test_a_looser_rule_of_another_region_is_no_conflict():
    files = {CITY: pack("411500", seats(10)), "packs/450200/a.toml": pack("450200", seats(3))}
    assert len(load(files).packs) == 2


def test_a_derogation_from_nothing_does_not_load():
    with pytest.raises(PackError) as refusal:
        load({CITY: pack("411500", seats(9, more='derogates = "venue.city_seats"\n'))})
    assert refusal.value.code == "derogation-unknown"


def test_an_exemption_from_an_upper_duty_names_it():
    duty = scope("scope.all", "mandatory = true")
    free = exemption("scope.free", "consent-before", FREE)
    named = exemption("scope.free", "consent-before", FREE, more='derogates = "scope.all"\n')
    assert len(load({NATION: pack("000000", duty), CITY: pack("411500", named)}).packs) == 2
    with pytest.raises(PackError) as refusal:
        load({NATION: pack("000000", duty), CITY: pack("411500", free)})
    assert (refusal.value.code, refusal.value.rule) == ("rule-looser", "scope.free")


@pytest.mark.parametrize(
    "files",
    [
        {CITY: pack("411500", seats(10), seats(11))},
        {CITY: pack("411500", seats(10)), "packs/411500/other.toml": pack("411500", seats(10))},
    ],
)
def test_one_region_says_a_thing_once(files):
    with pytest.raises(PackError) as refusal:
        load(files)
    assert (refusal.value.code, refusal.value.rule) == ("rule-duplicate", "venue.city_seats")


def test_brackets_that_both_claim_an_amount_do_not_load():
    low = reach("reach.city", "within_city", f"estimate = [{amount('<', 20)}]")
    high = reach("reach.far", "cross_city", f"estimate = [{amount('>=', 20)}]")
    overlapping = reach("reach.far", "cross_city", f"estimate = [{amount('>=', 19)}]")
    assert len(load({CITY: pack("411500", low, high)}).packs) == 1
    with pytest.raises(PackError) as refusal:
        load({CITY: pack("411500", low, overlapping)})
    assert (refusal.value.code, refusal.value.rule) == ("bracket-overlap", "reach.far")


@pytest.mark.parametrize(
    ("local", "remedy"),
    [
        (seats(cite=""), "cite"),
        (seats().replace("MinCount", "AtLeast"), "MinCount"),
        (seats() + "\n[[rule]]\n" + seats(11), "valid_from"),
        (seats(4), "derogates"),
    ],
    ids=["no citation", "unknown kind", "overlapping validity", "silent loosening"],
)
def test_what_does_not_load_is_named_with_file_rule_and_remedy(local, remedy):
    upper = {NATION: pack("000000", seats(5))}
    assert len(load({**upper, CITY: pack("411500", seats(5))}).packs) == 2
    with pytest.raises(PackError) as refusal:
        load({**upper, CITY: pack("411500", local)})
    assert refusal.value.message.startswith(f"{CITY} 规则“venue.city_seats”：")
    assert remedy in refusal.value.remedy
