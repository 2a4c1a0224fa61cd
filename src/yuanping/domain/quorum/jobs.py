"""Looking out for the witnesses."""

from contextlib import suppress
from typing import cast

from yuanping.base.context import system_ctx
from yuanping.base.jobs import PATIENT, NotYet, app, subscribe
from yuanping.base.witness import queries as witness
from yuanping.core.errors import WrongState
from yuanping.domain.quorum import queries
from yuanping.domain.quorum.actions.waiting import PLATFORM, look
from yuanping.domain.quorum.events import WaitOpened


@subscribe(WaitOpened.KIND, retry=PATIENT)
def watch(entry_number: int) -> None:
    """Look each second until the wait has ended."""
    wait_id = cast("int", witness.data(entry_number)["wait_id"])
    if look(system_ctx(PLATFORM), wait_id).is_open:
        raise NotYet


@app.periodic(cron="* * * * *")
@app.task(name="quorum.look_at_all", queueing_lock="quorum.look_at_all")
def look_at_all(timestamp: int) -> None:
    """Every minute at all waits: should a watch have been lost, its wait is not."""
    _ = timestamp
    ctx = system_ctx(PLATFORM)
    for wait_id in queries.still_open():
        with suppress(WrongState):  # ended in this very moment
            look(ctx, wait_id)
