"""How each witness of this log stands: what it has seen, how quickly it signs, whether it can be reached."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from yuanping.base.clock.reading import machine_time, read_machine_clock
from yuanping.base.witness.circle.seeing import DISAGREEING, TROUBLE_LABELS, UNANSWERED, Trouble
from yuanping.base.witness.models import Checkpoint, Cosignature, Sighting
from yuanping.base.witness.standing import policy

SLOW = timedelta(seconds=60)
"""A checkpoint that a witness has not signed after so long makes it slow."""


class WitnessState(StrEnum):
    NORMAL = "normal"
    SLOW = "slow"
    SILENT = "silent"
    DISAGREES = "disagrees"


WITNESS_STATE_LABELS: Mapping[WitnessState, str] = {
    WitnessState.NORMAL: "正常",
    WitnessState.SLOW: "迟缓",
    WitnessState.SILENT: "失联",
    WitnessState.DISAGREES: "不一致",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessStanding:
    """``size`` and ``at`` (by its clock) of its last cosignature, None before the first; ``delay`` how long after
    our own signature it came; ``detail`` what the last asking brought, when that was amiss.
    """

    name: str
    url: str
    state: WitnessState
    size: int | None = None
    at: datetime | None = None
    delay: timedelta | None = None
    asked_at: datetime | None = None
    detail: str = ""


def witnesses() -> list[WitnessStanding]:
    """The witnesses of the policy, in its order."""
    newest = Cosignature.objects.order_by("witness", "-id").distinct("witness").select_related("checkpoint")
    last = {cosignature.witness: cosignature for cosignature in newest}
    seen = {sighting.witness: sighting for sighting in Sighting.objects.all()}
    return [
        _standing(witness.name, witness.url, last.get(witness.name), seen.get(witness.name))
        for witness in policy().witnesses
    ]


def _standing(name: str, url: str, last: Cosignature | None, sighting: Sighting | None) -> WitnessStanding:
    asked_at = sighting.asked_at if sighting else None
    trouble = Trouble(sighting.trouble) if sighting and sighting.trouble else None
    detail = sighting.detail or TROUBLE_LABELS[trouble] if sighting and trouble else ""
    state = _state(last, sighting)
    if last is None:
        return WitnessStanding(name=name, url=url, state=state, asked_at=asked_at, detail=detail)
    return WitnessStanding(
        name=name,
        url=url,
        state=state,
        size=last.checkpoint.size,
        at=last.at,
        delay=last.received_at - machine_time(last.checkpoint.at),
        asked_at=asked_at,
        detail=detail,
    )


def _state(last: Cosignature | None, sighting: Sighting | None) -> WitnessState:
    trouble = sighting.trouble if sighting else ""
    if trouble in DISAGREEING:
        return WitnessState.DISAGREES
    if trouble in UNANSWERED:
        return WitnessState.SILENT
    size = last.checkpoint.size if last else 0
    waiting = Checkpoint.objects.filter(size__gt=size).order_by("id").first()
    if waiting is not None and read_machine_clock() - machine_time(waiting.at) > SLOW:
        return WitnessState.SLOW
    return WitnessState.NORMAL
