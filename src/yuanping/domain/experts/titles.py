"""Professional titles (专业技术职称) and their levels: data, in ``titles.toml`` beside."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from yuanping.core.policy import TitleLevel

NO_TITLE = "无职称"
LEVEL_LABELS: Mapping[TitleLevel, str] = MappingProxyType(
    {
        TitleLevel.SENIOR: "正高级",
        TitleLevel.SUB_SENIOR: "副高级",
        TitleLevel.INTERMEDIATE: "中级",
        TitleLevel.JUNIOR: "初级",
        TitleLevel.NONE: "无",
    }
)


@dataclass(frozen=True, slots=True)
class Title:
    """A title of one series (职称系列)."""

    name: str
    level: TitleLevel
    series: str


@cache
def titles() -> Mapping[str, Title]:
    """All titles by name, former names among them; each leads to the title as it is called today."""
    found: dict[str, Title] = {}
    text = (files("yuanping.domain.experts") / "titles.toml").read_text(encoding="utf-8")
    for series in tomllib.loads(text)["series"]:
        for level in TitleLevel:
            for name in series.get(level.value, ()):
                found[name] = Title(name, level, series["name"])
        for former, today in series.get("aliases", {}).items():
            found[former] = found[today]
    return MappingProxyType(found)


def level_of(title: str) -> TitleLevel:
    """The level of a title as it is stored; no title is the level NONE."""
    return titles()[title].level if title else TitleLevel.NONE


def titles_of(level: TitleLevel) -> list[str]:
    """The names of all titles of a level; the empty one for NONE."""
    return [""] if level is TitleLevel.NONE else [t.name for t in set(titles().values()) if t.level is level]
