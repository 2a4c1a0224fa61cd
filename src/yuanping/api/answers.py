"""Rows and decisions as the API says them."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from yuanping.api.errors import CitationOut
from yuanping.api.schemas import (
    CategoryOut,
    EntriesOut,
    EntryOut,
    GateOut,
    HeadOut,
    LotOut,
    MeOut,
    OfferOut,
    PartsOut,
    ProgressOut,
    ProjectDetailOut,
    ProjectOut,
    ReasonOut,
    ScopeOut,
    SeatProgressOut,
)
from yuanping.base.witness import queries as witness
from yuanping.base.witness.models import Leaf
from yuanping.core.errors import Citation
from yuanping.domain.dispatch.models import Offer
from yuanping.domain.evaluation.board import board_of, story_of
from yuanping.domain.evaluation.queries import all_gates
from yuanping.domain.people.models import Account
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.models import Project


def me(request: HttpRequest) -> MeOut:
    account = request.user
    assert isinstance(account, Account)  # the session's
    return MeOut(
        account=account.username,
        name=account.display_name,
        organisation=account.organisation.name,
        roles=sorted(account.roles),
    )


def project(row: Project) -> ProjectOut:
    return ProjectOut(
        id=row.pk,
        code=row.code,
        name=row.name,
        state=row.state,
        state_label=row.state_label,
        evaluation_starts_at=row.evaluation_starts_at,
        evaluation_ends_at=row.evaluation_ends_at,
    )


def project_detail(row: Project, *, now: datetime) -> ProjectDetailOut:
    return ProjectDetailOut(
        **project(row).model_dump(),
        domain=row.domain,
        kind=row.kind,
        region_code=row.region_code,
        tenderer=row.tenderer.name,
        agency=row.agency.name,
        main_centre=row.main_centre.name,
        mandatory=row.mandatory,
        grounds=row.grounds,
        parts=PartsOut(works=row.part_works, goods=row.part_goods, services=row.part_services),
        category=CategoryOut(code=row.category_code, edition=row.category_edition or None)
        if row.category_code
        else None,
        local_experts=row.local_experts,
        source_url=row.source_url,
        pins=list(row.pins),
        lots=[
            LotOut(code=lot.code, name=lot.name, estimate=lot.estimate, price_limit=lot.price_limit)
            for lot in projects.lots(row)
        ],
        scope=_scope(row),
        gates=[
            GateOut(
                code=gate.code,
                title=gate.title,
                is_open=gate.is_open,
                who=gate.who,
                detail=gate.detail,
                citation=_citation(gate.citation),
            )
            for gate in all_gates(row, now)
        ],
    )


def _scope(row: Project) -> ScopeOut:
    decision = projects.scope(row).decision
    reasons = [
        ReasonOut(
            rule=reason.rule,
            force=reason.force,
            decisive=reason.decisive,
            holds=reason.result,
            citation=CitationOut(**reason.citation.as_json()),
        )
        for reason in decision.reasons
    ]
    return ScopeOut(
        verdict=decision.verdict,
        reach=None if decision.reach is None else str(decision.reach),
        missing=list(decision.missing),
        reasons=reasons,
    )


def _citation(citation: Citation | None) -> CitationOut | None:
    return None if citation is None else CitationOut(**citation.as_json())


def offer(row: Offer) -> OfferOut:
    return OfferOut(
        id=row.pk,
        centre=row.centre.name,
        state=row.state,
        state_label=row.state_label,
        seats_wanted=row.seats_wanted,
        starts_at=row.during.lower,
        ends_at=row.during.upper,
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        answered_at=row.answered_at,
        reason=row.reason,
    )


def progress(project_id: int) -> ProgressOut:
    board = board_of(story_of(project_id))
    return ProgressOut(
        stages=[label for label, _ in board.stages],
        reached=[label for label, is_reached in board.stages if is_reached],
        seats=[
            SeatProgressOut(
                seat_id=seat.seat_id,
                venue=seat.venue_label,
                seat=seat.seat_label,
                state=seat.state_label,
                step=seat.step,
                step_label=seat.step_label,
                done_steps=seat.done_steps,
                total_steps=seat.total_steps,
            )
            for seat in board.seats
        ],
    )


def head() -> HeadOut:
    size, root = witness.head()
    return HeadOut(node=settings.NODE_NAME, origin=settings.LOG_ORIGIN, size=size, root=root)


def entries(rows: list[Leaf], *, limit: int) -> EntriesOut:
    """At most ``limit`` of the rows; one more than that means that it goes on."""
    shown = rows[:limit]
    return EntriesOut(
        entries=[_entry(row) for row in shown], next_after=shown[-1].index if len(rows) > limit else None
    )


def _entry(row: Leaf) -> EntryOut:
    entry = row.entry
    said = witness.parsed(entry)
    return EntryOut(
        index=row.index,
        number=entry.number,
        kind=entry.kind,
        project=entry.project_id,
        at=entry.at,
        actor=said.get("actor"),
        data=said["data"],
        entry=entry.content,
        openings=[(o.salt, o.name, o.value) for o in witness.openings(entry)],
        hash=entry.hash,
    )
