"""The variables by which a node is told how to call people."""

import logging
from pathlib import Path

import pytest

from yuanping.config.env import EnvError, read
from yuanping.web.keys import HideKeys


def surroundings(tmp_path: Path, **more: str) -> dict[str, str]:
    return {"YUANPING_VAR": str(tmp_path), **more}


def test_calling_as_the_surroundings_say(tmp_path: Path) -> None:
    given = {"YUANPING_SMS": "aliyun", "YUANPING_VOICE": "tencent", "YUANPING_CALL_PLAN": "sms@0,voice@5"}
    env = read(surroundings(tmp_path, **given))
    assert (env.sms, env.voice, env.call_plan) == ("aliyun", "tencent", "sms@0,voice@5")
    assert env.gateways == tmp_path / "gateways.toml"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("YUANPING_SMS", "pigeon"),
        ("YUANPING_VOICE", ""),
        ("YUANPING_CALL_PLAN", "voice@0"),
        ("YUANPING_CALL_PLAN", "x"),
    ],
)
def test_variable_that_is_wrong_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(EnvError, match=name):
        read(surroundings(tmp_path, **{name: value}))


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Not Found: /callbacks/sms-aliyun/s3cret", "Not Found: /callbacks/sms-aliyun/-"),
        ("GET /expert/call/t0ken/ 200", "GET /expert/call/-/ 200"),
    ],
)
def test_addresses_that_are_keys_lose_them_in_the_log(line: str, kept: str) -> None:
    record = logging.LogRecord("x", logging.INFO, "x", 1, line, (), None)
    HideKeys().filter(record)
    assert record.getMessage() == kept
