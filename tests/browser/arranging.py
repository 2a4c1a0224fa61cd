"""Steps before the day: notice, bids, seats, plan, draw, calls."""

import re
from datetime import date

from playwright.sync_api import expect

from tests.browser.node import until
from tests.browser.paper import small_pdf
from tests.browser.people import Person
from tests.browser.story import BIDDERS, ENDS, NOTICE, SEATS, STARTS, Journey
from yuanping.core.identifiers import compose_id_number, compose_uscc


def visitor_reads_what_this_is(j: Journey) -> None:
    visitor = j.visitor("visitor")
    visitor.open("/")
    visitor.sees("演示")
    visitor.shot("landing")
    visitor.open("/law/230000/remote-arrangement/")
    visitor.sees("全省依法必须招标的工程项目原则上应当实行远程异地评标")
    visitor.shot("law-document")
    visitor.open(
        "/law/explore/?region=230000&domain=tender&on=2026-06-01&kind=works&mandatory=yes&estimate=1亿元&checked=1"
    )
    visitor.sees("原则上采用远程异地评标")
    visitor.shot("law-explore")
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
    form.get_by_role("combobox", name="招标人（采购人）").select_option(label="淮滨合成医院（演示）")
    form.get_by_label("行政监督部门").select_option(label="信阳市财政局（演示）")
    form.get_by_label("主场").select_option(label="信阳市公共资源交易中心（演示）")
    form.get_by_label("评标开始时间").fill(STARTS)
    form.get_by_label("预计结束时间").fill(ENDS)
    expect(form.locator("#asked.htmx-request")).to_have_count(0)
    grounds = form.get_by_role("group", name="是否有下列情形")
    grounds.get_by_label("招标人（采购人）申请采用远程异地评标").check()
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
    agency.commit("提交主场")
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


def choose(person: Person, count: int) -> None:
    """Choose so many seats on the seat map, the first free ones."""
    boxes = person.page.get_by_role("main").get_by_role("checkbox")
    for index, box in enumerate(boxes.all()):
        if box.is_enabled():
            box.set_checked(index < count)


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
    agency.commit("抽取专家")
    agency.sees("副场 1 · 专家 2")
    agency.shot("desk-committee")


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
    someone.commit("提交：不能参加")
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


def link_path(message: dict[str, str]) -> str:
    found = re.search(r"/expert/call/[^\s，。]+", message["link"] or message["text"])
    assert found is not None
    return found[0]


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
