"""Several people acting at the same moment, each on a database connection of their own."""

import threading
from collections.abc import Callable, Sequence

from django.db import connection

from yuanping.core.errors import Refused

DONE = "done"
PATIENCE = 30.0
"""Seconds after which a race that does not end is called a deadlock."""


def race(*acts: Callable[[], object], delays: Sequence[float] = ()) -> list[str]:
    """Start all acts together, each ``delays`` seconds after that; what became of them, in order of words.

    ``done``, a refusal's code, or any other exception as it calls itself.
    """
    waits = [*delays, *[0.0] * (len(acts) - len(delays))]
    barrier = threading.Barrier(len(acts))
    outcomes: list[str] = []

    def run(act: Callable[[], object], wait: float) -> None:
        try:
            barrier.wait(timeout=PATIENCE)
            threading.Event().wait(wait)
            act()
            outcomes.append(DONE)
        except Refused as refused:
            outcomes.append(refused.code)
        except Exception as error:  # noqa: BLE001 -- shown by the assertion
            outcomes.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in zip(acts, waits, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "the race has come to a deadlock"
    return sorted(outcomes)
