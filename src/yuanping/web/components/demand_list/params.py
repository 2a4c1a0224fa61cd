"""What the rules demand: what has a date first, the rest by subject, each line with its source's own words."""

from dataclasses import dataclass

from yuanping.web.components.citation.params import Citation
from yuanping.web.components.rendering import Component
from yuanping.web.components.state_tag.params import StateTag
from yuanping.web.components.tones import Tone


@dataclass(frozen=True, slots=True)
class DemandLine:
    """``value`` is what is demanded, ``force`` how strongly; ``due`` is the date in words.

    ``remark`` says why there is no date or no answer, ``note`` how the document was read.
    """

    title: str
    value: str
    force: str
    citation: Citation
    state: StateTag | None = None
    due: str = ""
    due_tone: Tone = "muted"
    remark: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class DemandGroup:
    """Demands on one subject; folded unless ``open``."""

    title: str
    lines: tuple[DemandLine, ...]
    open: bool = False

    @property
    def waiting(self) -> int:
        """How many call for something to be done or said."""
        return sum(line.state is not None and line.state.tone in {"warn", "bad"} for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandList(Component):
    """``groups`` in order of the procedure; a group without lines is left out by who builds the list."""

    groups: tuple[DemandGroup, ...]
    note: str = ""

    @property
    def count(self) -> int:
        return sum(len(group.lines) for group in self.groups)
