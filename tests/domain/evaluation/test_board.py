"""The board that a project's entries draw."""

from typing import Any

import pytest

from yuanping.domain.evaluation.board import Line, Step, board_of

LAID: list[Line] = [
    ("projects.project.registered", {}),
    ("projects.project.submitted", {}),
    ("dispatch.venue.held", {"ordinal": 0, "centre_id": 7}),
    ("dispatch.venue.held", {"ordinal": 1, "centre_id": 8}),
    ("experts.seat.laid", {"seat_id": 1, "label": "主场 · 招标人代表 1"}),
    ("experts.seat.laid", {"seat_id": 2, "label": "副场 1 · 专家 1"}),
    ("experts.draw.made", {}),
]


def seat(kind: str, seat_id: int = 2, **data: Any) -> Line:
    return (kind, {"seat_id": seat_id, **data})


ANSWERED = [seat("experts.seat.assigned"), seat("experts.seat.called"), seat("experts.seat.accepted")]
SEATED = [*ANSWERED, seat("experts.seat.checked-in"), seat("experts.seat.entered")]
STARTED: list[Line] = [("evaluation.session.started", {"lot_ids": [1, 2]})]


def sheet(sheet_id: int, stage: str = "preliminary") -> Line:
    return seat("evaluation.sheet.submitted", sheet_id=sheet_id, stage=stage)


@pytest.mark.parametrize(
    ("story", "state", "step", "done"),
    [
        ([], "待抽取", Step.ANSWER, 0),
        (ANSWERED[:2], "已通知，待答复", Step.ANSWER, 0),
        (ANSWERED, "已确认参加", Step.CHECK_IN, 1),
        ([*ANSWERED, seat("experts.seat.vacated")], "空出，待补抽", Step.ANSWER, 0),
        ([*ANSWERED, seat("experts.seat.identity-mismatch")], "身份核验不符", Step.CHECK_IN, 1),
        (SEATED, "在工位评标", Step.RECUSAL, 3),
        ([*SEATED, seat("evaluation.recusal.none-declared")], "在工位评标", Step.CHAIR, 4),
        ([*SEATED, seat("evaluation.recusal.conflict-declared")], "申请回避", Step.ANSWER, 0),
        ([*SEATED, sheet(1, "chair")], "在工位评标", Step.PRELIMINARY, 5),
        ([*SEATED, sheet(1, "chair"), ("evaluation.chair.undecided", {})], "在工位评标", Step.RECUSAL, 3),
        ([*SEATED, sheet(1)], "在工位评标", Step.RECUSAL, 3),
        ([*SEATED, sheet(1), sheet(2)], "在工位评标", Step.DETAILED, 6),
        (
            [*SEATED, sheet(1), sheet(2), seat("evaluation.sheet.reopened", sheet_id=2)],
            "在工位评标",
            Step.RECUSAL,
            3,
        ),
        (
            [*SEATED, sheet(1), sheet(2), ("evaluation.preliminary.revote-opened", {})],
            "在工位评标",
            Step.RECUSAL,
            3,
        ),
        ([*SEATED, seat("evaluation.summary.confirmed")], "在工位评标", Step.SIGN, 8),
        ([*SEATED, seat("signing.document.signed")], "在工位评标", None, 9),
        ([*SEATED, seat("experts.seat.checked-out")], "已离场", Step.RECUSAL, 3),
    ],
)
def test_board_shows_how_far_a_member_is(story: list[Line], state: str, step: Step | None, done: int) -> None:
    shown = {s.seat_id: s for s in board_of([*LAID, *STARTED, *story]).seats}[2]
    assert (shown.seat_label, shown.state_label, shown.step, shown.done_steps) == (
        "副场 1 · 专家 1",
        state,
        step,
        done,
    )


def test_board_groups_seats_by_venue() -> None:
    board = board_of([*LAID, *ANSWERED])
    assert [(v.label, v.centre_id, v.done_steps, v.total_steps) for v in board.venues] == [
        ("主场", 7, 0, 9),
        ("副场 1", 8, 1, 9),
    ]


def test_board_leaves_out_a_released_venue() -> None:
    released: Line = ("dispatch.venue.released", {"ordinal": 1})
    assert [v.label for v in board_of([*LAID[:4], released]).venues] == ["主场"]


def test_member_who_leaves_takes_the_presence_back() -> None:
    present: list[Line] = [("experts.committee.present", {}), ("experts.committee.confirmed", {})]
    reached = [label for label, is_reached in board_of([*LAID, *present]).stages if is_reached]
    assert reached == ["提交主场", "预约场地", "抽取专家", "全部签到", "核验名单"]
    again = board_of([*LAID, *present, ("experts.committee.reopened", {})])
    assert [label for label, is_reached in again.stages if is_reached] == reached[:3]


def test_board_of_nothing_is_empty() -> None:
    board = board_of([])
    assert (board.venues, [is_reached for _, is_reached in board.stages]) == ((), [False] * 8)
