"""Forms around the committee."""

from collections.abc import Sequence
from typing import Any

from django import forms
from typing_extensions import override

from yuanping.domain.experts.actions.plan import REASON_LENGTH
from yuanping.domain.rules import queries as rules
from yuanping.web.components.forms import PageForm, messages_for
from yuanping.web.desk.forms import moment_field

ROWS = 8
"""Lines of the plan: a committee rarely asks for more combinations of venue and specialty."""


def specialty_choices() -> list[tuple[str, str]]:
    """All specialties, by code; the shorter the code, the wider the field."""
    return [("", "请选择专业"), *((code, f"{code} {name}") for code, name in rules.specialties())]


class PlanForm(PageForm):
    """Size, representatives, and the experts wanted by venue and specialty."""

    size = forms.IntegerField(label="成员总数", min_value=1, max_value=99)
    representatives = forms.IntegerField(label="其中招标人代表", min_value=0, max_value=99)
    departure = forms.CharField(
        label="理由",
        max_length=REASON_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="专家全部安排在主场或者全部安排在副场等情形，规则要求说明理由的填写，记入见证记录。",
    )

    def __init__(self, *args: Any, venues: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        specialties = specialty_choices()
        for row in range(ROWS):
            self.fields |= {
                f"venue_{row}": forms.TypedChoiceField(
                    label=f"第 {row + 1} 行会场",
                    choices=[("", "请选择会场"), *venues],
                    coerce=int,
                    empty_value=None,
                    required=False,
                ),
                f"specialty_{row}": forms.ChoiceField(
                    label=f"第 {row + 1} 行专业", choices=specialties, required=False
                ),
                f"count_{row}": forms.IntegerField(
                    label=f"第 {row + 1} 行人数", min_value=1, max_value=99, required=False
                ),
            }
        for name, field in self.fields.items():
            if name not in self.base_fields:
                field.widget.attrs["aria-label"] = field.label or ""
                field.error_messages |= messages_for(field)

    @override
    def clean(self) -> dict[str, Any]:
        """A line is filled in whole or not at all."""
        found = super().clean() or {}
        for row in range(ROWS):
            names = [f"{part}_{row}" for part in ("venue", "specialty", "count")]
            given = [name for name in names if found.get(name)]
            if given and len(given) < len(names):
                for name in names:
                    if name not in given and name not in self.errors:
                        self.add_error(name, f"请填写{self.fields[name].label}。")
        return found

    def cells(self) -> list[tuple[int, str, int]]:
        """The lines that were filled in: venue, specialty, count."""
        lines = (
            tuple(self.cleaned_data[f"{part}_{row}"] for part in ("venue", "specialty", "count"))
            for row in range(ROWS)
        )
        return [
            (venue, specialty, count) for venue, specialty, count in lines if venue and specialty and count
        ]


class ScheduleForm(PageForm):
    """When the platform is to draw by itself."""

    at = moment_field("抽取时间")


class SpecialtyForm(PageForm):
    """Another specialty for a seat for which nobody is left."""

    seat = forms.IntegerField(widget=forms.HiddenInput)
    specialty = forms.ChoiceField(label="改为专业")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["specialty"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = specialty_choices()


class RepresentativeForm(PageForm):
    """Who represents the tenderer. Kept sealed."""

    name = forms.CharField(label="姓名", max_length=40)
    id_number = forms.CharField(label="身份证号", max_length=30)
    phone = forms.CharField(label="手机号码", max_length=20)
