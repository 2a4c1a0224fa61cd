"""Shipped files and an administrator's directory on one shelf, without Django."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.factories.law import CALENDAR, CODES, PACK, SOURCES, Law, make_law
from yuanping.core.errors import Refused
from yuanping.core.policy import Evidence, PackError
from yuanping.domain.rules import shelf
from yuanping.domain.rules.sources import Extent, locate, paragraphs


@pytest.fixture
def law(tmp_path: Path) -> Law:
    return make_law(tmp_path)


def refusal(call: object) -> PackError:
    with pytest.raises(PackError) as caught:
        call()  # type: ignore[operator]
    return caught.value


def test_shipped_files_are_found_alone(law: Law) -> None:
    alone = shelf.Shelf(law.shipped)
    assert [pack.id for pack in alone.library().packs] == ["450200/notice"]
    assert alone.calendar().years == (2027,)
    assert list(alone.sources()) == ["S1"]
    assert [register.source for register in alone.registers()] == ["S1"]
    assert alone.own() == ()


def test_own_files_stand_beside_the_shipped_ones(law: Law) -> None:
    law.add("packs/450201/own.toml", PACK.replace('"450200"', '"450201"').replace("= 168", "= 240"))
    law.add("calendars/2028.toml", CALENDAR.replace("2027", "2028"))
    law.add("regions.toml", f'{CODES}450200 = "柳州市"\n450201 = "市辖区"\n')
    law.add("specialties.toml", f'{CODES}B01 = "货物"\n')
    law.add("sources/sources.toml", SOURCES.replace('"S1"', '"X1"').replace("S1.txt", "X1.txt"))
    law.add("sources/X1.txt", (law.shipped / "sources/S1.txt").read_text("utf-8"))
    law.add("notes.md", "本单位的政策文件")
    assert [pack.id for pack in law.shelf.library().packs] == ["450200/notice", "450201/own"]
    assert law.shelf.calendar().years == (2027, 2028)
    assert law.shelf.calendar().is_workday(date(2028, 1, 4))
    assert list(law.shelf.regions().by_code) == ["450200", "450201"]
    assert list(law.shelf.specialties().by_code) == ["A08", "B01"]
    assert list(law.shelf.sources()) == ["S1", "X1"]
    assert law.shelf.own() == (
        "calendars/2028.toml",
        "packs/450201/own.toml",
        "regions.toml",
        "sources/sources.toml",
        "specialties.toml",
    )


@pytest.mark.parametrize(
    ("name", "content", "read"),
    [("packs/450200/notice.toml", PACK, "library"), ("calendars/2027.toml", CALENDAR, "calendar")],
)
def test_a_file_that_stands_twice_is_refused(law: Law, name: str, content: str, read: str) -> None:
    own = law.add(name, content)
    error = refusal(getattr(law.shelf, read))
    assert error.code == "file-duplicate"
    assert str(own) in error.message
    assert str(law.shipped / name) in error.message


def test_an_own_pack_that_loosens_a_shipped_one_is_refused(law: Law) -> None:
    law.add("packs/450201/own.toml", PACK.replace('"450200"', '"450201"').replace("= 168", "= 24"))
    error = refusal(law.shelf.library)
    assert (error.code, error.file, error.rule) == ("rule-looser", "packs/450201/own.toml", "offer.lead")


def test_a_calendar_in_the_wrong_file_is_refused(law: Law) -> None:
    law.add("calendars/2028.toml", CALENDAR)
    error = refusal(law.shelf.calendar)
    assert (error.code, error.file) == ("calendar-misnamed", "calendars/2028.toml")


def test_a_malformed_calendar_names_its_file(law: Law) -> None:
    law.add("calendars/2028.toml", CALENDAR.replace("2027", "2028").replace("last", "end"))
    error = refusal(law.shelf.calendar)
    assert (error.code, error.file) == ("calendar-malformed", "calendars/2028.toml")
    assert error.remedy == "请对照国务院办公厅的通知更正日历文件。"


@pytest.mark.parametrize(
    ("table", "code", "read"),
    [("regions.toml", "450200", "regions"), ("specialties.toml", "A08", "specialties")],
)
def test_a_code_with_another_name_is_refused(law: Law, table: str, code: str, read: str) -> None:
    own = law.add(table, f'{CODES}{code} = "别的名称"\n')
    error = refusal(getattr(law.shelf, read))
    assert error.code == "code-renamed"
    assert all(part in error.message for part in (str(own), str(law.shipped / table), code, "别的名称"))


def test_a_source_that_stands_twice_is_refused(law: Law) -> None:
    own = law.add("sources/sources.toml", SOURCES)
    law.add("sources/S1.txt", (law.shipped / "sources/S1.txt").read_text("utf-8"))
    error = refusal(law.shelf.sources)
    assert error.code == "source-duplicate"
    assert all(str(path) in error.message for path in (own, law.shipped / "sources/sources.toml"))


@pytest.mark.parametrize("name", ["pack/450200/x.toml", "region.toml", "packs/x.toml"])
def test_a_file_out_of_place_is_refused(law: Law, name: str) -> None:
    law.add(name, PACK)
    error = refusal(law.shelf.library)
    assert error.code == "place-unknown"
    assert error.remedy


def test_a_directory_that_is_not_there_is_refused(law: Law) -> None:
    error = refusal(shelf.Shelf(law.shipped, law.extra / "none").library)
    assert (error.code, error.file) == ("directory-missing", str(law.extra / "none"))
    assert shelf.VARIABLE in error.remedy


def test_the_variable_names_the_directory(law: Law, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(shelf.VARIABLE, raising=False)
    assert shelf.open_shelf().extra is None
    monkeypatch.setenv(shelf.VARIABLE, str(law.extra))
    assert shelf.open_shelf().extra == law.extra
    assert shelf.open_shelf(law.shipped).extra == law.shipped


def test_a_source_is_read_with_its_text(law: Law) -> None:
    source = law.shelf.sources()["S1"]
    assert (source.name, source.issued_on) == (
        "《关于试行远程异地评审的通知》（某财采〔2026〕1号）",
        date(2026, 1, 1),
    )
    assert (source.extent, source.evidence) == (Extent.FULL, Evidence.VERIFIED)
    assert paragraphs(source) == (
        "某市财政局文件",
        "一、主场应在评审前至少一周\n与副场沟通预约场地。",
        "二、各单位要高度重视，加强宣传引导。",
    )


@pytest.mark.parametrize(
    ("words", "index"),
    [
        ("某市财政局", 0),
        ("至少一周与副场 沟通", 1),
        ("预约场地。二、各单位", 1),
        ("二、各单位", 2),
        ("三、", None),
    ],
)
def test_words_are_located_whatever_their_spacing(law: Law, words: str, index: int | None) -> None:
    assert locate(law.shelf.sources()["S1"], words) == index


def test_a_source_without_text_has_no_paragraphs(law: Law) -> None:
    lines = [line for line in SOURCES.splitlines() if line.split(" ")[0] not in {"extent", "text", "sha256"}]
    law.add("sources/sources.toml", "\n".join(lines).replace('"S1"', '"N9"'))
    source = law.shelf.sources()["N9"]
    assert (source.text, source.extent, source.sha256, paragraphs(source)) == (None, None, None, ())


def test_a_source_without_date_says_why(law: Law) -> None:
    law.change("sources/sources.toml", "issued_on = 2026-01-01", 'undated = "原文未载明印发日期。"')
    source = law.shelf.sources()["S1"]
    assert (source.issued_on, source.undated) == (None, "原文未载明印发日期。")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("sha256 = ", "sha255 = ", "field-missing"),
        ('text = "S1.txt"\n', "", "source-malformed"),
        ('text = "S1.txt"', 'text = "../S1.txt"', "source-malformed"),
        ('text = "S1.txt"', 'text = "S2.txt"', "source-missing"),
        ('evidence = "verified"', 'evidence = "seen"', "evidence-unknown"),
        ("issued_on", 'undated = "原文未载明日期"\nissued_on', "source-malformed"),
        ('title = "关', 'colour = "红"\ntitle = "关', "field-unknown"),
    ],
)
def test_a_malformed_source_is_refused(law: Law, old: str, new: str, code: str) -> None:
    law.change("sources/sources.toml", old, new)
    error = refusal(law.shelf.sources)
    assert (error.code, error.rule) == (code, "S1")
    assert str(law.shipped / "sources/sources.toml") in error.message


def test_a_changed_text_is_refused(law: Law) -> None:
    law.change("sources/S1.txt", "一周", "两周")
    error = refusal(law.shelf.sources)
    assert (error.code, error.rule) == ("source-changed", "S1")
    assert "sha256" in error.remedy


def test_the_shipped_files_load() -> None:
    assert "411500/xgb-2022-7" in [pack.id for pack in shelf.library().packs]
    assert {2025, 2026} <= set(shelf.calendar().years)
    assert shelf.regions().get("411500").name == "信阳市"
    assert shelf.specialties().get("A080104").name == "土建"
    assert {pack.source for pack in shelf.library().packs} <= set(shelf.sources())
    with pytest.raises(Refused):
        shelf.calendar().is_workday(date(2099, 1, 1))


def test_the_shelf_needs_no_django() -> None:
    environ = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    program = (
        "import sys; from yuanping.domain.rules import shelf; shelf.library(); shelf.calendar(); shelf.regions();"
        "shelf.specialties(); shelf.sources(); shelf.clauses(); print('django' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**environ, "PYTHONPATH": str(Path(shelf.__file__).parents[3])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("False\n", "")
