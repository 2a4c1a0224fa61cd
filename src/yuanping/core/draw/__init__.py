"""The exact-uniform draw (抽取) that an outsider can recompute: ``yd-draw/1`` (docs/draw.md).

Pure: a pool, a plan and a seed give a panel, or a proof that there is none. Where the seed comes from, and
who committed to what before, is said by ``origin``.
"""

from yuanping.core.draw.infeasible import Certificate, Infeasible
from yuanping.core.draw.lists import commitment_of
from yuanping.core.draw.panel import Alternate, Panel, Redraw, Ticket, Try
from yuanping.core.draw.person import ANYWHERE, DrawClass, Person
from yuanping.core.draw.plan import Limits, Plan
from yuanping.core.draw.pool import Pool
from yuanping.core.draw.sampler import Sampler, draw
from yuanping.core.draw.seed import seed_of
from yuanping.core.draw.stream import ALGORITHM, Stream, shuffle
from yuanping.core.draw.transcript import Checked, Course, Fault, check, infeasible_transcript

__all__ = [
    "ALGORITHM",
    "ANYWHERE",
    "Alternate",
    "Certificate",
    "Checked",
    "Course",
    "DrawClass",
    "Fault",
    "Infeasible",
    "Limits",
    "Panel",
    "Person",
    "Plan",
    "Pool",
    "Redraw",
    "Sampler",
    "Stream",
    "Ticket",
    "Try",
    "check",
    "commitment_of",
    "draw",
    "infeasible_transcript",
    "seed_of",
    "shuffle",
]
