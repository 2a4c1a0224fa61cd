"""Numbers of projects, tender projects and lots (项目编号、招标项目编号、标段(包)编号).

Structure of the national data standard: a project is 17 characters (letter, six digits region, four digits
platform, six digits sequence); a tender project adds three digits, a lot three more. Numbers given to children
count from 001 within their parent, so a child's number names its parent.
"""

import re
from dataclasses import dataclass

from yuanping.core.errors import Invalid
from yuanping.core.identifiers.text import normalise

_PROJECT = re.compile(r"[A-Z][0-9]{16}")
_SEQUENCE = re.compile(r"[0-9]{3}")


@dataclass(frozen=True, slots=True)
class ProjectCode:
    code: str

    @property
    def region(self) -> str:
        return self.code[1:7]

    @property
    def platform(self) -> str:
        """Four digits of the trading platform that gave the number."""
        return self.code[7:11]

    @property
    def sequence(self) -> int:
        return int(self.code[11:])


@dataclass(frozen=True, slots=True)
class TenderProjectCode:
    code: str

    @property
    def project(self) -> ProjectCode:
        return ProjectCode(self.code[:17])

    @property
    def sequence(self) -> int:
        return int(self.code[17:])


@dataclass(frozen=True, slots=True)
class LotCode:
    code: str

    @property
    def tender_project(self) -> TenderProjectCode:
        return TenderProjectCode(self.code[:20])

    @property
    def sequence(self) -> int:
        return int(self.code[20:])


def parse_project_code(text: str, *, field: str = "project_code") -> ProjectCode:
    """Read a 17-character project number; ``Invalid`` otherwise."""
    code = normalise(text)
    _check_length(code, 17, name="项目编号", field=field)
    _check_project(code, name="项目编号", field=field)
    return ProjectCode(code)


def parse_tender_project_code(
    text: str, *, project: ProjectCode | None = None, field: str = "tender_project_code"
) -> TenderProjectCode:
    """Read a 20-character tender project number; with ``project`` it must begin with that number."""
    code = normalise(text)
    _check_length(code, 20, name="招标项目编号", field=field)
    _check_project(code[:17], name="招标项目编号", field=field)
    _check_sequence(code[17:], name="招标项目编号", field=field)
    _check_parent(code, project.code if project else "", names=("招标项目编号", "项目编号"), field=field)
    return TenderProjectCode(code)


def parse_lot_code(
    text: str, *, tender_project: TenderProjectCode | None = None, field: str = "lot_code"
) -> LotCode:
    """Read a 23-character lot number; with ``tender_project`` it must begin with that number."""
    code = normalise(text)
    _check_length(code, 23, name="标段（包）编号", field=field)
    _check_project(code[:17], name="标段（包）编号", field=field)
    _check_sequence(code[17:20], name="标段（包）编号", field=field)
    _check_sequence(code[20:], name="标段（包）编号", field=field)
    parent = tender_project.code if tender_project else ""
    _check_parent(code, parent, names=("标段（包）编号", "招标项目编号"), field=field)
    return LotCode(code)


def compose_tender_project_code(project: ProjectCode, sequence: int) -> TenderProjectCode:
    """The number of the ``sequence``-th tender project, 1 to 999; ``Invalid`` outside."""
    return TenderProjectCode(project.code + _sequence_digits(sequence))


def compose_lot_code(tender_project: TenderProjectCode, sequence: int) -> LotCode:
    """The number of the ``sequence``-th lot, 1 to 999; ``Invalid`` outside."""
    return LotCode(tender_project.code + _sequence_digits(sequence))


def _sequence_digits(sequence: int) -> str:
    if not 1 <= sequence <= 999:
        raise Invalid("code-sequence", "顺序号应在 1 至 999 之间。", field="sequence")
    return f"{sequence:03d}"


def _check_length(code: str, length: int, *, name: str, field: str) -> None:
    if len(code) != length:
        raise Invalid(
            "code-length",
            f"{name}应为 {length} 位，现为 {len(code)} 位。",
            remedy="请从交易系统原样复制编号。",
            field=field,
        )


def _check_project(code: str, *, name: str, field: str) -> None:
    if not _PROJECT.fullmatch(code):
        raise Invalid(
            "code-structure",
            f"{name}前 17 位应为 1 位字母、6 位行政区划、4 位平台代码和 6 位顺序号。",
            remedy="请从交易系统原样复制编号。",
            field=field,
        )


def _check_sequence(digits: str, *, name: str, field: str) -> None:
    if not _SEQUENCE.fullmatch(digits) or digits == "000":
        raise Invalid(
            "code-sequence",
            f"{name}中的顺序号“{digits}”应为 001 至 999。",
            remedy="顺序号在上级编号下从 001 起编。",
            field=field,
        )


def _check_parent(code: str, parent: str, *, names: tuple[str, str], field: str) -> None:
    if not code.startswith(parent):
        raise Invalid(
            "code-parent",
            f"{names[0]}的前 {len(parent)} 位与{names[1]} {parent} 不一致。",
            remedy=f"请核对是否选错了项目，或者更正{names[0]}。",
            field=field,
        )
