"""Acts whose time is over without a quorum, each with the form for the supervisor's word."""

from dataclasses import dataclass

from django import forms

from yuanping.base.context import Ctx
from yuanping.domain.quorum import queries as quorum
from yuanping.domain.quorum.actions.waiting import REASON_LENGTH
from yuanping.domain.quorum.models import Wait
from yuanping.web.components import FormRow
from yuanping.web.components.forms import PageForm


class WaiverForm(PageForm):
    """Why the act may pass."""

    reason = forms.CharField(
        label="同意继续的理由", max_length=REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 2})
    )


@dataclass(frozen=True, slots=True)
class Waiver:
    """One act and its form."""

    wait: Wait
    row: FormRow


def waivers(ctx: Ctx, project_id: int) -> list[Waiver]:
    """Those of one project."""
    return [
        Waiver(wait, FormRow(field=WaiverForm(auto_id=f"waiver-{wait.pk}-%s")["reason"]))
        for wait in quorum.waivable(ctx)
        if wait.project_id == project_id
    ]
