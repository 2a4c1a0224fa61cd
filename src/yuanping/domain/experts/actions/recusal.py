"""Recusal on record: employers declared for it, experts' ties, and members who must withdraw after the draw."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from yuanping.base import permissions
from yuanping.base.change import change, recording
from yuanping.base.context import Ctx, platform
from yuanping.core.errors import Invalid, NotFound, Refused, WrongState
from yuanping.core.identifiers import parse_uscc
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.attendance import recuse_seat
from yuanping.domain.experts.actions.call import cancel_seat
from yuanping.domain.experts.events import (
    ConflictsChecked,
    EmployerDeclarationWithdrawn,
    EmployerDeclared,
    RelationNoted,
)
from yuanping.domain.experts.models import Committee, CommitteeSeat, EmployerDeclaration, Expert, Relation
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.recusal.stages import HELD, Withdrawal, second_stage
from yuanping.domain.experts.states import Cause, DeclaredGround, RelationKind, SeatKind, SeatState
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.states import ProjectState

if TYPE_CHECKING:
    from yuanping.domain.projects.models import Project

NAME_LENGTH = 200
NOTE_LENGTH = 200
PLATFORM = "回避核查"


def declare_employer(
    ctx: Ctx, project_id: int, *, uscc: str, name: str, ground: str, note: str = ""
) -> EmployerDeclaration:
    """Have the experts of an employer stay out of the project's draws (申报回避单位).

    Refused: once a draw was intended, for whose seat then empties would tell who was drawn; declared already; one
    of the parties, whose people stay out anyway; a ground that is not of the list, or ``other`` without words.
    """
    permissions.require(ctx, Experts.DECLARE_EMPLOYER)
    project = projects.project(ctx, project_id)
    permissions.require(ctx, Experts.DECLARE_EMPLOYER, project)
    code = parse_uscc(uscc, field="uscc").code
    title, words = _checked(name, ground, note)
    with transaction.atomic(), recording(ctx, "declare_employer", permission=Experts.DECLARE_EMPLOYER) as tx:
        _require_before_draw(project)
        if code in {project.tenderer.uscc, project.agency.uscc, project.supervision.uscc}:
            raise Refused(
                "party-recused",
                "该单位是本项目的招标人、代理机构或者主管部门，其专家本来就不参加抽取。",
                field="uscc",
                remedy="无需申报。",
            )
        assert ctx.organisation_id is not None  # a role of an organisation's account
        row = EmployerDeclaration(
            project=project,
            uscc=code,
            name=title,
            ground=ground,
            note=words,
            declared_by_id=ctx.organisation_id,
            declared_at=ctx.now,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise Refused(
                "employer-declared", "该单位已经申报回避。", field="uscc", remedy="请核对统一社会信用代码。"
            ) from None
        tx.record(
            EmployerDeclared(
                project_id=project.pk,
                declaration_id=row.pk,
                uscc=code,
                name=title,
                ground=ground,
                note=words,
                by=row.declared_by.name,
            )
        )
    return row


def withdraw_declaration(ctx: Ctx, declaration_id: int, *, reason: str) -> EmployerDeclaration:
    """Take back a declaration of the own organisation before the draw; it stays on record."""
    with transaction.atomic(), recording(ctx, "withdraw", permission=Experts.DECLARE_EMPLOYER) as tx:
        rows = EmployerDeclaration.objects.all().visible_to(ctx).select_for_update()
        row = rows.filter(pk=declaration_id, withdrawn_at=None).first()
        if row is None:
            raise NotFound("declaration-unknown", "没有找到该申报，或已撤回。", remedy="请刷新页面后重试。")
        permissions.require(ctx, Experts.DECLARE_EMPLOYER, row.project)
        _require_before_draw(row.project)
        tx.require(
            row.declared_by_id == ctx.organisation_id,
            "declared-by-another",
            "该单位由其他单位申报回避。",
            remedy="请由申报单位撤回。",
        )
        if not reason.strip() or len(reason) > NOTE_LENGTH:
            raise Invalid("reason-missing", f"请填写撤回理由，不超过 {NOTE_LENGTH} 字。", field="reason")
        row.withdrawn_at = ctx.now
        row.save(update_fields=["withdrawn_at"])
        tx.record(
            EmployerDeclarationWithdrawn(
                project_id=row.project_id,
                declaration_id=row.pk,
                uscc=row.uscc,
                name=row.name,
                reason=reason.strip(),
            )
        )
    return row


def note_relation(
    ctx: Ctx, number: str, *, uscc: str, kind: str, from_on: date, to_on: date | None = None
) -> Relation:
    """Enter an expert's tie to an organisation; ``number`` is the expert's in the pool, both days included."""
    code = parse_uscc(uscc, field="uscc").code
    if kind not in set(RelationKind):
        raise Invalid("relation-unknown", "没有这种利害关系。", field="kind", remedy="请从列表中选择。")
    if to_on is not None and to_on < from_on:
        raise Invalid("relation-days", "终止日期不能早于起始日期。", field="to_on", remedy="请核对日期。")
    with transaction.atomic(), recording(ctx, "note_relation", permission=Experts.NOTE_RELATION) as tx:
        expert = Expert.objects.filter(number=number).first()
        if expert is None:
            raise NotFound("expert-unknown", "没有该编号的专家。", field="number", remedy="请核对专家编号。")
        row = Relation.objects.create(
            expert=expert,
            organisation_uscc=code,
            kind=kind,
            from_on=from_on,
            to_on=to_on,
            declared_at=ctx.now,
        )
        tx.record(RelationNoted(relation_id=row.pk))
    return row


def end_relation(ctx: Ctx, relation_id: int, *, to_on: date) -> Relation:
    """Note the last day of a tie; it counts on for as long as the packs look back."""
    with transaction.atomic(), recording(ctx, "end_relation", permission=Experts.NOTE_RELATION) as tx:
        row = Relation.objects.select_for_update().filter(pk=relation_id).first()
        if row is None:
            raise NotFound("relation-unknown", "没有找到该利害关系。", remedy="请刷新页面后重试。")
        tx.require(row.to_on is None, "relation-ended", "该利害关系已登记终止日期。")
        tx.require(to_on >= row.from_on, "relation-days", "终止日期不能早于起始日期。", field="to_on")
        row.to_on = to_on
        row.save(update_fields=["to_on"])
        tx.record(RelationNoted(relation_id=row.pk, ended=True))
    return row


def withdraw_conflicted(ctx: Ctx, project_id: int) -> list[Withdrawal]:
    """The second stage: hold everybody drawn against what is known now; whoever must withdraws, and is replaced.

    Done when bidders become known and when all are present. Seats are vacated for recusal, the people told, and
    jobs draw again under a new number, since the plan has changed. Nothing is done before a draw, or once the
    evaluation runs (then members declare for themselves).
    """
    own = platform(ctx, PLATFORM)
    committee = Committee.objects.filter(project_id=project_id).select_related("project").first()
    if committee is None or committee.project.state != ProjectState.ARRANGING:
        return []
    held = committee.seats.filter(kind=SeatKind.EXPERT, state__in=HELD).count()
    if not held:
        return []
    with transaction.atomic():
        found = second_stage(own, committee.project)
        for each in found:
            _withdraw(own, each)
        with change(own, Committee, committee.pk, "check_conflicts", permission=Experts.RUN) as tx:
            tx.record(
                ConflictsChecked(
                    project_id=project_id,
                    committee_id=committee.pk,
                    seats=held,
                    withdrawn=tuple(each.seat.label for each in found),
                )
            )
    return found


def _withdraw(ctx: Ctx, found: Withdrawal) -> CommitteeSeat:
    """Empty one seat: a member present is checked out, one still to come is told to stay away."""
    if found.seat.state == SeatState.CHECKED_IN:
        return recuse_seat(ctx, found.seat.pk, reason=found.reason.label)
    return cancel_seat(ctx, found.seat.pk, cause=Cause.RECUSAL, note=found.reason.label)


def _require_before_draw(project: "Project") -> None:
    if not queries.takes_declarations(project):
        raise WrongState(
            "draw-under-way",
            "已经开始抽取专家，不能再申报或者撤回回避单位。",
            remedy="另有应当回避情形的，请报告行政监督部门；专家签到时系统再次核查。",
        )


def _checked(name: str, ground: str, note: str) -> tuple[str, str]:
    title, words = " ".join(name.split()), note.strip()
    if not title or len(title) > NAME_LENGTH or not title.isprintable():
        raise Invalid(
            "employer-name",
            f"请填写单位名称，不超过 {NAME_LENGTH} 字。",
            field="name",
            remedy="请按营业执照填写。",
        )
    if ground not in set(DeclaredGround):
        raise Invalid("ground-missing", "请选择回避事由。", field="ground", remedy="请从列表中选择。")
    if ground == DeclaredGround.OTHER and not words:
        raise Invalid("ground-words-missing", "请说明利害关系。", field="note")
    if len(words) > NOTE_LENGTH:
        raise Invalid("text-too-long", f"说明不超过 {NOTE_LENGTH} 字。", field="note", remedy="请精简文字。")
    return title, words
