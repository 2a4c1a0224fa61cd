"""The second person at a check-in by hand: what was said, the document's picture, yes or no."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import Invalid, NotFound
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.manual import confirm_manual, photo_of, refuse_manual, words_of
from yuanping.domain.experts.models import ManualCheckIn
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.states import ManualState
from yuanping.web.components import Breadcrumb, Crumb, Fact, FactList, StateTag
from yuanping.web.components.tones import Tone
from yuanping.web.page import Page
from yuanping.web.todo import Todo

TONES: dict[ManualState, Tone] = {
    ManualState.REQUESTED: "warn",
    ManualState.CONFIRMED: "ok",
    ManualState.REFUSED: "bad",
    ManualState.LAPSED: "muted",
}


class ManualPage(Page):
    """``?photo`` is the picture of the document; looking at it is on record."""

    template_name: ClassVar[str] = "manual.html"
    title: ClassVar[str] = "确认人工签到"
    home: ClassVar[str]
    row: ManualCheckIn

    @override
    def load(self, **kwargs: Any) -> None:
        self.row = queries.manual_for(self.ctx, kwargs["manual_id"])
        self.project_id = self.row.seat.committee.project_id

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "photo" not in request.GET:
            return super().get(request, **kwargs)
        found = photo_of(self.ctx, self.row)
        if found is None:
            raise NotFound("photo-gone", "没有证件照片，或申请已经办结。", remedy="请返回申请页面。")
        sort, content = found
        return HttpResponse(
            content,
            content_type=sort,
            headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
        )

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        match request.POST.get("answer"):
            case "confirm":
                confirm_manual(self.ctx, self.row.pk)
                return self.done("已确认，请经办人当面发放登录码。", reverse(self.home))
            case "refuse":
                refuse_manual(self.ctx, self.row.pk)
                return self.done("已答复不予确认，该人员未签到。", reverse(self.home))
            case _:
                raise Invalid("answer-missing", "请选择确认或者不予确认。", field="answer")

    @override
    def context(self) -> dict[str, Any]:
        row, seat = self.row, self.row.seat
        decides = (
            row.state == ManualState.REQUESTED
            and self.ctx.now < row.confirm_by
            and self.may(Experts.DECIDE_MANUAL, row)
        )
        return {
            "breadcrumb": Breadcrumb(crumbs=(Crumb("工作台", reverse(self.home)), Crumb(self.title))),
            "state": StateTag(label=row.state_label, tone=TONES[ManualState(row.state)]),
            "facts": FactList(
                facts=(
                    Fact("席位", seat.label),
                    Fact("地点", seat.venue.centre.name),
                    Fact("原因", row.reason_label),
                    Fact("经办人", row.requested_by.display_name),
                    Fact("申请时间", row.requested_at),
                    Fact("确认期限", row.confirm_by),
                    Fact("此前核验不符", f"{self._mismatches()} 次"),
                    Fact("证件号码", "经系统比对，与席位人员一致"),
                )
            ),
            "decides": decides,
            "words": words_of(self.ctx, row) if decides else "",
            "photo_url": f"{self.request.path}?photo" if decides and row.photo_id else "",
        }

    def _mismatches(self) -> int:
        told = queries.sign_ins(self.ctx, self.row.seat.committee.project_id)
        return next((each.mismatches for each in reversed(told) if each.seat_id == self.row.seat_id), 0)


def manual_todos(page: str, waiting: list[ManualCheckIn]) -> list[Todo]:
    """Check-ins that wait for the reader as the second person."""
    return [
        Todo(
            title=f"确认人工签到：{row.seat.label}",
            url=reverse(page, args=[row.pk]),
            due=row.confirm_by,
            detail=row.reason_label,
        )
        for row in waiting
    ]
