"""The shared catalogue: the page and the JSON for everybody, the button for those who keep the pool (S2-11)."""

from functools import cache
from importlib.resources import files
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import NotFound, Refused
from yuanping.core.local_time import written
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.catalogue import refresh_catalogue
from yuanping.domain.experts.catalogue import SMALL
from yuanping.web.components import (
    Action,
    Banner,
    Breadcrumb,
    Column,
    Crumb,
    DataTable,
    EmptyState,
    Fact,
    FactList,
    Paging,
    QueryField,
    QueryRow,
    Row,
)
from yuanping.web.page import Page
from yuanping.web.pool.showing import PoolPage

PAGE = 100


class PublicCatalogue(Page):
    """``/experts/catalogue/``: the counts, as everybody may read them."""

    template_name: ClassVar[str] = "pool/catalogue.html"
    title: ClassVar[str] = "专家共享资源目录"
    found: dict[str, Any]

    @override
    def load(self, **kwargs: Any) -> None:
        self.found = queries.catalogue(now=self.ctx.now, month=self.request.GET.get("month", "")[:7])

    @override
    def note(self, refused: Refused) -> None:
        """Nothing: a month without an edition is a visitor's slip."""

    @property
    def query(self) -> QueryRow:
        return QueryRow(
            url=self.request.path,
            fields=(
                QueryField(
                    "month",
                    "月份",
                    "select",
                    value=self.request.GET.get("month", "")[:7],
                    options=tuple((month, month) for month in queries.catalogue_months()),
                ),
            ),
        )

    def trail(self) -> Breadcrumb:
        return Breadcrumb(crumbs=(Crumb("平台首页", "/"), Crumb(self.title)))

    @override
    def context(self) -> dict[str, Any]:
        page = Paginator(self.found["cells"], PAGE).get_page(self.request.GET.get("page"))
        json_url = f"{reverse('experts:catalogue-json')}?month={self.found['month']}"
        return {
            "breadcrumb": self.trail(),
            "actions": (
                Action(label="下载 JSON", url=json_url, icon="download"),
                Action(label="数据格式", url=reverse("experts:catalogue-schema"), icon="file-text"),
            ),
            "facts": FactList(
                facts=(
                    Fact("发布平台", self.found["node"]),
                    Fact("所属月份", self.found["month"]),
                    Fact("刷新时间", self.found["refreshed_at"][:16].replace("T", " ")),
                    Fact("可抽取专家", f"{self.found['experts']} 人"),
                )
            ),
            "explained": Banner(
                text=f"目录只列人数，不含任何个人信息。少于 {SMALL} 人的写作“<{SMALL}”，以免推知具体人员。"
                "一名专家有几个专业的，在每个专业中各计一次。"
            ),
            "query": self.query,
            "table": DataTable(
                caption="专业、地区和人数",
                columns=(
                    Column("专业代码", nowrap=True),
                    Column("专业"),
                    Column("地区", nowrap=True),
                    Column("行政区划代码", nowrap=True),
                    Column("专家数", align="right", nowrap=True),
                ),
                rows=tuple(
                    Row(
                        (
                            cell["specialty"],
                            cell["specialty_name"],
                            cell["region_name"],
                            cell["region"],
                            cell["experts"],
                        )
                    )
                    for cell in page.object_list
                ),
                empty=EmptyState(title="目录中没有专家"),
                paging=Paging.of(page, query=self.request.GET),
            ),
        }


class Manage(PoolPage, PublicCatalogue):
    """``/pool/catalogue/``: the same page, and a button that counts anew."""

    @override
    def trail(self, *more: Crumb) -> Breadcrumb:
        return PoolPage.trail(self, *more, Crumb(self.title))

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        edition = refresh_catalogue(self.ctx)
        return self.done(f"目录已刷新，刷新时间 {written(edition.refreshed_at)}。", reverse("pool:catalogue"))

    @override
    def context(self) -> dict[str, Any]:
        found = super().context()
        anew = Action(
            label="立即刷新", url=reverse("pool:catalogue"), method="post", look="primary", icon="refresh"
        )
        return {**found, "actions": (anew, *found["actions"])}


def catalogue_json(request: HttpRequest) -> HttpResponse:
    """``/experts/catalogue.json``, with ``?month=2026-11`` for an earlier month; anybody's programs read it."""
    try:
        found = queries.catalogue(now=request.ctx.now, month=request.GET.get("month", "")[:7])  # type: ignore[attr-defined]
    except NotFound as refused:
        return JsonResponse(
            refused.as_json(), status=refused.status, json_dumps_params={"ensure_ascii": False}
        )
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False})


def catalogue_schema(request: HttpRequest) -> HttpResponse:
    """The form of the JSON, as JSON Schema."""
    _ = request
    return HttpResponse(_schema(), content_type="application/schema+json; charset=utf-8")


@cache
def _schema() -> bytes:
    return (files("yuanping.domain.experts") / "schemas" / "catalogue.schema.json").read_bytes()
