"""The rows of this app, by room."""

from yuanping.domain.experts.models.appraisal import Appraisal, Attendance
from yuanping.domain.experts.models.attendance import ManualCheckIn
from yuanping.domain.experts.models.calls import CallOut, CallReceipt, CallWording
from yuanping.domain.experts.models.committee import Committee, CommitteeSeat, ListConfirmation
from yuanping.domain.experts.models.draw import DrawOrigin, DrawRecord, PoolSnapshot
from yuanping.domain.experts.models.intake import ImportFault, ImportProgress, PoolImport
from yuanping.domain.experts.models.leave import Leave
from yuanping.domain.experts.models.needs import VenueNeeds
from yuanping.domain.experts.models.own import SignInRequest, Telephone
from yuanping.domain.experts.models.pool import CatalogueEdition, Expert, PoolCount
from yuanping.domain.experts.models.recusal import EmployerDeclaration, Participation, Relation
from yuanping.domain.experts.models.standing import Employment, Sanction

__all__ = [
    "Appraisal",
    "Attendance",
    "CallOut",
    "CallReceipt",
    "CallWording",
    "CatalogueEdition",
    "Committee",
    "CommitteeSeat",
    "DrawOrigin",
    "DrawRecord",
    "EmployerDeclaration",
    "Employment",
    "Expert",
    "ImportFault",
    "ImportProgress",
    "Leave",
    "ListConfirmation",
    "ManualCheckIn",
    "Participation",
    "PoolCount",
    "PoolImport",
    "PoolSnapshot",
    "Relation",
    "Sanction",
    "SignInRequest",
    "Telephone",
    "VenueNeeds",
]
