"""The sign-in record for the main venue, to which it is returned (S4-32)."""

from typing import Any, ClassVar

from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import NotFound
from yuanping.domain.people.states import Role
from yuanping.web.components import Breadcrumb, Crumb
from yuanping.web.sign_in import SignInPage
from yuanping.web.venue.showing import STAFF


class MainSignIn(SignInPage):
    roles: ClassVar[tuple[Role, ...]] = STAFF

    @override
    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        if self.project.main_centre_id != self.ctx.centre_id:
            raise NotFound("not-found", "没有找到该项目，或您无权查看。", remedy="请从列表重新进入。")

    @override
    def context(self) -> dict[str, Any]:
        trail = Breadcrumb(
            crumbs=(
                Crumb("工作台", reverse("venue:home")),
                Crumb(self.project.name, reverse("venue:project", args=[self.project.pk])),
                Crumb(self.title),
            )
        )
        return super().context() | {"breadcrumb": trail}
