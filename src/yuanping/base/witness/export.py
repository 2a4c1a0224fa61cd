"""The record as a file that an outsider can check: JSON lines, the header first.

``{"format": "yuanping-witness/1", "node": …, "count": …, "head": …, "exported_at": …}``, then for
each entry ``{"index": …, "body": …, "hash": …}`` in order. ``body`` is the entry's canonical JSON as
text, so that what was hashed travels unchanged. Reading needs neither a database nor settings.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO, TypeGuard

from django.apps import apps
from django.conf import settings

from yuanping.base.clock.reading import read_clock
from yuanping.core.errors import Invalid
from yuanping.core.events import instant

FORMAT = "yuanping-witness/1"
BATCH = 2000

Row = tuple[int, str, str]
"""Index, body, hash: what ``chain.verify`` takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """An export's first line. ``count`` and ``head`` are the node's own claim of where its record ends."""

    format: str
    node: str
    count: int
    head: str
    exported_at: str


def header_now(*, now: datetime) -> Header:
    """The claim of an export that begins now: later entries are left out of it."""
    head = apps.get_model("witness", "Head").objects.get(only=True)
    return Header(
        format=FORMAT, node=settings.NODE_NAME, count=head.count, head=head.hash, exported_at=instant(now)
    )


def header_line(header: Header) -> str:
    return _line(asdict(header))


def entry_lines(header: Header, start: int) -> str:
    """The next ``BATCH`` entries of the export from an index; empty at its end."""
    entries = apps.get_model("witness", "Entry").objects.filter(
        index__gte=start, index__lt=min(start + BATCH, header.count)
    )
    rows: Iterable[Row] = entries.order_by("index").values_list("index", "body", "hash")
    return "".join(_line({"index": index, "body": body, "hash": digest}) for index, body, digest in rows)


def write_export(out: TextIO, *, now: datetime | None = None) -> tuple[int, str]:
    """Write the whole record as it stands to ``out``; returns its number of entries and its head."""
    header = header_now(now=now or read_clock())
    out.write(header_line(header))
    out.writelines(entry_lines(header, start) for start in range(0, header.count, BATCH))
    return header.count, header.head


def read_export(path: Path) -> tuple[Header, Iterator[Row]]:
    """An export's header and its entries, read one by one: a record may be larger than memory.

    Checks the shape; whether it is true is for ``chain.verify``. Raises ``Invalid``
    (``export-malformed``) that names the line: for the header at once, for an entry when it is reached.
    """
    lines = _numbered(path)
    number, first = next(lines, (1, ""))
    if not first:
        raise _malformed(1, "是空的")
    return _header(_parsed(number, first)), (_row(n, _parsed(n, line)) for n, line in lines)


def _numbered(path: Path) -> Iterator[tuple[int, str]]:
    """The lines from 1, without their ends."""
    number = 0
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            for number, line in enumerate(file, start=1):
                yield number, line.removesuffix("\n")
    except OSError as error:
        raise Invalid("export-unreadable", f"无法读取文件：{error.strerror}。", field="path") from error
    except UnicodeDecodeError as error:
        raise _malformed(number + 1, "不是 UTF-8 文本") from error


def _line(fields: dict[str, object]) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")) + "\n"


def _malformed(line: int, what: str) -> Invalid:
    return Invalid(
        "export-malformed",
        f"第 {line} 行{what}，不是有效的见证记录文件。",
        field="path",
        remedy="请重新导出或下载，不要用其他软件打开后另存。",
    )


def _parsed(number: int, line: str) -> dict[str, object]:
    try:
        parsed = json.loads(line)
    except ValueError as error:
        raise _malformed(number, "无法解析") from error
    if not isinstance(parsed, dict):
        raise _malformed(number, "不是一个 JSON 对象")
    return parsed


def _header(fields: dict[str, object]) -> Header:
    if fields.get("format") != FORMAT:
        raise _malformed(1, f"应写明格式 {FORMAT}")
    node, count, head, exported_at = (fields.get(key) for key in ("node", "count", "head", "exported_at"))
    if not isinstance(node, str) or not isinstance(exported_at, str):
        raise _malformed(1, "缺少节点名称或导出时间")
    if not _is_count(count) or not _is_digest(head):
        raise _malformed(1, "缺少条数或末条摘要")
    return Header(format=FORMAT, node=node, count=count, head=head, exported_at=exported_at)


def _row(number: int, fields: dict[str, object]) -> Row:
    index, body, digest = fields.get("index"), fields.get("body"), fields.get("hash")
    if set(fields) != {"index", "body", "hash"}:
        raise _malformed(number, "应恰有 index、body、hash 三项")
    if not _is_count(index) or not isinstance(body, str) or not _is_digest(digest):
        raise _malformed(number, "的序号、内容或摘要类型不对")
    return index, body, digest


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_digest(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and len(value) == 64 and set(value) <= set("0123456789abcdef")
