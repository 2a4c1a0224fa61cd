"""The last step: somebody with the files and the command, and no access to the node."""

import json
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.node import node_environment
from tests.browser.people import Person
from tests.browser.story import SEATS, Journey

VERIFIER = Path(__file__).resolve().parents[2] / "verifier" / "yuanping_verify.py"


def outsider_verifies(j: Journey) -> None:
    """Somebody with three downloaded files and the command, and no access to the node at all."""
    supervisor = j.person("supervisor2")
    supervisor.open("/supervisor/record/")
    record = download(supervisor, "下载全部记录", j.tmp / "record.jsonl")
    supervisor.open(f"/supervisor/projects/{j.project}/list/")
    draw = download(supervisor, re.compile(r"\.json"), j.tmp / "draw.json")
    supervisor.open(f"/supervisor/projects/{j.project}/")
    supervisor.page.locator("a[href^='/supervisor/documents/']").first.click()
    supervisor.shot("supervisor-document")
    expect(supervisor.page.locator("main table").last.get_by_text("有效", exact=True)).to_have_count(
        2 * SEATS
    )
    report = download(supervisor, re.compile("下载"), j.tmp / "report.pdf")

    verdict = verified(record)
    assert verdict["exit"] == 0, verdict
    drawn = outside(j, "draw", "verify", str(draw))
    assert (drawn["ok"], drawn["status"]) == (True, "drawn"), drawn
    assert str(drawn["sha256"]) in record.read_text(encoding="utf-8")  # the commitment that the log holds

    damaged = j.tmp / "damaged.jsonl"
    text = record.read_text(encoding="utf-8")
    damaged.write_text(
        text.replace("experts.seat.checked-in", "experts.seat.checked-on", 1), encoding="utf-8"
    )
    assert verified(damaged)["exit"] == 1

    checked = subprocess.run(["pdfsig", "-nocert", str(report)], capture_output=True, text=True, check=False)
    assert checked.stdout.count("Signature is Valid") == SEATS
    said = subprocess.run(["pdftotext", str(report), "-"], capture_output=True, text=True, check=True).stdout
    assert "对合成保洁乙的管理方案评分偏高" in re.sub(r"\s", "", said)
    assert j.node.command("witness", "verify")["ok"] is True


def download(person: Person, link: "str | re.Pattern[str]", target: Path) -> Path:
    with person.page.expect_download() as waiting:
        person.page.get_by_role("main").get_by_role("link", name=link).first.click()
    waiting.value.save_as(target)
    return target


def verified(record: Path) -> dict[str, object]:
    """What the verifier in one file says; it shares no code with the platform."""
    done = subprocess.run(
        [sys.executable, "-I", str(VERIFIER), "record", str(record), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def outside(j: Journey, *words: str) -> dict[str, object]:
    """``yuanping … --json`` where there is no node: an empty directory, no database."""
    done = subprocess.run(
        [sys.executable, "-m", "yuanping", *words, "--json"],
        cwd=j.tmp,
        env=node_environment(j.tmp / "nothing", 1),
        capture_output=True,
        text=True,
        check=False,
    )
    answer: dict[str, object] = json.loads(done.stdout)
    return answer
