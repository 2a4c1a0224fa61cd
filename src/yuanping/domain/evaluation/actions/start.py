"""Starting the evaluation (启动评标)."""

from django.db import transaction

from yuanping.base.change import change
from yuanping.base.context import Ctx, bound
from yuanping.core.errors import Refused
from yuanping.core.policy import Act
from yuanping.domain.evaluation.events import EvaluationStarted
from yuanping.domain.evaluation.gates import closed_gates
from yuanping.domain.evaluation.models import LotReview, Member, Session
from yuanping.domain.evaluation.permissions import Evaluation
from yuanping.domain.experts import queries as experts
from yuanping.domain.experts.states import SeatKind
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.actions.progress import start_evaluation as mark_project
from yuanping.domain.quorum.actions.waiting import await_witnesses


def start_evaluation(ctx: Ctx, project_id: int) -> Session:
    """The committee begins its work; every condition that is not met is named, with its rule (S4-30).

    By the administrator of the main venue. Raises ``Refused`` ``gates-closed`` while the committee
    is not confirmed, the time has not come, or another gate is closed; ``already-started``.
    """
    with transaction.atomic():
        session = _start(ctx, project_id)
        # the committee is at work at once; what it may not do yet is open a bid
        await_witnesses(
            ctx, session.project, Act.BID_OPENING, kind=EvaluationStarted.KIND, label="开启投标文件"
        )
    return session


def _start(ctx: Ctx, project_id: int) -> Session:
    with change(ctx, Session, None, "start", permission=Evaluation.START) as tx:
        project = projects.project(ctx, project_id)
        if Session.objects.filter(project=project).exists():
            raise Refused("already-started", "该项目的评标已经启动。", remedy="请在项目页面查看评标进度。")
        _require_open(ctx, project_id)
        committee = experts.committee_of(project_id)
        if committee is None:
            raise Refused("no-committee", "该项目尚未组建评标委员会。", remedy="请先由代理机构编制组建方案。")
        session = tx.add(Session(project=project, committee=committee, started_at=ctx.now))
        seats = list(committee.seats.select_related("venue"))
        for seat in seats:
            Member.objects.create(
                session=session,
                seat=seat,
                label=seat.label,
                is_representative=seat.kind == SeatKind.REPRESENTATIVE,
                joined_at=ctx.now,
            )
        lots = projects.lots(project)
        for lot in lots:
            LotReview.objects.create(session=session, lot=lot)
        mark_project(ctx, project_id)
        tx.record(
            EvaluationStarted(
                project_id=project_id,
                session_id=session.pk,
                committee_id=committee.pk,
                seat_ids=tuple(seat.pk for seat in seats),
                lot_ids=tuple(lot.pk for lot in lots),
            )
        )
    return session


def _require_open(ctx: Ctx, project_id: int) -> None:
    with bound(ctx):
        closed = closed_gates(projects.project(ctx, project_id), ctx.now)
    if not closed:
        return
    listed = "".join(
        f"（{number}）{gate.title}，由{gate.who}办理"
        + (f"，依据：{gate.citation.source}{gate.citation.article}" if gate.citation else "")
        + "；"
        for number, gate in enumerate(closed, 1)
    )
    cited = next((gate.citation for gate in closed if gate.citation), None)
    raise Refused(
        "gates-closed",
        f"尚有 {len(closed)} 项启动条件未满足：{listed.removesuffix('；')}。",
        remedy="请在上列事项办理完毕后再启动评标。",
        citation=cited,
    )
