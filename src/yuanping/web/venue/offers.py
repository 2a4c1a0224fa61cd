"""Offers: sending one, the lists, and one offer as either side sees it."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.core import errors
from yuanping.core.errors import Invalid, NotFound
from yuanping.core.policy import Timing
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.dispatch import reach, selection
from yuanping.domain.dispatch.actions.offer import (
    REASON_LENGTH,
    accept_offer,
    refuse_offer,
    send_offer,
    withdraw_offer,
)
from yuanping.domain.dispatch.models import Offer
from yuanping.domain.dispatch.permissions import Dispatch
from yuanping.domain.dispatch.states import OFFER_MACHINE, OfferState
from yuanping.domain.dispatch.timing import DEFAULT_REPLY_WORKDAYS, MAX_REPLY_WORKDAYS
from yuanping.domain.evaluation.queries import sub_venue_demands
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.states import ProjectState
from yuanping.domain.rules.queries import in_force
from yuanping.web.components import (
    Banner,
    Breadcrumb,
    Citation,
    Crumb,
    DemandList,
    ErrorSummary,
    Fact,
    FactList,
    SeatMap,
)
from yuanping.web.components.forms import PageForm
from yuanping.web.components.values import moment
from yuanping.web.demands import sub_venue_list
from yuanping.web.page import Page
from yuanping.web.venue.projects import OwnProject, picked
from yuanping.web.venue.showing import (
    STAFF,
    due,
    offer_tag,
    offers_received,
    offers_sent,
    period,
    pick_map,
)


class AskingForm(PageForm):
    """What every offer says besides the number of seats."""

    reply_workdays = forms.IntegerField(
        label="答复期限（工作日）",
        min_value=1,
        max_value=MAX_REPLY_WORKDAYS,
        initial=DEFAULT_REPLY_WORKDAYS,
        help_text="自发出次日起算，至最后一个工作日结束；不晚于评标开始。",
    )
    requirements = forms.CharField(
        label="场地要求",
        max_length=REASON_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="请勿填写项目名称、评标专业等项目信息。",
    )


class OfferForm(AskingForm):
    """What the main venue asks one centre for."""

    seats_wanted = forms.IntegerField(label="所需工位数", min_value=1)
    field_order = ("seats_wanted", "reply_workdays", "requirements")


class DepartingOfferForm(OfferForm):
    """For a centre outside of the usual reach, or one that chance should have chosen."""

    departure = forms.CharField(
        label="选择该中心的理由",
        max_length=REASON_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="理由记入见证记录。",
    )


class ReasonForm(PageForm):
    """Why an offer is refused or taken back."""

    reason = forms.CharField(label="理由", max_length=REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 3}))


class SendOffer(OwnProject):
    """Asking one centre for seats."""

    template_name = "venue/send_offer.html"
    title = "发出场地要约"
    candidate: dispatch.Candidate

    @override
    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        found = dispatch.candidate_centres(self.ctx, self.project)
        chosen = [c for c in found if c.facts.centre_id == kwargs["centre_id"]]
        if not chosen:
            raise NotFound("not-found", "没有找到该交易中心。", remedy="请从列表重新选择。")
        self.candidate = chosen[0]
        self.by_hand = dispatch.not_by_hand(self.project)
        kind = DepartingOfferForm if self.candidate.outside or self.by_hand else OfferForm
        self.form = kind(self.request.POST or None)

    @override
    def context(self) -> dict[str, Any]:
        outside = self.candidate.outside
        return {
            "breadcrumb": self.trail(Crumb(self.title)),
            "facts": FactList(
                facts=(
                    Fact("交易中心", self.candidate.facts.name),
                    Fact("使用时段", self.times),
                    Fact("该时段空闲工位", f"{self.candidate.free} 个"),
                    Fact("场地能力认定", self.candidate.facts.certificate),
                )
            ),
            "hindrances": [
                Banner(tone="warn", text=gap.message, remedy=gap.remedy, citation=_cited(gap.citation))
                for gap in self.candidate.gaps
            ]
            + [_not_so(each) for each in (self.by_hand, outside) if each is not None],
            "errors": ErrorSummary.of(self.form) if self.form and self.form.errors else None,
            "rows": list(self.form) if self.form else [],
            "back_url": self.url,
        }

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        form = self.form
        if form is None or not form.is_valid():
            return self.render(request, status=Invalid.status)
        offer = send_offer(self.ctx, self.project.pk, self.candidate.facts.centre_id, **form.cleaned_data)
        return self.done(
            f"已向{self.candidate.facts.name}发出要约，答复期限 {moment(offer.expires_at)}。", self.url
        )


class Offers(Page):
    """The offers received, and those sent."""

    template_name = "venue/offers.html"
    title = "场地要约"
    roles: ClassVar[tuple[Role, ...]] = STAFF

    @override
    def context(self) -> dict[str, Any]:
        return {
            "received": offers_received(self.ctx, dispatch.offers_for(self.ctx)[:100]),
            "sent": offers_sent(self.ctx, dispatch.offers_from(self.ctx)[:100], with_project=True),
        }


class OneOffer(Page):
    """One offer: the sub-venue answers it, the main venue follows it and may take it back."""

    template_name = "venue/offer.html"
    title = "场地要约"
    roles: ClassVar[tuple[Role, ...]] = STAFF
    offer: Offer

    @override
    def load(self, **kwargs: Any) -> None:
        self.offer = dispatch.offer(self.ctx, kwargs["offer_id"])
        posted = self.request.POST if self.request.POST.get("do") in {"refuse", "withdraw"} else None
        self.form = ReasonForm(posted)

    @override
    def context(self) -> dict[str, Any]:
        state = OfferState(self.offer.state)
        running = state is OfferState.SENT and self.ctx.now < self.offer.expires_at
        answering = running and self.may(Dispatch.ANSWER_OFFER, self.offer)
        begun = self.offer.project.state != ProjectState.ARRANGING
        return {
            "offer": self.offer,
            "breadcrumb": Breadcrumb(
                crumbs=(
                    Crumb("工作台", reverse("venue:home")),
                    Crumb("场地要约", reverse("venue:offers")),
                    Crumb(period(self.offer.during.lower, self.offer.during.upper)),
                )
            ),
            "state": offer_tag(self.offer, self.ctx.now),
            "facts": self._facts(),
            "details": self._details(),
            "errors": ErrorSummary.of(self.form) if self.form and self.form.errors else None,
            "hindrances": self._hindrances() if answering else [],
            "map": self._map() if answering else None,
            "withdrawing": not begun
            and OFFER_MACHINE.allows("withdraw", state)
            and self.may(Dispatch.WITHDRAW_OFFER, self.offer),
            "accepted": state is OfferState.ACCEPTED,
        }

    def _facts(self) -> FactList:
        offer = self.offer
        mine = offer.centre_id == self.ctx.centre_id
        facts = [
            Fact("使用时段", period(offer.during.lower, offer.during.upper)),
            Fact("所需工位", f"{offer.seats_wanted} 个"),
            Fact("主场", offer.project.main_centre.name) if mine else Fact("交易中心", offer.centre.name),
            Fact("答复期限", due(offer, self.ctx.now)),
            Fact("发出时间", offer.sent_at),
            Fact("答复时间", offer.answered_at),
            Fact("场地要求", offer.requirements, wide=True),
        ]
        if offer.reason:
            facts.append(Fact("理由", offer.reason, wide=True))
        if offer.venue and offer.state == OfferState.ACCEPTED:
            labels = "、".join(b.seat.label for b in dispatch.bookings(offer.venue.pk))
            facts.append(Fact("已预约工位", f"{offer.venue.label}：{labels}", wide=True))
        return FactList(facts=tuple(facts))

    def _details(self) -> dict[str, Any]:
        """Which project it is for; a sub-venue is told when it may know (S4-24)."""
        project = self.offer.project
        if dispatch.details_visible(self.ctx, self.offer, self.ctx.now):
            return {
                "facts": FactList(
                    facts=(
                        Fact("项目名称", project.name, wide=True),
                        Fact("项目编号", project.code),
                        Fact("类型", f"{project.domain_label}·{project.kind_label}"),
                        Fact("预计评标时长", duration(self.offer)),
                    )
                ),
                "demands": self._demands(),
            }
        policy = projects.policy(project)
        rule = in_force(policy, "offer.details_release", Timing)
        return {
            "from": dispatch.details_from(project),
            "citation": Citation.of(rule.rule.citation) if rule else None,
        }

    def _demands(self) -> DemandList | None:
        """What the rules ask of the sub-venue itself, once it takes part."""
        if self.offer.centre_id != self.ctx.centre_id or self.offer.state != OfferState.ACCEPTED:
            return None
        now = self.ctx.now
        return sub_venue_list(sub_venue_demands(self.offer.project, now), now=now)

    def _hindrances(self) -> list[Banner]:
        """What would make the acceptance fail, said before it is tried."""
        project = self.offer.project
        during = dispatch.evaluation_interval(project)
        gaps = dispatch.readiness(
            self.offer.centre_id, during.start, projects.policy(project), until=during.end
        )
        remedy = "请补齐后再接受，或拒绝要约并说明理由。"
        found = [
            Banner(tone="warn", text=gap.message, remedy=remedy, citation=_cited(gap.citation))
            for gap in gaps
        ]
        free = len(dispatch.free_seats(self.offer.centre_id, during))
        if free < self.offer.seats_wanted:
            found.append(
                Banner(
                    tone="warn",
                    text=f"该时段只有 {free} 个空闲工位，不能满足要约。",
                    remedy="请修复故障工位，或拒绝要约并说明理由。",
                )
            )
        return found

    def _map(self) -> SeatMap:
        during = dispatch.evaluation_interval(self.offer.project)
        seats = dispatch.seats_in_use(self.offer.centre_id, during)
        chosen = picked(self.request)
        if self.request.method != "POST":
            # The first free seats are proposed: most answers need no more than one look.
            free = [found.seat.pk for found in seats if found.use == "free"]
            chosen = free[: self.offer.seats_wanted]
        return pick_map(seats, picked=chosen)

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        here = reverse("venue:offer", args=[self.offer.pk])
        do = request.POST.get("do")
        if do == "accept":
            accept_offer(self.ctx, self.offer.pk, seat_ids=picked(request))
            return self.done("已接受要约，工位已预约。", here)
        if self.form is None or not self.form.is_valid():
            return self.render(request, status=Invalid.status)
        reason = self.form.cleaned_data["reason"]
        if do == "refuse":
            refuse_offer(self.ctx, self.offer.pk, reason=reason)
            return self.done("已拒绝要约。", here)
        withdraw_offer(self.ctx, self.offer.pk, reason=reason)
        return self.done("要约已撤回。", here)


def duration(offer: Offer) -> str:
    """``8 小时`` or ``7 小时 30 分``."""
    minutes = int((offer.during.upper - offer.during.lower).total_seconds()) // 60
    hours, rest = divmod(minutes, 60)
    return f"{hours} 小时" + (f" {rest} 分" if rest else "")


def _cited(citation: errors.Citation | None) -> Citation | None:
    return Citation.of(citation) if citation else None


def _not_so(found: reach.Outside | selection.ByHand) -> Banner:
    return Banner(tone="warn", text=found.message, remedy=found.remedy, citation=_cited(found.citation))
