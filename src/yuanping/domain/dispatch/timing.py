"""Until when an offer may be sent and answered, and from when a sub-venue may know the project. Pure."""

from datetime import datetime

from yuanping.core.errors import Invalid, Refused
from yuanping.core.local_time import written
from yuanping.core.policy import MinLead, Policy, Timing
from yuanping.core.workdays import Calendar, Unit, due_by
from yuanping.domain.rules.queries import in_force

DEFAULT_REPLY_WORKDAYS = 2
MAX_REPLY_WORKDAYS = 5


def last_moment(policy: Policy, starts_at: datetime, calendar: Calendar) -> datetime:
    """The last instant at which seats may be asked for (S4-23); without a rule, the start itself."""
    rule = in_force(policy, "offer.lead", MinLead)
    return starts_at if rule is None else rule.value.latest(starts_at, calendar=calendar)


def too_late(policy: Policy, starts_at: datetime, calendar: Calendar, *, now: datetime) -> Refused | None:
    """Why it is too late to ask for seats, or None. The last moment itself is in time."""
    last = last_moment(policy, starts_at, calendar)
    if now <= last:
        return None
    rule = in_force(policy, "offer.lead", MinLead)
    return Refused(
        "offer-late",
        f"场地要约最迟应于 {written(last)} 发出，现已超过。",
        remedy="请与代理机构商定推迟评标时间后重新登记项目。",
        citation=rule.rule.citation if rule else None,
    )


def reply_due(now: datetime, starts_at: datetime, calendar: Calendar, *, workdays: int) -> datetime:
    """Until when the sub-venue may answer: the end of the last working day, never after the start.

    No clause sets this period: the main venue chooses it in the offer, two working days by default.
    """
    if not 1 <= workdays <= MAX_REPLY_WORKDAYS:
        raise Invalid(
            "reply-period",
            f"答复期限应在 1 至 {MAX_REPLY_WORKDAYS} 个工作日之间。",
            field="reply_workdays",
            remedy="请更正答复期限。",
        )
    return min(due_by(now, amount=workdays, unit=Unit.WORKDAY, calendar=calendar), starts_at)


def details_from(policy: Policy, starts_at: datetime, calendar: Calendar) -> datetime | None:
    """From when a sub-venue may know more than the time and the number of seats (S4-24).

    None where no rule holds the details back.
    """
    rule = in_force(policy, "offer.details_release", Timing)
    return None if rule is None else rule.value.opens_at(starts_at, calendar=calendar)
