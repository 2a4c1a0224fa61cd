"""The member's pages from the first declaration to the confirmed summary, as a browser sees them."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.factories import evaluating as do
from tests.factories.evaluation import World, started, world
from yuanping.base.ports.storage import storage
from yuanping.domain.evaluation.actions.scoring import submit_scores
from yuanping.domain.evaluation.models import Session, Sheet
from yuanping.domain.evaluation.states import SheetState, Stage
from yuanping.domain.experts.models import CommitteeSeat

Browser = Callable[[CommitteeSeat], Client]
HOSTILE = '<script>alert("x")</script>&"甲'


def text(response: HttpResponse) -> str:
    """The page as read: tags removed."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def url(name: str, *args: object) -> str:
    return reverse(f"expert:{name}", args=args)


def test_seat_before_the_start_waits(ready: World, browser: Browser) -> None:
    page = browser(ready.seats[0]).get(url("seat"))
    assert page.status_code == 200
    assert "评标尚未启动" in text(page)
    assert browser(ready.seats[0]).get(url("scoring")).status_code == 409


def test_seat_is_closed_to_others(ready: World, browser: Browser) -> None:
    started(ready)
    assert browser(ready.seats[0]).get(url("seat")).status_code == 200
    visitor = Client().get(url("seat"))
    assert (visitor.status_code, visitor.headers["Location"].partition("?")[0]) == (302, "/login/")


def test_seat_shows_the_steps_in_their_order(ready: World, browser: Browser) -> None:
    started(ready)
    page = text(browser(ready.seats[0]).get(url("seat")))
    labels = ["回避声明", "推选组长", "查阅文件", "初步评审", "详细评审", "汇总确认", "签署报告"]
    places = [page.index(f"{n}. {label}") for n, label in enumerate(labels, 1)]
    assert places == sorted(places)


def test_recusal_page_declares_and_waits_for_the_others(ready: World, browser: Browser) -> None:
    session = started(ready)
    mine = browser(ready.seats[0])
    empty = mine.post(url("recusal"), {})
    assert (empty.status_code, "请选择“无需回避”或者“需要回避”" in text(empty)) == (422, True)
    assert mine.post(url("recusal"), {"declaration": "none"}).status_code == 302
    page = text(mine.get(url("recusal")))
    assert "正在等待（4 / 5）" in page
    assert session.members.exclude(declared_at=None).count() == 1


def test_conflict_needs_its_reason(ready: World, browser: Browser) -> None:
    started(ready)
    page = browser(ready.seats[0]).post(url("recusal"), {"declaration": "conflict"})
    assert (page.status_code, "请填写需要回避的理由" in text(page)) == (422, True)


def test_chair_page_votes_and_shows_finished_rounds(ready: World, browser: Browser) -> None:
    session = started(ready)
    do.declare_all(ready, session)
    mine = browser(ready.seats[0])
    page = mine.get(url("chair"))
    assert "招标人代表 1（不得担任组长）" in text(page)
    chosen = session.members.get(seat=ready.seats[3]).pk
    assert mine.post(url("chair"), {"member_id": chosen}).status_code == 302
    waiting = text(mine.get(url("chair")))
    assert "您在本轮投给：副场 1 · 专家 1" in waiting
    for seat in ready.seats[1:]:
        browser(seat).post(url("chair"), {"member_id": chosen})
    assert "副场 1 · 专家 1当选评标委员会组长" in text(mine.get(url("chair")))


def test_files_open_only_at_the_own_seat_after_the_declaration(
    ready: World, browser: Browser, settings: Settings, tmp_path: object
) -> None:
    settings.FILES_ROOT = tmp_path
    stored = storage().put([b"%PDF-1.7 synthetic"])
    bid = ready.bids[0]
    bid.file_sha256, bid.file_size, bid.file_name = stored.sha256, stored.size, '标书"一.pdf'
    bid.save()
    session = started(ready)
    mine = browser(ready.seats[0])
    assert mine.get(url("bid-file", bid.pk)).status_code == 409
    do.declare_all(ready, session)
    page = mine.get(url("bid-file", bid.pk))
    assert b"".join(page.streaming_content) == b"%PDF-1.7 synthetic"  # type: ignore[attr-defined]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Content-Type"] == "application/pdf"
    assert page.headers["Content-Disposition"].startswith("inline; filename*=UTF-8''")
    assert '"' not in page.headers["Content-Disposition"]
    assert mine.get(url("bid-file", ready.bids[1].pk)).status_code == 409
    other = world()
    started(other)
    assert mine.get(url("bid-file", other.bids[0].pk)).status_code == 404
    CommitteeSeat.objects.filter(pk=ready.seats[0].pk).update(state="checked-out")
    assert mine.get(url("bid-file", bid.pk)).status_code == 403


def reviewing(of: World) -> Session:
    session = started(of)
    do.declare_all(of, session)
    do.elect(of, session)
    return session


def test_preliminary_review_is_kept_and_handed_in(ready: World, browser: Browser) -> None:
    reviewing(ready)
    mine, seat = browser(ready.seats[0]), ready.at(ready.seats[0])
    sheet = do.open_sheet(seat, Stage.PRELIMINARY)
    pages = [url("preliminary-bid", sheet.pk, bid.pk) for bid in ready.bids]
    first = mine.post(pages[0], {"score-0": "fail", "score-1": "pass", "next": "1"})
    assert (first.status_code, first.headers["Location"]) == (302, pages[1])
    overview = mine.get(url("preliminary"))
    assert "尚未完成（7 项）" in text(overview)
    assert f"{pages[0]}#score-0" in overview.content.decode()
    mine.post(pages[0], {"score-0": "fail", "score-0-reason": HOSTILE, "score-1": "pass"})
    for page in pages[1:]:
        mine.post(page, {"score-0": "pass", "score-1": "pass"})
    shown = mine.get(pages[0]).content.decode()
    assert HOSTILE not in shown
    assert "&lt;script&gt;" in shown
    handed_in = mine.post(url("preliminary"), {"sheet_id": sheet.pk})
    assert handed_in.status_code == 302
    sheet.refresh_from_db()
    assert sheet.state == "submitted"
    assert "正在等待（4 / 5）" in text(mine.get(url("preliminary")))


def scoring(of: World) -> Session:
    session = reviewing(of)
    do.judge_all(of, session)
    return session


def test_score_page_keeps_typed_values_when_one_is_wrong(ready: World, browser: Browser) -> None:
    scoring(ready)
    mine = browser(ready.seats[0])
    sheet = do.open_sheet(ready.at(ready.seats[0]), Stage.DETAILED)
    page = url("scoring-bid", sheet.pk, ready.bids[0].pk)
    answer = mine.post(page, {"score-0": "41", "score-0-reason": HOSTILE, "score-1": "25"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="41"' in html
    assert 'value="25"' in html
    assert HOSTILE not in html
    assert "“施工组织设计”的分值 41 超出评分范围（0 至 40 分）" in text(answer)
    assert mine.post(page, {"score-0": "35.5", "score-1": "25"}).status_code == 302
    assert "60.5" in text(mine.get(page))


def test_autosave_keeps_what_is_in_order_and_names_the_rest(ready: World, browser: Browser) -> None:
    scoring(ready)
    mine = browser(ready.seats[0])
    sheet = do.open_sheet(ready.at(ready.seats[0]), Stage.DETAILED)
    page = url("scoring-bid", sheet.pk, ready.bids[0].pk)
    saved = mine.post(page, {"score-0": "41", "score-1": "25"}, headers={"HX-Request": "true"})
    assert (saved.status_code, "部分内容未保存" in text(saved)) == (422, True)
    sheet.refresh_from_db()
    assert sheet.filled == 1
    saved = mine.post(page, {"score-0": "40", "score-1": "25"}, headers={"HX-Request": "true"})
    assert (saved.status_code, "合计 65 分" in text(saved)) == (200, True)


def test_foreign_sheet_has_no_page(ready: World, browser: Browser) -> None:
    scoring(ready)
    sheet = do.open_sheet(ready.at(ready.seats[0]), Stage.DETAILED)
    page = url("scoring-bid", sheet.pk, ready.bids[0].pk)
    assert browser(ready.seats[0]).get(page).status_code == 200
    assert browser(ready.seats[1]).get(page).status_code == 404
    assert browser(ready.seats[1]).post(page, {"score-0": "1"}).status_code == 404


def test_no_page_shows_foreign_scores_before_the_release(ready: World, browser: Browser) -> None:
    session = scoring(ready)
    secret = {"plan": "37.77", "record": "25"}
    for number, ctx in enumerate(ready.everybody()[:4]):
        sheet = do.open_sheet(ctx, Stage.DETAILED)
        submit_scores(
            ctx,
            session.pk,
            sheet.pk,
            do.marks(sheet, secret if number == 0 else {"plan": "30", "record": "25"}),
        )
    last = browser(ready.seats[4])
    for name in ("seat", "recusal", "chair", "documents", "preliminary", "scoring", "summary"):
        page = last.get(url(name))
        assert page.status_code == 200
        assert "37.77" not in page.content.decode()
    assert (
        "37.77"
        in browser(ready.seats[0])
        .get(
            url(
                "scoring-bid",
                Sheet.objects.get(member__seat=ready.seats[0], stage=Stage.DETAILED).pk,
                ready.bids[0].pk,
            )
        )
        .content.decode()
    )


def test_summary_shows_every_figure_and_takes_the_confirmation(ready: World, browser: Browser) -> None:
    session = scoring(ready)
    do.score_all(ready, session)
    mine = browser(ready.seats[0])
    page = mine.get(url("summary"))
    read = text(page)
    for figure in ("87.00", "(30 + 31 + 32 + 33 + 34) ÷ 5", "评标基准价", "第 1 名 合成投标人1"):
        assert figure in read
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page.content.decode())
    assert seen is not None
    assert mine.post(url("summary"), {"seen": seen[1]}).status_code == 422
    assert mine.post(url("summary"), {"seen": seen[1], "promise": "1"}).status_code == 302
    assert "您已确认汇总结果" in text(mine.get(url("summary")))


def test_correction_form_refuses_with_the_rule_and_corrects(ready: World, browser: Browser) -> None:
    session = scoring(ready)
    for number, ctx in enumerate(ready.everybody()):
        sheet = do.open_sheet(ctx, Stage.DETAILED)
        submit_scores(
            ctx,
            session.pk,
            sheet.pk,
            do.marks(sheet, {"plan": "30", "record": "20" if number == 0 else "25"}),
        )
    mine = browser(ready.seats[0])
    wish = {"target": f"{ready.bids[0].pk}:record", "points": "25", "ground": "arithmetic", "reason": HOSTILE}
    refused = mine.post(url("summary"), wish)
    assert (refused.status_code, "第六十四条" in text(refused)) == (422, True)
    done = mine.post(url("summary"), {**wish, "ground": "objective-inconsistent"})
    assert done.status_code == 302
    shown = mine.get(url("summary")).content.decode()
    assert "客观评审因素评分不一致" in shown
    assert HOSTILE not in shown


def test_waiting_area_says_nothing_new_until_something_is(ready: World, browser: Browser) -> None:
    session = started(ready)
    mine = browser(ready.seats[0])
    mine.post(url("recusal"), {"declaration": "none"})
    asked = re.search(r'hx-get="([^"]+)"', mine.get(url("recusal")).content.decode())
    assert asked is not None
    assert mine.get(unescape(asked[1])).status_code == 204
    browser(ready.seats[1]).post(url("recusal"), {"declaration": "none"})
    assert "正在等待（3 / 5）" in text(mine.get(unescape(asked[1])))
    for seat in ready.seats[2:]:
        browser(seat).post(url("recusal"), {"declaration": "none"})
    moved = mine.get(unescape(asked[1]))
    assert (moved.status_code, moved.headers["HX-Redirect"]) == (204, url("chair"))
    session.refresh_from_db()
    assert session.state == "chair"


def test_hostile_names_are_shown_as_text(undone: None, browser: Browser) -> None:
    hostile = world()
    hostile.bids[0].bidder_name = HOSTILE
    hostile.bids[0].save()
    hostile.project.name = HOSTILE
    hostile.project.save()
    session = scoring(hostile)
    do.score_all(hostile, session)
    mine = browser(hostile.seats[0])
    for name in ("seat", "recusal", "chair", "documents", "preliminary", "scoring", "summary"):
        html = mine.get(url(name)).content.decode()
        assert "<script>alert" not in html
    assert Sheet.objects.filter(state=SheetState.DRAFT).count() == 0


@pytest.mark.parametrize(
    "name", ["seat", "recusal", "chair", "documents", "preliminary", "scoring", "summary"]
)
def test_pages_load_nothing_inline(ready: World, browser: Browser, name: str) -> None:
    started(ready)
    browser(ready.seats[0]).post(url("recusal"), {"declaration": "none"})
    html = browser(ready.seats[0]).get(url(name)).content.decode()
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=", html)
