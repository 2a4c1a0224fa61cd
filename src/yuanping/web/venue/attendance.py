"""Attendance at the own venue: who is expected, check-in with the reader, codes, leave."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import Invalid, NotFound
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.evaluation.actions.attendance import leave_early
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.attendance import CheckedIn, check_in, renew_code
from yuanping.domain.experts.actions.call import request_leave
from yuanping.domain.experts.actions.manual import PHOTO_BYTES, hand_over_code, request_manual
from yuanping.domain.experts.models import CallOut, CallReceipt, CommitteeSeat
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.states import (
    EARLY_LABELS,
    GIVEN_REASONS,
    MANUAL_REASON_LABELS,
    SEAT_MACHINE,
    SeatKind,
    SeatState,
)
from yuanping.domain.people.states import Role
from yuanping.web.call_showing import course, course_words, replacements
from yuanping.web.committee_showing import call_cell, seat_tag, specialty_words
from yuanping.web.components import (
    Action,
    Banner,
    Breadcrumb,
    Column,
    Crumb,
    DataTable,
    EmptyState,
    ErrorSummary,
    Fact,
    FactList,
    Row,
    Timeline,
)
from yuanping.web.components.forms import PageForm
from yuanping.web.page import Page
from yuanping.web.venue.needs import needs_words

STAFF = (Role.VENUE_ADMIN, Role.VENUE_STAFF)


class ReaderForm(PageForm):
    """What the demonstration's reader is told; a real device fills it in."""

    slip = forms.CharField(label="读卡", max_length=20)
    face = forms.ChoiceField(
        label="人脸采集", choices=[("same", "本人（与证件照片一致）"), ("other", "他人（与证件照片不一致）")]
    )


class LeaveForm(PageForm):
    """Why an expert who had agreed does not come."""

    reason = forms.ChoiceField(
        label="请假原因", choices=[("", "请选择"), *((str(r), label) for r, label in GIVEN_REASONS.items())]
    )
    note = forms.CharField(
        label="说明", required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class ManualForm(PageForm):
    """What the first person says of somebody whom the reader cannot vouch for."""

    reason = forms.ChoiceField(
        label="原因",
        choices=[("", "请选择"), *((str(r), label) for r, label in MANUAL_REASON_LABELS.items())],
    )
    id_number = forms.CharField(
        label="证件上的身份证号", max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    words = forms.CharField(label="核对情况", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    photo = forms.FileField(
        label="证件照片", required=False, widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"})
    )


class EarlyForm(PageForm):
    """Why a member leaves before the own part is done."""

    reason = forms.ChoiceField(
        label="提前离场原因",
        choices=[("", "请选择"), *((str(r), label) for r, label in EARLY_LABELS.items())],
    )
    note = forms.CharField(
        label="说明", required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class Attendance(Page):
    """All members expected at the own centre, by project."""

    template_name = "venue/attendance.html"
    title = "签到"
    roles: ClassVar[tuple[Role, ...]] = (*STAFF, Role.VENUE_LEADER)

    @override
    def context(self) -> dict[str, Any]:
        assert self.ctx.centre_id is not None
        groups: dict[int, list[CommitteeSeat]] = {}
        for seat in queries.seats_at_centre(self.ctx, self.ctx.centre_id):
            groups.setdefault(seat.committee_id, []).append(seat)
        return {
            "breadcrumb": Breadcrumb(crumbs=(Crumb("工作台", reverse("venue:home")), Crumb(self.title))),
            "groups": [self._group(seats) for seats in groups.values()],
        }

    def _group(self, seats: list[CommitteeSeat]) -> dict[str, Any]:
        project, venue = seats[0].committee.project, seats[0].venue
        known = dispatch.venue_details_visible(self.ctx, venue, self.ctx.now)
        calls = queries.calls_at(seats)
        last = {seat_id: asked[-1] for seat_id, asked in calls.items()}
        receipts = queries.receipts_of(last.values())
        present = sum(seat.state == SeatState.CHECKED_IN for seat in seats)
        return {
            "title": project.name if known else f"{venue.label}评标任务",
            "note": f"{venue.label}，应到 {len(seats)} 人，已签到 {present} 人",
            "starts_at": project.evaluation_starts_at,
            "needs": needs_words(queries.needs_of(venue)),
            "needs_url": reverse("venue:needs", args=[venue.pk]) if self.may(Experts.STATE_NEEDS) else "",
            "replacements": [
                Banner(title=seat.label, text=words, tone="warn")
                for seat in seats
                if (words := replacements(seat, calls.get(seat.pk, [])))
            ],
            "table": DataTable(
                caption=f"{venue.label}签到表",
                columns=(
                    Column("席位", nowrap=True),
                    Column("专业"),
                    Column("姓名", nowrap=True),
                    Column("工位", nowrap=True),
                    Column("状态", nowrap=True),
                    Column("答复期限", nowrap=True),
                    Column("通知经过"),
                ),
                rows=tuple(
                    Row(
                        (
                            seat.label,
                            specialty_words(seat.specialty) if known else "",
                            queries.name_for(self.ctx, seat) or "（密封）",
                            _workstation(seat),
                            seat_tag(seat),
                            call_cell(last.get(seat.pk), seat, self.ctx.now),
                            _course(last.get(seat.pk), receipts),
                        ),
                        actions=self._actions(seat, called=seat.pk in calls),
                    )
                    for seat in seats
                ),
                empty=EmptyState(title="没有席位"),
            ),
        }

    def _actions(self, seat: CommitteeSeat, *, called: bool) -> tuple[Action, ...]:
        words = {SeatState.ACCEPTED: "办理签到", SeatState.CHECKED_IN: "查看"}
        label = words.get(SeatState(seat.state), "通知经过" if called else None)
        if label is None or not self.may(Experts.CHECK_IN, seat):
            return ()
        look = "primary" if seat.state == SeatState.ACCEPTED else "plain"
        return (Action(label=label, url=reverse("venue:seat-attendance", args=[seat.pk]), look=look),)  # type: ignore[arg-type]


class SeatAttendance(Page):
    """One member at the door: read the card, hand over the code; or report leave."""

    template_name = "venue/seat_attendance.html"
    roles: ClassVar[tuple[Role, ...]] = STAFF
    seat: CommitteeSeat

    @override
    def load(self, **kwargs: Any) -> None:
        self.seat = queries.seat_for(self.ctx, kwargs["seat_id"])
        if self.seat.venue.centre_id != self.ctx.centre_id:
            raise NotFound("not-found", "该席位不在您所在的交易中心。", remedy="请从签到列表进入。")
        data = self.request.POST if self.request.method == "POST" else None
        do = self.request.POST.get("do")
        self.reader = ReaderForm(data if do == "check-in" else None)
        self.leave = LeaveForm(data if do == "leave" else None)
        self.early = EarlyForm(data if do == "early" else None)
        self.manual = ManualForm(data, self.request.FILES) if do == "manual" else ManualForm()
        forms_by_act = {"leave": self.leave, "early": self.early, "manual": self.manual}
        self.form = forms_by_act.get(do or "", self.reader)

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        do = request.POST.get("do")
        if do == "renew":
            return self._slip(request, renew_code(self.ctx, self.seat.pk), "新登录码")
        if do == "hand-over":
            return self._slip(request, hand_over_code(self.ctx, self.seat.pk), "签到完成")
        if do not in {"check-in", "leave", "early", "manual"}:
            raise Invalid("act-unknown", "没有这项操作。", remedy="请刷新页面后重试。")
        if self.form is None or not self.form.is_valid():
            return self.render(request, status=422)
        if do == "check-in":
            done = check_in(self.ctx, self.seat.pk, **self.reader.cleaned_data)
            return self._slip(request, done, "签到完成")
        return self._without_slip(do)

    def _without_slip(self, do: str) -> HttpResponse:
        """Acts after which nothing is handed over."""
        label, here = self.seat.label, reverse("venue:seat-attendance", args=[self.seat.pk])
        if do == "leave":
            request_leave(self.ctx, self.seat.pk, **self.leave.cleaned_data)
            return self.done(f"{label}已办理请假，主场补抽后在本页显示。", reverse("venue:attendance"))
        if do == "early":
            leave_early(self.ctx, self.seat.pk, **self.early.cleaned_data)
            return self.done(f"{label}已办理提前离场。", reverse("venue:attendance"))
        asked = self.manual.cleaned_data
        photo = asked.pop("photo")
        picture = photo.read(PHOTO_BYTES + 1) if photo else None
        request_manual(self.ctx, self.seat.pk, photo=picture, **asked)
        return self.done("已申请人工签到，请第二人在十分钟内确认。", here)

    def _slip(self, request: HttpRequest, done: CheckedIn, title: str) -> HttpResponse:
        """The page with the code, this once: it is neither stored nor shown again."""
        self.seat = queries.seat_for(self.ctx, done.seat.pk)
        response = self.render_with(
            request, slip={"title": title, "code": f"{done.code[:4]} {done.code[4:]}"}
        )
        response["Cache-Control"] = "no-store"
        return response

    def render_with(self, request: HttpRequest, **values: object) -> HttpResponse:
        self.extra = values
        return self.render(request)

    extra: dict[str, object] = {}

    @override
    def context(self) -> dict[str, Any]:
        project = self.seat.committee.project
        return {
            "title": self.seat.label,
            "breadcrumb": Breadcrumb(
                crumbs=(
                    Crumb("工作台", reverse("venue:home")),
                    Crumb("签到", reverse("venue:attendance")),
                    Crumb(self.seat.label),
                )
            ),
            "seat": self.seat,
            "state": seat_tag(self.seat),
            "errors": ErrorSummary.of(self.form) if self.form and self.form.is_bound else None,
            "facts": FactList(
                facts=(
                    Fact("席位", self.seat.label),
                    Fact("姓名", queries.name_for(self.ctx, self.seat) or "（密封，核验身份后显示）"),
                    Fact("评标时间", project.evaluation_starts_at),
                    Fact("工位", _workstation(self.seat)),
                    Fact("签到时间", self.seat.checked_in_at),
                )
            ),
            "reader": self.reader if self._can("check_in") else None,
            "demo_reader": settings.IDENTITY_READER == "fake",
            "leave": self.leave
            if self.seat.kind == SeatKind.EXPERT and self.seat.state == SeatState.ACCEPTED
            else None,
            "course": self._course(),
            **self._by_hand(),
            "early": self.early if self._may_leave_early else None,
            "renewing": self._can("renew_code") and not self._by_hand()["handing"],
            "back_url": reverse("venue:attendance"),
            **self.extra,
        }

    def _course(self) -> Timeline | None:
        if self.seat.kind != SeatKind.EXPERT:
            return None
        calls = queries.calls_at([self.seat]).get(self.seat.pk, [])
        return course(calls, queries.receipts_of(calls))

    def _by_hand(self) -> dict[str, Any]:
        """The manual check-in: its form, or what it waits for."""
        waiting = queries.manual_waiting(self.seat, self.ctx.now)
        confirmed = queries.manual_unhanded(self.seat)
        return {
            "manual": self.manual if self._can("check_in") and waiting is None else None,
            "waiting": waiting,
            "waiting_url": reverse("venue:manual", args=[waiting.pk]) if waiting else "",
            "may_confirm": waiting is not None and self.may(Experts.DECIDE_MANUAL, waiting),
            "handing": confirmed is not None and self._can("renew_code"),
            "photo_bytes": PHOTO_BYTES,
        }

    @property
    def _may_leave_early(self) -> bool:
        return self.seat.state == SeatState.CHECKED_IN and self.may(Experts.CHECK_OUT, self.seat)

    def _can(self, transition: str) -> bool:
        state = SeatState(self.seat.state)
        return SEAT_MACHINE.allows(transition, state) and self.may(Experts.CHECK_IN, self.seat)


def _course(call: CallOut | None, receipts: Mapping[int, list[CallReceipt]]) -> str:
    """What became of the last call for a seat, in a line."""
    return "" if call is None else course_words(receipts.get(call.pk, ()))


def _workstation(seat: CommitteeSeat) -> str:
    """Told at check-in, not before."""
    return seat.workstation_label if seat.state == SeatState.CHECKED_IN else "（签到后告知）"
