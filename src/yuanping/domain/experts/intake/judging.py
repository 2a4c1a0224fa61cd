"""Each row by the rules: a person who may enter, or what is wrong with every cell that is wrong."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TypeVar

from yuanping.core.errors import Invalid
from yuanping.core.identifiers import (
    IdNumber,
    half_width,
    parse_id_number,
    parse_mobile,
    parse_region,
    parse_uscc,
)
from yuanping.core.policy import Domain
from yuanping.domain.experts.digests import id_index, identity_index
from yuanping.domain.experts.intake import cells
from yuanping.domain.experts.intake.person import Fault, Person
from yuanping.domain.experts.intake.qualifying import Standard, full_years
from yuanping.domain.experts.intake.reading import Record, Table
from yuanping.domain.people import queries as people
from yuanping.domain.rules import queries as rules

T = TypeVar("T")
Tell = Callable[[int, int], None]
"""Told how many of how many are done."""


@dataclass(slots=True)
class Employers:
    """The employers that a file names: those of the register, and those it would bring in."""

    registered: Mapping[str, str]
    """Name by code."""
    by_name: Mapping[str, Sequence[str]]
    """Codes by name."""
    new: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    """How many rows name a new one, by code."""

    @classmethod
    def named_in(cls, table: Table) -> "Employers":
        """What the register knows of the codes and names that the rows write."""
        codes = {half_width(record.cells.get("uscc", "")).upper() for record in table.records}
        names = {record.cells["employer"] for record in table.records if not record.cells.get("uscc", "")}
        return cls(
            {row.uscc: row.name for row in people.registered(usccs=codes - {""})},
            people.registered_names(names),
        )

    def code(self, name: str, uscc: str) -> str:
        """The employer's code; ``Invalid`` when it can neither be found nor brought in."""
        if len(name) < 2 or len(name) > cells.LONGEST_NAME:
            raise Invalid("employer-name", "工作单位应为 2 至 200 个字。", field="employer")
        if not uscc:
            return self._by_name(name)
        code = parse_uscc(uscc, field="uscc").code
        if code not in self.registered:
            known = self.new.setdefault(code, name)
            if known != name:
                raise Invalid(
                    "employer-names-differ",
                    "同一统一社会信用代码在文件中写了不同的单位名称。",
                    remedy="请核对单位名称和代码，使其一致。",
                    field="employer",
                )
            self.counts[code] = self.counts.get(code, 0) + 1
        return code

    def _by_name(self, name: str) -> str:
        found = self.by_name.get(name, ())
        if len(found) == 1:
            return found[0]
        raise Invalid(
            "employer-unknown",
            "没有登记该工作单位。" if not found else "有多家同名的单位。",
            remedy="请填写该单位的统一社会信用代码。",
            field="uscc",
        )


class Judge:
    """Checks rows as of one day; rules are read once for each region."""

    def __init__(self, *, on: date, domain: Domain, employers: Employers) -> None:
        self.on = on
        self.domain = domain
        self.employers = employers
        self.specialties = frozenset(code for code, _ in rules.specialties())
        self.regions = rules.region_names()
        self._standards: dict[str, Standard] = {}
        self._first: dict[str, int] = {}

    def standard(self, region: str) -> Standard:
        """The qualification that holds in a region."""
        if region not in self._standards:
            policy = rules.policy_for(region=region, domain=self.domain, on=self.on)
            self._standards[region] = Standard.of(policy)
        return self._standards[region]

    def judge(self, record: Record) -> tuple[Person | None, list[Fault]]:
        """The person of a row, or None and its faults; what is merely odd may come with a person."""
        faults: list[Fault] = []
        take = partial(_take, record.row, faults)
        cell = record.cells
        name = take(lambda: cells.parse_name(cell["name"]))
        number = take(lambda: self._id_number(cell["id_number"]))
        phone = take(lambda: self._phone(cell["phone"]))
        region = take(lambda: parse_region(cell["region_code"], field="region_code"))
        employer = take(lambda: self.employers.code(cell["employer"], cell.get("uscc", "")))
        specialties = take(lambda: self._specialties(cell["specialties"]))
        title = take(lambda: cells.parse_title(cell["title"]))
        since = take(lambda: cells.parse_month(cell["in_field_since"], on=self.on, field="in_field_since"))
        ground = take(lambda: _ground(cell.get("equal_ground", "")))
        employed = take(lambda: self._employed_since(cell.get("employed_since", "")))
        past = take(lambda: cells.parse_past(cell.get("past", ""), on=self.on))
        if region is not None and title is not None and since is not None and ground is not None:
            years = full_years(since, self.on)
            take(partial(self.standard(region).require, title, years, ground=ground))
        index = "" if number is None else id_index(number.number)
        if index:
            take(lambda: self._once(index, record.row))
        if any(fault.refuses for fault in faults):
            return None, faults
        assert name is not None
        assert number is not None
        assert phone is not None
        assert region is not None
        assert employer is not None
        assert specialties is not None
        assert since is not None
        faults += self._oddities(record, region=region, employer=employer, cautions=bool(number.cautions))
        payload = {"name": name, "id_number": number.number, "phone": phone}
        person = Person(
            row=record.row,
            payload=payload,
            id_index=index,
            identity_index=identity_index(payload),
            birth_year=number.birth.year,
            region_code=region,
            employer=employer,
            specialties=specialties,
            title=title or "",
            in_field_since=since,
            equal_ground=ground or "",
            employed_since=employed,
            past=past or (),
        )
        return person, faults

    def judge_all(
        self, records: Iterable[Record], *, total: int, tell: Tell
    ) -> tuple[list[Person], list[Fault]]:
        """All rows, in order."""
        persons, faults = [], []
        for done, record in enumerate(records, 1):
            person, wrong = self.judge(record)
            if person is not None:
                persons.append(person)
            faults += wrong
            if done % 500 == 0:
                tell(done, total)
        tell(total, total)
        return persons, faults

    def _id_number(self, text: str) -> IdNumber:
        cells.require_text(text, field="id_number")
        return parse_id_number(text, on=self.on)

    def _phone(self, text: str) -> str:
        cells.require_text(text, field="phone")
        return parse_mobile(text, field="phone")

    def _specialties(self, text: str) -> tuple[str, ...]:
        codes = cells.parse_specialties(text)
        cells.require_specialties(codes, self.specialties)
        return codes

    def _employed_since(self, text: str) -> date | None:
        return cells.parse_month(text, on=self.on, field="employed_since") if text else None

    def _once(self, index: str, row: int) -> None:
        first = self._first.setdefault(index, row)
        if first != row:
            raise Invalid(
                "expert-repeated",
                f"与第 {first} 行的身份证号相同。",
                field="id_number",
                remedy="同一人只登记一次，请删去重复的行。",
            )

    def _oddities(self, record: Record, *, region: str, employer: str, cautions: bool) -> list[Fault]:
        """What people should look at, though it refuses nobody."""
        odd = partial(Fault, row=record.row, refuses=False, remedy="请人工核对。")
        found = []
        if cautions:
            found.append(
                odd(
                    column="id_number", code="id-number-region", message="身份证号前 6 位不在已知行政区划内。"
                )
            )
        if region not in self.regions:
            found.append(
                odd(column="region_code", code="region-unknown", message="本平台没有该行政区划的名称。")
            )
        registered = self.employers.registered.get(employer)
        if registered is not None and registered != record.cells["employer"]:
            found.append(
                odd(
                    column="employer",
                    code="employer-renamed",
                    message=f"该统一社会信用代码登记的单位为“{registered}”，按登记的单位入库。"[:300],
                )
            )
        return found


def _ground(text: str) -> str:
    if len(text) > cells.LONGEST_GROUND:
        raise Invalid(
            "equal-ground-long",
            f"理由超过 {cells.LONGEST_GROUND} 字。",
            field="equal_ground",
            remedy="请精简。",
        )
    return text


def _take(row: int, faults: list[Fault], read: Callable[[], T]) -> T | None:
    """What ``read`` answers; a refusal is noted and the next cell looked at."""
    try:
        return read()
    except Invalid as refused:
        faults.append(Fault.of(row, refused))
        return None
