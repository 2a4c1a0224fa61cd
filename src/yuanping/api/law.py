"""The law for other systems: decisions, deadlines and the documents behind them. Public, like the law."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from yuanping.api.errors import REFUSALS
from yuanping.core import json_input
from yuanping.core.policy import Pack
from yuanping.domain.rules import answers, shelf

Facts = Annotated[str, Field(max_length=4000, description="事实，一个 JSON 对象；不写的事实为未知。")]
From = Annotated[str, Query(alias="from", max_length=40, description="起算时间，例如 2026-06-05T17:30。")]
Code = Annotated[str, Field(max_length=40)]


class TraceOut(Schema):
    """One rule, or one whole document that is not in force, and what became of it."""

    rule: str
    outcome: str
    source: str
    article: str
    words: str
    pack: str


class SubVenuesOut(Schema):
    """What is demanded of the sub-venues; null where no rule says anything."""

    min_centres: int | None
    min_experts: int | None
    selection: str | None
    secret: bool


class ExemptionOut(Schema):
    """By which procedure the project may go without."""

    procedure: str


class DecisionOut(Schema):
    """Whether evaluation is remote, how far at least, and which facts are still asked for."""

    remote: str
    reach: str
    reach_force: str | None
    sub_venues: SubVenuesOut
    exemption: ExemptionOut
    asks: list[str]
    trace: list[TraceOut]


class DeadlineOut(Schema):
    """The instant that the rule allows; ``due`` is null where there is no such rule."""

    due: str | None
    direction: str | None = None
    reason: str | None = None
    trace: list[TraceOut] = []


class PackOut(Schema):
    """A document of the law as data."""

    id: str
    title: str
    number: str
    issuer: str
    issued_on: str | None
    region: str
    status: str
    sha256: str
    rules: list[str]


router = Router(auth=None)


@router.get("/law/decision", response={200: DecisionOut, **REFUSALS}, summary="是否远程异地评标")
def decide(request: HttpRequest, facts: Facts) -> dict[str, Any]:
    """Decide for one object of facts, as ``yuanping policy decide`` does. A fact that is not there is unknown."""
    _ = request
    return answers.decision(json_input.only_value(facts.encode()))


@router.get("/law/deadline", response={200: DeadlineOut, **REFUSALS}, summary="期限推算")
def deadline(
    request: HttpRequest, jurisdiction: Code, domain: Code, rule: Code, start: From, axis_date: Code = ""
) -> dict[str, Any]:
    """Work out one deadline, as ``yuanping policy deadline`` does."""
    _ = request
    return answers.deadline(
        jurisdiction=jurisdiction, domain=domain, rule=rule, start=start, axis_date=axis_date
    )


@router.get("/law/packs", response={200: list[PackOut], **REFUSALS}, summary="规则文件")
def list_packs(request: HttpRequest) -> list[PackOut]:
    """All documents that this node knows, with the digest of each."""
    _ = request
    return [_pack(pack) for pack in shelf.library().packs]


def _pack(pack: Pack) -> PackOut:
    return PackOut(
        id=pack.id,
        title=pack.title,
        number=pack.number,
        issuer=pack.issuer,
        issued_on=pack.issued_on.isoformat() if pack.issued_on else None,
        region=pack.region,
        status=pack.status.value,
        sha256=pack.sha256,
        rules=[rule.id for rule in pack.rules],
    )
