"""The stream behind the supervisor's live pages: entries of the projects under the own supervision."""

from collections.abc import AsyncIterator
from contextlib import aclosing

from django.http import HttpRequest, HttpResponseBase, JsonResponse, StreamingHttpResponse

from yuanping.base.context import Ctx
from yuanping.base.witness import queries
from yuanping.core.errors import Invalid, NotAllowed, Refused
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries as projects
from yuanping.web import live
from yuanping.web.numbers import whole_number

BATCH = 500


async def events(request: HttpRequest) -> HttpResponseBase:
    """Server-sent events: id = the entry's index, data = the topic ``project-7``. Nothing else travels.

    ``?project=`` narrows to one project. ``Last-Event-ID`` (or ``?last_id=``) names the last entry that
    the page knows; without it the stream begins with what happens from now on.
    """
    ctx: Ctx = request.ctx  # type: ignore[attr-defined]
    try:
        if not ctx.has(Role.SUPERVISOR):
            raise NotAllowed(
                "not-your-page", "该页面不向您的角色开放。", remedy="请以行政监督人员的账号登录。"
            )
        only = _number(request, "project")
        last = _number(request, "last_id", header="Last-Event-ID")
    except Refused as refused:
        return JsonResponse(refused.as_json(), status=refused.status)
    if last is None:
        last = (await live.from_database(queries.head))[0] - 1
    response = StreamingHttpResponse(
        _stream(Watch(ctx, only), after=last), content_type="text/event-stream; charset=utf-8"
    )
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


class Watch:
    """What one supervisor may hear of; asked of the database once for each project."""

    def __init__(self, ctx: Ctx, only: int | None) -> None:
        self._ctx = ctx
        self._only = only
        self._known: dict[int, bool] = {}

    async def catchup(self, after: int) -> list[live.Notice]:
        """The next entries after an index, a batch at a time."""
        return await live.from_database(lambda: self._entries(after))

    async def allowed(self, project_id: int | None) -> bool:
        """Whether the project is under this supervisor (and the one that the page is about)."""
        if project_id is None or (self._only is not None and project_id != self._only):
            return False
        if project_id not in self._known:
            self._known[project_id] = await live.from_database(lambda: self._visible(project_id))
        return self._known[project_id]

    def _entries(self, after: int) -> list[live.Notice]:
        visible = projects.projects(self._ctx)
        if self._only is not None:
            visible = visible.filter(pk=self._only)
        rows = queries.placed(after=after).filter(entry__project_id__in=visible.values("pk"))
        batch = rows.order_by("index").values_list("index", "entry__project_id")[:BATCH]
        return [live.Notice(index, project) for index, project in batch]

    def _visible(self, project_id: int) -> bool:
        return projects.projects(self._ctx).filter(pk=project_id).exists()


async def _stream(watch: Watch, *, after: int) -> AsyncIterator[str]:
    await live.from_database(lambda: None)  # gives back the connection that the middleware opened
    yield ": 已连接\n\n"
    notices = live.notices(after, catchup=watch.catchup, allowed=watch.allowed)
    async with aclosing(notices):
        async for notice in notices:
            yield ": \n\n" if notice is None else f"id: {notice.index}\ndata: project-{notice.project_id}\n\n"


def _number(request: HttpRequest, name: str, *, header: str = "") -> int | None:
    """A whole number from the query or a header; None when there is none."""
    text = (request.headers.get(header) if header else None) or request.GET.get(name) or ""
    if not text:
        return None
    number = -1 if text == "-1" else whole_number(text)  # -1: the page was drawn over an empty tree
    if number is None:
        raise Invalid("not-a-number", "参数应为整数。", field=name)
    return number
