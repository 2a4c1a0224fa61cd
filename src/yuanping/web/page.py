"""The one shape of a page: load through scoped queries, build a command, call one action."""

from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.views import View
from typing_extensions import override

from yuanping.base import permissions, witness
from yuanping.base.context import Ctx
from yuanping.core.errors import NotAllowed, Refused
from yuanping.domain.people.states import Role


def _require_text(request: HttpRequest) -> None:
    """No form or link of ours sends the character NUL, and no column can hold it."""
    sent = (*request.GET.lists(), *request.POST.lists())
    if "\0" in request.path or any("\0" in text for _, texts in sent for text in texts):
        raise BadRequest("the request contains a NUL character")


class Page(View):
    """A page for some roles.

    ``load`` fetches what the page is about, ``context`` gives the template its values, ``act`` does
    the one thing that was asked for and returns where to go next. A refusal shows the same page
    again with the typed values kept, what happened, the rule and the remedy, and is noted.
    """

    template_name: ClassVar[str]
    title: ClassVar[str] = ""
    roles: ClassVar[tuple[Role, ...]] = ()
    """Roles that may open the page; empty: everybody, signed in or not."""
    sign_in_url: ClassVar[str] = "/login/"
    """Where whoever is not signed in is sent first."""

    request: HttpRequest
    ctx: Ctx
    form: Form | None = None
    project_id: int | None = None
    """The project that the page is about: under which a refused attempt is noted. ``load`` sets it, or the
    address does when it names a ``project_id``."""

    @override
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        _require_text(request)
        self.ctx = request.ctx  # type: ignore[attr-defined]
        self.project_id = kwargs.get("project_id")
        if self.roles and not self.ctx.roles:
            return redirect_to_login(request.get_full_path(), self.sign_in_url)
        try:
            if self.roles and not self.ctx.has(*self.roles):
                raise NotAllowed(
                    "not-your-page",
                    "该页面不向您的角色开放。",
                    remedy="请返回首页，或换用具有相应职责的账号登录。",
                )
            self.load(**kwargs)
            return super().dispatch(request, *args, **kwargs)
        except Refused as refused:
            return self._refusal_page(refused)

    def load(self, **kwargs: Any) -> None:
        """Fetch what the page is about into attributes; raises ``NotFound``."""

    def context(self) -> dict[str, Any]:
        """Values for the template."""
        return {}

    def act(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002 -- pages that act use it
        """Do what was asked; return the next page."""
        raise NotAllowed("nothing-to-do", "该页面没有可执行的操作。")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        _ = kwargs
        return self.render(request)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        _ = kwargs
        try:
            return self.act(request)
        except Refused as refused:
            self.note(refused)
            if self.form is not None and refused.field in self.form.fields:
                self.form.add_error(refused.field, " ".join(filter(None, (refused.message, refused.remedy))))
            return self.render(request, refusal=refused, status=refused.status)

    def render(
        self, request: HttpRequest, *, refusal: Refused | None = None, status: int = 200
    ) -> HttpResponse:
        """The page, with a refusal on top when there is one."""
        values = {"title": self.title, "form": self.form, "refusal": refusal, **self.context()}
        return render(request, self.template_name, values, status=status)

    def done(self, message: str, to: str) -> HttpResponseRedirect:
        """Say what was done and go on."""
        messages.info(self.request, message)
        return HttpResponseRedirect(to)

    def may(self, permission: str, row: object = None) -> bool:
        """Whether a button for this permission belongs on the page."""
        return permissions.may(self.ctx, permission, row)

    def note(self, refused: Refused) -> None:
        """Put the refused attempt on record."""
        attempt = f"{self.request.method} {self.request.path}"
        witness.note_refusal(self.ctx, refused, attempt=attempt, project_id=self.project_id)

    def _refusal_page(self, refused: Refused) -> HttpResponse:
        self.note(refused)
        return render(
            self.request,
            "errors/refusal.html",
            {"title": "不能打开该页面", "refusal": refused},
            status=refused.status,
        )
