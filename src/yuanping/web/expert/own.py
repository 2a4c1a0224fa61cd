"""An expert's own pages: what they have in common, and the first of them."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import NotAllowed
from yuanping.core.local_time import local_date
from yuanping.domain.experts import queries
from yuanping.domain.experts.periods import OWN_SESSION
from yuanping.domain.experts.raters import object_by
from yuanping.domain.experts.states import RATER_LABELS, AppraisalState, LeaveState, Rater
from yuanping.domain.people.states import Role
from yuanping.web.components.values import moment
from yuanping.web.page import Page


@dataclass(frozen=True, slots=True)
class Door:
    """A large tile of the first page: where it leads, and what stands there now."""

    label: str
    url: str
    icon: str
    text: str


class OwnPage(Page):
    """A page for an expert signed in by telephone: never for somebody at an evaluation seat."""

    roles: ClassVar[tuple[Role, ...]] = (Role.EXPERT,)
    sign_in_url: ClassVar[str] = "/expert/me/sign-in/"

    @override
    def load(self, **kwargs: Any) -> None:
        if self.ctx.expert_id is None:
            raise NotAllowed(
                "own-pages-closed",
                "您正在评标席位上，不能打开专家本人页面。",
                remedy="请在评标结束后，用自己的手机或电脑登录。",
            )
        # each click begins the half hour anew
        self.request.session.set_expiry(int(OWN_SESSION.total_seconds()))

    @override
    def context(self) -> dict[str, Any]:
        return {"home": reverse("expert:me"), "sign_out": reverse("expert:own-sign-out")}


class OwnHome(OwnPage):
    """Six doors, each with its state in words, so that nothing must be opened only to look."""

    template_name: ClassVar[str] = "expert/own_home.html"
    title: ClassVar[str] = "专家本人"

    @override
    def context(self) -> dict[str, Any]:
        open_to = [
            row
            for row in queries.own_appraisals(self.ctx).filter(state=AppraisalState.GIVEN)
            if self.ctx.now <= object_by(row)
        ]
        return {
            **super().context(),
            "doors": self._doors(),
            "open_to": [
                {
                    "url": reverse("expert:own-appraisal", args=[row.pk]),
                    "party": RATER_LABELS[Rater(row.party)],
                    "venue": row.attendance.seat.venue.centre.name,
                    "until": moment(object_by(row)),
                }
                for row in open_to
            ],
        }

    def _doors(self) -> tuple[Door, ...]:
        leaves = queries.own_leaves(self.ctx).filter(
            state=LeaveState.DECLARED, last_on__gte=local_date(self.ctx.now)
        )
        parts, given = len(queries.own_parts(self.ctx)), queries.own_appraisals(self.ctx).count()
        away = leaves.count()
        return (
            Door(
                "日程和请假",
                reverse("expert:own-leave"),
                "calendar",
                f"有 {away} 次请假尚未结束" if away else "目前没有请假",
            ),
            Door(
                "参加过的评标",
                reverse("expert:own-history"),
                "history",
                f"共 {parts} 次" if parts else "还没有记录",
            ),
            Door(
                "我的评价",
                reverse("expert:own-appraisals"),
                "clipboard-check",
                f"共 {given} 条，可以提出异议" if given else "还没有评价",
            ),
            Door("劳务费", reverse("expert:own-pay"), "coin", "查看劳务费"),
            Door("在库信息", reverse("expert:own-file"), "id", "专业、单位和联系方式"),
        )
