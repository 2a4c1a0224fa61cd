"""Refusals: what the platform says when it will not do something, and by which rule."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule stands: the source's title and number, the article, and the clause's own words."""

    source: str
    article: str
    words: str

    def as_json(self) -> dict[str, str]:
        return {"source": self.source, "article": self.article, "words": self.words}


class Refused(Exception):
    """An anticipated refusal.

    ``code`` is public, stable and kebab-case; ``message`` is for people and says what happened;
    ``remedy`` says what to do next; ``field`` names the input at fault; ``citation`` names the rule.
    """

    status = 409

    def __init__(
        self,
        code: str,
        message: str,
        *,
        remedy: str = "",
        field: str = "",
        citation: Citation | None = None,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.remedy = remedy
        self.field = field
        self.citation = citation

    def as_json(self) -> dict[str, object]:
        return {
            "code": self.code,
            "message": self.message,
            "remedy": self.remedy,
            "field": self.field,
            "citation": self.citation.as_json() if self.citation else None,
        }


class NotAllowed(Refused):
    """The actor may not do this."""

    status = 403


class NotFound(Refused):
    """There is no such row, or this actor may not know of it."""

    status = 404


class WrongState(Refused):
    """The thing is not in a state from which this transition starts."""

    status = 409


class Invalid(Refused):
    """The input is malformed; ``field`` says which."""

    status = 422
