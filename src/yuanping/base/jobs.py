"""The queue, in the same database: a job is enqueued in the transaction of the change that needs it.

A lower app never calls a higher one. It records an event; the higher app subscribes here, in its
``jobs.py``, and is enqueued by ``change()`` together with the event.
"""

from collections import defaultdict
from collections.abc import Callable

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

__all__ = ["RETRY", "app", "publish", "subscribe"]

RETRY = RetryStrategy(max_attempts=8, exponential_wait=3)
"""For jobs that speak to the outside: about an hour of patience, then the failure stays visible."""

Handler = Callable[[int], None]
_subscribers: dict[str, list[str]] = defaultdict(list)


def subscribe(kind: str) -> Callable[[Handler], Handler]:
    """Run the function, in a job, with the index of each log entry of this kind.

    The function must stand being run twice for one entry (a worker may die after the work and
    before the note that it is done).
    """

    def register(handler: Handler) -> Handler:
        name = f"{handler.__module__}.{handler.__name__}"

        def run(*, entry_number: int) -> None:
            handler(entry_number)

        app.task(name=name, retry=RETRY)(run)
        _subscribers[kind].append(name)
        return handler

    return register


def publish(kind: str, entry_number: int) -> None:
    """Enqueue the subscribers of a kind, in the transaction that wrote the entry."""
    for name in _subscribers.get(kind, ()):
        app.tasks[name].defer(entry_number=entry_number)
