from collections.abc import Callable

import lxml.html
import pytest
from django.test import RequestFactory

from yuanping.web.components import render_component
from yuanping.web.components.rendering import csrf_token


@pytest.fixture
def draw() -> Callable[..., lxml.html.HtmlElement]:
    """Draw a component by name and parse what came out."""

    def drawn(name: str, **params: object) -> lxml.html.HtmlElement:
        html = render_component(name, request=RequestFactory().get("/"), **params)
        return lxml.html.fragment_fromstring(html, create_parent="div")

    return drawn


@pytest.fixture
def parse() -> Callable[[object], lxml.html.HtmlElement]:
    """Draw an instance inside a page that has a token, and parse what came out."""

    def parsed(component: object) -> lxml.html.HtmlElement:
        with csrf_token("page-token"):
            return lxml.html.fragment_fromstring(str(component), create_parent="div")

    return parsed
