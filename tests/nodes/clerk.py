"""A clerk at a node: a program in the node's environment that does what it is told, line by line, until told no more.

Each line and each answer is JSON. ``["enter", N]`` registers N organisations, each an act of its own, and answers
with the receipts; ``["standing", NUMBER]`` answers how far an act has come. Django is started once, not each time.
"""

import json
import secrets
import sys
from typing import Any

from yuanping.cli import node
from yuanping.core.identifiers import compose_uscc

REGION = "411500"


def enter(count: int) -> list[int]:
    """Register organisations; the receipts, in order."""
    from yuanping.base.context import system_ctx
    from yuanping.base.witness import queries
    from yuanping.domain.people.actions.registration import OrganisationEntry, register_organisations
    from yuanping.domain.people.states import OrganisationKind

    for _ in range(count):
        body = f"{secrets.randbelow(10**8):08d}"
        firm = OrganisationEntry(
            name=f"合成单位{body}",
            uscc=compose_uscc(REGION, body),
            kind=OrganisationKind.EMPLOYER,
            region_code=REGION,
            synthetic=True,
        )
        register_organisations(system_ctx("窗口登记", channel="cli"), [firm])
    mine = queries.entries().filter(kind="people.organisations.registered").order_by("-number")
    return sorted(mine.values_list("number", flat=True)[:count])


def standing_of(number: int) -> dict[str, Any]:
    """How far an act has come, and the size of the newest checkpoint that the node has signed."""
    from yuanping.base.witness.serving import signed_size
    from yuanping.base.witness.standing import standing

    found = standing(number)
    return {
        "placed": found.index is not None,
        "witnesses": list(found.witnesses),
        "needed": found.needed,
        "met": found.met,
        "signed": signed_size(),
    }


def main() -> None:
    with node.node():
        for line in sys.stdin:
            verb, number = json.loads(line)
            answer = enter(number) if verb == "enter" else standing_of(number)
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
