"""Where a seed comes from: the evidence that nobody chose it, and that everybody can check.

Every part below was fixed before the next could be known, and the intent's entry pins what the parts must be:
commitments, beacon, keys of the boxes. All hashes are SHA-256, all parts of an input have a fixed length except where a
zero byte ends them, tags are ASCII without an ending, and ``||`` joins octets:

    commitment(centre, r) = SHA-256("yd-contribution/1" || 0x00 || centre in UTF-8 || 0x00 || r)

``r`` has 32 bytes and ``centre`` holds no zero byte, so no two pairs share an input. With n contributions,

    alpha = SHA-256("yd-seed/1" || intent || root || r_1 || … || r_n || beacon)

has an input of 9 + 32·(n + 3) bytes: the intent's entry hash, the cosigned checkpoint's root, the n values in the order of the
intent (32 zero bytes for one that was not revealed) and the beacon's value. Each of the two boxes proves its VRF
output (64 bytes, ``core.vrf``) for these 32 bytes, the draw box and the supervisor's, and

    seed = SHA-256("yd-seed/2" || beta of the draw box || beta of the supervisor's box)

has an input of 137 bytes. Neither box alone can tell the seed, and neither can have another one.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from yuanping.core import vrf
from yuanping.core.beacon import Round, check_round, first_round_at, read_round
from yuanping.core.errors import Invalid
from yuanping.core.reading import (
    checked_hex,
    checked_text,
    checked_whole,
    malformed,
    read_list,
    read_object,
)

FORMAT: Final = "yd-origin/1"
BOXES: Final = ("draw", "supervisor")
"""The two boxes in their order: the one that draws, and the supervisor's."""
BOX_LABELS: Final = {"draw": "抽取机", "supervisor": "监督机"}
MAX_CONTRIBUTIONS: Final = 100
MAX_SIZE: Final = 2**53 - 1
LATEST: Final = 1 << 40
"""The latest POSIX time that is read as one."""

_SIZE: Final = 32
_ABSENT: Final = bytes(_SIZE)


class BadOrigin(Invalid):
    """A seed's evidence that does not hold. ``code`` begins with ``origin-``; ``field`` names the part at fault."""

    def __init__(self, code: str, message: str, *, field: str) -> None:
        super().__init__(
            code, f"随机种子的来源不成立：{message}。", field=field, remedy="请核对见证日志中的原始记录。"
        )


@dataclass(frozen=True, slots=True)
class Contribution:
    """A centre's share: what it committed to in the intent, and the value (32 bytes), None when it was not revealed."""

    centre: str
    commitment: bytes
    value: bytes | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A box's part: its name, VRF public key (32 bytes) and proof (80 bytes) for the origin's ``alpha``."""

    name: str
    public_key: bytes
    proof: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """All that makes one seed.

    ``intent`` is the hash of the intent's entry in the log, ``size`` and ``root`` those of the checkpoint that witnesses
    cosigned over it, ``cosigned_at`` the POSIX time in seconds of the cosignature that completed their quorum. Contributions
    stand in ascending order of the centres' names in UTF-8. Until the boxes have proved, ``boxes`` is empty.
    """

    intent: bytes
    size: int
    root: bytes
    cosigned_at: int
    contributions: tuple[Contribution, ...]
    beacon: Round
    boxes: tuple[Box, ...] = ()

    def alpha(self) -> bytes:
        """What both boxes prove for (32 bytes), once the contributions and the beacon hold.

        A box asks here before it proves. BadOrigin or ``beacon.BadRound`` names the first fault.
        """
        _check_contributions(self.contributions)
        number = first_round_at(self.beacon.definition, self.cosigned_at)
        if self.beacon.number != number:
            raise BadOrigin(
                "origin-pin",
                f"应使用随机信标第 {number} 轮，实为第 {self.beacon.number} 轮",
                field="beacon/number",
            )
        value = check_round(self.beacon, intent=self.intent, root=self.root)
        values = [each.value for each in self.contributions]
        return alpha(intent=self.intent, root=self.root, values=values, beacon=value)

    def check(self) -> bytes:
        """The seed (32 bytes), once everything holds. BadOrigin or ``beacon.BadRound`` names the first fault.

        It does not see the log: that ``intent`` is in the tree of ``root``, that the quorum cosigned it, and that the entry said
        what ``pinned`` says is for the caller to check.
        """
        names = tuple(each.name for each in self.boxes)
        if names != BOXES:
            missing = next((name for name in BOXES if name not in names), None)
            if missing is not None:
                raise BadOrigin("origin-box", f"缺少{BOX_LABELS[missing]}的证明", field=f"boxes/{missing}")
            raise BadOrigin("origin-order", "证明应先为抽取机、后为监督机，各一份", field="boxes")
        draw, supervisor = self.boxes
        if draw.public_key == supervisor.public_key:
            raise BadOrigin("origin-box", "两台机器不得使用同一密钥", field="boxes/supervisor")
        proved_for = self.alpha()
        return combined_seed(_box_output(draw, proved_for), _box_output(supervisor, proved_for))

    def pinned(self) -> dict[str, object]:
        """What the intent's entry must have said before: commitments in order, the beacon's digest, the boxes' keys."""
        return {
            "contributions": [
                {"centre": each.centre, "commitment": each.commitment.hex()} for each in self.contributions
            ],
            "beacon": self.beacon.definition.digest.hex(),
            "boxes": [{"name": each.name, "public_key": each.public_key.hex()} for each in self.boxes],
        }

    def as_json(self) -> dict[str, object]:
        return {
            "format": FORMAT,
            "intent": self.intent.hex(),
            "checkpoint": {"size": self.size, "root": self.root.hex(), "cosigned_at": self.cosigned_at},
            "contributions": [
                {
                    "centre": each.centre,
                    "commitment": each.commitment.hex(),
                    "value": None if each.value is None else each.value.hex(),
                }
                for each in self.contributions
            ],
            "beacon": self.beacon.as_json(),
            "boxes": [
                {"name": each.name, "public_key": each.public_key.hex(), "proof": each.proof.hex()}
                for each in self.boxes
            ],
        }

    @staticmethod
    def read(value: object, field: str = "protocol") -> "Origin":
        """What ``as_json`` wrote; Invalid for anything else. Reading proves nothing: see ``check``."""
        given = read_object(
            value, field, ("format", "intent", "checkpoint", "contributions", "beacon", "boxes")
        )
        if given["format"] != FORMAT:
            raise malformed(f"{field}/format", f"应为 {FORMAT}")
        at = f"{field}/checkpoint"
        checkpoint = read_object(given["checkpoint"], at, ("size", "root", "cosigned_at"))
        return Origin(
            intent=checked_hex(given["intent"], f"{field}/intent", _SIZE),
            size=checked_whole(checkpoint["size"], f"{at}/size", least=0, most=MAX_SIZE),
            root=checked_hex(checkpoint["root"], f"{at}/root", _SIZE),
            cosigned_at=checked_whole(checkpoint["cosigned_at"], f"{at}/cosigned_at", least=0, most=LATEST),
            contributions=_read_contributions(given["contributions"], f"{field}/contributions"),
            beacon=read_round(given["beacon"], f"{field}/beacon"),
            boxes=_read_boxes(given["boxes"], f"{field}/boxes"),
        )


def commitment(centre: str, r: bytes) -> bytes:
    """What a centre publishes in the intent for its value ``r``, 32 random bytes that it keeps until the reveal."""
    name = checked_text(centre, "centre").encode()
    return hashlib.sha256(b"yd-contribution/1\x00" + name + b"\x00" + _fixed(r, "r")).digest()


def alpha(*, intent: bytes, root: bytes, values: Sequence[bytes | None], beacon: bytes) -> bytes:
    """The boxes' input (32 bytes) from parts of 32 bytes each; None for a value that was not revealed.

    Invalid for a part of another length: with fixed lengths alone no two lists of parts share an input.
    """
    shares = [_ABSENT if value is None else _fixed(value, "values") for value in values]
    parts = (_fixed(intent, "intent"), _fixed(root, "root"), *shares, _fixed(beacon, "beacon"))
    return hashlib.sha256(b"yd-seed/1" + b"".join(parts)).digest()


def combined_seed(draw: bytes, supervisor: bytes) -> bytes:
    """The seed (32 bytes) from the VRF outputs (64 bytes each) of the draw box and of the supervisor's box."""
    for name, part in zip(BOXES, (draw, supervisor), strict=True):
        if len(part) != vrf.OUTPUT_SIZE:
            raise malformed(f"boxes/{name}", f"应为 {vrf.OUTPUT_SIZE} 字节")
    return hashlib.sha256(b"yd-seed/2" + draw + supervisor).digest()


def prove_box(name: str, *, secret: bytes, alpha: bytes) -> Box:
    """A box's part from its VRF secret (32 bytes), for what ``Origin.alpha`` answered on that same machine."""
    return Box(name, vrf.public_key(secret), vrf.prove(secret, _fixed(alpha, "alpha")))


def _fixed(part: bytes, field: str) -> bytes:
    if len(part) != _SIZE:
        raise malformed(field, f"应为 {_SIZE} 字节")
    return part


def _check_contributions(contributions: tuple[Contribution, ...]) -> None:
    before = ""
    for at, each in enumerate(contributions):
        field = f"contributions/{at}"
        if each.centre <= before:  # code points compare as their UTF-8 does
            raise BadOrigin("origin-order", "各中心应按名称升序排列且不得重复", field=field)
        before = each.centre
        if each.value is not None and commitment(each.centre, each.value) != each.commitment:
            raise BadOrigin("origin-reveal", f"“{each.centre}”揭示的随机数与其承诺不符", field=field)


def _box_output(box: Box, proved_for: bytes) -> bytes:
    try:
        return vrf.verify(box.public_key, proved_for, box.proof)
    except vrf.BadVrfProof as refused:
        raise BadOrigin(
            "origin-box", f"{BOX_LABELS[box.name]}的随机证明不成立", field=f"boxes/{box.name}"
        ) from refused


def _read_contributions(value: object, field: str) -> tuple[Contribution, ...]:
    rows = read_list(value, field)
    if len(rows) > MAX_CONTRIBUTIONS:
        raise malformed(field, f"不得超过 {MAX_CONTRIBUTIONS} 项")
    found = []
    for at, row in enumerate(rows):
        place = f"{field}/{at}"
        given = read_object(row, place, ("centre", "commitment", "value"))
        share = given["value"]
        found.append(
            Contribution(
                centre=checked_text(given["centre"], f"{place}/centre"),
                commitment=checked_hex(given["commitment"], f"{place}/commitment", _SIZE),
                value=None if share is None else checked_hex(share, f"{place}/value", _SIZE),
            )
        )
    return tuple(found)


def _read_boxes(value: object, field: str) -> tuple[Box, ...]:
    rows = read_list(value, field)
    if len(rows) > len(BOXES):
        raise malformed(field, f"不得超过 {len(BOXES)} 项")
    found = []
    for at, row in enumerate(rows):
        place = f"{field}/{at}"
        given = read_object(row, place, ("name", "public_key", "proof"))
        if given["name"] not in BOXES:
            raise malformed(f"{place}/name", "应为 draw 或 supervisor")
        found.append(
            Box(
                name=str(given["name"]),
                public_key=checked_hex(given["public_key"], f"{place}/public_key", vrf.KEY_SIZE),
                proof=checked_hex(given["proof"], f"{place}/proof", vrf.PROOF_SIZE),
            )
        )
    return tuple(found)
