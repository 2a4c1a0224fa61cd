"""Proofs that the node gives out: of an entry in a checkpoint, and between two trees."""

from collections.abc import Iterable

from yuanping.base.witness.log import prefetched
from yuanping.base.witness.models import Checkpoint
from yuanping.base.witness.standing import cosigned
from yuanping.core.tlog import tiles
from yuanping.core.tlog.proofs import Proof


def inclusion_path(index: int, size: int) -> list[bytes]:
    """The path from an entry to the root of the tree of ``size``; its tiles are read in one query."""
    return tiles.inclusion_proof(index, size, prefetched(tiles.tiles_for_inclusion(index, size)))


def inclusion_paths(indexes: Iterable[int], size: int) -> dict[int, list[bytes]]:
    """The paths from several entries to one root; the tiles of all are read in one query."""
    wanted = {index: tiles.tiles_for_inclusion(index, size) for index in indexes}
    read = prefetched(list({tile for each in wanted.values() for tile in each}))
    return {index: tiles.inclusion_proof(index, size, read) for index in wanted}


def consistency_path(old: int, new: int) -> list[bytes]:
    """The proof that the tree of ``new`` continues the tree of ``old``."""
    return tiles.consistency_proof(old, new, prefetched(tiles.tiles_for_consistency(old, new)))


def proof_of(index: int, checkpoint: Checkpoint) -> Proof:
    """The ``.tlog-proof`` of an entry (C2SP tlog-proof), with the checkpoint's cosignatures."""
    path = inclusion_path(index, checkpoint.size)
    return Proof(index=index, path=tuple(path), checkpoint=cosigned(checkpoint), extra=None)
