"""A file as people have it (CSV in UTF-8 or GB 18030, or a workbook) read into rows of text."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import python_calamine

from yuanping.core.errors import Invalid
from yuanping.domain.experts.intake.columns import places

LARGEST = 64 * 1024 * 1024
"""Bytes of a file: 100,000 experts need about 15 MB as CSV."""
MOST_ROWS = 500_000
LARGEST_UNPACKED = 1024 * 1024 * 1024
NUMERIC = "\0number"
"""Put before the text of a cell that held a number of more digits than a number can hold exactly."""
_EXACT_DIGITS = 15
_WORKBOOK, _OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its number as a spreadsheet shows it (the header is row 1), and its cells by column."""

    row: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """What was read: the columns that the file has, and its rows that are not empty."""

    columns: frozenset[str]
    records: list[Record]


def read_table(content: bytes) -> Table:
    """Read a file of experts. ``Invalid`` when it is no such file; what single cells hold is not looked at."""
    if len(content) > LARGEST:
        raise Invalid(
            "file-large",
            f"文件超过 {LARGEST // 1024 // 1024} MB。",
            field="file",
            remedy="请拆分为几个文件分别导入。",
        )
    rows = _workbook(content) if content.startswith(_WORKBOOK) else _delimited(content)
    header = next(rows, None)
    if header is None or not any(header):
        raise Invalid("file-empty", "文件没有内容。", field="file", remedy="请选择填写好的文件。")
    where = places(header)
    records: list[Record] = []
    for number, cells in enumerate(rows, 2):
        if not any(cells):
            continue
        if len(records) == MOST_ROWS:
            raise Invalid(
                "rows-many", f"文件超过 {MOST_ROWS} 行。", field="file", remedy="请拆分为几个文件分别导入。"
            )
        width = len(cells)
        records.append(
            Record(number, {key: cells[at].strip() if at < width else "" for key, at in where.items()})
        )
    if not records:
        raise Invalid("file-empty", "文件只有列名，没有专家。", field="file", remedy="请填写后再导入。")
    return Table(frozenset(where), records)


def _delimited(content: bytes) -> Iterator[Sequence[str]]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise Invalid(
            "csv-malformed",
            f"第 {reader.line_num} 行附近的引号或分隔符不成对。",
            field="file",
            remedy="请用电子表格软件打开核对后另存为 CSV。",
        ) from error


def _decoded(content: bytes) -> str:
    """UTF-8 when every byte is in order, else GB 18030: hardly any text in the latter is also the former."""
    if content.startswith(_OLD_WORKBOOK):
        raise Invalid(
            "workbook-old", "不支持 XLS 格式的旧版工作簿。", field="file", remedy="请另存为 XLSX 或者 CSV。"
        )
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Invalid(
        "encoding-unknown",
        "文件不是 XLSX，也不是 UTF-8 或 GB 18030 编码的 CSV。",
        field="file",
        remedy="请用电子表格软件另存为 XLSX 或者 CSV（UTF-8）。",
    )


def _workbook(content: bytes) -> Iterator[Sequence[str]]:
    """The first sheet of a workbook."""
    unreadable = Invalid(
        "workbook-unreadable",
        "工作簿不能读取，可能已损坏或者设有密码。",
        field="file",
        remedy="请取消密码，另存为新的 XLSX 文件。",
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
    except (zipfile.BadZipFile, ValueError) as error:
        raise unreadable from error
    if unpacked > LARGEST_UNPACKED:
        raise Invalid(
            "file-large", "工作簿展开后过大。", field="file", remedy="请拆分为几个文件，或者改用 CSV。"
        )
    try:
        sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, IndexError) as error:
        raise unreadable from error
    return ([_text(cell) for cell in row] for row in rows)


def _text(cell: object) -> str:
    """A cell as it would be typed. A long number has lost digits already: it is marked, not guessed."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        digits = str(int(cell))
        return digits if len(digits) <= _EXACT_DIGITS else f"{NUMERIC}{digits}"
    return str(cell)
