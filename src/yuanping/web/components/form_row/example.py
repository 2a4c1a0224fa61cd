from django import forms

from yuanping.web.components.form_row.params import FormRow
from yuanping.web.components.forms import PageForm


class BookingForm(PageForm):
    """A form as pages have them, with one answer missing and one wrong."""

    seats = forms.IntegerField(
        label="需要席位数", min_value=1, help_text="按评标专家人数填写，不含招标人代表。"
    )
    starts_on = forms.DateField(label="评审日期", widget=forms.TextInput)
    province = forms.ChoiceField(
        label="副场所在地", choices=[("", "请选择"), ("42", "湖北省"), ("43", "湖南省")]
    )
    mode = forms.ChoiceField(
        label="组织方式",
        choices=[("seats", "席位制"), ("rooms", "整间评标室")],
        widget=forms.RadioSelect,
        initial="seats",
    )
    reason = forms.CharField(label="说明", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    plan = forms.FileField(label="评审方案", required=False, help_text="PDF 或 OFD 文件，不超过 200 MB。")
    checked = forms.BooleanField(label="我已核对席位数与专家人数一致")


FORM = BookingForm({"seats": "0", "mode": "seats", "starts_on": "", "province": "42"})

EXAMPLES = {
    "数字，填错": FormRow(field=FORM["seats"]),
    "日期，未填": FormRow(field=FORM["starts_on"], hint="格式：2026-11-20", short=True),
    "下拉选择": FormRow(field=FORM["province"]),
    "单选": FormRow(field=FORM["mode"]),
    "多行": FormRow(field=FORM["reason"]),
    "文件": FormRow(field=FORM["plan"], max_bytes=200 * 1024 * 1024),
    "勾选": FormRow(field=FORM["checked"]),
}
