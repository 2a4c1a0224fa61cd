"""From the draw to a pressed key through each maker's gateway: asked with its library, told by its pushes."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from tests.base.ports.conftest import WORD, account, gateway
from tests.base.ports.gateway import Gateway, sms_report, voice_reports
from tests.factories import experts
from tests.factories.clock import NOW
from yuanping.base.context import system_ctx
from yuanping.base.ports.models import Sending
from yuanping.base.ports.reports import MAX_BYTES, Outcome
from yuanping.base.witness import queries as witness
from yuanping.domain.experts.actions.dial import dial_due
from yuanping.domain.experts.models import CallOut, CallReceipt, CommitteeSeat

__all__ = ["account", "gateway"]
RunJobs = Callable[[], int]
LABEL = "副场 1 · 专家 1"
MAKERS = ["aliyun", "tencent"]


@pytest.fixture(scope="module")
def built(standing: None) -> experts.World:
    return experts.make()


@pytest.fixture
def world(built: experts.World, undone: None, account: Callable[..., None]) -> experts.World:
    return deepcopy(built)


@pytest.fixture
def seat(world: experts.World, settings: Settings, run_jobs: RunJobs, maker: str) -> CommitteeSeat:
    """Drawn and sent a message by the maker's gateway."""
    settings.SMS_GATEWAY = settings.VOICE_GATEWAY = maker
    experts.drawn(world, run_jobs)
    return world.seat(LABEL)


def push(adapter: str, body: bytes, *, word: str = WORD) -> int:
    answer = Client(enforce_csrf_checks=True).post(
        f"/callbacks/{adapter}/{word}", body, content_type="application/json"
    )
    return answer.status_code


def dial(seat: CommitteeSeat, minutes: float) -> int:
    call = CallOut.objects.get(seat=seat, attempt=1)
    return dial_due(system_ctx("测试").at(call.sent_at + timedelta(minutes=minutes)), seat_id=seat.pk)


def reference(seat: CommitteeSeat, channel: str) -> str:
    return CallReceipt.objects.get(call__seat=seat, channel=channel, outcome=Outcome.SENT).reference


def outcomes(seat: CommitteeSeat) -> list[str]:
    rows = CallReceipt.objects.filter(call__seat=seat).exclude(outcome=Outcome.SENDING).order_by("pk")
    return [f"{row.channel} {row.outcome}{row.digit}" for row in rows]


@pytest.mark.parametrize("maker", MAKERS)
def test_message_arrives_telephone_rings_key_accepts(
    seat: CommitteeSeat, world: experts.World, gateway: Gateway, maker: str
) -> None:
    assert push(f"sms-{maker}", sms_report(maker, reference(seat, "sms"))) == 200
    assert dial(seat, 3) == 1
    for body in [*voice_reports(maker, reference(seat, "voice"), digit="1")] * 2:
        assert push(f"voice-{maker}", body) == 200
    assert world.seat(LABEL).state == "accepted"
    assert sorted(outcomes(seat)) == [
        "sms delivered",
        "sms sent",
        "voice answered",
        "voice key1",
        "voice sent",
    ]
    assert [asked.action for asked in gateway.asked] == ["SendSms"] * 4 + [
        {"aliyun": "IvrCall", "tencent": "SendTtsVoice"}[maker]
    ]


@pytest.mark.parametrize("maker", MAKERS)
def test_message_that_does_not_arrive_and_nobody_answering(seat: CommitteeSeat, maker: str) -> None:
    assert push(f"sms-{maker}", sms_report(maker, reference(seat, "sms"), arrived=False)) == 200
    dial(seat, 3)
    for body in voice_reports(maker, reference(seat, "voice")):
        assert push(f"voice-{maker}", body) == 200
    assert outcomes(seat) == ["sms sent", "sms failed", "voice sent", "voice no-answer"]
    kept = str(list(CallReceipt.objects.values())) + str(list(Sending.objects.values()))
    kept += "".join(entry.content for entry in witness.entries(project_id=seat.committee.project_id))
    assert "13900000001" not in kept


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize(
    ("adapter", "body", "word", "status"),
    [
        ("sms-{}", b"[]", "a-guessed-word", 404),
        ("sms-fake", b"[]", WORD, 404),
        ("fax-{}", b"[]", WORD, 404),
        ("sms-{}", b"not json", WORD, 400),
        ("sms-{}", b"[1]", WORD, 400),
        ("voice-{}", b'[{"call_id": {}}]', WORD, 400),
        ("voice-{}", b'{"another_callback": {"callid": "x"}}', WORD, 400),
        ("sms-{}", b"[" * 100_000, WORD, 400),
        ("sms-{}", b" " * (MAX_BYTES + 1), WORD, 413),
        ("sms-{}", b"[]", WORD, 200),
    ],
)
def test_push_that_is_none(
    world: experts.World, settings: Settings, maker: str, adapter: str, body: bytes, word: str, status: int
) -> None:
    settings.SMS_GATEWAY = settings.VOICE_GATEWAY = maker
    assert push(adapter.format(maker), body, word=word) == status


@pytest.mark.parametrize("maker", MAKERS)
def test_push_of_what_is_sent_and_not_yet_noted_is_asked_for_again(seat: CommitteeSeat, maker: str) -> None:
    Sending.objects.create(key="k", adapter=f"sms-{maker}", reference="early", sent_at=NOW)
    assert push(f"sms-{maker}", sms_report(maker, "early")) == 503
    assert push(f"sms-{maker}", sms_report(maker, "somebody else's")) == 200


@pytest.mark.parametrize(
    ("maker", "busy", "bad"),
    [
        ("aliyun", "Throttling.User", "isv.MOBILE_NUMBER_ILLEGAL"),
        (
            "tencent",
            "LimitExceeded.PhoneNumberThirtySecondLimit",
            "InvalidParameterValue.IncorrectPhoneNumber",
        ),
    ],
)
def test_throttled_is_tried_again_bad_number_is_not(
    world: experts.World,
    gateway: Gateway,
    settings: Settings,
    run_jobs: RunJobs,
    maker: str,
    busy: str,
    bad: str,
) -> None:
    settings.SMS_GATEWAY = settings.VOICE_GATEWAY = maker
    gateway.codes.update({entry.phone: busy for entry in world.entries})
    experts.drawn(world, run_jobs)
    seat = world.seat(LABEL)
    assert (outcomes(seat), dial(seat, 0.9)) == (["sms deferred"], 0)
    gateway.codes.clear()
    assert (dial(seat, 1), outcomes(seat)) == (1, ["sms deferred", "sms sent"])
    gateway.codes.update({entry.phone: bad for entry in world.entries})
    assert (dial(seat, 3), dial(seat, 9), outcomes(seat)[2:]) == (1, 0, ["voice failed"])
    assert CallReceipt.objects.filter(call__seat=seat).latest("pk").code == bad


@pytest.mark.parametrize("maker", MAKERS)
def test_trouble_without_end_is_a_failure_at_last(
    world: experts.World, gateway: Gateway, settings: Settings, run_jobs: RunJobs, maker: str
) -> None:
    settings.SMS_GATEWAY, settings.EXPERT_CALL_PLAN = maker, "sms@0"
    gateway.silent = True
    experts.drawn(world, run_jobs)
    seat = world.seat(LABEL)
    assert [dial(seat, minute) for minute in (1, 2, 3, 7, 8, 60)] == [1, 0, 1, 1, 0, 0]
    assert outcomes(seat) == ["sms deferred"] * 3 + ["sms failed"]
