"""The pool as those who keep it see it: lists by condition, one expert; identities masked."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet

from yuanping.base.permissions import require
from yuanping.base.vault.sealing import decrypt
from yuanping.core.errors import NotFound
from yuanping.core.local_time import local_date
from yuanping.domain.experts.masking import Masked, masked
from yuanping.domain.experts.models import Expert
from yuanping.domain.experts.own_matters import on_leave
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.pool_states import EXCLUDING
from yuanping.domain.experts.rarity import having, region_prefix
from yuanping.domain.experts.standing import sanctions_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yuanping.base.context import Ctx


class Standing(StrEnum):
    """Whether an expert could be drawn for an evaluation right now."""

    DRAWABLE = "drawable"
    STOPPED = "stopped"
    ON_LEAVE = "on-leave"
    SANCTIONED = "sanctioned"


STANDING_LABELS = {
    Standing.DRAWABLE: "可抽取",
    Standing.STOPPED: "停用",
    Standing.ON_LEAVE: "请假中",
    Standing.SANCTIONED: "处分中",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Conditions of a list; an empty one asks for nothing. ``region`` and ``specialty`` take in all below them."""

    number: str = ""
    specialty: str = ""
    region: str = ""
    state: str = ""


def experts(ctx: "Ctx", wanted: Wanted) -> "QuerySet[Expert]":
    """The experts of the pool that satisfy the conditions, by number; ``NotAllowed`` for others than its keepers."""
    require(ctx, Experts.KEEP)
    rows = having(wanted.specialty)
    if wanted.number:
        rows = rows.filter(number__startswith=wanted.number.strip().upper())
    if wanted.region:
        rows = rows.filter(region_code__startswith=region_prefix(wanted.region))
    away = Exists(on_leave(local_date(ctx.now)).filter(expert=OuterRef("pk")))
    sanctions = sanctions_on(local_date(ctx.now)).filter(expert=OuterRef("pk"), kind__in=EXCLUDING)
    if wanted.state == Standing.STOPPED:
        rows = rows.filter(is_available=False)
    elif wanted.state == Standing.ON_LEAVE:
        rows = rows.filter(away)
    elif wanted.state == Standing.SANCTIONED:
        rows = rows.filter(Exists(sanctions))
    elif wanted.state == Standing.DRAWABLE:
        rows = rows.filter(~away, ~Exists(sanctions), is_available=True)
    return rows.order_by("pk")


@dataclass(frozen=True, slots=True)
class Line:
    """One expert of a list."""

    expert: Expert
    shown: Masked
    standing: Standing


def masked_rows(ctx: "Ctx", page: "Sequence[Expert]") -> list[Line]:
    """The lines of one page. Masking opens nothing that is shown, so that it is no unsealing."""
    ids = [expert.pk for expert in page]
    rows = Expert.objects.select_related("identity", "employer").in_bulk(ids)
    leaves = on_leave(local_date(ctx.now)).filter(expert__in=ids)
    away = set(leaves.values_list("expert_id", flat=True))
    sanctions = sanctions_on(local_date(ctx.now)).filter(expert__in=ids, kind__in=EXCLUDING)
    barred = set(sanctions.values_list("expert_id", flat=True))
    return [Line(rows[pk], shown(rows[pk]), _standing(rows[pk], away, barred)) for pk in ids]


def expert_of_pool(ctx: "Ctx", expert_id: int) -> Expert:
    """One expert; ``NotFound`` when there is none of that key."""
    require(ctx, Experts.KEEP)
    found = Expert.objects.select_related("identity", "employer").filter(pk=expert_id).first()
    if found is None:
        raise NotFound("expert-unknown", "没有找到该专家。", remedy="请从专家库列表进入。")
    return found


def shown(expert: Expert) -> Masked:
    """The masked identity."""
    return masked(decrypt(expert.identity.kind, bytes(expert.identity.box)))


def _standing(expert: Expert, away: set[int], barred: set[int]) -> Standing:
    if not expert.is_available:
        return Standing.STOPPED
    if expert.pk in barred:
        return Standing.SANCTIONED
    return Standing.ON_LEAVE if expert.pk in away else Standing.DRAWABLE
