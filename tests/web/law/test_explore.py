"""The explorer: decisions at their thresholds, what is asked for, what has changed, deadlines, and bad input."""

import re
from collections.abc import Mapping
from html import unescape
from urllib.parse import urlencode

import pytest
from django.test import Client

from yuanping.core.policy import DEADLINES, FACT_LABELS
from yuanping.web.law.explore import EXAMPLES
from yuanping.web.law.questions import DEADLINE_LABELS, Question, field_of

pytestmark = pytest.mark.django_db

HARBIN = {
    "region": "230000",
    "domain": "tender",
    "on": "2026-06-01",
    "kind": "works",
    "mandatory": "yes",
    "checked": "on",
}
LIUZHOU = {"region": "450200", "domain": "procurement", "on": "2026-06-01", "kind": "services"}


def explored(client: Client, query: Mapping[str, str], *, status: int = 200) -> str:
    answer = client.get("/law/explore/", query)
    assert answer.status_code == status
    return answer.content.decode()


def lines(page: str) -> dict[str, str]:
    """The facts lists of the answer, as label and words."""
    answer = page.partition('id="answer"')[2]
    found = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", answer, re.DOTALL)
    return {label: unescape(re.sub(r"<[^>]*>", "", words)).strip() for label, words in found}


def verdict(page: str) -> str:
    found = re.search(r'<p class="yp-explore-verdict">(.*?)</p>', page, re.DOTALL)
    assert found is not None
    return unescape(re.sub(r"<[^>]*>", "", found.group(1))).strip()


def test_first_visit_shows_the_form_and_examples_that_work(client: Client) -> None:
    page = explored(client, {})
    assert "怎样使用" in page
    for _, query in EXAMPLES:
        answer = client.get(f"/law/explore/?{query}")
        assert answer.status_code == 200
        assert "尚不能判定" not in verdict(answer.content.decode())


@pytest.mark.parametrize(
    ("estimate", "reach"),
    [("99999999.99", "跨市域（原则上）"), ("100000000", "跨省域（原则上）"), ("1亿元", "跨省域（原则上）")],
)
def test_reach_turns_at_the_threshold(client: Client, estimate: str, reach: str) -> None:
    page = explored(client, HARBIN | {"estimate": estimate})
    assert verdict(page) == "原则上采用远程异地评标"
    assert lines(page)["副场范围"] == reach
    assert lines(page)["副场所在中心"] == "不少于 2 个交易中心"


@pytest.mark.parametrize(
    ("estimate", "reach"),
    [
        ("19999999.99", "市域内（原则上）"),
        ("2000万元", "跨市域（鼓励）"),
        ("99999999.99", "跨市域（鼓励）"),
        ("1亿元", "跨市域（原则上）"),
    ],
)
def test_reach_in_xinyang_turns_at_both_thresholds(client: Client, estimate: str, reach: str) -> None:
    page = explored(client, HARBIN | {"region": "411500", "estimate": estimate})
    assert verdict(page) == "应当采用远程异地评标"
    assert lines(page)["副场范围"] == reach


@pytest.mark.parametrize(
    ("on", "said"), [("2023-05-30", "可以采用，也可以不采用"), ("2023-05-31", "应当采用远程异地评标")]
)
def test_pilot_of_zibo_ends_with_its_last_day(client: Client, on: str, said: str) -> None:
    facts = {
        "region": "370300",
        "domain": "procurement",
        "kind": "services",
        "code": "C0812",
        "edition": "2022",
    }
    assert verdict(explored(client, facts | {"on": on})) == said


def test_missing_facts_lead_to_their_fields(client: Client) -> None:
    page = explored(client, {**HARBIN, "estimate": "", "checked": ""})
    assert "还需要说明" in page
    assert '<a href="#id_estimate">合同估算价（元）</a>' in page
    assert '<a href="#id_grounds">有无下列情形：' in page
    assert page.count('id="id_grounds"') == page.count('id="id_estimate"') == 1


def test_code_that_cannot_settle_the_matter_asks_for_the_other_catalogue(client: Client) -> None:
    facts = {"region": "370300", "domain": "procurement", "on": "2022-09-01", "kind": "goods", "code": "A07"}
    asked = {edition: explored(client, facts | {"edition": edition}) for edition in ("", "2013")}
    assert '<a href="#id_edition">品目目录的版本</a>' in asked[""]
    assert '<a href="#id_code">另一版本目录中的品目代码：' in asked["2013"]


@pytest.mark.parametrize(
    ("region", "words"),
    [
        ("370300", "不属于应当采用的项目，不采用的无须办理手续"),
        ("230000", "已知事实中没有可以不采用的情形"),
    ],
)
def test_who_need_not_do_it_needs_no_exemption(client: Client, region: str, words: str) -> None:
    assert lines(explored(client, HARBIN | {"region": region}))["不采用的程序"] == words


def test_every_fact_has_a_field() -> None:
    assert {field_of(fact) for fact in FACT_LABELS if fact != "domain"} <= set(Question().fields)


def test_every_deadline_has_a_name() -> None:
    assert set(DEADLINE_LABELS) == set(DEADLINES)


def test_only_what_some_rule_asks_for_is_in_front(client: Client) -> None:
    folded = explored(client, LIUZHOU).partition('<details class="yp-law-more"')
    assert 'value="frequent"' in folded[0]
    assert 'name="estimate"' not in folded[0]
    assert 'name="estimate"' in folded[2]


@pytest.mark.parametrize(("kind", "in_front"), [("works", False), ("epc", True)])
def test_parts_are_asked_of_a_contract_for_everything(client: Client, kind: str, in_front: bool) -> None:
    front = explored(client, HARBIN | {"kind": kind}).partition('<details class="yp-law-more"')[0]
    assert ('name="services"' in front) is in_front


def test_epc_goes_cross_province_by_any_part(client: Client) -> None:
    page = explored(client, HARBIN | {"kind": "epc", "works": "1", "goods": "2000万", "services": "0"})
    assert lines(page)["副场范围"] == "跨省域（原则上）"


def test_change_is_marked_against_the_previous_question(client: Client) -> None:
    before = HARBIN | {"estimate": "1亿元"}
    page = explored(client, HARBIN | {"estimate": "99999999.99", "was": urlencode(before)})
    assert "由“跨省域（原则上）”变为“跨市域（原则上）”" in page
    assert "合同估算价：由“1 亿元”变为“99999999.99 元”" in page
    assert "原为“作为依据”" in page
    assert "结论没有变化" not in page


def test_change_of_the_verdict_is_marked(client: Client) -> None:
    before = {**HARBIN, "checked": ""}
    page = explored(client, HARBIN | {"was": urlencode(before)})
    assert verdict(page).endswith("由“待补充信息后判定”变为“原则上采用远程异地评标”")


def test_change_without_effect_says_so(client: Client) -> None:
    before = HARBIN | {"estimate": "1亿元"}
    page = explored(client, HARBIN | {"estimate": "2亿元", "was": urlencode(before)})
    assert "结论没有变化" in page


@pytest.mark.parametrize("was", ["", "region=1", "%%%", "region=230000&domain=tender&on=x", "a" * 5000])
def test_previous_question_that_makes_no_sense_is_no_previous_question(client: Client, was: str) -> None:
    assert "与上一次相比" not in explored(client, HARBIN | {"was": was})


def test_present_question_goes_along_as_the_next_ones_previous(client: Client) -> None:
    page = explored(client, HARBIN | {"was": "region=230000"})
    hidden = re.search(r'name="was" value="(.*?)"', page)
    assert hidden is not None
    assert unescape(hidden.group(1)) == urlencode(HARBIN)


def test_trace_goes_from_the_district_to_the_province_and_leads_to_each_rule(client: Client) -> None:
    facts = {"region": "370305", "domain": "procurement", "on": "2022-09-01", "kind": "services"}
    page = explored(client, facts | {"code": "C21040000", "edition": "2022"})
    trace = page.partition("由本地到国家")[2]
    places = [
        trace.index(f"/law/{each}/#")
        for each in ("370305/lcc-2022-9", "370300/zcc-2022-11", "370000/lcc")[:2]
    ]
    assert places == sorted(places)
    assert trace.index("/law/370000/lcc-2022-6/#scope.pilot_property") > places[-1]
    assert "转发执行" in trace
    assert "由下级规定代替" in trace
    assert "另有" in trace


def test_draft_takes_part_only_when_asked_for(client: Client) -> None:
    facts = {"region": "370000", "domain": "tender", "on": "2026-06-01", "kind": "works"}
    without, with_drafts = explored(client, facts), explored(client, facts | {"drafts": "on"})
    assert (verdict(without), verdict(with_drafts)) == ("可以采用，也可以不采用", "鼓励采用远程异地评标")
    assert "征求意见稿，未参与" in without
    assert ["结论仅供模拟" in page for page in (without, with_drafts)] == [False, True]


def test_exemption_by_consent_waits_for_the_consent(client: Client) -> None:
    facts = HARBIN | {"region": "411500", "estimate": "100", "grounds": "complex"}
    said = {consent: verdict(explored(client, facts | {"consent": consent})) for consent in ("", "no", "yes")}
    assert said == {
        "": "待补充信息后判定",
        "no": "应当采用远程异地评标",
        "yes": "不采用远程异地评标",
    }
    assert lines(explored(client, facts))["不采用的程序"] == "可以不采用，但事先须经行政监督部门同意"


@pytest.mark.parametrize(
    ("region", "domain", "deadline", "start", "label", "at"),
    [
        ("230000", "tender", "av-to-main", "2026-06-05 17:30", "不得迟于", "2026-06-12 23:59"),
        ("411500", "tender", "booking-lead", "2026-06-12T09:00", "不得迟于", "2026-06-05 09:00"),
        ("411500", "tender", "details-release", "2026-06-15 09:00", "不得早于", "2026-06-12 00:00"),
    ],
)
def test_deadline_is_computed_with_its_rule(
    client: Client, region: str, domain: str, deadline: str, start: str, label: str, at: str
) -> None:
    facts = {"region": region, "domain": domain, "on": "2026-06-01"}
    page = explored(client, facts | {"deadline": deadline, "start": start})
    assert lines(page)[label] == at
    assert "个工作日" in lines(page)["距今"]
    assert 'class="yp-citation" open' in page


def test_deadline_that_nobody_has_set_says_so(client: Client) -> None:
    page = explored(client, LIUZHOU | {"deadline": "monthly-report", "start": "2026-06-05 17:30"})
    assert "适用的文件中没有“月度情况报送”的期限规定。" in page
    assert "当地没有规定的" in page


def test_deadline_in_a_year_without_a_calendar_is_refused(client: Client) -> None:
    page = explored(client, LIUZHOU | {"deadline": "fee-main", "start": "2026-12-30 17:30"})
    assert "没有 2027 年的法定工作日历，不能推算期限。" in page


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"estimate": "一百"}, "无法识别金额“一百”。"),
        ({"estimate": "-1"}, "金额不能为负数。"),
        ({"works": "1e9"}, "无法识别金额“1e9”。"),
        ({"on": "2026-13-01"}, "基准日期应写成 2026-11-20 的格式。"),
        ({"on": "1999-12-31"}, "基准日期不能早于 2000-01-01。"),
        ({"region": "999999"}, "项目所在地的选项无效，请重新选择。"),
        ({"domain": "both"}, "领域的选项无效，请重新选择。"),
        ({"grounds": "boredom"}, "存在的情形的选项无效，请重新选择。"),
        ({"code": "9x"}, "“9X”不是政府采购品目代码。"),
        ({"edition": "2022"}, "已选择目录版本，请同时填写采购品目代码，或者取消版本。"),
        ({"local_experts": "-1"}, "本地同类评审专家人数不能小于 0。"),
        ({"deadline": "av-to-main"}, "推算期限须填写起算时间，例如 2026-06-05 17:30。"),
        ({"deadline": "nonsense"}, "期限的选项无效，请重新选择。"),
        ({"deadline": "av-to-main", "start": "昨天"}, "起算时间应写成 2026-11-20 09:30 的格式。"),
        ({"start": "9999-12-31 23:59"}, "起算时间不能晚于 2099-12-31。"),
    ],
)
def test_bad_input_names_the_field_and_the_remedy_and_stays(
    client: Client, given: dict[str, str], message: str
) -> None:
    page = explored(client, HARBIN | given, status=422)
    assert message in page
    assert "更正填写的内容后显示结论。" in page
    kept = [value for value in given.values() if unescape(page).find(value) < 0]
    assert kept == [] or set(kept) <= {"999999", "both", "boredom", "nonsense"}


def test_empty_question_asks_for_place_and_domain(client: Client) -> None:
    page = explored(client, {"estimate": "1"}, status=422)
    assert "请选择项目所在地。" in page
    assert "请选择领域。" in page


def test_page_works_as_a_plain_form(client: Client) -> None:
    page = explored(client, HARBIN)
    form = page[page.index('<form class="yp-explore-form"') :].partition(">")[0]
    assert 'method="get"' in form
    assert 'action="/law/explore/#answer"' in form
