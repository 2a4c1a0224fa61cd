"""The public API, version 1: the same scoped queries and the same actions as the pages."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, NinjaAPI, Router

from yuanping.api import answers, law
from yuanping.api.auth import Session, ctx_of
from yuanping.api.errors import REFUSALS, handle_refusals
from yuanping.api.schemas import (
    AcceptIn,
    EntriesOut,
    HeadOut,
    MeOut,
    OfferOut,
    ProgressOut,
    ProjectDetailOut,
    ProjectOut,
    RefuseIn,
)
from yuanping.base.witness import queries as witness
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.dispatch.actions.offer import accept_offer, refuse_offer
from yuanping.domain.evaluation.record import visible_entries
from yuanping.domain.projects import queries as projects

PAGE = 100
Limit = Annotated[int, Field(ge=1, le=PAGE, description="最多条数")]
Offset = Annotated[int, Field(ge=0, le=1_000_000, description="跳过条数")]
After = Annotated[int, Field(ge=-1, description="从该序号之后开始")]
OnlyProject = Annotated[int | None, Field(description="只列该项目")]

api = NinjaAPI(
    title="远评 API",
    version="1",
    description=(
        "远程异地评标平台的公开接口。会话与网页相同：登录后带会话 Cookie 调用，写操作另带 X-CSRFToken。"
        "凡不能办理的，返回 code、message、remedy、field、citation 五项。"
    ),
    urls_namespace="api-v1",
    docs_url=None,  # its page loads scripts from another host
    auth=Session(),
)
handle_refusals(api)
router = Router()


@router.get("/me", response={200: MeOut, **REFUSALS}, summary="当前账号")
def me(request: HttpRequest) -> MeOut:
    """Who is signed in."""
    return answers.me(request)


@router.get("/projects", response={200: list[ProjectOut], **REFUSALS}, summary="项目列表")
def list_projects(request: HttpRequest, limit: Limit = PAGE, offset: Offset = 0) -> list[ProjectOut]:
    """The projects that the caller may know of, newest first."""
    found = projects.projects(ctx_of(request))[offset : offset + limit]
    return [answers.project(row) for row in found]


@router.get("/projects/{int:project_id}", response={200: ProjectDetailOut, **REFUSALS}, summary="项目")
def get_project(request: HttpRequest, project_id: int) -> ProjectDetailOut:
    """A project with facts, scope decision and gates."""
    ctx = ctx_of(request)
    return answers.project_detail(projects.project(ctx, project_id), now=ctx.now)


@router.get(
    "/projects/{int:project_id}/offers", response={200: list[OfferOut], **REFUSALS}, summary="场地要约"
)
def list_offers(request: HttpRequest, project_id: int) -> list[OfferOut]:
    """The offers sent for a project, newest first."""
    ctx = ctx_of(request)
    found = dispatch.offers_of(ctx, projects.project(ctx, project_id).pk)
    return [answers.offer(row) for row in found]


@router.post("/offers/{int:offer_id}/accept", response={200: OfferOut, **REFUSALS}, summary="接受要约")
def accept(request: HttpRequest, offer_id: int, payload: AcceptIn) -> OfferOut:
    """Take part as a sub-venue with these seats."""
    return answers.offer(accept_offer(ctx_of(request), offer_id, seat_ids=payload.seat_ids))


@router.post("/offers/{int:offer_id}/refuse", response={200: OfferOut, **REFUSALS}, summary="拒绝要约")
def refuse(request: HttpRequest, offer_id: int, payload: RefuseIn) -> OfferOut:
    """Do not take part."""
    return answers.offer(refuse_offer(ctx_of(request), offer_id, reason=payload.reason))


@router.get(
    "/projects/{int:project_id}/progress", response={200: ProgressOut, **REFUSALS}, summary="评标进展"
)
def get_progress(request: HttpRequest, project_id: int) -> ProgressOut:
    """How far the project is, by stage, venue, seat and step."""
    return answers.progress(projects.project(ctx_of(request), project_id).pk)


@router.get("/witness/head", response={200: HeadOut, **REFUSALS}, auth=None, summary="见证记录末条")
def get_head(request: HttpRequest) -> HeadOut:
    """The record's end; public."""
    _ = request
    return answers.head()


@router.get("/witness/entries", response={200: EntriesOut, **REFUSALS}, summary="见证记录")
def list_entries(
    request: HttpRequest,
    after: After = -1,
    project: OnlyProject = None,
) -> EntriesOut:
    """Entries of the caller's projects after an index, oldest first, a page at a time.

    What the committee decides is the supervisor's alone to follow until the evaluation is over (招标投标法 44), and
    where the sub-venues are secret (S2-17) nothing that tells them is shown to those from whom they are kept.
    """
    readable = visible_entries(ctx_of(request), project_id=project)
    rows = witness.placed(after=after).filter(entry__in=readable)
    return answers.entries(list(rows.order_by("index")[: PAGE + 1]), limit=PAGE)


api.add_router("", router)
api.add_router("", law.router)
