"""Sign-in and sign-out, and the public first page."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from typing_extensions import override

from yuanping.base import witness
from yuanping.core.errors import Refused
from yuanping.web.components.forms import PageForm
from yuanping.web.entrance import guard
from yuanping.web.entrance.accounts import DEMO_PASSWORD, demo_accounts
from yuanping.web.menu import home_of
from yuanping.web.page import Page


class SignInForm(PageForm):
    username = forms.CharField(
        label="账号",
        max_length=64,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}
        ),
    )
    password = forms.CharField(
        label="密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class SignIn(Page):
    """Username and password; then on to the page that was asked for, or the role's own."""

    title = "登录"
    template_name = "entrance/sign_in.html"

    @override
    def load(self, **kwargs: Any) -> None:
        self.form = SignInForm(self.request.POST or None)

    @override
    def context(self) -> dict[str, Any]:
        return {"next": self._next(), "demo": settings.DEMO}

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect("/") if self.ctx.roles else super().get(request, **kwargs)

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        assert self.form is not None  # load made it
        if not self.form.is_valid():
            return self.render(request, status=422)
        username = self.form.cleaned_data["username"]
        guard.require_patience(self.ctx, username)
        account = authenticate(request, username=username, password=self.form.cleaned_data["password"])
        if account is None:
            raise guard.wrong_password()
        request.session.flush()  # whoever sat at a committee seat in this browser no longer does
        login(request, account)
        return HttpResponseRedirect(self._next() or "/")

    @override
    def note(self, refused: Refused) -> None:
        username = str(self.request.POST.get("username", ""))
        witness.note_refusal(self.ctx, refused, attempt=guard.attempt_of(username.strip()))

    def _next(self) -> str:
        """The page that was asked for before signing in, when it is one of ours."""
        asked = self.request.POST.get("next") or self.request.GET.get("next") or ""
        ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
        return asked if ours and asked.startswith("/") else ""


class SignOut(Page):
    """Ends the session; by POST only, so that no link on another page can do it."""

    template_name = "entrance/landing.html"

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect("/")

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        logout(request)
        return self.done("您已退出登录。", reverse("entrance:sign-in"))


class Landing(Page):
    """``/``: what the platform is, for whoever comes by; whoever is signed in goes on to the own first page."""

    title = "远程异地评标平台"
    template_name = "entrance/landing.html"

    @override
    def context(self) -> dict[str, Any]:
        accounts = demo_accounts()
        return {
            "demo": settings.DEMO,
            "role_accounts": accounts,
            "password": DEMO_PASSWORD if accounts else "",
        }

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        home = home_of(self.ctx)
        return super().get(request, **kwargs) if home == "/" else HttpResponseRedirect(home)
