"""The plan by which a person drawn is called: which message or call goes out when, and when it is tried again. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from yuanping.domain.experts.states import Channel

TRIES = 4
"""So often one step is tried when the gateway is in trouble: after 1, 2 and 4 minutes again."""
CLAIM = timedelta(minutes=2)
"""After this a try without an outcome belonged to a worker that died: the next one is made."""
MAX_STEPS = 10


@dataclass(frozen=True, slots=True)
class Step:
    """A message or a call, so long after the person was drawn."""

    channel: Channel
    after: timedelta


@dataclass(frozen=True, slots=True)
class Try:
    """What is known of one try of a step: ``settled`` when the gateway took it or refused it for good."""

    number: int
    at: datetime
    settled: bool
    put_off: bool


def parse_plan(text: str) -> tuple[Step, ...]:
    """``sms@0,voice@3,sms@30``: minutes after the draw. ``ValueError`` for anything else.

    The first step goes out at once, and a message is among them, for only a message carries the link.
    """
    steps = tuple(sorted((_step(each.strip()) for each in text.split(",")), key=lambda step: step.after))
    if len(steps) > MAX_STEPS or steps[0].after or all(step.channel is not Channel.SMS for step in steps):
        raise ValueError(text)
    return steps


def next_try(step: Step, tries: Sequence[Try], *, called_at: datetime, now: datetime) -> int | None:
    """The number of the try that is due for a step by now, or None."""
    if now < called_at + step.after:
        return None
    if not tries:
        return 1
    last = tries[-1]
    if last.settled or last.number >= TRIES:
        return None
    pause = timedelta(minutes=2 ** (last.number - 1)) if last.put_off else CLAIM
    return last.number + 1 if now >= last.at + pause else None


def _step(text: str) -> Step:
    channel, _, minutes = text.partition("@")
    if not (minutes.isascii() and minutes.isdigit() and len(minutes) <= 4):
        raise ValueError(text)
    return Step(Channel(channel), timedelta(minutes=int(minutes)))
