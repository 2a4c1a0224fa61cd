"""The list of experts, with conditions; what calls for attention above it."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.urls import reverse
from typing_extensions import override

from yuanping.domain.experts import queries
from yuanping.domain.experts.roster import STANDING_LABELS, Line, Wanted, experts, masked_rows
from yuanping.domain.rules import queries as rules
from yuanping.web.components import (
    Action,
    Column,
    DataTable,
    EmptyState,
    Kpi,
    KpiRow,
    Link,
    Paging,
    QueryField,
    QueryRow,
    Row,
)
from yuanping.web.components.due_date.params import DueDate
from yuanping.web.components.todo_list.params import Todo, TodoList
from yuanping.web.pool.showing import (
    PoolPage,
    region_options,
    specialty_options,
    specialty_words,
    standing_tag,
)
from yuanping.web.pool.todos import todos

PAGE = 50
CONDITIONS = ("number", "specialty", "region", "state")


class Roster(PoolPage):
    """``/pool/``: everybody in the pool, identities masked."""

    template_name: ClassVar[str] = "pool/roster.html"
    title: ClassVar[str] = "专家库"

    @override
    def context(self) -> dict[str, Any]:
        asked = {name: self.request.GET.get(name, "").strip()[:20] for name in CONDITIONS}
        page = Paginator(experts(self.ctx, Wanted(**asked)), PAGE).get_page(self.request.GET.get("page"))
        return {
            "actions": (
                Action(label="导入专家", url=reverse("pool:imports"), look="primary", icon="upload"),
            ),
            "kpis": self._kpis(),
            "todo_list": self._todos(),
            "query": self._query(asked),
            "table": DataTable(
                caption="专家",
                columns=(
                    Column("专家编号", nowrap=True),
                    Column("姓名", nowrap=True),
                    Column("手机号码", nowrap=True),
                    Column("专业"),
                    Column("职称", nowrap=True),
                    Column("工作单位"),
                    Column("所在地", nowrap=True),
                    Column("状态", nowrap=True),
                ),
                rows=tuple(_row(line) for line in masked_rows(self.ctx, list(page.object_list))),
                empty=EmptyState(title="没有符合条件的专家", text="请调整查询条件，或者导入专家。"),
                paging=Paging.of(page, query=self.request.GET),
            ),
        }

    def _todos(self) -> TodoList | None:
        found = todos(self.ctx)
        lines = (
            Todo(
                label=todo.title,
                url=todo.url,
                about=todo.detail,
                due=DueDate(at=todo.due, now=self.ctx.now) if todo.due else None,
            )
            for todo in found
        )
        return TodoList(todos=tuple(lines)) if found else None

    def _kpis(self) -> KpiRow:
        found = queries.pool_figures(self.ctx.now)
        warnings = len(queries.scarce())
        url = reverse("pool:home")
        return KpiRow(
            kpis=(
                Kpi("在库专家", str(found.experts), unit="人", url=url),
                Kpi("请假中", str(found.on_leave), unit="人", url=f"{url}?state=on-leave"),
                Kpi("处分中", str(found.sanctioned), unit="人", url=f"{url}?state=sanctioned"),
                Kpi(
                    "稀缺专业",
                    str(warnings),
                    unit="项",
                    note="按地区分别计算",
                    url=reverse("pool:rarity"),
                    tone="warn" if warnings else "muted",
                ),
            )
        )

    def _query(self, asked: dict[str, str]) -> QueryRow:
        regions = queries.pool_regions()
        return QueryRow(
            url=reverse("pool:home"),
            fields=(
                QueryField("number", "专家编号", value=asked["number"], placeholder="ZJ"),
                QueryField(
                    "specialty", "专业", "select", value=asked["specialty"], options=specialty_options()
                ),
                QueryField(
                    "region", "所在地", "select", value=asked["region"], options=region_options(regions)
                ),
                QueryField(
                    "state",
                    "状态",
                    "select",
                    value=asked["state"],
                    options=tuple((state.value, label) for state, label in STANDING_LABELS.items()),
                ),
            ),
        )


def _row(line: Line) -> Row:
    expert = line.expert
    return Row(
        (
            Link(label=expert.number, url=reverse("pool:expert", args=[expert.pk])),
            line.shown.name,
            line.shown.phone,
            specialty_words(expert.specialties),
            expert.title or "无职称",
            expert.employer.name,
            rules.region_name(expert.region_code),
            standing_tag(line.standing),
        )
    )
