"""The end of a form: submit, keep a draft, go back."""

from dataclasses import dataclass

from yuanping.web.components.rendering import Component


@dataclass(frozen=True, slots=True, kw_only=True)
class FormActions(Component):
    """``draft_name`` is the name of the 暂存 button's value; without it there is no such button."""

    submit: str = "提交"
    draft_name: str = ""
    back_url: str = ""
    back_label: str = "返回"
    note: str = ""
