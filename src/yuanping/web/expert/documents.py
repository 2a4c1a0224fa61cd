"""Reading the bids (查阅文件): the list, and each file in the browser."""

from typing import Any, ClassVar
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponseBase
from typing_extensions import override

from yuanping.core.errors import Refused
from yuanping.domain.evaluation import queries
from yuanping.domain.evaluation.own import readable_bid, readable_bids
from yuanping.domain.projects import queries as projects
from yuanping.domain.quorum.models import Wait
from yuanping.domain.quorum.queries import AwaitingWitness
from yuanping.web.expert.seat import SeatPage
from yuanping.web.expert.steps import SeatStep


class DocumentsPage(SeatPage):
    template_name: ClassVar[str] = "expert/documents.html"
    title: ClassVar[str] = "查阅文件"
    step: ClassVar[SeatStep | None] = SeatStep.DOCUMENTS

    @override
    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        try:
            self.bids = readable_bids(self.ctx, self.running)
        except AwaitingWitness:  # the page waits with the member
            self.bids = []

    @property
    @override
    def awaited(self) -> list[Wait]:
        return queries.opening_awaited(self.running)

    @property
    @override
    def next_url(self) -> str:
        return self.request.path

    @override
    def context(self) -> dict[str, Any]:
        lots: dict[Any, list[Any]] = {}
        for bid in self.bids:
            lots.setdefault(bid.lot, []).append(bid)
        schemes = [(lot, projects.scheme(lot), bids) for lot, bids in lots.items()]
        return {**super().context(), "lots": schemes}


class BidFile(SeatPage):
    """One bid's file, streamed to the member who may read it."""

    step: ClassVar[SeatStep | None] = SeatStep.DOCUMENTS

    @override
    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        self.bid = readable_bid(self.ctx, self.running, kwargs["bid_id"])

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        try:
            content = projects.bid_file(self.bid)
        except FileNotFoundError:
            lost = Refused(
                "file-missing", "平台没有找到该投标文件。", remedy="请联系现场工作人员报告平台运维人员。"
            )
            return self._refusal_page(lost)
        response = FileResponse(content, content_type="application/pdf")
        response["Content-Length"] = str(self.bid.file_size)
        response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(self.bid.file_name)}"
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "no-store"
        return response
