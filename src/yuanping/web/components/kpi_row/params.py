"""A few figures side by side."""

from dataclasses import dataclass

from yuanping.web.components.rendering import Component
from yuanping.web.components.tones import Tone


@dataclass(frozen=True, slots=True)
class Kpi:
    """``value`` is already written as it should read; ``note`` says over what period, or compared with what."""

    label: str
    value: str
    unit: str = ""
    note: str = ""
    url: str = ""
    tone: Tone = "muted"


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiRow(Component):
    kpis: tuple[Kpi, ...]
