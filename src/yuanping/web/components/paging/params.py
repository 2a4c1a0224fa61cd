"""Which part of a long list is shown, and how many there are in all."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.http import QueryDict

from yuanping.web.components.rendering import Component


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging(Component):
    """``number`` counts from 1; ``query`` is the rest of the query string, so that a search survives turning pages."""

    total: int
    number: int
    size: int
    query: str = ""
    name: str = "page"

    @classmethod
    def of(cls, page: "Page[Any]", *, query: QueryDict, name: str = "page") -> "Paging":
        """The paging of one of Django's pages under the current query."""
        rest = query.copy()
        rest.pop(name, None)
        paginator = page.paginator
        return cls(
            total=paginator.count,
            number=page.number,
            size=paginator.per_page,
            query=rest.urlencode(),
            name=name,
        )

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def near(self) -> list[tuple[int, str]]:
        """Up to five pages around this one, each with its address."""
        start = max(1, min(self.number - 2, self.last - 4))
        return [(number, self._url(number)) for number in range(start, min(start + 4, self.last) + 1)]

    @property
    def previous_url(self) -> str:
        return self._url(self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        return self._url(self.number + 1) if self.number < self.last else ""

    def _url(self, number: int) -> str:
        own = urlencode({self.name: number})
        return f"?{self.query}&{own}" if self.query else f"?{own}"
