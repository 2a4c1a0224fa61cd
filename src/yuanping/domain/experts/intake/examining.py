"""A whole file: read, judged, compared. What both the preview and the entry of a file start from."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from yuanping.core.policy import Domain
from yuanping.domain.experts.intake.comparing import Outcome, compare
from yuanping.domain.experts.intake.judging import Employers, Judge, Tell
from yuanping.domain.experts.intake.person import Fault
from yuanping.domain.experts.intake.reading import read_table


@dataclass(frozen=True, slots=True)
class Examined:
    """``refused`` counts the rows that may not enter; ``employers`` are new: code, name, number of rows."""

    rows: int
    outcome: Outcome
    refused: int
    faults: list[Fault]
    employers: list[tuple[str, str, int]]

    @property
    def counts(self) -> dict[str, int]:
        return {
            "new": len(self.outcome.new),
            "changed": len(self.outcome.changed),
            "unchanged": self.outcome.unchanged,
            "refused": self.refused,
        }

    @property
    def changes(self) -> dict[str, int]:
        """How many persons change in which column."""
        return dict(Counter(column for change in self.outcome.changed for column in change.columns))


def nobody_listens(_done: int, _total: int) -> None:
    """For callers that show no progress."""


def examine(content: bytes, *, on: date, domain: Domain, tell: Tell = nobody_listens) -> Examined:
    """Check every row of a file against the rules and the pool as of ``on``; ``Invalid`` when it is no such file."""
    table = read_table(content)
    employers = Employers.named_in(table)
    judge = Judge(on=on, domain=domain, employers=employers)
    persons, faults = judge.judge_all(table.records, total=len(table.records), tell=tell)
    refused = {fault.row for fault in faults if fault.refuses}
    named = {person.employer for person in persons}
    return Examined(
        rows=len(table.records),
        outcome=compare(persons),
        refused=len(refused),
        faults=faults,
        employers=[
            (uscc, name, employers.counts[uscc]) for uscc, name in employers.new.items() if uscc in named
        ],
    )
