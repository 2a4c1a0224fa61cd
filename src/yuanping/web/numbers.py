"""Whole numbers as browsers send them: the ids in a form, the counts in a query."""

LONGEST = 18
"""Digits: what a database's 64 bits hold in any case."""


def whole_number(text: str) -> int | None:
    """The number, or None for anything but 1 to 18 of the digits 0-9."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None
