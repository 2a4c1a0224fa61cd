"""Canonical JSON (RFC 8785): one value, one byte string."""

from collections.abc import Mapping, Sequence

import rfc8785

NotCanonical = rfc8785.CanonicalizationError
"""The value has no canonical form."""


def canonical(value: Mapping[str, object] | Sequence[object]) -> bytes:
    """The bytes that are hashed, committed to or signed. Raises ``NotCanonical``."""
    return rfc8785.dumps(value)  # type: ignore[arg-type]
