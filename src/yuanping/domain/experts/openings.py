"""What everybody may read of a committee's draws: every numbered attempt, its steps in the log, its published record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Q, QuerySet

from yuanping.base.witness import queries as witness
from yuanping.base.witness.models import Checkpoint
from yuanping.base.witness.proving import proof_of
from yuanping.base.witness.standing import standing
from yuanping.core.errors import NotFound
from yuanping.core.tlog.leaves import Opening
from yuanping.core.tlog.proofs import Proof
from yuanping.domain.experts.events import DrawIntended, DrawMade, DrawReplaced, SeatVacated
from yuanping.domain.experts.models import Committee, CommitteeSeat, DrawOrigin, DrawRecord
from yuanping.domain.experts.publicity import public_from as public_from
from yuanping.domain.experts.states import CAUSE_LABELS, RECUSAL_LABELS, Cause
from yuanping.domain.quorum.events import WaitLapsed, WaitVoided

if TYPE_CHECKING:
    from yuanping.base.witness.models import Entry

DRAW, WAIT = "experts.draw.", "quorum.wait."
PERSONAL = frozenset({"actor", "request"})
"""Facts of an entry that tell who of the staff pressed the button: not the public's."""
EXCLUSION_LABELS: Mapping[str, str] = {str(code): label for code, label in RECUSAL_LABELS.items()}


@dataclass(frozen=True, slots=True)
class Replacement:
    """A seat changed hands: when, which seat, and why as it was coded."""

    at: datetime
    label: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One numbered attempt. ``steps`` are its entries in the log, oldest first; ``stated`` is what the intent said.

    ``record`` is None for an attempt that drew nobody; ``void`` then says why, as far as the log does.
    """

    committee_id: int
    number: int
    steps: tuple["Entry", ...]
    stated: Mapping[str, Any]
    record: DrawRecord | None
    replacements: tuple[Replacement, ...]
    void: str = ""

    def last(self, *kinds: str) -> "Entry | None":
        """The last entry of one of these kinds."""
        return next((each for each in reversed(self.steps) if each.kind in kinds), None)

    @property
    def intent(self) -> "Entry | None":
        return self.last(DrawIntended.KIND)

    @property
    def result(self) -> "Entry | None":
        """The entry that states the commitment to the record as it is now."""
        return self.last(DrawMade.KIND, DrawReplaced.KIND)


def published_committees(*, search: str = "") -> QuerySet[Committee]:
    """Committees whose draws are public, the latest first; each with ``published_at`` and ``attempts``."""
    rows = Committee.objects.filter(draws__published_at__isnull=False).select_related("project__main_centre")
    if search:
        rows = rows.filter(Q(project__name__icontains=search) | Q(project__code__icontains=search))
    rows = rows.annotate(published_at=Max("draws__published_at"), attempts=Count("draws", distinct=True))
    return rows.order_by("-published_at", "-pk")


def published_committee(project_id: int) -> Committee:
    """The committee of a project whose draws are public; ``NotFound`` otherwise, whether or not there is one."""
    found = published_committees().filter(project_id=project_id).first()
    if found is None:
        raise NotFound(
            "draw-not-public", "没有这个项目的公开抽取记录。", remedy="抽取记录在中标结果公告之后公开。"
        )
    return found


def attempts(committee: Committee) -> list[Attempt]:
    """All attempts by number; a number that the log does not know would leave a gap that shows."""
    found = [
        (entry, witness.parsed(entry)["data"]) for entry in witness.entries(project_id=committee.project_id)
    ]
    records = {each.attempt: each for each in committee.draws.filter(published_at__isnull=False)}
    changes = _replacements(found)
    numbers = [said["attempt"] for entry, said in found if entry.kind == DrawIntended.KIND]
    return [
        _attempt(committee, number, found, records.get(number), changes.get(number, ())) for number in numbers
    ]


def public_openings(entry: "Entry") -> list[Opening]:
    """What an entry about a draw tells everybody."""
    return [each for each in witness.openings(entry) if each.name not in PERSONAL]


def seed_proof(attempt: Attempt) -> Proof | None:
    """That the intent stood in the checkpoint with which the seed was made; None where no rule asked to wait for it."""
    origin = DrawOrigin.objects.filter(committee_id=attempt.committee_id, attempt=attempt.number).first()
    index = None if attempt.intent is None else standing(attempt.intent.number).index
    if origin is None or origin.checkpoint is None or index is None or index >= origin.checkpoint["size"]:
        return None
    rows = Checkpoint.objects.filter(size=origin.checkpoint["size"], root=origin.checkpoint["root"])
    seen = rows.order_by("id").first()
    return None if seen is None else proof_of(index, seen)


def seat_labels(record: DrawRecord) -> dict[int, str]:
    """The seats of a draw by their numbers in its record, as far as no later draw filled them."""
    rows = CommitteeSeat.objects.filter(draw=record, draw_index__isnull=False).select_related("venue")
    return {row.draw_index: row.label for row in rows if row.draw_index is not None}


Said = tuple["Entry", Mapping[str, Any]]


def _attempt(
    committee: Committee,
    number: int,
    found: Iterable[Said],
    record: DrawRecord | None,
    changes: Iterable[Replacement],
) -> Attempt:
    rows = list(found)
    stated = next(
        (entry, said) for entry, said in rows if entry.kind == DrawIntended.KIND and said["attempt"] == number
    )
    steps = [
        (entry, said)
        for entry, said in rows
        if (entry.kind.startswith(DRAW) and said.get("attempt") == number)
        or (entry.kind.startswith(WAIT) and said.get("number") == stated[0].number)
    ]
    return Attempt(
        committee_id=committee.pk,
        number=number,
        steps=tuple(entry for entry, _ in steps),
        stated=stated[1],
        record=record,
        replacements=tuple(changes),
        void="" if record is not None else _why_without_record(steps),
    )


def _why_without_record(steps: Iterable[Said]) -> str:
    last = {entry.kind: said for entry, said in steps}
    if DrawMade.KIND in last:
        return "抽取记录尚未公开"
    if WaitVoided.KIND in last:
        return f"本次作废：{last[WaitVoided.KIND].get('reason', '')}"
    return "等候见证逾期，本次作废" if WaitLapsed.KIND in last else "本次作废，没有抽出专家"


def _replacements(found: Iterable[Said]) -> dict[int, list[Replacement]]:
    """The redraws by attempt, each with why the seat was vacated before."""
    out: dict[int, list[Replacement]] = {}
    vacated: dict[int, Mapping[str, Any]] = {}
    for entry, said in found:
        if entry.kind == SeatVacated.KIND:
            vacated[said["seat_id"]] = said
        elif entry.kind == DrawReplaced.KIND:
            left = vacated.get(said["seat_id"], {})
            row = Replacement(entry.at, str(left.get("label", "")), _why(left))
            out.setdefault(said["attempt"], []).append(row)
    return out


def _why(left: Mapping[str, Any]) -> str:
    cause = left.get("cause", "")
    return CAUSE_LABELS[Cause(cause)] if cause in set(Cause) else "席位空出"
