"""How a plan spreads its experts: what each jurisdiction's rules refuse, and what a reason opens (S1-12, S1-13, S2-15)."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.factories import experts, jurisdictions, packs
from tests.factories.experts import World
from yuanping.base.witness import queries as witness
from yuanping.core.errors import Refused
from yuanping.domain.experts.actions.plan import REASON_LENGTH
from yuanping.domain.experts.models import Committee, Expert
from yuanping.domain.projects.models import Lot

NOBODY_REMOTE = {"main": 4}
ALL_REMOTE = {"near": 4}


@pytest.fixture
def liuzhou(db: None) -> World:
    world = jurisdictions.make(jurisdictions.LIUZHOU, per_region=2)
    jurisdictions.hold_main(world, 8)
    jurisdictions.offer_to(world, "near", seats=8)
    return world


@pytest.fixture
def heilongjiang(db: None) -> World:
    world = jurisdictions.make(jurisdictions.HEILONGJIANG, per_region=0)
    jurisdictions.hold_main(world, 8)
    jurisdictions.draw_venues(world, seats=8)
    return world


def refusal(deed: Callable[[], object]) -> tuple[str, str | None, str]:
    """The refusal's code, the article it stands on and its message."""
    with pytest.raises(Refused) as caught:
        deed()
    assert not Committee.objects.exists()
    return caught.value.code, caught.value.citation and caught.value.citation.article, caught.value.message


def told() -> tuple[object, object]:
    """What the log says of the plan's departure."""
    data = witness.parsed(witness.entries().filter(kind="experts.committee.planned")[0])["data"]
    assert isinstance(data, dict)
    return data["departs_from"], data["departure"]


def test_one_expert_at_the_sub_venue_is_enough(liuzhou: World) -> None:
    committee = jurisdictions.plan(liuzhou, {"main": 3, "near": 1}, departure="不必要的理由")
    assert (committee.departure, told()) == ("", ([], ""))


def test_nobody_at_the_sub_venue_needs_a_reason(liuzhou: World) -> None:
    assert refusal(lambda: jurisdictions.plan(liuzhou, NOBODY_REMOTE)) == (
        "sub-experts-too-few",
        "三（五）",
        "副场至少安排 1 名专家，方案安排了 0 名。",
    )
    committee = jurisdictions.plan(liuzhou, NOBODY_REMOTE, departure=" 副场无相应专业专家 ")
    assert committee.departure == "副场无相应专业专家"
    assert told() == (["sub-experts-too-few"], "副场无相应专业专家")


def test_nobody_at_the_sub_venue_is_refused_whatever_the_reason_where_it_is_a_must(liuzhou: World) -> None:
    verbatim = 'unit = "person"\nforce = "default"'
    packs.put_under(liuzhou.project, "450200/lcc-2023-32", {verbatim: 'unit = "person"\nforce = "must"'})
    code, article, _ = refusal(lambda: jurisdictions.plan(liuzhou, NOBODY_REMOTE, departure="副场无专家"))
    assert (code, article) == ("sub-experts-too-few", "三（五）")


def test_everybody_at_the_sub_venue_needs_a_reason_while_there_are_local_experts(liuzhou: World) -> None:
    assert refusal(lambda: jurisdictions.plan(liuzhou, ALL_REMOTE)) == (
        "all-experts-remote",
        "三（五）",
        "方案把专家全部安排在副场，而主场所在地有相应专业的专家 2 名。",
    )
    assert jurisdictions.plan(liuzhou, ALL_REMOTE, departure="本地专家均已参与论证").departure
    assert told() == (["all-experts-remote"], "本地专家均已参与论证")


@pytest.mark.parametrize("made", ["moved", "of-another-specialty", "of-the-tenderer"])
def test_everybody_at_the_sub_venue_needs_none_without_local_experts(liuzhou: World, made: str) -> None:
    local = Expert.objects.filter(region_code="450200")
    changes = {
        "moved": {"region_code": "450222"},
        "of-another-specialty": {"specialties": [experts.STRUCTURE]},
        "of-the-tenderer": {"employer": liuzhou.project.tenderer},
    }
    local.update(**changes[made])
    jurisdictions.plan(liuzhou, ALL_REMOTE)
    assert told() == ([], "")


def test_where_no_rule_speaks_of_it_nobody_asks_for_a_reason(db: None) -> None:
    world = jurisdictions.make(jurisdictions.LINZI, per_region=1)
    jurisdictions.hold_main(world, 5)
    jurisdictions.offer_to(world, "near")
    code, _, _ = refusal(lambda: jurisdictions.plan(world, NOBODY_REMOTE))
    assert code == "nobody-remote"  # 全面推行: all projects must, from 2023-05-31
    jurisdictions.plan(world, ALL_REMOTE)
    assert told() == ([], "")


@pytest.mark.parametrize(
    ("counts", "code", "message"),
    [
        (
            {"main": 4},
            "remote-experts-too-few",
            "副场应分布在主场以外的 2 个以上交易中心，而方案没有在副场安排专家，两者不能同时满足。",
        ),
        (
            {"main": 3, "near": 1},
            "remote-experts-too-few",
            "副场应分布在主场以外的 2 个以上交易中心，而方案只在副场安排 1 名专家，两者不能同时满足。",
        ),
        (
            {"main": 2, "near": 2},
            "sub-venues-concentrated",
            "方案把副场专家集中在 1 个交易中心，应分布在 2 个以上。",
        ),
        (
            {"near": 4},
            "sub-venues-concentrated",
            "方案把副场专家集中在 1 个交易中心，应分布在 2 个以上。",
        ),
    ],
)
def test_experts_in_fewer_than_two_other_centres_are_refused(
    heilongjiang: World, counts: dict[str, int], code: str, message: str
) -> None:
    found = refusal(lambda: jurisdictions.plan(heilongjiang, counts, departure="专家不便前往"))
    assert found == (code, "三（六）", message)


@pytest.mark.parametrize("counts", [{"main": 2, "near": 1, "far": 1}, {"near": 3, "far": 1}])
def test_experts_in_two_other_centres_are_planned(heilongjiang: World, counts: dict[str, int]) -> None:
    assert jurisdictions.plan(heilongjiang, counts).size == 5


def test_a_reason_beyond_its_column_is_refused(liuzhou: World) -> None:
    code, _, _ = refusal(
        lambda: jurisdictions.plan(liuzhou, NOBODY_REMOTE, departure="长" * (REASON_LENGTH + 1))
    )
    assert code == "text-too-long"


@pytest.mark.parametrize(
    ("estimate", "members", "code"),
    [
        (Decimal("9999999.99"), 5, None),
        (Decimal(10_000_000), 5, "committee-too-small"),
        (Decimal(10_000_000), 7, None),
        (Decimal("10000000.01"), 5, "committee-too-small"),
    ],
)
def test_in_procurement_the_budget_says_how_many_members(
    liuzhou: World, estimate: Decimal, members: int, code: str | None
) -> None:
    Lot.objects.filter(project=liuzhou.project).update(estimate=estimate)
    counts = {"main": members - 2, "near": 1}
    if code is None:
        assert jurisdictions.plan(liuzhou, counts).size == members
    else:
        assert refusal(lambda: jurisdictions.plan(liuzhou, counts)) == (
            code,
            "第四十七条",
            "1000万元以上项目评标委员会人数下限：成员为 5 人，应不少于 7 人。",
        )
