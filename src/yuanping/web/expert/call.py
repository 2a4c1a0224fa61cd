"""Answering a call by the link in the message: no account, one seat, a telephone's screen."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.base import witness
from yuanping.core.errors import Refused
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.call import answer_call, ask_leave
from yuanping.domain.experts.models import CallOut
from yuanping.domain.experts.states import GIVEN_REASONS, Answer, SeatState, Via
from yuanping.web.components import Banner, ErrorSummary, Fact, FactList
from yuanping.web.components.forms import PageForm
from yuanping.web.components.values import moment
from yuanping.web.page import Page

ANSWERED = {
    Answer.ACCEPTED: ("您已确认参加", "ok", "请按时到场，凭身份证签到。"),
    Answer.DECLINED: ("您已答复不能参加", "info", "席位已另行抽取，您无需到场。感谢答复。"),
    Answer.LEAVE: ("已办理请假", "info", "席位已另行抽取，您无需到场。"),
    Answer.RECALLED: ("本次评标安排已取消", "warn", "您无需到场。"),
    Answer.EXPIRED: ("答复期限已过", "warn", "席位已另行抽取，您无需到场。如有疑问，请致电报到地点。"),
}


REPLACED = ("席位已另行安排", "warn", "您无需到场。如有疑问，请致电报到地点。")
BY_KEY = "（通过电话按键答复）"


class ReasonForm(PageForm):
    """Why the expert cannot come."""

    reason = forms.ChoiceField(
        label="不能参加的原因",
        choices=[(str(reason), label) for reason, label in GIVEN_REASONS.items()],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="说明", required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class CallPage(Page):
    """Time, place, what to bring; two buttons; afterwards the answer that was given."""

    template_name = "expert/call.html"
    title = "评标参加通知"
    call: CallOut

    @override
    def load(self, **kwargs: Any) -> None:
        self.token = kwargs["token"]
        self.call = queries.call_by_token(self.token)
        explaining = self.request.POST.get("answer") in {"decline", "leave"}
        self.form = ReasonForm(self.request.POST if explaining else None)
        if self.call.answer:
            self.form.fields["reason"].label = "请假原因"

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        answer = request.POST.get("answer")
        if answer == "accept":
            answer_call(self.ctx, self.token, accept=True)
        elif self.form is None or not self.form.is_valid():
            return self.render(request, status=422)
        elif answer == "leave":
            ask_leave(self.ctx, self.token, **self.form.cleaned_data)
        else:
            answer_call(self.ctx, self.token, accept=False, **self.form.cleaned_data)
        return self.done(
            "请假已受理。" if answer == "leave" else "答复已收到。", reverse("expert:call", args=[self.token])
        )

    @override
    def render(self, *args: Any, **kwargs: Any) -> HttpResponse:
        self.call.refresh_from_db()
        response = super().render(*args, **kwargs)
        # The address is the key: no other host learns it. ("no-referrer" would send the form without an
        # origin, and it would be refused as forged.)
        response["Referrer-Policy"] = "same-origin"
        response["Cache-Control"] = "no-store"
        return response

    @override
    def note(self, refused: Refused) -> None:
        """The address is the key to the answer: what is kept of a refused attempt leaves it out."""
        attempt = f"{self.request.method} {reverse('expert:call', args=['-'])}"
        witness.note_refusal(self.ctx, refused, attempt=attempt, project_id=self.project_id)

    @override
    def context(self) -> dict[str, Any]:
        seat, centre = self.call.seat, self.call.seat.venue.centre
        project = seat.committee.project
        answer = self.call.answer or (Answer.EXPIRED if self.ctx.now >= self.call.answer_by else "")
        comes = answer == Answer.ACCEPTED and queries.is_latest(self.call) and seat.state != SeatState.VACANT
        return {
            "organisation": centre.name,
            "given": self._given(answer, comes=comes) if answer else None,
            "facts": FactList(
                columns=1,
                facts=(
                    Fact("时间", f"{moment(project.evaluation_starts_at)} 开始"),
                    Fact("报到地点", centre.name, note=centre.address),
                    Fact("联系电话", centre.telephone),
                    Fact("请携带", queries.to_bring(seat)),
                ),
            ),
            "show_facts": not answer or comes,
            "answer_by": self.call.answer_by,
            "leave": queries.may_ask_leave(self.call, self.ctx.now),
            "leave_closed": comes and seat.state == SeatState.ACCEPTED,
            "leave_until": queries.leave_until(project.evaluation_starts_at),
            "telephone": centre.telephone,
            "errors": ErrorSummary.of(self.form) if self.form and self.form.is_bound else None,
        }

    def _given(self, answer: str, *, comes: bool) -> Banner:
        """The answer that was given; not as if it still held when somebody else has the seat."""
        replaced = answer == Answer.ACCEPTED and not comes
        title, tone, text = REPLACED if replaced else ANSWERED[Answer(answer)]
        by_key = self.call.answered_via == Via.KEY and not replaced
        return Banner(title=title + (BY_KEY if by_key else ""), tone=tone, text=text)  # type: ignore[arg-type]
