"""The demonstration's telephones: what would have been sent, newest first."""

import re
from typing import Any, cast

from django.conf import settings
from django.core.paginator import Page as PageOfRows
from django.core.paginator import Paginator
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from typing_extensions import override

from yuanping.base.ports.sms import outbox
from yuanping.core.errors import NotFound
from yuanping.web.components import Paging
from yuanping.web.page import Page

LINK = re.compile(r"https?://[^\s，。；]+")
PAGE = 20


class Outbox(Page):
    """No number, no name: a message is known by its own number, which serves as the demonstration's identity card."""

    template_name = "demo/outbox.html"
    title = "模拟短信"

    @override
    def load(self, **kwargs: Any) -> None:
        if not settings.DEMO:
            raise NotFound("not-a-demonstration", "正式运行的节点没有模拟短信。", remedy="请返回首页。")

    @override
    def context(self) -> dict[str, Any]:
        page = Paginator(outbox(), PAGE).get_page(self.request.GET.get("page"))
        return {
            "sent": [
                {
                    "number": f"SMS-{message.pk}",
                    "reference": message.reference,
                    "at": message.sent_at,
                    "text": linked(message.text),
                }
                for message in page.object_list
            ],
            "paging": Paging.of(cast("PageOfRows[object]", page), query=self.request.GET)
            if page.paginator.count > PAGE
            else None,
        }


def linked(text: str) -> SafeString:
    """The text with its links to click, as a telephone shows it; everything else escaped."""
    parts, last = [], 0
    for found in LINK.finditer(text):
        parts.append(format_html("{}", text[last : found.start()]))
        parts.append(format_html('<a href="{0}">{0}</a>', found.group()))
        last = found.end()
    parts.append(format_html("{}", text[last:]))
    return mark_safe("".join(parts))  # noqa: S308 -- joined from escaped parts
