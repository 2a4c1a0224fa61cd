"""The closed set of rule kinds: each knows its operators, its fields and how it is met.

A new kind is a change of code with tests; there is no expression language.
"""

from yuanping.core.policy._choices import Adoption, Choice, Flag, Phases, Secrecy, Vocabulary
from yuanping.core.policy._periods import Deadline, Lookback, MinLead, Retention, Schedule, Timing
from yuanping.core.policy._persons import Qualification
from yuanping.core.policy._quantities import MaxCount, MinCount, MinMeasure, Share, Targets
from yuanping.core.policy._scopes import Deciding, Exemption, Reach, Scope
from yuanping.core.policy._units import Strictness
from yuanping.core.policy._witness import Witnessed

Value = (
    MinCount
    | MaxCount
    | MinMeasure
    | Share
    | Targets
    | Flag
    | Choice
    | Phases
    | Secrecy
    | Vocabulary
    | Adoption
    | Qualification
    | MinLead
    | Deadline
    | Timing
    | Schedule
    | Retention
    | Lookback
    | Witnessed
)

KINDS: dict[str, type[Value | Deciding]] = {
    kind.__name__: kind
    for kind in (
        *(MinCount, MaxCount, MinMeasure, Share, Targets),
        *(Flag, Choice, Phases, Secrecy, Vocabulary, Adoption, Qualification),
        *(MinLead, Deadline, Timing, Schedule, Retention, Lookback, Witnessed),
        *(Scope, Reach, Exemption),
    )
}


def strictness(mine: Value | Deciding, upper: Value | Deciding) -> Strictness:
    """How ``mine`` stands to ``upper``; values of two kinds cannot be compared."""
    if type(mine) is not type(upper):
        return Strictness.INCOMPARABLE
    return mine.against(upper)  # type: ignore[arg-type]  # same kind, checked in the line above
