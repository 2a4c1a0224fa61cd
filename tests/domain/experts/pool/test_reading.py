"""Files as people have them: encodings, workbooks, headers in any order; and files that are none."""

from datetime import datetime

import pytest

from tests.factories import pool
from yuanping.core.errors import Invalid
from yuanping.domain.experts.intake.columns import template
from yuanping.domain.experts.intake.reading import NUMERIC, read_table

ROWS = [pool.row(1), pool.row(2, name="阿卜杜拉·买买提")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_both_encodings(encoding: str) -> None:
    table = read_table(pool.as_csv(ROWS, encoding=encoding))
    assert [record.row for record in table.records] == [2, 3]
    assert [record.cells for record in table.records] == ROWS


def test_rare_characters_survive_gb18030() -> None:
    rare = [pool.row(1, name="周𫖮䶮")]
    assert read_table(pool.as_csv(rare, encoding="gb18030")).records[0].cells["name"] == "周𫖮䶮"


def test_columns_may_stand_in_any_order() -> None:
    table = read_table(pool.as_csv(ROWS, header=pool.HEADER[::-1]))
    assert [record.cells for record in table.records] == ROWS


def test_headers_under_other_names_are_known() -> None:
    text = pool.as_csv(ROWS).decode()
    renamed = text.replace("身份证号", "身份证号码*", 1).replace("手机号码", " 手机号（必填）", 1)
    assert [record.cells for record in read_table(renamed.encode()).records] == ROWS


def test_workbook_is_read_like_a_csv() -> None:
    assert [record.cells for record in read_table(pool.as_xlsx(ROWS)).records] == ROWS


def test_workbook_figures_and_dates_are_read_as_typed() -> None:
    figures = {
        **pool.row(1),
        "phone": 15400000001,
        "id_number": 411525196501010013,
        "in_field_since": datetime(1990, 7, 1),
    }
    cells = read_table(pool.as_xlsx([figures])).records[0].cells
    assert (cells["phone"], cells["in_field_since"]) == ("15400000001", "1990-07-01")
    assert cells["id_number"].startswith(NUMERIC)


def test_empty_rows_are_passed_over_and_numbers_stay() -> None:
    content = pool.as_csv(ROWS).replace(b"\r\n", b"\r\n\r\n", 1)
    assert [record.row for record in read_table(content).records] == [3, 4]


def test_template_can_be_handed_in_as_it_is() -> None:
    (record,) = read_table(template()).records
    assert (record.row, record.cells["title"]) == (2, "高级工程师")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (pool.as_csv([]), "file-empty"),
        (pool.as_csv(ROWS).replace("姓名".encode(), "名".encode(), 1), "column-missing"),
        (pool.as_csv(ROWS).replace("专业代码".encode(), "姓名".encode(), 1), "column-repeated"),
        (pool.as_csv(ROWS) + b'"open,quote\r\n', "csv-malformed"),
        (b"PK\x03\x04 no workbook", "workbook-unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook-old"),
        (b"\xff\xff\x00\xff\x00", "encoding-unknown"),
        (b"%PDF-1.7\n", "column-missing"),
    ],
)
def test_what_is_no_file_of_experts_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_table(content)
    assert (caught.value.code, caught.value.field) == (code, "file")
