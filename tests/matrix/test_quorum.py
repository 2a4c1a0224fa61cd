"""Who may end a wait for the witnesses, and when: every role, every transition, every state."""

from collections.abc import Mapping

import pytest

from tests.factories.clock import NOW
from tests.factories.world import World, make
from tests.matrix.everybody import MAIN, PARTIES, SUPERVISORS, everybody
from tests.matrix.runner import Act, Cast, Line, Matrix, Table, by_platform, consequence
from yuanping.base import witness
from yuanping.base.change import change
from yuanping.base.context import Ctx, system_ctx
from yuanping.core.errors import Refused
from yuanping.core.policy import Act as Named
from yuanping.domain.projects.models import Project
from yuanping.domain.quorum.actions.waiting import void, waive
from yuanping.domain.quorum.events import WaitLapsed, WaitMet, WaitOpened, WaitOverran
from yuanping.domain.quorum.models import Wait
from yuanping.domain.quorum.permissions import Quorum

WATCH = by_platform(Quorum.WATCH)
WAIT = Table(
    model=Wait,
    moves={
        "meet": WATCH,
        "lapse": WATCH,
        "overrun": WATCH,
        "void": WATCH,
        "waive": Line(permission=Quorum.WAIVE, role=SUPERVISORS, may=frozenset({"supervisor"})),
    },
    creations={"open": WATCH},
)


@pytest.fixture(scope="module")
def world(standing: None) -> World:
    return make()


@pytest.fixture
def cast(world: World, undone: None) -> Cast:
    return everybody(world.project, world.county, now=NOW)


def opened(project_id: int, number: int = 0) -> WaitOpened:
    said = {"act": Named.SCORE_LOCK.value, "kind": "evaluation.sheet.submitted", "label": "评分锁定"}
    return WaitOpened(project_id=project_id, wait_id=0, number=number, wait_seconds=600, **said)


def waiting_for(project: Project, number: int) -> Wait:
    told = opened(project.pk, number)
    kept = {"act": told.act, "kind": told.kind, "label": told.label}
    return Wait(project=project, number=number, state="waiting", opened_at=NOW, due_at=NOW, **kept)


@pytest.fixture
def wait(world: World, undone: None) -> Wait:
    """The act's entry is any that the log has."""
    made = waiting_for(world.project, witness.append(system_ctx("测试"), opened(world.project.pk)))
    made.save()
    return made


def acts(wait: Wait) -> Mapping[str, Act]:
    known = {"project_id": wait.project_id, "wait_id": wait.pk, "label": wait.label}
    known |= {"kind": wait.kind, "number": wait.number}
    met = WaitMet(**known, size=1, witnesses=())
    late = {"cosigned": 0, "needed": 2}
    return {
        "meet": consequence(Wait, "meet", Quorum.WATCH, met),
        "lapse": consequence(Wait, "lapse", Quorum.WATCH, WaitLapsed(**known, **late)),
        "overrun": consequence(Wait, "overrun", Quorum.WATCH, WaitOverran(**known, **late)),
        "void": lambda ctx, pk: void(ctx, pk, why=Refused("pool-changed", "专家库有变化。")),
        "waive": lambda ctx, pk: waive(ctx, pk, reason="同意继续"),
    }


@pytest.mark.parametrize("name", WAIT.moves)
def test_wait_by_every_role_in_every_state(cast: Cast, wait: Wait, name: str) -> None:
    matrix = Matrix(table=WAIT, cast=cast, sees=PARTIES | MAIN, row=wait)
    found, expected = matrix.cells(name, acts(wait)[name])
    assert found == expected


def test_wait_is_opened_by_the_platform_alone(cast: Cast, wait: Wait) -> None:
    def opening(ctx: Ctx) -> None:
        with change(ctx, Wait, None, "open", permission=Quorum.WATCH) as tx:
            tx.add(waiting_for(wait.project, wait.number + 1))
            tx.record(opened(wait.project_id, wait.number + 1))

    found, expected = cast.creates(WAIT.creations["open"], opening)
    assert found == expected
