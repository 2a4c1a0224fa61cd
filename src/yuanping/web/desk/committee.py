"""The committee's page: the plan, the draw, the seats and their states. No name stands here."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import Invalid, Refused
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.dispatch.models import Venue
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.draw import draw_committee
from yuanping.domain.experts.actions.plan import Cell, plan_committee, replan, respecify_seat
from yuanping.domain.experts.actions.scheduling import schedule_draw, unschedule_draw
from yuanping.domain.experts.events import DrawIntended
from yuanping.domain.experts.models import Committee, CommitteeSeat
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.states import CommitteeState, SeatKind, SeatState
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.models import Project
from yuanping.domain.quorum.queries import AwaitingWitness
from yuanping.web.awaiting import AwaitingPage
from yuanping.web.committee_showing import (
    call_cell,
    committee_tag,
    draw_table,
    seat_tag,
    specialty_words,
    steps,
)
from yuanping.web.components import (
    Action,
    Banner,
    Breadcrumb,
    Citation,
    Column,
    Crumb,
    DataTable,
    EmptyState,
    ErrorSummary,
    Fact,
    FactList,
    FormRow,
    Row,
)
from yuanping.web.desk.committee_forms import ROWS, PlanForm, ScheduleForm, SpecialtyForm
from yuanping.web.draw_course import draw_course
from yuanping.web.page import Page
from yuanping.web.recusal_showing import eligible_table, excluded_table, warnings


class ProjectCommittee(Page):
    """A page about the committee of one project."""

    roles: ClassVar[tuple[Role, ...]] = (Role.AGENCY, Role.TENDERER, Role.VENUE_ADMIN)
    project: Project
    committee: Committee | None

    @override
    def load(self, **kwargs: Any) -> None:
        self.project = projects.project(self.ctx, kwargs["project_id"])
        self.committee = queries.committee_of(self.project.pk)

    @property
    def url(self) -> str:
        return reverse("desk:committee", args=[self.project.pk])

    @property
    def plan_url(self) -> str:
        return reverse("desk:committee-plan", args=[self.project.pk])

    def trail(self, *more: Crumb) -> Breadcrumb:
        own = self.ctx.has(Role.AGENCY, Role.TENDERER)
        project_url = reverse("desk:project" if own else "venue:project", args=[self.project.pk])
        return Breadcrumb(
            crumbs=(
                Crumb("工作台", reverse("desk:home" if own else "venue:home")),
                Crumb(self.project.name, project_url),
                Crumb("评标委员会", self.url if more else ""),
                *more,
            )
        )


class CommitteePage(AwaitingPage, ProjectCommittee):
    """Where the committee stands, what comes next, each seat by its label."""

    template_name = "desk/committee.html"
    title = "评标委员会"
    awaited_kind = DrawIntended.KIND

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        if self.committee is None:
            raise Invalid("act-unknown", "尚未编制组建方案。", remedy="请先编制方案。")
        deeds = {
            "draw": self._draw,
            "schedule": self._set_time,
            "unschedule": self._take_time_back,
            "respecify": self._respecify,
        }
        deed = deeds.get(request.POST.get("do", ""))
        if deed is None:
            raise Invalid("act-unknown", "没有这项操作。", remedy="请刷新页面后重试。")
        return deed(request, self.committee.pk)

    def _draw(self, request: HttpRequest, committee_id: int) -> HttpResponse:
        _ = request
        try:
            draw_committee(self.ctx, committee_id)
        except AwaitingWitness as waiting:  # on record, and going on by itself: no refusal
            return self.done(f"{waiting.message}{waiting.remedy}", self.url)
        return self.done("已完成抽取，正在通知专家。名单密封，到场前任何人不能查看。", self.url)

    def _set_time(self, request: HttpRequest, committee_id: int) -> HttpResponse:
        self.schedule_form = ScheduleForm(request.POST)
        if not self.schedule_form.is_valid():
            return self.render(request, status=422)
        schedule_draw(self.ctx, committee_id, at=self.schedule_form.cleaned_data["at"])
        return self.done("已预约，到时自动抽取；在此之前随机种子不存在。", self.url)

    def _take_time_back(self, request: HttpRequest, committee_id: int) -> HttpResponse:
        _ = request
        unschedule_draw(self.ctx, committee_id)
        return self.done("已取消预约。", self.url)

    def _respecify(self, request: HttpRequest, committee_id: int) -> HttpResponse:
        _ = committee_id
        self.form = SpecialtyForm(request.POST)
        if not self.form.is_valid():
            return self.render(request, status=422)
        respecify_seat(
            self.ctx, self.form.cleaned_data["seat"], specialty=self.form.cleaned_data["specialty"]
        )
        return self.done("席位专业已变更，请重新抽取。", self.url)

    @override
    def context(self) -> dict[str, Any]:
        seats = [] if self.committee is None else list(queries.seats(self.committee))
        waiting_states = {SeatState.VACANT, SeatState.CALLED}
        common = {
            "breadcrumb": self.trail(),
            "project": self.project,
            "steps": steps(self.committee, answers_open=any(s.state in waiting_states for s in seats)),
            "plan_url": self.plan_url if self.may(Experts.PLAN) and self.committee is None else "",
            "actions": self._recusal_action(),
        }
        if self.committee is None:
            return common
        waiting = self.committee.state == CommitteeState.PLANNED
        return common | {
            "committee": self.committee,
            "state": committee_tag(self.committee),
            "actions": self._actions(seats),
            "hint": self._hint(seats),
            "facts": self._facts(),
            "eligibility": self._eligibility()
            if waiting and self.may(Experts.DRAW, self.committee)
            else None,
            "schedule": self._schedule(),
            "seats": self._seats(seats),
            **self.awaiting_context(),
            "draws": None if waiting else draw_table(list(queries.draws_of(self.committee))),
            "course": draw_course(self.committee),
            "exhausted": self._exhausted(seats),
        }

    def _schedule(self) -> dict[str, Any] | None:
        """The form to set a time for the draw, or the time that is set; for those who draw, before the draw."""
        committee = self.committee
        if committee is None or committee.state != CommitteeState.PLANNED or self.open_waits:
            return None
        if not self.may(Experts.DRAW, committee):
            return None
        return {"at": committee.draw_at, "form": getattr(self, "schedule_form", None) or ScheduleForm()}

    def _actions(self, seats: Sequence[CommitteeSeat]) -> tuple[Action, ...]:
        committee, found = self.committee, []
        assert committee is not None
        vacant = [s for s in seats if s.kind == SeatKind.EXPERT and s.state == SeatState.VACANT]
        planned = committee.state == CommitteeState.PLANNED
        awaiting = bool(self.open_waits)  # a change would void the attempt that waits
        if planned and not awaiting and self.may(Experts.PLAN, committee):
            found.append(Action(label="修改方案", url=self.plan_url, icon="edit"))
        drawable = committee.state in {CommitteeState.PLANNED, CommitteeState.DRAWN}
        if vacant and drawable and not awaiting and self.may(Experts.DRAW, committee):
            found.append(self._draw_action(first=planned))
        asked = queries.confirmers(self.project).roles
        present = committee.state == CommitteeState.PRESENT
        if present and self.ctx.has(*asked) and self.may(Experts.CONFIRM, committee):
            url = reverse("desk:list", args=[self.project.pk])
            found.append(Action(label="核验名单", url=url, look="primary", icon="clipboard-check"))
        return (*self._recusal_action(), *found)

    def _recusal_action(self) -> tuple[Action, ...]:
        """To the employers declared for recusal, for those who may declare any."""
        if not self.may(Experts.DECLARE_EMPLOYER, self.project):
            return ()
        url = reverse("desk:recusal", args=[self.project.pk])
        return (Action(label="回避单位", url=url, icon="user-check"),)

    def _draw_action(self, *, first: bool) -> Action:
        question = (
            "抽取后方案不能再修改，系统立即通知被抽取的专家。抽取意向先行见证，每次抽取均留有编号。确定抽取吗？"
            if first
            else "将为空缺席位重新编号抽取，已确认的专家不变。确定抽取吗？"
        )
        return Action(
            label="抽取专家" if first else "补抽空缺席位",
            url=self.url,
            method="post",
            look="primary",
            icon="dice-5",
            hidden=(("do", "draw"),),
            confirm=question,
        )

    def _hint(self, seats: Sequence[CommitteeSeat]) -> Banner | None:
        """What comes next, and who does it."""
        committee = self.committee
        assert committee is not None
        unnamed = [
            s.label for s in seats if s.kind == SeatKind.REPRESENTATIVE and s.state == SeatState.VACANT
        ]
        called = sum(seat.state == SeatState.CALLED for seat in seats)
        words = {
            CommitteeState.PLANNED: "方案已编制。核对各专业可抽取人数后抽取专家。",
            CommitteeState.DRAWN: (
                f"{called} 名专家尚未答复；逾期或不能参加的，系统自动补抽。"
                if called
                else "等待评标当天签到。"
            ),
            CommitteeState.PRESENT: f"全体成员已到齐，请{queries.confirmers(self.project).words}核验名单。",
            CommitteeState.CONFIRMED: "名单已核验，可以开始评标。",
        }[CommitteeState(committee.state)]
        if self.open_waits:
            words = "抽取意向已入账，见证完成后自动抽取并通知专家。"
        if unnamed and committee.state != CommitteeState.CONFIRMED:
            words += f"“{'、'.join(unnamed)}”待招标人确定。"
        return Banner(title="下一步", text=words)

    def _facts(self) -> FactList:
        committee = self.committee
        assert committee is not None
        experts = committee.size - committee.representatives
        return FactList(
            facts=(
                Fact("成员人数", f"{committee.size} 人"),
                Fact("组成", f"专家 {experts} 人，招标人代表 {committee.representatives} 人"),
                Fact("评标时间", self.project.evaluation_starts_at),
                Fact("名单", "密封。签到前不向任何人显示姓名"),
                *((Fact("理由", committee.departure, wide=True),) if committee.departure else ()),
            )
        )

    def _eligibility(self) -> dict[str, Any]:
        assert self.committee is not None
        found = queries.eligibility(self.committee)
        labels = {venue.pk: venue.label for venue in dispatch.venues(self.project.pk)}
        return {
            "table": eligible_table(found, labels),
            "note": f"专家库可抽取状态的专家共 {found.pool_size} 人",
            "excluded": excluded_table(found, labels),
            "banners": [*warnings(found, labels), *self._scarce(found.cells, labels)],
        }

    def _scarce(self, cells: Sequence[queries.CellCount], labels: Mapping[int, str]) -> list[Banner]:
        """Where the venue's region has few experts of a planned specialty, or few employers of them."""
        regions = {venue.pk: venue.centre.region_code for venue in dispatch.venues(self.project.pk)}
        found = [
            (cell, queries.rarity(cell.specialty, regions[cell.venue_id]).words)
            for cell in cells
            if cell.venue_id in regions
        ]
        return [
            Banner(tone="warn", text=f"{labels[cell.venue_id]}“{specialty_words(cell.specialty)}”{words}")
            for cell, words in found
            if words
        ]

    def _seats(self, seats: Sequence[CommitteeSeat]) -> DataTable:
        assert self.committee is not None
        calls = queries.calls_of(self.committee)
        return DataTable(
            caption="评委席",
            columns=(
                Column("席位", nowrap=True),
                Column("专业"),
                Column("交易中心"),
                Column("状态", nowrap=True),
                Column("答复期限", nowrap=True),
            ),
            rows=tuple(
                Row(
                    (
                        seat.label,
                        specialty_words(seat.specialty),
                        dispatch.centre_name(self.ctx, seat.venue),
                        seat_tag(seat),
                        call_cell(calls.get(seat.pk), seat, self.ctx.now),
                    ),
                    actions=self._seat_actions(seat),
                )
                for seat in seats
            ),
            empty=EmptyState(title="没有席位"),
        )

    def _seat_actions(self, seat: CommitteeSeat) -> tuple[Action, ...]:
        naming = seat.state in {SeatState.VACANT, SeatState.ACCEPTED}
        if seat.kind != SeatKind.REPRESENTATIVE or not naming or not self.may(Experts.APPOINT, seat):
            return ()
        label = "确定代表" if seat.state == SeatState.VACANT else "更换代表"
        return (Action(label=label, url=reverse("desk:representative", args=[seat.pk]), icon="user-check"),)

    def _exhausted(self, seats: Sequence[CommitteeSeat]) -> list[dict[str, Any]]:
        """Vacant seats for which nobody was left, each with the form to widen its specialty."""
        if self.committee is None or self.committee.state != CommitteeState.DRAWN:
            return []
        return [
            {
                "label": seat.label,
                "form": SpecialtyForm(initial={"seat": seat.pk, "specialty": seat.specialty})
                if self.may(Experts.PLAN, seat)
                else None,
            }
            for seat in seats
            if queries.is_exhausted(seat)
        ]


class PlanPage(ProjectCommittee):
    """Making the plan, or changing it before the draw."""

    template_name = "desk/committee_plan.html"
    title = "评标委员会组建方案"
    roles: ClassVar[tuple[Role, ...]] = (Role.AGENCY,)
    form: PlanForm

    @override
    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        venues = [(venue.pk, venue) for venue in dispatch.venues(self.project.pk)]
        choices = [
            (pk, f"{self._named(venue)}（{dispatch.bookings(pk).count()} 个工位）") for pk, venue in venues
        ]
        data = self.request.POST if self.request.method == "POST" else None
        self.form = PlanForm(data, venues=choices, initial=self._initial())

    def _named(self, venue: Venue) -> str:
        """``副场 1 固始县``; without the centre where that is kept from the agency (S2-17)."""
        hidden = not venue.is_main and dispatch.hides_sub_venues(self.ctx, self.project)
        return venue.label if hidden else f"{venue.label} {venue.centre.short_name}"

    def _initial(self) -> dict[str, Any]:
        if self.committee is None:
            return {"size": 5, "representatives": 1}
        found: dict[str, Any] = {
            "size": self.committee.size,
            "representatives": self.committee.representatives,
            "departure": self.committee.departure,
        }
        for row, cell in enumerate(self.committee.cells[:ROWS]):
            found |= {f"{name}_{row}": cell[key] for name, key in _CELL.items()}
        return found

    def _least(self) -> Banner | None:
        """How many members the rules ask for, and why, before a number is typed."""
        try:
            found = queries.least_size(self.project)
        except Refused as missing:
            return Banner(tone="warn", text=missing.message, remedy=missing.remedy)
        return Banner(
            tone="info",
            text=f"{found.rule.title}：不少于 {found.value.amount} 人。",
            citation=Citation.of(found.rule.citation),
        )

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        if not self.form.is_valid():
            return self.render(request, status=422)
        wishes = {name: self.form.cleaned_data[name] for name in ("size", "representatives", "departure")}
        wishes["cells"] = [Cell(specialty=s, venue_id=v, count=n) for v, s, n in self.form.cells()]
        if self.committee is None:
            plan_committee(self.ctx, self.project.pk, **wishes)
        else:
            replan(self.ctx, self.committee.pk, **wishes)
        return self.done("组建方案已保存。请核对可抽取人数后抽取专家。", self.url)

    @override
    def context(self) -> dict[str, Any]:
        return {
            "breadcrumb": self.trail(Crumb("组建方案")),
            "project": self.project,
            "errors": ErrorSummary.of(self.form),
            "least": self._least(),
            "rows": [[FormRow(field=self.form[f"{name}_{row}"]) for name in _CELL] for row in range(ROWS)],
            "back_url": self.url,
        }


_CELL = {"venue": "venue_id", "specialty": "specialty", "count": "count"}
