"""Who may do what with a wait."""

from enum import StrEnum
from typing import TYPE_CHECKING

from yuanping.base.permissions import grant
from yuanping.domain.people.states import Role

if TYPE_CHECKING:
    from yuanping.base.context import Ctx
    from yuanping.domain.quorum.models import Wait


class Quorum(StrEnum):
    WATCH = "quorum:wait:watch"
    WAIVE = "quorum:wait:waive"


def _supervises(ctx: "Ctx", row: "Wait") -> bool:
    return row.project.supervision_id == ctx.organisation_id


grant(Quorum.WATCH, "等候见证", Role.SYSTEM)
grant(
    Quorum.WAIVE,
    "同意未经足数见证而继续办理",
    Role.SUPERVISOR,
    when=_supervises,
    otherwise="该项目由其他行政监督部门监督。",
)
