"""The drawn list (抽取结果表), confirmed by the tenderer and the supervisor, each for themselves (S4-30)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from typing_extensions import override

from yuanping.core.errors import Invalid, NotFound
from yuanping.core.policy import Choice
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
from yuanping.web.page import Page


class ListPage(Page):
    """Names stand here for those who confirm, once everybody is present; before, labels only."""

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
        rule = projects.policy(self.project).resolve_as("committee.confirmers", Choice)
        seats = list(queries.seats(self.committee))
        complete = self.committee.state in {CommitteeState.PRESENT, CommitteeState.CONFIRMED}
        absent = sum(seat.state not in {SeatState.CHECKED_IN, SeatState.CHECKED_OUT} for seat in seats)
        waiting = Banner(
            title="尚不能核验",
            text=f"还有 {absent} 名成员没有签到。主副场评委全部到齐后显示姓名，由招标人和行政监督人员分别核验。",
            citation=Citation.of(rule.rule.citation),
        )
        return {
            "project": self.project,
            "state": committee_tag(self.committee),
            "waiting": None if complete else waiting,
            "table": self._table(complete=complete),
            "confirmations": self._confirmations(rule.value.options) if complete else None,
            "my_turn": self._is_my_turn,
            "citation": Citation.of(rule.rule.citation),
            "draws": draw_table(list(queries.draws_of(self.committee))),
        }

    def _table(self, *, complete: bool) -> DataTable:
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
                        (queries.name_for(self.ctx, seat) if complete else None) or "（密封）",
                        specialty_words(seat.specialty),
                        seat.venue.centre.name,
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
            caption="共同核验",
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

    @property
    def _is_my_turn(self) -> bool:
        given = {each.role for each in queries.confirmations_of(self.committee)}
        mine = next((role for role in (Role.TENDERER, Role.SUPERVISOR) if self.ctx.has(role)), None)
        return (
            self.committee.state == CommitteeState.PRESENT
            and mine not in given
            and self.may(Experts.CONFIRM, self.committee)
        )
