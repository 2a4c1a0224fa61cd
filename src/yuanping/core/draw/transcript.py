"""The transcript of a draw and its check: what an outsider needs in order to believe the panel.

A verifier needs no pool. Each disclosed leaf is proved against the root of its class; then everything is drawn
again from the disclosed leaves alone and compared byte for byte. With the pool the roots are recomputed too.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from yuanping.core.draw.alternates import redraw
from yuanping.core.draw.disclosed import DisclosedList
from yuanping.core.draw.eligible import Eligible
from yuanping.core.draw.feasibility import find_obstacle
from yuanping.core.draw.infeasible import Certificate, hall_certificate
from yuanping.core.draw.lists import ClassList
from yuanping.core.draw.origin import Origin
from yuanping.core.draw.panel import Choice, Panel, Redraw
from yuanping.core.draw.person import DrawClass
from yuanping.core.draw.plan import MAX_SEATS, Plan
from yuanping.core.draw.pool import Pool
from yuanping.core.draw.sampler import Sampler
from yuanping.core.draw.stream import SEED_BYTES
from yuanping.core.errors import Refused
from yuanping.core.reading import (
    canonical,
    checked_hex,
    checked_whole,
    malformed,
    parse,
    read_list,
    read_object,
)

FORMAT = "yd-transcript/1"
DRAWN, INFEASIBLE = "drawn", "infeasible"
_BODY = (
    "alternates", "certificate", "classes", "format", "panel", "plan", "protocol", "redraws", "seed", "status", "tries"
)  # fmt: skip


@dataclass(frozen=True)
class Course:
    """A draw from its seed on: the panel, and each redraw since, in their order."""

    sampler: Sampler = field(repr=False)
    seed: bytes = field(repr=False)
    panel: Panel = field(repr=False)
    redraws: tuple[Redraw, ...] = field(default=(), repr=False)
    protocol: object = field(default=None, repr=False)

    @classmethod
    def start(cls, sampler: Sampler, seed: bytes, *, protocol: object = None) -> "Course":
        """``protocol`` says where the seed comes from, in JSON values (``Origin.as_json``)."""
        return cls(sampler, seed, sampler.draw(seed), protocol=protocol)

    def replace(self, seat: int) -> "Course":
        """The holder of a seat does not come; ``Infeasible`` when nobody is left."""
        found = redraw(self.sampler, self.seed, panel=self.panel, done=self.redraws, seat=seat)
        return replace(self, redraws=(*self.redraws, found))

    @property
    def standing(self) -> tuple[str, ...]:
        """The ids of those who hold the seats now, by seat number."""
        held = list(self.panel.ids)
        for each in self.redraws:
            held[each.seat] = each.person.id
        return tuple(held)

    @property
    def ever(self) -> frozenset[str]:
        """The ids of all who held a seat at any time."""
        return frozenset((*self.panel.ids, *(each.person.id for each in self.redraws)))

    def to_bytes(self) -> bytes:
        """The transcript."""
        plan = self.sampler.plan
        return _written(
            {
                "alternates": [each.as_json() for each in self.panel.alternates],
                "certificate": None,
                "classes": [self._class_as_json(each) for each in plan.classes],
                "format": FORMAT,
                "panel": panel_as_json(plan, self.panel),
                "plan": plan.as_json(),
                "protocol": self.protocol,
                "redraws": [each.as_json() for each in self.redraws],
                "seed": self.seed.hex(),
                "status": DRAWN,
                "tries": [each.as_json() for each in self.panel.tries],
            }
        )

    def _class_as_json(self, draw_class: DrawClass) -> dict[str, object]:
        head = self.sampler.heads[draw_class]
        choices = self._choices(draw_class)
        exact = any(each.exact for each in self.panel.tries)
        searched = draw_class in self.panel.exhausted or any(each.picked for each in choices)
        whole = head is None or exact or searched
        seats = set(self.sampler.plan.seat_numbers[draw_class])
        tickets = [ticket for each in self.panel.tries for ticket in each.tickets if ticket.seat in seats]
        tickets += [ticket for each in choices for ticket in each.tickets]
        entries = self.sampler.lists[draw_class]
        hit = {ticket.ordinal for ticket in tickets}
        return {**entries.as_json(), "disclosure": entries.disclosure(head=None if whole else head, hit=hit)}

    def _choices(self, draw_class: DrawClass) -> list[Choice]:
        found = [each.choice for each in self.panel.alternates]
        found += [each.choice for each in self.redraws if each.choice is not None]
        return [each for each in found if each.draw_class == draw_class]


def infeasible_transcript(
    lists: Mapping[DrawClass, ClassList],
    plan: Plan,
    seed: bytes,
    certificate: Certificate,
    *,
    protocol: object = None,
) -> bytes:
    """The transcript of a draw that found no panel: all members of the classes that the certificate names."""
    return _written(
        {
            "alternates": [],
            "certificate": certificate.as_json(),
            "classes": [
                {
                    **lists[each].as_json(),
                    "disclosure": lists[each].disclosure(head=None, hit=())
                    if each in certificate.classes
                    else None,
                }
                for each in plan.classes
            ],
            "format": FORMAT,
            "panel": [],
            "plan": plan.as_json(),
            "protocol": protocol,
            "redraws": [],
            "seed": seed.hex(),
            "status": INFEASIBLE,
            "tries": [],
        }
    )


def panel_as_json(plan: Plan, panel: Panel) -> list[dict[str, object]]:
    """Who sits where, by seat number; ``centre`` is the person's."""
    return [
        {"centre": person.centre, "expert_id": person.id, "seat": number, "specialty": draw_class.specialty}
        for number, (draw_class, person) in enumerate(zip(plan.seat_classes, panel.members, strict=True))
    ]


@dataclass(frozen=True, slots=True)
class Checked:
    """A transcript that holds: what it says, for those who go on from it."""

    plan: Plan
    seed: bytes = field(repr=False)
    status: str
    protocol: object = field(repr=False)
    classes: tuple[ClassList, ...] = field(repr=False)
    course: Course | None = field(repr=False)
    body: Mapping[str, object] = field(repr=False)


class Fault(Refused):
    """The first thing in a transcript that is not what an honest draw would have left; ``field`` says where."""

    def __init__(self, code: str, message: str, *, where: str) -> None:
        super().__init__(code, message, remedy="请保留这份记录，并向行政监督部门报告。", field=where)


def check(raw: bytes, *, pool: Pool | None = None) -> Checked:
    """Recompute the whole draw from its transcript; raises ``Fault`` with the first thing that does not hold.

    With ``pool`` the classes' lists and roots are recomputed from it too.
    """
    body = _read(raw)
    try:
        plan = Plan.read(body["plan"])
        seed = checked_hex(body["seed"], "seed", SEED_BYTES)
        disclosed = [DisclosedList(each) for each in read_list(body["classes"], "classes")]
    except Refused as refused:
        raise Fault("not-honest", refused.message, where=refused.field) from refused
    _require(plan.as_json() == body["plan"], "plan-not-normal", "抽取方案不是规范形式", "plan")
    _require(
        tuple(each.draw_class for each in disclosed) == plan.classes,
        "classes-differ",
        "公开的类别与抽取方案的席位不一致",
        "classes",
    )
    if pool is not None:
        _compare_with_pool(disclosed, pool)
    if body["protocol"] is not None:
        _require_origin(body["protocol"], seed)
    lists: dict[DrawClass, ClassList] = {each.draw_class: each for each in disclosed}
    course = None
    try:
        if body["status"] == INFEASIBLE:
            again = _infeasible_again(body, lists, plan, seed)
        else:
            course = _drawn_again(body, lists, plan, seed)
            again = course.to_bytes()
    except Fault:
        raise
    except Refused as refused:
        raise Fault(
            "not-recomputable", f"按记录重算未能得出结果：{refused.message}", where="tries"
        ) from refused
    if again != raw:
        _compare(_read(again), body)
    return Checked(plan, seed, str(body["status"]), body["protocol"], tuple(disclosed), course, body)


def _written(body: Mapping[str, object]) -> bytes:
    return _sealed(body)[0]


def _sealed(body: Mapping[str, object]) -> tuple[bytes, str]:
    """The transcript with its digest, and the digest."""
    text = canonical(body)
    digest = hashlib.sha256(text).hexdigest()
    return text[:-1] + f',"digest":"{digest}"}}\n'.encode(), digest


def _read(raw: bytes) -> Mapping[str, object]:
    """The body of a transcript whose form and digest hold."""
    try:
        body = dict(read_object(parse(raw.decode("utf-8")), "transcript", (*_BODY, "digest")))
    except UnicodeDecodeError as error:
        raise Fault("not-utf8", "记录不是 UTF-8 文本", where="transcript") from error
    except Refused as refused:
        raise Fault("not-a-transcript", refused.message, where=refused.field) from refused
    digest = body.pop("digest")
    _require(body["format"] == FORMAT, "format-unknown", f"记录格式应为 {FORMAT}", "format")
    _require(
        body["status"] in {DRAWN, INFEASIBLE},
        "status-unknown",
        "记录的结果应为 drawn 或 infeasible",
        "status",
    )
    written, own = _sealed(body)
    _require(digest == own, "digest-differs", "记录与其自带的摘要不符", "digest")
    _require(written == raw, "not-canonical", "记录不是规范形式（有多余的字符或次序不对）", "transcript")
    return body


def _drawn_again(
    body: Mapping[str, object], lists: Mapping[DrawClass, ClassList], plan: Plan, seed: bytes
) -> Course:
    course = Course.start(Sampler(lists, plan), seed, protocol=body["protocol"])
    for each in read_list(body["redraws"], "redraws"):
        if not isinstance(each, dict):
            raise malformed("redraws", "应为对象")
        course = course.replace(checked_whole(each.get("seat"), "seat", least=0, most=MAX_SEATS))
    return course


def _infeasible_again(
    body: Mapping[str, object], lists: Mapping[DrawClass, ClassList], plan: Plan, seed: bytes
) -> bytes:
    """The certificate from the classes that are disclosed: Hall's condition among them, or else the limits."""
    disclosed = [each for each in plan.classes if not _is_closed(lists[each])]
    eligible = Eligible(lists, plan)
    found = hall_certificate(disclosed, plan, eligible)
    if found.available >= len(found.seats):
        obstacle = find_obstacle(plan, eligible)
        _require(obstacle is not None, "feasible", "记录称不能组成评标委员会，重算却可以组成", "certificate")
        assert obstacle is not None
        found = obstacle
    _require(
        list(found.classes) == disclosed,
        "certificate-differs",
        "公开的类别与无法组成的证明不一致",
        "certificate",
    )
    return infeasible_transcript(lists, plan, seed, found, protocol=body["protocol"])


def _is_closed(entries: ClassList) -> bool:
    return isinstance(entries, DisclosedList) and entries.is_closed


def _require_origin(protocol: object, seed: bytes) -> None:
    try:
        made = Origin.read(protocol).check()
    except Refused as refused:
        raise Fault(refused.code, refused.message, where=refused.field) from refused
    _require(made == seed, "seed-differs", "种子与其来源不符", "seed")


def _compare_with_pool(disclosed: Sequence[ClassList], pool: Pool) -> None:
    for each in disclosed:
        own = pool.list_of(each.draw_class)
        same = (own.size, own.tiers, own.root) == (each.size, each.tiers, each.root)
        _require(
            same,
            "pool-differs",
            f"类别 {each.draw_class.name} 的名单与所给专家库不一致",
            f"classes/{each.draw_class.name}",
        )


def _compare(again: Mapping[str, object], body: Mapping[str, object]) -> None:
    words = {
        "tries": "抽取过程与重算过程不一致",
        "panel": "抽取结果与重算结果不一致",
        "alternates": "候补名单与重算结果不一致",
        "redraws": "补抽与重算结果不一致",
        "certificate": "无法组成的证明与重算结果不一致",
        "classes": "公开的专家与复核所需的不一致",
    }
    for name in (*words, *_BODY):
        _require(again[name] == body[name], f"{name}-differs", words.get(name, "与重算结果不一致"), name)


def _require(condition: bool, code: str, message: str, where: str) -> None:  # noqa: FBT001 -- reads as a sentence
    if not condition:
        raise Fault(code, f"{message}。", where=where)
