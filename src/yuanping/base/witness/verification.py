"""The node looks at its own record: every entry, both trees, the head, the newest checkpoint, every opening.

An outsider uses ``yuanping_verify.py``, which shares no code with this.
"""

from dataclasses import dataclass

from yuanping.base.witness import keys
from yuanping.base.witness.log import latest_checkpoint
from yuanping.base.witness.models import Entry, Head, Leaf, Tile
from yuanping.base.witness.queries import openings
from yuanping.core.tlog.checkpoints import parse_checkpoint
from yuanping.core.tlog.hashing import SHA256, SM3
from yuanping.core.tlog.leaves import parse_leaf, unopened
from yuanping.core.tlog.notes import verified
from yuanping.core.tlog.tiles import WIDTH
from yuanping.core.tlog.tree import root_of


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in the record: at which index, which code, what for people."""

    index: int
    code: str
    message: str


def verify_record() -> tuple[int, str, list[Finding]]:
    """Recompute everything from the entries. Returns size, root (hexadecimal) and what is wrong."""
    findings: list[Finding] = []
    hashes: dict[str, list[bytes]] = {SHA256.name: [], SM3.name: []}
    for row in Leaf.objects.order_by("index").select_related("entry__opening").iterator(chunk_size=2000):
        place, data = len(hashes[SHA256.name]), row.entry.content.encode()
        if row.index != place:
            findings.append(Finding(row.index, "gap", f"序号不连续：应为 {place}，实为 {row.index}。"))
        hashes[SHA256.name].append(SHA256.leaf(data))
        hashes[SM3.name].append(SM3.leaf(data))
        findings += _entry(row)
    head = Head.objects.get(only=True)
    size, root = len(hashes[SHA256.name]), root_of(hashes[SHA256.name])
    for hashing in (SHA256, SM3):
        findings += _tiles(hashing.name, hashes[hashing.name])
    if (head.size, head.root, head.sm3_root) != (size, root.hex(), root_of(hashes[SM3.name], SM3).hex()):
        findings.append(
            Finding(size, "head-mismatch", f"末尾不符：应有 {head.size} 条，实有 {size} 条，或根摘要不同。")
        )
    return size, root.hex(), findings + _checkpoint(size, root)


def _entry(row: Leaf) -> list[Finding]:
    data = row.entry.content.encode()
    found = []
    if SHA256.leaf(data).hex() != row.entry.hash:
        found.append(Finding(row.index, "hash-mismatch", "重新计算的摘要与记录不符：该条内容被改动过。"))
    names = unopened(parse_leaf(data), openings(row.entry))
    if names:
        found.append(Finding(row.index, "opening-mismatch", f"内容与入账承诺不符：{'、'.join(names)}。"))
    return found


def _tiles(tree: str, hashes: list[bytes]) -> list[Finding]:
    """The lowest tiles hold the leaf hashes; what is above follows from them, and the root is compared."""
    found = []
    rows = Tile.objects.filter(tree=tree, level=0).values_list("number", "hashes")
    for number, content in rows.iterator():
        if bytes(content) != b"".join(hashes[number * WIDTH : (number + 1) * WIDTH]):
            found.append(Finding(number * WIDTH, "tile-mismatch", f"{tree} 摘要块 {number} 与记录不符。"))
    return found


def _checkpoint(size: int, root: bytes) -> list[Finding]:
    note = latest_checkpoint()
    if note is None:
        waiting = Entry.objects.exists() and size > 0
        return [Finding(size, "no-checkpoint", "没有签发过检查点。")] if waiting else []
    verified(note, [keys.log_key().verifier])
    said = parse_checkpoint(note.text)
    if (said.size, said.root) == (size, root):
        return []
    return [
        Finding(size, "checkpoint-mismatch", f"最新检查点为 {said.size} 条，与记录的 {size} 条或根摘要不符。")
    ]
