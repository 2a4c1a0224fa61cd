"""The tenderer names its representative: in order, and at the representative's seat alone."""

from collections.abc import Callable

import pytest

from tests.factories import experts
from yuanping.core.errors import Refused
from yuanping.domain.experts.actions.representative import name_representative

RunJobs = Callable[[], int]
LABEL = "副场 1 · 专家 1"


@pytest.fixture(scope="module")
def built(standing: None, run_jobs: RunJobs) -> experts.World:
    world = experts.make()
    experts.drawn(world, run_jobs)
    return world


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"id_number": "41150019800506002"}, "id-number-length"),
        ({"phone": "1"}, "mobile-format"),
        ({"name": ""}, "person-name"),
    ],
)
def test_representative_with_a_fault_is_refused(
    world: experts.World, changed: dict[str, str], code: str
) -> None:
    seat = world.seat("主场 · 招标人代表 1")
    with pytest.raises(Refused) as caught:
        name_representative(world.ctx("tenderer"), seat.pk, **(experts.REPRESENTATIVE | changed))
    assert caught.value.code == code
    name_representative(world.ctx("tenderer"), seat.pk, **experts.REPRESENTATIVE)
    assert world.seat(seat.label).state == "accepted"


def test_representative_at_an_expert_s_seat_is_refused(world: experts.World, run_jobs: RunJobs) -> None:
    experts.accepted(world, run_jobs)
    with pytest.raises(Refused) as caught:
        name_representative(world.ctx("tenderer"), world.seat(LABEL).pk, **experts.REPRESENTATIVE)
    assert caught.value.code == "not-a-representative-seat"
