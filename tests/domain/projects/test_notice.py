"""Reading notices: what is taken, what stays unknown, what is named as odd."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.domain.projects.cast import ZONE
from yuanping.core.errors import Invalid
from yuanping.domain.projects.notice import LARGEST, Notice, Weight, decode, read_notice
from yuanping.domain.projects.states import Domain, Kind

REGIONS = {"410000": "河南省", "411500": "信阳市", "411525": "固始县", "411527": "淮滨县"}
PLAIN: dict[str, Any] = {
    "title": "淮滨县人民医院保洁服务项目",
    "kind": "procurement-services",
    "stage": "招标公告",
    "region": "河南省信阳市淮滨县",
    "region_code": "411527",
    "tenderer": "淮滨县人民医院",
    "agency": "河南禾鑫工程咨询有限公司",
    "project_no": "E4115000001000001001",
    "estimate_cny": None,
    "estimate_kind": "预算金额",
    "budget_cny": 5080225,
    "method": "公开招标",
    "dates": {"published": "2025-01-14 15:22", "deadline_or_opening": "2025-02-08 09:00"},
    "lots": None,
    "source_url": "https://example.org/notice",
    "source_detail": "example",
    "data_flags": None,
    "something_new": {"we": "do not know"},
}


def read(**changed: Any) -> Notice:
    text = json.dumps(PLAIN | changed, ensure_ascii=False)
    return read_notice(decode(text.encode()), known_regions=REGIONS)


def remarks(notice: Notice) -> list[tuple[str, str]]:
    return [(remark.weight.value, remark.field) for remark in notice.remarks]


def test_notice_in_order_is_taken_without_remark() -> None:
    notice = read()
    assert remarks(notice) == []
    assert (notice.domain, notice.kind) == (Domain.PROCUREMENT, Kind.SERVICES)
    assert notice.estimate == Decimal("5080225.00")
    assert notice.published_on == date(2025, 1, 14)
    assert notice.opening_at == datetime(2025, 2, 8, 9, 0, tzinfo=ZONE)
    assert notice.region_code == "411527"


@pytest.mark.parametrize(
    ("changed", "remark", "field", "value"),
    [
        ({"title": None}, ("missing", "title"), "title", ""),
        ({"title": ["a"]}, ("odd", "title"), "title", ""),
        ({"title": "x" * 601}, ("odd", "title"), "title", ""),
        ({"title": "总长**公里的公路"}, ("odd", "title"), "title", "总长**公里的公路"),
        ({"title": "总投资5XXX万元"}, ("odd", "title"), "title", "总投资5XXX万元"),
        ({"title": "中标公告"}, ("note", "stage"), "title", "中标公告"),
        ({"kind": None}, ("missing", "kind"), "kind", None),
        ({"kind": "procurement"}, ("odd", "kind"), "kind", None),
        ({"kind": 3}, ("odd", "kind"), "kind", None),
        (
            {"data_flags": ["enterprise procurement (state-owned), not 政府采购"]},
            ("odd", "kind"),
            "domain",
            None,
        ),
        ({"region_code": None}, ("missing", "region_code"), "region_code", ""),
        ({"region_code": "4115"}, ("odd", "region_code"), "region_code", ""),
        ({"region_code": "41152*"}, ("odd", "region_code"), "region_code", ""),
        ({"region_code": "410027"}, ("odd", "region_code"), "region_code", ""),
        ({"region_code": "411525"}, ("odd", "region_code"), "region_code", ""),
        ({"region_code": "150207"}, ("odd", "region_code"), "region_code", "150207"),
        ({"budget_cny": None}, ("missing", "estimate_cny"), "estimate", None),
        ({"budget_cny": "50****5"}, ("odd", "budget_cny"), "estimate", None),
        ({"budget_cny": "五百万"}, ("odd", "budget_cny"), "estimate", None),
        ({"budget_cny": True}, ("odd", "budget_cny"), "estimate", None),
        ({"budget_cny": -5}, ("odd", "budget_cny"), "estimate", None),
        ({"budget_cny": 0}, ("odd", "budget_cny"), "estimate", None),
        ({"budget_cny": 5080225.001}, ("odd", "budget_cny"), "estimate", None),
        ({"budget_cny": "508.0225万元"}, ("note", "budget_cny"), "estimate", Decimal("5080225.00")),
        ({"estimate_kind": "最高投标限价"}, ("odd", "budget_cny"), "estimate", None),
        ({"estimate_kind": "最高投标限价"}, ("odd", "budget_cny"), "price_limit", Decimal("5080225.00")),
        ({"estimate_kind": "总投资约"}, ("odd", "budget_cny"), "estimate", None),
        ({"dates": None}, ("missing", "dates.published"), "published_on", None),
        ({"dates": "2025-01-14"}, ("odd", "dates.published"), "published_on", None),
        ({"dates": {"published": "2025-13-40"}}, ("odd", "dates.published"), "published_on", None),
        (
            {"dates": {"published": "2025-01-14", "deadline_or_opening": "2025-02-08 00:00"}},
            ("odd", "dates.deadline_or_opening"),
            "opening_at",
            None,
        ),
        (
            {"dates": {"published": "2025-01-14", "deadline_or_opening": "2025-01-10 09:00"}},
            ("odd", "dates.deadline_or_opening"),
            "opening_at",
            datetime(2025, 1, 10, 9, 0, tzinfo=ZONE),
        ),
        ({"project_no": None}, ("missing", "project_no"), "project_no", ""),
        ({"project_no": "HBHG-1"}, ("note", "project_no"), "project_no", "HBHG-1"),
        ({"lots": "2 packages"}, ("note", "lots"), "lots", "2 packages"),
        ({"lots": [{}, {}]}, ("note", "lots"), "lots", "2 个标段（包）"),
        ({"source_url": "javascript:alert(1)"}, ("odd", "source_url"), "source_url", ""),
        ({"data_flags": ["names masked"]}, ("note", "data_flags"), "kind", Kind.SERVICES),
    ],
)
def test_notice_oddity_is_named_and_nothing_guessed(
    changed: dict[str, Any], remark: tuple[str, str], field: str, value: object
) -> None:
    notice = read(**changed)
    assert remark in remarks(notice)
    assert getattr(notice, field) == value
    assert all(found.message for found in notice.remarks)
    assert all(found.remedy for found in notice.remarks if found.weight is not Weight.NOTE)


def test_notice_dimension_is_no_mask() -> None:
    assert remarks(read(title="3×4 米展板和 2x3 米货架", source_detail="record 1xxZ*9")) == []


def test_notice_budget_of_a_tender_is_not_its_estimate() -> None:
    assert read(kind="works").estimate is None


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b" \n", "notice-empty"),
        (b"{" + b" " * LARGEST + b"}", "notice-too-large"),
        ('{"title": "淮滨"}'.encode("gbk"), "notice-encoding"),
        (b"{'title': 1}", "notice-not-json"),
        (b'{"budget_cny": NaN}', "notice-not-json"),
        (b"[" * 100_000, "notice-not-json"),
        (b"[{}, {}]", "notice-many"),
        (b"3", "notice-not-object"),
        (b"[3]", "notice-not-object"),
    ],
)
def test_decode_refuses_what_is_no_notice(raw: bytes, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        decode(raw)
    assert (caught.value.code, caught.value.field) == (code, "file")


def test_decode_takes_a_list_of_one_and_a_byte_order_mark() -> None:
    assert decode('\ufeff[{"title": "甲"}]'.encode()) == {"title": "甲"}
