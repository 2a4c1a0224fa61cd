"""The sign-in record for the supervisor, with the number of check-ins by hand."""

from typing import Any, ClassVar

from django.urls import reverse
from typing_extensions import override

from yuanping.domain.people.states import Role
from yuanping.web.components import Breadcrumb, Crumb
from yuanping.web.sign_in import SignInPage


class SupervisorSignIn(SignInPage):
    roles: ClassVar[tuple[Role, ...]] = (Role.SUPERVISOR,)

    @override
    def context(self) -> dict[str, Any]:
        trail = Breadcrumb(
            crumbs=(
                Crumb("监督工作台", reverse("supervisor:home")),
                Crumb(self.project.name, reverse("supervisor:project", args=[self.project.pk])),
                Crumb(self.title),
            )
        )
        return super().context() | {"breadcrumb": trail}
