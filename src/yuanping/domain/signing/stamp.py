"""The visible part of a signature. The only place where a signer's real name stands."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from yuanping.base.typesetting import typeset
from yuanping.core.local_time import local_time

TEMPLATE = Path(__file__).with_name("stamp.typ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What the stamp says. ``opinion`` is empty for a member who agrees; sizes in points."""

    name: str
    seat: str
    at: datetime
    serial: str
    opinion: str = ""
    width: float
    height: float

    def pdf(self) -> bytes:
        """One page in the size of the box. Raises ``Refused`` fonts-missing."""
        data = {
            "name": self.name,
            "seat": self.seat,
            "time": f"{local_time(self.at):%Y-%m-%d %H:%M:%S}",
            "serial": f"{self.serial[:8]}…{self.serial[-4:]}",
            "opinion": self.opinion,
            "width": self.width,
            "height": self.height,
        }
        return typeset(TEMPLATE, data).pdf
