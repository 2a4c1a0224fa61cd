"""Entering the evaluation at the workstation with the one-time code."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from typing_extensions import override

from yuanping.domain.experts.actions.attendance import enter_seat
from yuanping.web.components import ErrorSummary
from yuanping.web.components.forms import PageForm
from yuanping.web.edge import SESSION_KEY, SESSION_SEAT
from yuanping.web.page import Page


class CodeForm(PageForm):
    code = forms.CharField(
        label="一次性登录码",
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "class": "yp-code-input",
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )


class EnterPage(Page):
    """One big field. A wrong code is counted against the address it came from."""

    template_name = "expert/enter.html"
    title = "专家登录"

    @override
    def load(self, **kwargs: Any) -> None:
        self.form = CodeForm(self.request.POST if self.request.method == "POST" else None)

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.ctx.committee_seat_id is not None:
            return HttpResponseRedirect(reverse("expert:seat"))
        return super().get(request, **kwargs)

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        if self.form is None or not self.form.is_valid():
            return self.render(request, status=422)
        entered = enter_seat(self.ctx, self.form.cleaned_data["code"])
        request.session.flush()  # whoever was signed in at this workstation is no longer
        request.session[SESSION_SEAT] = entered.seat.pk
        request.session[SESSION_KEY] = entered.key
        return self.done(f"已进入{entered.seat.label}。", reverse("expert:seat"))

    @override
    def context(self) -> dict[str, Any]:
        return {"errors": ErrorSummary.of(self.form) if self.form and self.form.is_bound else None}
