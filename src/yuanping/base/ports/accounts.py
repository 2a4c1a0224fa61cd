"""Our accounts with the gateways, from the file that ``YUANPING_GATEWAYS`` names (TOML, docs/gateways.md).

A secret stands in a file of its own, read when it is needed: it is in no setting, and so in no error page.
"""

import hmac
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from yuanping.base.ports.gateways import Filled, GatewayUnfit

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class Template:
    """A template as registered with the gateway, and the values it takes, in its order."""

    code: str
    parameters: tuple[str, ...]

    def values(self, filled: Filled) -> dict[str, str]:
        missing = [name for name in self.parameters if name not in filled.values]
        if missing:
            raise GatewayUnfit("template-parameters")
        return {name: filled.values[name] for name in self.parameters}


@dataclass(frozen=True, slots=True)
class Account:
    """An account for one channel. ``endpoint`` is an origin; plain HTTP is for this machine only."""

    key_id: str
    secret_file: Path
    callback_file: Path | None
    endpoint: str
    region: str
    sign_name: str
    app_id: str
    show_number: str
    templates: Mapping[str, Template]

    @property
    def secret(self) -> str:
        return _word(self.secret_file)

    @property
    def scheme(self) -> str:
        return urlsplit(self.endpoint).scheme

    @property
    def host(self) -> str:
        return urlsplit(self.endpoint).netloc

    def template(self, name: str) -> Template:
        """The registered template: a venue's own (``call@7``), else the one before the ``@``."""
        found = self.templates.get(name) or self.templates.get(name.partition("@")[0])
        if found is None:
            raise GatewayUnfit("template-unregistered")
        return found

    def admits(self, word: str) -> bool:
        """Whether the last part of a callback's address is the one that only the gateway was told."""
        if self.callback_file is None:
            return False
        return hmac.compare_digest(word.encode(), _word(self.callback_file).encode())


def account(channel: str) -> Account:
    """The account for ``sms`` or ``voice``; ``GatewayUnfit`` when the file does not give it rightly."""
    file = Path(settings.GATEWAYS_FILE)
    try:
        return _account(tomllib.loads(file.read_text(encoding="utf-8"))[channel], file.parent)
    except (OSError, KeyError, TypeError, ValueError):
        raise GatewayUnfit("account-missing") from None


def _account(given: dict[str, Any], folder: Path) -> Account:
    endpoint = given["endpoint"]
    parts = urlsplit(endpoint)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise ValueError("endpoint")
    callback = given.get("callback_secret_file")
    return Account(
        key_id=given["key_id"],
        secret_file=folder / given["secret_file"],
        callback_file=folder / callback if callback else None,
        endpoint=endpoint,
        region=given.get("region", ""),
        sign_name=given.get("sign_name", ""),
        app_id=given.get("app_id", ""),
        show_number=given.get("show_number", ""),
        templates={
            name: Template(each["code"], tuple(each.get("parameters", ())))
            for name, each in given.get("templates", {}).items()
        },
    )


def _word(file: Path) -> str:
    try:
        found = file.read_text(encoding="utf-8").strip()
    except OSError:
        raise GatewayUnfit("secret-missing") from None
    if not found:
        raise GatewayUnfit("secret-missing")
    return found
