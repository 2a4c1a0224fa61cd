"""What the project's rules say of recusal: numbers, how far they bind, and where each reason stands."""

from collections.abc import Mapping
from dataclasses import dataclass

from yuanping.core.errors import Citation
from yuanping.core.policy import Force, Lookback, MaxCount, Policy, Resolution, Share
from yuanping.domain.experts.states import Recusal
from yuanping.domain.rules.queries import in_force

SOURCES: Mapping[Recusal, tuple[str, ...]] = {
    Recusal.BIDDER: ("recusal.grounds",),
    Recusal.TENDERER: ("recusal.employers",),
    Recusal.SUPERVISION: ("committee.supervisor_excluded", "recusal.employers"),
    Recusal.AGENCY: ("recusal.employers",),
    Recusal.DECLARED: ("recusal.grounds",),
    Recusal.SANCTION: ("expert.record_clean", "recusal.grounds"),
    Recusal.FORMER_EMPLOYMENT: ("recusal.window",),
    Recusal.OFFICE: ("recusal.window",),
    Recusal.CONTROL: ("recusal.window",),
    Recusal.KINSHIP: ("recusal.grounds",),
    Recusal.OTHER_INTEREST: ("recusal.grounds",),
    Recusal.FREQUENCY: ("recusal.frequency_max",),
    Recusal.AGE: ("expert.age_max",),
    Recusal.SEATED_EMPLOYER: ("committee.same_employer_max",),
    Recusal.DRAWN_BEFORE: ("leave.redraw",),
}
"""The rules that ask for each reason, the nearest first. A leave needs no rule: the person cannot come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The numbers of the packs; None where no document speaks, and then nothing is asked.

    ``frequency_excludes`` and ``age_excludes``: the rule binds (must), so whoever exceeds it stays out; a rule of
    lesser force only warns.
    """

    window: Lookback | None = None
    frequency: MaxCount | None = None
    frequency_window: Lookback | None = None
    frequency_excludes: bool = False
    age: MaxCount | None = None
    age_excludes: bool = False
    remaining: Share | None = None
    remaining_citation: Citation | None = None
    citations: Mapping[Recusal, Citation]


def terms_of(policy: Policy) -> Terms:
    """What these rules say of recusal."""
    window = in_force(policy, "recusal.window", Lookback)
    frequency = in_force(policy, "recusal.frequency_max", MaxCount)
    period = in_force(policy, "recusal.frequency_window", Lookback)
    age = in_force(policy, "expert.age_max", MaxCount)
    remaining = in_force(policy, "recusal.remaining_share", Share)
    return Terms(
        window=window.value if window else None,
        frequency=frequency.value if frequency else None,
        frequency_window=period.value if period else None,
        frequency_excludes=_binds(frequency),
        age=age.value if age else None,
        age_excludes=_binds(age),
        remaining=remaining.value if remaining else None,
        remaining_citation=remaining.rule.citation if remaining else None,
        citations=_citations(policy),
    )


def _binds(found: Resolution[MaxCount] | None) -> bool:
    return found is not None and found.rule.force is Force.MUST


def _citations(policy: Policy) -> dict[Recusal, Citation]:
    """Where each reason stands: in the first of its rules that is in force and unconditional."""
    standing = {rule.id: rule.citation for rule in reversed(policy.rules()) if rule.condition is None}
    found = {}
    for code, names in SOURCES.items():
        cited = next((standing[name] for name in names if name in standing), None)
        if cited is not None:
            found[code] = cited
    return found
