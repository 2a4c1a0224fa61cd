"""A small body of law in a directory: one notice of two clauses, its text, its pack and its clause register."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from yuanping.domain.rules.shelf import Shelf

TEXT = """某市财政局文件

一、主场应在评审前至少一周
与副场沟通预约场地。

二、各单位要高度重视，加强宣传引导。
"""
PACK = """
[pack]
title = "关于试行远程异地评审的通知"
number = "某财采〔2026〕1号"
issuer = "某市财政局"
issued_on = 2026-01-01
region = "450200"
status = "issued"
source = "S1"
domain = "both"
axis = "notice_on"
valid_from = 2026-01-01

[[rule]]
id = "offer.lead"
title = "场地预约提前时间"
kind = "MinLead"
op = ">="
value = 168
unit = "hour"
convention = "instant"
before = "evaluation-start"
force = "must"
cite = { article = "一", words = "至少一周与副场沟通预约场地", evidence = "verified" }
"""
CLAUSES = """
source = "S1"
rows = 2

[[row]]
id = "S1-1"
pack = "450200/notice"
article = "一"
words = "至少一周与副场沟通预约场地"
says = "至少提前一周预约副场。"
state = "enforced"
rules = ["offer.lead"]
tests = ["tests/test_offer.py::test_an_offer_in_time"]
does = "不足 168 小时的要约不予发出。"

[[row]]
id = "S1-2"
pack = "450200/notice"
article = "二"
words = "各单位要高度重视"
says = "加强宣传。"
state = "outside"
does = "由各单位自行开展。"
"""
SOURCES = f"""
[[source]]
id = "S1"
title = "关于试行远程异地评审的通知"
number = "某财采〔2026〕1号"
issuer = "某市财政局"
issued_on = 2026-01-01
extent = "full"
evidence = "verified"
text = "S1.txt"
sha256 = "{hashlib.sha256(TEXT.encode()).hexdigest()}"
"""
CALENDAR = """
year = 2027
holiday = [{ name = "元旦", first = 2027-01-01, last = 2027-01-03 }]

[source]
title = "关于2027年部分节假日安排的通知"
number = "国办发明电〔2026〕1号"
issuer = "国务院办公厅"
issued_on = 2026-11-04
"""
CODES = 'standard = "某标准"\n[codes]\n'
FILES = {
    "packs/450200/notice.toml": PACK,
    "sources/sources.toml": SOURCES,
    "sources/S1.txt": TEXT,
    "clauses/S1.toml": CLAUSES,
    "calendars/2027.toml": CALENDAR,
    "regions.toml": CODES + '450200 = "柳州市"\n',
    "specialties.toml": CODES + 'A08 = "工程施工"\n',
    "checklist.toml": '[[source]]\nid = "S1"\nrows = 2\nrules = [1]\n',
}
TESTS = {
    "pyproject.toml": "",
    "tests/test_offer.py": "def test_an_offer_in_time():\n    assert 1 + 1 == 2\n",
}


def write(root: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")
    return root


@dataclass(frozen=True)
class Law:
    """The notice as the shipped files, an empty directory of the administrator's, and a checkout with its test."""

    shipped: Path
    extra: Path
    checkout: Path

    @property
    def shelf(self) -> Shelf:
        return Shelf(self.shipped, self.extra)

    def change(self, name: str, old: str, new: str) -> None:
        """Replace words of a shipped file; they must be there."""
        content = (self.shipped / name).read_text(encoding="utf-8")
        assert old in content
        (self.shipped / name).write_text(content.replace(old, new), encoding="utf-8")

    def add(self, name: str, content: str) -> Path:
        """Put a file into the administrator's directory."""
        write(self.extra, {name: content})
        return self.extra / name


def make_law(root: Path) -> Law:
    (root / "own").mkdir()
    return Law(
        shipped=write(root / "shipped", FILES),
        extra=root / "own",
        checkout=write(root / "checkout", TESTS),
    )
