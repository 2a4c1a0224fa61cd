"""What those who keep the pool enter about one expert."""

from django import forms

from yuanping.domain.experts.pool_states import REVEAL_LABELS, SANCTION_LABELS, SANCTION_REASONS
from yuanping.domain.experts.states import LEAVE_REASON_LABELS
from yuanping.web.components.forms import PageForm

CHOOSE = ("", "请选择")


class LeaveForm(PageForm):
    """Whole days, both included."""

    prefix = "leave"
    first_on = forms.DateField(label="起始日期", widget=forms.TextInput)
    last_on = forms.DateField(label="截止日期", widget=forms.TextInput, help_text="含当日。")
    reason = forms.ChoiceField(
        label="事由", choices=[CHOOSE, *((key.value, label) for key, label in LEAVE_REASON_LABELS.items())]
    )


class SanctionForm(PageForm):
    """A measure, with its document."""

    prefix = "sanction"
    kind = forms.ChoiceField(
        label="处分", choices=[CHOOSE, *((key.value, label) for key, label in SANCTION_LABELS.items())]
    )
    reason = forms.ChoiceField(
        label="事由", choices=[CHOOSE, *((key.value, label) for key, label in SANCTION_REASONS.items())]
    )
    document = forms.CharField(
        label="依据文书", max_length=200, help_text="作出处分的文书名称和文号；不要写专家姓名。"
    )
    from_on = forms.DateField(label="起始日期", widget=forms.TextInput)
    to_on = forms.DateField(
        label="截止日期", widget=forms.TextInput, required=False, help_text="含当日；没有期限的不填。"
    )


class RevealForm(PageForm):
    """Why the full data are needed."""

    prefix = "reveal"
    reason = forms.ChoiceField(
        label="事由",
        choices=[CHOOSE, *((key.value, label) for key, label in REVEAL_LABELS.items())],
        help_text="查看人、时间和事由记入见证记录。",
    )
