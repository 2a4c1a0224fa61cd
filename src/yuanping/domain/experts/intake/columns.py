"""The columns of a file of experts: their Chinese headers, in any order, and what each must hold."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from yuanping.core.errors import Invalid
from yuanping.core.identifiers import half_width


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: ``key`` is the field that a fault names, ``others`` are further headers under which it is known."""

    key: str
    header: str
    explanation: str
    example: str
    required: bool = True
    others: tuple[str, ...] = ()


COLUMNS = (
    Column(
        key="name",
        header="姓名",
        explanation="2 至 40 个汉字或字母，分节用“·”。",
        example="赵甲子",
        others=("专家姓名",),
    ),
    Column(
        key="id_number",
        header="身份证号",
        explanation="18 位公民身份号码，校验末位；电子表格中该列须设为文本格式。同一人只登记一次，以此列识别。",
        example="110101195808080008",
        others=("身份证号码", "公民身份号码", "证件号码"),
    ),
    Column(
        key="phone",
        header="手机号码",
        explanation="11 位手机号码，用于接收抽取通知。",
        example="15400000001",
        others=("手机号", "手机", "联系电话", "移动电话"),
    ),
    Column(
        key="region_code",
        header="所在地区代码",
        explanation="常住地的 6 位行政区划代码（GB/T 2260），例如 411525。",
        example="411525",
        others=("所在地", "地区代码", "行政区划代码", "所在地区"),
    ),
    Column(
        key="employer",
        header="工作单位",
        explanation="现工作单位全称；退休人员填写退休前单位。",
        example="豫南合成工程咨询有限公司（演示 001）",
        others=("单位名称", "现工作单位", "单位"),
    ),
    Column(
        key="uscc",
        header="统一社会信用代码",
        explanation="工作单位的 18 位代码，校验末位（GB 32100）。单位已登记且名称不重复的可不填；未登记的必须填写。",
        example="91411500MAYP000014",
        required=False,
        others=("单位代码", "信用代码", "单位统一社会信用代码"),
    ),
    Column(
        key="specialties",
        header="专业代码",
        explanation="评标专家专业分类标准的代码，多个代码用分号或顿号分开。",
        example="A060101；A080104",
        others=("专业", "评标专业", "评标专业代码"),
    ),
    Column(
        key="title",
        header="职称",
        explanation="现行职称名称，例如“高级工程师”；没有职称的填“无职称”。",
        example="高级工程师",
        others=("专业技术职称", "技术职称"),
    ),
    Column(
        key="in_field_since",
        header="从事专业起始年月",
        explanation="开始从事相关领域工作的年月，写成 2008-07。从业年限由此推算。",
        example="1996-07",
        others=("从业起始年月", "从事相关领域起始年月"),
    ),
    Column(
        key="equal_ground",
        header="同等专业水平理由",
        explanation="职称达不到规定、按“同等专业水平”入库的必须填写，不超过 200 字；不要写姓名等个人信息。",
        example="",
        required=False,
        others=("同等专业水平的理由", "同等水平理由"),
    ),
    Column(
        key="employed_since",
        header="入职年月",
        explanation="到现工作单位任职的年月，写成 2015-03；用于近三年任职回避。",
        example="2015-03",
        required=False,
        others=("现单位入职年月",),
    ),
    Column(
        key="past",
        header="曾任职单位",
        explanation="近三年内曾任职的单位，写成“单位名称/统一社会信用代码/2021-01/2023-06”，多个用分号分开。",
        example="",
        required=False,
        others=("任职经历",),
    ),
)
BY_KEY = {column.key: column for column in COLUMNS}
_BY_HEADER = {name: column for column in COLUMNS for name in (column.header, *column.others)}


def header_of(key: str) -> str:
    """What the column of a fault is called; the key itself for what concerns the whole row."""
    return BY_KEY[key].header if key in BY_KEY else key


def places(header: Sequence[str]) -> dict[str, int]:
    """At which place each column stands. ``Invalid`` when one that is needed is missing or stands twice.

    Marks that templates put to a header (``姓名*``, ``姓名（必填）``) and columns that are not ours are passed over.
    """
    found: dict[str, int] = {}
    for place, text in enumerate(header):
        column = _BY_HEADER.get(_bare(text))
        if column is None:
            continue
        if column.key in found:
            raise Invalid(
                "column-repeated",
                f"“{column.header}”列出现了两次。",
                field="file",
                remedy="请删去多余的一列。",
            )
        found[column.key] = place
    missing = [column.header for column in COLUMNS if column.required and column.key not in found]
    if missing:
        raise Invalid(
            "column-missing",
            f"第 1 行缺少列：{'、'.join(missing)}。",
            field="file",
            remedy="请在第 1 行写明列名，或下载导入模板填写；各列顺序不限。",
        )
    return found


def template() -> bytes:
    """An empty file to fill in, with one example; UTF-8 with the mark by which spreadsheets recognise it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.header for column in COLUMNS])
    writer.writerow([column.example for column in COLUMNS])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _bare(text: str) -> str:
    name = half_width(text).replace(" ", "").replace("\n", "").strip("*:")
    for mark in ("(必填)", "(选填)"):
        name = name.removesuffix(mark)
    return name.strip("*:")
