"""How an expert signs in to the own pages: a mobile number, then the code that was sent to it."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from typing_extensions import override

from yuanping.base.ports.sms import demo_number
from yuanping.domain.experts.actions.own import ask_for_code, open_own_pages
from yuanping.domain.experts.periods import OWN_SESSION
from yuanping.web.components import ErrorSummary
from yuanping.web.components.forms import PageForm
from yuanping.web.edge import SESSION_EXPERT, SESSION_REFERENCE
from yuanping.web.page import Page

SESSION_REQUEST = "expert_own_request"


class PhoneForm(PageForm):
    phone = forms.CharField(
        label="手机号码",
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "tel", "autocomplete": "tel", "autofocus": True, "spellcheck": "false"}
        ),
    )


class CodeForm(PageForm):
    code = forms.CharField(
        label="短信验证码",
        max_length=10,
        widget=forms.TextInput(
            attrs={
                "class": "yp-code-input",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "autofocus": True,
            }
        ),
    )


class SignInPage(Page):
    """The number. What follows is the same for every number, so that nobody learns who is in the pool."""

    template_name: ClassVar[str] = "expert/own_sign_in.html"
    title: ClassVar[str] = "专家本人登录"

    @override
    def load(self, **kwargs: Any) -> None:
        self.form = PhoneForm(self.request.POST if self.request.method == "POST" else None)

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.ctx.expert_id is not None:
            return HttpResponseRedirect(reverse("expert:me"))
        return super().get(request, **kwargs)

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        if self.form is None or not self.form.is_valid():
            return self.render(request, status=422)
        typed = self.form.cleaned_data["phone"]
        asked = ask_for_code(self.ctx, demo_number(self.ctx, typed) or typed)
        request.session[SESSION_REQUEST] = asked.pk
        return HttpResponseRedirect(reverse("expert:own-code"))

    @override
    def context(self) -> dict[str, Any]:
        bound = self.form is not None and self.form.is_bound
        return {
            "errors": ErrorSummary.of(self.form) if bound and self.form else None,
            "demo": settings.DEMO,
        }


class CodePage(Page):
    """The code; wrong ones are counted with the request, and the code dies of five."""

    template_name: ClassVar[str] = "expert/own_code.html"
    title: ClassVar[str] = "输入验证码"

    @override
    def load(self, **kwargs: Any) -> None:
        self.form = CodeForm(self.request.POST if self.request.method == "POST" else None)

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if SESSION_REQUEST not in request.session:
            return HttpResponseRedirect(reverse("expert:own-sign-in"))
        return super().get(request, **kwargs)

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        if self.form is None or not self.form.is_valid():
            return self.render(request, status=422)
        request_id = request.session.get(SESSION_REQUEST)
        opened = open_own_pages(self.ctx, int(request_id or 0), self.form.cleaned_data["code"])
        request.session.flush()  # whoever was signed in at this browser, or sat at a seat, is no longer
        request.session[SESSION_EXPERT] = opened.expert_id
        request.session[SESSION_REFERENCE] = opened.reference
        request.session.set_expiry(int(OWN_SESSION.total_seconds()))
        return HttpResponseRedirect(reverse("expert:me"))

    @override
    def context(self) -> dict[str, Any]:
        bound = self.form is not None and self.form.is_bound
        return {
            "errors": ErrorSummary.of(self.form) if bound and self.form else None,
            "again_url": reverse("expert:own-sign-in"),
        }


class SignOutPage(Page):
    """Ends the session; by POST only, so that no link on another page can do it."""

    template_name: ClassVar[str] = "expert/own_sign_in.html"

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(reverse("expert:me"))

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        if self.ctx.expert_id is not None:
            request.session.flush()
        return self.done("您已退出。", reverse("expert:own-sign-in"))
