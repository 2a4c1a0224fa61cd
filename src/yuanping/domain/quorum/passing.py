"""How an app goes on when one of its acts may have its consequences."""

from collections.abc import Callable
from typing import cast

from yuanping.base.jobs import Handler, subscribe
from yuanping.base.witness import queries as witness
from yuanping.domain.quorum.events import WaitMet, WaitWaived


def when_passed(kind: str) -> Callable[[Handler], Handler]:
    """Run the function, in a job, with the number of each act of this kind that may have its consequences.

    Where nothing waits it is never run: there the act goes on by itself. Like any subscriber it must stand being
    run twice.
    """

    def register(handler: Handler) -> Handler:
        for passing in (WaitMet.KIND, WaitWaived.KIND):

            def run(entry_number: int) -> None:
                said = witness.data(entry_number)
                if said["kind"] == kind:
                    handler(cast("int", said["number"]))

            run.__module__ = handler.__module__
            run.__name__ = f"{handler.__name__}.{passing}"
            subscribe(passing)(run)
        return handler

    return register
