"""The report: what stands in it, and that data stay data."""

import json
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.domain.evaluation.report.sample import BIDDERS, NAMES, lot, members, report
from yuanping.base import typesetting
from yuanping.core.errors import Refused
from yuanping.domain.evaluation.report.data import ReportData
from yuanping.domain.evaluation.report.render import compose, render

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


def text_of(pdf: bytes, folder: Path) -> str:
    """The text without any space: where lines break is the layout's business."""
    file = folder / "report.pdf"
    file.write_bytes(pdf)
    said = subprocess.run(["pdftotext", "-raw", str(file), "-"], check=True, capture_output=True)
    return "".join(said.stdout.decode().split())


def test_report_is_pdf_a_3b_and_ends_with_a_line_end() -> None:
    pdf = render(report())
    assert b"<pdfaid:part>3</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf
    assert pdf.endswith(b"%%EOF\n")


def test_report_of_equal_data_is_equal() -> None:
    assert render(report()) == render(report())


def test_report_has_a_box_for_each_member_in_their_order() -> None:
    data = report()
    boxes = compose(data).boxes
    assert list(boxes) == [member.seat_id for member in data.members]
    assert {(box.width, box.height) for box in boxes.values()} == {(218.0, 62.0)}
    places = {(box.page, box.left, box.top) for box in boxes.values()}
    assert len(places) == len(data.members)


def test_report_brings_its_data_along(tmp_path: Path) -> None:
    file = tmp_path / "r.pdf"
    file.write_bytes(render(report()))
    with file.open("rb") as handle:
        tree = PdfFileReader(handle).root["/Names"]["/EmbeddedFiles"]["/Names"]
        data = json.loads(tree[1]["/EF"]["/F"].data)
    assert data["project_code"] == "E4115000001000001001"
    assert data["lots"][0]["bids"][0]["price"] == "12680000.00"
    assert data["composed_at"] == "2026-11-27T06:40:00.000000Z"


@needs_poppler
def test_report_says_everything(tmp_path: Path) -> None:
    text = text_of(render(report()), tmp_path)
    wanted = [
        "一、项目概况",
        "二、评标委员会",
        "三、投标情况",
        "四、初步评审",
        "五、详细评审",
        "六、推荐中标候选人",
        "七、需要说明的事项",
        "评标委员会成员签字页",
        *BIDDERS,
        *NAMES,
        "12,680,000.00",
        "12,918,433.50",
        "安全生产许可证已于2026年10月到期，不符合招标文件资格要求",
        "第一中标候选人",
        "第二名投标人的施工组织设计未说明雨期施工措施",
        "客观评分不一致",
        "ef" * 32,
        "12" * 32,
        "演示数据，不具有法律效力",
    ]
    assert [w for w in wanted if "".join(w.split()) not in text] == []


@needs_poppler
def test_report_without_dissent_or_deemed_says_so(tmp_path: Path) -> None:
    silent = text_of(render(report(dissents=(), deemed=("王甲（副场 1 · 专家 1）",))), tmp_path)
    assert "没有提出不同意见" in silent
    assert "王甲（副场1·专家1）未表明意见，也未书面说明不同意见和理由" in silent
    assert "视为同意评审结论" in silent


@needs_poppler
def test_report_of_a_failed_lot_recommends_nobody(tmp_path: Path) -> None:
    reason = "有效投标不足三个且明显缺乏竞争，评标委员会否决全部投标。"
    failed = replace(lot(), failed=reason, scores=(), prices=(), totals=(), ranking=(), candidates=())
    text = text_of(render(report(lots=(failed,))), tmp_path)
    assert "未推荐中标候选人" in text
    assert reason in text


@needs_poppler
def test_report_of_a_lot_ranked_by_price_shows_no_points(tmp_path: Path) -> None:
    ranking = tuple(replace(rank, total=None) for rank in lot().ranking)
    lowest = replace(
        lot(),
        method="经评审的最低投标价法",
        scores=(),
        benchmark=(),
        prices=(),
        totals=(),
        ranking=ranking,
        candidates=ranking,
    )
    text = text_of(render(report(lots=(lowest,))), tmp_path)
    assert ("第一中标候选人" in text, "总得分" in text, "各成员评分" in text) == (True, False, False)


@needs_poppler
def test_report_of_many_members_keeps_points_on_one_line(tmp_path: Path) -> None:
    eleven = tuple(replace(member, seat_id=50 + n) for n, member in enumerate((*members(), *members())))
    eleven = (*eleven, replace(eleven[0], seat_id=90))
    scores = tuple(replace(line, points=(Decimal("24.75"),) * 11) for line in lot().scores)
    data = report(members=eleven, lots=(replace(lot(), scores=scores),))
    text = text_of(render(data), tmp_path)
    assert text.count("24.75" * 11) == len(scores)
    assert len(compose(data).boxes) == 11


@needs_poppler
def test_report_of_a_procurement_uses_its_words(tmp_path: Path) -> None:
    text = text_of(render(report(domain="procurement", dissents=())), tmp_path)
    assert "评审报告" in text
    assert "成交候选供应商" in text
    assert "投标人" not in text


@needs_poppler
@pytest.mark.parametrize(
    "hostile",
    [
        "#pagebreak() #panic()",
        "*粗体* $x^2$ `代码` ]#text(fill: red)[",
        '"}); #read("/etc/passwd")',
        "= 标题\n- 列表 @引用 <标签> // 注释",
    ],
)
def test_hostile_bidder_name_stays_text(tmp_path: Path, hostile: str) -> None:
    plain, named = report(), with_bidder(report(), hostile)
    assert "".join(hostile.split()) in text_of(render(named), tmp_path)
    assert len(compose(named).boxes) == len(compose(plain).boxes)


def test_report_on_a_machine_without_fonts_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(typesetting, "FONT_DIRECTORIES", (tmp_path,))
    with pytest.raises(Refused) as caught:
        render(report())
    assert (caught.value.code, "fonts-noto-cjk" in caught.value.remedy) == ("fonts-missing", True)


def test_template_that_imports_a_package_is_not_set(tmp_path: Path) -> None:
    template = tmp_path / "t.typ"
    template.write_text('#import "@preview/cetz:0.2.0"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="network"):
        typesetting.typeset(template, {})


def with_bidder(data: ReportData, name: str) -> ReportData:
    first = data.lots[0]
    renamed = replace(first.bids[0], bidder=name)
    return replace(data, lots=(replace(first, bids=(renamed, *first.bids[1:])),))
