"""Who was drawn stands nowhere: dumps, logs, jobs, caches, files, exports, pages and answers of one whole story."""

from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from tests.journeys.reading import ELSEWHERE
from tests.security.addresses import addresses
from tests.security.sealing import channels
from tests.security.sealing.conftest import Moment, Story

MOMENTS = ("sealed", "over")
DESTROYED = ("已答复，链接不再使用", "收回临时证书，销毁私钥")
"""Why a box was emptied: nobody has looked into it."""
KEEPER = "pool-manager"
ROSTERS = ("核对专家名册", "销毁专家名册")
"""Why a file of the pool's manager was opened or emptied: it is of no seat."""


@pytest.fixture(params=MOMENTS)
def moment(story: Story, request: pytest.FixtureRequest) -> Moment:
    found: Moment = getattr(story, request.param)
    return found


def test_dump_names_nobody(story: Story, moment: Moment) -> None:
    rows = channels.tables(moment.dump)
    assert len(rows["vault_sealeditem"].splitlines()) > 40
    assert {
        table: found for table, text in rows.items() if (found := story.marks.people.found_in(text))
    } == {}


def test_dump_leads_from_no_seat_to_an_expert(story: Story) -> None:
    rows = channels.tables(story.sealed.dump)
    found = {table: keys for table, text in rows.items() if (keys := story.marks.keys_in(text, table=table))}
    assert found == {}


def test_dump_after_the_end_leads_to_nobody_but_by_pseudonym(story: Story) -> None:
    """The opened record speaks of pseudonyms; what would lead from these to people stays in the vault."""
    rows = channels.tables(story.over.dump)
    assert {t: found for t, text in rows.items() if (found := story.marks.keys_in(text, table=t))} == {}
    opened = [text for text in story.over.files.values() if story.marks.keys["pseudonym"].found_in(text)]
    assert len(opened) >= 1
    others = {kind: needles for kind, needles in story.marks.keys.items() if kind != "pseudonym"}
    assert [needles.found_in(text) for text in opened for needles in others.values()] == [[]] * len(
        opened
    ) * len(others)


def test_job_arguments_and_results_tell_nothing(story: Story, moment: Moment) -> None:
    rows = channels.tables(moment.dump)
    jobs = channels.columns(moment.dump, "procrastinate_jobs", "task_name", "args")
    assert {
        "yuanping.domain.experts.jobs.call_the_drawn",
        "yuanping.domain.experts.jobs.fill_vacated_seat",
    } <= {job.partition(" ")[0] for job in jobs}
    for table in ("procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers"):
        assert story.marks.found_in(rows[table]) == [], table


def test_sessions_tell_nothing(story: Story, moment: Moment) -> None:
    assert story.marks.found_in(channels.tables(moment.dump)["django_session"]) == []


def test_unsealings_lead_to_seats_alone(story: Story, moment: Moment) -> None:
    """Every row names its seat or draw and its reason; none points at a box of somebody in the pool."""
    rows = channels.columns(moment.dump, "vault_unsealing", "item_id", "reason", "project_id", "subject")
    of_seats = [row for row in rows if not any(reason in row for reason in (*DESTROYED, *ROSTERS))]
    assert len(of_seats) > 10
    assert [row for row in of_seats if row.endswith(" ") or "\\N" in row] == []
    assert story.marks.found_in("\n".join(rows)) == []


def test_logs_tell_nothing(story: Story) -> None:
    """At DEBUG, of the whole story: our own, Django's, the worker's, the driver's."""
    assert story.jobs > 20
    assert "call_the_drawn" in story.log
    assert story.marks.people.found_in(story.log) == []
    # the address of an expert's page in the pool, which its keeper opens, says nothing of seats
    told = "\n".join(line for line in story.log.splitlines() if "/pool/experts/" not in line)
    assert story.marks.keys_in(told) == []


def test_log_of_the_database_server_tells_nothing(story: Story) -> None:
    assert story.marks.found_in(story.server_log) == []


def test_caches_tell_nothing(story: Story, moment: Moment) -> None:
    assert story.marks.found_in(moment.caches) == []


def test_memory_knows_no_name_and_one_place_knows_pseudonyms(story: Story, moment: Moment) -> None:
    """The frozen pool is kept at hand by keys and pseudonyms; no page asks for it, and nobody's name is in it."""
    assert {
        name: found for name, text in moment.memory.items() if (found := story.marks.people.found_in(text))
    } == {}
    knowing = {name for name, text in moment.memory.items() if story.marks.keys_in(text)}
    assert knowing == {"yuanping.domain.experts.snapshot._frozen"}


def test_stored_files_are_boxes(story: Story) -> None:
    assert len(story.sealed.files) >= 2
    assert {
        name: found for name, text in story.sealed.files.items() if (found := story.marks.found_in(text))
    } == {}


def test_stored_files_after_the_end_name_nobody(story: Story) -> None:
    assert {
        n: found for n, text in story.over.files.items() if (found := story.marks.people.found_in(text))
    } == {}


def test_exported_record_tells_nothing(story: Story, moment: Moment) -> None:
    assert "experts.seat.vacated" in moment.record
    assert story.marks.found_in(moment.record) == []


def test_no_page_answer_or_refusal_tells_anything(story: Story) -> None:
    assert story.read.keys() <= {KEEPER}
    # who keeps the pool sees who is in it, masked, and on no page who was drawn
    kept = story.read[KEEPER]
    assert [each for each in kept if not each.removeprefix("POST ").startswith("/pool/")] == []
    assert story.marks.people.found_in("\n".join(kept)) == []
    asked = {resolve(urlsplit(url).path).view_name for url in story.asked}
    assert {address.name for address in addresses()} - asked == ELSEWHERE
