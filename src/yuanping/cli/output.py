"""How commands speak: lines for people, or one JSON document with ``--json``."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn, ParamSpec

import click

from yuanping.base.embedded_postgres import PostgresError
from yuanping.config.env import EnvError
from yuanping.core.errors import Refused

P = ParamSpec("P")


def command(body: Callable[P, tuple[dict[str, Any], str]]) -> Callable[..., None]:
    """A command whose body returns (facts for ``--json``, text for people).

    Facts with ``"ok": False`` end the command with exit code 1.
    """

    @click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
    @wraps(body)
    def run(*args: P.args, as_json: bool, **kwargs: P.kwargs) -> None:  # type: ignore[valid-type]
        try:
            facts, text = body(*args, **kwargs)
        except Refused as refused:
            fail(
                refused.as_json(), " ".join(filter(None, (refused.message, refused.remedy))), as_json=as_json
            )
        except (PostgresError, EnvError) as error:
            fail({"code": "cannot-start", "message": str(error)}, str(error), as_json=as_json)
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2) if as_json else text)
        if facts.get("ok") is False:
            raise SystemExit(1)

    return run


def fail(facts: dict[str, Any], text: str, *, as_json: bool) -> NoReturn:
    """Say why not, and end with code 1."""
    if as_json:
        click.echo(json.dumps({"ok": False, **facts}, ensure_ascii=False, indent=2))
    else:
        click.echo(text, err=True)
    raise SystemExit(1)
