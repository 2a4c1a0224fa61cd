"""What gateways tell us later: delivered, answered, which key. Each maker's form becomes ``Report``.

The forms stand in the makers' documents: Alibaba Cloud SmsReport and VoiceReport (HTTP push, a JSON list), Tencent
Cloud SMS status push (a JSON list) and voice callbacks (a JSON object named by its one key). The telephone number,
which all of them quote, is not read.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MAX_BYTES = 256 * 1024
MAX_REPORTS = 1000
CODE = re.compile(r"[A-Za-z0-9_.:-]{1,60}")


class Outcome(StrEnum):
    """What became of a message or a call."""

    SENDING = "sending"
    DEFERRED = "deferred"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    ANSWERED = "answered"
    NO_ANSWER = "no-answer"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Report:
    """``reference`` is the receipt number given at sending; ``digit`` goes with ``KEY``."""

    adapter: str
    reference: str
    outcome: Outcome
    digit: str = ""
    code: str = ""


class BadReport(ValueError):
    """The body is not what this gateway sends."""


def code_of(text: object) -> str:
    """A gateway's code as it may be kept; whatever else it says may quote the number, and becomes ``other``."""
    found = str(text)
    # Eleven digits in a row would be a telephone.
    return found if CODE.fullmatch(found) and not re.search(r"\d{7}", found) else "other"


def parse(adapter: str, body: bytes) -> list[Report]:
    """The reports in a gateway's push; raises ``BadReport``."""
    if len(body) > MAX_BYTES:
        raise BadReport("too long")
    try:
        given = json.loads(body)
        found = [
            Report(adapter, reference, outcome, digit, code_of(code) if code else "")
            for reference, outcome, digit, code in FORMS[adapter](given)
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadReport("not a report") from None
    if len(found) > MAX_REPORTS or not all(0 < len(each.reference) <= 100 for each in found):
        raise BadReport("out of bounds")
    return found


def acknowledgement(adapter: str) -> dict[str, object]:
    """What the gateway wants to read, so that it does not push the same again."""
    return {"result": 0, "errmsg": "OK"} if adapter.endswith("tencent") else {"code": 0, "msg": "OK"}


Found = Iterator[tuple[str, Outcome, str, str]]


def _aliyun_sms(given: list[dict[str, Any]]) -> Found:
    for each in given:
        outcome = Outcome.DELIVERED if each["success"] is True else Outcome.FAILED
        yield _text(each["biz_id"]), outcome, "", each.get("err_code", "")


UNREACHABLE = {"200004", "200011", "200104", "200105", "200116", "200117", "200118", "200006"}
"""Illegal, suspended or restricted numbers, and what went wrong on the way; every other end is nobody answering."""
ANSWERED = {"200000", "200001", "200008", "200100"}


def _aliyun_voice(given: list[dict[str, Any]]) -> Found:
    for each in given:
        reference, code = _text(each["call_id"]), _text(each["status_code"])
        digit = _digit(each.get("dtmf"))
        if code in ANSWERED or digit:
            yield reference, Outcome.ANSWERED, "", code
        else:
            yield reference, Outcome.FAILED if code in UNREACHABLE else Outcome.NO_ANSWER, "", code
        if digit:
            yield reference, Outcome.KEY, digit, ""


def _tencent_sms(given: list[dict[str, Any]]) -> Found:
    for each in given:
        outcome = Outcome.DELIVERED if each["report_status"] == "SUCCESS" else Outcome.FAILED
        yield _text(each["sid"]), outcome, "", each.get("errmsg", "")


PROMPTED = {"0": Outcome.ANSWERED, "1": Outcome.NO_ANSWER}


def _tencent_voice(given: dict[str, dict[str, Any]]) -> Found:
    for name, each in given.items():
        reference = _text(each["callid"])
        if name == "voiceprompt_callback":
            result = _text(each["result"])
            yield reference, PROMPTED.get(result, Outcome.FAILED), "", result
        elif name == "voicekey_callback":
            digit = _digit(each["keypress"])
            yield reference, Outcome.ANSWERED, "", ""
            if digit:
                yield reference, Outcome.KEY, digit, ""
        elif name == "voice_failure_callback":
            yield reference, Outcome.FAILED, "", _text(each.get("failure_code", ""))
        else:
            raise BadReport(name)


def _text(value: object) -> str:
    if not isinstance(value, str | int):
        raise BadReport("not a text")
    return str(value)


def _digit(value: object) -> str:
    """The first key pressed."""
    text = "" if value is None else _text(value).strip()
    return text[0] if text and text[0] in "0123456789*#" else ""


FORMS: Mapping[str, Callable[[Any], Found]] = {
    "sms-aliyun": _aliyun_sms,
    "voice-aliyun": _aliyun_voice,
    "sms-tencent": _tencent_sms,
    "voice-tencent": _tencent_voice,
}
"""By adapter: who pushes reports to us."""
