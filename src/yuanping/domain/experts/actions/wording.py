"""A centre's own words for calling the experts who come to it (S4-27)."""

from collections.abc import Collection

from yuanping.base.change import recording
from yuanping.base.context import Ctx
from yuanping.core.errors import Invalid, NotAllowed
from yuanping.domain.experts.events import CallWordingChanged
from yuanping.domain.experts.messages import words_of
from yuanping.domain.experts.models import CallWording
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.states import Channel
from yuanping.domain.experts.wording import ALWAYS, Item, checked, tells
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.states import ProjectState


def word_calls(ctx: Ctx, *, channel: Channel, text: str, bring: Collection[Item]) -> CallWording:
    """Change how the actor's own centre calls experts; from now on, for calls that have not gone out.

    Refused: places missing or unknown, too long, addresses, words that tell of a project.
    """
    words = checked(channel, text)
    with recording(ctx, "word_calls", permission=Experts.WORD_CALLS) as tx:
        if ctx.centre_id is None or ctx.actor_id is None:
            raise NotAllowed("not-at-a-centre", "您不属于任何交易中心。", remedy="请使用交易中心的账号登录。")
        own = projects.projects(ctx).exclude(state=ProjectState.EVALUATED)
        if any(tells(words, words_of(project)) for project in own.select_related("tenderer", "agency")):
            raise Invalid(
                "wording-telltale",
                "内容中出现了某个项目的名称、编号或者参与单位的名称。",
                field="text",
                remedy="请删去后重新保存。",
            )
        wanted = tuple(item for item in Item if item in bring or item in ALWAYS)
        made = CallWording.objects.create(
            centre_id=ctx.centre_id,
            channel=channel,
            text=words,
            bring=[item.value for item in wanted],
            account_id=ctx.actor_id,
            at=ctx.now,
        )
        tx.record(
            CallWordingChanged(
                centre_id=ctx.centre_id,
                channel=channel,
                text=words,
                bring=tuple(item.value for item in wanted),
            )
        )
    return made
