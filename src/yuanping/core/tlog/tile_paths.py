"""Tiles and entry bundles by name: ``tile/0/x001/234.p/5``, ``tile/entries/x001/234`` (C2SP tlog-tiles)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yuanping.core.errors import Invalid

WIDTH = 256
MAX_LEVEL = 63
_LAST_NUMBER = 2**63 - 1

# seven groups of three digits hold every number up to _LAST_NUMBER
_PATH = re.compile(r"tile/(entries|\d{1,2})/((?:x\d{3}/){0,6}\d{3})(?:\.p/(\d{1,3}))?", flags=re.ASCII)


@dataclass(frozen=True, slots=True)
class Tile:
    """``width`` consecutive hashes at height ``8 * level`` of the tree, from hash ``256 * number`` on."""

    level: int
    number: int
    width: int = WIDTH

    def __post_init__(self) -> None:
        if not 0 <= self.level <= MAX_LEVEL:
            raise Invalid(
                "tile-level", f"数据块的层号应为 0 至 {MAX_LEVEL}，实为 {self.level}。", field="level"
            )
        _require_place(self.number, self.width)


@dataclass(frozen=True, slots=True)
class Bundle:
    """The ``width`` entries from entry ``256 * number`` on."""

    number: int
    width: int = WIDTH

    def __post_init__(self) -> None:
        _require_place(self.number, self.width)


def tile_path(tile: Tile) -> str:
    return f"tile/{tile.level}/{_place(tile.number, tile.width)}"


def bundle_path(number: int, width: int = WIDTH) -> str:
    """The path of the entry bundle; ``Invalid`` for a number or width that no bundle has."""
    bundle = Bundle(number, width)
    return f"tile/entries/{_place(bundle.number, bundle.width)}"


def parse_tile_path(text: str) -> Tile | Bundle:
    """What a path names; ``Invalid`` (bad-tile-path) unless it is exactly as ``tile_path`` or ``bundle_path`` write it."""
    match = _PATH.fullmatch(text)
    if match is None:
        raise _bad_path(text)
    kind, groups, partial = match.groups()
    number = int(groups.replace("x", "").replace("/", ""))
    width = int(partial) if partial else WIDTH
    try:
        found = Bundle(number, width) if kind == "entries" else Tile(int(kind), number, width)
    except Invalid as error:
        raise _bad_path(text) from error
    canonical = bundle_path(number, width) if isinstance(found, Bundle) else tile_path(found)
    if canonical != text:  # leading zeroes, an empty first group, a full tile written as a partial one
        raise _bad_path(text)
    return found


def tiles_for_size(size: int) -> Iterator[Tile]:
    """All tiles of a tree of ``size`` leaves, level by level from the leaves, left to right."""
    level = 0
    while (hashes := size >> 8 * level) > 0:
        full, partial = divmod(hashes, WIDTH)
        for number in range(full):
            yield Tile(level, number)
        if partial:
            yield Tile(level, full, partial)
        level += 1


def _place(number: int, width: int) -> str:
    groups = [f"{number % 1000:03}"]
    while number := number // 1000:
        groups.append(f"x{number % 1000:03}")
    suffix = "" if width == WIDTH else f".p/{width}"
    return "/".join(reversed(groups)) + suffix


def _require_place(number: int, width: int) -> None:
    if not 0 <= number <= _LAST_NUMBER:
        raise Invalid("tile-number", f"数据块的序号 {number} 超出范围。", field="number")
    if not 1 <= width <= WIDTH:
        raise Invalid("tile-width", f"数据块的宽度应为 1 至 {WIDTH}，实为 {width}。", field="width")


def _bad_path(text: str) -> Invalid:
    return Invalid(
        "bad-tile-path",
        f"“{text[:80]}”不是日志数据块的路径。",
        remedy="请按 tile/层号/序号 或者 tile/entries/序号 书写，序号每三位一组，例如 tile/0/x001/234.p/5。",
        field="path",
    )
