"""Confirming a check-in by hand, for the supervisor on the spot."""

from typing import ClassVar

from yuanping.domain.people.states import Role
from yuanping.web.manual import ManualPage


class SupervisorManual(ManualPage):
    roles: ClassVar[tuple[Role, ...]] = (Role.SUPERVISOR,)
    home: ClassVar[str] = "supervisor:home"
