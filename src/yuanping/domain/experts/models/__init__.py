"""The rows of this app, by room."""

from yuanping.domain.experts.models.calls import CallOut, CallReceipt, CallWording
from yuanping.domain.experts.models.committee import Committee, CommitteeSeat, ListConfirmation
from yuanping.domain.experts.models.draw import DrawOrigin, DrawRecord, PoolSnapshot
from yuanping.domain.experts.models.pool import Expert
from yuanping.domain.experts.models.recusal import EmployerDeclaration, Participation, Relation

__all__ = [
    "CallOut",
    "CallReceipt",
    "CallWording",
    "Committee",
    "CommitteeSeat",
    "DrawOrigin",
    "DrawRecord",
    "EmployerDeclaration",
    "Expert",
    "ListConfirmation",
    "Participation",
    "PoolSnapshot",
    "Relation",
]
