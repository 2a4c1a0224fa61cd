"""The node's record of everything that happened: one append-only, hash-chained table."""

from yuanping.base.witness.chain import GENESIS, Finding, link, verify
from yuanping.base.witness.writing import append, note_refusal

__all__ = ["GENESIS", "Finding", "append", "link", "note_refusal", "verify"]
