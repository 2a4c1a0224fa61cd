"""The draw: intent before seed, recusal before the draw, a record that replays, redraws of one seat."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.factories import experts
from tests.factories.clock import NOW
from yuanping.base.context import system_ctx
from yuanping.base.vault.sealing import decrypt
from yuanping.base.witness import queries as witness
from yuanping.core.draw import Course, check, commitment_of
from yuanping.core.draw.origin import Origin
from yuanping.core.errors import Refused
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.call import answer_call, request_leave
from yuanping.domain.experts.actions.draw import draw_committee, intend_draw, make_draw
from yuanping.domain.experts.actions.plan import respecify_seat
from yuanping.domain.experts.actions.pool import set_availability
from yuanping.domain.experts.jobs import close_lapsed, fill_vacated_seat
from yuanping.domain.experts.models import CommitteeSeat, Expert
from yuanping.domain.experts.snapshot import frozen
from yuanping.domain.experts.states import SeatKind
from yuanping.domain.projects.models import Bid

RunJobs = Callable[[], int]


def holders(world: experts.World) -> dict[str, int]:
    """Expert by seat; opened here with the key, as nobody in the platform may."""
    found = {}
    for seat in world.seats(kind=SeatKind.EXPERT, assignment__isnull=False):
        assert seat.assignment is not None
        opened = decrypt(seat.assignment.kind, bytes(seat.assignment.box))
        found[seat.label] = int(opened["expert_id"])
    return found


def course_of(world: experts.World) -> tuple[Course, dict[str, str]]:
    """The last draw as its sealed transcript says, checked."""
    made = world.committee.draws.latest("attempt")
    opened = decrypt(made.record.kind, bytes(made.record.box))
    course = check(opened["transcript"].encode()).course
    assert course is not None
    return course, opened


def data(kind: str) -> list[dict[str, object]]:
    return [witness.parsed(e)["data"] for e in witness.entries().filter(kind=kind)]  # type: ignore[misc]


def decline(world: experts.World, label: str) -> None:
    token = experts.token_of(world.seat(label))
    answer_call(experts.visitor(world), token, accept=False, reason="business")


def test_draw_fits_plan_and_region(world: experts.World, run_jobs: RunJobs) -> None:
    committee = experts.drawn(world, run_jobs)
    assert committee.state == "drawn"
    chosen = {label: Expert.objects.get(pk=pk) for label, pk in holders(world).items()}
    regions = {label: expert.region_code for label, expert in chosen.items()}
    assert regions == {
        "主场 · 专家 1": "411500",
        "副场 1 · 专家 1": "411525",
        "副场 1 · 专家 2": "411525",
        "副场 2 · 专家 1": "411527",
    }
    assert len({expert.employer_id for expert in chosen.values()}) == 4


def test_draw_record_replays_and_matches_the_assignments(world: experts.World, run_jobs: RunJobs) -> None:
    committee = experts.drawn(world, run_jobs)
    course, opened = course_of(world)
    snapshot = committee.draws.get().snapshot
    assert snapshot is not None
    names = frozen(snapshot).names
    for seat in world.seats(kind=SeatKind.EXPERT):
        assert seat.draw_index is not None
        assert course.standing[seat.draw_index] == names[holders(world)[seat.label]]
    intent = witness.entries().get(number=int(opened["intent_number"]))
    origin = Origin.read(course.protocol)
    assert (origin.intent.hex(), origin.check()) == (intent.hash, course.seed)
    assert origin.pinned() == witness.data(intent.number)["origin"]


def test_draw_puts_its_intent_on_record_before_it(world: experts.World, run_jobs: RunJobs) -> None:
    experts.drawn(world, run_jobs)
    (intent,), (made,) = data("experts.draw.intended"), data("experts.draw.made")
    sampler = course_of(world)[0].sampler
    committed = (commitment_of(sampler.lists.values()), sampler.plan.digest)
    assert (intent["attempt"], made["attempt"]) == (1, 1)
    assert (intent["pool_digest"], intent["plan_digest"]) == committed
    assert made["intent_number"] < witness.entries().get(kind="experts.draw.made").number  # type: ignore[operator]


def test_draw_whose_pool_changed_since_the_intent_is_refused(world: experts.World) -> None:
    committee = experts.planned(world)
    ctx = world.ctx("agency")
    attempt = intend_draw(ctx, committee.pk)
    set_availability(system_ctx("测试"), Expert.objects.earliest("pk").number, available=False)
    with pytest.raises(Refused) as caught:
        make_draw(ctx, committee.pk, attempt=attempt)
    assert caught.value.code == "pool-changed"
    draw_committee(ctx, committee.pk)
    assert [intent["attempt"] for intent in data("experts.draw.intended")] == [1, 2]
    assert committee.draws.get().attempt == 2


def test_draw_of_another_s_intent_is_refused(world: experts.World) -> None:
    committee = experts.planned(world)
    ctx = world.ctx("main-admin")
    first = intend_draw(ctx, committee.pk)
    second = intend_draw(ctx, committee.pk)
    with pytest.raises(Refused) as caught:
        make_draw(ctx, committee.pk, attempt=first)
    assert caught.value.code == "draw-superseded"
    make_draw(ctx, committee.pk, attempt=second)
    with pytest.raises(Refused) as again:
        make_draw(ctx, committee.pk, attempt=second)
    assert again.value.code == "draw-superseded"


@pytest.fixture
def recused(world: experts.World) -> dict[str, int]:
    """At the far venue: one expert of each party, one of a bidder, one suspended, one free."""
    far = list(Expert.objects.filter(region_code="411527").order_by("pk"))
    project = world.project
    for expert, party in zip(far, (project.agency, project.tenderer, project.supervision), strict=False):
        expert.employer = party
        expert.save()
    Bid.objects.create(
        lot=project.lots.get(),
        ordinal=1,
        bidder_name="合成投标人",
        bidder_uscc=far[3].employer.uscc,
        price=1,
        file_name="a.pdf",
        file_sha256="0" * 64,
        file_size=1,
    )
    set_availability(system_ctx("测试"), far[4].number, available=False)
    return {"free": far[5].pk}


def test_draw_leaves_out_parties_bidders_and_suspended(
    world: experts.World, recused: dict[str, int], run_jobs: RunJobs
) -> None:
    experts.drawn(world, run_jobs)
    assert holders(world)["副场 2 · 专家 1"] == recused["free"]
    (intent,) = data("experts.draw.intended")
    assert intent["excluded"] == {"1": 1, "2": 1, "3": 1, "4": 1}


def test_eligibility_counts_before_the_draw(world: experts.World, recused: dict[str, int]) -> None:
    found = queries.eligibility(experts.planned(world))
    assert [(cell.wanted, cell.eligible, cell.employers) for cell in found.cells] == [
        (1, 6, 6),
        (2, 6, 6),
        (1, 1, 1),
    ]
    assert [(reason.label, count) for reason, count in found.excluded] == [
        ("投标单位", 1),
        ("招标单位", 1),
        ("主管部门", 1),
        ("代理机构", 1),
    ]
    assert [(cell.fitting, cell.out, cell.over_excluded) for cell in found.cells] == [
        (6, 0, False),
        (6, 0, False),
        (5, 4, True),
    ]


def test_draw_that_is_short_says_so_in_words(world: experts.World) -> None:
    near = Expert.objects.filter(region_code="411525")
    near.update(employer=near[0].employer)
    committee = experts.planned(world)
    with pytest.raises(Refused) as caught:
        draw_committee(world.ctx("agency"), committee.pk)
    assert caught.value.code == "draw-infeasible"
    assert caught.value.message == (
        "副场 1“建筑造价”（A060101）需要 2 名专家。除去回避和不可抽取的人员后，"
        "符合条件的专家来自 1 家单位，最多只能选出 1 名。"
    )
    assert "副场 1“建筑造价”改由信阳市的副场承担" in caught.value.remedy
    assert data("experts.draw.intended") == []


def test_decline_redraws_that_seat_alone(world: experts.World, run_jobs: RunJobs) -> None:
    experts.drawn(world, run_jobs)
    before = holders(world)
    for _ in range(2):
        decline(world, "副场 1 · 专家 2")
        run_jobs()
    after = holders(world)
    assert {label for label in before if before[label] != after[label]} == {"副场 1 · 专家 2"}
    course, _ = course_of(world)
    assert [(each.seat, each.number) for each in course.redraws] == [(2, 1), (2, 2)]
    assert [replaced["redraw"] for replaced in data("experts.draw.replaced")] == [1, 2]
    assert world.committee.draws.get().commitment == data("experts.draw.replaced")[-1]["commitment"]
    assert world.seat("副场 1 · 专家 2").calls.count() == 3


def test_redraw_job_run_twice_draws_once(world: experts.World, run_jobs: RunJobs) -> None:
    experts.drawn(world, run_jobs)
    decline(world, "主场 · 专家 1")
    run_jobs()
    (entry,) = witness.entries().filter(kind="experts.seat.vacated")
    fill_vacated_seat(entry.number)
    assert len(data("experts.draw.replaced")) == 1


def test_lapsed_call_is_replaced(world: experts.World, run_jobs: RunJobs) -> None:
    experts.drawn(world, run_jobs)
    before = holders(world)
    answer_call(experts.visitor(world), experts.token_of(world.seat("主场 · 专家 1")), accept=True)
    close_lapsed(system_ctx("测试").at(NOW + timedelta(hours=3)))
    run_jobs()
    after = holders(world)
    assert {label for label in before if before[label] == after[label]} == {"主场 · 专家 1"}


def test_leave_is_redrawn_with_the_same_recusals(
    world: experts.World, recused: dict[str, int], run_jobs: RunJobs
) -> None:
    experts.accepted(world, run_jobs)
    seat = world.seat("副场 2 · 专家 1")
    request_leave(world.staff_of(seat), seat.pk, reason="illness")
    run_jobs()
    seat.refresh_from_db()
    assert (seat.state, len(data("experts.draw.exhausted"))) == ("vacant", 1)
    assert queries.is_exhausted(seat)


def test_exhausted_seat_is_respecified_and_drawn_anew(
    world: experts.World, recused: dict[str, int], run_jobs: RunJobs
) -> None:
    experts.drawn(world, run_jobs)
    decline(world, "副场 2 · 专家 1")
    run_jobs()
    Expert.objects.filter(region_code="411527").update(is_available=True)
    seat = world.seat("副场 2 · 专家 1")
    Expert.objects.filter(region_code="411525", pk__in=holders(world).values()).update(is_available=True)
    moved = Expert.objects.filter(region_code="411525").exclude(pk__in=holders(world).values()).latest("pk")
    Expert.objects.filter(pk=moved.pk).update(region_code="411527")
    others = {label: pk for label, pk in holders(world).items() if label != seat.label}
    respecify_seat(world.ctx("agency"), seat.pk, specialty="A06")
    draw_committee(world.ctx("agency"), world.committee.pk)
    assert holders(world) == {**others, seat.label: moved.pk}
    assert course_of(world)[0].redraws == ()
    assert [made["attempt"] for made in data("experts.draw.made")] == [1, 2]


def test_draw_again_with_everybody_in_place_is_refused(world: experts.World, run_jobs: RunJobs) -> None:
    committee = experts.drawn(world, run_jobs)
    with pytest.raises(Refused) as caught:
        draw_committee(world.ctx("agency"), committee.pk)
    assert caught.value.code == "nothing-to-draw"


def test_workstations_are_booked_seats_of_the_venue(world: experts.World, run_jobs: RunJobs) -> None:
    experts.drawn(world, run_jobs)
    seats = CommitteeSeat.objects.select_related("workstation")
    assert all(seat.workstation and seat.workstation.venue_id == seat.venue_id for seat in seats)
    assert len({seat.workstation_id for seat in seats}) == 5


def test_draw_with_a_released_venue_is_refused(world: experts.World) -> None:
    committee = experts.planned(world)
    world.venues["near"].state = "released"
    world.venues["near"].save()
    with pytest.raises(Refused) as caught:
        draw_committee(world.ctx("agency"), committee.pk)
    assert caught.value.code == "venue-released"
