"""The conditions between a project and its evaluation that concern its committee."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from yuanping.core.errors import Citation
from yuanping.core.policy import Flag, Timing, Unresolved
from yuanping.domain.experts.composition import least_size
from yuanping.domain.experts.confirming import confirmers
from yuanping.domain.experts.events import DrawIntended
from yuanping.domain.experts.models import Committee, CommitteeSeat
from yuanping.domain.experts.states import CommitteeState, SeatKind, SeatState
from yuanping.domain.people.states import ROLE_LABELS, Role
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.states import Gate
from yuanping.domain.quorum import queries as quorum
from yuanping.domain.rules.queries import cited

if TYPE_CHECKING:
    from yuanping.domain.projects.models import Project

AGENCY = "代理机构"
TENDERER = "招标人"
VENUES = "各会场工作人员"
COMING = {SeatState.ACCEPTED, SeatState.CHECKED_IN, SeatState.CHECKED_OUT}
PRESENT = {SeatState.CHECKED_IN, SeatState.CHECKED_OUT}


def gates(project: "Project", now: datetime) -> list[Gate]:
    """Planned, drawn, all coming, representatives named, all present, list confirmed by those who must."""
    _ = now
    committee = Committee.objects.filter(project=project).first()
    seats = [] if committee is None else list(committee.seats.select_related("venue"))
    experts = [seat for seat in seats if seat.kind == SeatKind.EXPERT]
    named = [seat for seat in seats if seat.kind == SeatKind.REPRESENTATIVE]
    found = [
        _planned(project, committee),
        _drawn(project, committee, experts),
        _accepted(project, experts),
        _present(project, seats),
        _confirmed(project, committee),
    ]
    if named:
        found.insert(3, _representatives(named))
    return found


def _planned(project: "Project", committee: Committee | None) -> Gate:
    detail = (
        ""
        if committee is None
        else f"成员 {committee.size} 人，其中招标人代表 {committee.representatives} 人"
    )
    return Gate(
        "committee-planned",
        "评标委员会组建方案已编制",
        committee is not None,
        AGENCY,
        detail=detail,
        citation=_size_rule(project),
    )


def _size_rule(project: "Project") -> Citation | None:
    try:
        return least_size(project).rule.citation
    except Unresolved:  # what decides it is not known yet; the plan asks for it
        return None


def _drawn(project: "Project", committee: Committee | None, experts: Sequence[CommitteeSeat]) -> Gate:
    vacant = [seat.label for seat in experts if seat.state == SeatState.VACANT]
    drawn = committee is not None and committee.state != CommitteeState.PLANNED
    return Gate(
        "committee-drawn",
        "专家已随机抽取",
        drawn and not vacant,
        f"{AGENCY}或主场管理员",
        detail=_draw_detail(project, vacant if drawn else []),
        citation=cited(projects.policy(project), "draw.random", Flag),
    )


def _draw_detail(project: "Project", vacant: Sequence[str]) -> str:
    """What is still to come: redraws, and the witnesses of an intent."""
    found = [f"{'、'.join(vacant)}空缺，等待补抽"] if vacant else []
    waits = quorum.open_waits(project.pk, DrawIntended.KIND)
    found += [f"{wait.label}{quorum.progress_words(quorum.standing_of(wait))}" for wait in waits]
    return "；".join(found)


def _accepted(project: "Project", experts: Sequence[CommitteeSeat]) -> Gate:
    coming = sum(seat.state in COMING for seat in experts)
    return Gate(
        "experts-accepted",
        "专家均已确认参加",
        bool(experts) and coming == len(experts),
        "被抽取的专家",
        detail=f"{len(experts)} 名专家中 {coming} 名已确认" if experts else "",
        citation=cited(projects.policy(project), "leave.redraw", Flag),
    )


def _representatives(seats: Sequence[CommitteeSeat]) -> Gate:
    missing = [seat.label for seat in seats if seat.state not in COMING]
    return Gate(
        "representatives-named",
        "招标人代表已确定",
        not missing,
        TENDERER,
        detail=f"{'、'.join(missing)}尚未确定" if missing else "",
    )


def _present(project: "Project", seats: Sequence[CommitteeSeat]) -> Gate:
    present = sum(seat.state in PRESENT for seat in seats)
    return Gate(
        "all-present",
        "主副场评委全部到齐",
        bool(seats) and present == len(seats),
        VENUES,
        detail=f"{len(seats)} 人中 {present} 人已签到" if seats else "",
        citation=cited(projects.policy(project), "expert.unseal", Timing),
    )


def _confirmed(project: "Project", committee: Committee | None) -> Gate:
    asked = confirmers(project)
    wanted = [role for role in Role if role in asked.roles]
    given = set(committee.confirmations.values_list("role", flat=True)) if committee else set()
    waiting = [ROLE_LABELS[role] for role in wanted if role not in given]
    done = [ROLE_LABELS[role] for role in wanted if role in given]
    return Gate(
        "list-confirmed",
        "抽取名单已核验" if len(wanted) == 1 else "抽取名单已共同核验",
        committee is not None and committee.state == CommitteeState.CONFIRMED,
        "、".join(waiting or done),
        detail=f"{'、'.join(done)}已核验" if done else "",
        citation=asked.citation,
    )
