"""Which facts the packs of a region and domain ask for: the part of the registration form that depends on the law."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from yuanping.core.errors import Refused
from yuanping.core.policy import (
    GROUND_LABELS,
    Exemption,
    Ground,
    Part,
    Policy,
    Procedure,
    ProjectKind,
)
from yuanping.domain.projects.facts import PART_FIELDS, asked, asked_grounds, exemptions
from yuanping.domain.projects.states import Domain
from yuanping.domain.rules import queries as rules

NONE_OF_THEM = "none"
"""The answer that no ground is put forward, as the form sends it."""

FIELDS: Mapping[str, tuple[str, ...]] = {
    "mandatory": ("mandatory",),
    **{f"parts.{part}": (PART_FIELDS[part],) for part in Part},
    "category": ("category_code", "category_edition"),
    "local_experts": ("local_experts",),
}
"""The fields of the form that answer a fact, by its name; the grounds share one field."""

ALL_FIELDS = (
    *(field for fields in FIELDS.values() for field in fields),
    "grounds",
    "exemption_ground",
)

MARKS = {
    Procedure.CONSENT_BEFORE: "可以申请不采用",
    Procedure.EXPLANATION_AFTER_AWARD: "可以不采用",
    Procedure.AUTOMATIC: "不适宜采用",
}
"""What follows from a ground for going without, in short."""

ASKS = {
    Procedure.CONSENT_BEFORE: "选择注明“{mark}”的情形并申请不采用的，应当说明理由，{follows}；不申请的留空",
    Procedure.EXPLANATION_AFTER_AWARD: "选择注明“{mark}”的情形，应当说明理由，{follows}",
    Procedure.AUTOMATIC: "选择注明“{mark}”的情形，可以说明理由，{follows}",
}
"""When a text is needed beside a ground."""

FOLLOWS = {
    Procedure.CONSENT_BEFORE: "并须经行政监督部门在发布招标公告之前同意",
    Procedure.EXPLANATION_AFTER_AWARD: "并在确定中标人后提交书面说明",
    Procedure.AUTOMATIC: "不需要另行报批",
}


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked; ``chosen`` is whether region and domain were chosen, so that anything can be asked at all."""

    chosen: bool = False
    names: tuple[str, ...] = ()
    exempting: tuple[tuple[Ground, Procedure], ...] = ()

    @property
    def grounds(self) -> tuple[Ground, ...]:
        return asked_grounds(self.names)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the form that ask, in the order of asking."""
        found = [field for name in self.names for field in FIELDS.get(name, ())]
        if self.grounds:
            found.append("grounds")
        if self.exempting:
            found.append("exemption_ground")
        return tuple(found)

    @property
    def unasked(self) -> tuple[str, ...]:
        return tuple(field for field in ALL_FIELDS if field not in self.fields)

    @property
    def ground_choices(self) -> list[tuple[str, str]]:
        """Each ground with what follows from it, and the answer that there is none."""
        follows = dict(self.exempting)
        return [
            *(
                (
                    ground.value,
                    GROUND_LABELS[ground] + (f"（{MARKS[follows[ground]]}）" if ground in follows else ""),
                )
                for ground in self.grounds
            ),
            (NONE_OF_THEM, "没有上述情形"),
        ]

    @property
    def exemption_help(self) -> str:
        procedures = dict.fromkeys(procedure for _, procedure in self.exempting)
        told = "；".join(ASKS[p].format(mark=MARKS[p], follows=FOLLOWS[p]) for p in procedures)
        return f"{told}。没有选择的留空。"

    def new_to(self, shown: str) -> bool:
        """Whether something is asked that was not, when the form with these names was shown."""
        return not set(self.names) <= set(shown.split())


def questions_for(values: Mapping[str, Any], *, today: date) -> Questions:
    """What is asked of a project with these values of the form, typed or first; nothing while too little is known."""
    region, domain, kind = (str(values.get(name) or "") for name in ("region_code", "domain", "kind"))
    if region not in rules.region_names() or domain not in set(Domain):
        return Questions()
    on = _day(values.get("notice_on")) or today
    try:
        policy = rules.policy_for(region=region, domain=domain, on=on)
    except Refused:
        return Questions(chosen=True)
    return of_policy(policy, kind=ProjectKind(kind) if kind in set(ProjectKind) else None)


def of_policy(policy: Policy, *, kind: ProjectKind | None) -> Questions:
    """What the policy asks of a project of that kind."""
    names = asked(policy, kind=kind)
    exempting = {
        ground: rule.value.procedure
        for rule in exemptions(policy)
        if isinstance(rule.value, Exemption)
        for ground in (*rule.value.condition.any_ground, *rule.value.condition.all_grounds)
    }
    in_order = ((ground, exempting[ground]) for ground in asked_grounds(names) if ground in exempting)
    return Questions(chosen=True, names=names, exempting=tuple(in_order))


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value or ""))
    except ValueError:
        return None
