"""The closed vocabularies of a rule."""

from enum import StrEnum


class Domain(StrEnum):
    """Which law a project lives under; a rule may serve both."""

    TENDER = "tender"
    PROCUREMENT = "procurement"
    BOTH = "both"

    def covers(self, other: "Domain") -> bool:
        """Whether the two share a domain."""
        return self is other or Domain.BOTH in {self, other}


class Force(StrEnum):
    """How strongly a rule speaks: 应当 · 原则上 · 鼓励（可以）· 可以不."""

    MUST = "must"
    DEFAULT = "default"
    ENCOURAGED = "encouraged"
    EXEMPT = "exempt"

    @property
    def rank(self) -> int:
        """Greater is stronger."""
        return (Force.EXEMPT, Force.ENCOURAGED, Force.DEFAULT, Force.MUST).index(self)


class Axis(StrEnum):
    """By which date of a project a rule's validity is measured."""

    NOTICE = "notice_on"
    OPENING = "opening_on"
    EVALUATION = "evaluation_on"


class Evidence(StrEnum):
    """How the words were seen: the text read, an excerpt of a public page read, or known and not yet checked."""

    VERIFIED = "verified"
    EXCERPT = "excerpt"
    GENERAL_KNOWLEDGE = "general-knowledge"


class Status(StrEnum):
    """A draft (征求意见稿) serves simulation only (S3-49)."""

    ISSUED = "issued"
    DRAFT = "draft"
