"""Recusal over the rows: declared employers and ties before the draw, the second stage after it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.domain.experts.test_draw import data, holders
from tests.factories import experts, people
from tests.factories.clock import NOW, STARTS
from yuanping.base.context import system_ctx
from yuanping.base.ports.models import OutboxMessage
from yuanping.base.vault.sealing import decrypt
from yuanping.core.draw import DrawClass, Infeasible, Person, Plan, Pool, Sampler
from yuanping.core.errors import NotAllowed, NotFound, Refused
from yuanping.core.identifiers import compose_uscc
from yuanping.core.intervals import Interval
from yuanping.core.local_time import local_date
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.attendance import check_out
from yuanping.domain.experts.actions.draw import intend_draw
from yuanping.domain.experts.actions.recusal import (
    declare_employer,
    end_relation,
    note_relation,
    withdraw_conflicted,
    withdraw_declaration,
)
from yuanping.domain.experts.models import CallOut, EmployerDeclaration, Expert, Participation, Relation
from yuanping.domain.experts.recusal import exclusions, facts
from yuanping.domain.experts.recusal.judging import Facts, judge
from yuanping.domain.experts.recusal.stages import second_stage
from yuanping.domain.experts.recusal.terms import Terms
from yuanping.domain.experts.states import Recusal, SeatState
from yuanping.domain.people.states import OrganisationKind
from yuanping.domain.projects.models import Bid

RunJobs = Callable[[], int]
LABEL = "副场 1 · 专家 1"
ON = local_date(STARTS)
DURING = Interval(STARTS, STARTS + timedelta(hours=4))
DECLARED = {"name": "某咨询有限公司", "ground": "preparation"}


def far(world: experts.World) -> list[Expert]:
    return list(Expert.objects.filter(region_code="411527").select_related("employer").order_by("pk"))


def found(world: experts.World) -> dict[str, int]:
    return dict(exclusions(world.project, during=DURING, on=ON).counts)


def bid_of(world: experts.World, uscc: str) -> None:
    Bid.objects.create(
        lot=world.project.lots.get(),
        ordinal=1,
        bidder_name="合成投标人",
        bidder_uscc=uscc,
        price=1,
        file_name="a.pdf",
        file_sha256="0" * 64,
        file_size=1,
    )


def test_a_declared_employer_stays_out_until_withdrawn(world: experts.World) -> None:
    expert = far(world)[0]
    row = declare_employer(world.ctx("agency"), world.project.pk, uscc=expert.employer.uscc, **DECLARED)
    assert found(world) == {"9": 1}
    withdraw_declaration(world.ctx("agency"), row.pk, reason="填错单位")
    assert found(world) == {}
    declare_employer(world.ctx("tenderer"), world.project.pk, uscc=expert.employer.uscc, **DECLARED)
    assert found(world) == {"9": 1}
    told = data("experts.recusal.employer-declared")
    assert [(each["ground"], each["uscc"]) for each in told] == [("preparation", expert.employer.uscc)] * 2


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"uscc": "123"}, "uscc-length"),
        ({"name": " "}, "employer-name"),
        ({"ground": "dislike"}, "ground-missing"),
        ({"ground": "other"}, "ground-words-missing"),
        ({"note": "长" * 201}, "text-too-long"),
    ],
)
def test_a_declaration_with_a_fault_is_refused(
    world: experts.World, changed: dict[str, str], code: str
) -> None:
    given_ = {"uscc": far(world)[0].employer.uscc, **DECLARED} | changed
    with pytest.raises(Refused) as caught:
        declare_employer(world.ctx("agency"), world.project.pk, **given_)
    assert (caught.value.code, EmployerDeclaration.objects.count()) == (code, 0)


def test_a_party_or_a_declared_employer_is_not_declared_again(world: experts.World) -> None:
    agency, uscc = world.ctx("agency"), far(world)[0].employer.uscc
    declare_employer(agency, world.project.pk, uscc=uscc, **DECLARED)
    codes = []
    for each in (uscc, world.project.tenderer.uscc):
        with pytest.raises(Refused) as caught:
            declare_employer(agency, world.project.pk, uscc=each, **DECLARED)
        codes.append(caught.value.code)
    assert codes == ["employer-declared", "party-recused"]


def test_nothing_is_declared_or_withdrawn_once_a_draw_was_intended(world: experts.World) -> None:
    """Else whoever declares one employer after another sees by the seat that empties who was drawn."""
    agency = world.ctx("agency")
    row = declare_employer(agency, world.project.pk, uscc=far(world)[0].employer.uscc, **DECLARED)
    intend_draw(agency, experts.planned(world).pk)
    for late in (
        lambda: declare_employer(agency, world.project.pk, uscc=far(world)[1].employer.uscc, **DECLARED),
        lambda: withdraw_declaration(agency, row.pk, reason="填错单位"),
    ):
        with pytest.raises(Refused) as caught:
            late()
        assert caught.value.code == "draw-under-way"


def test_a_declaration_is_its_maker_s_to_withdraw(world: experts.World) -> None:
    row = declare_employer(
        world.ctx("agency"), world.project.pk, uscc=far(world)[0].employer.uscc, **DECLARED
    )
    with pytest.raises(Refused) as caught:
        withdraw_declaration(world.ctx("tenderer"), row.pk, reason="不同意")
    assert caught.value.code == "declared-by-another"
    with pytest.raises(NotAllowed):
        withdraw_declaration(world.ctx("near-admin"), row.pk, reason="不同意")
    assert [each.pk for each in queries.declarations(world.ctx("supervisor"), world.project.pk)] == [row.pk]
    assert not queries.declarations(world.ctx("near-admin"), world.project.pk).exists()


def test_a_tie_to_a_bidder_keeps_the_expert_out(world: experts.World) -> None:
    expert, bidder = far(world)[0], compose_uscc("411500", "MA000001")
    tie = note_relation(
        system_ctx("测试"), expert.number, uscc=bidder, kind="director", from_on=date(2020, 1, 1)
    )
    assert found(world) == {}
    bid_of(world, bidder)
    assert found(world) == {"office": 1}
    end_relation(system_ctx("测试"), tie.pk, to_on=ON.replace(year=ON.year - 4))
    assert found(world) == {}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"kind": "friend"}, "relation-unknown"),
        ({"to_on": date(2019, 12, 31)}, "relation-days"),
        ({"uscc": "123"}, "uscc-length"),
    ],
)
def test_a_tie_with_a_fault_is_refused(world: experts.World, changed: dict[str, object], code: str) -> None:
    entered = {"uscc": far(world)[0].employer.uscc, "kind": "director", "from_on": date(2020, 1, 1)} | changed
    with pytest.raises(Refused) as caught:
        note_relation(system_ctx("测试"), far(world)[0].number, **entered)  # type: ignore[arg-type]
    assert (caught.value.code, Relation.objects.count()) == (code, 0)


def test_a_tie_of_nobody_is_refused(world: experts.World) -> None:
    with pytest.raises(NotFound):
        note_relation(
            system_ctx("测试"), "ZJ0", uscc=far(world)[0].employer.uscc, kind="director", from_on=NOW.date()
        )


def test_the_event_of_a_tie_names_neither_expert_nor_organisation(world: experts.World) -> None:
    uscc = far(world)[1].employer.uscc
    note_relation(
        system_ctx("测试"), far(world)[0].number, uscc=uscc, kind="director", from_on=date(2020, 1, 1)
    )
    (told,) = data("experts.recusal.relation-noted")
    assert set(told) == {"relation_id", "ended"}


def test_the_intent_commits_to_the_counts_of_each_class(world: experts.World) -> None:
    uscc = far(world)[0].employer.uscc
    declare_employer(world.ctx("agency"), world.project.pk, uscc=uscc, **DECLARED)
    intend_draw(world.ctx("agency"), experts.planned(world).pk)
    (intent,) = data("experts.draw.intended")
    assert intent["excluded"] == {"9": 1}
    classes = {each["region"]: each for each in intent["classes"]}  # type: ignore[attr-defined]
    assert classes["411527"] == {
        "specialty": experts.STRUCTURE,
        "region": "411527",
        "wanted": 1,
        "fitting": 6,
        "experts": 5,
        "employers": 5,
        "excluded": {"9": 1},
    }
    assert data("experts.recusal.over-excluded") == []


def test_over_exclusion_is_told_to_the_supervisor_before_the_draw(world: experts.World) -> None:
    for expert in far(world)[:3]:
        declare_employer(world.ctx("agency"), world.project.pk, uscc=expert.employer.uscc, **DECLARED)
    committee = experts.planned(world)
    assert [cell.over_excluded for cell in queries.eligibility(committee).cells] == [False, False, True]
    intend_draw(world.ctx("agency"), committee.pk)
    (alarm,) = data("experts.recusal.over-excluded")
    assert (alarm["region"], alarm["at_hand"], alarm["experts"], alarm["excluded"]) == (
        "411527",
        6,
        3,
        {"9": 3},
    )
    assert data("experts.draw.made") == []


@pytest.fixture
def near_holder(world: experts.World, run_jobs: RunJobs) -> Expert:
    """The expert who has agreed to come to a sub-venue."""
    experts.accepted(world, run_jobs)
    return Expert.objects.select_related("employer").get(pk=holders(world)[LABEL])


def test_a_member_whose_bidder_becomes_known_withdraws_and_is_replaced(
    world: experts.World, near_holder: Expert, run_jobs: RunJobs
) -> None:
    before = holders(world)
    assert second_stage(system_ctx("测试"), world.project) == []
    bid_of(world, near_holder.employer.uscc)
    (found_,) = second_stage(system_ctx("测试"), world.project)
    assert (found_.seat.label, found_.reason.code) == (LABEL, Recusal.BIDDER)
    withdraw_conflicted(system_ctx("测试"), world.project.pk)
    run_jobs()
    after = holders(world)
    assert {label: pk for label, pk in after.items() if label != LABEL} == {
        label: pk for label, pk in before.items() if label != LABEL
    }
    assert after[LABEL] != before[LABEL]
    assert Expert.objects.get(pk=after[LABEL]).employer_id != near_holder.employer_id
    assert [each["attempt"] for each in data("experts.draw.intended")] == [1, 2]
    assert data("experts.seat.vacated")[-1]["cause"] == "recusal"
    (checked,) = data("experts.recusal.checked")
    assert checked["withdrawn"] == [LABEL]
    assert "无需到场" in OutboxMessage.objects.get(key__startswith="cancel-").text
    assert world.seat(LABEL).state == SeatState.CALLED


def test_the_second_stage_before_a_draw_does_nothing(world: experts.World) -> None:
    experts.planned(world)
    assert withdraw_conflicted(system_ctx("测试"), world.project.pk) == []
    assert data("experts.recusal.checked") == []


def test_a_member_who_must_withdraw_is_turned_away_at_the_door(
    world: experts.World, near_holder: Expert, run_jobs: RunJobs
) -> None:
    bid_of(world, near_holder.employer.uscc)
    with pytest.raises(Refused) as caught:
        experts.arrive(world, world.seat(LABEL))
    assert caught.value.code == "recusal-at-the-door"
    assert caught.value.citation is not None
    assert caught.value.citation.article == "第四十八条第三款"  # not the ground, which tells about the person
    call = CallOut.objects.get(seat__pk=world.seat(LABEL).pk, answer="recalled")
    assert call.note is not None
    assert decrypt(call.note.kind, bytes(call.note.box)) == {"text": "投标单位"}
    assert world.seat(LABEL).state == SeatState.VACANT
    run_jobs()
    assert world.seat(LABEL).state == SeatState.CALLED
    assert holders(world)[LABEL] != near_holder.pk
    for label in ("主场 · 专家 1", "副场 2 · 专家 1"):
        experts.arrive(world, world.seat(label))
    assert world.seat("主场 · 专家 1").state == SeatState.CHECKED_IN


def test_a_tie_that_comes_up_when_all_are_present_empties_the_seat(
    world: experts.World, run_jobs: RunJobs
) -> None:
    experts.present(world, run_jobs)
    expert = Expert.objects.get(pk=holders(world)[LABEL])
    note_relation(
        system_ctx("测试"),
        expert.number,
        uscc=world.project.tenderer.uscc,
        kind="relative-of-principal",
        from_on=date(2020, 1, 1),
    )
    (found_,) = withdraw_conflicted(system_ctx("测试").at(experts.DOOR_OPEN), world.project.pk)
    assert found_.reason.code == Recusal.KINSHIP
    assert (world.seat(LABEL).state, world.committee.state) == (SeatState.VACANT, "drawn")


def test_leaving_counts_an_evaluation_for_the_tenderer(world: experts.World, run_jobs: RunJobs) -> None:
    experts.present(world, run_jobs)
    seat = world.seat(LABEL)
    expert_id = holders(world)[LABEL]
    check_out(world.staff_of(seat), seat.pk)
    counted = facts.evaluations(world.project, since=ON, until=ON)
    assert counted == {expert_id: [ON]}
    assert facts.evaluations(world.project, since=ON + timedelta(days=1), until=ON + timedelta(days=9)) == {}
    other = replace_tenderer(world)
    assert facts.participant(other, expert_id) != Participation.objects.get().person


def replace_tenderer(world: experts.World) -> int:
    return people.organisation(OrganisationKind.TENDERER).pk


TERMS = Terms(citations={})
CLASS = DrawClass("A06", "411500")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    employers=st.lists(st.integers(1, 8), min_size=3, max_size=14),
    parties=st.sets(st.integers(1, 8), max_size=3),
    sanctioned=st.sets(st.integers(0, 13), max_size=4),
    away=st.sets(st.integers(0, 13), max_size=3),
    drawn_before=st.sets(st.integers(0, 13), max_size=3),
    seed=st.binary(min_size=32, max_size=32),
)
def test_whoever_is_excluded_never_sits(
    employers: list[int],
    parties: set[int],
    sanctioned: set[int],
    away: set[int],
    drawn_before: set[int],
    seed: bytes,
) -> None:
    known = Facts(
        parties={str(pk): Recusal.BIDDER for pk in parties},
        employers={pk: str(pk) for pk in parties},
        sanctioned=sanctioned,
        away=away,
        drawn_before=drawn_before,
    )
    out = judge(known, TERMS, on=date(2026, 3, 1))
    pool = Pool(
        Person(f"x{pk:02d}", f"e{org}", CLASS.centre, (CLASS.specialty,), 1, True)
        for pk, org in enumerate(employers)
    )
    plan = Plan(
        ((CLASS, 2),),
        excluded_people={f"x{pk:02d}": why.code.value for pk, why in out.people.items()},
        excluded_employers={f"e{pk}": why.code.value for pk, why in out.employers.items()},
    )
    free = {org for pk, org in enumerate(employers) if out.of(pk, org) is None}
    try:
        members = Sampler.of(pool, plan).draw_members(seed)
    except Infeasible:
        assert len(free) < 2
        return
    seated = [int(person.id.removeprefix("x")) for person in members]
    assert [out.of(pk, employers[pk]) for pk in seated] == [None, None]
    assert not {employers[pk] for pk in seated} & parties
