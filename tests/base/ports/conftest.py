"""A gateway on this machine, and our account with it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.base.ports.gateway import Gateway

ACCOUNT = """
[{channel}]
key_id = "{key_id}"
secret_file = "secret"
callback_secret_file = "word"
endpoint = "{endpoint}"
region = "ap-guangzhou"
sign_name = "远评"
app_id = "1400000000"
show_number = "037100000000"
[{channel}.templates]
call = {{ code = "T_CALL", parameters = ["time", "place", "token"] }}
call-voice = {{ code = "V_CALL", parameters = ["time", "place"] }}
key-1 = {{ code = "V_1" }}
key-2 = {{ code = "V_2" }}
"""
WORD = "only-the-gateway-was-told"


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    made = Gateway()
    yield made
    made.close()


@pytest.fixture
def account(gateway: Gateway, tmp_path: Path, settings: Settings) -> Callable[..., None]:
    """Write our account's file: ``account(secret="wrong")``."""

    def write(*, secret: str = gateway.secret, endpoint: str = gateway.url) -> None:
        (tmp_path / "secret").write_text(f"{secret}\n", encoding="utf-8")
        (tmp_path / "word").write_text(WORD, encoding="utf-8")
        text = "".join(
            ACCOUNT.format(channel=channel, key_id=gateway.key_id, endpoint=endpoint)
            for channel in ("sms", "voice")
        )
        (tmp_path / "gateways.toml").write_text(text, encoding="utf-8")
        settings.GATEWAYS_FILE = tmp_path / "gateways.toml"

    write()
    return write
