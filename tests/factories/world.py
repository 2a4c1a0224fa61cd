"""One small world: the city centre as main venue, a county centre that is fit, a project between them."""

from dataclasses import dataclass

from tests.factories import people, places, projects
from yuanping.base.context import Ctx
from yuanping.domain.places.models import Centre
from yuanping.domain.projects.models import Project


@dataclass
class World:
    """A project of the city centre, and a county centre that may be asked."""

    city: Centre
    county: Centre
    project: Project

    @property
    def main(self) -> Ctx:
        """The main venue's administrator."""
        return people.ctx(places.admin(self.city))

    @property
    def sub(self) -> Ctx:
        """The county centre's administrator."""
        return people.ctx(places.admin(self.county))


def make() -> World:
    """The world, freshly made."""
    city = places.city_centre()
    return World(city=city, county=places.centre("固始县"), project=projects.project(city))
