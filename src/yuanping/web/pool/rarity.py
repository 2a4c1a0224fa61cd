"""Specialties for which a region has few experts or few employers."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.urls import reverse
from typing_extensions import override

from yuanping.domain.experts import queries
from yuanping.domain.experts.rarity import COMMITTEE, FEW_EMPLOYERS, FEW_EXPERTS
from yuanping.domain.rules import queries as rules
from yuanping.web.components import (
    Banner,
    Column,
    Crumb,
    DataTable,
    EmptyState,
    Paging,
    QueryField,
    QueryRow,
    Row,
)
from yuanping.web.pool.showing import PoolPage, plenty_tag, region_options, specialty_options

PAGE = 50


class RarityPage(PoolPage):
    """``/pool/rarity/``: the warnings, the scarcest first."""

    template_name: ClassVar[str] = "pool/rarity.html"
    title: ClassVar[str] = "稀缺专业预警"

    @override
    def context(self) -> dict[str, Any]:
        specialty = self.request.GET.get("specialty", "")[:11]
        region = self.request.GET.get("region", "")[:6]
        found = queries.scarce(specialty=specialty, region=region or "000000")
        page = Paginator(found, PAGE).get_page(self.request.GET.get("page"))
        return {
            "breadcrumb": self.trail(Crumb(self.title)),
            "explained": Banner(
                text=f"某专业在某地区的专家少于 {FEW_EXPERTS} 名、或者所在单位少于 {FEW_EMPLOYERS} 家的为“偏少”，"
                f"少于 {COMMITTEE} 名或者 {COMMITTEE} 家的为“不足”。按在库可抽取人员计算，每日更新。"
            ),
            "query": QueryRow(
                url=reverse("pool:rarity"),
                fields=(
                    QueryField("specialty", "专业", "select", value=specialty, options=specialty_options()),
                    QueryField(
                        "region",
                        "地区",
                        "select",
                        value=region,
                        options=region_options(queries.pool_regions()),
                    ),
                ),
            ),
            "table": DataTable(
                caption="稀缺专业",
                columns=(
                    Column("专业"),
                    Column("地区", nowrap=True),
                    Column("专家数", align="right", nowrap=True),
                    Column("单位数", align="right", nowrap=True),
                    Column("程度", nowrap=True),
                    Column("建议"),
                ),
                rows=tuple(
                    Row(
                        (
                            f"{rules.specialty_name(each.specialty)}（{each.specialty}）",
                            rules.region_name(each.region_code),
                            each.experts,
                            each.employers,
                            plenty_tag(each.plenty),
                            each.words.partition("；")[2],
                        )
                    )
                    for each in page.object_list
                ),
                empty=EmptyState(
                    title="没有稀缺专业", text="各地区各专业的专家和单位数量充足。", icon="circle-check"
                ),
                paging=Paging.of(page, query=self.request.GET),
            ),
        }
