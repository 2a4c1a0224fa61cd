"""What is sent to the people drawn. No project, no bidder, no name, not even the reader's own."""

from datetime import datetime

from yuanping.core.local_time import written
from yuanping.domain.experts.models import CommitteeSeat

BRING = ("身份证", "银行卡", "CA 证书")
"""What an expert brings along (S4-27)."""


def call_text(seat: CommitteeSeat, *, link: str, answer_by: datetime) -> str:
    """The call to an expert: time, the local centre's address and telephone, what to bring, how to answer."""
    centre = seat.venue.centre
    return (
        f"【远评】评标专家您好，您被随机抽取参加评标。"
        f"时间：{written(seat.committee.project.evaluation_starts_at)} 开始，请提前到场签到。"
        f"报到地点：{centre.name}（{centre.address}），电话 {centre.telephone}。"
        f"请携带{'、'.join(BRING)}。"
        f"请于 {written(answer_by)} 前点击链接答复能否参加：{link} 。请勿向任何人透露。"
    )


def representative_text(seat: CommitteeSeat) -> str:
    """Time and place for the tenderer's representative, who has been appointed and need not answer."""
    centre = seat.venue.centre
    return (
        f"【远评】您已被确定为招标人代表参加评标。"
        f"时间：{written(seat.committee.project.evaluation_starts_at)} 开始，请提前到场签到。"
        f"报到地点：{centre.name}（{centre.address}），电话 {centre.telephone}。请携带身份证。"
    )


def replaced_text(seat: CommitteeSeat) -> str:
    """To somebody who was drawn and must withdraw: that they need not come, not why."""
    starts_at = written(seat.committee.project.evaluation_starts_at)
    return f"【远评】原定 {starts_at} 的评标已另行安排人员，您无需到场。请勿向任何人透露。感谢配合。"


def cancelled_text(seat: CommitteeSeat) -> str:
    """To somebody who was called and is no longer needed."""
    starts_at = written(seat.committee.project.evaluation_starts_at)
    return f"【远评】原定 {starts_at} 的评标安排已取消，您无需到场。感谢配合。"
