"""The environment as one typed value, with readable errors."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from yuanping.base.kept import kept as kept_file
from yuanping.domain.experts.dialling import parse_plan

CHECKOUT = Path(__file__).resolve().parents[3]


class EnvError(RuntimeError):
    """A variable of the environment is wrong; the message names it and the remedy."""


@dataclass(frozen=True, slots=True)
class Env:
    """What the surroundings decide.

    ``database_url`` empty means the embedded server, whose address is known once it runs. ``drafts_decide`` lets drafts of
    notices (征求意见稿, S3-49) take part in the rules of new projects. ``log_origin`` is the witness log's name for ever;
    ``witness_policy`` (tlog-policy: who witnesses our log, and the quorum) and ``witnessed_logs`` (the logs that this node
    witnesses and mirrors) are files that need not exist. ``gateways`` holds our accounts with the gateways for messages and
    calls; ``call_plan`` says which message or call goes out how many minutes after somebody was drawn.
    """

    var: Path
    node: str
    database_url: str
    host: str
    port: int
    demo: bool
    debug: bool
    secret_key: str
    sms: str
    voice: str
    gateways: Path
    call_plan: str
    identity: str
    allowed_hosts: tuple[str, ...]
    site_url: str
    reply_hours: int
    drafts_decide: bool
    log_origin: str
    witness_policy: Path
    witnessed_logs: Path

    @property
    def keys(self) -> Path:
        return self.var / "keys"

    @property
    def is_encrypted(self) -> bool:
        """Whether people reach the site by TLS: then cookies travel by nothing else."""
        return self.site_url.startswith("https://")


def read(environ: Mapping[str, str] = os.environ) -> Env:
    """Parse and check the environment."""
    var = Path(environ.get("YUANPING_VAR") or (_home() / "var")).absolute()
    host, port = environ.get("YUANPING_HOST", "127.0.0.1"), _port(environ.get("YUANPING_PORT", "8000"))
    return Env(
        var=var,
        node=environ.get("YUANPING_NODE") or "远评节点",
        database_url=environ.get("DATABASE_URL", ""),
        host=host,
        port=port,
        demo=_flag(environ, "YUANPING_DEMO", default=True),
        debug=_flag(environ, "YUANPING_DEBUG", default=False),
        secret_key=environ.get("YUANPING_SECRET_KEY")
        or kept_file(var / "keys" / "session.key", _session_secret).decode("ascii"),
        sms=_gateway(environ, "YUANPING_SMS"),
        voice=_gateway(environ, "YUANPING_VOICE"),
        gateways=Path(environ.get("YUANPING_GATEWAYS") or var / "gateways.toml"),
        call_plan=_call_plan(environ.get("YUANPING_CALL_PLAN", "sms@0,voice@3,voice@10,sms@30")),
        identity=environ.get("YUANPING_IDENTITY", "fake"),
        allowed_hosts=tuple(environ.get("YUANPING_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")),
        site_url=environ.get("YUANPING_SITE_URL", f"http://{host}:{port}").rstrip("/"),
        reply_hours=_hours(environ.get("YUANPING_REPLY_HOURS", "2")),
        drafts_decide=_flag(environ, "YUANPING_DRAFTS", default=False),
        log_origin=_origin(
            environ.get("YUANPING_LOG_ORIGIN"),
            kept=var / "keys" / "witness" / "origin",
            default=f"{host}:{port}/log",
        ),
        witness_policy=Path(environ.get("YUANPING_WITNESS_POLICY") or var / "witness" / "policy.txt"),
        witnessed_logs=Path(environ.get("YUANPING_WITNESSED_LOGS") or var / "witness" / "logs.txt"),
    )


def database(url: str) -> dict[str, object]:
    """Django's database entry for a ``postgresql://`` URL."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise EnvError("DATABASE_URL 应形如 postgresql://用户:口令@主机:端口/库名")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        # Under ASGI each request has a thread of its own, and a kept connection would die unused with it.
        "CONN_MAX_AGE": 0,
    }


def _home() -> Path:
    return CHECKOUT if (CHECKOUT / "pyproject.toml").exists() else Path.cwd()


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise EnvError(f"YUANPING_PORT={text}：端口应为 1 至 65535 的整数")
    return int(text)


def _origin(asked: str | None, *, kept: Path, default: str) -> str:
    """The log's name (C2SP tlog-checkpoint: a line without spaces or plus signs), for ever once it is kept."""
    known = kept.read_text(encoding="utf-8") if kept.exists() else None
    if known is not None and asked not in (None, known):
        raise EnvError(
            f"YUANPING_LOG_ORIGIN={asked}：本节点的见证记录名称已定为 {known}，不能更改；请改回原值或去掉该变量"
        )
    text = known or asked or default
    if not text or "+" in text or any(each.isspace() or not each.isprintable() for each in text):
        raise EnvError(f"YUANPING_LOG_ORIGIN={text}：应形如 pingbiao.example.gov.cn/log，不含空格和加号")
    return text


def _hours(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) <= 72:
        raise EnvError(f"YUANPING_REPLY_HOURS={text}：专家答复期限应为 1 至 72 的整数（小时）")
    return int(text)


def _gateway(environ: Mapping[str, str], name: str) -> str:
    text = environ.get(name, "fake")
    if text not in {"fake", "aliyun", "tencent"}:
        raise EnvError(f"{name}={text}：应为 fake、aliyun 或 tencent")
    return text


def _call_plan(text: str) -> str:
    try:
        parse_plan(text)
    except ValueError:
        raise EnvError(
            f"YUANPING_CALL_PLAN={text}：应形如 sms@0,voice@3,sms@30（方式@分钟），第一步为 0 分钟，至少一条短信，不超过 10 步"
        ) from None
    return text


def _flag(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = environ.get(name, "1" if default else "0").lower()
    if text not in {"0", "1", "true", "false"}:
        raise EnvError(f"{name}={text}：应为 0 或 1")
    return text in {"1", "true"}


def _session_secret() -> bytes:
    return secrets.token_urlsafe(48).encode("ascii")
