"""What particular components promise."""

from decimal import Decimal

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict

from yuanping.web.components import (
    Citation,
    Column,
    ComponentError,
    Criterion,
    DataTable,
    DemandGroup,
    DemandLine,
    DemandList,
    EmptyState,
    ErrorSummary,
    FormRow,
    Gate,
    GateList,
    Paging,
    RoomCells,
    Row,
    ScoreSheet,
    SeatCell,
    SeatMap,
    StateTag,
)
from yuanping.web.components.forms import PageForm


class Booking(PageForm):
    seats = forms.IntegerField(label="需要席位数", min_value=1, help_text="不含招标人代表。")
    mode = forms.ChoiceField(
        label="组织方式", choices=[("a", "席位制"), ("b", "整间")], widget=forms.RadioSelect
    )
    day = forms.DateField(label="评审日期", error_messages={"required": "请定下评审日期。"})
    note = forms.CharField(label="说明", required=False, max_length=3)


def test_form_row_ties_label_help_and_error_to_the_control(parse) -> None:
    tree = parse(FormRow(field=Booking({"seats": "0"})["seats"]))
    (control,) = tree.xpath(".//input")
    assert tree.xpath("string(.//label[@for='id_seats']/text())") == "需要席位数"
    assert control.get("aria-describedby") == "id_seats_helptext id_seats_error"
    assert control.get("aria-invalid") == "true"
    assert control.get("class") == "form-control is-invalid"
    assert tree.xpath("string(.//*[@id='id_seats_error'])") == "需要席位数不能小于 1。"
    assert tree.xpath("string(.//*[@class='yp-required'])") == "必填"


def test_form_row_draws_choices_as_a_group(parse) -> None:
    tree = parse(FormRow(field=Booking({"mode": "b"})["mode"]))
    assert tree.xpath("string(.//fieldset/legend/text())") == "组织方式"
    assert tree.xpath(".//input[@checked]/@value") == ["b"]
    assert [label.text_content() for label in tree.xpath(".//label")] == ["席位制", "整间"]
    assert tree.xpath(".//label/@for") == tree.xpath(".//input/@id")


def test_error_summary_leads_to_each_field(parse) -> None:
    tree = parse(ErrorSummary.of(Booking({"seats": "x", "note": "四个字了"})))
    assert [(link.get("href"), link.text) for link in tree.xpath(".//a")] == [
        ("#id_seats", "需要席位数应填写整数。"),
        ("#id_mode", "请选择组织方式。"),
        ("#id_day", "请定下评审日期。"),
        ("#id_note", "说明最多 3 个字，现有 4 个字。"),
    ]
    assert tree.xpath(".//div/@tabindex") == ["-1"]
    assert parse(ErrorSummary(errors=())).xpath(".//*") == []


def test_data_table_names_cells_for_narrow_screens(parse) -> None:
    columns = (Column("名称", truncate=True), Column("金额", align="right", nowrap=True), Column("状态"))
    empty = EmptyState(title="没有标段")
    row = Row(("长名称", Decimal("1.50"), StateTag(tone="ok", label="已受理")))
    tree = parse(DataTable(caption="标段", columns=columns, rows=(row,), empty=empty))
    assert tree.xpath(".//td/@data-label") == ["名称", "金额", "状态"]
    assert tree.xpath(".//td[2]/@class") == ["yp-right yp-nowrap"]
    assert [cell.text_content().strip() for cell in tree.xpath(".//td")] == ["长名称", "1.50", "已受理"]
    assert tree.xpath(".//td[1]/div/@title") == ["长名称"]
    assert tree.xpath(".//th[text()='操作']") == []
    none = parse(DataTable(caption="标段", columns=columns, rows=(), empty=empty))
    assert (none.xpath("count(.//table)"), none.text_content().strip()) == (0.0, "没有标段")
    with pytest.raises(ComponentError, match="1 cells under 3 columns"):
        DataTable(caption="标段", columns=columns, rows=(Row(("只有一格",)),), empty=empty)


def test_paging_keeps_the_query_and_counts_all(parse) -> None:
    found = Paginator(range(43), 20).page(2)
    tree = parse(Paging.of(found, query=QueryDict("state=open&page=2")))
    assert tree.xpath("string(.//*[@class='yp-paging-total'])") == "共 43 条，第 2 / 3 页"
    assert tree.xpath(".//a[@rel='next']/@href") == ["?state=open&page=3"]
    assert tree.xpath("string(.//*[@aria-current='page'])") == "2"
    first = parse(Paging(total=43, number=1, size=20))
    assert (first.xpath(".//a[@rel='prev']"), first.xpath(".//a[@rel='next']/@href")) == ([], ["?page=2"])
    assert parse(Paging(total=0, number=1, size=20)).xpath(".//ul") == []


def test_paging_shows_five_pages_at_most() -> None:
    def numbers(at: int) -> list[int]:
        return [number for number, _ in Paging(total=100, number=at, size=10).near]

    assert [numbers(1), numbers(5), numbers(10)] == [[1, 2, 3, 4, 5], [3, 4, 5, 6, 7], [6, 7, 8, 9, 10]]


def test_seat_map_lets_only_free_seats_be_picked(parse) -> None:
    seats = (SeatCell("A-01", "free", value="1"), SeatCell("A-02", "booked", value="2", url="/2/"))
    tree = parse(SeatMap(rooms=(RoomCells("一室", seats),), pick_name="seats"))
    assert tree.xpath(".//input[@name='seats']/@value") == ["1"]
    assert [item.text_content().strip() for item in tree.xpath(".//ul[1]/li")][:2] == ["空闲 1", "已预约 1"]
    assert parse(SeatMap(rooms=(RoomCells("一室", seats),))).xpath(".//input") == []
    with pytest.raises(ComponentError, match="no seat state is called 'gone'"):
        SeatMap(rooms=(RoomCells("一室", (SeatCell("A-03", "gone"),)),))


def test_score_sheet_shows_ranges_errors_and_the_servers_total(parse) -> None:
    criteria = (
        Criterion("plan", "施工组织设计", high=Decimal(20), value="16.5"),
        Criterion(
            "safety", "安全施工", low=Decimal(2), high=Decimal(10), value="11", error="分值应在 2–10 分之间"
        ),
    )
    tree = parse(ScoreSheet(bid="甲公司", criteria=criteria, total=Decimal("16.5")))
    assert [cell.text for cell in tree.xpath(".//td[@id]")] == ["0–20 分", "2–10 分"]
    assert tree.xpath(".//input[@inputmode]/@value") == ["16.5", "11"]
    assert tree.xpath(".//input[@id='score-safety']/@aria-describedby") == ["score-safety-error"]
    assert tree.xpath("string(.//tfoot//strong)") == "16.5"
    read = parse(ScoreSheet(bid="甲公司", criteria=criteria, total=Decimal("16.5"), mode="read"))
    assert (read.xpath(".//input"), read.xpath("string(.//tbody//strong)")) == ([], "16.5")


def test_score_sheet_of_checks_has_no_range(parse) -> None:
    checks = (Criterion("seal", "签章", value="pass"), Criterion("deposit", "保证金"))
    tree = parse(ScoreSheet(bid="甲公司", criteria=checks))
    assert [head.text for head in tree.xpath(".//thead//th")] == ["评审因素", "审查结论", "理由"]
    assert tree.xpath(".//input[@checked]/@value") == ["pass"]
    read = parse(ScoreSheet(bid="甲公司", criteria=checks, mode="read", reasons=False))
    assert [mark.text for mark in read.xpath(".//strong")] == ["符合", "未评"]


def test_gate_list_says_who_must_open_what(parse) -> None:
    gates = (
        Gate("副场确认", is_open=True, keeper="宜昌中心"),
        Gate("名单封存", is_open=False, keeper="专家库"),
    )
    closed = parse(GateList(gates=gates))
    assert closed.xpath("string(.//p[1])") == "共 2 项条件，还有 1 项未具备"
    assert "责任单位：专家库" in closed.text_content()
    assert parse(GateList(gates=gates[:1])).xpath("string(.//p[1])") == "共 1 项条件，已全部具备"


def test_demand_list_opens_the_source_of_each_line(parse) -> None:
    cited = Citation(
        source="《招标投标法》", article="第三十八条", words="招标人应当采取必要的措施", url="/law/x/"
    )
    waiting = DemandLine(
        "场地预约",
        "至少 168 小时",
        "应当",
        cited,
        StateTag(label="待办理", tone="warn"),
        due="最迟 2026-06-11",
    )
    told = DemandLine("劳务费标准", "按主场标准", "应当", cited, remark="事件发生后起算。", note="见说明")
    groups = (DemandGroup("期限", (waiting,), open=True), DemandGroup("费用", (told,)))
    tree = parse(DemandList(groups=groups))
    assert tree.xpath("string(.//p[1])") == "共 2 项要求"
    assert [
        bool(fold.get("open") is not None) for fold in tree.xpath(".//details[@class='yp-demand-group']")
    ] == [
        True,
        False,
    ]
    subjects = tree.xpath(".//details[@class='yp-demand-group']/summary")
    assert [subject.text_content() for subject in subjects] == ["期限1 项，1 项待办", "费用1 项"]
    assert tree.xpath(".//blockquote/text()") == ["招标人应当采取必要的措施"] * 2
    assert tree.xpath(".//a/@href") == ["/law/x/"] * 2
    assert ("说明：见说明" in tree.text_content(), "最迟 2026-06-11" in tree.text_content()) == (True, True)
