"""A beacon's round: its value and what proves it, checked against the definition that was pinned before.

- federation: every member proves its VRF output for ``member_input(intent, root)``; the value is the SHA-256 of all
  members' outputs, one after another in ascending order. No member can choose its output; one that stays silent makes the
  round **void**, unless its proof is recovered from the escrow of its key.
- drand: the value is the SHA-256 of the network's signature of the round's number.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from yuanping.core.beacon.definitions import (
    FEDERATION_ROUND,
    MAX_MEMBERS,
    BadDefinition,
    Definition,
    Drand,
    Federation,
    parse_definition,
)
from yuanping.core.errors import Invalid, Refused
from yuanping.core.reading import (
    checked_hex,
    checked_text,
    checked_truth,
    checked_whole,
    malformed,
    read_list,
    read_map,
    read_object,
)
from yuanping.core.vrf import PROOF_SIZE, BadVrfProof, verify

TAG: Final = b"yd-beacon/1\x00"
VALUE_SIZE: Final = 32
MAX_NUMBER: Final = 2**53 - 1


class BadRound(Invalid):
    """A round that does not prove its value. Code ``bad-beacon-round``; ``field`` names the part at fault."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(
            "bad-beacon-round",
            f"随机信标不成立：{message}。",
            field=field,
            remedy="请向信标的发布方重新取得该轮数据并核对。",
        )


@dataclass(frozen=True, slots=True)
class MemberProof:
    """A member's VRF proof (80 bytes); ``recovered``: made with the key out of escrow, as the member was silent."""

    member: str
    proof: bytes
    recovered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FederationRound:
    """The one round of an intent, with the proofs in the definition's order."""

    definition: Federation
    value: bytes
    proofs: tuple[MemberProof, ...]

    @property
    def number(self) -> int:
        return FEDERATION_ROUND

    def as_json(self) -> dict[str, object]:
        proofs = [
            {"member": each.member, "proof": each.proof.hex(), "recovered": each.recovered}
            for each in self.proofs
        ]
        return {"kind": "federation", **_head(self), "proofs": proofs}


@dataclass(frozen=True, slots=True, kw_only=True)
class DrandRound:
    """A round of drand; ``previous`` is the signature before it in chained schemes, else None."""

    definition: Drand
    number: int
    value: bytes
    signature: bytes
    previous: bytes | None = None

    def as_json(self) -> dict[str, object]:
        previous = None if self.previous is None else self.previous.hex()
        return {"kind": "drand", **_head(self), "signature": self.signature.hex(), "previous": previous}


Round: TypeAlias = FederationRound | DrandRound


@dataclass(frozen=True, slots=True)
class Void:
    """A federation's round that has no value, for want of these members' proofs. It is logged like any other outcome."""

    definition: Federation
    missing: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return {"kind": "federation", "digest": self.definition.digest.hex(), "missing": list(self.missing)}


def member_input(*, intent: bytes, root: bytes) -> bytes:
    """What each member proves an output for: the intent's entry and the cosigned checkpoint's root, 32 bytes each."""
    for name, part in (("intent", intent), ("root", root)):
        if len(part) != VALUE_SIZE:
            raise malformed(name, f"应为 {VALUE_SIZE} 字节")
    return hashlib.sha256(TAG + intent + root).digest()


def check_member_proof(
    definition: Federation, member: str, proof: bytes, *, intent: bytes, root: bytes
) -> bytes:
    """The output (64 bytes) that a member's proof brings to the round of this intent.

    BadRound for a name that is no member, or a proof that does not hold: the caller refuses it on arrival.
    """
    key = next((each.public_key for each in definition.members if each.name == member), None)
    if key is None:
        raise BadRound(f"“{member}”不是信标成员", field="proofs")
    try:
        return verify(key, member_input(intent=intent, root=root), proof)
    except BadVrfProof as refused:
        raise BadRound(f"成员“{member}”的随机证明不成立", field=f"proofs/{member}") from refused


def close_round(
    definition: Federation,
    *,
    intent: bytes,
    root: bytes,
    proofs: Mapping[str, bytes],
    recovered: Mapping[str, bytes] | None = None,
) -> FederationRound | Void:
    """The round from what the members published by its deadline (name -> proof), or Void with who is missing.

    ``recovered`` holds proofs from escrowed keys; a member's own comes first. BadRound for a proof that does not hold.
    """
    escrow = recovered or {}
    strangers = sorted({*proofs, *escrow} - {member.name for member in definition.members})
    if strangers:
        raise BadRound(f"“{strangers[0]}”不是信标成员", field="proofs")
    offered = {name: MemberProof(name, proof, recovered=True) for name, proof in escrow.items()}
    offered |= {name: MemberProof(name, proof) for name, proof in proofs.items()}
    given = [offered[member.name] for member in definition.members if member.name in offered]
    outputs = [
        check_member_proof(definition, each.member, each.proof, intent=intent, root=root) for each in given
    ]
    missing = tuple(member.name for member in definition.members if member.name not in offered)
    if missing:
        return Void(definition, missing)
    return FederationRound(definition=definition, value=_federation_value(outputs), proofs=tuple(given))


def drand_round(
    definition: Drand, number: int, signature: bytes, *, previous: bytes | None = None
) -> DrandRound:
    """A round as the network's servers state it, checked (in about a third of a second). BadRound; Refused without ``py_ecc``."""
    value = hashlib.sha256(signature).digest()
    found = DrandRound(
        definition=definition, number=number, value=value, signature=signature, previous=previous
    )
    _check_drand(found)
    return found


def check_round(found: Round, *, intent: bytes, root: bytes) -> bytes:
    """The round's value, once everything that proves it holds; drand's does not depend on the intent.

    BadRound names the first fault. Refused with code ``beacon-needs-py-ecc`` for drand without that package.
    """
    if isinstance(found, DrandRound):
        _check_drand(found)
    else:
        _check_federation(found, intent=intent, root=root)
    return found.value


def read_round(value: object, field: str = "beacon") -> Round:
    """The round that ``as_json`` wrote; Invalid for anything else. Reading proves nothing: see ``check_round``."""
    kind = read_map(value, field).get("kind")
    own = {"federation": ("proofs",), "drand": ("signature", "previous")}.get(
        kind if isinstance(kind, str) else ""
    )
    if own is None:
        raise malformed(f"{field}/kind", "应为 federation 或 drand")
    given = read_object(value, field, ("kind", "definition", "digest", "number", "value", *own))
    definition = _read_definition(given["definition"], given["digest"], field)
    number = checked_whole(given["number"], f"{field}/number", least=1, most=MAX_NUMBER)
    stated = checked_hex(given["value"], f"{field}/value", VALUE_SIZE)
    if isinstance(definition, Federation) and kind == "federation":
        if number != FEDERATION_ROUND:
            raise malformed(f"{field}/number", f"应为 {FEDERATION_ROUND}")
        return FederationRound(
            definition=definition, value=stated, proofs=_read_proofs(given["proofs"], f"{field}/proofs")
        )
    if isinstance(definition, Drand) and kind == "drand":
        size = definition.scheme.signature_size
        previous = given["previous"]
        return DrandRound(
            definition=definition,
            number=number,
            value=stated,
            signature=checked_hex(given["signature"], f"{field}/signature", size),
            previous=None if previous is None else checked_hex(previous, f"{field}/previous", 32, size),
        )
    raise malformed(f"{field}/kind", "与信标的定义不符")


def _head(found: Round) -> dict[str, object]:
    return {
        "definition": found.definition.text,
        "digest": found.definition.digest.hex(),
        "number": found.number,
        "value": found.value.hex(),
    }


def _read_definition(text: object, digest: object, field: str) -> Definition:
    if not isinstance(text, str):
        raise malformed(f"{field}/definition", "应为信标定义的原文")
    try:
        definition = parse_definition(text)
    except BadDefinition as refused:
        raise malformed(f"{field}/definition", "不是信标定义的原文") from refused
    if checked_hex(digest, f"{field}/digest", VALUE_SIZE) != definition.digest:
        raise malformed(f"{field}/digest", "与信标定义的摘要不符")
    return definition


def _read_proofs(value: object, field: str) -> tuple[MemberProof, ...]:
    rows = read_list(value, field)
    if len(rows) > MAX_MEMBERS:
        raise malformed(field, f"不得超过 {MAX_MEMBERS} 项")
    found = []
    for at, row in enumerate(rows):
        place = f"{field}/{at}"
        given = read_object(row, place, ("member", "proof", "recovered"))
        member = checked_text(given["member"], f"{place}/member")
        proof = checked_hex(given["proof"], f"{place}/proof", PROOF_SIZE)
        found.append(MemberProof(member, proof, checked_truth(given["recovered"], f"{place}/recovered")))
    return tuple(found)


def _federation_value(outputs: list[bytes]) -> bytes:
    return hashlib.sha256(b"".join(sorted(outputs))).digest()


def _check_federation(found: FederationRound, *, intent: bytes, root: bytes) -> None:
    names = [member.name for member in found.definition.members]
    if [each.member for each in found.proofs] != names:
        raise BadRound("应按定义的顺序含有每一家成员的证明，各一份", field="proofs")
    outputs = [
        check_member_proof(found.definition, each.member, each.proof, intent=intent, root=root)
        for each in found.proofs
    ]
    if found.value != _federation_value(outputs):
        raise BadRound("信标值与各成员的随机输出不符", field="value")


def _check_drand(found: DrandRound) -> None:
    try:
        from yuanping.core.beacon.bls import verifies  # noqa: PLC0415 -- py_ecc is optional, and slow to load
    except ImportError as error:
        raise Refused(
            "beacon-needs-py-ecc",
            "本机缺少核验 drand 信标所需的组件 py_ecc，无法核验。",
            remedy="请安装 py_ecc 后重试，或在装有该组件的机器上核验。",
        ) from error
    if found.value != hashlib.sha256(found.signature).digest():
        raise BadRound("信标值与该轮签名的摘要不符", field="value")
    if not verifies(found.definition.public_key, _message(found), found.signature):
        raise BadRound(f"第 {found.number} 轮的签名不成立", field="signature")


def _message(found: DrandRound) -> bytes:
    """What the network signs: the round's number, after the signature before it in a chained scheme."""
    if not 1 <= found.number <= MAX_NUMBER:
        raise BadRound(f"轮次应为 1 至 {MAX_NUMBER}", field="number")
    previous = found.previous
    if found.definition.scheme.chained:
        first = found.definition.seed if found.number == 1 else None
        if previous is None or (previous != first if first else len(previous) != len(found.signature)):
            raise BadRound("应有上一轮的签名", field="previous")
    elif previous is not None:
        raise BadRound("该方案的各轮互不相连，不应有上一轮的签名", field="previous")
    return hashlib.sha256((previous or b"") + found.number.to_bytes(8, "big")).digest()
