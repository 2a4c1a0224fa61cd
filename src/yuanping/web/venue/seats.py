"""The centre's own seats: their state, faults and repairs, and changing a venue's seats."""

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import Invalid
from yuanping.core.intervals import Interval
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.dispatch.actions.venue import reseat_venue
from yuanping.domain.dispatch.models import Booking, Venue
from yuanping.domain.people.states import Role
from yuanping.domain.places import queries as places
from yuanping.domain.places.actions.seat import repair_seat, report_fault
from yuanping.domain.places.models import Seat
from yuanping.domain.places.permissions import Place
from yuanping.domain.places.states import DEVICE_LABELS, Device, SeatState
from yuanping.web.components import (
    Breadcrumb,
    Column,
    Crumb,
    DataTable,
    EmptyState,
    ErrorSummary,
    Fact,
    FactList,
    Kpi,
    KpiRow,
    Row,
    StateTag,
)
from yuanping.web.components.forms import PageForm
from yuanping.web.components.values import moment
from yuanping.web.page import Page
from yuanping.web.venue.projects import picked
from yuanping.web.venue.showing import STAFF, period, pick_map, state_map


class FaultForm(PageForm):
    """What is wrong with the seat."""

    fault = forms.CharField(
        label="故障情况",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如：摄像头黑屏、耳麦无声、身份认证设备不能读卡。",
    )


class Seats(Page):
    """All own seats at a glance."""

    template_name = "venue/seats.html"
    title = "工位"
    roles: ClassVar[tuple[Role, ...]] = STAFF

    @override
    def context(self) -> dict[str, Any]:
        centre_id = self.ctx.centre_id or 0
        coming = list(dispatch.coming_bookings(centre_id, after=self.ctx.now))
        instant = Interval(self.ctx.now, self.ctx.now + timedelta(seconds=1))
        seats = dispatch.seats_in_use(centre_id, instant)
        notes: dict[int, str] = {}
        for booking in coming:
            notes.setdefault(booking.seat_id, moment(booking.during.lower)[5:])
        broken = [found.seat for found in seats if found.seat.state == SeatState.BROKEN]
        return {
            "map": state_map(seats, notes),
            "figures": KpiRow(
                kpis=(
                    Kpi("工位总数", str(len(seats)), "个"),
                    Kpi("可用", str(len(seats) - len(broken)), "个", tone="ok"),
                    Kpi("故障", str(len(broken)), "个", tone="bad" if broken else "muted"),
                    Kpi("已有预约", str(len(notes)), "个"),
                )
            ),
        }


class OneSeat(Page):
    """One seat: what stands there, who needs it, and whether it works."""

    template_name = "venue/seat.html"
    roles: ClassVar[tuple[Role, ...]] = STAFF
    seat: Seat

    @override
    def load(self, **kwargs: Any) -> None:
        self.seat = places.seat(self.ctx, kwargs["seat_id"])
        self.form = FaultForm(self.request.POST if self.request.POST.get("do") == "fault" else None)

    @override
    def context(self) -> dict[str, Any]:
        broken = self.seat.state == SeatState.BROKEN
        keeping = self.may(Place.MAINTAIN_SEAT)
        return {
            "title": self.seat.label,
            "breadcrumb": Breadcrumb(
                crumbs=(
                    Crumb("工作台", reverse("venue:home")),
                    Crumb("工位", reverse("venue:seats")),
                    Crumb(self.seat.label),
                )
            ),
            "state": StateTag(label=self.seat.state_label, tone="bad" if broken else "ok"),
            "facts": FactList(
                facts=(
                    Fact("评标室", self.seat.room.name),
                    Fact("工位隔离", "已物理隔离" if self.seat.room.isolated else "未隔离"),
                    Fact("设备", "、".join(DEVICE_LABELS[Device(d)] for d in self.seat.devices), wide=True),
                )
            ),
            "bookings": self._bookings(),
            "errors": ErrorSummary.of(self.form) if self.form and self.form.errors else None,
            "reporting": keeping and not broken,
            "repairing": keeping and broken,
        }

    def _bookings(self) -> DataTable:
        rows = dispatch.bookings_of_seat(self.seat.pk, after=self.ctx.now)
        return DataTable(
            caption="该工位的预约",
            columns=(Column("时段"), Column("会场", nowrap=True), Column("项目")),
            rows=tuple(
                Row((period(b.during.lower, b.during.upper), b.venue.label, self._name(b))) for b in rows
            ),
            empty=EmptyState(title="没有预约", icon="calendar"),
        )

    def _name(self, booking: Booking) -> str:
        if dispatch.venue_details_visible(self.ctx, booking.venue, self.ctx.now):
            return booking.venue.project.name
        return "未到提供时间"

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        here = reverse("venue:seat", args=[self.seat.pk])
        if request.POST.get("do") == "repair":
            repair_seat(self.ctx, self.seat.pk)
            return self.done(f"工位 {self.seat.label} 已恢复可用。", here)
        if self.form is None or not self.form.is_valid():
            return self.render(request, status=Invalid.status)
        report_fault(self.ctx, self.seat.pk, fault=self.form.cleaned_data["fault"])
        return self.done(f"工位 {self.seat.label} 已登记故障，不再可预约。", here)


class Reseat(Page):
    """Changing the seats that the own venue holds."""

    template_name = "venue/pick.html"
    title = "调整工位"
    roles: ClassVar[tuple[Role, ...]] = STAFF
    venue: Venue

    @override
    def load(self, **kwargs: Any) -> None:
        self.venue = dispatch.venue(self.ctx, kwargs["venue_id"])

    @property
    def back(self) -> str:
        if self.venue.is_main:
            return reverse("venue:project", args=[self.venue.project_id])
        return reverse("venue:home")

    @override
    def context(self) -> dict[str, Any]:
        during = dispatch.evaluation_interval(self.venue.project)
        seats = dispatch.seats_in_use(self.venue.centre_id, during, venue_id=self.venue.pk)
        mine = [found.seat.pk for found in seats if found.use == "mine"]
        chosen = picked(self.request) if self.request.method == "POST" else mine
        broken = [
            found.seat.label
            for found in seats
            if found.use == "mine" and found.seat.state == SeatState.BROKEN
        ]
        return {
            "breadcrumb": Breadcrumb(crumbs=(Crumb("工作台", reverse("venue:home")), Crumb(self.title))),
            "subtitle": f"{self.venue.label}，{period(during.start, during.end)}",
            "map": pick_map(seats, picked=chosen),
            "broken": "、".join(broken),
            "submit": "保存调整",
            "note": "主场可以增加工位，不能减少。" if self.venue.is_main else f"须保持 {len(mine)} 个工位。",
            "back_url": self.back,
        }

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        reseat_venue(self.ctx, self.venue.pk, picked(request))
        return self.done("工位已调整。", self.back)
