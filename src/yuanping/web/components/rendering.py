"""Components: a frozen dataclass of parameters and a template beside it.

A component lives in its own folder: ``params.py`` holds the dataclass (its name is the folder's name in camel case),
``template.html`` draws it from ``p`` (the parameters) and ``example.py`` shows it on the style guide. An instance put
into a template draws itself, so components nest as plain values: a cell of a table may be a ``StateTag``.

Components that post a form need the page's CSRF token: draw the outermost one with ``{% component %}`` in a page that
was rendered with its request, or hand ``request`` to ``render_component``.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template import Context, Engine, Origin, Template
from django.utils.safestring import SafeString, mark_safe
from typing_extensions import override

FOLDER = Path(__file__).parent
_csrf_token: ContextVar[str] = ContextVar("csrf_token", default="")


class ComponentError(TypeError):
    """A page asks for a component that does not exist, or with the wrong parameters: a bug in the page."""


class Component:
    """Base of every component's parameters; ``str()`` and ``{{ }}`` draw it."""

    __slots__ = ()

    @property
    def posts(self) -> bool:
        """Whether the component holds a POST form, and so needs the page's CSRF token."""
        return False

    @override
    def __str__(self) -> str:
        return self.render()

    def __html__(self) -> str:
        return self.render()

    def render(self) -> SafeString:
        """The component as HTML, every text in it escaped."""
        token = _csrf_token.get()
        if self.posts and not token:
            raise ComponentError(f"{type(self).__name__} posts a form and was rendered without a request")
        folder = FOLDER / type(self).__module__.rpartition(".params")[0].rpartition(".")[2]
        _check_choices(self, folder.name)
        compiled = _compile(folder) if settings.DEBUG else _compile_once(folder)
        # The engine escapes every value, so that its output is the only string here that is safe by construction.
        return mark_safe(compiled.render(Context({"p": self, "csrf_token": token})))  # noqa: S308


def component_names() -> list[str]:
    """The names of all components, in alphabetical order."""
    return sorted(path.parent.name for path in FOLDER.glob("*/template.html"))


@cache
def component_class(name: str) -> type[Component]:
    """The parameter class of the component called ``name``; raises ComponentError when there is none."""
    if name not in component_names():
        raise ComponentError(f"no component is called {name!r}")
    module = import_module(f"yuanping.web.components.{name}.params")
    found: type[Component] = getattr(module, "".join(part.capitalize() for part in name.split("_")))
    return found


def build_component(name: str, /, **params: Any) -> Component:
    """An instance of the component called ``name``; raises ComponentError for unknown or missing parameters."""
    try:
        return component_class(name)(**params)
    except TypeError as error:
        raise ComponentError(f"component {name!r}: {error}") from error


def render_component(name: str, /, *, request: HttpRequest | None = None, **params: Any) -> SafeString:
    """The component called ``name`` as HTML; ``request`` is needed by components that post a form."""
    with csrf_token(get_token(request) if request else _csrf_token.get()):
        return build_component(name, **params).render()


@contextmanager
def csrf_token(token: str) -> Iterator[None]:
    """Let the components rendered inside use the page's CSRF token."""
    before = _csrf_token.set(token)
    try:
        yield
    finally:
        _csrf_token.reset(before)


def _compile(folder: Path) -> Template:
    path = folder / "template.html"
    origin = Origin(name=str(path), template_name=f"components/{folder.name}/template.html")
    return Template(path.read_text(encoding="utf-8"), origin=origin, engine=Engine.get_default())


_compile_once = cache(_compile)


def _check_choices(component: Component, name: str) -> None:
    for field, choices in _choices(name).items():
        value = getattr(component, field)
        if value not in choices:
            allowed = ", ".join(map(str, choices))
            raise ComponentError(f"{type(component).__name__}: {field}={value!r} is none of {allowed}")


@cache
def _choices(name: str) -> Mapping[str, tuple[object, ...]]:
    hints = get_type_hints(component_class(name))
    return {field: get_args(hint) for field, hint in hints.items() if get_origin(hint) is Literal}
