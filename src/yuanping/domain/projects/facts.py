"""The facts of a project that the law asks for, as they were stated: what nobody has said stays unknown."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from yuanping.core.errors import Invalid
from yuanping.core.policy import (
    FACT_LABELS,
    GROUND_LABELS,
    Category,
    Domain,
    Edition,
    Exemption,
    Facts,
    Ground,
    Part,
    Policy,
    Procedure,
    ProjectKind,
    Rule,
    all_grounds,
)

if TYPE_CHECKING:
    from yuanping.domain.projects.models import Project

PART_FIELDS: Mapping[Part, str] = MappingProxyType(
    {Part.WORKS: "part_works", Part.GOODS: "part_goods", Part.SERVICES: "part_services"}
)
"""The field of a project that holds each part's estimate."""

_GIVEN = frozenset({"domain", "kind", "estimate", "exemption_consent"})
"""Every registration says these, or somebody else answers them."""


def facts_of(project: "Project", *, estimate: Decimal, parts: bool = True) -> Facts:
    """What the project's row states. ``parts`` is whether the estimate is that of the whole contract."""
    stated = {part: getattr(project, name) for part, name in PART_FIELDS.items()} if parts else {}
    edition = Edition(project.category_edition) if project.category_edition else None
    return Facts(
        domain=Domain(project.domain),
        kind=ProjectKind(project.kind),
        mandatory=project.mandatory,
        estimate=estimate or None,
        parts={part: amount for part, amount in stated.items() if amount is not None},
        category=Category(project.category_code, edition) if project.category_code else None,
        grounds={} if project.grounds is None else all_grounds(map(Ground, project.grounds)),
        local_experts=project.local_experts,
        # without a text nobody has applied for the consent
        exemption_consent=project.exemption_consent if project.exemption_ground else False,
    )


def asked(policy: Policy, *, kind: ProjectKind | None) -> tuple[str, ...]:
    """The facts that some rule in force may ask of such a project, by name, in the order of ``FACT_LABELS``.

    What every registration says anyway (domain, kind, estimate) is left out, and so is the supervisor's consent,
    which is no fact of the agency's.
    """
    blank = Facts(domain=policy.domain, kind=kind)
    names = {name for rule in policy.rules() if rule.binds(blank) is not False for name in rule.asks(blank)}
    return tuple(name for name in FACT_LABELS if name in names - _GIVEN)


def asked_grounds(names: tuple[str, ...]) -> tuple[Ground, ...]:
    """The grounds among the names of facts."""
    return tuple(ground for ground in Ground if f"grounds.{ground}" in names)


def asked_labels(names: Iterable[str]) -> tuple[str, ...]:
    """What a page asks for, the grounds together as one question."""
    given = tuple(names)
    grounds = asked_grounds(given)
    labels = [FACT_LABELS[name] for name in given if not name.startswith("grounds.")]
    if len(grounds) == 1:
        labels.append(FACT_LABELS[f"grounds.{grounds[0]}"])
    elif grounds:
        labels.append(f"是否有下列情形（{'；'.join(GROUND_LABELS[ground] for ground in grounds)}）")
    return tuple(labels)


def exemptions(policy: Policy) -> tuple[Rule, ...]:
    """The rules in force by which a project may go without remote evaluation."""
    return tuple(rule for rule in policy.rules() if isinstance(rule.value, Exemption))


def exempting_grounds(policy: Policy, *, procedure: Procedure | None = None) -> frozenset[Ground]:
    """The grounds by which a project may go without, by one procedure or by any."""
    return frozenset(
        ground
        for rule in exemptions(policy)
        if isinstance(rule.value, Exemption) and procedure in {None, rule.value.procedure}
        for ground in (*rule.value.condition.any_ground, *rule.value.condition.all_grounds)
    )


def check_explained(policy: Policy, grounds: Iterable[Ground] | None, text: str) -> None:
    """What a ground for going without, and its explanation, ask of each other; otherwise ``Invalid``.

    A ground that frees from the duty by itself needs its explanation (S2-9). One for which the supervisor must
    consent is an application only with a text (S4-6): that a project is complex may be stated for other reasons.
    """
    given = frozenset(grounds or ())
    put_forward = given & exempting_grounds(policy)
    freeing = exempting_grounds(policy, procedure=Procedure.EXPLANATION_AFTER_AWARD)
    if (unexplained := given & freeing) and not text:
        named = "”“".join(GROUND_LABELS[ground] for ground in Ground if ground in unexplained)
        raise Invalid(
            "exemption-unexplained",
            f"提出了“{named}”，但没有填写不采用远程异地评标的理由。",
            field="exemption_ground",
            remedy="请说明具体情况；没有该情形的，请取消勾选。",
        )
    if text and not put_forward:
        raise Invalid(
            "exemption-unfounded",
            "填写了不采用远程异地评标的理由，但没有选择规则允许不采用的情形。",
            field="grounds",
            remedy="请选择相应情形；不申请的，请删去理由。",
        )
