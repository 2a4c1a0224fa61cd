"""Why something about a draw or a seat is opened, and which rule lets it: what the record of unsealings says.

The law calls for the trace itself (``expert.info_traced``); each reason stands under the rule for whose sake the
platform must know the person at that moment. Where no document in force has the rule, the record says so by silence.
"""

from types import MappingProxyType
from typing import TYPE_CHECKING

from yuanping.base.vault.models import Unsealing
from yuanping.base.vault.sealing import Grounds
from yuanping.core.policy import Unresolved
from yuanping.domain.projects import queries as projects

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yuanping.domain.projects.models import Project

LOOK = "查看评委姓名"
SAME_PERSON = "核对招标人代表是否重复"
SECOND_PERSON = "确认人工签到"
REVEAL = "揭示各会场随机数"
MOST = 300
"""Characters that the record has for a rule."""

RULES = MappingProxyType(
    {
        LOOK: ("expert.unseal", "expert.secrecy"),
        "签到核验": ("expert.unseal",),
        SECOND_PERSON: ("check_in.manual",),
        "公开抽取记录": ("expert.unseal",),
        "通知": ("call.message_content", "expert.notify_channels", "draw.random"),
        "取消通知": ("call.message_content", "expert.notify_channels", "draw.random"),
        "补抽": ("leave.redraw",),
        "补抽时排除已抽取人员": ("leave.redraw",),
        "补抽时排除同单位人员": ("committee.same_employer_max",),
        "回避核查": ("recusal.grounds", "committee.replacement_grounds"),
        "记录履职次数": ("recusal.frequency_max",),
        "登记参加评标情况": ("recusal.frequency_max",),
        REVEAL: ("draw.random",),
    }
)
"""The rules that may stand behind each reason; the first that is in force for the project is named."""


def grounds_for(project: "Project", reason: str, *, subject: str) -> Grounds:
    """What the record says beside the reason. ``subject`` is a seat's or a draw's label, never a person's."""
    return Grounds(rule=_rule(project, reason), project_id=project.pk, subject=subject)


def unsealings_of(project_id: int) -> "QuerySet[Unsealing]":
    """Every opening of something sealed about a project's draws and seats, the newest first; it names nobody."""
    return Unsealing.objects.filter(project_id=project_id).order_by("-pk")


def _rule(project: "Project", reason: str) -> str:
    policy = projects.policy(project)
    for rule_id in RULES.get(reason, ()):
        try:
            cite = policy.resolve(rule_id).rule.citation
        except Unresolved:  # no document speaks of it, or it waits for a fact that this reading need not know
            continue
        return f"{rule_id}｜{cite.source}｜{cite.article}"[:MOST]
    return ""
