"""Where the law's files come from: those that the platform ships, and those of one directory of the administrator's.

Nothing here needs Django, settings or a database: the ``yuanping policy`` commands run without. The directory that the
environment variable YUANPING_POLICY names has the layout of ``policy/``; it adds files and never replaces one.
"""

import os
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

from yuanping.core.errors import Refused
from yuanping.core.policy import Library, PackError, Region, Regions, Specialties, Specialty, load
from yuanping.core.policy._reader import Fields
from yuanping.core.workdays import Calendar
from yuanping.domain.rules.clauses import Clause, Expected, Register, read_checklist, read_register
from yuanping.domain.rules.sources import Source, paragraphs, read_source

C = TypeVar("C", Region, Specialty)

VARIABLE: Final = "YUANPING_POLICY"
_FOLDERS: Final = frozenset({"packs", "calendars", "sources", "clauses", "fixtures"})
_TABLES: Final = frozenset({"regions.toml", "specialties.toml"})

__all__ = [
    "VARIABLE",
    "Shelf",
    "calendar",
    "checklist",
    "clauses",
    "library",
    "open_shelf",
    "paragraphs",
    "regions",
    "registers",
    "shipped",
    "sources",
    "specialties",
]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The files of the platform together with those of one more directory; every method reads them anew.

    Paths are given from the shelf's root (``packs/411500/xgb-2022-7.toml``): as none may stand twice, that is enough to
    find a file. Whatever does not load is ``PackError`` or another refusal that names the file.
    """

    shipped: Traversable
    extra: Path | None = None

    def library(self) -> Library:
        """All packs; conflicts between shipped and own packs are found here."""
        return load(self._read("packs", depth=2))

    def calendar(self) -> Calendar:
        """The working days of all years of which there is a file; ``calendars/<year>.toml`` is one year."""
        raws = self._read("calendars")
        for file, raw in raws.items():
            try:
                year = Calendar.from_toml([raw]).years[0]
            except Refused as refused:
                raise PackError(refused.code, refused.message, file=file, remedy=refused.remedy) from refused
            if file != f"calendars/{year}.toml":
                remedy = f"请将文件改名为 calendars/{year}.toml，或更正其中的年份。"
                raise PackError("calendar-misnamed", f"文件中的年份是 {year}。", file=file, remedy=remedy)
        return Calendar.from_toml(raws.values())

    def regions(self) -> Regions:
        """The regions known by name."""
        return Regions(
            self._codes("regions.toml", lambda raw, file: Regions.from_toml(raw, file=file).by_code)
        )

    def specialties(self) -> Specialties:
        """The specialties known by name."""
        return Specialties(
            self._codes("specialties.toml", lambda raw, file: Specialties.from_toml(raw, file=file).by_code)
        )

    def sources(self) -> Mapping[str, Source]:
        """All documents by id, each text checked against its digest."""
        found: dict[str, Source] = {}
        for root in self._roots():
            folder = root / "sources"
            register = folder / "sources.toml"
            if not register.is_file():
                continue
            fields = _fields(str(register), register.read_bytes())
            for entry in fields.tables("source"):
                source = read_source(entry, _texts_of(folder), file=str(register))
                if source.id in found:
                    raise PackError(
                        "source-duplicate",
                        f"来源“{source.id}”已在 {found[source.id].file} 登记。",
                        file=str(register),
                        remedy="请为其中一个换一个标识。",
                    )
                found[source.id] = source
            fields.finish()
        return found

    def registers(self) -> tuple[Register, ...]:
        """The clause registers, by source."""
        raws = self._read("clauses")
        return tuple(read_register(_fields(file, raws[file])) for file in sorted(raws))

    def checklist(self) -> tuple[Expected, ...]:
        """The notices that the platform promises to cover row by row."""
        return read_checklist(_fields("checklist.toml", (self.shipped / "checklist.toml").read_bytes()))

    def fixture_clauses(self) -> frozenset[str]:
        """The clauses for which some fixture, of any table, states facts and what they lead to."""
        return frozenset(
            str(case["clause"])
            for file, raw in self._read("fixtures").items()
            for cases in _parse(file, raw).values()
            if isinstance(cases, list)
            for case in cases
            if isinstance(case, dict) and "clause" in case
        )

    def own(self) -> tuple[str, ...]:
        """The paths of the files that the administrator's directory adds."""
        if self.extra is None:
            return ()
        found = [str(path.relative_to(self.extra)) for path in self.extra.rglob("*.toml")]
        return tuple(sorted(path for path in found if path.partition("/")[0] in _FOLDERS | _TABLES))

    def _roots(self) -> Iterator[Traversable]:
        yield self.shipped
        if self.extra is not None:
            _require_layout(self.extra)
            yield self.extra

    def _read(self, folder: str, *, depth: int = 1) -> Mapping[str, bytes]:
        """Bytes by path of all TOML files of that folder, so many levels down."""
        found: dict[str, tuple[Traversable, bytes]] = {}
        for root in self._roots():
            for file, path in _toml_files(root / folder, folder, depth):
                if file in found:
                    raise PackError(
                        "file-duplicate",
                        f"与 {found[file][0]} 是同一个文件名，不能确定以哪个为准。",
                        file=str(path),
                        remedy="自行放置的文件不能替换平台自带的文件，请改名或删去。",
                    )
                found[file] = path, path.read_bytes()
        return {file: raw for file, (_, raw) in found.items()}

    def _codes(self, name: str, read: Callable[[bytes, str], Mapping[str, C]]) -> dict[str, C]:
        """One code table out of those of all roots; they may repeat each other, not contradict."""
        found: dict[str, tuple[C, str]] = {}
        for root in self._roots():
            path = root / name
            for code, entry in read(path.read_bytes(), str(path)).items() if path.is_file() else ():
                known, where = found.setdefault(code, (entry, str(path)))
                if known != entry:
                    raise PackError(
                        "code-renamed",
                        f"代码“{code}”为“{entry.name}”，而 {where} 中为“{known.name}”。",
                        file=str(path),
                        remedy="请核对代码和名称；已有的代码不必重复填写。",
                    )
        return {code: entry for code, (entry, _) in found.items()}


def shipped() -> Traversable:
    """The directory ``policy/``: a link in a checkout and an editable install, a package in the wheel."""
    return files("yuanping_policy")


def open_shelf(extra: Path | None = None) -> Shelf:
    """The shipped files with those of that directory; without one, of the directory that YUANPING_POLICY names."""
    named = os.environ.get(VARIABLE)
    return Shelf(shipped(), extra or (Path(named).absolute() if named else None))


@cache
def library() -> Library:
    return open_shelf().library()


@cache
def calendar() -> Calendar:
    return open_shelf().calendar()


@cache
def regions() -> Regions:
    return open_shelf().regions()


@cache
def specialties() -> Specialties:
    return open_shelf().specialties()


@cache
def sources() -> Mapping[str, Source]:
    return MappingProxyType(open_shelf().sources())


@cache
def registers() -> tuple[Register, ...]:
    return open_shelf().registers()


@cache
def clauses() -> tuple[Clause, ...]:
    """All rows of all registers, in the order of their files."""
    return tuple(clause for register in registers() for clause in register.clauses)


@cache
def checklist() -> tuple[Expected, ...]:
    return open_shelf().checklist()


def _parse(file: str, raw: bytes) -> Mapping[str, object]:
    try:
        return tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError("toml-malformed", f"不是有效的 TOML：{error}", file=file) from error


def _fields(file: str, raw: bytes) -> Fields:
    return Fields(_parse(file, raw), file=file)


def _texts_of(folder: Traversable) -> Callable[[str], bytes | None]:
    def read(name: str) -> bytes | None:
        path = folder / name
        return path.read_bytes() if path.is_file() else None

    return read


def _toml_files(folder: Traversable, name: str, depth: int) -> Iterator[tuple[str, Traversable]]:
    if not folder.is_dir():
        return
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        path = f"{name}/{entry.name}"
        if depth > 1 and entry.is_dir():
            yield from _toml_files(entry, path, depth - 1)
        elif depth == 1 and entry.name.endswith(".toml"):
            yield path, entry


def _require_layout(directory: Path) -> None:
    """A misspelt folder would be passed over in silence, so whatever has no place in the layout is refused."""
    if not directory.is_dir():
        raise PackError(
            "directory-missing",
            "没有这个目录。",
            file=str(directory),
            remedy=f"请建立该目录，或更正（取消）环境变量 {VARIABLE}。",
        )
    for path in sorted(directory.iterdir()):
        folder = path.is_dir() and not path.name.startswith(".")
        if (folder and path.name not in _FOLDERS) or (path.suffix == ".toml" and path.name not in _TABLES):
            raise PackError(
                "place-unknown",
                "政策目录中没有这个位置。",
                file=str(path),
                remedy=f"可用的位置：{'、'.join(sorted(_FOLDERS) + sorted(_TABLES))}。",
            )
    for path in sorted((directory / "packs").glob("*.toml")):
        remedy = "请放入以行政区划代码命名的目录，如 packs/411500/。"
        raise PackError("place-unknown", "规则文件没有放在地区目录中。", file=str(path), remedy=remedy)
