"""The tenderer's confirmation of the drawn list."""

from typing import Any, ClassVar

from django.urls import reverse
from typing_extensions import override

from yuanping.domain.people.states import Role
from yuanping.web.components import Breadcrumb, Crumb
from yuanping.web.lists import ListPage


class DeskList(ListPage):
    roles: ClassVar[tuple[Role, ...]] = (Role.TENDERER,)

    @override
    def context(self) -> dict[str, Any]:
        key = self.project.pk
        trail = Breadcrumb(
            crumbs=(
                Crumb("工作台", reverse("desk:home")),
                Crumb(self.project.name, reverse("desk:project", args=[key])),
                Crumb("评标委员会", reverse("desk:committee", args=[key])),
                Crumb(self.title),
            )
        )
        return super().context() | {"breadcrumb": trail}
