"""What a registration says, and the checks that need no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from yuanping.core.errors import Invalid
from yuanping.core.identifiers import (
    LotCode,
    TenderProjectCode,
    compose_lot_code,
    half_width,
    parse_lot_code,
    parse_region,
    parse_tender_project_code,
)
from yuanping.core.intervals import Interval
from yuanping.core.local_time import local_date
from yuanping.core.money import check_amount
from yuanping.core.policy import Category, Edition, Ground
from yuanping.domain.projects import scheme
from yuanping.domain.projects.facts import PART_FIELDS
from yuanping.domain.projects.states import Domain, Kind

LONGEST_NAME = 600
MOST_LOTS = 50
MOST_EXPERTS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LotEntry:
    """A lot as it is typed. ``code`` "" asks for the next number; amounts in yuan; ``scheme`` as JSON."""

    code: str
    name: str
    estimate: Decimal
    price_limit: Decimal | None
    scheme: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectEntry:
    """A project as it is typed. None, or "" for words, means that nobody has said.

    ``grounds`` are the reasons put forward for or against remote evaluation; an empty tuple says that there are
    none. The parts are the amounts of an EPC contract, in yuan.
    """

    code: str
    name: str
    domain: Domain
    kind: Kind
    region_code: str
    tenderer_id: int
    supervision_id: int
    main_centre_id: int
    evaluation_starts_at: datetime
    evaluation_ends_at: datetime
    lots: tuple[LotEntry, ...]
    mandatory: bool | None = None
    grounds: tuple[Ground, ...] | None = None
    part_works: Decimal | None = None
    part_goods: Decimal | None = None
    part_services: Decimal | None = None
    category_code: str = ""
    category_edition: Edition | None = None
    local_experts: int | None = None
    exemption_ground: str = ""
    notice_on: date | None = None
    source_url: str = ""
    synthetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedLot:
    """A lot whose parts are well formed."""

    code: str
    name: str
    estimate: Decimal
    price_limit: Decimal | None
    scheme: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedProject:
    """A registration whose parts are well formed: what the row will hold."""

    fields: dict[str, Any]
    lots: tuple[CheckedLot, ...]


def check(entry: ProjectEntry, *, now: datetime) -> CheckedProject:
    """The entry in its canonical form. ``Invalid`` names the field: ``code``, or ``lots.0.estimate`` for a lot."""
    code = parse_tender_project_code(entry.code, field="code")
    region = parse_region(entry.region_code, field="region_code")
    interval = _interval(entry, now=now)
    if entry.notice_on is not None and entry.notice_on > local_date(entry.evaluation_starts_at):
        raise Invalid(
            "notice-after-evaluation",
            "招标公告发布日期晚于评标开始时间。",
            field="notice_on",
            remedy="请核对公告发布日期和评标时间。",
        )
    fields = {
        "code": code.code,
        "name": _name(entry.name, what="项目名称", field="name"),
        "domain": Domain(entry.domain),
        "kind": Kind(entry.kind),
        "region_code": region,
        "tenderer_id": entry.tenderer_id,
        "supervision_id": entry.supervision_id,
        "main_centre_id": entry.main_centre_id,
        "mandatory": entry.mandatory,
        "grounds": None if entry.grounds is None else [g.value for g in Ground if g in entry.grounds],
        **_parts(entry),
        **_category(entry),
        "local_experts": _count(entry.local_experts),
        "exemption_ground": " ".join(entry.exemption_ground.split()),
        "evaluation_starts_at": interval.start,
        "evaluation_ends_at": interval.end,
        "notice_on": entry.notice_on,
        "source_url": _address(entry.source_url),
    }
    return CheckedProject(fields=fields, lots=_lots(entry.lots, code))


def _parts(entry: ProjectEntry) -> dict[str, Decimal | None]:
    amounts = {name: getattr(entry, name) for name in PART_FIELDS.values()}
    for name, amount in amounts.items():
        if amount is None:
            continue
        if entry.kind != Kind.EPC:
            raise Invalid(
                "parts-unfit",
                "只有工程总承包项目分别填写施工、货物、服务部分的估算价。",
                field=name,
                remedy="请核对项目类型；不是工程总承包的，请留空。",
            )
        amounts[name] = check_amount(amount, field=name)
    return amounts


def _category(entry: ProjectEntry) -> dict[str, str]:
    code = half_width(entry.category_code).strip().upper()
    edition = entry.category_edition
    if (code or edition) and entry.domain != Domain.PROCUREMENT:
        raise Invalid(
            "category-unfit",
            "只有政府采购项目填写品目。",
            field="category_code",
            remedy="请核对领域；不是政府采购的，请留空。",
        )
    if edition and not code:
        raise Invalid(
            "category-missing",
            "选择了品目目录的版本，但没有填写品目代码。",
            field="category_code",
            remedy="请填写品目代码，例如 C21040000；尚未确定的，版本也不必选择。",
        )
    if code:
        try:
            Category(code, edition)
        except Invalid as refused:
            raise Invalid(
                refused.code, refused.message, field="category_code", remedy=refused.remedy
            ) from refused
    return {"category_code": code, "category_edition": edition.value if edition else ""}


def _count(count: int | None) -> int | None:
    if count is not None and not 0 <= count <= MOST_EXPERTS:
        raise Invalid(
            "count-malformed",
            f"本地同类评审专家人数应为 0 至 {MOST_EXPERTS} 的整数。",
            field="local_experts",
            remedy="请更正人数；尚未确定的请留空。",
        )
    return count


def _interval(entry: ProjectEntry, *, now: datetime) -> Interval:
    if entry.evaluation_ends_at <= entry.evaluation_starts_at:
        raise Invalid(
            "evaluation-interval",
            "预计结束时间应晚于评标开始时间。",
            field="evaluation_ends_at",
            remedy="请更正评标时间。",
        )
    if entry.evaluation_starts_at <= now:
        raise Invalid(
            "evaluation-past",
            "评标开始时间已过。",
            field="evaluation_starts_at",
            remedy="请填写将来的评标时间，并为预约副场留出时间。",
        )
    return Interval(entry.evaluation_starts_at, entry.evaluation_ends_at)


def _name(text: str, *, what: str, field: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise Invalid("name-missing", f"请填写{what}。", field=field)
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid(
            "name-malformed",
            f"{what}不能超过 {LONGEST_NAME} 个字符，也不能含有控制字符。",
            field=field,
            remedy="请更正后重新提交。",
        )
    return name


def _address(text: str) -> str:
    address = text.strip()
    if address and not (address.startswith(("https://", "http://")) and len(address) <= 300):
        raise Invalid(
            "source-address",
            "公告来源应为以 http:// 或者 https:// 开头、不超过 300 个字符的网页地址。",
            field="source_url",
            remedy="请从浏览器地址栏复制，没有网页的可以不填。",
        )
    return address


def _lots(entries: tuple[LotEntry, ...], project: TenderProjectCode) -> tuple[CheckedLot, ...]:
    if not entries:
        raise Invalid("lots-missing", "至少登记一个标段（包）。", field="lots", remedy="请填写标段（包）。")
    if len(entries) > MOST_LOTS:
        raise Invalid("lots-many", f"一个项目最多登记 {MOST_LOTS} 个标段（包）。", field="lots")
    given = [
        parse_lot_code(entry.code, tender_project=project, field=f"lots.{n}.code")
        if entry.code.strip()
        else None
        for n, entry in enumerate(entries)
    ]
    taken = {code.sequence for code in given if code is not None}
    lots = []
    seen: set[str] = set()
    for n, (entry, code) in enumerate(zip(entries, given, strict=True)):
        number = code or _next_code(project, taken)
        if number.code in seen:
            raise Invalid(
                "lot-code-repeated",
                f"标段（包）编号 {number.code} 重复。",
                field=f"lots.{n}.code",
                remedy="每个标段（包）应有自己的编号；留空则由系统按顺序编号。",
            )
        seen.add(number.code)
        lots.append(_lot(entry, number, place=f"lots.{n}"))
    return tuple(lots)


def _next_code(project: TenderProjectCode, taken: set[int]) -> LotCode:
    number = next(n for n in range(1, 1000) if n not in taken)
    taken.add(number)
    return compose_lot_code(project, number)


def _lot(entry: LotEntry, code: LotCode, *, place: str) -> CheckedLot:
    estimate = check_amount(entry.estimate, field=f"{place}.estimate")
    if estimate <= 0:
        raise Invalid(
            "estimate-not-positive",
            "合同估算价应大于 0。",
            field=f"{place}.estimate",
            remedy="请填写以元为单位的合同估算价。",
        )
    limit = entry.price_limit
    if limit is not None:
        limit = check_amount(limit, field=f"{place}.price_limit")
        if limit <= 0:
            raise Invalid(
                "limit-not-positive",
                "最高限价应大于 0。",
                field=f"{place}.price_limit",
                remedy="没有最高限价的请留空。",
            )
    try:
        method = scheme.as_json(scheme.parse(entry.scheme))
    except Invalid as refused:
        raise Invalid(
            refused.code, refused.message, field=f"{place}.scheme", remedy=refused.remedy
        ) from refused
    return CheckedLot(
        code=code.code,
        name=_name(entry.name, what="标段（包）名称", field=f"{place}.name"),
        estimate=estimate,
        price_limit=limit,
        scheme=method,
    )
