"""A lot's evaluation scheme: read, or edited line by line while the project is being registered."""

from __future__ import annotations  # Django's formsets are not generic at run time

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import Refused
from yuanping.core.scoring import Criterion
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries
from yuanping.domain.projects.actions.schemes import set_scheme
from yuanping.domain.projects.models import Lot, Project
from yuanping.domain.projects.permissions import Projects
from yuanping.domain.projects.scheme import Formula, Scheme
from yuanping.domain.projects.states import PROJECT_MACHINE, ProjectState
from yuanping.web.components.data_table.params import Column, DataTable, Row
from yuanping.web.components.empty_state.params import EmptyState
from yuanping.web.components.error_summary.params import ErrorSummary
from yuanping.web.components.fact_list.params import Fact, FactList
from yuanping.web.desk.bids import lot_of
from yuanping.web.desk.forms import (
    CriterionForm,
    CriterionFormSet,
    PreliminaryForm,
    PreliminaryFormSet,
    SchemeForm,
)
from yuanping.web.desk.home import DESK
from yuanping.web.desk.trail import project_trail
from yuanping.web.page import Page

MARKS = {"qualification": "Q", "form": "F", "responsiveness": "R"}


class SchemePage(Page):
    template_name: ClassVar[str] = "desk/scheme.html"
    title: ClassVar[str] = "评标办法"
    roles: ClassVar[tuple[Role, ...]] = DESK
    project: Project
    lot: Lot
    items: BaseFormSet[PreliminaryForm]
    criteria: BaseFormSet[CriterionForm]

    @override
    def load(self, **kwargs: Any) -> None:
        self.project = queries.project(self.ctx, kwargs["project_id"])
        self.lot = lot_of(self.project, kwargs["lot_id"])
        data = self.lot.scheme
        self.form = SchemeForm(initial=_first(data))
        self.items = PreliminaryFormSet(initial=data["preliminary"], prefix="items")
        self.criteria = CriterionFormSet(initial=data["criteria"], prefix="criteria")

    @property
    def may_edit(self) -> bool:
        state = ProjectState(self.project.state)
        return self.may(Projects.AMEND, self.project) and PROJECT_MACHINE.allows("amend", state)

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        self.form = form = SchemeForm(request.POST)
        self.items = PreliminaryFormSet(request.POST, prefix="items")
        self.criteria = CriterionFormSet(request.POST, prefix="criteria")
        if not (form.is_valid() & self.items.is_valid() & self.criteria.is_valid()):
            return self.render(request, status=422)
        data = _scheme_json(form, self.items, self.criteria, before=self.lot.scheme)
        set_scheme(self.ctx, self.project.pk, self.lot.pk, data)
        return self.done("评标办法已保存。", reverse("desk:project", args=[self.project.pk]))

    @override
    def context(self) -> dict[str, Any]:
        scheme = queries.scheme(self.lot)
        found = {
            "breadcrumb": project_trail(self.project, f"{self.title}（标段 {self.lot.code[20:]}）"),
            "lot": self.lot,
            "may_edit": self.may_edit,
            "back_url": reverse("desk:project", args=[self.project.pk]),
        }
        if not self.may_edit:
            return {
                **found,
                "facts": _facts(scheme),
                "stages": _stages(scheme),
                "sections": _sections(scheme),
            }
        errors = [ErrorSummary.of(self.form)] if self.form else []
        errors += [ErrorSummary.of(row) for row in (*self.items.forms, *self.criteria.forms)]
        return {
            **found,
            "errors": ErrorSummary(errors=tuple(error for part in errors for error in part.errors)),
            "items": self.items,
            "criteria": self.criteria,
        }


def _first(data: dict[str, Any]) -> dict[str, Any]:
    price = data.get("price", {})
    return {
        "name": data["name"],
        "kind": data["kind"],
        "price_points": price.get("points", "0"),
        **{name: price.get(name, "") for name in ("formula", "k", "above", "below")},
    }


def _scheme_json(
    form: SchemeForm,
    items: BaseFormSet[PreliminaryForm],
    criteria: BaseFormSet[CriterionForm],
    *,
    before: dict[str, Any],
) -> dict[str, Any]:
    """What was typed as a scheme; empty lines are left out, and what the page does not show stays as it was."""
    values = form.cleaned_data
    data: dict[str, Any] = {
        "name": values["name"],
        "kind": values["kind"],
        "preliminary": [
            {"id": row["id"], "name": row["name"], "stage": row["stage"]}
            for row in _named(row.cleaned_data for row in items.forms)
        ],
        "criteria": [_criterion(row) for row in _named(row.cleaned_data for row in criteria.forms)],
    }
    _number(data["preliminary"], mark=lambda row: MARKS[row["stage"]])
    _number(data["criteria"], mark=lambda _: "S")
    if values["formula"]:
        price = {"points": _plain(values["price_points"]) or "0", "formula": values["formula"]}
        if values["formula"] == Formula.MEAN_BENCHMARK:
            price |= {name: _plain(values[name]) or "0" for name in ("k", "above", "below")}
            rules = before.get("price", {}).get("rules")
            price |= {"rules": rules} if rules else {}
        data["price"] = price
    elif values["price_points"]:
        raise Refused(
            "price-formula",
            "设有价格分时应当选定价格分计算公式。",
            field="formula",
            remedy="请选定公式，或者将价格分填为 0。",
        )
    if "total_points" in before and values["kind"] == before["kind"]:
        data["total_points"] = before["total_points"]
    return data


def _named(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row.get("name")]


def _criterion(row: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": row["id"],
        "name": row["name"],
        "max_points": _plain(row["max_points"]) or "0",
        "objective": row["objective"],
    }
    found |= {name: _plain(row[name]) for name in ("min_points", "step") if row[name]}
    return found | ({"section": row["section"]} if row["section"] else {})


def _number(rows: list[dict[str, Any]], *, mark: Any) -> None:
    """Give new lines an id that no other line has."""
    taken = {row["id"] for row in rows}
    for row in rows:
        if not row["id"]:
            row["id"] = next(f"{mark(row)}{n}" for n in range(1, 1000) if f"{mark(row)}{n}" not in taken)
            taken.add(row["id"])


def _plain(number: Decimal | None) -> str:
    return "" if number is None else format(number, "f")


def _facts(scheme: Scheme) -> FactList:
    method = scheme.method
    facts = [Fact("评标办法", scheme.name), Fact("排序方法", scheme.method_label)]
    if method.price_formula is not None:
        facts.append(Fact("价格分", f"{method.price_points} 分，{scheme.price_label}"))
    return FactList(facts=tuple(facts))


def _stages(scheme: Scheme) -> DataTable:
    return DataTable(
        caption="初步评审",
        columns=(Column("评审阶段", nowrap=True), Column("评审标准")),
        rows=tuple(Row((stage, item.name)) for stage, items in scheme.stages for item in items),
        empty=EmptyState(title="没有初步评审标准"),
    )


def _sections(scheme: Scheme) -> DataTable:
    return DataTable(
        caption="详细评审",
        columns=(
            Column("部分", nowrap=True),
            Column("评分项"),
            Column("分值", align="right", nowrap=True),
            Column("性质", nowrap=True),
        ),
        rows=tuple(
            Row((section, item.name, _span(item), "客观分" if item.objective else "主观分"))
            for section, criteria in scheme.sections
            for item in criteria
        ),
        empty=EmptyState(title="不设评分项", text="按经评审的投标价由低到高排序。"),
    )


def _span(item: Criterion) -> str:
    span = f"{item.min_points}–{item.max_points} 分"
    return f"{span}，每档 {item.step} 分" if item.step else span
