"""One question of a form: label, help, control and what is wrong with the answer."""

from dataclasses import dataclass

from django import forms
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from yuanping.web.components.rendering import Component

CHOICE_WIDGETS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow(Component):
    """``field`` is a bound field of a Django form; ``hint`` is the expected format, shown beside the label.

    ``max_bytes`` is checked in the browser before a file is sent (the server checks again).
    """

    field: BoundField
    hint: str = ""
    max_bytes: int = 0
    short: bool = False
    """For dates, codes and amounts: a control no longer than its answer."""

    @property
    def is_group(self) -> bool:
        """Whether the question is a set of choices, whose label is a legend."""
        return isinstance(self.field.field.widget, CHOICE_WIDGETS)

    @property
    def is_check(self) -> bool:
        return isinstance(self.field.field.widget, forms.CheckboxInput)

    @property
    def id(self) -> str:
        return self.field.auto_id

    @property
    def control(self) -> SafeString:
        """The widget with the kit's class, tied to its help and error by Django's own attributes."""
        own = str(self.field.field.widget.attrs.get("class", ""))
        attrs: dict[str, str | bool] = {"class": f"{self._kit_class} {own}".strip()}
        if self.field.errors:
            attrs["class"] = f"{attrs['class']} is-invalid"
        if self.max_bytes:
            attrs["data-max-bytes"] = str(self.max_bytes)
        return self.field.as_widget(attrs=attrs)

    @property
    def choices(self) -> list[SafeString]:
        """Each choice of a group: its input and its label."""
        for choice in self.field.subwidgets:
            choice.data["attrs"] = {**choice.data["attrs"], "class": "form-check-input"}
        return [
            format_html(
                '<label class="yp-choice" for="{}">{}<span>{}</span></label>',
                choice.id_for_label,
                choice.tag(),
                choice.choice_label,
            )
            for choice in self.field.subwidgets
        ]

    @property
    def _kit_class(self) -> str:
        widget = self.field.field.widget
        if isinstance(widget, forms.Select):
            return "form-select"
        return "form-check-input" if isinstance(widget, forms.CheckboxInput) else "form-control"
