"""The main venue arranges one project's venues."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import NotFound
from yuanping.core.policy import MinLead
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.dispatch.actions.venue import hold_main_venue
from yuanping.domain.dispatch.events import VenueDrawIntended
from yuanping.domain.dispatch.models import Venue, VenueDraw
from yuanping.domain.dispatch.permissions import Dispatch
from yuanping.domain.dispatch.selection import Demands
from yuanping.domain.dispatch.states import VenueDrawState
from yuanping.domain.evaluation.queries import all_demands
from yuanping.domain.people.states import Role
from yuanping.domain.places.states import SeatState
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.states import ProjectState
from yuanping.domain.rules.queries import in_force
from yuanping.web.awaiting import AwaitingPage
from yuanping.web.components import (
    Action,
    Banner,
    Breadcrumb,
    Citation,
    Column,
    Crumb,
    DataTable,
    EmptyState,
    Fact,
    FactList,
    Row,
    StateTag,
)
from yuanping.web.components.values import moment
from yuanping.web.decision import decision_context
from yuanping.web.demands import demand_list
from yuanping.web.documents import document_table
from yuanping.web.gates import gate_list
from yuanping.web.numbers import whole_number
from yuanping.web.page import Page
from yuanping.web.venue.showing import STAFF, offers_sent, period, pick_map, project_tag
from yuanping.web.venue_draws import venue_draw_table


class OwnProject(Page):
    """A page about a project of the own main venue."""

    roles: ClassVar[tuple[Role, ...]] = STAFF
    project: Project

    @override
    def load(self, **kwargs: Any) -> None:
        self.project = projects.project(self.ctx, kwargs["project_id"])
        if self.project.main_centre_id != self.ctx.centre_id:
            raise NotFound("not-found", "没有找到该项目，或您无权查看。", remedy="请从列表重新进入。")

    @property
    def url(self) -> str:
        return reverse("venue:project", args=[self.project.pk])

    @property
    def times(self) -> str:
        return period(self.project.evaluation_starts_at, self.project.evaluation_ends_at)

    def trail(self, *more: Crumb) -> Breadcrumb:
        """Where the page stands below the project's own."""
        home = Crumb("工作台", reverse("venue:home"))
        here = Crumb(self.project.name, self.url if more else "")
        return Breadcrumb(crumbs=(home, here, *more))


class Arrangement(AwaitingPage, OwnProject):
    """One project's venues: what is held, what was asked, and whom one may ask."""

    template_name = "venue/project.html"
    awaited_kind = VenueDrawIntended.KIND

    @override
    def context(self) -> dict[str, Any]:
        arranging = self.project.state == ProjectState.ARRANGING
        may_send = arranging and self.may(Dispatch.SEND_OFFER)
        return {
            "title": self.project.name,
            "project": self.project,
            "state": project_tag(self.project.state, self.project.state_label),
            "breadcrumb": self.trail(),
            "actions": (
                Action(
                    label="启动评标与进度",
                    url=reverse("venue:evaluation", args=[self.project.pk]),
                    icon="player-play",
                ),
                *(
                    (
                        Action(
                            label="评标委员会",
                            url=reverse("desk:committee", args=[self.project.pk]),
                            icon="users",
                        ),
                    )
                    if self.ctx.has(Role.VENUE_ADMIN)
                    else ()
                ),
            ),
            "facts": self._facts(),
            "gates": gate_list(dispatch.gates(self.project, self.ctx.now)),
            **decision_context(self.project),
            "demands": demand_list(all_demands(self.project, self.ctx.now), now=self.ctx.now),
            "deadline": self._deadline() if may_send else None,
            "venues": self._venues(),
            "documents": document_table(self.ctx, self.project.pk, audience="venue"),
            "hold_url": reverse("venue:hold", args=[self.project.pk])
            if arranging and self.may(Dispatch.HOLD_VENUE) and not self._main_held
            else "",
            "sent": offers_sent(self.ctx, dispatch.offers_of(self.ctx, self.project.pk), with_project=False),
            "candidates": self._candidates() if may_send else None,
            **self._random_choice(may_draw=arranging and self.may(Dispatch.DRAW_VENUES)),
        }

    def _random_choice(self, *, may_draw: bool) -> dict[str, Any]:
        """The random choices of sub-venues, and the way to one where the rule asks for it (S2-15)."""
        asked = dispatch.demands_on_sub_venues(self.project)
        by_lot = asked.by_lot
        draws = list(dispatch.venue_draws(self.ctx, self.project.pk))
        if by_lot is None and not draws:
            return {}
        asking = may_draw and by_lot is not None and self.ctx.now <= dispatch.last_moment(self.project)
        return {
            "random": _how_chosen(asked, draws),
            "draws": venue_draw_table(draws),
            "draw_url": reverse("venue:draw", args=[self.project.pk])
            if asking and not self.open_waits
            else "",
            **self.awaiting_context(),
        }

    @property
    def _main_held(self) -> bool:
        return dispatch.venues(self.project.pk).filter(ordinal=0).exists()

    def _facts(self) -> FactList:
        return FactList(
            facts=(
                Fact("招标人", self.project.tenderer.name),
                Fact("代理机构", self.project.agency.name),
                Fact("评标时间", self.times),
                Fact("类型", f"{self.project.domain_label}·{self.project.kind_label}"),
            )
        )

    def _deadline(self) -> Banner | None:
        """Until when offers may be sent (S4-23)."""
        rule = in_force(projects.policy(self.project), "offer.lead", MinLead)
        if rule is None:
            return None
        last = dispatch.last_moment(self.project)
        late = self.ctx.now > last
        return Banner(
            tone="warn" if late else "info",
            text=f"场地要约最迟应于 {moment(last)} 发出" + ("，现已超过，不能再发出。" if late else "。"),
            citation=Citation.of(rule.rule.citation),
        )

    def _venues(self) -> DataTable:
        return DataTable(
            caption="已预约的会场",
            columns=(
                Column("会场", nowrap=True),
                Column("交易中心"),
                Column("工位"),
                Column("情况", nowrap=True),
            ),
            rows=tuple(self._venue(venue) for venue in dispatch.venues(self.project.pk)),
            empty=EmptyState(
                title="还没有预约会场", text="先预约主场工位，再向副场发出要约。", icon="armchair"
            ),
        )

    def _venue(self, venue: Venue) -> Row:
        held = list(dispatch.bookings(venue.pk))
        broken = sum(booking.seat.state == SeatState.BROKEN for booking in held)
        sound = StateTag(label="完好", tone="ok")
        reseat = Action(label="调整工位", url=reverse("venue:reseat", args=[venue.pk]))
        return Row(
            (
                venue.label,
                venue.centre.name,
                "、".join(booking.seat.label for booking in held),
                StateTag(label=f"{broken} 个工位故障", tone="bad") if broken else sound,
            ),
            actions=(reseat,) if self.may(Dispatch.RESEAT_VENUE, venue) else (),
        )

    def _candidates(self) -> DataTable:
        late = self.ctx.now > dispatch.last_moment(self.project)
        by_hand = dispatch.not_by_hand(self.project)
        closed = by_hand is not None and not by_hand.departable
        return DataTable(
            caption="可选的交易中心",
            columns=(
                Column("交易中心"),
                Column("该时段空闲工位", align="right", nowrap=True),
                Column("能否发出要约", nowrap=True),
                Column("说明"),
            ),
            rows=tuple(
                self._candidate(candidate, late=late, closed=closed)
                for candidate in dispatch.candidate_centres(self.ctx, self.project)
            ),
            empty=EmptyState(title="没有其他交易中心", icon="building"),
        )

    def _candidate(self, candidate: dispatch.Candidate, *, late: bool, closed: bool) -> Row:
        """``closed``: nobody may be asked by hand, whoever it is."""
        facts = candidate.facts
        reasons = [gap.message.removeprefix(facts.name) for gap in candidate.gaps]
        if candidate.outside:
            reasons.append(candidate.outside.message)
        if candidate.offer:
            tag = StateTag(label=f"要约{candidate.offer.state_label}", tone="info")
        elif not candidate.may_be_asked or (closed and candidate.outside):
            tag = StateTag(label="不能", tone="bad")
        elif closed:
            joins = StateTag(label="参加随机选取", tone="info")
            tag = joins if candidate.free else StateTag(label="没有空闲工位", tone="warn")
        elif candidate.outside:
            tag = StateTag(label="须说明理由", tone="warn")
        else:
            tag = StateTag(label="可以", tone="ok")
        asking = candidate.may_be_asked and not late and not closed
        url = reverse("venue:send-offer", args=[self.project.pk, facts.centre_id])
        return Row(
            (facts.name, candidate.free, tag, "".join(reasons)),
            actions=(Action(label="发出要约", url=url, icon="send"),) if asking else (),
        )


class HoldMainVenue(OwnProject):
    """Choosing the main venue's own seats."""

    template_name = "venue/pick.html"
    title = "预约主场工位"

    @override
    def context(self) -> dict[str, Any]:
        during = dispatch.evaluation_interval(self.project)
        seats = dispatch.seats_in_use(self.project.main_centre_id, during)
        return {
            "breadcrumb": self.trail(Crumb(self.title)),
            "subtitle": f"{self.project.name}，{self.times}",
            "map": pick_map(seats, picked=picked(self.request)),
            "submit": "预约所选工位",
            "note": "只能选择该时段空闲的工位。预约后由本项目独占。",
            "back_url": self.url,
        }

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        venue = hold_main_venue(self.ctx, self.project.pk, picked(request))
        count = dispatch.bookings(venue.pk).count()
        return self.done(f"已预约主场 {count} 个工位。", self.url)


def _how_chosen(asked: Demands, draws: Sequence[VenueDraw]) -> Banner:
    """How the sub-venues come to be chosen now: by lot, or by hand once the supervisor has confirmed it."""
    states = [draw.state for draw in draws]
    if VenueDrawState.CONFIRMED in states:
        text, rule = "行政监督部门已确认，可以直接协商确定副场。", asked.fallback
    elif asked.fallback is not None and states[-1:] == [VenueDrawState.FAILED]:
        text = "随机选取未能选定副场，已报行政监督部门；经其确认后可以直接协商确定。条件有变化的，可以再次随机选取。"
        rule = asked.fallback
    else:
        text, rule = "本项目的副场随机选取。", asked.by_lot
    return Banner(tone="info", text=text, citation=Citation.of(rule.rule.citation) if rule else None)


def picked(request: HttpRequest) -> list[int]:
    """The seats that were ticked."""
    numbers = map(whole_number, request.POST.getlist("seats"))
    return [number for number in numbers if number is not None]
