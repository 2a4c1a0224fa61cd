"""What a member reads while the opening or the scores wait for their witnesses."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import evaluating as do
from tests.factories import witnesses
from tests.factories.evaluation import AT_WORK, World, started
from tests.factories.witnesses import CITY, COUNTY, seen_by
from yuanping.domain.evaluation.models import Session
from yuanping.domain.experts.models import CommitteeSeat

Browser = Callable[[CommitteeSeat], Client]
RunJobs = Callable[[], int]


@pytest.fixture
def session(ready: World, tmp_path: Path) -> Iterator[Session]:
    """Started, and nobody has a ground for recusal; two of three witnesses make the quorum."""
    with witnesses.witnessed(tmp_path):
        begun = started(ready)
        do.declare_all(ready, begun)
        yield begun


def read(mine: Client, url: str) -> str:
    """The page as read: tags removed."""
    html = mine.get(url).content.decode()
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def test_member_opens_the_bids_when_the_witnesses_have_seen_it(
    ready: World, session: Session, browser: Browser, run_jobs: RunJobs
) -> None:
    mine, url, bidder = browser(ready.seats[0]), reverse("expert:documents"), ready.bids[0].bidder_name
    before = mine.get(url).content.decode()
    assert ("等候至" in before, bidder in before) == (True, False)
    assert "开启投标文件 已入账" in read(mine, url)
    (asks,) = re.findall(r'hx-get="([^"]+)"', before)
    assert mine.get(unescape(asks)).status_code == 204
    file = mine.get(reverse("expert:bid-file", args=[ready.bids[0].pk]))
    assert (file.status_code, "已入账，已见证 0/3" in file.content.decode()) == (409, True)
    seen_by(CITY, COUNTY, now=AT_WORK)
    run_jobs()
    assert mine.get(unescape(asks))["HX-Redirect"] == url
    assert bidder in read(mine, url)


def test_member_reads_that_the_locked_scores_wait(
    ready: World, session: Session, browser: Browser, run_jobs: RunJobs
) -> None:
    do.elect(ready, session)
    do.judge_all(ready, session)
    do.score_all(ready, session)
    seen_by(CITY, now=AT_WORK)
    mine = browser(ready.seats[0])
    assert "”评分锁定 已入账 · 已见证 1/3 xinyang" in read(mine, reverse("expert:seat"))
    assert "”评分锁定 已入账 · 已见证 1/3 xinyang" in read(mine, reverse("expert:scoring"))
    seen_by(CITY, COUNTY, now=AT_WORK)
    run_jobs()
    assert "评分锁定" not in read(mine, reverse("expert:seat"))
