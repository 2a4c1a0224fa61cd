"""Other logs on which this node keeps an eye: whoever witnesses or mirrors them says here how they stand."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedLog:
    """A log of another node.

    ``size`` and ``cosigned_at`` (machine time) are those of its newest checkpoint that was cosigned here, None
    before the first; ``mirrored`` is how many of its entries are kept here, None when none are to be.
    ``disagreement`` says how it contradicted itself, in a sentence for people, with the ``evidence`` (notes).
    """

    origin: str
    url: str
    size: int | None = None
    cosigned_at: datetime | None = None
    mirrored: int | None = None
    disagreement: str = ""
    evidence: tuple[str, ...] = ()


Source = Callable[[], Iterable[WatchedLog]]
_sources: list[Source] = []


def watch(source: Source) -> Source:
    """Register who knows of watched logs; called when Django's apps are ready."""
    if source not in _sources:
        _sources.append(source)
    return source


def watched_logs() -> list[WatchedLog]:
    """All of them, by origin."""
    return sorted((each for source in _sources for each in source()), key=lambda each: each.origin)
