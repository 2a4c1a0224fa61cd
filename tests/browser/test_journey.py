"""The first journey: from a real tender notice to a signed evaluation report, in a browser.

A separate browser context for each role; the web process is killed between any two steps and the
journey goes on; at its end an outsider verifies the record, the draw and the report.
"""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import SCREENSHOTS
from tests.browser.node import Node, node_environment, until
from tests.browser.paper import small_pdf
from tests.browser.people import Person
from yuanping.core.identifiers import compose_id_number, compose_uscc

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

NOTICE = "淮滨县人民医院保洁服务项目"
STARTS, ENDS = "2026-12-03 09:00", "2026-12-03 17:00"
BIDDERS = [
    ("合成保洁甲", "4728247"),
    ("合成保洁乙", "4810000"),
    ("合成保洁丙", "4900000.50"),
    ("合成保洁丁", "4690000"),
]
SEATS = 5


class Journey:
    """What the steps hand on to each other."""

    def __init__(self, browser: Browser, node: Node, tmp: Path) -> None:
        self.browser = browser
        self.node = node
        self.tmp = tmp
        self.people: dict[str, Person] = {}
        self.project = ""
        self.codes: dict[str, str] = {}

    def person(self, username: str) -> Person:
        if username not in self.people:
            self.people[username] = self.visitor(username).sign_in(username)
        return self.people[username]

    def visitor(self, name: str) -> Person:
        return Person(self.browser, self.node, name, SCREENSHOTS)

    def power_cut(self) -> None:
        """The web process dies; whatever was acknowledged is still there."""
        self.node.kill("web")

    def messages(self) -> list[dict[str, str]]:
        """The outbox, oldest first: number, text, link."""
        page = self.person("operator").page
        self.person("operator").open("/demo/outbox/")
        found = []
        for article in page.locator("article.yp-sms").all():
            link = article.get_by_role("link")
            found.append(
                {
                    "number": article.locator("strong").inner_text(),
                    "text": article.inner_text(),
                    "seat": article.locator("header span").last.inner_text(),
                    "link": link.first.get_attribute("href") or "" if link.count() else "",
                }
            )
        return found[::-1]


@pytest.fixture
def journey(browser: object, node: Node, tmp_path: Path) -> Journey:
    return Journey(cast(Browser, browser), node, tmp_path)


def test_from_the_notice_to_the_signed_report(journey: Journey) -> None:
    for step in (
        visitor_reads_what_this_is,
        agency_imports_the_notice,
        agency_lists_the_bids_and_submits,
        main_venue_holds_seats_and_asks_sub_venues,
        sub_venues_answer,
        agency_plans_and_draws,
        experts_answer_and_one_declines,
        tenderer_names_the_representative,
        clock_runs_to_the_day,
        venues_check_everybody_in,
        tenderer_and_supervisor_confirm_the_list,
        main_venue_starts_the_evaluation,
        members_declare_and_elect,
        members_review,
        members_score,
        members_confirm_the_ranking,
        members_sign_the_report,
        venues_let_everybody_go,
        outsider_verifies,
    ):
        step(journey)
        journey.power_cut()
    for person in journey.people.values():
        person.leave()


def visitor_reads_what_this_is(j: Journey) -> None:
    visitor = j.visitor("visitor")
    visitor.open("/")
    visitor.sees("演示")
    visitor.shot("landing")
    visitor.open("/login/")
    visitor.shot("login")
    visitor.leave()


def agency_imports_the_notice(j: Journey) -> None:
    agency = j.person("agency1")
    agency.open("/desk/import/")
    agency.shot("desk-import")
    agency.page.get_by_role("row").filter(has_text=NOTICE).get_by_role("button", name="选用").click()
    agency.sees("以下内容尚未保存")
    agency.shot("desk-preview")
    agency.press("继续登记")
    form = agency.page
    form.get_by_label("招标项目编号").fill("E4115000001000001001")
    form.get_by_label("招标公告发布日期").fill("2026-11-20")
    form.get_by_label("招标人（采购人）").select_option(label="淮滨合成医院（演示）")
    form.get_by_label("行政监督部门").select_option(label="信阳市财政局（演示）")
    form.get_by_label("主场").select_option(label="信阳市公共资源交易中心（演示）")
    form.get_by_label("评标开始时间").fill(STARTS)
    form.get_by_label("预计结束时间").fill(ENDS)
    form.get_by_role("group", name="招标人是否申请采用远程异地评标").get_by_label("是", exact=True).check()
    form.get_by_role("group", name="是否特别重大项目").get_by_label("否", exact=True).check()
    agency.shot("desk-register")
    agency.press("登记")
    expect(form).to_have_url(re.compile(r"/desk/projects/\d+/$"))
    j.project = re.search(r"/projects/(\d+)/", form.url)[1]  # type: ignore[index]
    agency.sees("招标人申请采用远程异地评标的项目，应当采用远程异地方式进行评标")
    agency.shot("desk-project")


def agency_lists_the_bids_and_submits(j: Journey) -> None:
    agency = j.person("agency1")
    page = agency.page
    for number, (name, price) in enumerate(BIDDERS):
        agency.open(f"/desk/projects/{j.project}/")
        page.locator("#lots, main").get_by_role("link", name="登记投标").last.click()
        page.get_by_label("投标人名称").fill(f"{name}有限公司（演示）")
        page.get_by_label("统一社会信用代码").fill(compose_uscc("411500", f"MABD{number:04d}"))
        page.get_by_label("投标报价（元）").fill(price)
        upload = j.tmp / f"bid-{number}.pdf"
        upload.write_bytes(small_pdf(f"Synthetic bid {number}"))
        page.get_by_label("投标文件").set_input_files(upload)
        page.get_by_role("button", name="登记投标").click()
        expect(page.get_by_role("row").filter(has_text=name)).to_be_visible()
    agency.shot("desk-bids")
    agency.open(f"/desk/projects/{j.project}/")
    agency.press("提交主场")
    agency.agree()
    agency.sees("组织准备中")
    agency.open("/desk/")
    agency.shot("desk-home")


def main_venue_holds_seats_and_asks_sub_venues(j: Journey) -> None:
    admin = j.person("city-admin")
    admin.open(f"/venue/projects/{j.project}/")
    admin.press("预约主场工位")
    choose(admin, 3)
    admin.page.get_by_role("main").locator("button[type=submit]").last.click()
    admin.sees("主场")
    admin.shot("venue-project")
    refused = admin.page.get_by_role("row").filter(has_text="商城县")
    expect(refused).to_contain_text("不能")
    expect(admin.page.get_by_role("row").filter(has_text="息县")).to_contain_text("不能")
    for centre, seats in (("罗山", "2"), ("光山", "1")):
        admin.open(f"/venue/projects/{j.project}/")
        admin.page.get_by_role("row").filter(has_text=centre).get_by_role("link", name="发出要约").click()
        admin.page.get_by_label("所需工位数").fill(seats)
        admin.shot("venue-send-offer")
        admin.page.get_by_role("button", name="发出要约").click()
        admin.agree()
        admin.sees("待答复")


def sub_venues_answer(j: Journey) -> None:
    for centre in ("luoshan", "guangshan"):
        admin = j.person(f"{centre}-admin")
        admin.open("/venue/")
        admin.shot("venue-home")
        admin.open("/venue/offers/")
        admin.page.locator("main table").get_by_role("link").first.click()
        expect(admin.page.get_by_text(NOTICE)).to_have_count(0)
        admin.shot("venue-offer")
        admin.press("接受要约并预约工位")
        admin.sees("已接受")


def agency_plans_and_draws(j: Journey) -> None:
    agency = j.person("agency1")
    agency.open(f"/desk/projects/{j.project}/")
    agency.press("评标委员会")
    agency.press("编制方案")
    page = agency.page
    page.get_by_label("成员总数").fill(str(SEATS))
    page.get_by_label("其中招标人代表").fill("1")
    for row, (venue, specialty, count) in enumerate(
        [("主场", "C0410", "1"), ("副场 1", "C0410", "2"), ("副场 2", "C041001", "1")], 1
    ):
        field = page.get_by_label(f"第 {row} 行会场")
        value = field.locator("option").filter(has_text=venue).first.get_attribute("value")
        field.select_option(value)
        page.get_by_label(f"第 {row} 行专业").select_option(specialty)
        page.get_by_label(f"第 {row} 行人数").fill(count)
    agency.shot("desk-committee-plan")
    agency.press("保存方案")
    agency.sees("可抽取人数")
    agency.press("抽取专家")
    agency.agree()
    agency.sees("副场 1 · 专家 2")
    agency.shot("desk-committee")


def choose(person: Person, count: int) -> None:
    """Choose so many seats on the seat map, the first free ones."""
    boxes = person.page.get_by_role("main").get_by_role("checkbox")
    for index, box in enumerate(boxes.all()):
        if box.is_enabled():
            box.set_checked(index < count)


def experts_answer_and_one_declines(j: Journey) -> None:
    until(lambda: len(j.messages()) == SEATS - 1, "the experts were not called")
    before = {message["number"] for message in j.messages()}
    j.people["operator"].shot("demo-outbox")
    first = j.messages()[0]
    someone = j.visitor("a declining expert")
    someone.open(link_path(first))
    someone.shot("expert-call")
    someone.page.get_by_text("不能参加", exact=True).click()
    someone.page.get_by_label("身体原因").check()
    someone.press("提交：不能参加")
    someone.agree()
    someone.sees("不能参加")
    someone.leave()
    until(lambda: len(j.messages()) == SEATS, "nobody was called in the place of the one who declined")
    assert before < {message["number"] for message in j.messages()}
    for message in j.messages():
        if message["number"] != first["number"]:
            expert = j.visitor("an expert")
            expert.open(link_path(message))
            expert.press("能够参加")
            expert.sees("已")
            expert.leave()
    agency = j.person("agency1")
    agency.open(f"/desk/projects/{j.project}/committee/")
    expect(agency.page.get_by_text("已确认参加")).to_have_count(SEATS - 1)


def tenderer_names_the_representative(j: Journey) -> None:
    tenderer = j.person("tenderer2")
    tenderer.open(f"/desk/projects/{j.project}/committee/")
    tenderer.page.get_by_role("row").filter(has_text="代表").get_by_role("link").click()
    tenderer.page.get_by_label("姓名").fill("姜癸亥")
    tenderer.page.get_by_label("身份证号").fill(compose_id_number("411527", date(1980, 5, 6), 0))
    tenderer.page.get_by_label("手机号码").fill("15499990001")
    tenderer.shot("desk-representative")
    tenderer.page.get_by_role("main").locator("button[type=submit]").last.click()
    tenderer.agree()
    tenderer.sees("已确认参加")


def clock_runs_to_the_day(j: Journey) -> None:
    operator = j.person("operator")
    operator.open("/demo/clock/")
    operator.shot("demo-clock")
    operator.page.get_by_role("row").filter(has_text=NOTICE).get_by_role("button").click()
    operator.agree()
    operator.sees("2026-12-03 08:30")


def venues_check_everybody_in(j: Journey) -> None:
    cards = {message["seat"]: message["number"] for message in j.messages()}  # a seat's latest call counts
    for staff in ("city-staff", "luoshan-staff", "guangshan-staff"):
        person = j.person(staff)
        person.open("/venue/attendance/")
        person.shot(f"venue-attendance-{staff}")
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


def link_path(message: dict[str, str]) -> str:
    found = re.search(r"/expert/call/[^\s，。]+", message["link"] or message["text"])
    assert found is not None
    return found[0]


def tenderer_and_supervisor_confirm_the_list(j: Journey) -> None:
    for username, audience in (("tenderer2", "desk"), ("supervisor2", "supervisor")):
        person = j.person(username)
        person.open(f"/{audience}/projects/{j.project}/list/")
        person.sees("姜癸亥")
        person.page.get_by_label("我已逐一核对以上成员").check()
        person.shot(f"{audience}-list")
        person.press("核验无误")
        person.agree()
        person.sees("已核验")


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
    admin.press("启动评标")
    admin.agree()
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


def members_review(j: Journey) -> None:
    for member in members(j):
        member.open("/expert/seat/preliminary/")
        member.page.locator("main table a.btn").first.click()
        for number, (bidder, _) in enumerate(BIDDERS):
            for choice in member.page.get_by_label("符合", exact=True).all():
                choice.check()
            if bidder.endswith("丁"):
                member.page.get_by_label("不符合", exact=True).first.check()
                member.page.get_by_label("理由").first.fill("未提供有效的资格证明文件")
            if number == len(BIDDERS) - 1 and member.name == "主场 · 专家 1":
                member.shot("expert-preliminary")
            member.page.locator("button[name=next]").click()
        member.commit("提交初步评审意见")
    j.person("supervisor2").sees("提交初步评审表")  # on the page that was opened before, not reloaded


def members_score(j: Journey) -> None:
    for seat, member in enumerate(members(j)):
        member.open("/expert/seat/scoring/")
        member.page.locator("main table a.btn").first.click()
        for bid in range(len(BIDDERS) - 1):
            fill_points(member, share=Decimal("0.9") - Decimal(bid) / 10 + Decimal(seat % 2) / 20)
            if bid == 0 and seat == 0:
                member.page.locator(".yp-score-input").first.fill("1000")
                member.page.get_by_role("button", name="暂存", exact=True).click()
                member.refused("超出评分范围")
                member.shot("expert-scoring-refused")
                fill_points(member, share=Decimal("0.9"))
                member.shot("expert-scoring")
            member.page.locator("button[name=next]").click()
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
            person.press("收回证书并办理离场")
            person.agree()
            person.page.wait_for_load_state()
    supervisor = j.person("supervisor2")
    supervisor.open(f"/supervisor/projects/{j.project}/")
    supervisor.sees("评标结束")
    supervisor.shot("supervisor-project")
    supervisor.open("/supervisor/")
    supervisor.shot("supervisor-home")


def outsider_verifies(j: Journey) -> None:
    """Somebody with three downloaded files and the command, and no access to the node at all."""
    supervisor = j.person("supervisor2")
    supervisor.open("/supervisor/record/")
    record = download(supervisor, "下载全部记录", j.tmp / "record.jsonl")
    supervisor.open(f"/supervisor/projects/{j.project}/list/")
    draw = download(supervisor, re.compile(r"\.json"), j.tmp / "draw.json")
    supervisor.open(f"/supervisor/projects/{j.project}/")
    supervisor.page.locator("a[href^='/supervisor/documents/']").first.click()
    supervisor.shot("supervisor-document")
    expect(supervisor.page.locator("main table").last.get_by_text("有效", exact=True)).to_have_count(
        2 * SEATS
    )
    report = download(supervisor, re.compile("下载"), j.tmp / "report.pdf")

    head = json.loads(j.visitor("public").context.request.get(j.node.url("/verify/head.json")).text())
    verdict = outside(j, "witness", "verify", str(record), "--head", str(head["head"]))
    assert (verdict["ok"], verdict["findings"]) == (True, [])
    drawn = outside(j, "draw", "verify", str(draw))
    assert (drawn["ok"], drawn["findings"]) == (True, [])
    assert str(drawn["sha256"]) in record.read_text(encoding="utf-8")  # the commitment that the log holds

    damaged = j.tmp / "damaged.jsonl"
    text = record.read_text(encoding="utf-8")
    damaged.write_text(
        text.replace("experts.seat.checked-in", "experts.seat.checked-on", 1), encoding="utf-8"
    )
    assert outside(j, "witness", "verify", str(damaged))["ok"] is False

    checked = subprocess.run(["pdfsig", "-nocert", str(report)], capture_output=True, text=True, check=False)
    assert checked.stdout.count("Signature is Valid") == SEATS
    said = subprocess.run(["pdftotext", str(report), "-"], capture_output=True, text=True, check=True).stdout
    assert "对合成保洁乙的管理方案评分偏高" in re.sub(r"\s", "", said)
    assert j.node.command("witness", "verify")["ok"] is True


def download(person: Person, link: "str | re.Pattern[str]", target: Path) -> Path:
    with person.page.expect_download() as waiting:
        person.page.get_by_role("main").get_by_role("link", name=link).first.click()
    waiting.value.save_as(target)
    return target


def outside(j: Journey, *words: str) -> dict[str, object]:
    """``yuanping … --json`` where there is no node: an empty directory, no database."""
    done = subprocess.run(
        [sys.executable, "-m", "yuanping", *words, "--json"],
        cwd=j.tmp,
        env=node_environment(j.tmp / "nothing", 1),
        capture_output=True,
        text=True,
        check=False,
    )
    answer: dict[str, object] = json.loads(done.stdout)
    return answer
