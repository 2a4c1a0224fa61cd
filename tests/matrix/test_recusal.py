"""Who may declare an employer for recusal, and who may enter an expert's ties."""

from datetime import date

import pytest

from tests.factories import experts, people
from tests.factories.clock import NOW
from tests.matrix.everybody import AGENCIES, HOLDERS, POOL, TENDERERS, everybody
from tests.matrix.runner import Line, Table
from yuanping.domain.experts.actions.recusal import declare_employer, note_relation
from yuanping.domain.experts.models import Expert
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.people.states import OrganisationKind

RECUSAL = Table(
    model=None,
    creations={
        "declare employer": Line(
            permission=Experts.DECLARE_EMPLOYER,
            role=AGENCIES | TENDERERS,
            may=frozenset({"agency", "tenderer"}),
        ),
        "note relation": Line(permission=Experts.NOTE_RELATION, role=HOLDERS | POOL, may=HOLDERS | POOL),
    },
)


@pytest.fixture(scope="module")
def world(standing: None) -> experts.World:
    return experts.make(per_cell=1)


@pytest.mark.parametrize("name", RECUSAL.creations)
def test_recusal_is_put_on_record_by_those_whose_business_it_is(
    world: experts.World, undone: None, name: str
) -> None:
    uscc = people.organisation(OrganisationKind.EMPLOYER).uscc
    number = Expert.objects.earliest("pk").number
    deeds = {
        "declare employer": lambda ctx: declare_employer(
            ctx, world.project.pk, uscc=uscc, name="某咨询有限公司", ground="preparation"
        ),
        "note relation": lambda ctx: note_relation(
            ctx, number, uscc=uscc, kind="director", from_on=date(2020, 1, 1)
        ),
    }
    cast = everybody(world.project, world.near, now=NOW)
    found, expected = cast.creates(RECUSAL.creations[name], deeds[name])
    assert found == expected
