"""Reading an imported tender notice (公告) as facts: nothing is guessed, what is odd is named with its remedy.

The shape is one JSON object for one notice: ``title, kind, region, region_code, tenderer, agency, project_no,
estimate_cny, estimate_kind, budget_cny, dates{published, deadline_or_opening}, lots, source_url, …``.
Unknown is ``null`` or absent; further keys are left aside.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from yuanping.core.errors import Invalid
from yuanping.core.identifiers import half_width, parse_region
from yuanping.core.local_time import BEIJING
from yuanping.core.money import check_amount, parse_amount
from yuanping.domain.projects.states import Domain, Kind

LARGEST = 256 * 1024
"""Bytes of one notice: a notice's facts are a few kilobytes."""

_KINDS: dict[str, tuple[Domain, Kind]] = {kind.value: (Domain.TENDER, kind) for kind in Kind} | {
    f"procurement-{kind.value}": (Domain.PROCUREMENT, kind) for kind in Kind
}
# a lone × or x beside a digit is a dimension (3×4 m), a star never is
_MASKED = re.compile(
    r"[*＊×✕■●▇█]{2,}|(?<=[0-9])[*＊■●]+|[*＊■●]+(?=[0-9])|(?<=[0-9])[xX]{2,}|[xX]{2,}(?=[0-9])"
)
_LIMIT_WORDS = ("限价", "控制价", "拦标价")
_TOTAL_WORDS = ("总投资", "投资总额", "概算")
_AFTER_WORDS = ("中标", "成交", "结果", "候选人", "终止", "废标")


class Weight(StrEnum):
    """``MISSING``: the notice does not say it. ``ODD``: it says something that cannot be taken as it stands.

    ``NOTE``: taken, or told by the source, and worth a look.
    """

    MISSING = "missing"
    ODD = "odd"
    NOTE = "note"


WEIGHT_LABELS = {Weight.MISSING: "未注明", Weight.ODD: "有疑问", Weight.NOTE: "请核对"}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one field of the notice, and what to do about it."""

    weight: Weight
    field: str
    label: str
    message: str
    remedy: str = ""

    @property
    def weight_label(self) -> str:
        return WEIGHT_LABELS[self.weight]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The facts of one notice. None and "" mean that the notice does not say.

    ``estimate`` and ``price_limit`` are in yuan; ``estimate_label`` is the word that the notice uses for the amount.
    """

    title: str
    domain: Domain | None
    kind: Kind | None
    stage: str
    region: str
    region_code: str
    tenderer: str
    agency: str
    project_no: str
    estimate: Decimal | None
    price_limit: Decimal | None
    estimate_label: str
    published_on: date | None
    opening_at: datetime | None
    lots: str
    method: str
    source_url: str
    source_detail: str
    remarks: tuple[Remark, ...]

    def remarks_of(self, weight: Weight) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.remarks if remark.weight is weight)


FIELD_LABELS = {
    "title": "项目名称",
    "kind": "项目类别",
    "stage": "公告类型",
    "region": "项目所在地",
    "region_code": "行政区划代码",
    "tenderer": "招标人",
    "agency": "代理机构",
    "project_no": "招标项目编号",
    "estimate_cny": "合同估算价",
    "budget_cny": "预算金额",
    "dates.published": "公告发布日期",
    "dates.deadline_or_opening": "开标时间",
    "lots": "标段（包）",
    "method": "招标方式",
    "source_url": "公告来源",
    "source_detail": "来源说明",
    "data_flags": "来源提示",
}


def decode(raw: bytes) -> Mapping[str, Any]:
    """The JSON object of one notice; ``Invalid`` says why the text is not one. Numbers stay exact."""
    if not raw.strip():
        raise Invalid("notice-empty", "没有内容。", field="file", remedy="请选择公告文件，或者粘贴公告内容。")
    if len(raw) > LARGEST:
        raise Invalid(
            "notice-too-large",
            f"公告文件超过 {LARGEST // 1024} KB。",
            field="file",
            remedy="一次导入一条公告；附件请在项目登记后另行上传。",
        )
    try:
        data = json.loads(raw.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise Invalid(
            "notice-encoding",
            "公告文件不是 UTF-8 编码的文本。",
            field="file",
            remedy="请另存为 UTF-8 编码后重新导入。",
        ) from error
    except json.JSONDecodeError as error:
        raise Invalid(
            "notice-not-json",
            f"公告内容不是有效的 JSON（第 {error.lineno} 行第 {error.colno} 列）。",
            field="file",
            remedy="请导入 JSON 格式的公告，一次一条；没有 JSON 文件的，请手工登记。",
        ) from error
    except (ValueError, RecursionError, InvalidOperation) as error:
        raise Invalid(
            "notice-not-json",
            "公告内容中有无法读取的数字或者层次过深。",
            field="file",
            remedy="请核对公告文件，或者手工登记。",
        ) from error
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if isinstance(data, list):
        raise Invalid(
            "notice-many",
            f"文件中有 {len(data)} 条内容，一次只能导入一条公告。",
            field="file",
            remedy="请只保留要登记的一条公告。",
        )
    if not isinstance(data, dict):
        raise Invalid(
            "notice-not-object", "公告应为一个 JSON 对象。", field="file", remedy="请核对公告文件的格式。"
        )
    return data


def _no_constant(name: str) -> object:
    raise ValueError(name)


def read_notice(data: Mapping[str, Any], *, known_regions: Mapping[str, str]) -> Notice:
    """The facts of a decoded notice; ``known_regions`` is code to name. Never raises for odd content."""
    return _Reading(data, known_regions).notice()


class _Reading:
    """One reading of one notice: collects remarks as fields are taken."""

    def __init__(self, data: Mapping[str, Any], known_regions: Mapping[str, str]) -> None:
        self._data = data
        self._regions = known_regions
        self._remarks: list[Remark] = []

    def notice(self) -> Notice:
        title = self._text("title", longest=600, needed=True)
        stage = self._text("stage")
        if any(word in stage or word in title for word in _AFTER_WORDS):
            self._say(
                Weight.NOTE,
                "stage",
                "看来是结果类公告，不是招标公告。",
                "请核对，并以招标公告登记公告发布日期和开标时间。",
            )
        domain, kind = self._kind()
        region = self._text("region")
        published_at = self._moment("dates.published")
        opening_at = self._moment("dates.deadline_or_opening")
        self._check_order(published_at, opening_at)
        estimate, limit = self._amounts(domain)
        notice = Notice(
            title=title,
            domain=domain,
            kind=kind,
            stage=stage,
            region=region,
            region_code=self._region_code(region),
            tenderer=self._text("tenderer", longest=200, needed=True),
            agency=self._text("agency", longest=200),
            project_no=self._project_no(),
            estimate=estimate,
            price_limit=limit,
            estimate_label=self._text("estimate_kind"),
            published_on=None if published_at is None else published_at.date(),
            opening_at=opening_at,
            lots=self._lots(),
            method=self._text("method"),
            source_url=self._source_url(),
            source_detail=self._text("source_detail", longest=600),
            remarks=(),
        )
        self._flags()
        return replace(notice, remarks=tuple(self._remarks))

    def _say(self, weight: Weight, field: str, message: str, remedy: str = "") -> None:
        label = FIELD_LABELS.get(field, field)
        self._remarks.append(Remark(weight, field, label, message, remedy))

    def _value(self, field: str) -> object:
        outer, _, inner = field.partition(".")
        value = self._data.get(outer)
        if not inner:
            return value
        if value is not None and not isinstance(value, dict):
            self._say(Weight.ODD, field, f"“{outer}”应为对象，已不采用。", "请在登记表中填写。")
            return None
        return None if value is None else value.get(inner)

    def _text(self, field: str, *, longest: int = 300, needed: bool = False) -> str:
        value = self._value(field)
        if value is None or value == "":
            if needed:
                self._say(Weight.MISSING, field, "公告未注明。", "请在登记表中填写。")
            return ""
        if not isinstance(value, str):
            self._say(Weight.ODD, field, f"应为文字，现为“{_short(value)}”，已不采用。", "请在登记表中填写。")
            return ""
        text = " ".join("".join(c if c.isprintable() else " " for c in value).split())
        if len(text) > longest:
            self._say(Weight.ODD, field, f"超过 {longest} 个字符，已不采用。", "请在登记表中填写。")
            return ""
        if _MASKED.search(text) and not field.startswith("source_"):
            self._say(Weight.ODD, field, f"“{_short(text)}”中有被遮盖的数字。", "请对照公告原文补全。")
        return text

    def _kind(self) -> tuple[Domain | None, Kind | None]:
        given = self._value("kind")
        if given is None or given == "":
            self._say(Weight.MISSING, "kind", "公告未注明。", "请选择领域和类型。")
            return None, None
        found = _KINDS.get(given) if isinstance(given, str) else None
        if found is None:
            self._say(Weight.ODD, "kind", f"没有“{_short(given)}”这一类别。", "请选择领域和类型。")
            return None, None
        domain, kind = found
        if any("not 政府采购" in flag for flag in self._flag_texts()):
            self._say(
                Weight.ODD,
                "kind",
                "来源提示为企业采购，不属于政府采购，未采用公告给出的领域。",
                "请确认该项目适用的法律后选择领域。",
            )
            return None, kind
        return domain, kind

    def _region_code(self, region: str) -> str:
        value = self._value("region_code")
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is None or value == "":
            self._say(Weight.MISSING, "region_code", "公告未注明。", "请选择项目所在地。")
            return ""
        try:
            code = parse_region(value if isinstance(value, str) else "", field="region_code")
        except Invalid as refused:
            self._say(
                Weight.ODD, "region_code", f"“{_short(value)}”不能采用：{refused.message}", refused.remedy
            )
            return ""
        name = self._regions.get(code)
        if name is None:
            self._say(
                Weight.ODD,
                "region_code",
                f"本平台未收录行政区划代码 {code}，不能判定当地规则。",
                "请核对代码；确属其他地区的，请在当地平台登记。",
            )
        elif region and name not in region:
            self._say(
                Weight.ODD,
                "region_code",
                f"代码 {code} 为“{name}”，与公告所写“{_short(region)}”不一致。",
                "请核对后选择项目所在地。",
            )
            return ""
        return code

    def _amounts(self, domain: Domain | None) -> tuple[Decimal | None, Decimal | None]:
        field = "estimate_cny"
        if (
            self._value(field) is None
            and domain is not Domain.TENDER
            and self._value("budget_cny") is not None
        ):
            field = "budget_cny"
        amount = self._amount(field)
        if amount is None:
            return None, None
        word = self._value("estimate_kind")
        label = word if isinstance(word, str) else ""
        if any(part in label for part in _LIMIT_WORDS):
            self._say(
                Weight.ODD,
                field,
                f"公告给出的是“{_short(label)}”，不是合同估算价，仅作为最高限价读入。",
                "请按立项或者概算批复填写合同估算价。",
            )
            return None, amount
        if any(part in label for part in _TOTAL_WORDS):
            self._say(
                Weight.ODD,
                field,
                f"公告给出的是“{_short(label)}”{amount:,.2f} 元，不是合同估算价，未采用。",
                "请填写合同估算价。",
            )
            return None, None
        return amount, None

    def _amount(self, field: str) -> Decimal | None:
        value = self._value(field)
        if value is None or value == "":
            self._say(
                Weight.MISSING, field, "公告未注明；中标金额不能代替。", "请填写合同估算价，它决定适用范围。"
            )
            return None
        try:
            amount = _amount_of(value, field=field)
        except Invalid as refused:
            self._say(Weight.ODD, field, f"“{_short(value)}”不能采用：{refused.message}", refused.remedy)
            return None
        if amount == 0:
            self._say(Weight.ODD, field, "金额为 0，未采用。", "请对照公告原文填写。")
            return None
        if isinstance(value, str):
            self._say(
                Weight.NOTE, field, f"以文字“{_short(value)}”给出，读作 {amount:,.2f} 元。", "请核对单位。"
            )
        return amount

    def _moment(self, field: str) -> datetime | None:
        value = self._value(field)
        if value is None or value == "":
            self._say(Weight.MISSING, field, "公告未注明。", "请在登记表中填写。")
            return None
        text = half_width(value) if isinstance(value, str) else ""
        for form in ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d"):
            try:
                found = datetime.strptime(text, form).replace(tzinfo=BEIJING)
            except ValueError:
                continue
            if field == "dates.deadline_or_opening" and (found.hour, found.minute) == (0, 0):
                self._say(Weight.ODD, field, f"只有日期 {found:%Y-%m-%d}，没有时刻。", "请填写开标时刻。")
                return None
            return found
        self._say(Weight.ODD, field, f"“{_short(value)}”不是有效日期。", "请按“2026-11-20 09:30”的格式填写。")
        return None

    def _check_order(self, published_at: datetime | None, opening_at: datetime | None) -> None:
        if published_at and opening_at and opening_at <= published_at:
            self._say(
                Weight.ODD,
                "dates.deadline_or_opening",
                f"开标时间 {opening_at:%Y-%m-%d %H:%M} 不晚于公告发布时间 {published_at:%Y-%m-%d %H:%M}。",
                "请对照公告原文核对两个时间。",
            )

    def _project_no(self) -> str:
        number = self._text("project_no")
        if number and len(half_width(number)) != 20:
            self._say(
                Weight.NOTE,
                "project_no",
                f"“{_short(number)}”不是 20 位招标项目编号。",
                "请填写交易系统赋予的 20 位招标项目编号。",
            )
        if not number:
            self._say(
                Weight.MISSING, "project_no", "公告未注明。", "请填写交易系统赋予的 20 位招标项目编号。"
            )
        return number

    def _lots(self) -> str:
        value = self._value("lots")
        if isinstance(value, list):
            self._say(Weight.NOTE, "lots", f"公告列有 {len(value)} 个标段（包）。", "请逐个登记。")
            return f"{len(value)} 个标段（包）"
        text = self._text("lots")
        if text:
            self._say(Weight.NOTE, "lots", f"公告写作“{_short(text)}”。", "请按公告逐个登记标段（包）。")
        return text

    def _source_url(self) -> str:
        address = self._text("source_url")
        if address and not address.startswith(("https://", "http://")):
            self._say(Weight.ODD, "source_url", "不是网页地址，未采用。", "请填写公告的网页地址。")
            return ""
        return address

    def _flag_texts(self) -> tuple[str, ...]:
        flags = self._data.get("data_flags")
        return tuple(flag for flag in flags if isinstance(flag, str)) if isinstance(flags, list) else ()

    def _flags(self) -> None:
        for flag in self._flag_texts():
            self._say(
                Weight.NOTE, "data_flags", _short(flag, longest=200), "这是来源整理者的提示，请据以核对。"
            )


def _amount_of(value: object, *, field: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise Invalid("amount-unclear", "不是金额。", field=field, remedy="请对照公告原文填写。")
    if isinstance(value, str):
        if _MASKED.search(value):
            raise Invalid(
                "amount-masked", "金额中有被遮盖的数字。", field=field, remedy="请对照公告原文填写。"
            )
        return parse_amount(value, field=field)
    return check_amount(Decimal(value), field=field)


def _short(value: object, *, longest: int = 60) -> str:
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= longest else f"{text[:longest]}…"
