"""A draw's intent waits for the witnesses, goes on by itself under the same number, lapses, or is let pass."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import timedelta
from pathlib import Path

import pytest

from tests.factories import experts, harbin, places, witnesses
from tests.factories.clock import NOW
from tests.factories.witnesses import CITY, COUNTY, FOREIGN, seen_by
from yuanping.base.context import system_ctx
from yuanping.base.witness import queries as witness
from yuanping.core.errors import Refused
from yuanping.domain.dispatch.actions.selection import draw_sub_venues
from yuanping.domain.dispatch.models import Offer, VenueDraw
from yuanping.domain.experts.actions.call import answer_call
from yuanping.domain.experts.actions.draw import draw_committee, make_draw
from yuanping.domain.experts.actions.pool import set_availability
from yuanping.domain.experts.models import Committee, Expert
from yuanping.domain.experts.states import SeatKind
from yuanping.domain.quorum import queries
from yuanping.domain.quorum.actions.waiting import look, waive
from yuanping.domain.quorum.models import Wait

RunJobs = Callable[[], int]
LATE = NOW + timedelta(seconds=600)


@pytest.fixture(scope="module")
def built(standing: None) -> experts.World:
    return experts.make()


@pytest.fixture
def world(built: experts.World, undone: None) -> experts.World:
    return deepcopy(built)


@pytest.fixture
def waiting(world: experts.World, three_witnesses: None) -> Committee:
    """Planned, and the intent of the first draw on record."""
    committee = experts.planned(world)
    assert refused(lambda: draw_committee(world.ctx("agency"), committee.pk)).code == "awaiting-witness"
    return committee


def refused(deed: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        deed()
    return caught.value


def told(kind: str) -> list[dict[str, object]]:
    return [witness.data(entry.number) for entry in witness.entries().filter(kind=kind)]


def attempts(committee: Committee) -> tuple[list[object], list[int]]:
    """The numbers of the intents, and of the draws that were made."""
    intents = [said["attempt"] for said in told("experts.draw.intended")]
    return intents, list(committee.draws.order_by("attempt").values_list("attempt", flat=True))


def watched(at_hand: Committee) -> Wait:
    return look(system_ctx("测试").at(NOW), Wait.objects.get(project_id=at_hand.project_id).pk)


def test_nothing_waits_on_a_node_without_witnesses(world: experts.World) -> None:
    committee = experts.planned(world)
    draw_committee(world.ctx("agency"), committee.pk)
    assert (attempts(committee), Wait.objects.count()) == (([1], [1]), 0)


def test_draw_waits_and_says_how_far_the_intent_has_come(world: experts.World, waiting: Committee) -> None:
    wait = Wait.objects.get()
    assert (wait.state, wait.due_at) == ("waiting", LATE)
    assert attempts(waiting) == ([1], [])
    said = []
    for names in ((), (CITY,)):
        seen_by(*names, now=NOW)
        refusal = refused(lambda: make_draw(world.ctx("agency"), waiting.pk, attempt=1))
        said.append((refusal.code, refusal.message, refusal.citation and refusal.citation.article))
    assert said == [
        ("awaiting-witness", "第 1 次抽取意向已入账，已见证 0/3，须有 2 家见证。", "见证"),
        ("awaiting-witness", "第 1 次抽取意向已入账，已见证 1/3，须有 2 家见证。", "见证"),
    ]


def test_draw_goes_on_by_itself_under_the_same_number(
    world: experts.World, waiting: Committee, run_jobs: RunJobs
) -> None:
    seen_by(CITY, now=NOW)
    run_jobs()
    assert attempts(waiting) == ([1], [])
    seen_by(CITY, FOREIGN, now=NOW)
    run_jobs()
    assert attempts(waiting) == ([1], [1])
    (met,) = told("quorum.wait.met")
    assert (met["witnesses"], met["label"]) == ([FOREIGN, CITY], "第 1 次抽取意向")
    assert {seat.state for seat in world.seats(kind=SeatKind.EXPERT)} == {"called"}
    run_jobs()  # every job once more, as after the death of a worker
    assert (attempts(waiting), told("quorum.wait.voided")) == (([1], [1]), [])


def test_another_draw_is_refused_while_the_first_waits(world: experts.World, waiting: Committee) -> None:
    refusal = refused(lambda: draw_committee(world.ctx("main-admin"), waiting.pk))
    assert (refusal.code, attempts(waiting)) == ("awaiting-witness", ([1], []))


def test_intent_lapses_after_its_time_and_is_stated_anew(
    world: experts.World, waiting: Committee, run_jobs: RunJobs
) -> None:
    early = system_ctx("测试").at(LATE - timedelta(seconds=1))
    assert look(early, Wait.objects.get().pk).state == "waiting"
    seen_by(COUNTY, now=NOW)
    assert look(early.at(LATE), Wait.objects.get().pk).state == "lapsed"
    seen_by(CITY, COUNTY, now=LATE)  # too late for the first
    assert refused(lambda: make_draw(world.ctx("agency"), waiting.pk, attempt=1)).code == "wait-lapsed"
    assert [(said["cosigned"], said["needed"]) for said in told("quorum.wait.lapsed")] == [(1, 2)]
    refused(lambda: draw_committee(world.ctx("agency"), waiting.pk))
    seen_by(CITY, COUNTY, now=LATE)
    run_jobs()
    assert attempts(waiting) == ([1, 2], [2])


def lapsed(committee: Committee) -> Wait:
    return look(system_ctx("测试").at(LATE), Wait.objects.get(project_id=committee.project_id).pk)


def test_supervisor_lets_a_lapsed_intent_pass_with_a_reason(
    world: experts.World, waiting: Committee, run_jobs: RunJobs
) -> None:
    wait = lapsed(waiting)
    supervisor = world.ctx("supervisor", now=LATE)
    assert queries.waivable(supervisor) == [wait]
    waive(supervisor, wait.pk, reason="两家见证方机房检修，同意继续")
    run_jobs()
    assert attempts(waiting) == ([1], [1])
    (said,) = told("quorum.wait.waived")
    assert (said["reason"], said["cosigned"], said["needed"]) == ("两家见证方机房检修，同意继续", 0, 2)
    assert queries.waivable(supervisor) == []


def test_waiver_is_refused_before_the_time_without_reason_and_after_a_new_attempt(
    world: experts.World, waiting: Committee
) -> None:
    wait, supervisor = Wait.objects.get(), world.ctx("supervisor")
    codes = [refused(lambda: waive(supervisor, wait.pk, reason="同意")).code]
    lapsed(waiting)
    codes.append(refused(lambda: waive(world.ctx("agency"), wait.pk, reason="同意")).code)
    codes.append(refused(lambda: waive(supervisor, wait.pk, reason=" ")).code)
    codes.append(refused(lambda: waive(supervisor, wait.pk, reason="同" * 501)).code)
    refused(lambda: draw_committee(world.ctx("agency"), waiting.pk))
    codes.append(refused(lambda: waive(supervisor, wait.pk, reason="同意")).code)
    assert codes == ["wrong-state", "not-your-role", "reason-missing", "reason-long", "wait-superseded"]
    assert told("quorum.wait.waived") == []


def test_draw_whose_pool_changed_while_it_waited_is_void_on_record(
    world: experts.World, waiting: Committee, run_jobs: RunJobs
) -> None:
    set_availability(system_ctx("测试"), Expert.objects.earliest("pk").number, available=False)
    seen_by(CITY, COUNTY, now=NOW)
    run_jobs()
    run_jobs()
    assert (attempts(waiting), Wait.objects.get().state) == (([1], []), "void")
    assert [said["code"] for said in told("quorum.wait.voided")] == ["pool-changed"]
    refused(lambda: draw_committee(world.ctx("agency"), waiting.pk))
    assert attempts(waiting) == ([1, 2], [])


def test_vacated_seat_is_filled_when_the_new_intent_is_witnessed(
    world: experts.World, waiting: Committee, run_jobs: RunJobs
) -> None:
    seen_by(CITY, COUNTY, now=NOW)
    run_jobs()
    changed = Expert.objects.latest("pk")  # so that the seat cannot be filled within the first draw
    set_availability(system_ctx("测试"), changed.number, available=False)
    label = "主场 · 专家 1"
    answer_call(experts.visitor(world), experts.token_of(world.seat(label)), accept=False, reason="business")
    run_jobs()
    assert (world.seat(label).state, attempts(waiting)) == ("vacant", ([1, 2], [1]))
    run_jobs()  # the job that fills the seat, again: no third attempt
    seen_by(CITY, COUNTY, now=NOW)
    run_jobs()
    assert (world.seat(label).state, attempts(waiting)) == ("called", ([1, 2], [1, 2]))


@pytest.fixture
def patient(tmp_path: Path) -> Iterator[None]:
    with witnesses.witnessed(tmp_path, patience=5):
        yield


def test_one_press_of_the_button_is_enough_where_the_witnesses_answer(
    world: experts.World, patient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    committee = experts.planned(world)
    monkeypatch.setattr("time.sleep", lambda _: seen_by(CITY, COUNTY, now=NOW))  # what happens meanwhile
    made = draw_committee(world.ctx("agency"), committee.pk)
    assert (made.attempt, attempts(committee), Wait.objects.get().state) == (1, ([1], [1]), "met")


@pytest.fixture(scope="module")
def far_world(standing: None) -> harbin.Harbin:
    return harbin.make()


def test_choice_of_sub_venues_waits_and_goes_on_under_the_same_number(
    far_world: harbin.Harbin, undone: None, three_witnesses: None, run_jobs: RunJobs
) -> None:
    project = far_world.project

    def choose() -> None:
        draw_sub_venues(far_world.admin, project.pk, centres=2, seats_each=2)

    assert refused(choose).message == "第 1 次选取副场意向已入账，已见证 0/3，须有 2 家见证。"
    assert refused(choose).code == "awaiting-witness"
    run_jobs()
    assert (VenueDraw.objects.get().state, Offer.objects.count()) == ("intended", 0)
    seen_by(CITY, FOREIGN, now=NOW)
    run_jobs()
    assert (VenueDraw.objects.get().state, Offer.objects.count()) == ("drawn", 2)


def test_choice_of_sub_venues_lapses_and_is_made_anew_or_void(
    far_world: harbin.Harbin, undone: None, three_witnesses: None, run_jobs: RunJobs
) -> None:
    def choose() -> None:
        draw_sub_venues(far_world.admin, far_world.project.pk, centres=2, seats_each=2)

    refused(choose)
    look(system_ctx("测试").at(LATE), Wait.objects.get().pk)
    refused(choose)
    places.city_centre("大庆市", region_code="230600")
    seen_by(CITY, FOREIGN, now=NOW)
    run_jobs()
    assert [draw.state for draw in VenueDraw.objects.order_by("attempt")] == ["intended", "intended"]
    assert [wait.state for wait in Wait.objects.all()] == ["lapsed", "void"]
    assert [said["code"] for said in told("quorum.wait.voided")] == ["pool-changed"]
