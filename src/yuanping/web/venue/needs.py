"""What the own venue prepares for the people who come: numbers without names."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import NotFound
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.dispatch.models import Venue
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.needs import state_needs
from yuanping.domain.people.states import Role
from yuanping.web.components import Breadcrumb, Crumb, ErrorSummary, Fact, FactList
from yuanping.web.components.forms import PageForm
from yuanping.web.page import Page
from yuanping.web.venue.showing import period

STAFF = (Role.VENUE_ADMIN, Role.VENUE_STAFF)


class NeedsForm(PageForm):
    """The two numbers that staff may state otherwise."""

    meals = forms.IntegerField(label="用餐（份）", min_value=0, max_value=queries.MOST_NEEDS)
    nights = forms.IntegerField(label="住宿（间夜）", min_value=0, max_value=queries.MOST_NEEDS)


class VenueNeedsPage(Page):
    """People, meals and nights of one venue, and the form to state other numbers."""

    template_name = "venue/needs.html"
    title = "就餐住宿"
    roles: ClassVar[tuple[Role, ...]] = STAFF
    venue: Venue
    stating: NeedsForm

    @override
    def load(self, **kwargs: Any) -> None:
        self.venue = dispatch.venue(self.ctx, kwargs["venue_id"])
        if self.venue.centre_id != self.ctx.centre_id:
            raise NotFound("not-found", "该会场不在您所在的交易中心。", remedy="请从签到列表进入。")
        self.needs = queries.needs_of(self.venue)
        posted = self.request.POST if self.request.method == "POST" else None
        self.stating = NeedsForm(posted, initial={"meals": self.needs.meals, "nights": self.needs.nights})
        self.form = self.stating

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        if not self.stating.is_valid():
            return self.render(request, status=422)
        state_needs(self.ctx, self.venue.pk, **self.stating.cleaned_data)
        return self.done("就餐住宿数量已登记。", reverse("venue:attendance"))

    @override
    def context(self) -> dict[str, Any]:
        back, needs, project = reverse("venue:attendance"), self.needs, self.venue.project
        return {
            "breadcrumb": Breadcrumb(
                crumbs=(Crumb("工作台", reverse("venue:home")), Crumb("签到", back), Crumb(self.title))
            ),
            "facts": FactList(
                facts=(
                    Fact("会场", self.venue.label),
                    Fact("评标时间", period(project.evaluation_starts_at, project.evaluation_ends_at)),
                    Fact("预计到场", f"{needs.people} 人"),
                    Fact("数量来源", _source(needs)),
                )
            ),
            "form": self.stating,
            "errors": ErrorSummary.of(self.stating) if self.stating.is_bound else None,
            "back_url": back,
        }


def needs_words(needs: queries.Needs) -> str:
    """``预计到场 3 人；用餐 6 份，住宿 0 间夜``."""
    return f"预计到场 {needs.people} 人；用餐 {needs.meals} 份，住宿 {needs.nights} 间夜"


def _source(needs: queries.Needs) -> str:
    return "按评标时间和人数计算" if needs.stated_at is None else "由本会场工作人员登记"
