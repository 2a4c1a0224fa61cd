"""What others may read of committees, seats, calls and draws."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from yuanping.base.ports.storage import storage
from yuanping.base.witness import queries as witness
from yuanping.base.witness.models import Entry
from yuanping.core.draw import DrawClass
from yuanping.core.errors import NotFound
from yuanping.domain.experts import inputs
from yuanping.domain.experts.calling import is_latest as is_latest
from yuanping.domain.experts.calling import receipts_of as receipts_of
from yuanping.domain.experts.catalogue import catalogue as catalogue
from yuanping.domain.experts.catalogue import catalogue_months as catalogue_months
from yuanping.domain.experts.composition import least_size as least_size
from yuanping.domain.experts.confirming import confirmers as confirmers
from yuanping.domain.experts.digests import session_hash, token_hash
from yuanping.domain.experts.events import (
    BeaconClosed,
    ContributionsRevealed,
    DrawExhausted,
    DrawIntended,
    DrawMade,
    DrawRecordOpened,
    DrawReplaced,
    OverExcluded,
)
from yuanping.domain.experts.gates import gates as gates
from yuanping.domain.experts.intake.listing import faults_file as faults_file
from yuanping.domain.experts.intake.listing import faults_of as faults_of
from yuanping.domain.experts.intake.listing import imports as imports
from yuanping.domain.experts.intake.listing import one_import as one_import
from yuanping.domain.experts.messages import wording_for
from yuanping.domain.experts.messages import wording_of as wording_of
from yuanping.domain.experts.models import (
    CallOut,
    Committee,
    CommitteeSeat,
    DrawRecord,
    EmployerDeclaration,
    Expert,
    ListConfirmation,
    ManualCheckIn,
)
from yuanping.domain.experts.names import name_for as name_for
from yuanping.domain.experts.needs import MOST_NEEDS as MOST_NEEDS
from yuanping.domain.experts.needs import Needs as Needs
from yuanping.domain.experts.needs import needs_of as needs_of
from yuanping.domain.experts.own_matters import appraisals_given as appraisals_given
from yuanping.domain.experts.own_matters import attendance as attendance
from yuanping.domain.experts.own_matters import conduct as conduct
from yuanping.domain.experts.own_matters import conduct_of as conduct_of
from yuanping.domain.experts.own_matters import is_in_pool as is_in_pool
from yuanping.domain.experts.own_matters import on_leave as on_leave
from yuanping.domain.experts.own_matters import own_appraisal as own_appraisal
from yuanping.domain.experts.own_matters import own_appraisals as own_appraisals
from yuanping.domain.experts.own_matters import own_data as own_data
from yuanping.domain.experts.own_matters import own_leaves as own_leaves
from yuanping.domain.experts.own_matters import own_membership as own_membership
from yuanping.domain.experts.own_matters import own_parts as own_parts
from yuanping.domain.experts.own_matters import parts_to_appraise as parts_to_appraise
from yuanping.domain.experts.own_matters import project_name_for_own as project_name_for_own
from yuanping.domain.experts.own_matters import words_of as words_of
from yuanping.domain.experts.periods import leave_until as leave_until
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.rarity import pool_regions as pool_regions
from yuanping.domain.experts.rarity import rarity as rarity
from yuanping.domain.experts.rarity import scarce as scarce
from yuanping.domain.experts.recusal import Caution, Reason, over_excluded, terms_of
from yuanping.domain.experts.sign_in import SignIn as SignIn
from yuanping.domain.experts.sign_in import sign_ins as sign_ins
from yuanping.domain.experts.standing import away_during as away_during
from yuanping.domain.experts.standing import employments_of as employments_of
from yuanping.domain.experts.standing import leaves_of as leaves_of
from yuanping.domain.experts.standing import pool_figures as pool_figures
from yuanping.domain.experts.standing import sanctioned as sanctioned
from yuanping.domain.experts.standing import sanctions_of as sanctions_of
from yuanping.domain.experts.states import (
    Answer,
    Channel,
    CommitteeState,
    ManualState,
    Recusal,
    SeatKind,
    SeatState,
)
from yuanping.domain.experts.unsealing import unsealings_of as unsealings_of
from yuanping.domain.experts.wording import bring_words
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.states import ProjectState

if TYPE_CHECKING:
    from yuanping.base.context import Ctx
    from yuanping.core.errors import Citation
    from yuanping.core.policy import Share
    from yuanping.domain.projects.models import Project


def committee_of(project_id: int) -> Committee | None:
    """The committee of a project, whoever asks; None before it is planned."""
    return Committee.objects.select_related("project").filter(project_id=project_id).first()


def committee(ctx: "Ctx", committee_id: int) -> Committee:
    """One committee that the actor may see; ``NotFound`` otherwise."""
    rows = Committee.objects.all().visible_to(ctx)
    found: Committee | None = rows.select_related("project").filter(pk=committee_id).first()
    if found is None:
        raise NotFound("not-found", "没有找到该评标委员会，或您无权查看。", remedy="请从列表重新进入。")
    return found


def seats(committee: Committee) -> QuerySet[CommitteeSeat]:
    """All seats of a committee: main venue first, representatives after experts."""
    return committee.seats.select_related("venue__centre", "committee__project", "assignment").order_by(
        "venue__ordinal", "kind", "ordinal"
    )


def seats_for(ctx: "Ctx", *, project_id: int | None = None) -> QuerySet[CommitteeSeat]:
    """The seats that the actor may see, by project, venue and ordinal."""
    rows: QuerySet[CommitteeSeat] = (
        CommitteeSeat.objects.all()
        .visible_to(ctx)
        .select_related("venue__centre", "committee__project", "assignment", "workstation__seat__room")
        .order_by("committee__project__evaluation_starts_at", "venue__ordinal", "kind", "ordinal")
    )
    return rows if project_id is None else rows.filter(committee__project_id=project_id)


def seats_at_centre(ctx: "Ctx", centre_id: int) -> QuerySet[CommitteeSeat]:
    """The seats at the actor's own centre whose draw has been made and whose evaluation is not over."""
    return (
        seats_for(ctx)
        .filter(venue__centre_id=centre_id, committee__project__evaluation_ends_at__gt=ctx.now)
        .exclude(committee__state=CommitteeState.PLANNED)
    )


def seat(seat_id: int) -> CommitteeSeat:
    """A seat by its id, whoever asks."""
    return CommitteeSeat.objects.select_related(
        "venue__centre", "committee__project", "workstation__seat__room"
    ).get(pk=seat_id)


def seat_for(ctx: "Ctx", seat_id: int) -> CommitteeSeat:
    """One seat that the actor may see; ``NotFound`` otherwise."""
    found = seats_for(ctx).filter(pk=seat_id).first()
    if found is None:
        raise NotFound("not-found", "没有找到该评委席，或您无权查看。", remedy="请从列表重新进入。")
    return found


def seated(seat_id: object, key: object) -> CommitteeSeat | None:
    """The seat of a session that was opened with a one-time code and has not been closed since."""
    if not isinstance(seat_id, int) or not isinstance(key, str) or not key:
        return None
    return (
        CommitteeSeat.objects.select_related("venue", "committee")
        .filter(pk=seat_id, state=SeatState.CHECKED_IN, session_hash=session_hash(key))
        .first()
    )


def call_by_token(token: str) -> CallOut:
    """The call behind a link; ``NotFound`` for a link that was never sent."""
    found = (
        CallOut.objects.select_related("seat__venue__centre", "seat__committee__project")
        .filter(token_hash=token_hash(token))
        .first()
    )
    if found is None:
        raise NotFound(
            "call-unknown", "链接无效。", remedy="请核对短信中的链接是否完整，或致电短信中的报到地点。"
        )
    return found


def lapsed_calls(now: datetime) -> list[int]:
    """Calls whose period is over and that nobody has answered."""
    rows = CallOut.objects.filter(answer="", answer_by__lte=now, seat__state=SeatState.CALLED)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def expected_at(venue_id: int) -> list[int]:
    """Seats of a venue whose person was called or has agreed to come."""
    rows = CommitteeSeat.objects.filter(
        venue_id=venue_id, kind=SeatKind.EXPERT, state__in=[SeatState.CALLED, SeatState.ACCEPTED]
    )
    return list(rows.order_by("pk").values_list("pk", flat=True))


def calls_of(committee: Committee) -> dict[int, CallOut]:
    """The latest call of each seat."""
    rows = CallOut.objects.filter(seat__committee=committee).order_by("attempt")
    return {call.seat_id: call for call in rows}


def calls_at(seats: Iterable[CommitteeSeat]) -> dict[int, list[CallOut]]:
    """All calls of each of these seats, the first first."""
    found: dict[int, list[CallOut]] = {}
    for call in CallOut.objects.filter(seat__in=list(seats)).order_by("seat", "attempt"):
        found.setdefault(call.seat_id, []).append(call)
    return found


def to_bring(seat: CommitteeSeat) -> str:
    """What the person called for a seat is told to bring."""
    return bring_words(wording_for(seat, Channel.SMS).bring)


def may_ask_leave(call: CallOut, now: datetime) -> bool:
    """Whether the person who accepted may still ask for leave by the link (S4-29)."""
    seat = call.seat
    in_time = now < leave_until(seat.committee.project.evaluation_starts_at)
    return call.answer == Answer.ACCEPTED and seat.state == SeatState.ACCEPTED and in_time and is_latest(call)


def lapsed_manual(now: datetime) -> list[int]:
    """Requests to check somebody in by hand whose ten minutes are over without an answer."""
    rows = ManualCheckIn.objects.filter(state=ManualState.REQUESTED, confirm_by__lte=now)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def manual_waiting(seat: CommitteeSeat, now: datetime) -> ManualCheckIn | None:
    """The seat's manual check-in that waits for its second person."""
    rows = ManualCheckIn.objects.filter(seat=seat, state=ManualState.REQUESTED, confirm_by__gt=now)
    return rows.first()


def manual_unhanded(seat: CommitteeSeat) -> ManualCheckIn | None:
    """The manual check-in by which the seat's member is in and for which no code was handed over yet."""
    return ManualCheckIn.objects.filter(
        seat=seat,
        assignment_id=seat.assignment_id,
        state=ManualState.CONFIRMED,
        decided_at=seat.checked_in_at,
        handed_at=None,
    ).first()


def manual_for(ctx: "Ctx", manual_id: int) -> ManualCheckIn:
    """One manual check-in that the actor may see; ``NotFound`` otherwise."""
    rows = ManualCheckIn.objects.all().visible_to(ctx)
    found = rows.select_related(
        "seat__venue__centre", "seat__committee__project", "requested_by", "words", "photo"
    ).filter(pk=manual_id)
    row = found.first()
    if row is None:
        raise NotFound("not-found", "没有找到该人工签到申请，或您无权查看。", remedy="请从工作台重新进入。")
    return row


def manual_count(project_id: int) -> int:
    """How many people of a project were let in by hand."""
    rows = ManualCheckIn.objects.filter(seat__committee__project_id=project_id, state=ManualState.CONFIRMED)
    return rows.count()


def manual_to_decide(ctx: "Ctx") -> list[ManualCheckIn]:
    """Manual check-ins that wait for the actor as the second person."""
    rows = (
        ManualCheckIn.objects.all().visible_to(ctx).select_related("seat__venue", "seat__committee__project")
    )
    waiting = rows.filter(state=ManualState.REQUESTED, confirm_by__gt=ctx.now).order_by("confirm_by")
    return [row for row in waiting if ctx.may(Experts.DECIDE_MANUAL, row)]


def draws_of(committee: Committee) -> QuerySet[DrawRecord]:
    return committee.draws.order_by("attempt")


DRAW_KINDS = (
    DrawIntended.KIND,
    ContributionsRevealed.KIND,
    BeaconClosed.KIND,
    DrawMade.KIND,
    DrawReplaced.KIND,
    DrawExhausted.KIND,
    DrawRecordOpened.KIND,
)


def last_draw_entries(committee: Committee) -> list[Entry]:
    """Every step of the committee's last attempt as the log has it: numbers and digests, nobody's pseudonym."""
    rows = list(witness.entries(project_id=committee.project_id).filter(kind__in=DRAW_KINDS))
    begins = max((place for place, each in enumerate(rows) if each.kind == DrawIntended.KIND), default=0)
    return rows[begins:]


def confirmations_of(committee: Committee) -> QuerySet[ListConfirmation]:
    return committee.confirmations.select_related("account").order_by("at")


def is_exhausted(seat: CommitteeSeat) -> bool:
    """Whether the last attempt to fill the vacant seat found nobody."""
    if seat.state != SeatState.VACANT:
        return False
    project_id = seat.committee.project_id
    noted = witness.entries(project_id=project_id).filter(kind=DrawExhausted.KIND)
    return any(_data(entry)["seat_id"] == seat.pk for entry in noted)


def _data(entry: Entry) -> dict[str, object]:
    data = witness.parsed(entry)["data"]
    assert isinstance(data, dict)
    return data


@dataclass(frozen=True, slots=True, kw_only=True)
class CellCount:
    """A cell of the plan and how many experts could be drawn for it: numbers, nobody's name.

    ``fitting`` experts hold specialty and region, ``excluded`` of them stay out by reason, ``eligible`` are left.
    """

    specialty: str
    venue_id: int
    wanted: int
    fitting: int
    eligible: int
    employers: int
    excluded: tuple[tuple[Reason, int], ...]
    recused: int
    over_excluded: bool

    @property
    def is_short(self) -> bool:
        return self.eligible < self.wanted

    @property
    def out(self) -> int:
        return self.fitting - self.eligible


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """What a draw would start from: counts per cell, and how many of the pool stay out for which reason."""

    cells: tuple[CellCount, ...]
    pool_size: int
    excluded: tuple[tuple[Reason, int], ...]
    warnings: tuple[Caution, ...]
    remaining: "Share | None"
    remaining_citation: "Citation | None"

    @property
    def over_excluded(self) -> tuple[CellCount, ...]:
        """The cells from which recusal takes more than the rule leaves room for."""
        return tuple(cell for cell in self.cells if cell.over_excluded)


def eligibility(committee: Committee) -> Eligibility:
    """Counts for the committee's plan as a first draw would find them now (standards 6: recusal first)."""
    wanted: Counter[tuple[int, int, DrawClass]] = Counter()
    for each in seats(committee):
        if each.kind == SeatKind.EXPERT:
            place = DrawClass(each.specialty, each.venue.centre.region_code)
            wanted[each.venue.ordinal, each.venue_id, place] += 1
    out = inputs.excluded_from(committee.project)
    classes: Counter[DrawClass] = Counter()
    for (_, _, place), number in wanted.items():
        classes[place] += number
    counts = {count.draw_class: count for count in inputs.counts_of(classes, out)}
    terms = terms_of(projects.policy(committee.project))
    over = {count.draw_class for count in over_excluded(counts.values(), terms.remaining)}
    return Eligibility(
        cells=tuple(
            CellCount(
                specialty=place.specialty,
                venue_id=venue_id,
                wanted=number,
                fitting=counts[place].fitting,
                eligible=counts[place].experts,
                employers=counts[place].employers,
                excluded=tuple(
                    (Reason(code, terms.citations.get(code)), many)
                    for code, many in counts[place].excluded.items()
                ),
                recused=counts[place].recused,
                over_excluded=place in over,
            )
            for (_, venue_id, place), number in sorted(
                wanted.items(), key=lambda each: (each[0][0], each[0][2].specialty)
            )
        ),
        pool_size=Expert.objects.filter(is_available=True).count(),
        excluded=tuple(
            (Reason(Recusal(code), terms.citations.get(Recusal(code))), number)
            for code, number in out.counts.items()
        ),
        warnings=out.warnings,
        remaining=terms.remaining,
        remaining_citation=terms.remaining_citation,
    )


def declarations(ctx: "Ctx", project_id: int) -> QuerySet[EmployerDeclaration]:
    """The employers declared for recusal, withdrawn ones among them, for those who may know."""
    rows: QuerySet[EmployerDeclaration] = EmployerDeclaration.objects.all().visible_to(ctx)
    return rows.filter(project_id=project_id).select_related("declared_by")


def takes_declarations(project: "Project") -> bool:
    """Whether employers may still be declared: later, whose seat empties would tell where somebody works."""
    if project.state not in {ProjectState.REGISTERED, ProjectState.ARRANGING}:
        return False
    return not witness.entries(project_id=project.pk).filter(kind=DrawIntended.KIND).exists()


def committed_counts(project_id: int) -> list[tuple[int, list[dict[str, Any]]]]:
    """Attempt and classes of each intent of the project, as the log has them, in the order of the attempts."""
    rows = witness.entries(project_id=project_id).filter(kind=DrawIntended.KIND)
    stated: list[dict[str, Any]] = [_data(entry) for entry in rows]
    return [(each["attempt"], each.get("classes", [])) for each in stated]


def over_exclusions(project_id: int) -> int:
    """How often an intent of the project went with a warning that recusal took too many."""
    return witness.entries(project_id=project_id).filter(kind=OverExcluded.KIND).count()


@dataclass(frozen=True, slots=True)
class ExportedRecord:
    """A draw's record as published: its file name, its SHA-256 (stated in the log), its bytes."""

    attempt: int
    file_name: str
    sha256: str
    content: bytes


def draw_records_for_export(project_id: int) -> list[ExportedRecord]:
    """The opened, pseudonymous records of a project's draws; each replays with ``yuanping draw verify``."""
    return _exported(DrawRecord.objects.filter(committee__project_id=project_id, opened_at__isnull=False))


def published_records(project_id: int) -> list[ExportedRecord]:
    """Of these records those that everybody may read."""
    return _exported(DrawRecord.objects.filter(committee__project_id=project_id, published_at__isnull=False))


def _exported(rows: QuerySet[DrawRecord]) -> list[ExportedRecord]:
    found = []
    for made in rows.select_related("committee__project").order_by("attempt"):
        with storage().open(made.commitment) as handle:
            content = handle.read()
        code = made.committee.project.code
        found.append(
            ExportedRecord(made.attempt, f"draw-{code}-{made.attempt}.json", made.commitment, content)
        )
    return found
