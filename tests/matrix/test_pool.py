"""Who may bring files into the expert pool, keep it, and look at its people."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.factories import experts, pool
from tests.factories.clock import NOW
from tests.factories.world import World, make
from tests.matrix.everybody import HOLDERS, KEEPERS, POOL, everybody
from tests.matrix.runner import SYSTEM, Act, Deed, Line, Matrix, Table, by_platform
from yuanping.base.context import Ctx, system_ctx
from yuanping.base.vault.sealing import seal_bytes
from yuanping.domain.experts.actions import intake, standing
from yuanping.domain.experts.actions.catalogue import refresh_catalogue
from yuanping.domain.experts.actions.intake import FILE
from yuanping.domain.experts.models import Expert, Leave, PoolImport
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.people.models import Organisation

ENTERING = HOLDERS | POOL
ENROL = Line(permission=Experts.ENROL, role=ENTERING, may=ENTERING)
IMPORT = Table(
    model=PoolImport,
    moves={
        "check": by_platform(Experts.RUN),
        "give_up": by_platform(Experts.RUN),
        "accept": ENROL,
        "enter": by_platform(Experts.RUN),
        "recheck": by_platform(Experts.RUN),
        "discard": ENROL,
    },
    creations={"receive": ENROL},
)
KEEP = Line(permission=Experts.KEEP, role=KEEPERS, may=KEEPERS)
LEAVE = Table(
    model=Leave,
    moves={"take back": replace(KEEP, transition="cancel")},
    creations={"declare": KEEP},
)
KEEPING = Table(
    model=None,
    creations={
        "sanction": KEEP,
        "refresh catalogue": KEEP,
        "reveal": Line(permission=Experts.REVEAL, role=POOL, may=POOL),
    },
)


@pytest.fixture(scope="module")
def world(standing: None) -> World:
    return make()


def silent(phase: str, done: int, total: int) -> None:
    """Nobody watches."""


def acts() -> Mapping[str, Act]:
    def unknown(ctx: Ctx, pk: int) -> object:
        PoolImport.objects.filter(pk=pk).update(employers=[])
        Organisation.objects.filter(uscc=pool.NEW_EMPLOYER).update(uscc="91411500MAYP000014")
        return intake.enter_import(ctx, pk, tell=silent)

    return {
        "check": lambda ctx, pk: intake.check_import(ctx, pk, tell=silent),
        "give_up": lambda ctx, pk: intake.check_import(ctx, pk, tell=silent),
        "accept": intake.accept_import,
        "enter": lambda ctx, pk: intake.enter_import(ctx, pk, tell=silent),
        "recheck": unknown,
        "discard": intake.discard_import,
    }


@pytest.mark.parametrize("name", IMPORT.moves)
def test_import_by_every_role_in_every_state(world: World, undone: None, name: str) -> None:
    content = b"%PDF" if name == "give_up" else pool.as_csv([pool.row(0)])
    row = PoolImport.objects.create(
        file_name="x.csv",
        size=len(content),
        domain="tender",
        file=seal_bytes(system_ctx("测试"), FILE, content),
        received_at=NOW,
        received_by="测试",
        employers=[[pool.NEW_EMPLOYER, "固始合成设计有限公司", 1]],
        counts={"new": 1, "changed": 0, "unchanged": 0, "refused": 0},
        state="received",
    )
    sees = ENTERING
    matrix = Matrix(table=IMPORT, cast=everybody(world.project, world.county, now=NOW), sees=sees, row=row)
    found, expected = matrix.cells(name, acts()[name])
    assert found == expected


def test_files_are_handed_in_by_those_who_enter_experts(world: World, undone: None) -> None:
    cast = everybody(world.project, world.county, now=NOW)
    found, expected = cast.creates(
        IMPORT.creations["receive"],
        lambda ctx: intake.receive_file(ctx, file_name="x.csv", content=b"x"),
    )
    assert found == expected


def deeds(world: World) -> dict[str, Deed]:
    experts.enrol([experts.person(2, employer=world.city.organisation, region_code="411500")])
    number = Expert.objects.get().number
    measure = standing.SanctionEntry(
        kind="warning", reason="leaked", document="信发改罚〔2026〕3号", from_on=NOW.date()
    )
    return {
        "sanction": lambda ctx: standing.sanction_expert(ctx, number, measure),
        "refresh catalogue": refresh_catalogue,
        "reveal": lambda ctx: standing.reveal_identity(ctx, number, reason="contact"),
    }


def test_leave_is_entered_and_taken_back_by_keepers(world: World, undone: None) -> None:
    experts.enrol([experts.person(2, employer=world.city.organisation, region_code="411500")])
    number, days = Expert.objects.get().number, {"first_on": NOW.date(), "last_on": NOW.date()}
    cast = everybody(world.project, world.county, now=NOW)
    found, expected = cast.creates(
        LEAVE.creations["declare"],
        lambda ctx: standing.record_leave(ctx, number, reason="travel", **days),
    )
    assert found == expected
    row = standing.record_leave(system_ctx("测试").at(NOW), number, reason="travel", **days)
    matrix = Matrix(table=LEAVE, cast=cast, sees=KEEPERS | HOLDERS, row=row)
    found, expected = matrix.cells("take back", standing.take_leave_back)
    assert found == expected


@pytest.mark.parametrize("name", KEEPING.creations)
def test_pool_is_kept_by_its_keepers_alone(world: World, undone: None, name: str) -> None:
    cast = everybody(world.project, world.county, now=NOW)
    found, expected = cast.creates(KEEPING.creations[name], deeds(world)[name])
    assert found == expected


def test_system_is_no_keeper_of_secrets() -> None:
    assert not KEEPING.creations["reveal"].may & SYSTEM
