"""What values count, how they bind and what periods are counted from: the closed vocabularies of a value."""

from decimal import Decimal
from enum import IntEnum, StrEnum

from yuanping.core.policy._reader import Fields


class Unit(StrEnum):
    """What a value counts."""

    HOUR = "hour"
    DAY = "day"
    WORKDAY = "workday"
    MINUTE = "minute"
    MONTH = "month"
    YEAR = "year"
    TIME = "time"
    SEAT = "seat"
    ROOM = "room"
    PERSON = "person"
    CENTRE = "centre"
    PROVINCE = "province"
    BID = "bid"
    BIDDER = "bidder"
    PERCENT = "percent"
    MBIT_PER_S = "Mbit/s"
    CNY = "CNY"


class Op(StrEnum):
    """How a value binds."""

    AT_LEAST = ">="
    AT_MOST = "<="
    BELOW = "<"
    IS = "is"
    ALL_OF = "all-of"
    ANY_OF = "any-of"
    ONE_OF = "one-of"
    NOT_BEFORE = "not-before"
    ON = "on"
    ORDER = "order"
    FROM = "from"
    WHEN = "when"


class Event(StrEnum):
    """What a period, a timing or a secrecy is counted from or lasts until."""

    NOTICE = "notice"
    BID_DEADLINE = "bid-deadline"
    OPENING = "opening"
    EVALUATION_START = "evaluation-start"
    EVALUATION_END = "evaluation-end"
    CHECK_IN = "check-in"
    REPORT_SUBMITTED = "report-submitted"
    RESULT_FIXED = "result-fixed"
    AWARD = "award"
    AWARD_LETTER = "award-letter"
    RECEIPT = "receipt"
    KNOWLEDGE = "knowledge"
    OBJECTION_RECEIVED = "objection-received"
    ANSWER_DUE = "answer-due"
    COMPLAINT_RECEIVED = "complaint-received"
    COMPLAINT_ACCEPTED = "complaint-accepted"
    REEVALUATION_START = "reevaluation-start"
    ACTIVITY = "activity"
    PROCUREMENT_END = "procurement-end"
    NEVER = "never"


class Strictness(IntEnum):
    """How a local value stands to the one above it."""

    LOOSER = -1
    EQUAL = 0
    STRICTER = 1
    INCOMPARABLE = 2


PERIODS = frozenset({Unit.HOUR, Unit.DAY, Unit.WORKDAY})
COUNTS = frozenset(
    {Unit.SEAT, Unit.ROOM, Unit.PERSON, Unit.CENTRE, Unit.PROVINCE, Unit.BID, Unit.BIDDER, Unit.MINUTE}
    | {Unit.TIME, Unit.YEAR}
)
MEASURES = frozenset({Unit.MBIT_PER_S, Unit.MINUTE, Unit.DAY, Unit.WORKDAY, Unit.PERCENT})


def unit_among(fields: Fields, allowed: frozenset[Unit]) -> Unit:
    """The field ``unit``, refused where it makes no sense for the kind."""
    unit = fields.member("unit", Unit)
    if unit not in allowed:
        raise fields.error("unit-unknown", f"单位“{unit}”不适用于这一类规则。")
    return unit


def compare(mine: int | Decimal, other: int | Decimal) -> Strictness:
    """Compare two numbers of which the greater binds more."""
    return Strictness((mine > other) - (mine < other))
