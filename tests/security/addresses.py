"""Every address of the node, read from the resolver: nobody can add one that these tests do not know."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True, slots=True)
class Address:
    """A pattern: its full name (``desk:project``), the arguments that it takes, the view behind it."""

    name: str
    takes: frozenset[str]
    view: Any

    def url(self, **ids: object) -> str:
        """The address with these of the given ids that it takes."""
        return reverse(self.name, kwargs={key: ids[key] for key in self.takes})


def addresses() -> list[Address]:
    """All of them, without the answer for addresses that do not exist."""
    return [each for each in _walk(get_resolver().url_patterns, "", frozenset()) if each.name]


def _walk(
    patterns: list[URLPattern | URLResolver], namespace: str, takes: frozenset[str]
) -> Iterator[Address]:
    for entry in patterns:
        names = takes | frozenset(entry.pattern.converters)
        if isinstance(entry, URLResolver):
            inner = ":".join(filter(None, (namespace, entry.namespace or "")))
            yield from _walk(entry.url_patterns, inner, names)
        else:
            name = f"{namespace}:{entry.name}" if namespace and entry.name else entry.name or ""
            yield Address(name, names, entry.callback)
