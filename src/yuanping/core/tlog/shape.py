"""Which nodes of a tree make a proof: geometry only, no hashes (RFC 9162, 2.1.3.1 and 2.1.4.1)."""

from typing import NamedTuple


class Node(NamedTuple):
    """The root of the complete subtree over the leaves ``place * 2**height`` to ``(place + 1) * 2**height``."""

    height: int
    place: int


def peaks(size: int, *, below: int | None = None) -> list[Node]:
    """The complete subtrees side by side, largest first, that make up a tree of ``size`` leaves.

    With ``below``, only those lower than this height: they make up the ragged right end of the tree.
    """
    height = size.bit_length() if below is None else below
    return [Node(at, (size >> at) - 1) for at in reversed(range(height)) if size >> at & 1]


def inclusion_shape(index: int, size: int) -> list[list[Node]]:
    """Each hash of the proof as the nodes whose fold it is: one node, or the peaks of the ragged right end."""
    return _siblings(Node(0, index), size)


def consistency_shape(old: int, new: int) -> list[list[Node]]:
    """The same for the proof that the tree of ``new`` leaves begins with that of ``old``; 0 < old < new."""
    height = (old & -old).bit_length() - 1
    last = Node(height, (old - 1) >> height)
    siblings = _siblings(last, new)
    return siblings if last.place == 0 else [[last], *siblings]


def _siblings(start: Node, size: int) -> list[list[Node]]:
    """The siblings on the way from a node up to the root."""
    found = []
    place = start.place
    for height in range(start.height, (size - 1).bit_length()):
        sibling = place ^ 1
        if (sibling + 1) << height <= size:
            found.append([Node(height, sibling)])
        elif sibling << height < size:
            found.append(peaks(size, below=height))
        place >>= 1
    return found
