"""The seat: what every page of a member has in common, and its first page."""

import hashlib
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import NotAllowed, WrongState
from yuanping.domain.evaluation import queries
from yuanping.domain.evaluation.models import Member, Session
from yuanping.domain.evaluation.own import own_member
from yuanping.domain.evaluation.states import SessionState
from yuanping.domain.experts import queries as experts
from yuanping.domain.people.states import Role
from yuanping.domain.quorum.models import Wait
from yuanping.web.awaiting import Awaited, awaited
from yuanping.web.components.state_tag.params import StateTag
from yuanping.web.expert.steps import STEP_LABELS, STEP_OF, SeatStep, seat_menu, step_url
from yuanping.web.page import Page

NOT_STARTED = "评标尚未启动。主场确认全部条件满足后启动，届时本页自动更新。"
OVER = {
    SessionState.REPORT: "全体成员已确认汇总结果，请阅读并签署评标报告。",
    SessionState.CLOSED: "评标已结束，请由现场工作人员办理离场手续。",
}


class SeatPage(Page):
    """A page for the person at a committee seat. ``step`` marks its place in the step list.

    While there is nothing to do the page asks now and then whether that has changed: an area that
    was drawn with ``waiting_token`` is replaced, or the whole page when the stage has moved on.
    """

    roles: ClassVar[tuple[Role, ...]] = (Role.EXPERT,)
    step: ClassVar[SeatStep | None] = None
    needs_session: ClassVar[bool] = True
    session: Session | None

    @override
    def load(self, **kwargs: Any) -> None:
        if self.ctx.committee_seat_id is None:
            raise NotAllowed(
                "no-seat",
                "请在签到后，用一次性登录码从所分配的工位进入席位页面。",
                remedy="登录码由会场工作人员在签到时告知。",
            )
        self.session = queries.session_at_seat(self.ctx)
        if self.session is None and self.needs_session:
            raise WrongState("not-started", NOT_STARTED, remedy="请返回席位首页等候。")

    @property
    def running(self) -> Session:
        assert self.session is not None  # load() refuses otherwise
        return self.session

    @property
    def member(self) -> Member:
        return own_member(self.ctx, self.running)

    def is_at(self, state: SessionState) -> bool:
        """Whether the session is in this stage now."""
        return self.running.state == state

    @property
    def state(self) -> SessionState | None:
        return SessionState(self.session.state) if self.session else None

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "waiting" in request.GET:
            return self._still_waiting(request)
        return super().get(request, **kwargs)

    def _still_waiting(self, request: HttpRequest) -> HttpResponse:
        seen_stage, _, seen_rest = request.GET["waiting"].partition("-")
        stage, _, rest = self.waiting_token.partition("-")
        if (stage, rest) == (seen_stage, seen_rest):
            return HttpResponse(status=204)
        if stage != seen_stage:
            response = HttpResponse(status=204)
            response["HX-Redirect"] = reverse("expert:seat") if self.session is None else self.next_url
            return response
        return render(request, "expert/waiting.html", self.waiting_context())

    @property
    def current_url(self) -> str:
        """Where the evaluation is now."""
        return step_url(STEP_OF[SessionState(self.running.state)])

    @property
    def next_url(self) -> str:
        """Where to go when what the page waits for has come."""
        return self.current_url

    @property
    def awaited(self) -> list[Wait]:
        """What was done and waits for its witnesses before this page can go on."""
        return queries.awaited(self.running)

    @property
    def waiting_token(self) -> str:
        """Changes when what the page says about waiting changes; before the dash, when the stage does."""
        if self.session is None:
            return "0-0"
        found = queries.waiting(self.session)
        rounds = [(review.stage, review.round, review.competition_round) for review in self.reviews]
        waits = [wait.pk for wait in self.awaited]
        stage = f"{self.session.pk}|{self.session.state}|{self.session.chair_round}|{rounds}|{waits}"
        return f"{_short(stage)}-{_short(repr((found, self._awaited())))}"

    @property
    def reviews(self) -> list[Any]:
        return queries.reviews(self.running)

    def waiting_context(self) -> dict[str, Any]:
        """Values of the area that refreshes itself."""
        waiting = queries.waiting(self.session) if self.session else None
        held = self._awaited()
        over = "" if held else OVER.get(self.state, "") if self.state else NOT_STARTED
        return {
            "waiting": waiting,
            "awaited": held,
            "waiting_text": over,
            "waiting_url": f"{self.request.path}?waiting={self.waiting_token}",
            "waiting_total": len(queries.members(self.session)) if self.session else 0,
        }

    def _awaited(self) -> list[Awaited]:
        return awaited(self.awaited) if self.session else []

    @override
    def context(self) -> dict[str, Any]:
        state = self.state
        label = self.member.label if self.session else experts.seat(self._seat_id).label
        return {
            "menu": seat_menu(state, active=self.step),
            "organisation": self.session.project.name if self.session else "",
            "person": label,
            "session": self.session,
            "seat_label": label,
            "stage_tag": StateTag(
                label=f"当前环节：{self.session.state_label}" if self.session else "评标尚未启动",
                tone="info" if self.session else "muted",
            ),
            "current_url": self.current_url if self.session else "",
            "current_label": STEP_LABELS[STEP_OF[state]] if state else "",
            "home_url": reverse("expert:seat"),
            **self.waiting_context(),
        }

    @property
    def _seat_id(self) -> int:
        assert self.ctx.committee_seat_id is not None  # load() refuses otherwise
        return self.ctx.committee_seat_id

    def to_current(self, message: str) -> HttpResponseRedirect:
        """Say what was done and go where the evaluation is now."""
        found = queries.session_at_seat(self.ctx)
        state = SessionState(found.state) if found else SessionState.RECUSAL
        return self.done(message, step_url(STEP_OF[state]))


class SeatHome(SeatPage):
    """The member's first page: where the evaluation is, and what is next."""

    template_name: ClassVar[str] = "expert/seat.html"
    title: ClassVar[str] = "我的席位"
    needs_session: ClassVar[bool] = False

    @override
    def context(self) -> dict[str, Any]:
        values = super().context()
        own = [seat for seat in self._progress() if seat.seat_id == self._seat_id]
        return {**values, "own": own[0] if own else None, "lots": self.reviews if self.session else []}

    def _progress(self) -> list[queries.SeatProgress]:
        return queries.progress(self.session.project_id) if self.session else []


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
