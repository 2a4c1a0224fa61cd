"""Acts that wait for their witnesses, as pages show them: how far each has come, and what comes next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from typing_extensions import override

from yuanping.base.witness.standing import Standing, standings
from yuanping.domain.quorum import queries as quorum
from yuanping.domain.quorum.models import Wait
from yuanping.domain.quorum.states import WaitState
from yuanping.web.components.banner.params import Banner
from yuanping.web.components.citation.params import Citation
from yuanping.web.components.data_table.params import Column, DataTable, Row
from yuanping.web.components.due_date.params import DueDate
from yuanping.web.components.empty_state.params import EmptyState
from yuanping.web.components.state_tag.params import StateTag
from yuanping.web.components.tones import Tone
from yuanping.web.components.values import moment
from yuanping.web.components.witness_standing.params import WitnessStanding
from yuanping.web.page import Page

TONES: dict[WaitState, Tone] = {
    WaitState.WAITING: "info",
    WaitState.OVERDUE: "warn",
    WaitState.LAPSED: "bad",
    WaitState.MET: "ok",
    WaitState.WAIVED: "warn",
    WaitState.VOID: "bad",
}


@dataclass(frozen=True, slots=True)
class Awaited:
    """One act that waits: its name for people, where it stands, what comes next."""

    label: str
    standing: WitnessStanding
    text: str


def shown(found: Standing, *, brief: bool = False) -> WitnessStanding:
    """A standing as a component."""
    return WitnessStanding(
        placed=found.index is not None,
        cosigned=found.cosigned,
        total=found.total,
        met=found.met,
        witnesses=found.witnesses,
        brief=brief,
    )


def awaited(waits: Iterable[Wait]) -> list[Awaited]:
    """Open waits, each with where it stands now."""
    return [_awaited(wait, quorum.standing_of(wait)) for wait in waits]


def _awaited(wait: Wait, found: Standing) -> Awaited:
    needed = f"须有 {found.needed} 家见证方见证，"
    if wait.state == WaitState.OVERDUE:
        text = f"{needed}等候期限已过。见证完成后仍自动继续；行政监督部门也可以说明理由后同意继续。"
    else:
        text = f"{needed}见证完成后自动继续，无须操作。等候至 {moment(wait.due_at)}。"
    return Awaited(wait.label, shown(found), text)


def spent(wait: Wait | None) -> Banner | None:
    """What to say of the last act of a kind when it came to nothing: lapsed, or void."""
    if wait is None or wait.state not in {WaitState.LAPSED, WaitState.VOID}:
        return None
    refusal = quorum.refusal(wait)
    citation = Citation.of(refusal.citation) if refusal.citation else None
    return Banner(tone="warn", text=refusal.message, remedy=refusal.remedy, citation=citation)


class AwaitingPage(Page):
    """A page of a project on which acts of ``awaited_kind`` may wait: their area asks again until the wait is over."""

    awaited_kind: ClassVar[str]

    @property
    def open_waits(self) -> Sequence[Wait]:
        assert self.project_id is not None  # the address names it
        return quorum.open_waits(self.project_id, self.awaited_kind)

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.GET.get("part") != "awaiting":
            return super().get(request, **kwargs)
        waits = self.open_waits
        if waits:
            return render(request, "awaiting.html", {"awaited": awaited(waits)})
        response = HttpResponse(status=204)
        if self.goes_on_at:
            response["HX-Redirect"] = self.goes_on_at
        else:
            response["HX-Refresh"] = "true"
        return response

    @property
    def goes_on_at(self) -> str:
        """Where to go when the wait is over; empty: the page as it is by then."""
        return ""

    def awaiting_context(self) -> dict[str, Any]:
        """Values for ``awaiting.html``."""
        assert self.project_id is not None  # the address names it
        last = quorum.latest(self.project_id, self.awaited_kind)
        return {"awaited": awaited(self.open_waits), "spent": spent(last)}


def wait_table(waits: Sequence[Wait], *, now: datetime) -> DataTable:
    """All waits of a project, for the supervisor."""
    seen = standings([wait.number for wait in waits])
    return DataTable(
        caption="等候见证的事项",
        columns=(
            Column("事项"),
            Column("回执号", align="right", nowrap=True),
            Column("入账时间", nowrap=True),
            Column("见证"),
            Column("等候期限", nowrap=True),
            Column("状态", nowrap=True),
            Column("说明"),
        ),
        rows=tuple(
            Row(
                (
                    wait.label,
                    wait.number,
                    wait.opened_at,
                    shown(seen[wait.number]),
                    DueDate(at=wait.due_at, now=now) if wait.is_open else wait.due_at,
                    StateTag(label=wait.state_label, tone=TONES[WaitState(wait.state)]),
                    wait.reason,
                )
            )
            for wait in waits
        ),
        empty=EmptyState(title="没有等候见证的事项", icon="shield-check"),
    )
