"""The worker's look at the log: it sees what a dead sequencer cannot."""

from yuanping.base.jobs import app
from yuanping.base.witness.monitoring import monitor


@app.periodic(cron="* * * * *")
@app.task(name="witness.watch", queueing_lock="witness.watch")
def watch(timestamp: int) -> None:
    """Every minute: what the database alone tells."""
    _ = timestamp
    monitor.check()


@app.periodic(cron="17 3 * * *")
@app.task(name="witness.look_at_all", queueing_lock="witness.look_at_all")
def look_at_all(timestamp: int) -> None:
    """Every night: each entry, each tile."""
    _ = timestamp
    monitor.full_look()
