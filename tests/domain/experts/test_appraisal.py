"""Parts taken, appraised by the parties, objected to by the expert, decided on by the supervisor."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.factories import experts
from tests.factories.packs import put_under
from yuanping.base.witness import queries as witness
from yuanping.core.errors import Refused
from yuanping.domain.experts import own_matters, queries, raters
from yuanping.domain.experts.actions.appraisal import (
    amend_appraisal,
    give_appraisal,
    object_to,
    uphold_appraisal,
)
from yuanping.domain.experts.actions.attendance import check_out, leave_early, recuse_seat
from yuanping.domain.experts.actions.call import member_ctx
from yuanping.domain.experts.models import Appraisal, Attendance, CommitteeSeat, Expert
from yuanping.domain.projects.models import Project

RunJobs = Callable[[], int]
LABEL = "副场 1 · 专家 1"
GOOD = {"discipline": "good", "ethics": "good", "competence": "fair"}
POOR = {"discipline": "poor", "ethics": "fair", "competence": "fair"}
REASON = "评标期间离席接打电话，经提醒不改"
LATER = experts.DOOR_OPEN + timedelta(hours=8)


@pytest.fixture(scope="module")
def built(standing: None, run_jobs: RunJobs) -> experts.World:
    world = experts.make(per_cell=3)
    experts.present(world, run_jobs)
    return world


@pytest.fixture
def seat(world: experts.World) -> CommitteeSeat:
    return world.seat(LABEL)


@pytest.fixture
def expert(seat: CommitteeSeat) -> Expert:
    return experts.expert_at(seat)


def gone(world: experts.World, seat: CommitteeSeat) -> Attendance:
    check_out(world.staff_of(seat, now=LATER), seat.pk)
    return seat.attendances.get()


def give(
    world: experts.World,
    part: Attendance,
    who: str = "tenderer",
    grades: dict[str, str] = GOOD,
    words: str = "",
) -> Appraisal:
    return give_appraisal(world.ctx(who, now=LATER), part.pk, grades=grades, words=words)


def test_part_is_written_when_the_member_leaves_and_names_nobody(
    world: experts.World, seat: CommitteeSeat, expert: Expert
) -> None:
    assert Attendance.objects.count() == 0
    part = gone(world, seat)
    assert (part.arrived_at, part.left_at, part.ending) == (experts.DOOR_OPEN, LATER, "complete")
    other = gone(world, world.seat("副场 1 · 专家 2"))
    assert part.ref != other.ref
    assert str(expert.pk) != part.ref


def test_parties_of_the_rule_appraise_once_each(
    world: experts.World, seat: CommitteeSeat, expert: Expert
) -> None:
    part = gone(world, seat)
    assert queries.conduct(expert) == own_matters.Conduct(None, 0, None, 0)
    for who in ("tenderer", "supervisor", "near-staff"):
        give(world, part, who)
    with pytest.raises(Refused) as caught:
        give(world, part, "near-admin")
    assert caught.value.code == "already-appraised"
    found = queries.conduct(expert)
    assert (found.points, found.count, found.last, found.early) == (Decimal("93.3"), 3, LATER.date(), 0)
    nobody = Expert.objects.exclude(pk=expert.pk).earliest("pk")
    assert queries.conduct_of([nobody.pk])[nobody.pk].count == 0


@pytest.mark.parametrize(
    ("grades", "words", "code"),
    [
        ({"discipline": "good"}, "", "grade-missing"),
        (GOOD | {"ethics": "best"}, "", "grade-missing"),
        (POOR, "", "words-missing"),
        (GOOD, "长" * 501, "words-long"),
    ],
)
def test_appraisal_with_a_fault_is_refused(
    world: experts.World, seat: CommitteeSeat, grades: dict[str, str], words: str, code: str
) -> None:
    part = gone(world, seat)
    with pytest.raises(Refused) as caught:
        give(world, part, grades=grades, words=words)
    assert caught.value.code == code
    assert give(world, part, grades=POOR, words=REASON).state == "given"


def test_appraisal_is_open_for_five_working_days(world: experts.World, seat: CommitteeSeat) -> None:
    part = gone(
        world, seat
    )  # on Thursday the 18th; the 19th to the 21st of June 2026 are the Dragon Boat holiday
    until = raters.appraise_by(part)
    assert (until.date().isoformat(), until.hour) == ("2026-06-26", 23)
    with pytest.raises(Refused) as caught:
        give_appraisal(
            world.ctx("tenderer", now=until + timedelta(seconds=1)), part.pk, grades=GOOD, words=""
        )
    assert (caught.value.code, caught.value.citation is not None) == ("appraisal-late", True)
    give_appraisal(world.ctx("tenderer", now=until), part.pk, grades=GOOD, words="")


def test_words_and_grades_are_sealed_from_the_log(world: experts.World, seat: CommitteeSeat) -> None:
    row = give(world, gone(world, seat), grades=POOR, words=REASON)
    entry = witness.entries().filter(kind="experts.appraisal.given").get()
    data = witness.parsed(entry)["data"]
    assert (data["party"], data["commitment"]) == ("tenderer", row.commitment)
    assert REASON not in str(witness.parsed(entry))
    assert "poor" not in str(data)


def objected(world: experts.World, seat: CommitteeSeat) -> Appraisal:
    row = give(world, gone(world, seat), grades=POOR, words=REASON)
    own = experts.own_ctx(experts.expert_at(seat), now=LATER)
    return object_to(own, row.pk, words="当时监督人员同意接听急救电话")


def test_objection_that_holds_changes_what_counts(
    world: experts.World, seat: CommitteeSeat, expert: Expert
) -> None:
    row = objected(world, seat)
    assert queries.conduct(expert).count == 0
    supervisor = world.ctx("supervisor", now=LATER)
    with pytest.raises(Refused) as caught:
        amend_appraisal(supervisor, row.pk, grades=POOR, words="经核实有同意记录")
    assert caught.value.code == "grades-unchanged"
    row = amend_appraisal(supervisor, row.pk, grades=POOR | {"discipline": "fair"}, words="经核实有同意记录")
    assert (row.state, row.grades["discipline"], row.in_force["discipline"]) == ("changed", "poor", "fair")
    assert queries.conduct(expert).points == Decimal("80.0")


def test_objection_that_does_not_hold_leaves_the_appraisal(
    world: experts.World, seat: CommitteeSeat, expert: Expert
) -> None:
    row = uphold_appraisal(
        world.ctx("supervisor", now=LATER), objected(world, seat).pk, words="与监控记录相符"
    )
    assert row.state == "upheld"
    assert queries.conduct(expert).points == Decimal("66.7")
    actors = [
        witness.parsed(entry)["actor"]
        for entry in witness.entries().filter(kind="experts.appraisal.objected")
    ]
    assert [(actor["name"], actor["account"], actor["seat"]) for actor in actors] == [
        ("专家本人（0a1b2c3d）", None, None)
    ]


def test_objection_after_its_period_is_refused(
    world: experts.World, seat: CommitteeSeat, expert: Expert
) -> None:
    row = give(world, gone(world, seat), grades=POOR, words=REASON)
    until = raters.object_by(row)
    late = experts.own_ctx(expert, now=until + timedelta(seconds=1))
    with pytest.raises(Refused) as caught:
        object_to(late, row.pk, words="与事实不符，有记录")
    assert caught.value.code == "objection-late"
    assert (
        object_to(experts.own_ctx(expert, now=until), row.pk, words="与事实不符，有记录").state == "objected"
    )


def test_expert_knows_only_the_own_appraisals(
    world: experts.World, seat: CommitteeSeat, expert: Expert
) -> None:
    row = give(world, gone(world, seat))
    other = experts.own_ctx(experts.expert_at(world.seat("副场 1 · 专家 2")), now=LATER)
    own = experts.own_ctx(expert, now=LATER)
    assert ([a.pk for a in queries.own_appraisals(own)], list(queries.own_appraisals(other))) == (
        [row.pk],
        [],
    )
    with pytest.raises(Refused) as caught:
        queries.own_appraisal(other, row.pk)
    assert caught.value.code == "not-found"
    seated = member_ctx(own, seat)
    assert (seated.expert_id, list(queries.own_appraisals(seated))) == (None, [])


def test_project_is_named_to_the_expert_after_the_evaluation(
    world: experts.World, seat: CommitteeSeat, expert: Expert
) -> None:
    gone(world, seat)
    own = experts.own_ctx(expert, now=LATER)
    (part,) = queries.own_parts(own)
    assert (part.project, part.venue, part.role, part.ending) == ("", "副场 1", "评标专家", "完成评标后离场")
    Project.objects.filter(pk=world.project.pk).update(state="evaluated")
    assert queries.own_parts(own)[0].project == world.project.name


def test_who_leaves_early_is_replaced_and_can_be_appraised(
    world: experts.World, seat: CommitteeSeat, expert: Expert
) -> None:
    with pytest.raises(Refused) as caught:
        leave_early(world.staff_of(seat, now=LATER), seat.pk, reason="other")
    assert caught.value.code == "reason-words-missing"
    leave_early(world.staff_of(seat, now=LATER), seat.pk, reason="unannounced", note="未请假自行离开")
    seat.refresh_from_db()
    assert (seat.state, seat.assignment, world.committee.state) == ("vacant", None, "drawn")
    part = seat.attendances.get()
    assert (part.ending, part.reason) == ("early", "unannounced")
    give(world, part, grades=POOR, words="未请假自行离开会场")
    assert (queries.conduct(expert).count, queries.conduct(expert).early) == (1, 1)
    kinds = [entry.kind for entry in witness.entries()][-5:]
    assert kinds == [
        "experts.seat.left-early",
        "experts.seat.checked-out",
        "experts.seat.vacated",
        "experts.committee.reopened",
        "experts.appraisal.given",
    ]


def test_who_withdraws_has_taken_part(world: experts.World, seat: CommitteeSeat) -> None:
    ctx = member_ctx(world.staff_of(seat, now=LATER), seat)
    recuse_seat(ctx, seat.pk, reason="与投标人有利害关系")
    assert seat.attendances.get().ending == "recusal"


def test_representative_of_the_tenderer_is_not_appraised(world: experts.World) -> None:
    seat = world.seat("主场 · 招标人代表 1")
    check_out(world.ctx("main-staff", now=LATER), seat.pk)
    assert not seat.attendances.exists()


def test_rule_that_names_other_raters_is_followed(world: experts.World, seat: CommitteeSeat) -> None:
    part = gone(world, seat)
    put_under(
        world.project,
        "411500/xgb-2022-7",
        {'value = ["centre", "tenderer", "supervisor"]': 'value = ["centre", "supervisor"]'},
    )
    with pytest.raises(Refused) as caught:
        give(world, part, "tenderer")
    assert caught.value.code == "not-yours"
    assert give(world, part, "supervisor").party == "supervisor"
