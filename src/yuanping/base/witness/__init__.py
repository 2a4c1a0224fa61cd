"""The node's record of everything that happened: a transparency log that outsiders check and witness."""

from yuanping.base.witness.writing import append, note_refusal

__all__ = ["append", "note_refusal"]
