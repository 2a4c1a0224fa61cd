"""The queue, in the same database: a job is enqueued in the transaction of the change that needs it.

A lower app never calls a higher one. It records an event; the higher app subscribes here, in its
``jobs.py``, and is enqueued by ``change()`` together with the event.
"""

from collections import defaultdict
from collections.abc import Callable

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from typing_extensions import override

__all__ = ["PATIENT", "RETRY", "NotYet", "app", "publish", "subscribe"]

RETRY = RetryStrategy(max_attempts=8, exponential_wait=3)
"""For jobs that speak to the outside: about an hour of patience, then the failure stays visible."""


class NotYet(Exception):
    """What the job waits for has not happened: it is tried again soon."""


class Patient(BaseRetryStrategy):
    """For jobs that wait: each second for ten minutes, then four times a minute, without end; other faults as ``RETRY``."""

    @override
    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if not isinstance(exception, NotYet):
            return RETRY.get_retry_decision(exception=exception, job=job)
        return RetryDecision(retry_in={"seconds": 1 if job.attempts < EACH_SECOND else 15})


EACH_SECOND = 600
PATIENT = Patient()

Handler = Callable[[int], None]
_subscribers: dict[str, list[str]] = defaultdict(list)


def subscribe(kind: str, *, retry: BaseRetryStrategy = RETRY) -> Callable[[Handler], Handler]:
    """Run the function, in a job, with the index of each log entry of this kind.

    The function must stand being run twice for one entry (a worker may die after the work and
    before the note that it is done).
    """

    def register(handler: Handler) -> Handler:
        name = f"{handler.__module__}.{handler.__name__}"

        def run(*, entry_number: int) -> None:
            handler(entry_number)

        app.task(name=name, retry=retry)(run)
        _subscribers[kind].append(name)
        return handler

    return register


def publish(kind: str, entry_number: int) -> None:
    """Enqueue the subscribers of a kind, in the transaction that wrote the entry."""
    for name in _subscribers.get(kind, ()):
        app.tasks[name].defer(entry_number=entry_number)


@app.periodic(cron="* * * * *")
@app.task(name="base.take_up_again", queueing_lock="base.take_up_again", pass_context=True)
async def take_up_again(context: JobContext, timestamp: int) -> None:
    """Put jobs back whose worker has died with them in hand: it sends no heartbeat any more."""
    _ = timestamp
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        await jobs.retry_job(job)
