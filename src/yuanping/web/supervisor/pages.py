"""The supervisor's pages: projects under the own supervision, each followed live, and the record."""

from collections.abc import AsyncIterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from typing_extensions import override

from yuanping.base.context import Ctx
from yuanping.base.witness import queries
from yuanping.base.witness.evidence import export
from yuanping.core.errors import Invalid, NotAllowed, Refused
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.dispatch.models import VenueDraw
from yuanping.domain.evaluation.board import Board, RecordedSeat, board_of, story_of
from yuanping.domain.evaluation.queries import SeatProgress, all_demands, all_gates, progress
from yuanping.domain.experts.queries import committee_of, manual_count
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.actions.registration import decide_exemption
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.permissions import Projects
from yuanping.domain.projects.states import Gate, ProjectState
from yuanping.domain.quorum import queries as quorum
from yuanping.domain.quorum.actions.waiting import waive
from yuanping.web import live
from yuanping.web.awaiting import wait_table
from yuanping.web.components.action.params import Action
from yuanping.web.components.breadcrumb.params import Breadcrumb, Crumb
from yuanping.web.components.data_table.params import Column, DataTable, Row
from yuanping.web.components.due_date.params import DueDate
from yuanping.web.components.empty_state.params import EmptyState
from yuanping.web.components.fact_list.params import Fact, FactList
from yuanping.web.components.link.params import Link
from yuanping.web.components.paging.params import Paging
from yuanping.web.components.state_tag.params import StateTag
from yuanping.web.components.step_bar.params import Step, StepBar
from yuanping.web.components.todo_list.params import Todo as TodoLine
from yuanping.web.components.todo_list.params import TodoList
from yuanping.web.components.tones import Tone
from yuanping.web.decision import decision_context
from yuanping.web.demands import demand_list
from yuanping.web.documents import document_table
from yuanping.web.gates import gate_list
from yuanping.web.numbers import whole_number
from yuanping.web.page import Page
from yuanping.web.record.naming import Names
from yuanping.web.record.table import reader_for, record_table, tell
from yuanping.web.stating import stated_facts
from yuanping.web.supervisor.recusal import recusal_context
from yuanping.web.supervisor.story import boards, refusal_table
from yuanping.web.supervisor.todos import todos
from yuanping.web.supervisor.unsealings import unsealing_words
from yuanping.web.supervisor.waits import waivers
from yuanping.web.supervisor.witnessing import alarm
from yuanping.web.venue_draws import venue_draw_table

NEWEST = 20
TONES: dict[str, Tone] = {
    ProjectState.REGISTERED: "muted",
    ProjectState.ARRANGING: "info",
    ProjectState.EVALUATING: "warn",
    ProjectState.EVALUATED: "ok",
    ProjectState.WITHDRAWN: "muted",
}


class Home(Page):
    """What waits for the supervisor, and the projects under their supervision."""

    title = "监督工作台"
    template_name = "supervisor/home.html"
    roles = (Role.SUPERVISOR,)

    @override
    def context(self) -> dict[str, Any]:
        page = Paginator(projects.projects(self.ctx), 20).get_page(self.request.GET.get("page"))
        drawn = boards(page.object_list)
        columns = (
            Column("项目"),
            Column("主场", nowrap=True),
            Column("评标开始时间", nowrap=True),
            Column("状态", nowrap=True),
            Column("进展"),
        )
        rows = tuple(_project_row(project, drawn[project.pk]) for project in page.object_list)
        empty = EmptyState(title="还没有项目", text="由本单位监督的项目登记后出现在这里。", icon="briefcase")
        waiting = tuple(
            TodoLine(
                todo.title,
                todo.url,
                todo.detail,
                DueDate(at=todo.due, now=self.ctx.now) if todo.due else None,
            )
            for todo in todos(self.ctx)
        )
        return {
            "alarm": alarm(),
            "todos": TodoList(todos=waiting),
            "table": DataTable(
                caption="监督的项目",
                columns=columns,
                rows=rows,
                empty=empty,
                paging=Paging.of(page, query=self.request.GET),
            ),
        }


class ProjectPage(Page):
    """One project, live: stages, venues and seats, gates, every event, refused attempts."""

    title = "项目监督"
    template_name = "supervisor/project.html"
    roles = (Role.SUPERVISOR,)
    project: Project

    @override
    def load(self, **kwargs: Any) -> None:
        self.project = projects.project(self.ctx, kwargs["project_id"])

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        parts = {
            "board": self._board,
            "gates": self._gates,
            "demands": self._demands,
            "events": self._events,
            "refusals": self._refusals,
            "waits": self._waits,
        }
        part = request.GET.get("part", "")
        if part in parts:
            return render(request, f"supervisor/{part}.html", parts[part]())
        return super().get(request, **kwargs)

    @override
    def context(self) -> dict[str, Any]:
        project = self.project
        return {
            "title": project.name,
            "project": project,
            "state": state_tag(project),
            "last_id": queries.head()[0] - 1,
            "breadcrumb": Breadcrumb(
                crumbs=(Crumb("监督工作台", reverse("supervisor:home")), Crumb(project.name))
            ),
            "facts": FactList(
                facts=(
                    Fact("招标人", project.tenderer.name),
                    Fact("代理机构", project.agency.name),
                    Fact("主场", project.main_centre.name),
                    Fact("评标开始时间", project.evaluation_starts_at),
                    *stated_facts(project),
                )
            ),
            "decides": project.state == ProjectState.REGISTERED
            and projects.awaits_consent(project)
            and self.may(Projects.DECIDE_EXEMPTION, project),
            "documents": document_table(self.ctx, project.pk, audience="supervisor"),
            "draws": venue_draw_table(draws) if (draws := self._draws) else None,
            "draw_url": reverse("supervisor:venue-draws", args=[project.pk]),
            "recusal": recusal_context(self.ctx, project),
            "by_hand": manual_count(project.pk),
            "unsealed": unsealing_words(project.pk),
            **decision_context(project),
            **self._demands(),
            **self._board(),
            **self._gates(),
            **self._events(),
            **self._refusals(),
            **self._waits(),
            "waivers": waivers(self.ctx, project.pk),
        }

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        if (wait_id := whole_number(request.POST.get("wait", ""))) is not None:
            waive(self.ctx, wait_id, reason=request.POST.get("reason", ""))
            return self.done("意见已记入见证记录，平台继续办理。", request.path)
        consent = {"agree": True, "disagree": False}.get(request.POST.get("answer", ""))
        if consent is None:
            raise Invalid("answer-missing", "请选择同意或者不同意。", field="answer")
        decide_exemption(self.ctx, self.project.pk, consent=consent)
        return self.done("答复已记录。", request.path)

    @property
    def _draws(self) -> list[VenueDraw]:
        return list(dispatch.venue_draws(self.ctx, self.project.pk))

    def _board(self) -> dict[str, Any]:
        board = board_of(story_of(self.project.pk))
        working = {seat.seat_id: seat for seat in progress(self.project.pk)}
        return {"board": board, "steps": _step_bar(board), "tables": _venue_tables(board, Names(), working)}

    def _gates(self) -> dict[str, Any]:
        gates = all_gates(self.project, self.ctx.now)
        return {"gates": gate_list(gates, action=self._gate_action)}

    def _demands(self) -> dict[str, Any]:
        now = self.ctx.now
        return {"demands": demand_list(all_demands(self.project, now), now=now)}

    def _gate_action(self, gate: Gate) -> Action | None:
        """The gate that the supervisor opens, with the tenderer (S4-30)."""
        if gate.code != "list-confirmed" or committee_of(self.project.pk) is None:
            return None
        return Action(label="专家名单", url=reverse("supervisor:list", args=[self.project.pk]))

    def _events(self) -> dict[str, Any]:
        newest = list(queries.entries(project_id=self.project.pk).order_by("-number")[:NEWEST])
        return {
            "events": record_table(tell(newest, reader_for([self.project])), audience="supervisor"),
            "newest": NEWEST,
        }

    def _waits(self) -> dict[str, Any]:
        waits = quorum.waits(self.ctx, self.project.pk)
        return {"waits": wait_table(waits, now=self.ctx.now) if waits else None}

    def _refusals(self) -> dict[str, Any]:
        return {"refusals": refusal_table(queries.refusals(project_id=self.project.pk)[:NEWEST])}


async def download(request: HttpRequest) -> HttpResponseBase:
    """The whole record as a file, streamed; every supervisor may take it, as nothing sealed stands in it."""
    ctx: Ctx = request.ctx  # type: ignore[attr-defined]
    if not ctx.has(Role.SUPERVISOR):
        refused = NotAllowed(
            "not-your-page", "见证记录由行政监督人员下载。", remedy="请以行政监督人员的账号登录。"
        )
        return JsonResponse(refused.as_json(), status=refused.status)
    try:
        header = await live.from_database(lambda: export.header_now(now=ctx.now))
    except Refused as unsigned:
        return JsonResponse(unsigned.as_json(), status=unsigned.status)
    response = StreamingHttpResponse(_lines(header), content_type="application/jsonl; charset=utf-8")
    name = f"yuanping-record-{header.size}.jsonl"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


async def _lines(header: export.Header) -> AsyncIterator[str]:
    file = export.RecordFile(header)
    while piece := await live.from_database(file.next):
        yield piece


def state_tag(project: Project) -> StateTag:
    """The project's state as pages show it."""
    return StateTag(label=project.state_label, tone=TONES[project.state])


def _project_row(project: Project, board: Board) -> Row:
    reached = [label for label, is_reached in board.stages if is_reached]
    seats = board.seats
    done = sum(seat.done_steps for seat in seats)
    total = sum(seat.total_steps for seat in seats)
    progress = reached[-1] if reached else "—"
    if seats:
        progress += f"；评委 {len(seats)} 席，各环节完成 {done}/{total}"
    url = reverse("supervisor:project", args=[project.pk])
    return Row(
        (
            Link(label=project.name, url=url, note=project.code),
            project.main_centre.short_name,
            project.evaluation_starts_at,
            state_tag(project),
            progress,
        )
    )


def _step_bar(board: Board) -> StepBar:
    current = next((label for label, is_reached in board.stages if not is_reached), "")
    steps = tuple(
        Step(label, "done" if is_reached else "current" if label == current else "todo")
        for label, is_reached in board.stages
    )
    return StepBar(steps=steps, label="项目进程")


def _venue_tables(board: Board, names: Names, working: dict[int, SeatProgress]) -> list[dict[str, Any]]:
    columns = (
        Column("评委席", nowrap=True),
        Column("状态", nowrap=True),
        Column("当前环节", nowrap=True),
        Column("已完成", align="right", nowrap=True),
    )
    return [
        {
            "title": f"{venue.label}（{names.centre(venue.centre_id)}）" if venue.centre_id else venue.label,
            "done": venue.done_steps,
            "total": venue.total_steps,
            "table": DataTable(
                caption=f"{venue.label}各席位进展",
                columns=columns,
                rows=tuple(_seat_row(seat, working.get(seat.seat_id)) for seat in venue.seats),
                empty=EmptyState(title="尚未设置评委席", icon="armchair"),
            ),
        }
        for venue in board.venues
    ]


def _seat_row(seat: RecordedSeat, working: SeatProgress | None) -> Row:
    """A member's place; while evaluating, with how much of the current stage is filled in."""
    step = seat.step_label
    if working is not None and working.total > 1 and not working.is_done:
        step = f"{working.step_label}（{working.done}/{working.total}）"
    return Row(
        (
            seat.seat_label.rpartition(" · ")[2],
            StateTag(label=seat.state_label, tone="bad" if seat.in_trouble else "info"),
            step,
            f"{seat.done_steps}/{seat.total_steps}",
        ),
        marked=seat.in_trouble,
    )
