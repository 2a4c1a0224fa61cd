"""The tenderer names its representative."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.representative import name_representative
from yuanping.domain.experts.models import CommitteeSeat
from yuanping.domain.people.states import Role
from yuanping.web.committee_showing import seat_tag
from yuanping.web.components import Breadcrumb, Crumb, ErrorSummary
from yuanping.web.desk.committee_forms import RepresentativeForm
from yuanping.web.page import Page


class RepresentativePage(Page):
    """Name, identity number, telephone: sealed as soon as they are handed in."""

    template_name = "desk/representative.html"
    title = "确定招标人代表"
    roles: ClassVar[tuple[Role, ...]] = (Role.TENDERER,)
    seat: CommitteeSeat
    form: RepresentativeForm

    @override
    def load(self, **kwargs: Any) -> None:
        self.seat = queries.seat_for(self.ctx, kwargs["seat_id"])
        self.form = RepresentativeForm(self.request.POST if self.request.method == "POST" else None)

    @property
    def back(self) -> str:
        return reverse("desk:committee", args=[self.seat.committee.project_id])

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        if not self.form.is_valid():
            return self.render(request, status=422)
        name_representative(self.ctx, self.seat.pk, **self.form.cleaned_data)
        return self.done(f"{self.seat.label}已确定，系统将以短信告知时间和地点。", self.back)

    @override
    def context(self) -> dict[str, Any]:
        project = self.seat.committee.project
        return {
            "breadcrumb": Breadcrumb(
                crumbs=(
                    Crumb("工作台", reverse("desk:home")),
                    Crumb(project.name, reverse("desk:project", args=[project.pk])),
                    Crumb("评标委员会", self.back),
                    Crumb(self.seat.label),
                )
            ),
            "seat": self.seat,
            "state": seat_tag(self.seat),
            "errors": ErrorSummary.of(self.form),
            "back_url": self.back,
        }
