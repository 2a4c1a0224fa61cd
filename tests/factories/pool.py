"""Files of experts, as people hand them in; all synthetic."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import openpyxl

from yuanping.core.identifiers import compose_id_number, compose_uscc
from yuanping.domain.experts.intake.columns import COLUMNS

HEADER = tuple(column.header for column in COLUMNS)
KEYS = tuple(column.key for column in COLUMNS)
NEW_EMPLOYER = compose_uscc("411525", "MAYPNEX1")
SURNAMES = "赵钱孙李周吴郑王冯陈"
GIVEN = "甲乙丙丁戊己庚辛壬癸"


def row(number: int, **changed: str) -> dict[str, str]:
    """The number-th synthetic expert of a file, all in order."""
    name = f"{SURNAMES[number % 10]}{GIVEN[number // 10 % 10]}{GIVEN[number // 100 % 10]}"
    birth = date(1965, 1, 1) + timedelta(days=number // 1000)
    return {
        "name": name,
        "id_number": compose_id_number("411525", birth, number % 1000),
        "phone": f"154{number:08d}",
        "region_code": "411525",
        "employer": "固始合成设计有限公司",
        "uscc": NEW_EMPLOYER,
        "specialties": "A060101；A080104",
        "title": "高级工程师",
        "in_field_since": "1990-07",
        "equal_ground": "",
        "employed_since": "2015-03",
        "past": "",
        **changed,
    }


def as_csv(
    rows: Sequence[Mapping[str, str]], *, encoding: str = "utf-8", header: Sequence[str] = HEADER
) -> bytes:
    """The rows as a CSV file with Chinese headers, in the order of ``header``."""
    keys = [KEYS[HEADER.index(name)] for name in header]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([row[key] for key in keys] for row in rows)
    return out.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Mapping[str, object]]) -> bytes:
    """The rows as a workbook; values that are no text stay figures and dates."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    for each in rows:
        sheet.append([each[key] for key in KEYS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
