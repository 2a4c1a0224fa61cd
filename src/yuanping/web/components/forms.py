"""The base of our forms: what is wrong is said in words that name the question."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from typing_extensions import override

from yuanping.core.errors import Refused
from yuanping.core.money import parse_amount

CHOSEN = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple)


class PageForm(forms.Form):
    """A form whose messages name the field, so that they read alone in the error summary too.

    A field that sets its own ``error_messages`` keeps them.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            for code, message in messages_for(field).items():
                if field.error_messages.get(code) is _framework_message(field, code):
                    field.error_messages[code] = message


def _framework_message(field: forms.Field, code: str) -> object:
    """What the framework would say; None for a code that it leaves to a validator."""
    for kind in type(field).__mro__:
        if code in vars(kind).get("default_error_messages", {}):
            return kind.default_error_messages[code]  # type: ignore[attr-defined]
    return None


def messages_for(field: forms.Field) -> dict[str, str]:
    """Our message for each kind of error of ``field``, by Django's error code."""
    name = str(field.label or "该项")
    found = {"required": f"请填写{name}。", "min_value": f"{name}不能小于 %(limit_value)s。"}
    found["max_value"] = f"{name}不能大于 %(limit_value)s。"
    found["max_length"] = f"{name}最多 %(limit_value)d 个字，现有 %(show_value)d 个字。"
    if isinstance(field, forms.BooleanField):
        found["required"] = f"请勾选“{name}”。"
    elif isinstance(field, forms.FileField):
        found |= {"required": f"请选择{name}文件。", "empty": f"{name}是空文件，请重新选择。"}
    elif isinstance(field.widget, CHOSEN):
        found |= {"required": f"请选择{name}。", "invalid_choice": f"{name}的选项无效，请重新选择。"}
    elif isinstance(field, forms.DateTimeField):
        found["invalid"] = f"{name}应写成 2026-11-20 09:30 的格式。"
    elif isinstance(field, forms.DateField):
        found["invalid"] = f"{name}应写成 2026-11-20 的格式。"
    elif isinstance(field, forms.DecimalField):
        found["invalid"] = f"{name}应填写数字。"
        found["max_decimal_places"] = f"{name}最多保留 %(max)s 位小数。"
    elif isinstance(field, forms.IntegerField):
        found["invalid"] = f"{name}应填写整数。"
    return found


class AmountField(forms.CharField):
    """An amount as people type it: yuan, or with its unit."""

    @override
    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_amount(text)
        except Refused as refused:
            raise ValidationError(f"{refused.message}{refused.remedy}") from refused

    @override
    def prepare_value(self, value: Any) -> Any:
        return f"{value:.2f}" if isinstance(value, Decimal) else value
