"""States of a wait for the quorum of witnesses."""

from enum import StrEnum

from yuanping.core.machine import Machine, step
from yuanping.core.policy import Act


class WaitState(StrEnum):
    WAITING = "waiting"
    OVERDUE = "overdue"
    LAPSED = "lapsed"
    MET = "met"
    WAIVED = "waived"
    VOID = "void"


WAIT_LABELS = {
    WaitState.WAITING: "等待见证",
    WaitState.OVERDUE: "见证超时",
    WaitState.LAPSED: "逾期失效",
    WaitState.MET: "见证完成",
    WaitState.WAIVED: "同意继续",
    WaitState.VOID: "已作废",
}
WAIT_MACHINE = Machine(
    WaitState,
    subject="见证等候",
    labels=WAIT_LABELS,
    transitions=[
        step("open", to=WaitState.WAITING),
        step("meet", WaitState.WAITING, WaitState.OVERDUE, to=WaitState.MET),
        # an intent that nobody has witnessed in time is spent: it can be stated anew
        step("lapse", WaitState.WAITING, to=WaitState.LAPSED),
        # what cannot be done anew goes on waiting, and people are told
        step("overrun", WaitState.WAITING, to=WaitState.OVERDUE),
        step("waive", WaitState.OVERDUE, WaitState.LAPSED, to=WaitState.WAIVED),
        # let through, and then refused by its own rules: the candidates had changed meanwhile
        step("void", WaitState.MET, WaitState.WAIVED, to=WaitState.VOID),
    ],
)
OPEN = frozenset({WaitState.WAITING, WaitState.OVERDUE})
"""The witnesses' signatures are still waited for."""
PASSED = frozenset({WaitState.MET, WaitState.WAIVED})
"""What follows from the act may happen."""
WAIVABLE = frozenset({WaitState.OVERDUE, WaitState.LAPSED})
"""The supervisor may let the act pass."""

LAPSING = frozenset({Act.DRAW_INTENT})
"""Acts that can be done again, and so lapse when their time is over."""
ACT_LABELS = {
    Act.DRAW_INTENT: "抽取意向",
    Act.BID_OPENING: "开启投标文件",
    Act.SCORE_LOCK: "评分锁定",
    Act.RESULT: "评标结果",
}
