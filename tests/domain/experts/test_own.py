"""Signing in to the own pages: a code to the mobile, the same answer for every number; leave; the own file."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.factories import experts
from tests.factories.clock import NOW, STARTS
from yuanping.base.context import Ctx
from yuanping.base.ports.models import OutboxMessage
from yuanping.base.witness import queries as witness
from yuanping.core.errors import Refused
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.leave import cancel_leave, declare_leave
from yuanping.domain.experts.actions.own import ask_for_code, index_telephones, open_own_pages
from yuanping.domain.experts.digests import id_index
from yuanping.domain.experts.models import Expert, SignInRequest, Telephone
from yuanping.domain.experts.periods import OWN_CODE_TRIES, OWN_CODES_PER_ADDRESS, OWN_CODES_PER_PHONE

RunJobs = Callable[[], int]
UNKNOWN = "13200000000"
DAY = date(2026, 7, 1)


@pytest.fixture(scope="module")
def built(standing: None, run_jobs: RunJobs) -> experts.World:
    world = experts.make(per_cell=1)
    run_jobs()
    return world


@pytest.fixture
def visitor(world: experts.World) -> Ctx:
    return experts.visitor(world)


def row_of(world: experts.World, place: int = 0) -> Expert:
    return Expert.objects.get(id_index=id_index(world.entries[place].id_number))


def sent() -> list[str]:
    return [m.text for m in OutboxMessage.objects.order_by("pk") if m.key.startswith("own-")]


def code_in(text: str) -> str:
    return text.partition("验证码 ")[2][:6]


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.code


def test_code_opens_the_own_pages_once(world: experts.World, visitor: Ctx, run_jobs: RunJobs) -> None:
    request = ask_for_code(visitor, world.entries[0].phone)
    run_jobs()
    (text,) = sent()
    code = code_in(text)
    request.refresh_from_db()
    assert code not in request.code_hash
    opened = open_own_pages(visitor, request.pk, f" {code} ")
    assert opened.expert_id == row_of(world).pk
    assert refused(lambda: open_own_pages(visitor, request.pk, code)) == "own-code-wrong"
    last = witness.entries().last()
    assert last is not None
    said = witness.parsed(last)
    assert (last.kind, said["data"]) == ("experts.own.entered", {})
    assert said["actor"]["name"] == f"专家本人（{opened.reference}）"
    other = open_own_pages(visitor, *again(world, visitor, run_jobs))
    assert other.reference != opened.reference


def again(world: experts.World, visitor: Ctx, run_jobs: RunJobs) -> tuple[int, str]:
    request = ask_for_code(visitor.at(NOW + timedelta(minutes=2)), world.entries[0].phone)
    run_jobs()
    return request.pk, code_in(sent()[-1])


def test_unknown_number_is_answered_in_the_same_way(
    world: experts.World, visitor: Ctx, run_jobs: RunJobs
) -> None:
    shapes = []
    for phone in (world.entries[0].phone, UNKNOWN):
        before = witness.acknowledged()
        request = ask_for_code(visitor, phone)
        shapes.append((witness.acknowledged() - before, request.code_hash, request.expires_at))
        run_jobs()
        assert refused(lambda pk=request.pk: open_own_pages(visitor, pk, "000000x")) == "own-code-wrong"  # type: ignore[misc]
        assert witness.acknowledged() - before == 1
    assert shapes[0] == shapes[1]
    assert len(sent()) == 1
    assert refused(lambda: open_own_pages(visitor, 10**9, "000000")) == "own-code-wrong"


def test_number_of_two_experts_opens_neither_s_pages(
    world: experts.World, visitor: Ctx, run_jobs: RunJobs
) -> None:
    index = Telephone.objects.get(expert=row_of(world)).index
    Telephone.objects.filter(expert=row_of(world, 1)).update(index=index)
    ask_for_code(visitor, world.entries[0].phone)
    run_jobs()
    assert sent() == []


def test_code_is_dead_after_five_minutes_and_after_five_guesses(
    world: experts.World, visitor: Ctx, run_jobs: RunJobs
) -> None:
    request = ask_for_code(visitor, world.entries[0].phone)
    run_jobs()
    code = code_in(sent()[0])
    late = visitor.at(NOW + timedelta(minutes=5))
    assert refused(lambda: open_own_pages(late, request.pk, code)) == "own-code-wrong"
    for _ in range(OWN_CODE_TRIES):
        assert refused(lambda: open_own_pages(visitor, request.pk, "x")) == "own-code-wrong"
    assert refused(lambda: open_own_pages(visitor, request.pk, code)) == "own-code-wrong"


@pytest.mark.parametrize("known", [True, False])
def test_codes_are_limited_for_each_number(world: experts.World, visitor: Ctx, known: bool) -> None:
    phone = world.entries[0].phone if known else UNKNOWN
    for minute in range(OWN_CODES_PER_PHONE):
        at = visitor.at(NOW + timedelta(minutes=minute))
        ask_for_code(at, phone)
        assert refused(lambda at=at: ask_for_code(at, phone)) == "own-code-pause"  # type: ignore[misc]
    assert refused(lambda: ask_for_code(visitor.at(NOW + timedelta(minutes=30)), phone)) == "own-code-often"
    ask_for_code(visitor.at(NOW + timedelta(minutes=61)), phone)


def test_codes_are_limited_for_each_address(world: experts.World, visitor: Ctx) -> None:
    for number in range(OWN_CODES_PER_ADDRESS):
        ask_for_code(visitor, f"131{number:08d}")
    assert refused(lambda: ask_for_code(visitor, UNKNOWN[:-1] + "9")) == "own-code-often"
    ask_for_code(replace(visitor, address="192.0.2.8"), UNKNOWN[:-1] + "9")


def test_what_is_no_mobile_number_is_refused(visitor: Ctx) -> None:
    assert refused(lambda: ask_for_code(visitor, "0376-6666666")) == "mobile-format"
    assert SignInRequest.objects.count() == 0


def test_telephones_are_indexed_once(world: experts.World) -> None:
    assert Telephone.objects.count() == len(world.entries)
    assert index_telephones(experts.platform_at(NOW)) == 0


def test_leave_is_taken_and_cancelled_by_the_expert(world: experts.World) -> None:
    own = experts.own_ctx(row_of(world), now=NOW)
    row = declare_leave(own, first_on=DAY, last_on=DAY + timedelta(days=2), reason="travel")
    assert [each.pk for each in queries.on_leave(DAY + timedelta(days=2))] == [row.pk]
    assert list(queries.on_leave(DAY + timedelta(days=3))) == []
    entry = witness.entries().last()
    assert entry is not None
    assert witness.parsed(entry)["data"] == {"leave_id": row.pk, "days": 3}
    assert (
        refused(
            lambda: declare_leave(
                own, first_on=DAY + timedelta(days=2), last_on=DAY + timedelta(days=9), reason="work"
            )
        )
        == "leave-overlaps"
    )
    cancel_leave(own, row.pk)
    assert list(queries.on_leave(DAY)) == []
    declare_leave(own, first_on=DAY, last_on=DAY, reason="work")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"first_on": NOW.date() - timedelta(days=1)}, "leave-past"),
        ({"last_on": DAY - timedelta(days=1)}, "leave-order"),
        ({"last_on": DAY + timedelta(days=400)}, "leave-long"),
        ({"reason": "x"}, "reason-missing"),
        ({"reason": "other"}, "reason-words-missing"),
    ],
)
def test_leave_with_a_fault_is_refused(world: experts.World, changed: dict[str, object], code: str) -> None:
    own = experts.own_ctx(row_of(world), now=NOW)
    asked: dict[str, object] = {"first_on": DAY, "last_on": DAY, "reason": "work"}
    assert refused(lambda: declare_leave(own, **(asked | changed))) == code  # type: ignore[arg-type]
    declare_leave(own, **asked)  # type: ignore[arg-type]


def test_leave_that_is_over_stays(world: experts.World) -> None:
    own = experts.own_ctx(row_of(world), now=NOW)
    row = declare_leave(own, first_on=DAY, last_on=DAY, reason="work")
    later = own.at(NOW + timedelta(days=31))
    assert refused(lambda: cancel_leave(later, row.pk)) == "leave-over"


def test_own_file_is_masked(world: experts.World) -> None:
    entry = world.entries[0]
    found = queries.own_data(experts.own_ctx(row_of(world), now=NOW))
    assert (found.name, found.phone) == (
        entry.name[0] + "*" * (len(entry.name) - 1),
        f"{entry.phone[:3]}****{entry.phone[-4:]}",
    )
    assert entry.id_number[3:14] not in found.id_number
    assert [code for code, _ in found.specialties] == list(entry.specialties)


def test_expert_on_leave_is_not_in_the_draw(world: experts.World) -> None:
    committee = experts.planned(world)

    def at_main() -> int:
        return queries.eligibility(committee).cells[0].eligible

    size = at_main()
    own = experts.own_ctx(row_of(world), now=NOW)
    day_before = STARTS.date() - timedelta(days=1)
    declare_leave(own, first_on=day_before, last_on=day_before, reason="work")
    assert at_main() == size
    row = declare_leave(own, first_on=STARTS.date(), last_on=STARTS.date(), reason="work")
    assert at_main() == size - 1
    cancel_leave(own, row.pk)
    assert at_main() == size
