"""How a call is worded: a template with fixed places to fill in, the venue's own or the node's (S4-27).

A template says nothing of the project: words that could tell it are refused when a centre writes its own, and a
text that holds the project's or a party's name is never sent (S0-20).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from yuanping.core.errors import Invalid
from yuanping.domain.experts.states import CHANNEL_LABELS, Channel


class Item(StrEnum):
    """What an expert may be told to bring: the options of the rule ``call.message_content``."""

    ID_CARD = "id_card"
    BANK_CARD = "bank_card"
    CERTIFICATE = "certificate"


ITEM_LABELS = {Item.ID_CARD: "身份证", Item.BANK_CARD: "银行卡", Item.CERTIFICATE: "CA 证书"}
ALWAYS = (Item.ID_CARD,)
"""Without it nobody is let in."""

PLACES: Mapping[str, str] = {
    "时间": "time",
    "地点": "place",
    "地址": "address",
    "电话": "phone",
    "携带": "bring",
    "期限": "answer_by",
    "链接": "link",
}
"""What a template is filled with, and the parameter's name for the gateways."""

MAX_LENGTH = {Channel.SMS: 160, Channel.VOICE: 200}
"""Characters before filling; filled, a message stays within the gateways' limits (500 spoken or written, 350 Tencent's)."""

TELLTALE = ("项目", "工程", "标段", "招标", "投标", "采购", "供应商", "中标", "开标", "代理")
"""Words of a template that would begin to tell which evaluation it is."""

STANDARD: Mapping[Channel, str] = {
    Channel.SMS: (
        "评标专家您好，您被随机抽取参加评标。时间：{时间} 开始，请提前到场签到。报到地点：{地点}（{地址}），电话 {电话}。"
        "请携带{携带}。请于 {期限} 前点击链接答复能否参加：{链接} 。请勿向任何人透露。"
    ),
    Channel.VOICE: (
        "您好，您被随机抽取参加评标。时间：{时间}。报到地点：{地点}，{地址}。联系电话：{电话}。请携带{携带}。"
        "能够参加请按 1，不能参加请按 2，请于 {期限} 前答复。请勿向任何人透露。"
    ),
}
KEYS: Mapping[str, str] = {"1": "能够参加", "2": "不能参加"}
ACCEPT, DECLINE = "1", "2"

_PLACE = re.compile(r"\{([^{}]*)\}")
_ADDRESS = re.compile(r"https?:|www\.|[a-z0-9-]+\.(?:cn|com|net|org)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wording:
    """A template in force: ``name`` is what gateways know it by."""

    name: str
    text: str
    bring: tuple[Item, ...]


def needed(channel: Channel) -> tuple[str, ...]:
    """The places that a template of the channel has, each once; a call speaks no link."""
    return tuple(place for place in PLACES if channel is Channel.SMS or place != "链接")


def checked(channel: Channel, text: str) -> str:
    """A centre's own template, trimmed; ``Invalid`` (field ``text``) when it may not be sent."""
    trimmed = " ".join(text.split())
    found = _PLACE.findall(trimmed)
    missing = [place for place in needed(channel) if place not in found]
    surplus = sorted({place for place in found if place not in needed(channel) or found.count(place) > 1})
    bare = _PLACE.sub("", trimmed)
    if len(trimmed) > MAX_LENGTH[channel]:
        raise _refused("wording-long", f"不超过 {MAX_LENGTH[channel]} 个字，现为 {len(trimmed)} 个字。")
    if missing:
        raise _refused("wording-place-missing", f"缺少{'、'.join(f'{{{place}}}' for place in missing)}。")
    if surplus or "{" in bare or "}" in bare:
        raise _refused(
            "wording-place-unknown",
            f"{CHANNEL_LABELS[channel]}内容只能各用一次{'、'.join(f'{{{place}}}' for place in needed(channel))}。",
        )
    if channel is Channel.VOICE and not all(re.search(rf"按 ?{key}", bare) for key in KEYS):
        raise _refused("wording-keys-missing", "须说明“按 1”表示能够参加、“按 2”表示不能参加。")
    if _ADDRESS.search(bare):
        raise _refused("wording-address", "除{链接}外不得写入网址。")
    told = [word for word in TELLTALE if word in bare]
    if told:
        raise _refused("wording-telltale", f"不得出现可能透露项目情况的词语：{'、'.join(told)}。")
    return trimmed


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with its places filled; ``values`` are by the gateways' names."""
    return _PLACE.sub(lambda found: values[PLACES[found.group(1)]], template)


def tells(text: str, words: Iterable[str]) -> bool:
    """Whether a text holds one of the words that are not to be told; spaces do not hide one."""
    bare = "".join(text.split())
    return any(word in bare for word in ("".join(each.split()) for each in words) if len(word) > 1)


def bring_words(items: Iterable[Item]) -> str:
    """``身份证、银行卡``, in the usual order."""
    wanted = {*items, *ALWAYS}
    return "、".join(label for item, label in ITEM_LABELS.items() if item in wanted)


def _refused(code: str, message: str) -> Invalid:
    return Invalid(code, message, field="text", remedy="请修改后重新保存；也可恢复标准内容。")
