"""Everything that is wrong with a form, at its top: takes the focus when the page opens, and leads to each field."""

from dataclasses import dataclass
from typing import Self

from django.forms import BaseForm

from yuanping.web.components.rendering import Component


@dataclass(frozen=True, slots=True)
class FormError:
    """``target`` is the id of the control at fault; without it the error concerns the form as a whole."""

    text: str
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorSummary(Component):
    """Draws nothing when there is no error."""

    errors: tuple[FormError, ...]
    title: str = "请更正以下内容后重新提交"

    @classmethod
    def of(cls, form: BaseForm) -> Self:
        """The summary of a Django form's errors, in the order of its fields."""
        errors = [FormError(str(error)) for error in form.non_field_errors()]
        for field in form:
            for error in map(str, field.errors):
                named = error if str(field.label) in error else f"{field.label}：{error}"
                errors.append(FormError(named, target=field.auto_id))
        return cls(errors=tuple(errors))
