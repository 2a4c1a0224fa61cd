"""The demonstration's telephones: calls that ring until the tester presses a key or lets them ring out."""

from typing import Any, cast

from django.conf import settings
from django.core.paginator import Page as PageOfRows
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from typing_extensions import override

from yuanping.base.context import platform
from yuanping.base.ports.models import Ring
from yuanping.base.ports.voice import hang_up, rings
from yuanping.core.errors import Invalid, NotFound
from yuanping.domain.experts.actions.dial import record_reports
from yuanping.web.components import Paging
from yuanping.web.numbers import whole_number
from yuanping.web.page import Page

PAGE = 20


class Rings(Page):
    """No number, no name. What is pressed goes the way of a gateway's report."""

    template_name = "demo/rings.html"
    title = "模拟电话"

    @override
    def load(self, **kwargs: Any) -> None:
        if not settings.DEMO:
            raise NotFound("not-a-demonstration", "正式运行的节点没有模拟电话。", remedy="请返回首页。")

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        ring_id = whole_number(request.POST.get("ring", ""))
        if ring_id is None:
            raise Invalid("ring-unknown", "没有这个来电。", remedy="请刷新页面后重试。")
        digit = request.POST.get("digit", "")
        with transaction.atomic():
            reports = hang_up(platform(self.ctx, "模拟电话"), ring_id, digit=digit)
            heard = record_reports(platform(self.ctx, "模拟电话"), reports)
        if heard.refusals:
            return self.done(f"已按 {digit}，只作记录：{heard.refusals[0].message}", request.get_full_path())
        return self.done(f"已按 {digit}。" if digit else "已响铃至无人接听。", request.get_full_path())

    @override
    def context(self) -> dict[str, Any]:
        page = Paginator(rings(), PAGE).get_page(self.request.GET.get("page"))
        return {
            "rings": [_shown(ring) for ring in page.object_list],
            "paging": Paging.of(cast("PageOfRows[object]", page), query=self.request.GET)
            if page.paginator.count > PAGE
            else None,
        }


def _shown(ring: Ring) -> dict[str, Any]:
    ended = ""
    if ring.ended_at is not None:
        ended = f"按 {ring.digit}（{ring.keys[ring.digit]}）" if ring.digit else "无人接听"
    return {
        "id": ring.pk,
        "number": f"VOICE-{ring.pk}",
        "reference": ring.reference,
        "at": ring.rang_at,
        "text": ring.text,
        "keys": sorted(ring.keys.items()),
        "ended": ended,
        "ended_at": ring.ended_at,
    }
