"""How demands read, and on whose page they stand."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client

from tests.domain.projects.test_demands import LAST, STARTS, at, demands, policy
from tests.factories import dispatch, places, projects, world
from tests.factories.clock import CHINA, NOW
from tests.factories.world import World
from tests.web.venue.conftest import set_clock
from yuanping.core.policy import Event
from yuanping.domain.dispatch.models import Offer
from yuanping.domain.dispatch.states import OfferState
from yuanping.domain.evaluation.demands import all_demands, sub_venue_demands
from yuanping.domain.people.models import Account
from yuanping.domain.projects.demands import Demand, DemandState
from yuanping.domain.projects.models import Project
from yuanping.web.components.demand_list.params import DemandLine
from yuanping.web.demands import demand_list, law_url, sub_venue_list

SignIn = Callable[[Account], Client]
ENDED = at("2026-06-05 17:30")


def found(now: datetime) -> dict[str, Demand]:
    return demands(policy("411500"), now, events={Event.EVALUATION_END: ENDED})


def line(demand: Demand, now: datetime) -> DemandLine:
    ((only,),) = [group.lines for group in demand_list([demand], now=now).groups]
    return only


@pytest.mark.parametrize(
    ("now", "due", "tone"),
    [
        ("2026-06-01 09:00", "最迟 2026-06-11 09:00，还剩 8 个工作日", "info"),
        ("2026-06-08 09:00", "最迟 2026-06-11 09:00，还剩 3 个工作日", "warn"),
        ("2026-06-10 18:00", "最迟 2026-06-11 09:00，还剩 1 个工作日", "warn"),
        ("2026-06-11 08:00", "最迟 2026-06-11 09:00，今天截止", "warn"),
        ("2026-06-11 10:00", "最迟 2026-06-11 09:00，期限已过", "bad"),
    ],
)
def test_an_instant_is_written_with_what_is_left(now: str, due: str, tone: str) -> None:
    shown = line(found(at(now))["offer.lead"], at(now))
    assert (shown.due, shown.due_tone) == (due, tone)


def test_a_deadline_that_ends_with_its_day_is_written_as_the_day() -> None:
    now = at("2026-06-09 09:00")
    assert line(found(now)["fee.due"], now).due == "最迟 2026-06-12，还剩 3 个工作日"
    late = at("2026-06-13 00:00")
    shown = line(found(late)["fee.due"], late)
    # the platform does not know whether the fee was paid, so it blames nobody
    assert (shown.due, shown.due_tone, shown.state) == ("最迟 2026-06-12，期限已过", "muted", None)


def test_what_may_not_happen_before_is_written_from_when_on() -> None:
    now = at("2026-06-01 09:00")
    shown = line(found(now)["offer.details_release"], now)
    assert (shown.due, shown.state and shown.state.label) == ("2026-06-17 00:00 起", "未到时间")
    early = replace(found(now)["offer.details_release"], state=DemandState.LATE)
    tag = line(early, now).state
    assert tag is not None
    assert (tag.label, tag.tone) == ("早于规定时间", "bad")


def test_a_line_opens_its_source_and_leads_to_the_document() -> None:
    now = at("2026-06-01 09:00")
    shown = line(found(now)["offer.lead"], now)
    assert (shown.citation.article, shown.note) == ("规程二（一）", "一周按 168 小时计，含本数。")
    assert shown.citation.url == law_url("411500/xgb-2022-7", "offer.lead")


def test_each_line_leads_to_its_rule_on_the_page_of_the_document(db: None) -> None:
    url = law_url("411500/xgb-2022-7", "offer.lead")
    assert url == "/law/411500/xgb-2022-7/#offer.lead"
    page = Client().get(url.partition("#")[0]).content.decode()
    shown = demands(policy("411500"), at("2026-06-01 09:00")).values()
    ours = [demand.rule.id for demand in shown if demand.pack == "411500/xgb-2022-7"]
    assert [rule for rule in ours if f'id="{rule}"' not in page] == []


def test_each_demand_stands_once_and_those_with_a_date_first() -> None:
    now = at("2026-06-01 09:00")
    all_found = found(now)
    shown = demand_list([*all_found.values()], now=now)
    assert shown.count == len(all_found)
    assert [group.open for group in shown.groups] == [True, *[False] * (len(shown.groups) - 1)]
    assert [group_line.title for group_line in shown.groups[0].lines] == [
        "场地预约提前时间",
        "主场专家费用支付期限",
        "项目具体信息提供时间",
    ]


def test_a_missing_fact_is_asked_for_in_words() -> None:
    now = at("2026-06-01 09:00")
    waiting = replace(found(now)["committee.size_min"], asks=("grounds.complex",), state=DemandState.OPEN)
    shown = line(waiting, now)
    assert (shown.remark, shown.state and shown.state.label) == ("尚需确认：是否技术复杂。", "待补充信息")


@pytest.fixture
def of(db: None) -> World:
    return world.make()


def by_rule(project: Project, now: datetime) -> dict[str, Demand]:
    return {demand.rule.id: demand for demand in all_demands(project, now)}


def test_dates_follow_the_project_and_states_what_was_done(of: World) -> None:
    before = by_rule(of.project, NOW)
    assert (before["offer.lead"].due, before["offer.lead"].state) == (LAST, DemandState.OPEN)
    assert of.project.evaluation_starts_at == STARTS
    assert before["sub.selection"].state is DemandState.OPEN
    dispatch.offer(of.project, of.county, state=OfferState.ACCEPTED)
    dispatch.venue(of.project, of.county, ordinal=1, seat_ids=places.seat_ids(of.county, 2))
    after = by_rule(of.project, STARTS - timedelta(hours=1))
    assert after["offer.lead"].state is DemandState.MET
    assert after["offer.details_release"].state is DemandState.MET
    assert after["committee.size_min"].state is DemandState.OPEN


def test_a_refused_offer_does_not_meet_the_lead(of: World) -> None:
    dispatch.offer(of.project, of.county, state=OfferState.REFUSED)
    assert by_rule(of.project, NOW)["offer.lead"].state is DemandState.OPEN
    assert by_rule(of.project, LAST + timedelta(minutes=1))["offer.lead"].state is DemandState.LATE


@pytest.fixture
def signed_in(of: World) -> SignIn:
    set_clock(NOW)

    def enter(account: Account) -> Client:
        client = Client()
        client.force_login(account)
        return client

    return enter


@pytest.mark.parametrize("who", ["agent", "tenderer", "supervisor", "main"])
def test_every_party_and_the_main_venue_see_the_demands(of: World, signed_in: SignIn, who: str) -> None:
    accounts: dict[str, Callable[[], tuple[Account, str]]] = {
        "agent": lambda: (projects.agent(of.project), "desk"),
        "tenderer": lambda: (projects.tenderer(of.project), "desk"),
        "supervisor": lambda: (projects.supervisor(of.project), "supervisor"),
        "main": lambda: (places.admin(of.city), "venue"),
    }
    account, audience = accounts[who]()
    response = signed_in(account).get(f"/{audience}/projects/{of.project.pk}/")
    page = response.content.decode()
    assert response.status_code == 200
    for words in (
        "规则要求",
        "最迟 2026-06-11 09:00，还剩 8 个工作日",
        "主场远程异地评标管理员应在评标前至少一周与副场沟通预约场地及评标机位数量",
        "远程异地评标适用范围",
        "应当采用远程异地评标",
    ):
        assert words in page


def test_a_sub_venue_reads_its_own_duties_once_it_may_know_the_project(of: World, signed_in: SignIn) -> None:
    held = dispatch.venue(of.project, of.county, ordinal=1, seat_ids=places.seat_ids(of.county, 2))
    offer = dispatch.offer(of.project, of.county, state=OfferState.ACCEPTED, venue=held)
    client = signed_in(places.admin(of.county))
    assert "规则要求" not in page_of(client, offer)
    set_clock(datetime(2026, 6, 17, 0, 0, tzinfo=CHINA))
    page = page_of(client, offer)
    assert ("规则要求" in page, "副场专家费用从当地时限" in page) == (True, True)
    # neither the committee's nor the other venues' state, nor what the main venue owes
    for words in ("场地预约提前时间", "评标委员会人数下限", "专家信息启封时间", "尚未满足", "合同估算价"):
        assert words not in page


def page_of(client: Client, offer: Offer) -> str:
    return client.get(f"/venue/offers/{offer.pk}/").content.decode()


def test_a_sub_venue_is_told_nothing_of_gates_and_draws(of: World) -> None:
    told = sub_venue_demands(of.project, NOW)
    shown = sub_venue_list(told, now=NOW)
    assert shown is not None
    states = {line.state.label for group in shown.groups for line in group.lines if line.state}
    assert states <= {"尚未起算", "未到时间"}


def test_a_running_clock_without_a_calendar_stands_among_the_deadlines() -> None:
    starts = at("2027-01-12 09:00")
    now = at("2026-12-31 09:00")
    told = demands(policy("411500"), now, events={Event.EVALUATION_START: starts})
    shown = demand_list([told["offer.details_release"], told["fee.due"]], now=now)
    assert [(group.title, [row.remark for row in group.lines]) for group in shown.groups] == [
        ("期限", ["没有 2027 年的法定工作日历，不能推算期限。"]),
        ("费用", ["事件发生后起算。"]),
    ]
