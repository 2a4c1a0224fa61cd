"""A lot's bid list: bidders, prices and files."""

from typing import Any, ClassVar

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import NotFound
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries
from yuanping.domain.projects.actions.bids import BidEntry, add_bid, remove_bid
from yuanping.domain.projects.files import LARGEST_FILE
from yuanping.domain.projects.models import Bid, Lot, Project
from yuanping.domain.projects.permissions import Projects
from yuanping.domain.projects.states import PROJECT_MACHINE, ProjectState
from yuanping.web.components.action.params import Action
from yuanping.web.components.banner.params import Banner
from yuanping.web.components.citation.params import Citation
from yuanping.web.components.data_table.params import Column, DataTable, Row
from yuanping.web.components.empty_state.params import EmptyState
from yuanping.web.components.error_summary.params import ErrorSummary
from yuanping.web.components.link.params import Link
from yuanping.web.components.values import yuan
from yuanping.web.desk.forms import BidForm
from yuanping.web.desk.home import DESK
from yuanping.web.desk.trail import project_trail
from yuanping.web.numbers import whole_number
from yuanping.web.page import Page
from yuanping.web.uploads import SentFile

KIB, MIB = 1024, 1024 * 1024


def lot_of(project: Project, lot_id: int) -> Lot:
    """The project's lot; ``NotFound`` otherwise."""
    found = next((lot for lot in queries.lots(project) if lot.pk == lot_id), None)
    if found is None:
        raise NotFound("lot-not-found", "没有找到该标段（包）。", remedy="请从项目页面重新进入。")
    return found


class BidsPage(Page):
    template_name: ClassVar[str] = "desk/bids.html"
    title: ClassVar[str] = "投标名单"
    roles: ClassVar[tuple[Role, ...]] = DESK
    project: Project
    lot: Lot

    @override
    def load(self, **kwargs: Any) -> None:
        self.project = queries.project(self.ctx, kwargs["project_id"])
        self.lot = lot_of(self.project, kwargs["lot_id"])
        self.form = BidForm()

    @property
    def here(self) -> str:
        return reverse("desk:bids", args=[self.project.pk, self.lot.pk])

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        if "remove" in request.POST:
            bid_id = whole_number(request.POST["remove"])
            if bid_id is None:
                raise NotFound("bid-not-found", "没有找到该投标。", remedy="请刷新页面后重试。")
            remove_bid(self.ctx, self.project.pk, bid_id)
            return self.done("投标已移除。", self.here)
        self.form = BidForm(request.POST, request.FILES)
        if not self.form.is_valid():
            return self.render(request, status=422)
        values = self.form.cleaned_data
        found = add_bid(
            self.ctx,
            self.project.pk,
            self.lot.pk,
            BidEntry(
                bidder_name=values["bidder_name"],
                bidder_uscc=values["bidder_uscc"],
                price=values["price"],
                file=SentFile(request, values["file"]),
            ),
        )
        return self.done(f"已登记第 {found.ordinal} 号投标：{found.bidder_name}", self.here)

    @property
    def may_list(self) -> bool:
        state = ProjectState(self.project.state)
        return self.may(Projects.LIST_BIDS, self.project) and PROJECT_MACHINE.allows("amend", state)

    @override
    def context(self) -> dict[str, Any]:
        minimum, citation = queries.bids_minimum(self.project)
        self.lot = lot_of(self.project, self.lot.pk)
        bids = queries.bids(self.lot)
        return {
            "breadcrumb": project_trail(self.project, f"{self.title}（标段 {self.lot.code[20:]}）"),
            "project": self.project,
            "lot": self.lot,
            "short": Banner(
                tone="info",
                text=f"已登记 {len(bids)} 家，不少于 {minimum} 家方可提交主场。",
                citation=Citation.of(citation) if citation else None,
            )
            if len(bids) < minimum
            else "",
            "table": self._table(bids),
            "may_list": self.may_list,
            "errors": ErrorSummary.of(self.form) if self.form else None,
            "largest": LARGEST_FILE,
            "back_url": reverse("desk:project", args=[self.project.pk]),
        }

    def _table(self, bids: list[Bid]) -> DataTable:
        rows = []
        for bid in bids:
            file: object = bid.file_name
            if self.may(Projects.LIST_BIDS, self.project):
                file = Link(
                    label=bid.file_name,
                    url=reverse("desk:bid-file", args=[self.project.pk, bid.pk]),
                    note=f"SHA-256 {bid.file_sha256[:16]}…",
                )
            remove = Action(
                label="移除",
                url=self.here,
                method="post",
                look="quiet",
                hidden=(("remove", str(bid.pk)),),
                confirm=f"确定移除第 {bid.ordinal} 号投标（{bid.bidder_name}）吗？",
            )
            rows.append(
                Row(
                    (
                        bid.ordinal,
                        bid.bidder_name,
                        bid.bidder_uscc,
                        yuan(bid.price),
                        file,
                        _size(bid.file_size),
                    ),
                    actions=(remove,) if self.may_list else (),
                )
            )
        return DataTable(
            caption="投标名单",
            columns=(
                Column("序号", nowrap=True),
                Column("投标人"),
                Column("统一社会信用代码", nowrap=True),
                Column("投标报价（元）", align="right", nowrap=True),
                Column("投标文件"),
                Column("大小", align="right", nowrap=True),
            ),
            rows=tuple(rows),
            empty=EmptyState(title="还没有登记投标", text="请按开标记录逐家登记。"),
        )


def _size(count: int) -> str:
    if count >= MIB:
        return f"{count / MIB:.1f} MB"
    return f"{max(1, round(count / KIB))} KB"


class BidFilePage(Page):
    """The file of one bid, for the agency that handed it in."""

    title: ClassVar[str] = "投标文件"
    template_name: ClassVar[str] = "errors/refusal.html"
    roles: ClassVar[tuple[Role, ...]] = (Role.AGENCY,)
    bid: Bid

    @override
    def load(self, **kwargs: Any) -> None:
        project = queries.project(self.ctx, kwargs["project_id"])
        bids = (bid for lot in queries.lots(project) for bid in queries.bids(lot))
        found = next((bid for bid in bids if bid.pk == kwargs["bid_id"]), None)
        if found is None:
            raise NotFound("bid-not-found", "没有找到该投标。", remedy="请从投标名单进入。")
        self.bid = found

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        return FileResponse(
            queries.bid_file(self.bid),
            as_attachment=True,
            filename=self.bid.file_name,
            content_type="application/pdf",
        )
