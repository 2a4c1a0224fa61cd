"""What anyone can check about a Merkle tree: its root, that a leaf is in it, that it only grew (RFC 9162, 2.1)."""

from collections.abc import Sequence

from yuanping.core.errors import Invalid
from yuanping.core.tlog.hashing import SHA256, SIZE, Hashing, row_of


class BadProof(Invalid):
    """A proof that does not prove what it claims; ``field`` names the part at fault."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(
            "bad-proof",
            message,
            remedy="请向日志方重新取得证明；仍不通过的，请保留原件并报告监督部门。",
            field=field,
        )


def root_of(leaf_hashes: Sequence[bytes], hashing: Hashing = SHA256) -> bytes:
    """The root over leaf hashes; without leaves, the hash of nothing. ``Invalid`` for a hash of wrong length."""
    row = row_of(leaf_hashes)
    if not row:
        return hashing.empty
    while len(row) > SIZE:
        odd = row[-SIZE:] if len(row) // SIZE % 2 else b""
        row = hashing.parents(row) + odd  # RFC 6962 splits at a power of two: the odd one rises unchanged
    return row


def verify_inclusion(
    leaf_hash: bytes, *, index: int, size: int, path: Sequence[bytes], root: bytes, hashing: Hashing = SHA256
) -> None:
    """Leaf ``index`` (from 0) of the tree of ``size`` leaves with this root is ``leaf_hash``, or ``BadProof``.

    RFC 9162, 2.1.3.2.
    """
    if not 0 <= index < size:
        raise BadProof(f"存证序号 {index} 不在大小为 {size} 的日志内。", field="index")
    _require_hashes(leaf_hash=[leaf_hash], path=path, root=[root])
    inner, outer = _path_shape(index, size)
    _require_length(path, inner + outer)
    if _climb(leaf_hash, index, path=path, inner=inner, hashing=hashing) != root:
        raise BadProof("由证明算出的根与检查点的根不一致，该存证不在日志中或者已被改动。", field="root")


def verify_consistency(
    *,
    old_size: int,
    old_root: bytes,
    new_size: int,
    new_root: bytes,
    path: Sequence[bytes],
    hashing: Hashing = SHA256,
) -> None:
    """The new tree begins with all leaves of the old one, unchanged and in order, or ``BadProof``.

    RFC 9162, 2.1.4.2, stricter: an old tree without leaves proves nothing and is refused, so that nobody mistakes
    it for a check. The witness protocol handles its first checkpoint before it comes here.
    """
    if old_size < 1:
        raise BadProof("原日志的大小至少为 1：空日志无可比对。", field="old_size")
    if old_size > new_size:
        raise BadProof(f"原日志大小 {old_size} 大于新日志大小 {new_size}。", field="old_size")
    _require_hashes(old_root=[old_root], new_root=[new_root], path=path)
    if old_size == new_size:
        _require_length(path, 0)
        if old_root != new_root:
            raise BadProof("两个检查点大小相同而根不同，日志已分叉。", field="new_root")
        return
    height = _trailing_zeros(old_size)
    index = (old_size - 1) >> height
    inner, outer = _path_shape(index, ((new_size - 1) >> height) + 1)
    if index == 0:  # the old tree is itself a node of the new one
        _require_length(path, inner + outer)
        start, rest = old_root, path
    else:
        _require_length(path, 1 + inner + outer)
        start, rest = path[0], path[1:]
    in_old = [hash_ for place, hash_ in enumerate(rest) if place >= inner or index >> place & 1]
    if _climb(start, index, path=in_old, inner=0, hashing=hashing) != old_root:
        raise BadProof("由证明算出的原根与原检查点的根不一致。", field="old_root")
    if _climb(start, index, path=rest, inner=inner, hashing=hashing) != new_root:
        raise BadProof("由证明算出的新根与新检查点的根不一致，日志的历史已被改动。", field="new_root")


def _path_shape(index: int, size: int) -> tuple[int, int]:
    """How many siblings stand below the point where the way to ``index`` leaves the tree's right edge, and above.

    Below, siblings stand on either side; above, on the left only.
    """
    inner = (index ^ (size - 1)).bit_length()
    return inner, (index >> inner).bit_count()


def _climb(start: bytes, index: int, *, path: Sequence[bytes], inner: int, hashing: Hashing) -> bytes:
    node = start
    for height, sibling in enumerate(path):
        if height < inner and not index >> height & 1:
            node = hashing.node(node, sibling)
        else:
            node = hashing.node(sibling, node)
    return node


def _trailing_zeros(number: int) -> int:
    return (number & -number).bit_length() - 1


def _require_hashes(**given: Sequence[bytes]) -> None:
    for field, hashes in given.items():
        if any(len(each) != SIZE for each in hashes):
            raise BadProof(f"证明中的摘要应为 {SIZE} 字节。", field=field)


def _require_length(path: Sequence[bytes], expected: int) -> None:
    if len(path) != expected:
        raise BadProof(f"证明应含 {expected} 个摘要，实含 {len(path)} 个。", field="path")
