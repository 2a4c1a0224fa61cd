"""What others may read of acts that wait for their witnesses."""

from enum import Enum, auto
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from yuanping.base.context import Ctx
from yuanping.base.witness import standing
from yuanping.base.witness.standing import Standing
from yuanping.core.errors import Citation, Refused
from yuanping.core.policy import Act, Resolution, Witnessed
from yuanping.domain.projects import queries as projects
from yuanping.domain.quorum.models import Wait
from yuanping.domain.quorum.states import OPEN, WAIVABLE, WaitState
from yuanping.domain.rules import queries as rules

if TYPE_CHECKING:
    from yuanping.domain.projects.models import Project

RULE = "witness.acts"


class AwaitingWitness(Refused):
    """The act is on record, and what follows from it waits for the witnesses; nothing is lost."""


class Way(Enum):
    """What stands between an act and what follows from it: nothing, a wait yet to be opened, one that holds."""

    FREE = auto()
    TO_OPEN = auto()
    HELD = auto()


def rule_for(project: "Project", act: Act) -> Resolution[Witnessed] | None:
    """The rule by which the act waits; None where no rule names it, or where the node has no witnesses."""
    if standing.policy().standing(()).met:
        return None
    found = rules.in_force(projects.policy(project), RULE, Witnessed)
    return found if found is not None and act in found.value.acts else None


def due(project: "Project", act: Act, *, number: int) -> Resolution[Witnessed] | None:
    """The rule by which the act that was entered under ``number`` has to wait; None when it need not, or need no more."""
    rule = rule_for(project, act)
    return None if rule is None or standing.is_witnessed(number) else rule


def citation(project: "Project") -> Citation | None:
    """The rule that names the acts."""
    return rules.cited(projects.policy(project), RULE, Witnessed)


def way(project: "Project", act: Act, *, number: int) -> Way:
    """How the act that was entered under ``number`` stands."""
    found = of_entry(number)
    if found is not None:
        return Way.HELD if found.holds else Way.FREE
    return Way.TO_OPEN if due(project, act, number=number) else Way.FREE


def require_witnessed(number: int) -> None:
    """``AwaitingWitness`` while the act entered under ``number`` waits; ``Refused`` once it has lapsed."""
    found = of_entry(number)
    if found is not None and found.holds:
        raise refusal(found)


def refusal(wait: Wait) -> Refused:
    """Why nothing follows from the act."""
    if wait.is_open:
        return AwaitingWitness(
            "awaiting-witness",
            f"{wait.label}{progress_words(standing_of(wait))}。",
            remedy="见证完成后自动继续，无须重复操作。",
            citation=citation(wait.project),
        )
    if wait.state == WaitState.VOID:
        return Refused("wait-void", f"{wait.label}已作废：{wait.reason}", remedy="请重新办理。")
    return Refused(
        "wait-lapsed",
        f"{wait.label}在等候期限内未经足数见证，已逾期失效。",
        remedy="请重新办理，或由行政监督部门说明理由后同意继续。",
        citation=citation(wait.project),
    )


def progress_words(found: Standing) -> str:
    """已入账，已见证 1/3，须有 2 家见证: how far an entry has come, in words."""
    if found.met:
        return "已入账，见证完成" if found.needed else "已入账"
    return f"已入账，已见证 {found.cosigned}/{found.total}，须有 {found.needed} 家见证"


def of_entry(number: int) -> Wait | None:
    """The wait of an act by the number of its entry."""
    return Wait.objects.select_related("project").filter(number=number).first()


def open_waits(project_id: int, *kinds: str) -> list[Wait]:
    """The project's waits for acts of these kinds that the witnesses have not seen yet."""
    return list(Wait.objects.filter(project_id=project_id, kind__in=kinds, state__in=OPEN))


def require_none_open(project_id: int, kind: str) -> None:
    """``AwaitingWitness`` while an earlier act of that kind waits: it goes on by itself."""
    for wait in open_waits(project_id, kind):
        raise refusal(wait)


def latest(project_id: int, kind: str) -> Wait | None:
    """The project's last wait for an act of that kind."""
    return Wait.objects.filter(project_id=project_id, kind=kind).last()


def waits(ctx: Ctx, project_id: int) -> list[Wait]:
    """All waits of a project that the actor may know of, the newest first."""
    rows: QuerySet[Wait] = Wait.objects.all().visible_to(ctx)
    return list(rows.filter(project_id=project_id).select_related("project").order_by("-pk"))


def waivable(ctx: Ctx) -> list[Wait]:
    """Waits that need the supervisor's word, of the projects that the actor may know of; without those made anew."""
    rows: QuerySet[Wait] = Wait.objects.all().visible_to(ctx)
    found = rows.filter(state__in=WAIVABLE).select_related("project").order_by("due_at")
    return [wait for wait in found if not superseded(wait)]


def superseded(wait: Wait) -> bool:
    """Whether the act was done anew."""
    return Wait.objects.filter(project_id=wait.project_id, kind=wait.kind, pk__gt=wait.pk).exists()


def still_open() -> list[int]:
    """The keys of all waits for which witnesses are looked out for."""
    return list(Wait.objects.filter(state__in=OPEN).values_list("pk", flat=True))


def standing_of(wait: Wait) -> Standing:
    """How far the act's entry has come, and who has seen it."""
    return standing.standing(wait.number)
