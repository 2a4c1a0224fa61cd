"""Periods and thresholds that no rule of law sets: the platform's own parameters."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings

CHECK_IN_OPENS = timedelta(hours=2)
"""How long before the evaluation's start the door opens for check-in."""

FACE_THRESHOLD = Decimal("0.80")
"""Least likeness (0 to 1) of card photo and live face; readers in service are set by their maker's ROC to about this."""

CODE_TRIES = 5
CODE_WINDOW = timedelta(minutes=10)
"""So many wrong codes from one address within the window, then the door stays shut for the rest of it."""

MANUAL_WINDOW = timedelta(minutes=10)
"""So long a second person may confirm a manual check-in; after it the request is void."""

APPRAISAL_WORKDAYS = 5
"""Working days after a member has left in which the member may be appraised, where no rule says otherwise."""

OBJECTION_WORKDAYS = 5
"""Working days in which an expert may object to an appraisal, where no rule says otherwise."""

OWN_CODE_VALID = timedelta(minutes=5)
OWN_CODE_TRIES = 5
"""A code by which an expert signs in: how long it is good, and after how many wrong ones no more."""

OWN_CODE_PAUSE = timedelta(minutes=1)
OWN_CODE_WINDOW = timedelta(hours=1)
OWN_CODES_PER_PHONE = 5
OWN_CODES_PER_ADDRESS = 30
"""So many codes within the window, with the pause between two for one number, known or not."""

OWN_SESSION = timedelta(minutes=30)
"""After so long without a click an expert's own pages are closed."""


LEAVE_CLOSES = timedelta(minutes=30)
"""How long before the start an expert can still ask for leave by the link; after that by telephone (S4-29)."""


def leave_until(starts_at: datetime) -> datetime:
    """Until when leave can be asked for by the link."""
    return starts_at - LEAVE_CLOSES


def answer_by(sent_at: datetime, *, starts_at: datetime) -> datetime:
    """Until when a call may be answered.

    The reply period counts from the call and ends with the evaluation's start at the latest; a
    replacement called after the start (a member withdrew, S4-29) has the whole period.
    """
    full: datetime = sent_at + settings.EXPERT_REPLY_PERIOD
    return full if sent_at >= starts_at else min(full, starts_at)
