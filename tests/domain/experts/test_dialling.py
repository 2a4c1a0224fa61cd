"""The plan by which people are called: what is due when, and when it is tried again."""

from datetime import timedelta

import pytest

from tests.factories.clock import NOW
from yuanping.domain.experts.dialling import CLAIM, Step, Try, next_try, parse_plan
from yuanping.domain.experts.states import Channel

MINUTE = timedelta(minutes=1)
STEP = Step(Channel.VOICE, 3 * MINUTE)


def test_plan_is_read_in_the_order_of_time() -> None:
    assert parse_plan("voice@3, sms@0,sms@10") == (
        Step(Channel.SMS, timedelta()),
        Step(Channel.VOICE, 3 * MINUTE),
        Step(Channel.SMS, 10 * MINUTE),
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sms",
        "sms@",
        "fax@0",
        "sms@-1",
        "sms@1",
        "voice@0",
        "sms@0,,",
        "sms@0,sms@１",
        ",".join(["sms@0"] * 11),
    ],
)
def test_plan_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_plan(text)


@pytest.mark.parametrize(
    ("tries", "after", "due"),
    [
        ([], 2.9, None),
        ([], 3, 1),
        ([Try(1, NOW + 3 * MINUTE, settled=True, put_off=False)], 60, None),
        ([Try(1, NOW + 3 * MINUTE, settled=False, put_off=True)], 3.9, None),
        ([Try(1, NOW + 3 * MINUTE, settled=False, put_off=True)], 4, 2),
        ([Try(2, NOW + 4 * MINUTE, settled=False, put_off=True)], 5.9, None),
        ([Try(2, NOW + 4 * MINUTE, settled=False, put_off=True)], 6, 3),
        ([Try(4, NOW + 9 * MINUTE, settled=False, put_off=True)], 600, None),
        ([Try(1, NOW + 3 * MINUTE, settled=False, put_off=False)], 4.9, None),
        ([Try(1, NOW + 3 * MINUTE, settled=False, put_off=False)], 3 + CLAIM / MINUTE, 2),
    ],
)
def test_next_try(tries: list[Try], after: float, due: int | None) -> None:
    assert next_try(STEP, tries, called_at=NOW, now=NOW + after * MINUTE) == due
