"""The drawn list (抽取结果表), confirmed by the tenderer and the supervisor, each for themselves (S4-30)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from typing_extensions import override

from yuanping.core.errors import Invalid, NotFound
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.committee import confirm_list
from yuanping.domain.experts.models import Committee
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.states import CommitteeState, SeatState
from yuanping.domain.people.states import ROLE_LABELS, Role
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.models import Project
from yuanping.web.committee_showing import committee_tag, draw_table, seat_tag, specialty_words
from yuanping.web.components import Banner, Citation, Column, DataTable, EmptyState, Row, StateTag
from yuanping.web.draw_course import draw_course
from yuanping.web.page import Page


class ListPage(Page):
    """Names stand here for those who confirm, from when the rule lets them be seen; before, labels only."""

    template_name = "lists/list.html"
    title = "核验专家名单"
    project: Project
    committee: Committee

    @override
    def load(self, **kwargs: Any) -> None:
        self.project = projects.project(self.ctx, kwargs["project_id"])
        found = queries.committee_of(self.project.pk)
        if found is None:
            raise NotFound("no-committee", "该项目尚未编制组建方案。", remedy="请在抽取、签到完成后再核验。")
        self.committee = found

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        if "promise" not in request.POST:
            raise Invalid("promise-missing", "请先勾选“我已逐一核对以上成员”。")
        confirm_list(self.ctx, self.committee.pk)
        return self.done("您已核验名单。", request.path)

    @override
    def context(self) -> dict[str, Any]:
        asked = queries.confirmers(self.project)
        seats = list(queries.seats(self.committee))
        complete = self.committee.state in {CommitteeState.PRESENT, CommitteeState.CONFIRMED}
        absent = sum(seat.state not in {SeatState.CHECKED_IN, SeatState.CHECKED_OUT} for seat in seats)
        waiting = Banner(
            title="尚不能核验",
            text=f"还有 {absent} 名成员没有签到。主副场评委全部到齐后，由{asked.words}核验。",
            citation=Citation.of(asked.citation),
        )
        return {
            "project": self.project,
            "state": committee_tag(self.committee),
            "waiting": None if complete else waiting,
            "table": self._table(),
            "confirmations": self._confirmations(asked.roles) if complete else None,
            "confirmers": f"由{asked.words}办理",
            "my_turn": self._is_my_turn(asked.roles),
            "citation": Citation.of(asked.citation),
            "draws": draw_table(list(queries.draws_of(self.committee))),
            "course": draw_course(self.committee),
        }

    def _table(self) -> DataTable:
        return DataTable(
            caption="专家抽取结果表",
            columns=(
                Column("席位", nowrap=True),
                Column("姓名", nowrap=True),
                Column("专业"),
                Column("交易中心"),
                Column("状态", nowrap=True),
                Column("签到时间", nowrap=True),
            ),
            rows=tuple(
                Row(
                    (
                        seat.label,
                        queries.name_for(self.ctx, seat) or "（密封）",
                        specialty_words(seat.specialty),
                        dispatch.centre_name(self.ctx, seat.venue),
                        seat_tag(seat),
                        seat.checked_in_at,
                    )
                )
                for seat in queries.seats(self.committee)
            ),
            empty=EmptyState(title="没有席位"),
        )

    def _confirmations(self, options: frozenset[str]) -> DataTable:
        given = {each.role: each for each in queries.confirmations_of(self.committee)}
        return DataTable(
            caption="名单核验",
            columns=(Column("核验人"), Column("情况", nowrap=True), Column("时间", nowrap=True)),
            rows=tuple(
                Row(
                    (
                        ROLE_LABELS[role],
                        StateTag(label="已核验", tone="ok") if role in given else StateTag(label="待核验"),
                        given[role].at if role in given else None,
                    )
                )
                for role in Role
                if role in options
            ),
            empty=EmptyState(title="没有核验人"),
        )

    def _is_my_turn(self, asked: frozenset[str]) -> bool:
        given = {each.role for each in queries.confirmations_of(self.committee)}
        mine = next((role for role in (Role.TENDERER, Role.SUPERVISOR) if self.ctx.has(role)), None)
        return (
            self.committee.state == CommitteeState.PRESENT
            and mine in asked
            and mine not in given
            and self.may(Experts.CONFIRM, self.committee)
        )
