"""A mandatory tender of works at Harbin: its sub-venues are drawn at random from two or more centres (S2-15)."""

from dataclasses import dataclass
from decimal import Decimal

from tests.factories import people, places, projects
from yuanping.base.context import Ctx
from yuanping.domain.places.models import Centre
from yuanping.domain.projects.models import Project

HEILONGJIANG, HARBIN = "230000", "230100"


@dataclass
class Harbin:
    """The main venue, two centres of other cities of the province, and two that lie too near or too far."""

    main: Centre
    qiqihar: Centre
    mudanjiang: Centre
    near: Centre
    far: Centre
    project: Project

    @property
    def admin(self) -> Ctx:
        """The main venue's administrator."""
        return people.ctx(places.admin(self.main))

    @property
    def supervisor(self) -> Ctx:
        return people.ctx(projects.supervisor(self.project))

    @property
    def agent(self) -> Ctx:
        return people.ctx(projects.agent(self.project))


def make(*, estimate: Decimal = Decimal(12_000_000)) -> Harbin:
    """The world, freshly made; every centre is fit to be a sub-venue."""
    main = places.city_centre("哈尔滨市", region_code=HARBIN)
    return Harbin(
        main=main,
        qiqihar=places.city_centre("齐齐哈尔市", region_code="230200"),
        mudanjiang=places.city_centre("牡丹江市", region_code="231000"),
        near=places.centre("依兰县", region_code="230123"),
        far=places.city_centre("长春市", region_code="220100"),
        project=projects.project(main, region=HEILONGJIANG, estimate=estimate),
    )
