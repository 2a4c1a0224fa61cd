"""The check of a draw in a real browser: it agrees with Python's on every sort of draw, and finds what was forged."""

import json
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, Route, sync_playwright

from tests.core.draw.test_origin import DRAND, OPEN, ORIGIN, with_boxes
from tests.core.vrf.test_ecvrf import LOW_ORDER, PUBLISHED
from tests.web.components.test_browser import CHROMIUM, CONTRAST, FLAGS, TYPES, policy
from tests.web.draws import cases, published

HOST = "https://node.test"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("draw page"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's Chromium"),
]
CHECK = """async (given) => {
  const { checkDraw } = await import("/static/js/draw/check.js");
  const { Report } = await import("/static/js/verify/report.js");
  return given.map((coded) => {
    const report = new Report();
    const { held } = checkDraw(Uint8Array.from(atob(coded), (each) => each.charCodeAt(0)), report);
    return [held, report.lines.filter((line) => line.mark === "✗").map((line) => line.name)];
  });
}"""


@dataclass(frozen=True)
class Served:
    """What the node answered, made before the browser runs."""

    draw: str
    answers: dict[str, tuple[str, bytes]]


@pytest.fixture(scope="module")
def served(standing: None, run_jobs: Callable[[], int]) -> Served:
    world = published.confirmed(run_jobs)
    published.publish(world, run_jobs)
    key = [world.project.pk, 2]
    urls = [reverse(f"draws:{name}", args=key) for name in ("draw", "transcript", "log")]
    urls += [reverse("draws:check"), reverse("draws:draws"), reverse("draws:project", args=key[:1])]
    client = Client()
    answers = {}
    for url in urls:
        answer = client.get(url)
        answers[url] = (answer.headers["Content-Type"], answer.content)
    return Served(urls[0], answers)


@pytest.fixture(scope="module")
def browser(served: Served) -> Iterator[object]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser, served: Served) -> Iterator[Callable[..., Page]]:
    """Opens a page; whatever it asks for beyond our files, and every complaint, fails the test."""
    opened: list[Page] = []
    complaints: list[str] = []

    def visited(path: str, *, width: int = 1366, changed: dict[str, bytes] | None = None) -> Page:
        def answer(route: Route) -> None:
            asked = urlsplit(route.request.url).path
            if asked.startswith(settings.STATIC_URL):
                found = finders.find(asked.removeprefix(settings.STATIC_URL))
                route.fulfill(path=found, content_type=TYPES[Path(asked).suffix])
            elif asked in served.answers and route.request.method == "GET":
                kind, body = served.answers[asked]
                headers = {"Content-Security-Policy": policy()}
                route.fulfill(content_type=kind, body=(changed or {}).get(asked, body), headers=headers)
            else:
                complaints.append(route.request.url)
                route.abort()

        page = browser.new_page(viewport={"width": width, "height": 768})
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.route("**/*", answer)
        page.goto(HOST + path)
        opened.append(page)
        return page

    yield visited
    for page in opened:
        page.close()
    assert complaints == []


def coded(raws: list[bytes]) -> list[str]:
    return [b64encode(raw).decode() for raw in raws]


def lines(page: Page) -> list[tuple[str, str]]:
    page.locator("[data-draw-output][data-outcome]").wait_for()
    items = page.locator(".yp-finding").all()
    return [(i.locator("span").first.inner_text(), i.locator("strong").inner_text()) for i in items]


def outcome(page: Page) -> str:
    return page.locator("[data-draw-output][data-outcome]").get_attribute("data-outcome") or ""


def test_every_sort_of_draw_holds(visit) -> None:
    given = cases.honest()
    bodies = [json.loads(raw) for raw in given]
    assert {each["status"] for each in bodies} == {"drawn", "infeasible"}
    tries = [one for each in bodies for one in each["tries"]]
    assert {one["exact"] for one in tries} == {True, False}
    assert any(one["table"] for one in tries)
    assert any(one["counts"] and one["tickets"] for one in tries)
    assert any(each["redraws"] for each in bodies)
    assert [cases.is_fault(raw) for raw in given] == [False] * len(given)
    assert visit("/draws/check/").evaluate(CHECK, coded(given)) == [[True, []]] * len(given)


def test_every_forgery_is_found_by_the_right_check(visit) -> None:
    given = list(cases.forged())
    assert [name for name, _, raw in given if not cases.is_fault(raw)] == []
    found = visit("/draws/check/").evaluate(CHECK, coded([raw for _, _, raw in given]))
    assert {name: one for (name, _, _), one in zip(given, found, strict=True)} == {
        name: [False, [check]] for name, check, _ in given
    }


def test_vrf_and_seed_agree_with_pythons(visit) -> None:
    script = """async ([vectors, origins, low]) => {
      const { vrfOutput, publicPoint } = await import("/static/js/draw/vrf.js");
      const { checkOrigin } = await import("/static/js/draw/origin.js");
      const { hex, unhex } = await import("/static/js/draw/reading.js");
      const tried = (body) => { try { return body(); } catch (error) { return error.message; } };
      return [
        vectors.map(([, key, alpha, proof]) => hex(vrfOutput(unhex(key), unhex(alpha), unhex(proof), "不成立"))),
        vectors.map(([, key, alpha, proof]) => tried(() => vrfOutput(unhex(key), unhex(`${alpha}00`), unhex(proof), "不成立"))),
        low.map((key) => tried(() => { publicPoint(unhex(key)); return "point"; })),
        origins.map((origin) => tried(() => hex(checkOrigin(origin).seed))),
      ];
    }"""
    drand = with_boxes(replace(OPEN, beacon=DRAND))
    origins = [ORIGIN.as_json(), drand.as_json(), *altered(ORIGIN.as_json())]
    vectors, wrong, low, seeds = visit("/draws/check/").evaluate(script, [PUBLISHED, origins, LOW_ORDER])
    assert vectors == [each[4] for each in PUBLISHED]
    assert wrong == ["不成立"] * len(PUBLISHED)
    assert low == ["随机函数的公钥无效"] * len(LOW_ORDER)
    assert seeds == [
        ORIGIN.check().hex(),
        drand.check().hex(),
        "抽取机的随机证明不成立",
        "“安顺中心”揭示的随机数与其事先的承诺不符",
        "抽取机和监督机不得使用同一密钥",
        "随机信标的定义与其摘要不符",
        "抽取机的随机证明不成立",
    ]


def altered(origin: dict[str, object]) -> Iterator[object]:
    """Each with one part that was not pinned so."""
    text = json.dumps(origin)

    def fresh() -> dict[str, object]:
        return json.loads(text)  # type: ignore[no-any-return]

    box = fresh()
    box["boxes"][0]["proof"] = box["boxes"][1]["proof"]  # type: ignore[index]
    yield box
    share = fresh()
    share["contributions"][0]["value"] = "00" * 32  # type: ignore[index]
    yield share
    keys = fresh()
    keys["boxes"][1]["public_key"] = keys["boxes"][0]["public_key"]  # type: ignore[index]
    yield keys
    beacon = fresh()
    beacon["beacon"]["digest"] = "00" * 32  # type: ignore[index]
    yield beacon
    kept = fresh()
    kept["contributions"][0]["value"] = None  # type: ignore[index]
    yield kept


def test_published_draw_is_checked_with_the_log(visit, served: Served) -> None:
    page = visit(served.draw)
    found = lines(page)
    assert outcome(page) == "held"
    assert [name for mark, name in found if mark == "✓"] == [
        "入账证明",
        "记录完整",
        "抽取方案",
        "名单承诺",
        "抽取过程",
        "抽取结果",
        "候补次序",
        "补抽",
        "公开范围",
        "种子来源",
        "事先承诺",
        "先后次序",
        "抽取意向",
        "结果入账",
    ]
    assert ("！", "信任策略") in found
    assert [name for mark, name in found if mark == "·"] == ["没有核验"]  # what no computation can tell


def test_another_record_than_the_logs_is_found(visit, served: Served) -> None:
    transcript = f"{served.draw}transcript.json"
    page = visit(served.draw, changed={transcript: cases.wide()})
    assert [name for mark, name in lines(page) if mark == "✗"] == ["抽取意向"]
    assert outcome(page) == "refused"


def test_intent_that_is_not_in_the_seeds_checkpoint_is_found(visit, served: Served) -> None:
    log = f"{served.draw}log.json"
    said = json.loads(served.answers[log][1])
    said["seen"] = said["entries"][-1]["proof"]  # of another entry
    page = visit(served.draw, changed={log: json.dumps(said).encode()})
    assert ("✗", "入账证明") in lines(page)
    said["seen"] = None
    page = visit(served.draw, changed={log: json.dumps(said).encode()})
    found = lines(page)
    assert ("✓", "先后次序") in found  # by receipts alone, and the page says so
    assert [name for mark, name in found if mark == "·"] == ["没有核验", "没有核验"]


def test_entry_that_was_altered_is_found(visit, served: Served) -> None:
    log = f"{served.draw}log.json"
    said = served.answers[log][1].replace(b'\\"data.attempt\\",2]', b'\\"data.attempt\\",1]', 1)
    page = visit(served.draw, changed={log: said})
    assert ("✗", "入账证明") in lines(page)
    assert outcome(page) == "refused"


def test_kept_record_is_held_against_the_log_offline(visit, served: Served) -> None:
    page = visit(served.draw)
    lines(page)
    page.context.set_offline(offline=True)
    page.locator("summary", has_text="选择信任策略").click()

    def choose(content: bytes) -> list[str]:
        page.locator("[data-draw-output]").evaluate("o => { delete o.dataset.outcome }")
        chosen = [{"name": "draw.json", "mimeType": "application/json", "buffer": content}]
        page.locator("input[name=transcript]").set_input_files(chosen)  # type: ignore[arg-type]
        return [name for mark, name in lines(page) if mark == "✗"]

    assert choose(served.answers[f"{served.draw}transcript.json"][1]) == []
    assert choose(cases.wide()) == ["抽取意向"]


def test_file_that_a_visitor_brings_is_checked_offline(visit) -> None:
    page = visit("/draws/check/")
    page.evaluate("() => import('/static/js/draw/check.js')")
    page.context.set_offline(offline=True)
    began = time.monotonic()
    page.locator("input[name=transcript]").set_input_files(
        [{"name": "draw.json", "mimeType": "application/json", "buffer": cases.wide()}]
    )
    assert ("·", "没有核验") in lines(page)
    assert outcome(page) == "held"
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("width", [1366, 390])
def test_pages_fit_and_stand_out(visit, served: Served, width: int) -> None:
    for path in (served.draw, "/draws/check/", "/draws/", served.draw.removesuffix("2/")):
        page = visit(path, width=width)
        if path == served.draw:
            lines(page)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate(CONTRAST) == []
