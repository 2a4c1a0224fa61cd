"""The main venue of a Liuzhou project is a centre of Liuzhou (S1-7)."""

import pytest

from tests.factories import people, places, projects
from yuanping.core.errors import Refused
from yuanping.domain.dispatch.actions.venue import hold_main_venue
from yuanping.domain.dispatch.models import Venue
from yuanping.domain.places.models import Centre
from yuanping.domain.projects.states import Domain


def hold(centre: Centre, *, region_code: str = "450200", domain: Domain = Domain.PROCUREMENT) -> Venue:
    project = projects.project(centre, region=region_code, domain=domain)
    return hold_main_venue(people.ctx(places.admin(centre)), project.pk, places.seat_ids(centre, 1))


@pytest.mark.parametrize("region_code", ["450200", "450222"])
def test_a_centre_of_the_region_holds_the_main_venue(db: None, region_code: str) -> None:
    assert hold(places.centre("本地中心", region_code=region_code)).state == "held"


@pytest.mark.parametrize("region_code", ["450100", "451300", "450000"])
def test_a_centre_outside_of_the_region_does_not(db: None, region_code: str) -> None:
    with pytest.raises(Refused) as caught:
        hold(places.centre("外地中心", region_code=region_code))
    assert (caught.value.code, caught.value.citation and caught.value.citation.article) == (
        "main-outside-region",
        "三（二）",
    )
    assert caught.value.message == "外地中心公共资源交易中心不在柳州市，不能作为本项目的主场。"
    assert not Venue.objects.exists()


def test_without_such_a_rule_any_centre_may(db: None) -> None:
    far = places.centre("外地中心", region_code="450100")
    assert hold(far, region_code="370305").state == "held"
