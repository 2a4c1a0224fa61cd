"""What the rules say of how a plan spreads its experts over main venue and sub-venues (S1-12, S1-13, S2-15)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from yuanping.core.errors import Citation, Refused
from yuanping.core.policy import Flag, Force, MinCount, Policy, Resolution, Specialties, Verdict
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.experts import inputs
from yuanping.domain.experts.models import Expert
from yuanping.domain.projects import queries as projects
from yuanping.domain.rules.queries import in_force

if TYPE_CHECKING:
    from yuanping.domain.dispatch.models import Venue
    from yuanping.domain.projects.models import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """What stands against a plan. ``departable``: a stated reason is enough (原则上, 可以)."""

    code: str
    message: str
    remedy: str
    departable: bool
    citation: Citation | None

    def refusal(self) -> Refused:
        remedy = f"{self.remedy}确需如此安排的，请填写理由。" if self.departable else self.remedy
        field = "departure" if self.departable else "cells"
        return Refused(self.code, self.message, remedy=remedy, field=field, citation=self.citation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """How many experts of which specialty sit where."""

    project: "Project"
    counts: "Mapping[tuple[str, Venue], int]"

    @property
    def local(self) -> int:
        return sum(count for (_, venue), count in self.counts.items() if venue.is_main)

    @property
    def remote(self) -> int:
        return sum(count for (_, venue), count in self.counts.items() if not venue.is_main)

    @property
    def remote_centres(self) -> int:
        """In how many centres other than the main venue's experts sit."""
        held = {venue.centre_id for (_, venue) in self.counts if not venue.is_main}
        return len(held - {self.project.main_centre_id})


def hindrances(plan: Allocation) -> list[Hindrance]:
    """Everything that stands against the plan, what no reason helps first."""
    policy = projects.policy(plan.project)
    found = [
        _nobody_remote(plan),
        _spread(plan, dispatch.demands_on_sub_venues(plan.project).spread),
        _too_few_remote(plan, in_force(policy, "sub.min_experts", MinCount)),
        _all_remote(plan, policy),
    ]
    return sorted((each for each in found if each is not None), key=lambda each: each.departable)


def _nobody_remote(plan: Allocation) -> Hindrance | None:
    decision = projects.scope(plan.project).decision
    if decision.verdict is not Verdict.MUST or plan.remote:
        return None
    return Hindrance(
        code="nobody-remote",
        message="该项目应当远程异地评标，而方案没有把专家安排在副场。",
        remedy="请至少在一个副场安排专家。",
        departable=False,
        citation=decision.deciding[0].citation if decision.deciding else None,
    )


def _spread(plan: Allocation, rule: Resolution[MinCount] | None) -> Hindrance | None:
    """Experts in so many other centres; fewer remote experts than centres contradict the rule by themselves."""
    if rule is None or rule.value.met_by(plan.remote_centres):
        return None
    least = rule.value.amount
    departable = rule.rule.force is not Force.MUST
    if not rule.value.met_by(plan.remote):
        placed = f"只在副场安排 {plan.remote} 名专家" if plan.remote else "没有在副场安排专家"
        return Hindrance(
            code="remote-experts-too-few",
            message=f"副场应分布在主场以外的 {least} 个以上交易中心，而方案{placed}，两者不能同时满足。",
            remedy=f"请在副场安排 {least} 名以上专家，并分布在 {least} 个以上交易中心。",
            departable=departable,
            citation=rule.rule.citation,
        )
    return Hindrance(
        code="sub-venues-concentrated",
        message=f"方案把副场专家集中在 {plan.remote_centres} 个交易中心，应分布在 {least} 个以上。",
        remedy=f"请把副场专家分布在 {least} 个以上交易中心。",
        departable=departable,
        citation=rule.rule.citation,
    )


def _too_few_remote(plan: Allocation, rule: Resolution[MinCount] | None) -> Hindrance | None:
    if rule is None or rule.value.met_by(plan.remote):
        return None
    return Hindrance(
        code="sub-experts-too-few",
        message=f"副场至少安排 {rule.value.amount} 名专家，方案安排了 {plan.remote} 名。",
        remedy="请增加副场专家。",
        departable=rule.rule.force is not Force.MUST,
        citation=rule.rule.citation,
    )


def _all_remote(plan: Allocation, policy: Policy) -> Hindrance | None:
    """All experts at sub-venues, although the main venue's region has some of these specialties (S1-13)."""
    rule = next((each for each in policy.rules() if each.id == "sub.all_experts"), None)
    if rule is None or plan.local or not plan.remote:
        return None
    local = local_experts(plan)
    facts = replace(projects.facts(plan.project), local_experts=local)
    if in_force(policy, "sub.all_experts", Flag, facts=facts) is not None:
        return None
    return Hindrance(
        code="all-experts-remote",
        message=f"方案把专家全部安排在副场，而主场所在地有相应专业的专家 {local} 名。",
        remedy="请在主场安排专家。",
        departable=True,
        citation=rule.citation,
    )


def local_experts(plan: Allocation) -> int:
    """How many experts of the main venue's region could sit: of a planned specialty, not recused."""
    wanted = {specialty for specialty, _ in plan.counts}
    rows = Expert.objects.filter(is_available=True, region_code=plan.project.main_centre.region_code)
    out = inputs.excluded_from(plan.project)
    return sum(
        out.of(pk, employer) is None
        and any(Specialties.serves(asked, own) for asked in wanted for own in held)
        for pk, employer, held in rows.values_list("pk", "employer_id", "specialties")
    )
