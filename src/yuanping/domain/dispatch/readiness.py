"""Whether a centre is fit to be a sub-venue, by the rules of a project. Pure."""

from dataclasses import dataclass

from yuanping.core.errors import Citation, Refused
from yuanping.core.policy import Choice, Flag, MinCount, Policy
from yuanping.domain.places.queries import CentreFacts, RoomFacts
from yuanping.domain.places.states import DEVICE_LABELS, Device, Level
from yuanping.domain.rules.queries import in_force

POSTS = {"leader": "分管领导", "administrator": "远程异地评标管理员"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What a centre lacks, what to do about it, and which rule asks for it."""

    code: str
    message: str
    remedy: str
    citation: Citation | None = None

    def refusal(self, *, field: str = "") -> Refused:
        """The gap as the reason why something is not done."""
        return Refused(self.code, self.message, remedy=self.remedy, field=field, citation=self.citation)


def required_devices(policy: Policy) -> frozenset[str]:
    """What must stand at every seat (S4-8)."""
    rule = in_force(policy, "venue.seat_devices", Choice)
    return rule.value.options if rule else frozenset()


def assess(facts: CentreFacts, policy: Policy) -> tuple[Gap, ...]:
    """Everything that the centre lacks; empty when it may take part.

    Posts (S4-22), certificate, isolation, rooms and seats of a county (S4-8) or a city (S4-15).
    ``facts`` must have been read with ``required_devices(policy)``: a seat counts when it works and
    has them all.
    """
    return tuple(
        gap for gap in (_posts(facts, policy), _certificate(facts), *_rooms(facts, policy)) if gap is not None
    )


def _posts(facts: CentreFacts, policy: Policy) -> Gap | None:
    rule = in_force(policy, "venue.posts", Choice)
    if rule is None:
        return None
    filled = {
        post
        for post, named in (("leader", facts.has_leader), ("administrator", facts.has_administrator))
        if named
    }
    vacant = [POSTS[post] for post in sorted(rule.value.options - filled, reverse=True)]
    if not vacant:
        return None
    return Gap(
        code="posts-vacant",
        message=f"{facts.name}尚未明确{'和'.join(vacant)}。",
        remedy="请该中心先明确上述人员。",
        citation=rule.rule.citation,
    )


def _certificate(facts: CentreFacts) -> Gap | None:
    """The certificate is our platform's own condition; no clause of these notices asks for it."""
    if facts.certificate_valid:
        return None
    if not facts.certificate:
        return Gap(
            code="not-certified",
            message=f"{facts.name}没有场地能力认定。",
            remedy="请该中心先办理场地能力认定。",
        )
    return Gap(
        code="certificate-invalid",
        message=f"{facts.name}场地能力认定（{facts.certificate}）在评标期间无效。",
        remedy="请该中心办理认定续期。",
    )


def _rooms(facts: CentreFacts, policy: Policy) -> list[Gap]:
    """Rooms and seats; an open room does not count, and is named when the centre falls short without it."""
    isolation = in_force(policy, "venue.isolated", Flag)
    open_rooms = [room for room in facts.rooms if isolation and isolation.value.on and not room.isolated]
    usable = [room for room in facts.rooms if room not in open_rooms]
    measures = {Level.COUNTY: _county, Level.CITY: _city}
    short = measures[facts.level](facts, usable, policy) if facts.level in measures else None
    if short is None:
        return []
    if isolation is None or not open_rooms:
        return [short]
    names = "、".join(room.name for room in open_rooms)
    not_isolated = Gap(
        code="seats-not-isolated",
        message=f"{facts.name}{names}的工位没有物理隔离，不计入可用评标室。",
        remedy="请该中心完成工位隔离改造。",
        citation=isolation.rule.citation,
    )
    return [not_isolated, short]


def _county(facts: CentreFacts, usable: list[RoomFacts], policy: Policy) -> Gap | None:
    rooms = in_force(policy, "venue.county_rooms", MinCount)
    seats = in_force(policy, "venue.county_seats_per_room", MinCount)
    if rooms is None or seats is None:
        return None
    full = [room for room in usable if seats.value.met_by(room.ready_seats)]
    if rooms.value.met_by(len(full)):
        return None
    if not rooms.value.met_by(len(facts.rooms)):
        return Gap(
            code="rooms-short",
            message=f"{facts.name}只有 {len(facts.rooms)} 间远程异地评标室，不足 {rooms.value.amount} 间。",
            remedy="请该中心补足评标室，或另选交易中心。",
            citation=rooms.rule.citation,
        )
    short = "，".join(_room_state(room) for room in facts.rooms if room not in full)
    return Gap(
        code="seats-short",
        message=f"{facts.name}评标室可用工位不足：{short}；每室不少于 {seats.value.amount} 个。",
        remedy="请该中心修复或补足工位，或另选交易中心。",
        citation=seats.rule.citation,
    )


def _city(facts: CentreFacts, usable: list[RoomFacts], policy: Policy) -> Gap | None:
    rule = in_force(policy, "venue.city_seats", MinCount)
    ready = sum(room.ready_seats for room in usable)
    if rule is None or rule.value.met_by(ready):
        return None
    return Gap(
        code="seats-short",
        message=f"{facts.name}可用工位 {ready} 个，不足 {rule.value.amount} 个。",
        remedy="请该中心修复或补足工位，或另选交易中心。",
        citation=rule.rule.citation,
    )


def _room_state(room: RoomFacts) -> str:
    lacking = "、".join(DEVICE_LABELS[Device(device)] for device in room.lacking_devices)
    suffix = f"（缺{lacking}）" if lacking else ""
    return f"{room.name}可用 {room.ready_seats} 个{suffix}"
