"""The exact-uniform draw (抽取) that an outsider can recompute: ``yd-draw/1``.

Pure: a pool, a plan and a seed give a panel, or a proof that there is none. Where the seed comes from, and
who committed to what before, is the business of the layers above.
"""

from yuanping.core.draw.candidate import Candidate, DrawClass
from yuanping.core.draw.infeasible import HallCertificate, Infeasible
from yuanping.core.draw.inputs import Plan, Pool
from yuanping.core.draw.panel import Choice, Count, Panel, Seat, Ticket, Try
from yuanping.core.draw.record import Finding, Record, verify
from yuanping.core.draw.redraws import redraw, residual
from yuanping.core.draw.sampler import Sampler, draw
from yuanping.core.draw.seed import seed_of
from yuanping.core.draw.stream import ALGORITHM, Stream, shuffle

__all__ = [
    "ALGORITHM",
    "Candidate",
    "Choice",
    "Count",
    "DrawClass",
    "Finding",
    "HallCertificate",
    "Infeasible",
    "Panel",
    "Plan",
    "Pool",
    "Record",
    "Sampler",
    "Seat",
    "Stream",
    "Ticket",
    "Try",
    "draw",
    "redraw",
    "residual",
    "seed_of",
    "shuffle",
    "verify",
]
