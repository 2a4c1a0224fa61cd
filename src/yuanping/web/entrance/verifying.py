"""Checking the record without trusting this node: in the visitor's own browser, or with a program of one file."""

import json
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.html import format_html
from typing_extensions import override

from yuanping.base.witness import keys, queries
from yuanping.base.witness.standing import policy, policy_text
from yuanping.base.witnessing.others import log_by_hash, other_logs
from yuanping.base.witnessing.vouching import policy_for
from yuanping.core.errors import NotFound
from yuanping.core.events import instant
from yuanping.domain.signing.queries import root_pem
from yuanping.web.components.data_table.params import Column, DataTable, Row
from yuanping.web.components.empty_state.params import EmptyState
from yuanping.web.components.fact_list.params import Fact, FactList
from yuanping.web.components.link.params import Link
from yuanping.web.page import Page
from yuanping.web.record.pages import TEXT, attachment
from yuanping.web.record.showing import FACTS

PROGRAM = "yuanping_verify.py"


class Verify(Page):
    """The record's present end, whom the node names as witnesses, and the checks of a visitor's own files."""

    title = "核验见证记录"
    template_name = "entrance/verify.html"

    @override
    def context(self) -> dict[str, Any]:
        size, root = queries.head()
        rule = policy()
        witnesses = f"{len(rule.witnesses)} 家，须有 {rule.needed} 家见证" if rule.witnesses else "没有设置"
        facts = (
            Fact("节点", settings.NODE_NAME),
            Fact("见证记录名称", settings.LOG_ORIGIN),
            Fact("记录条数", size),
            Fact("末条记录时间", queries.last_at()),
            Fact("见证方", witnesses, wide=True),
            Fact("根摘要", _code(root), wide=True),
            Fact("节点公钥", _code(keys.log_key().verifier.vkey), wide=True),
        )
        return {
            "facts": FactList(facts=facts),
            "policy_text": policy_text(),
            "witnessed": _witnessed_logs(),
            "labels": json.dumps(FACTS, ensure_ascii=False),
            "has_root": bool(root_pem()),
        }


class Program(Page):
    """The program of one file, as it stands in the repository's ``verifier/``."""

    title = "独立核验程序"
    template_name = "errors/refusal.html"

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return attachment(program(), PROGRAM, kind="text/x-python; charset=utf-8")


class PolicyFile(Page):
    """Whom this node's log counts as witnesses (C2SP tlog-policy)."""

    title = "信任策略"
    template_name = "errors/refusal.html"

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return attachment(policy_text(), "policy.txt", kind=TEXT)


class WitnessedPolicy(Page):
    """By what this node, as a witness, vouches for another node's log."""

    title = "信任策略"
    template_name = "errors/refusal.html"

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        log = log_by_hash(kwargs["origin_hash"])
        if log is None:
            raise NotFound("not-found", "本节点没有为这个日志作见证。", remedy="请从“核验见证记录”页下载。")
        return attachment(policy_for(log), f"policy-{log.origin.replace('/', '-')}.txt", kind=TEXT)


class StampRoot(Page):
    """The root certificate under which this node's time-stamp authority signs."""

    title = "时间戳根证书"
    template_name = "errors/refusal.html"

    @override
    def load(self, **kwargs: Any) -> None:
        if not root_pem():
            raise NotFound("no-authority", "本节点还没有签发过时间戳。")

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return attachment(root_pem(), "yuanping-root.pem", kind="application/x-pem-file")


def program() -> bytes:
    """The verifier's bytes: ``verifier/`` is a link in a checkout, a package in the wheel."""
    return files("yuanping_verifier").joinpath(PROGRAM).read_bytes()


def head(request: HttpRequest) -> JsonResponse:
    """The record's end as data, to be kept by outsiders and compared later."""
    size, root = queries.head()
    ctx = request.ctx  # type: ignore[attr-defined]
    return JsonResponse(
        {
            "node": settings.NODE_NAME,
            "origin": settings.LOG_ORIGIN,
            "size": size,
            "root": root,
            "as_of": instant(ctx.now),
        },
        json_dumps_params={"ensure_ascii": False},
    )


def _witnessed_logs() -> DataTable | None:
    """The logs for which this node bears witness, each with its policy; None for a node that bears none."""
    logs = other_logs()
    if not logs:
        return None
    rows = [(log.origin, reverse("entrance:witnessed-policy", args=[log.origin_hash])) for log in logs]
    return DataTable(
        caption="本节点见证的日志",
        columns=(Column("日志"), Column("信任策略")),
        rows=tuple(Row((origin, Link(label="下载信任策略", url=url))) for origin, url in rows),
        empty=EmptyState(title="没有见证其他日志", icon="eye"),
    )


def _code(text: str) -> str:
    return format_html('<code class="yp-digest">{}</code>', text)
