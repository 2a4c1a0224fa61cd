"""The expert pool (评标专家库): entering people, and taking them out of draws."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yuanping.base.change import recording
from yuanping.base.context import Ctx
from yuanping.base.vault.sealing import seal_many
from yuanping.core.errors import Invalid, NotFound
from yuanping.core.identifiers import parse_id_number, parse_mobile, parse_region
from yuanping.core.local_time import local_date
from yuanping.domain.experts.digests import id_index
from yuanping.domain.experts.events import AvailabilityChanged, ExpertsEnrolled
from yuanping.domain.experts.models import Expert
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.sealed import IDENTITY
from yuanping.domain.people import queries as people
from yuanping.domain.rules import queries as rules

_NAME = re.compile(r"[^\W\d_](?:[·. -]?[^\W\d_]){1,39}")
"""Letters of any script, rare Chinese characters of all planes among them, with · between parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertEntry:
    """An expert as entered. ``specialties`` are national codes; the employer is an organisation's id."""

    name: str
    id_number: str
    phone: str
    employer_id: int
    region_code: str
    specialties: tuple[str, ...]
    synthetic: bool = False


def enrol_experts(ctx: Ctx, entries: Sequence[ExpertEntry]) -> list[Expert]:
    """Enter experts, all or none; what identifies them is sealed.

    ``Invalid`` names the row and what is wrong with it, never the person: the message may be logged.
    """
    with recording(ctx, "enrol_experts", permission=Experts.ENROL) as tx:
        checked = [_checked(ctx, row, entry) for row, entry in enumerate(entries, 1)]
        _require_employers(entries)
        _require_new([index for _, index in checked])
        items = seal_many(ctx, IDENTITY, [payload for payload, _ in checked])
        last = Expert.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        made = Expert.objects.bulk_create(
            [
                Expert(
                    number=f"ZJ{last + row:08d}",
                    region_code=parse_region(entry.region_code, field="region_code"),
                    employer_id=entry.employer_id,
                    specialties=list(dict.fromkeys(entry.specialties)),
                    identity=item,
                    id_index=index,
                    synthetic=entry.synthetic,
                )
                for row, (entry, item, (_, index)) in enumerate(zip(entries, items, checked, strict=True), 1)
            ],
            batch_size=1000,
        )
        tx.record(ExpertsEnrolled(count=len(made), synthetic=any(entry.synthetic for entry in entries)))
    return made


def set_availability(ctx: Ctx, number: str, *, available: bool) -> Expert:
    """Keep an expert out of draws (停用), or let the expert in again; ``number`` is that in the pool."""
    with recording(ctx, "set_availability", permission=Experts.ENROL) as tx:
        expert = Expert.objects.select_for_update().filter(number=number).first()
        if expert is None:
            raise NotFound("expert-unknown", "没有该编号的专家。", field="number", remedy="请核对专家编号。")
        expert.is_available = available
        expert.save(update_fields=["is_available"])
        tx.record(AvailabilityChanged(number=number, available=available))
    return expert


def parse_name(text: str, *, field: str = "name") -> str:
    """A person's name in Chinese characters or Latin letters; the message does not repeat it."""
    name = text.strip()
    if not _NAME.fullmatch(name):
        raise Invalid("person-name", "姓名应为 2 至 40 个汉字或字母，分节用“·”。", field=field)
    return name


def _checked(ctx: Ctx, row: int, entry: ExpertEntry) -> tuple[dict[str, str], str]:
    """The payload to seal and the blind index; every fault names the row."""
    try:
        name = parse_name(entry.name)
        number = parse_id_number(entry.id_number, on=local_date(ctx.now)).number
        phone = parse_mobile(entry.phone, field="phone")
        parse_region(entry.region_code, field="region_code")
        _require_specialties(entry.specialties)
    except Invalid as fault:
        raise Invalid(
            fault.code, f"第 {row} 行：{fault.message}", remedy=fault.remedy, field=fault.field
        ) from None
    return {"name": name, "id_number": number, "phone": phone}, id_index(number)


def _require_specialties(codes: Sequence[str]) -> None:
    known = dict(rules.specialties())
    unknown = [code for code in codes if code not in known]
    if unknown or not codes:
        raise Invalid(
            "specialty-unknown",
            f"没有评标专业代码“{unknown[0]}”。" if unknown else "至少应有一个评标专业。",
            field="specialties",
            remedy="请按评标专家专业分类标准填写代码。",
        )


def _require_employers(entries: Sequence[ExpertEntry]) -> None:
    known = people.organisation_names({entry.employer_id for entry in entries})
    for row, entry in enumerate(entries, 1):
        if entry.employer_id not in known:
            raise Invalid(
                "employer-unknown",
                f"第 {row} 行：没有该工作单位。",
                field="employer_id",
                remedy="请先登记工作单位。",
            )


def _require_new(indexes: Sequence[str]) -> None:
    first: dict[str, int] = {}
    for row, index in enumerate(indexes, 1):
        if index in first:
            raise Invalid(
                "expert-repeated",
                f"第 {row} 行与第 {first[index]} 行的身份证号相同。",
                field="id_number",
                remedy="同一人只登记一次，请删去重复的行。",
            )
        first[index] = row
    known = Expert.objects.filter(id_index__in=indexes).values_list("id_index", flat=True).first()
    if known is not None:
        raise Invalid(
            "expert-enrolled",
            f"第 {first[known]} 行的专家已在库中。",
            field="id_number",
            remedy="同一人只登记一次，请删去该行。",
        )
