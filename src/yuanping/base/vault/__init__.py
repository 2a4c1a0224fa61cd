"""Sealed fields: what nobody may read before a rule lets it be seen, and the record of each reading."""
