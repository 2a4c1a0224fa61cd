"""Appraising members (专家评价): the list of parts to be appraised, and the sheet for one of them."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.base.context import Ctx
from yuanping.core.errors import NotAllowed
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.appraisal import give_appraisal
from yuanping.domain.experts.models import Appraisal, Attendance
from yuanping.domain.experts.raters import ITEM_LABELS, appraise_by, items, party_of, raters
from yuanping.domain.experts.states import ENDING_LABELS, GRADE_LABELS, RATER_LABELS, Ending
from yuanping.web.appraisal_showing import grade_rows, grade_words, state_of
from yuanping.web.components import (
    Action,
    Breadcrumb,
    Citation,
    Column,
    Crumb,
    DataTable,
    DueDate,
    EmptyState,
    ErrorSummary,
    Fact,
    FactList,
    Row,
    StateTag,
)
from yuanping.web.components.forms import PageForm
from yuanping.web.page import Page
from yuanping.web.todo import Todo


class GradesForm(PageForm):
    """A grade for each item asked; words, which a low grade needs."""

    words = forms.CharField(
        label="评价说明", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, asked: tuple[str, ...], data: Any = None, *, given: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(data)
        for item in asked:
            field = forms.ChoiceField(
                label=ITEM_LABELS.get(item, item),
                choices=[(str(grade), label) for grade, label in GRADE_LABELS.items()],
                widget=forms.RadioSelect,
                initial=(given or {}).get(item),
            )
            field.error_messages["required"] = f"请评价{ITEM_LABELS.get(item, item)}。"
            self.fields[f"grade_{item}"] = field
        self.order_fields([*(f"grade_{item}" for item in asked), "words"])

    @property
    def rows(self) -> list[Any]:
        """The items' questions, without the words."""
        return [self[name] for name in self.fields if name.startswith("grade_")]

    @property
    def grades(self) -> dict[str, str]:
        """What was chosen, by item."""
        chosen = self.cleaned_data.items()
        return {name.removeprefix("grade_"): value for name, value in chosen if name.startswith("grade_")}


class AppraisalList(Page):
    """Members who have left and whom the reader's party is asked to appraise; the seat, not the name."""

    template_name: ClassVar[str] = "appraisals.html"
    title: ClassVar[str] = "专家评价"
    audience: ClassVar[str]

    @override
    def context(self) -> dict[str, Any]:
        given = own_given(self.ctx)
        parts = queries.parts_to_appraise(self.ctx)
        waiting = [part for part in parts if part.pk not in given]
        return {
            "breadcrumb": self._trail(),
            "todo": self._table("待评价", waiting, given, empty="没有待评价的成员"),
            "done": self._table(
                "已评价", [part for part in parts if part.pk in given], given, empty="还没有评价过"
            ),
        }

    def _trail(self) -> Breadcrumb:
        return Breadcrumb(crumbs=(Crumb("工作台", reverse(f"{self.audience}:home")), Crumb(self.title)))

    def _table(
        self, caption: str, parts: list[Attendance], given: Mapping[int, Appraisal], *, empty: str
    ) -> DataTable:
        return DataTable(
            caption=caption,
            columns=(
                Column("席位", nowrap=True),
                Column("项目"),
                Column("离场", nowrap=True),
                Column("情况", nowrap=True),
                Column("评价" if parts and parts[0].pk in given else "评价期限", nowrap=True),
            ),
            rows=tuple(self._row(part, given.get(part.pk)) for part in parts),
            empty=EmptyState(title=empty, text="成员离场以后，在规定期限内评价。", icon="clipboard-check"),
        )

    def _row(self, part: Attendance, given: Appraisal | None) -> Row:
        due = appraise_by(part)
        late = self.ctx.now > due
        verb = "查看" if given else "评价"
        act = Action(
            label=verb,
            url=reverse(f"{self.audience}:appraise", args=[part.pk]),
            look="plain" if given else "primary",
        )
        return Row(
            (
                part.seat.label,
                part.seat.committee.project.name,
                part.left_at,
                ENDING_LABELS[Ending(part.ending)],
                grade_words(given) if given else DueDate(at=due, now=self.ctx.now),
            ),
            actions=() if late and not given else (act,),
        )


class AppraisePage(Page):
    """The sheet for one member."""

    template_name: ClassVar[str] = "appraise.html"
    title: ClassVar[str] = "评价"
    audience: ClassVar[str]
    part: Attendance

    @override
    def load(self, **kwargs: Any) -> None:
        self.part = queries.attendance(self.ctx, kwargs["attendance_id"])
        self.party = party_of(self.ctx, self.part)
        if self.party is None:
            raise NotAllowed(
                "not-a-rater",
                "按本项目适用的规则，您所在单位不评价该成员。",
                remedy="请从专家评价列表进入。",
                citation=raters(self.part.seat.committee.project).citation,
            )
        self.given = own_given(self.ctx).get(self.part.pk)
        asked = items(self.part.seat.committee.project)
        self.sheet = GradesForm(asked, self.request.POST if self.request.method == "POST" else None)
        self.form = self.sheet

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        if not self.sheet.is_valid():
            return self.render(request, status=422)
        give_appraisal(
            self.ctx, self.part.pk, grades=self.sheet.grades, words=self.sheet.cleaned_data["words"]
        )
        return self.done(f"已评价{self.part.seat.label}。", reverse(f"{self.audience}:appraisals"))

    @override
    def context(self) -> dict[str, Any]:
        seat, due = self.part.seat, appraise_by(self.part)
        rule = raters(seat.committee.project).citation
        back = reverse(f"{self.audience}:appraisals")
        assert self.party is not None  # load refuses otherwise
        return {
            "title": seat.label,
            "breadcrumb": Breadcrumb(
                crumbs=(
                    Crumb("工作台", reverse(f"{self.audience}:home")),
                    Crumb("专家评价", back),
                    Crumb(seat.label),
                )
            ),
            "state": state_of(self.given) if self.given else StateTag(label="待评价", tone="warn"),
            "errors": ErrorSummary.of(self.sheet) if self.sheet.is_bound else None,
            "facts": FactList(
                facts=(
                    Fact("项目", seat.committee.project.name),
                    Fact("评价方", RATER_LABELS[self.party]),
                    Fact("签到时间", self.part.arrived_at),
                    Fact("离场时间", self.part.left_at, note=ENDING_LABELS[Ending(self.part.ending)]),
                    Fact("评价期限", DueDate(at=due, now=self.ctx.now, done=self.given is not None)),
                )
            ),
            "citation": Citation.of(rule) if rule else None,
            "sheet": self.sheet if self.given is None and self.ctx.now <= due else None,
            "grades": grade_rows(self.given) if self.given else (),
            "words": queries.words_of(self.ctx, self.given, "words") if self.given else "",
            "back_url": back,
        }


def own_given(ctx: Ctx) -> dict[int, Appraisal]:
    """What the reader's own organisation has given, by part."""
    rows = queries.appraisals_given(ctx).filter(organisation_id=ctx.organisation_id or 0)
    return {row.attendance_id: row for row in rows}


def appraisal_todos(ctx: Ctx, audience: str) -> list[Todo]:
    """Members to be appraised, in one line, with the first deadline."""
    given = own_given(ctx)
    waiting = [
        part
        for part in queries.parts_to_appraise(ctx)
        if part.pk not in given and ctx.now <= appraise_by(part)
    ]
    if not waiting:
        return []
    due = min(appraise_by(part) for part in waiting)
    return [Todo(title=f"评价专家：{len(waiting)} 人", url=reverse(f"{audience}:appraisals"), due=due)]
