"""The course of the calls for a seat, as components: what went out, what became of it, never to whom."""

from collections.abc import Iterable, Mapping, Sequence

from yuanping.base.ports.reports import Outcome
from yuanping.domain.experts.models import CallOut, CallReceipt, CommitteeSeat
from yuanping.domain.experts.states import CHANNEL_LABELS, OUTCOME_LABELS, Answer, Channel, SeatState, Via
from yuanping.domain.experts.wording import KEYS
from yuanping.web.components import Timeline, Tone
from yuanping.web.components.timeline.params import Happening
from yuanping.web.components.values import moment

TONES: Mapping[Outcome, Tone] = {
    Outcome.DEFERRED: "warn",
    Outcome.SENT: "info",
    Outcome.DELIVERED: "ok",
    Outcome.FAILED: "bad",
    Outcome.ANSWERED: "ok",
    Outcome.NO_ANSWER: "warn",
    Outcome.KEY: "ok",
}
ANSWERS: Mapping[Answer, tuple[str, Tone]] = {
    Answer.ACCEPTED: ("答复能够参加", "ok"),
    Answer.DECLINED: ("答复不能参加", "warn"),
    Answer.EXPIRED: ("逾期未答复", "warn"),
    Answer.LEAVE: ("请假", "warn"),
    Answer.RECALLED: ("安排取消，已通知本人", "muted"),
}
VIA = {Via.LINK: "短信链接", Via.KEY: "电话按键", Via.VENUE: "会场工作人员办理"}
RANK = (
    Outcome.SENT,
    Outcome.DEFERRED,
    Outcome.FAILED,
    Outcome.NO_ANSWER,
    Outcome.DELIVERED,
    Outcome.ANSWERED,
)
"""How far a message or a call has come; the furthest is told."""


def course_words(receipts: Iterable[CallReceipt]) -> str:
    """``短信已送达；电话 2 次，无人接听``: for the line of a table."""
    rows = [row for row in receipts if Outcome(row.outcome) is not Outcome.KEY]
    found = []
    for channel in Channel:
        own = [row for row in rows if row.channel == channel]
        if not own:
            continue
        times = sum(row.outcome == Outcome.SENT for row in own)
        last = max((Outcome(row.outcome) for row in own), key=RANK.index)
        count = f" {times} 次，" if times > 1 else ""
        found.append(f"{CHANNEL_LABELS[channel]}{count}{_word(channel, last)}")
    return "；".join(found)


def course(calls: Sequence[CallOut], receipts: Mapping[int, list[CallReceipt]]) -> Timeline:
    """All that happened, oldest first; each person asked is a number."""
    found: list[Happening] = []
    for call in calls:
        found.append(_asked(call))
        found += [_told(row) for row in receipts.get(call.pk, ())]
        if call.accepted_at is not None and call.answer != Answer.ACCEPTED:
            words, tone = ANSWERS[Answer.ACCEPTED]
            found.append(Happening(call.accepted_at, words, tone=tone))
        if call.answer and call.answered_at is not None:
            words, tone = ANSWERS[Answer(call.answer)]
            via = VIA.get(Via(call.answered_via), "") if call.answered_via else ""
            found.append(Happening(call.answered_at, words, text=via, tone=tone))
    # Stable: what happened at one moment stays in the order of what led to what.
    return Timeline(happenings=tuple(sorted(found, key=lambda each: each.at)), empty="尚未通知。")


def replacements(seat: CommitteeSeat, calls: Sequence[CallOut]) -> str:
    """That somebody asked for leave, and how far the redraw has come: for the seat's own venue (S4-29); or nothing."""
    left = [call for call in calls if call.answer == Answer.LEAVE]
    if not left or left[-1].answered_at is None:
        return ""
    stands = {
        SeatState.VACANT: "主场正在补抽",
        SeatState.CALLED: f"主场已补抽，第 {calls[-1].attempt} 位已通知，待答复",
        SeatState.ACCEPTED: f"主场已补抽，第 {calls[-1].attempt} 位已确认参加",
    }.get(SeatState(seat.state))
    return f"专家已于 {moment(left[-1].answered_at)} 请假，{stands}。" if stands else ""


def _asked(call: CallOut) -> Happening:
    return Happening(
        call.sent_at, f"通知第 {call.attempt} 位", text=f"{moment(call.answer_by)} 前答复", tone="info"
    )


def _told(row: CallReceipt) -> Happening:
    outcome, channel = Outcome(row.outcome), Channel(row.channel)
    if outcome is Outcome.KEY:
        meaning = KEYS.get(row.digit, "无此选项")
        return Happening(
            row.at, f"电话按键 {row.digit}：{meaning}", tone="ok" if row.digit in KEYS else "muted"
        )
    details = (f"回执号 {row.reference}" if row.reference else "", f"代码 {row.code}" if row.code else "")
    text = "，".join(filter(None, details))
    return Happening(
        row.at, CHANNEL_LABELS[channel] + _word(channel, outcome), text=text, tone=TONES[outcome]
    )


def _word(channel: Channel, outcome: Outcome) -> str:
    """A message goes out, a number is dialled."""
    return "已拨出" if channel is Channel.VOICE and outcome is Outcome.SENT else OUTCOME_LABELS[outcome]
