"""The clause that decided: named at once, its own words opened on demand."""

from dataclasses import dataclass
from typing import Self

from yuanping.core import errors
from yuanping.web.components.rendering import Component


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation(Component):
    source: str
    article: str
    words: str
    url: str = ""
    open: bool = False

    @classmethod
    def of(cls, citation: errors.Citation, *, open: bool = False) -> Self:  # noqa: A002 - the HTML attribute's name
        return cls(source=citation.source, article=citation.article, words=citation.words, open=open)
