"""What the agency types."""

from __future__ import annotations  # Django's formsets are not generic at run time

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory

from yuanping.core.policy import Edition
from yuanping.domain.projects.entries import MOST_LOTS
from yuanping.domain.projects.scheme import FORMULA_LABELS, METHOD_LABELS, STAGE_LABELS
from yuanping.domain.projects.states import DOMAIN_LABELS, KIND_LABELS
from yuanping.domain.projects.templates import template_choices
from yuanping.web.components.forms import AmountField, PageForm
from yuanping.web.desk.questions import NONE_OF_THEM, Questions

KEEP = "keep"
UNSAID = (("", "尚未确定"), ("yes", "是"), ("no", "否"))
FLAGS = {"yes": True, "no": False}
EDITIONS = (("", "尚未确定"), *((edition.value, f"{edition.value} 年版") for edition in Edition))
UNSURE = "尚未确定的留空。"
MOMENTS = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]


def _flag(label: str, help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=UNSAID, required=False, widget=forms.RadioSelect, help_text=help_text
    )


def moment_field(label: str) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        input_formats=MOMENTS,
        widget=forms.DateTimeInput(format="%Y-%m-%d %H:%M", attrs={"placeholder": "2026-12-08 09:00"}),
    )


class ImportForm(PageForm):
    file = forms.FileField(
        label="公告文件",
        required=False,
        allow_empty_file=True,
        help_text="JSON 格式，一次一条公告，不超过 256 KB。",
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    text = forms.CharField(
        label="公告内容",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )


class ProjectForm(PageForm):
    """A registration. The choices depend on the node: ``regions`` and the rest are (value, label)."""

    code = forms.CharField(
        label="招标项目编号", max_length=40, help_text="交易系统赋予的 20 位编号，例如 E4115000001000001001。"
    )
    name = forms.CharField(label="项目名称", max_length=600)
    domain = forms.ChoiceField(
        label="领域", choices=[("", "请选择"), *((k.value, v) for k, v in DOMAIN_LABELS.items())]
    )
    kind = forms.ChoiceField(
        label="类型", choices=[("", "请选择"), *((k.value, v) for k, v in KIND_LABELS.items())]
    )
    region_code = forms.ChoiceField(label="项目所在地")
    tenderer_id = forms.TypedChoiceField(label="招标人（采购人）", coerce=int)
    supervision_id = forms.TypedChoiceField(label="行政监督部门", coerce=int)
    main_centre_id = forms.TypedChoiceField(
        label="主场", coerce=int, help_text="项目所在地或者其上级地区的交易中心。"
    )
    evaluation_starts_at = moment_field("评标开始时间")
    evaluation_ends_at = moment_field("预计结束时间")
    notice_on = forms.DateField(
        label="招标公告发布日期",
        required=False,
        input_formats=["%Y-%m-%d"],
        help_text="决定适用哪一版规则；尚未发布的可以先留空。",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"placeholder": "2026-11-10"}),
    )
    source_url = forms.CharField(
        label="公告来源", required=False, max_length=300, help_text="公告的网页地址。"
    )
    mandatory = _flag("是否依法必须招标")
    grounds = forms.MultipleChoiceField(
        label="是否有下列情形",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="可以多选；尚未确定的不勾选，确认没有的勾选“没有上述情形”。",
    )
    part_works = AmountField(label="施工部分估算价（元）", required=False, max_length=40, help_text=UNSURE)
    part_goods = AmountField(label="货物部分估算价（元）", required=False, max_length=40, help_text=UNSURE)
    part_services = AmountField(label="服务部分估算价（元）", required=False, max_length=40, help_text=UNSURE)
    category_code = forms.CharField(
        label="政府采购品目代码", required=False, max_length=20, help_text=f"例如 C21040000。{UNSURE}"
    )
    category_edition = forms.ChoiceField(label="品目目录的版本", required=False, choices=EDITIONS)
    local_experts = forms.IntegerField(
        label="本地同类评审专家人数", required=False, min_value=0, help_text=f"没有的填 0。{UNSURE}"
    )
    exemption_ground = forms.CharField(
        label="不采用远程异地评标的理由",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    shown = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    """The names of the facts that were asked when the form was last shown."""

    def __init__(
        self,
        *args: Any,
        regions: Sequence[tuple[str, str]],
        tenderers: Sequence[tuple[int, str]],
        supervisions: Sequence[tuple[int, str]],
        centres: Sequence[tuple[int, str]],
        questions: Questions,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("region_code", regions),
            ("tenderer_id", tenderers),
            ("supervision_id", supervisions),
            ("main_centre_id", centres),
        ):
            self.fields[name].choices = [("", "请选择"), *choices]  # type: ignore[attr-defined]
        for name in questions.unasked:
            del self.fields[name]
        if "grounds" in self.fields:
            self.fields["grounds"].choices = questions.ground_choices  # type: ignore[attr-defined]
        if "exemption_ground" in self.fields:
            self.fields["exemption_ground"].help_text = questions.exemption_help

    def clean_grounds(self) -> list[str]:
        """None of them, or some of them; not both."""
        chosen: list[str] = self.cleaned_data["grounds"]
        if NONE_OF_THEM in chosen and len(chosen) > 1:
            raise ValidationError("已选择具体情形，不能同时勾选“没有上述情形”。")
        return chosen


class LotForm(PageForm):
    """A lot; ``template`` is a ready scheme, or ``keep`` for the one that the lot has."""

    code = forms.CharField(
        label="标段（包）编号", required=False, max_length=40, help_text="23 位；留空则由系统顺序编号。"
    )
    name = forms.CharField(label="标段（包）名称", max_length=600)
    estimate = AmountField(
        label="合同估算价（元）", max_length=40, help_text="也可以带单位填写，例如 508.02 万元。"
    )
    price_limit = AmountField(label="最高限价（元）", required=False, max_length=40, help_text="没有的留空。")
    template = forms.ChoiceField(label="评标办法", choices=template_choices)

    def __init__(self, *args: Any, keep: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if keep:
            self.fields["template"].choices = [(KEEP, "保持现有评标办法"), *template_choices()]  # type: ignore[attr-defined]


LotFormSet: type[BaseFormSet[LotForm]] = formset_factory(
    LotForm, extra=0, min_num=1, max_num=MOST_LOTS, absolute_max=MOST_LOTS + 1, can_delete=True
)


class BidForm(PageForm):
    bidder_name = forms.CharField(label="投标人名称", max_length=200)
    bidder_uscc = forms.CharField(label="统一社会信用代码", max_length=40)
    price = AmountField(label="投标报价（元）", max_length=40)
    file = forms.FileField(
        label="投标文件",
        allow_empty_file=True,
        help_text="PDF，不超过 200 MB。",
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
    )


class ReasonForm(PageForm):
    reason = forms.CharField(
        label="撤回原因", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class SchemeForm(PageForm):
    """The parts of an evaluation scheme that stand once."""

    name = forms.CharField(label="评标办法名称", max_length=200)
    kind = forms.ChoiceField(label="排序方法", choices=[(k.value, v) for k, v in METHOD_LABELS.items()])
    price_points = forms.DecimalField(
        label="价格分", min_value=0, required=False, help_text="不设价格分的填 0。"
    )
    formula = forms.ChoiceField(
        label="价格分计算公式",
        required=False,
        choices=[("", "不设价格分"), *((k.value, v) for k, v in FORMULA_LABELS.items())],
    )
    k = forms.DecimalField(label="基准价系数", required=False, help_text="平均值基准价法填写，例如 0.98。")
    above = forms.DecimalField(label="每高 1% 扣分", required=False, help_text="平均值基准价法填写。")
    below = forms.DecimalField(label="每低 1% 扣分", required=False, help_text="平均值基准价法填写。")


class LineForm(PageForm):
    """A line of a table: its controls look as the kit's do, without rows of their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = _line_class(field.widget)


def _line_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.Select):
        return "form-select"
    return "form-check-input" if isinstance(widget, forms.CheckboxInput) else "form-control"


class PreliminaryForm(LineForm):
    id = forms.CharField(required=False, widget=forms.HiddenInput)
    stage = forms.ChoiceField(label="评审阶段", choices=[(k.value, v) for k, v in STAGE_LABELS.items()])
    name = forms.CharField(label="评审标准", required=False, max_length=200)


class CriterionForm(LineForm):
    id = forms.CharField(required=False, widget=forms.HiddenInput)
    section = forms.CharField(label="部分", required=False, max_length=200)
    name = forms.CharField(label="评分项", required=False, max_length=200)
    max_points = forms.DecimalField(label="满分", required=False)
    min_points = forms.DecimalField(label="最低分", required=False)
    step = forms.DecimalField(label="分档", required=False)
    objective = forms.BooleanField(label="客观分", required=False)


PreliminaryFormSet: type[BaseFormSet[PreliminaryForm]] = formset_factory(PreliminaryForm, extra=2, max_num=60)
CriterionFormSet: type[BaseFormSet[CriterionForm]] = formset_factory(CriterionForm, extra=2, max_num=60)
