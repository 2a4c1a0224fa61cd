"""What gateways push, read; and what they must not be able to make us keep."""

import json

import pytest

from yuanping.base.ports.reports import (
    MAX_REPORTS,
    BadReport,
    Outcome,
    Report,
    acknowledgement,
    code_of,
    parse,
)


@pytest.mark.parametrize(
    ("code", "digit", "found"),
    [
        ("200000", "1", [("answered", ""), ("key", "1")]),
        ("200001", "", [("answered", "")]),
        ("200008", "", [("answered", "")]),
        ("200002", "", [("no-answer", "")]),
        ("200003", "", [("no-answer", "")]),
        ("200010", "", [("no-answer", "")]),
        ("200004", "", [("failed", "")]),
        ("200011", "", [("failed", "")]),
    ],
)
def test_ends_of_a_call_by_aliyun(code: str, digit: str, found: list[tuple[str, str]]) -> None:
    body = json.dumps([{"call_id": "c^1", "status_code": code, "dtmf": digit, "callee": "13900000001"}])
    assert [(r.outcome.value, r.digit) for r in parse("voice-aliyun", body.encode())] == found


@pytest.mark.parametrize(
    ("name", "own", "found"),
    [
        ("voiceprompt_callback", {"result": "0"}, ["answered"]),
        ("voiceprompt_callback", {"result": "1"}, ["no-answer"]),
        ("voiceprompt_callback", {"result": "2"}, ["failed"]),
        ("voicekey_callback", {"keypress": "2"}, ["answered", "key"]),
        ("voice_failure_callback", {"failure_code": 8}, ["failed"]),
    ],
)
def test_ends_of_a_call_by_tencent(name: str, own: dict[str, object], found: list[str]) -> None:
    body = json.dumps({name: {"callid": "c1", "mobile": "13900000001", **own}})
    assert [r.outcome.value for r in parse("voice-tencent", body.encode())] == found


def test_reports_of_messages() -> None:
    aliyun = [{"biz_id": "b1", "success": False, "err_code": "MK:0012", "phone_number": "13900000001"}]
    tencent = [{"sid": "s1", "report_status": "SUCCESS", "errmsg": "DELIVRD", "mobile": "13900000001"}]
    assert parse("sms-aliyun", json.dumps(aliyun).encode()) == [
        Report("sms-aliyun", "b1", Outcome.FAILED, code="MK:0012")
    ]
    assert parse("sms-tencent", json.dumps(tencent).encode()) == [
        Report("sms-tencent", "s1", Outcome.DELIVERED, code="DELIVRD")
    ]
    assert acknowledgement("sms-aliyun")["code"] == acknowledgement("sms-tencent")["result"] == 0


@pytest.mark.parametrize("count", [MAX_REPORTS + 1, 1])
def test_reports_out_of_bounds_are_refused(count: int) -> None:
    reference = "x" * (101 if count == 1 else 5)
    body = json.dumps([{"biz_id": reference, "success": True}] * count).encode()
    with pytest.raises(BadReport):
        parse("sms-aliyun", body)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("isv.BUSINESS_LIMIT_CONTROL", "isv.BUSINESS_LIMIT_CONTROL"),
        ("200003", "200003"),
        ("13900000001", "other"),
        ("ERR-13900000001", "other"),
        ("号码 139 无效", "other"),
        ("x" * 61, "other"),
    ],
)
def test_code_is_kept_only_when_it_can_hold_no_number(said: str, kept: str) -> None:
    assert code_of(said) == kept
