"""Who enters organisations, accounts and experts: what is recorded without a row that has states."""

import pytest

from tests.factories import experts
from tests.factories.clock import NOW
from tests.factories.world import World, make
from tests.matrix.everybody import HOLDERS, POOL, everybody
from tests.matrix.runner import Deed, Line, Table, by_platform
from yuanping.core.identifiers import compose_uscc
from yuanping.domain.experts.actions.pool import enrol_experts, set_availability
from yuanping.domain.experts.actions.snapshotting import take_snapshot
from yuanping.domain.experts.models import Expert
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.people.actions.registration import (
    AccountEntry,
    OrganisationEntry,
    open_account,
    register_organisations,
)
from yuanping.domain.people.permissions import People
from yuanping.domain.people.states import OrganisationKind, Role

REGISTER = Line(permission=People.REGISTER, role=HOLDERS, may=HOLDERS)
ENROL = Line(permission=Experts.ENROL, role=HOLDERS | POOL, may=HOLDERS | POOL)
REGISTERS = Table(
    model=None,
    creations={
        "register organisations": REGISTER,
        "open account": REGISTER,
        "enrol experts": ENROL,
        "set availability": ENROL,
        "take snapshot": by_platform(Experts.FREEZE),
    },
)


@pytest.fixture(scope="module")
def world(standing: None) -> World:
    return make()


def deeds(world: World) -> dict[str, Deed]:
    employer = world.city.organisation
    person = experts.person(1, employer=employer, region_code="411500")
    known = experts.person(2, employer=employer, region_code="411500")
    experts.enrol([known])
    organisation = OrganisationEntry(
        name="合成代理有限公司",
        uscc=compose_uscc("411500", "MA499999"),
        kind=OrganisationKind.AGENCY,
        region_code="411500",
    )
    account = AccountEntry(
        username="agent", display_name="经办", organisation_id=employer.pk, roles=(Role.AGENCY,)
    )
    number = Expert.objects.get().number
    return {
        "register organisations": lambda ctx: register_organisations(ctx, [organisation]),
        "open account": lambda ctx: open_account(ctx, account, password="correct horse battery"),
        "enrol experts": lambda ctx: enrol_experts(ctx, [person]),
        "take snapshot": take_snapshot,
        "set availability": lambda ctx: set_availability(ctx, number, available=False),
    }


@pytest.mark.parametrize("name", REGISTERS.creations)
def test_registers_are_kept_by_operators_alone(world: World, undone: None, name: str) -> None:
    cast = everybody(world.project, world.county, now=NOW)
    found, expected = cast.creates(REGISTERS.creations[name], deeds(world)[name])
    assert found == expected
