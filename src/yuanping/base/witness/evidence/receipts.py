"""Receipts: what a person gets at once, before the entry has its place in the tree.

A receipt is a signed note (C2SP signed-note) by the log's key. With it one can show later that the node had
accepted the entry: an entry that never comes into the tree is then the node's fault, and provable.
"""

from typing import TYPE_CHECKING

from django.conf import settings

from yuanping.base.witness import keys
from yuanping.core.events import instant
from yuanping.core.tlog.encoding import encode_base64
from yuanping.core.tlog.notes import Note

if TYPE_CHECKING:
    from yuanping.base.witness.models import Entry

FORMAT = "yuanping-receipt/1"


def receipt(entry: "Entry") -> Note:
    """The signed receipt of an entry: format, origin, number, leaf hash (SHA-256, base64) and time, a line each.

    No checkpoint can be mistaken for it, nor it for a checkpoint: the second line is not a number.
    """
    digest = encode_base64(bytes.fromhex(entry.hash))
    text = f"{FORMAT}\n{settings.LOG_ORIGIN}\n{entry.number}\n{digest}\n{instant(entry.at)}\n"
    return Note(text, (keys.log_key().sign(text),))
