"""What is sent to the people drawn. No project, no bidder, no name, not even the reader's own."""

from dataclasses import dataclass
from datetime import datetime

from yuanping.base.ports.gateways import Filled
from yuanping.core.local_time import written
from yuanping.core.policy import Choice
from yuanping.domain.experts import wording
from yuanping.domain.experts.models import CallWording, CommitteeSeat
from yuanping.domain.experts.states import Channel
from yuanping.domain.experts.wording import Item, Wording
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.models import Project
from yuanping.domain.rules.queries import in_force

SIGN = "【远评】"
"""Before each message; gateways in service put the registered signature there themselves."""


@dataclass(frozen=True, slots=True)
class Message:
    """A text, and for gateways that send registered templates only, what it was made from."""

    text: str
    filled: Filled


def call_message(seat: CommitteeSeat, channel: Channel, *, link: str, answer_by: datetime) -> Message:
    """The call to an expert: time, the local centre's address and telephone, what to bring, how to answer."""
    centre, project = seat.venue.centre, seat.committee.project
    worded = wording_for(seat, channel)
    values = {
        "time": written(project.evaluation_starts_at),
        "place": centre.name,
        "address": centre.address,
        "phone": centre.telephone,
        "bring": wording.bring_words(worded.bring),
        "answer_by": written(answer_by),
        "link": link,
    }
    text = wording.filled(worded.text, values)
    # The registered template has the site's address in it, and takes the last part alone.
    values["token"] = link.rstrip("/").rpartition("/")[2]
    return Message(SIGN + text if channel is Channel.SMS else text, Filled(worded.name, values))


def wording_for(seat: CommitteeSeat, channel: Channel) -> Wording:
    """The venue's own words, unless they tell of this project; what the rule demands to bring is always added."""
    project = seat.committee.project
    own = wording_of(seat.venue.centre_id, channel)
    if wording.tells(own.text, [*words_of(project), *_bidders_of(project)]):
        own = Wording(standard_name(channel), wording.STANDARD[channel], own.bring)
    return Wording(own.name, own.text, tuple({*own.bring, *demanded(project)}))


def wording_of(centre_id: int, channel: Channel) -> Wording:
    """The words in force at a centre: its own newest, else the node's standard."""
    own = CallWording.objects.filter(centre_id=centre_id, channel=channel).last()
    name = standard_name(channel)
    if own is None:
        return Wording(name, wording.STANDARD[channel], tuple(Item))
    is_own = own.text != wording.STANDARD[channel]
    return Wording(f"{name}@{centre_id}" if is_own else name, own.text, tuple(map(Item, own.bring)))


def standard_name(channel: Channel) -> str:
    return "call" if channel is Channel.SMS else "call-voice"


def demanded(project: Project) -> tuple[Item, ...]:
    """What the project's rule demands to remind of (S4-27)."""
    rule = in_force(projects.policy(project), "call.message_content", Choice)
    return () if rule is None else tuple(item for item in Item if item.value in rule.value.options)


def words_of(project: Project) -> list[str]:
    """The words by which a project could be known: its own, its lots' and its parties' names."""
    names = [lot.name for lot in projects.lots(project)]
    return [project.name, project.code, project.tenderer.name, project.agency.name, *names]


def _bidders_of(project: Project) -> list[str]:
    """Nobody who writes a template is told by a refusal that somebody bids: these are looked at when it is sent."""
    return [bid.bidder_name for lot in projects.lots(project) for bid in projects.bids(lot)]


def representative_message(seat: CommitteeSeat) -> Message:
    """Time and place for the tenderer's representative, who has been appointed and need not answer."""
    centre = seat.venue.centre
    starts_at = written(seat.committee.project.evaluation_starts_at)
    text = (
        f"{SIGN}您已被确定为招标人代表参加评标。"
        f"时间：{starts_at} 开始，请提前到场签到。"
        f"报到地点：{centre.name}（{centre.address}），电话 {centre.telephone}。请携带身份证。"
    )
    values = {
        "time": starts_at,
        "place": centre.name,
        "address": centre.address,
        "phone": centre.telephone,
    }
    return Message(text, Filled("representative", values))


def replaced_message(seat: CommitteeSeat) -> Message:
    """To somebody who was drawn and must withdraw: that they need not come, not why."""
    starts_at = written(seat.committee.project.evaluation_starts_at)
    text = f"{SIGN}原定 {starts_at} 的评标已另行安排人员，您无需到场。请勿向任何人透露。感谢配合。"
    return Message(text, Filled("replaced", {"time": starts_at}))


def cancelled_message(seat: CommitteeSeat) -> Message:
    """To somebody who was called and is no longer needed."""
    starts_at = written(seat.committee.project.evaluation_starts_at)
    text = f"{SIGN}原定 {starts_at} 的评标安排已取消，您无需到场。感谢配合。"
    return Message(text, Filled("cancelled", {"time": starts_at}))


def own_code_message(code: str) -> Message:
    """The code by which an expert signs in to the own pages; nothing else that a glance could give away."""
    text = f"{SIGN}验证码 {code}，5 分钟内有效，用于专家本人登录。请勿告知他人；非本人操作请忽略。"
    return Message(text, Filled("own-code", {"code": code}))
