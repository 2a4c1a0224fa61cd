"""``{% load components %}``: draw components and icons, and write times, days and money the one way we write them."""

from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from yuanping.core.errors import Refused
from yuanping.web.components.banner.params import Banner
from yuanping.web.components.icons import ICONS, SPRITE
from yuanping.web.components.rendering import Component, ComponentError, build_component, csrf_token
from yuanping.web.components.values import day, moment, yuan

register = template.Library()


def _draw(context: Context, which: str | Component, params: dict[str, Any]) -> SafeString:
    token = context.get("csrf_token")
    with csrf_token("" if token in {None, "NOTPROVIDED"} else str(token)):
        if isinstance(which, Component):
            if params:
                raise ComponentError(f"{type(which).__name__} is complete: it takes no further parameters")
            return which.render()
        return build_component(which, **params).render()


@register.simple_tag(takes_context=True)
def component(context: Context, which: str | Component, /, **params: Any) -> SafeString:
    """``{% component "state_tag" tone="ok" label="已受理" %}``, or ``{% component table %}`` for an instance."""
    return _draw(context, which, params)


@register.simple_block_tag(takes_context=True)
def component_block(context: Context, content: SafeString, which: str, /, **params: Any) -> SafeString:
    """``{% component_block "card" title="…" %}…{% endcomponent_block %}``: what stands inside becomes ``body``."""
    return _draw(context, which, {**params, "body": content})


@register.simple_tag
def refusal_banner(refusal: Refused) -> SafeString:
    """What was refused, by which rule, and what to do next."""
    return Banner.of(refusal).render()


@register.simple_tag
def message_banner(message: Message) -> SafeString:
    """One of Django's messages."""
    return Banner.of_message(message).render()


@register.simple_tag
def icon(name: str) -> SafeString:
    """One icon of the sprite; it is decoration, so the word beside it must say the same."""
    if name not in ICONS:
        raise ComponentError(f"no icon is called {name!r}: add it to icons.py and run tools/vendor.py")
    href = f"{static(SPRITE)}#{name}"
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', href
    )


register.filter("moment", moment)
register.filter("day", day)
register.filter("yuan", yuan)
