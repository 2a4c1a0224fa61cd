"""The moment at which the style guide's examples play."""

from datetime import UTC, datetime

NOW = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
