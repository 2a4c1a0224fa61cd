"""Who may enter people into the register."""

from enum import StrEnum

from yuanping.base.permissions import grant
from yuanping.domain.people.states import Role


class People(StrEnum):
    REGISTER = "people:register"


grant(People.REGISTER, "登记单位与账号", Role.OPERATOR, Role.SYSTEM)
