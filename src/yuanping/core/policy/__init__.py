"""Policy: rules of law as typed data, resolved for a region, a domain and a date, with their trace.

``load`` reads packs from bytes, ``Library.pin`` fixes those of one project, ``Policy.resolve`` answers with a
value and the documents that made it so, ``Policy.scope`` decides whether evaluation is remote, and how far.
"""

from yuanping.core.policy._choices import (
    Adoption,
    Choice,
    Flag,
    Party,
    Phase,
    Phases,
    Secrecy,
    Term,
    Vocabulary,
)
from yuanping.core.policy._conditions import Bound, CategoryMatch, Condition
from yuanping.core.policy._decision import Outcome, Reason, ScopeDecision, Verdict
from yuanping.core.policy._facts import (
    FACT_LABELS,
    GROUND_LABELS,
    Category,
    Edition,
    Facts,
    Ground,
    Part,
    ProjectKind,
    all_grounds,
)
from yuanping.core.policy._kinds import KINDS, Value
from yuanping.core.policy._library import Library, load, reload
from yuanping.core.policy._periods import (
    Deadline,
    Lookback,
    MinLead,
    Of,
    OnRestDay,
    Retention,
    Schedule,
    Timing,
)
from yuanping.core.policy._persons import Qualification, TitleLevel
from yuanping.core.policy._policy import PackRef, Policy, Resolution, Role, TraceStep, Unresolved
from yuanping.core.policy._quantities import MaxCount, MinCount, MinMeasure, Share, Target, Targets
from yuanping.core.policy._reader import Fields, PackError
from yuanping.core.policy._rule import Pack, Rule
from yuanping.core.policy._scopes import Boundary, Deciding, Exemption, Procedure, Reach, ReachTier, Scope
from yuanping.core.policy._statement import (
    DEADLINES,
    Dated,
    Direction,
    Statement,
    SubVenues,
    TraceLine,
    dated,
    state,
)
from yuanping.core.policy._tables import NATION, Region, Regions, Specialties, Specialty, region_chain
from yuanping.core.policy._terms import Axis, Domain, Evidence, Force, Status
from yuanping.core.policy._units import Event, Op, Unit
from yuanping.core.policy._witness import Act, Witnessed

__all__ = [
    "DEADLINES",
    "FACT_LABELS",
    "GROUND_LABELS",
    "KINDS",
    "NATION",
    "Act",
    "Adoption",
    "Axis",
    "Bound",
    "Boundary",
    "Category",
    "CategoryMatch",
    "Choice",
    "Condition",
    "Dated",
    "Deadline",
    "Deciding",
    "Direction",
    "Domain",
    "Edition",
    "Event",
    "Evidence",
    "Exemption",
    "Facts",
    "Fields",
    "Flag",
    "Force",
    "Ground",
    "Library",
    "Lookback",
    "MaxCount",
    "MinCount",
    "MinLead",
    "MinMeasure",
    "Of",
    "OnRestDay",
    "Op",
    "Outcome",
    "Pack",
    "PackError",
    "PackRef",
    "Part",
    "Party",
    "Phase",
    "Phases",
    "Policy",
    "Procedure",
    "ProjectKind",
    "Qualification",
    "Reach",
    "ReachTier",
    "Reason",
    "Region",
    "Regions",
    "Resolution",
    "Retention",
    "Role",
    "Rule",
    "Schedule",
    "Scope",
    "ScopeDecision",
    "Secrecy",
    "Share",
    "Specialties",
    "Specialty",
    "Statement",
    "Status",
    "SubVenues",
    "Target",
    "Targets",
    "Term",
    "Timing",
    "TitleLevel",
    "TraceLine",
    "TraceStep",
    "Unit",
    "Unresolved",
    "Value",
    "Verdict",
    "Vocabulary",
    "Witnessed",
    "all_grounds",
    "dated",
    "load",
    "region_chain",
    "reload",
    "state",
]
