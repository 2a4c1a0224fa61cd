"""Steps of the day: check-in, list, review, scores, ranking, report, departure."""

import re
from decimal import Decimal

from playwright.sync_api import expect

from tests.browser.node import until
from tests.browser.people import Person
from tests.browser.story import BIDDERS, SEATS, Journey


def venues_check_everybody_in(j: Journey) -> None:
    cards = {message["seat"]: message["number"] for message in j.messages()}  # a seat's latest call counts
    for staff in ("city-staff", "luoshan-staff", "guangshan-staff"):
        person = j.person(staff)
        person.open("/venue/attendance/")
        person.shot("venue-attendance")
        seats = person.page.locator("main table").get_by_role("link").all()
        for address in [seat.get_attribute("href") or "" for seat in seats]:
            check_in(j, person, address, cards)
    assert len(j.codes) == SEATS


def check_in(j: Journey, person: Person, address: str, cards: dict[str, str]) -> None:
    """The member holds the card on the reader; at the first seat a stranger's card is refused."""
    person.open(address)
    label = person.page.get_by_role("heading", level=1).inner_text().splitlines()[0].strip()
    own = next(number for seat, number in cards.items() if label in seat)
    if not j.codes:
        hold_card(person, next(number for number in cards.values() if number != own))
        person.refused("身份核验未通过")
        person.shot("venue-check-in-refused")
    hold_card(person, own)
    person.sees("一次性登录码")
    j.codes[label] = person.page.locator("[data-code]").inner_text().strip()
    person.shot("venue-check-in")


def hold_card(person: Person, number: str) -> None:
    person.page.get_by_label("读卡").fill(number)
    person.press("核验并签到")


def tenderer_and_supervisor_confirm_the_list(j: Journey) -> None:
    for username, audience in (("tenderer2", "desk"), ("supervisor2", "supervisor")):
        person = j.person(username)
        person.open(f"/{audience}/projects/{j.project}/list/")
        person.sees("姜癸亥")
        person.page.get_by_label("我已逐一核对以上成员").check()
        person.shot(f"{audience}-list")
        person.commit("核验无误")
        person.sees("您已核验名单。")


def main_venue_starts_the_evaluation(j: Journey) -> None:
    admin = j.person("city-admin")
    admin.open(f"/venue/projects/{j.project}/evaluation/")
    admin.sees("还有 1 项未具备")
    expect(admin.page.get_by_role("button", name="启动评标")).to_have_count(0)
    j.person("operator").open("/demo/clock/")
    j.person("operator").page.get_by_label("调到").fill("2026-12-03 09:01")
    j.person("operator").press("快进到该时刻")
    admin.open(f"/venue/projects/{j.project}/evaluation/")
    admin.shot("venue-evaluation")
    admin.commit("启动评标")
    admin.sees("回避声明")
    follow_live(j)


def follow_live(j: Journey) -> None:
    """The supervisor opens the live page once and keeps it open; events come by themselves."""
    supervisor = j.person("supervisor2")
    supervisor.open(f"/supervisor/projects/{j.project}/")
    supervisor.sees("副场 2 · 专家 1")
    supervisor.shot("supervisor-project")


def members(j: Journey) -> list[Person]:
    """The five members at their workstations, entering by their one-time codes the first time."""
    found = []
    for label, code in j.codes.items():
        if label not in j.people:
            member = j.people[label] = j.visitor(label)
            member.open("/expert/enter/")
            if not found:
                member.shot("expert-enter")
            member.page.get_by_role("textbox").fill(code)
            member.press("进入评标")
            member.sees(label)
        found.append(j.people[label])
    return found


def members_declare_and_elect(j: Journey) -> None:
    for member in members(j):
        member.open("/expert/seat/recusal/")
        member.page.get_by_label("无需回避", exact=True).check()
        member.commit("提交声明")
    members(j)[0].shot("expert-recusal")
    for member in members(j):
        member.open("/expert/seat/chair/")
        expect(member.page.get_by_label("招标人代表")).to_be_disabled()
        member.page.get_by_label("副场 1 · 专家 1").check()
        if member.name == "主场 · 专家 1":
            member.shot("expert-chair")
        member.commit("投票")
    members(j)[0].open("/expert/seat/")
    members(j)[0].sees("初步评审")
    members(j)[0].shot("expert-seat")


PASS_ALL = "document.querySelectorAll('input[value=pass]').forEach((box) => { box.checked = true; })"


def members_review(j: Journey) -> None:
    for member in members(j):
        member.open("/expert/seat/preliminary/")
        member.open_first_bid()
        for number, (bidder, _) in enumerate(BIDDERS):
            if member.name == "主场 · 专家 1":
                for choice in member.page.get_by_label("符合", exact=True).all():
                    choice.check()
            else:  # the same by script: a hundred and twenty clicks would tell nothing more
                member.page.evaluate(PASS_ALL)
            if bidder.endswith("丁"):
                member.page.get_by_label("不符合", exact=True).first.check()
                member.page.get_by_label("理由").first.fill("未提供有效的资格证明文件")
            if number == len(BIDDERS) - 1 and member.name == "主场 · 专家 1":
                member.shot("expert-preliminary")
            member.turn_page()
        member.commit("提交初步评审意见")
    j.person("supervisor2").sees("提交初步评审表")  # on the page that was opened before, not reloaded


def members_score(j: Journey) -> None:
    for seat, member in enumerate(members(j)):
        member.open("/expert/seat/scoring/")
        member.open_first_bid()
        for bid in range(len(BIDDERS) - 1):
            fill_points(member, share=Decimal("0.9") - Decimal(bid) / 10 + Decimal(seat % 2) / 20)
            if bid == 0 and seat == 0:
                member.page.locator(".yp-score-input").first.fill("1000")
                member.page.get_by_role("button", name="暂存", exact=True).click()
                member.refused("超出评分范围")
                member.shot("expert-scoring-refused")
                fill_points(member, share=Decimal("0.9"))
                member.shot("expert-scoring")
            member.turn_page()
        member.commit("提交评分")


def fill_points(member: Person, *, share: Decimal) -> None:
    """Points for each criterion: a share of its maximum, in steps of two."""
    for box in member.page.locator(".yp-score-input").all():
        span = box.locator("xpath=ancestor::tr").locator("td").first.inner_text()
        most = Decimal(re.findall(r"[\d.]+", span)[-1])
        box.fill(str((most * share / 2).to_integral_value() * 2))


def members_confirm_the_ranking(j: Journey) -> None:
    for number, member in enumerate(members(j)):
        member.open("/expert/seat/summary/")
        member.sees("排序和中标候选人")
        member.page.get_by_label("我已核对得分").check()
        if number == 0:
            member.shot("expert-summary")
        member.commit("确认汇总结果")


def members_sign_the_report(j: Journey) -> None:
    first = members(j)[0]

    def drafted() -> bool:
        first.open("/expert/report/")
        return first.page.get_by_text("表明意见").count() > 0

    until(drafted, "the report was not drafted")
    for number, member in enumerate(members(j)):
        member.open("/expert/report/")
        if number == 1:
            member.page.get_by_label("有不同意见", exact=True).check()
            member.page.get_by_label("不同意见及理由").fill(
                "对合成保洁乙的管理方案评分偏高，建议公告前复核。"
            )
        else:
            member.page.get_by_label("同意", exact=True).check()
        if number == 0:
            member.shot("expert-report-opinion")
        member.commit("提交意见")

    def fixed() -> bool:
        first.open("/expert/report/")
        return first.page.locator(".yp-sign-off").count() > 0

    until(fixed, "the report was not fixed for signing")
    for number, member in enumerate(members(j)):
        member.open("/expert/report/")
        member.page.locator(".yp-sign-off").get_by_role("checkbox").check()
        if number == 0:
            member.shot("expert-report-sign")
        member.page.locator(".yp-sign-off button[type=submit]").click()
        member.agree()
        expect(member.page.locator(".yp-sign-off form")).to_have_count(0)


def venues_let_everybody_go(j: Journey) -> None:
    for staff in ("city-staff", "luoshan-staff", "guangshan-staff"):
        person = j.person(staff)
        person.open("/venue/departures/")
        person.shot("venue-departures")
        while person.page.get_by_role("button", name="收回证书并办理离场").count():
            person.commit("收回证书并办理离场")
    supervisor = j.person("supervisor2")
    supervisor.open(f"/supervisor/projects/{j.project}/")
    supervisor.sees("评标结束")
    supervisor.shot("supervisor-project")
    supervisor.open("/supervisor/")
    supervisor.shot("supervisor-home")
