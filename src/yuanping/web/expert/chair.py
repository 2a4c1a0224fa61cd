"""Electing the chair (推选组长)."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from typing_extensions import override

from yuanping.core.errors import Invalid
from yuanping.domain.evaluation import queries
from yuanping.domain.evaluation.actions.voting import vote_chair
from yuanping.domain.evaluation.law import law_of
from yuanping.domain.evaluation.own import election
from yuanping.domain.evaluation.states import SessionState
from yuanping.web.expert.seat import SeatPage
from yuanping.web.expert.steps import SeatStep
from yuanping.web.numbers import whole_number


class ChairPage(SeatPage):
    template_name: ClassVar[str] = "expert/chair.html"
    title: ClassVar[str] = "推选组长"
    step: ClassVar[SeatStep | None] = SeatStep.CHAIR

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        chosen = whole_number(request.POST.get("member_id", ""))
        if chosen is None:
            raise Invalid("member-missing", "请选择一名成员，再投票。", field="member_id")
        vote_chair(self.ctx, self.running.pk, member_id=chosen)
        return self.to_current("已投票。")

    @override
    def context(self) -> dict[str, Any]:
        members = queries.members(self.running)
        found = election(self.ctx, self.running)
        excluded, citation = law_of(self.running.project).representative_excluded()
        return {
            **super().context(),
            "members": [(member, excluded and member.is_representative) for member in members],
            "election": found,
            "may_vote": self.is_at(SessionState.CHAIR) and found.voted_for is None,
            "voted_for": next((m.label for m in members if m.member_id == found.voted_for), ""),
            "chair": next((m.label for m in members if m.is_chair), ""),
            "excluded_by": citation if excluded and any(m.is_representative for m in members) else None,
        }
