"""The first journey: from a real tender notice to a signed evaluation report, in a browser.

A separate browser context for each role; the web process is killed between any two steps and the
journey goes on; at its end an outsider verifies the record, the draw and the report.
"""

import time
from pathlib import Path
from typing import cast

import pytest
from playwright.sync_api import Browser

from tests.browser import arranging, evaluation_day, outsiders
from tests.browser.node import Node
from tests.browser.story import Journey

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def journey(browser: object, node: Node, tmp_path: Path) -> Journey:
    return Journey(cast(Browser, browser), node, tmp_path)


def test_from_the_notice_to_the_signed_report(journey: Journey) -> None:
    for step in (
        arranging.visitor_reads_what_this_is,
        arranging.agency_imports_the_notice,
        arranging.agency_lists_the_bids_and_submits,
        arranging.main_venue_holds_seats_and_asks_sub_venues,
        arranging.sub_venues_answer,
        arranging.agency_plans_and_draws,
        arranging.experts_answer_and_one_declines,
        arranging.tenderer_names_the_representative,
        arranging.clock_runs_to_the_day,
        evaluation_day.venues_check_everybody_in,
        evaluation_day.tenderer_and_supervisor_confirm_the_list,
        evaluation_day.main_venue_starts_the_evaluation,
        evaluation_day.members_declare_and_elect,
        evaluation_day.members_review,
        evaluation_day.members_score,
        evaluation_day.members_confirm_the_ranking,
        evaluation_day.members_sign_the_report,
        evaluation_day.venues_let_everybody_go,
        outsiders.outsider_verifies,
    ):
        began = time.monotonic()
        step(journey)
        acted = time.monotonic()
        journey.power_cut()
        print(f"{step.__name__}: {acted - began:.1f} s, power cut {time.monotonic() - acted:.1f} s")  # noqa: T201
    for person in journey.people.values():
        person.leave()
