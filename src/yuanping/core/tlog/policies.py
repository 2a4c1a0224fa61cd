"""Whose cosignatures make a checkpoint trusted: witnesses, groups of them, and the quorum (C2SP tlog-policy)."""

from collections.abc import Collection
from dataclasses import dataclass

from yuanping.core.errors import Invalid
from yuanping.core.tlog.checkpoints import Checkpoint, parse_checkpoint
from yuanping.core.tlog.notes import Note, VerifierKey, verified

NONE = "none"


class QuorumUnmet(Invalid):
    """A checkpoint of a known log that too few witnesses cosigned. Code ``quorum-unmet``."""

    def __init__(self, standing: "Standing") -> None:
        if standing.cosigned < standing.needed:
            short = f"已有 {standing.cosigned} 家见证方签名，须有 {standing.needed} 家"
        else:
            short = f"已有 {standing.cosigned} 家见证方签名，但未满足见证策略的分组要求"
        super().__init__(
            "quorum-unmet", f"见证签名不足：{short}。", remedy="请等待其余见证方签名后重新取得检查点。"
        )
        self.standing = standing


@dataclass(frozen=True, slots=True)
class Log:
    """A log that the policy accepts; the key's name is the origin of its checkpoints."""

    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness, by the name that it has in this policy alone."""

    name: str
    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Witnesses a checkpoint when at least ``threshold`` of its members (witnesses, earlier groups) do."""

    name: str
    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a checkpoint has come: witnesses of the policy that cosigned it, out of ``total``.

    ``needed`` is the least number of witnesses that can meet the quorum: with groups, more may have cosigned
    and the quorum still not be ``met``.
    """

    cosigned: int
    needed: int
    total: int
    met: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """Known logs, known witnesses and the quorum: a witness's or group's name, or ``none``.

    Groups stand in order of definition, and each name is a member at most once, as ``quorum.parse_policy``
    makes sure. Names are the file's octets, decoded as UTF-8 with ``surrogateescape``.
    """

    logs: tuple[Log, ...]
    witnesses: tuple[Witness, ...]
    groups: tuple[Group, ...]
    quorum: str

    def met(self, names: Collection[str]) -> bool:
        """Whether cosignatures of the witnesses of these names meet the quorum; other names count for nothing."""
        if self.quorum == NONE:
            return True
        has = {witness.name: witness.name in names for witness in self.witnesses}
        for group in self.groups:
            has[group.name] = sum(has[member] for member in group.members) >= group.threshold
        return has[self.quorum]

    @property
    def needed(self) -> int:
        """The least number of witnesses that can meet the quorum; 0 for ``quorum none``."""
        if self.quorum == NONE:
            return 0
        least = {witness.name: 1 for witness in self.witnesses}
        for group in self.groups:
            # Nobody is a member twice: what the members need is disjoint, and the cheapest of them add up.
            least[group.name] = sum(sorted(least[member] for member in group.members)[: group.threshold])
        return least[self.quorum]

    def standing(self, names: Collection[str]) -> Standing:
        """Where a checkpoint stands that the witnesses of these names cosigned."""
        return Standing(
            cosigned=sum(witness.name in names for witness in self.witnesses),
            needed=self.needed,
            total=len(self.witnesses),
            met=self.met(names),
        )

    def check(self, note: Note) -> tuple[Checkpoint, Standing]:
        """The checkpoint that ``note`` states, if a log of the policy signed it and the quorum cosigned it.

        BadNote without a good signature of the log whose name is the checkpoint's origin, or with a bad
        signature of any log or witness of the policy; BadCheckpoint; QuorumUnmet.
        """
        checkpoint = parse_checkpoint(note.text)
        logs = [log.key for log in self.logs if log.key.name == checkpoint.origin]
        verified(note, logs)
        keys = logs + [witness.key for witness in self.witnesses]
        signers = {key for key, _ in verified(note, keys)}
        standing = self.standing([witness.name for witness in self.witnesses if witness.key in signers])
        if not standing.met:
            raise QuorumUnmet(standing)
        return checkpoint, standing
