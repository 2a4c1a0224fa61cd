"""Who may take a seat out of service and put it back, and who enters centres."""

import pytest

from tests.factories.clock import NOW
from tests.factories.places import seat_ids
from tests.factories.world import World, make
from tests.matrix.everybody import ADMINS, HOLDERS, STAFF, SUB, everybody
from tests.matrix.runner import Act, Cast, Deed, Line, Matrix, Table
from yuanping.domain.people.models import Organisation
from yuanping.domain.people.states import OrganisationKind
from yuanping.domain.places.actions.installation import CentreEntry, fill_posts, install_centre
from yuanping.domain.places.actions.seat import repair_seat, report_fault
from yuanping.domain.places.models import Centre, Seat
from yuanping.domain.places.permissions import Place
from yuanping.domain.places.states import Level

MAINTAIN = Line(
    permission=Place.MAINTAIN_SEAT, role=ADMINS | STAFF, may=frozenset({"sub-admin", "sub-staff"})
)
INSTALL = Line(permission=Place.INSTALL, role=HOLDERS, may=HOLDERS)
SEAT = Table(model=Seat, moves={"report_fault": MAINTAIN, "repair": MAINTAIN}, creations={"install": INSTALL})
POSTS = Table(model=None, creations={"fill posts": INSTALL})


@pytest.fixture(scope="module")
def world(standing: None) -> World:
    return make()


@pytest.fixture
def cast(world: World, undone: None) -> Cast:
    return everybody(world.project, world.county, now=NOW)


@pytest.mark.parametrize(
    ("name", "act"),
    [("report_fault", lambda ctx, pk: report_fault(ctx, pk, fault="耳麦无声")), ("repair", repair_seat)],
)
def test_seat_by_every_role_in_every_state(world: World, cast: Cast, name: str, act: Act) -> None:
    row = Seat.objects.get(pk=seat_ids(world.county, 1)[0])
    matrix = Matrix(table=SEAT, cast=cast, sees=SUB | HOLDERS, row=row)
    found, expected = matrix.cells(name, act)
    assert found == expected


def test_centres_seats_and_posts_are_entered_by_operators_alone(world: World, cast: Cast) -> None:
    organisation = Organisation.objects.create(
        name="合成交易中心", uscc="12411525MB0000025G", kind=OrganisationKind.CENTRE, region_code="411525"
    )
    entry = CentreEntry(
        name="合成交易中心",
        short_name="合成",
        region_code="411525",
        level=Level.COUNTY,
        organisation_id=organisation.pk,
        address="合成路 1 号",
        telephone="0376-0000000",
        rooms={"远程评标一室": 3},
        certificate=None,
    )
    county: Centre = world.county
    assert county.leader_id is not None
    assert county.administrator_id is not None
    posts = {"leader_id": county.leader_id, "administrator_id": county.administrator_id}
    deeds: dict[str, Deed] = {
        "install": lambda ctx: install_centre(ctx, entry),
        "fill posts": lambda ctx: fill_posts(ctx, county.pk, **posts),
    }
    for deed in deeds.values():
        found, expected = cast.creates(INSTALL, deed)
        assert found == expected
