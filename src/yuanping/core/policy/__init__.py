"""Policy: rules of law as typed data, resolved for a region, a domain and a date, with their trace.

``load`` reads packs from bytes, ``Library.pin`` fixes those of one project, ``Policy.resolve`` answers with a
value and the documents that made it so, ``Policy.scope`` decides whether evaluation is remote, and how far.
"""

from yuanping.core.policy._conditions import (
    FACT_LABELS,
    Boundary,
    Facts,
    ProjectKind,
    Reach,
    ReachTier,
    Scope,
)
from yuanping.core.policy._kinds import (
    Choice,
    Deadline,
    Event,
    Flag,
    MaxCount,
    MinCount,
    MinLead,
    Of,
    Op,
    Share,
    Timing,
    Unit,
    Value,
)
from yuanping.core.policy._library import Library, load
from yuanping.core.policy._policy import PackRef, Policy, Resolution, Role, TraceStep, Unresolved
from yuanping.core.policy._reader import PackError
from yuanping.core.policy._rule import Pack, Rule
from yuanping.core.policy._scope import Reason, ScopeDecision, Verdict
from yuanping.core.policy._tables import NATION, Region, Regions, Specialties, Specialty, region_chain
from yuanping.core.policy._terms import Axis, Domain, Evidence, Force, Status

__all__ = [
    "FACT_LABELS",
    "NATION",
    "Axis",
    "Boundary",
    "Choice",
    "Deadline",
    "Domain",
    "Event",
    "Evidence",
    "Facts",
    "Flag",
    "Force",
    "Library",
    "MaxCount",
    "MinCount",
    "MinLead",
    "Of",
    "Op",
    "Pack",
    "PackError",
    "PackRef",
    "Policy",
    "ProjectKind",
    "Reach",
    "ReachTier",
    "Reason",
    "Region",
    "Regions",
    "Resolution",
    "Role",
    "Rule",
    "Scope",
    "ScopeDecision",
    "Share",
    "Specialties",
    "Specialty",
    "Status",
    "Timing",
    "TraceStep",
    "Unit",
    "Unresolved",
    "Value",
    "Verdict",
    "load",
    "region_chain",
]
