"""From when on everybody may read how a committee was drawn: not before its list may be public."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from yuanping.core.errors import Citation, Refused
from yuanping.core.policy import Event, Party, Secrecy, Timing
from yuanping.domain.projects import queries as projects
from yuanping.domain.rules import queries as rules

if TYPE_CHECKING:
    from yuanping.domain.projects.models import Project

LIST_PUBLIC = "committee.list_public"
SUB_SECRECY = "sub.secrecy"
WORDS = {Event.RESULT_FIXED: "中标结果确定", Event.EVALUATION_END: "评标结束"}


def require_public(project: "Project", happened: Mapping[Event, datetime], *, now: datetime) -> None:
    """``Refused`` while the committee's list may not be public yet, by the project's own rules.

    Where no document says when, the result must be fixed (招标投标法 37 is the strictest). A transcript names the
    regions from which members were drawn: where the public may never learn the sub-venues (S2-17), it stays closed.
    """
    secret = rules.in_force(projects.policy(project), SUB_SECRECY, Secrecy)
    if secret is not None and Party.PUBLIC in secret.value.parties and secret.value.until not in happened:
        raise Refused(
            "sub-venues-secret",
            "抽取记录写有各副场所在地区，按规定不向社会公开。",
            remedy="抽取记录由行政监督部门复核。",
            citation=secret.rule.citation,
        )
    rule = rules.in_force(projects.policy(project), LIST_PUBLIC, Timing)
    event = Event.RESULT_FIXED if rule is None else rule.value.event
    citation = None if rule is None else rule.rule.citation
    at = happened.get(event)
    if at is not None and rule is not None:
        at = rule.value.opens_at(at, calendar=rules.calendar())
    if at is None or now < at:
        raise Refused(
            "list-not-public",
            f"{WORDS.get(event, '规则规定的时间')}前，抽取记录不公开。",
            remedy="到时自动公开，无须办理。",
            citation=citation,
        )


def public_from(project: "Project") -> Citation | None:
    """Where it stands from when on the list may be public."""
    return rules.cited(projects.policy(project), LIST_PUBLIC, Timing)
