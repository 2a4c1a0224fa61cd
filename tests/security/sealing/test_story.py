"""Who was drawn stands nowhere: dumps, logs, jobs, caches, files, exports, pages and answers of one whole story."""

from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from tests.journeys.reading import ELSEWHERE
from tests.security.addresses import addresses
from tests.security.sealing import channels
from tests.security.sealing.conftest import Moment, Story

MOMENTS = ("sealed", "over")


@pytest.fixture(params=MOMENTS)
def moment(story: Story, request: pytest.FixtureRequest) -> Moment:
    found: Moment = getattr(story, request.param)
    return found


def test_dump_names_nobody(story: Story, moment: Moment) -> None:
    rows = channels.tables(moment.dump)
    assert len(rows["vault_sealeditem"].splitlines()) > 40
    assert {table: found for table, text in rows.items() if (found := story.marks.people.found_in(text))} == {}


def test_dump_leads_from_no_seat_to_an_expert(story: Story) -> None:
    rows = channels.tables(story.sealed.dump)
    found = {table: keys for table, text in rows.items() if (keys := story.marks.keys_in(text, table=table))}
    assert found == {}
