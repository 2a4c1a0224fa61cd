"""What the arithmetic notices and a person decides on."""

from dataclasses import dataclass

from yuanping.core.errors import Citation


@dataclass(frozen=True, slots=True)
class Finding:
    """An observation, never a decision: nothing is changed because of it.

    ``code`` is stable and kebab-case, ``message`` is for people, ``subjects`` are the ids it is about (members,
    bids, criteria: the code says which and in which order), ``citation`` is the caller's rule.
    """

    code: str
    message: str
    subjects: tuple[str, ...] = ()
    citation: Citation | None = None
