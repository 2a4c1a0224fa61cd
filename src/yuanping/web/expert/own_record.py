"""What an expert can look up: parts taken, appraisals and objections, pay, the file in the pool."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.core.reading import canonical
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.appraisal import object_to
from yuanping.domain.experts.models import Appraisal
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.raters import object_by
from yuanping.domain.experts.states import RATER_LABELS, AppraisalState, Rater
from yuanping.web.appraisal_showing import grade_rows, state_of
from yuanping.web.components import Column, DataTable, EmptyState, ErrorSummary, Fact, FactList, Row
from yuanping.web.components.forms import PageForm
from yuanping.web.components.values import moment
from yuanping.web.expert.own import OwnPage
from yuanping.web.record.pages import attachment

HIDDEN = "（评标结束后显示）"


class HistoryPage(OwnPage):
    """Parts that are over; a draw that the expert has not yet come to is on no page."""

    template_name: ClassVar[str] = "expert/own_history.html"
    title: ClassVar[str] = "参加过的评标"

    @override
    def context(self) -> dict[str, Any]:
        return {
            **super().context(),
            "table": DataTable(
                caption="参加过的评标",
                columns=(
                    Column("签到", nowrap=True),
                    Column("离场", nowrap=True),
                    Column("地点"),
                    Column("身份", nowrap=True),
                    Column("项目"),
                    Column("情况", nowrap=True),
                ),
                rows=tuple(
                    Row(
                        (
                            part.arrived_at,
                            part.left_at,
                            f"{part.centre}（{part.venue}）",
                            part.role,
                            part.project or HIDDEN,
                            part.ending,
                        )
                    )
                    for part in queries.own_parts(self.ctx)
                ),
                empty=EmptyState(
                    title="还没有参加评标的记录", text="每次评标离场以后，记录会列在这里。", icon="history"
                ),
            ),
        }


class PayPage(OwnPage):
    """No figure is shown that the platform does not know."""

    template_name: ClassVar[str] = "expert/own_pay.html"
    title: ClassVar[str] = "劳务费"


class FilePage(OwnPage):
    """What the pool has on file, masked."""

    template_name: ClassVar[str] = "expert/own_file.html"
    title: ClassVar[str] = "在库信息"

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = queries.own_membership(self.ctx) if "proof" in request.GET else None
        if found is None:
            return super().get(request, **kwargs)
        return attachment(canonical(found.as_json()), "在库证明.json", kind="application/json")

    @override
    def context(self) -> dict[str, Any]:
        own = queries.own_data(self.ctx)
        proof = queries.own_membership(self.ctx)
        return {
            **super().context(),
            "facts": FactList(
                columns=1,
                facts=(
                    Fact("专家编号", own.number),
                    Fact("姓名", own.name),
                    Fact("手机号码", own.phone),
                    Fact("身份证号", own.id_number),
                    Fact("工作单位", own.employer),
                    Fact("所在地", own.region),
                    Fact("抽取状态", "正常，可以被抽取" if own.is_available else "已停用，暂不抽取"),
                ),
            ),
            "specialties": own.specialties,
            "proof": proof and {"snapshot": proof.snapshot, "root": proof.root.hex(), "url": "?proof"},
        }


class AppraisalsPage(OwnPage):
    """Every appraisal of the expert, the last first: by which party, never by whom."""

    template_name: ClassVar[str] = "expert/own_appraisals.html"
    title: ClassVar[str] = "我的评价"

    @override
    def context(self) -> dict[str, Any]:
        return {
            **super().context(),
            "appraisals": [self._card(row) for row in queries.own_appraisals(self.ctx)],
            "empty": EmptyState(
                title="还没有评价",
                text="评标结束后，交易中心、招标人、监督部门的评价会列在这里。",
                icon="clipboard-check",
            ),
        }

    def _card(self, row: Appraisal) -> dict[str, Any]:
        may = row.state == AppraisalState.GIVEN and self.ctx.now <= object_by(row)
        return {
            **told(row),
            "url": reverse("expert:own-appraisal", args=[row.pk]),
            "verb": "查看或提出异议" if may else "查看",
        }


class ObjectionForm(PageForm):
    words = forms.CharField(label="异议的理由", max_length=500, widget=forms.Textarea(attrs={"rows": 5}))


class AppraisalPage(OwnPage):
    """One appraisal: grades, words, and the expert's objection to it."""

    template_name: ClassVar[str] = "expert/own_appraisal.html"
    title: ClassVar[str] = "评价"
    row: Appraisal

    @override
    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        self.row = queries.own_appraisal(self.ctx, kwargs["appraisal_id"])
        self.form = ObjectionForm(self.request.POST if self.request.method == "POST" else None)

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        if self.form is None or not self.form.is_valid():
            return self.render(request, status=422)
        object_to(self.ctx, self.row.pk, words=self.form.cleaned_data["words"])
        return self.done("异议已提交，由行政监督部门处理，结果在本页查看。", request.path)

    @override
    def context(self) -> dict[str, Any]:
        until = object_by(self.row)
        may = self.row.state == AppraisalState.GIVEN and self.may(Experts.OBJECT, self.row)
        bound = self.form is not None and self.form.is_bound
        return {
            **super().context(),
            **told(self.row),
            "errors": ErrorSummary.of(self.form) if bound and self.form else None,
            "words": queries.words_of(self.ctx, self.row, "words"),
            "objection": queries.words_of(self.ctx, self.row, "objection"),
            "decision": queries.words_of(self.ctx, self.row, "decision"),
            "until": moment(until),
            "may_object": may and self.ctx.now <= until,
            "is_late": may and self.ctx.now > until,
            "back_url": reverse("expert:own-appraisals"),
        }


def told(row: Appraisal) -> dict[str, Any]:
    """What the expert is told of an appraisal: the party, not the person."""
    seat = row.attendance.seat
    return {
        "party": RATER_LABELS[Rater(row.party)],
        "place": seat.venue.centre.name,
        "on": row.attendance.arrived_at,
        "given_at": row.given_at,
        "project": queries.project_name_for_own(row) or HIDDEN,
        "state": state_of(row),
        "grades": grade_rows(row),
    }
