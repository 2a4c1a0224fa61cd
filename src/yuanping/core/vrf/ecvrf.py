"""ECVRF-EDWARDS25519-SHA512-TAI (RFC 9381, suite 0x03): chance that its maker can neither choose nor deny.

A verifiable random function: for one key and one input there is exactly one output, nobody can tell it from random
before the proof is shown, and everybody can check it afterwards. So the holder of a key whose input was fixed by others
cannot try again until the outcome pleases.

Signatures must never take its place where they are randomised. SM2 and ECDSA draw a nonce for each signature:
the signer makes as many different valid signatures of one message as wanted and keeps the one whose hash is
convenient. (A deterministic nonce does not help, as nobody can check that it was used.) SM2 signs records; chance comes
from here. The *proof* of a VRF is no randomness either, only its output is unique: hash ``verify``'s answer, never the proof.

Not constant-time (see ``edwards25519``).
"""

import hashlib
from typing import Final

from yuanping.core.errors import Invalid
from yuanping.core.vrf import edwards25519 as group
from yuanping.core.vrf.edwards25519 import Point

SUITE: Final = "ECVRF-EDWARDS25519-SHA512-TAI"
KEY_SIZE: Final = 32
PROOF_SIZE: Final = 80
OUTPUT_SIZE: Final = 64

_SUITE: Final = b"\x03"
_ENCODE, _CHALLENGE, _OUTPUT, _BACK = b"\x01", b"\x02", b"\x03", b"\x00"
_CHALLENGE_SIZE: Final = 16


class BadVrfProof(Invalid):
    """What does not prove an output under this key and input. Code ``bad-vrf-proof``."""

    def __init__(self, message: str, *, code: str = "bad-vrf-proof", field: str = "proof") -> None:
        super().__init__(code, message, field=field, remedy="请向证明的出具方重新取得原件并核对。")


class BadVrfKey(BadVrfProof):
    """A key that is none. Code ``bad-vrf-key``."""

    def __init__(self, message: str, *, field: str = "public_key") -> None:
        super().__init__(message, code="bad-vrf-key", field=field)


def public_key(secret: bytes) -> bytes:
    """The public key (32 bytes) of a secret: 32 random bytes, as for Ed25519 (RFC 8032, 5.1.5)."""
    scalar, _ = _expanded(secret)
    return group.encode(group.times_base(scalar))


def check_public_key(public: bytes) -> None:
    """BadVrfKey unless the 32 bytes are the one encoding of a point that is not of low order (RFC 9381, 5.4.5)."""
    _public_point(public)


def prove(secret: bytes, alpha: bytes) -> bytes:
    """The proof (80 bytes) of the output for ``alpha`` (RFC 9381, 5.1); BadVrfKey for a secret not of 32 bytes."""
    scalar, prefix = _expanded(secret)
    public = group.encode(group.times_base(scalar))
    h = _encode_to_curve(public, alpha)
    h_octets = group.encode(h)
    gamma = group.encode(group.combine((scalar, h)))
    nonce = int.from_bytes(hashlib.sha512(prefix + h_octets).digest(), "little") % group.Q
    u, v = group.times_base(nonce), group.combine((nonce, h))
    c = _challenge(public, h_octets, gamma, group.encode(u), group.encode(v))
    s = (nonce + int.from_bytes(c, "little") * scalar) % group.Q
    return gamma + c + s.to_bytes(32, "little")


def verify(public: bytes, alpha: bytes, proof: bytes) -> bytes:
    """The output (64 bytes) for ``alpha`` that ``proof`` proves under ``public`` (RFC 9381, 5.3, validate_key on).

    BadVrfKey for a key that is malformed or of low order, BadVrfProof for a proof that does not hold.
    """
    y = _public_point(public)
    gamma, c, s = _decoded(proof)
    h = _encode_to_curve(public, alpha)
    challenge = int.from_bytes(c, "little")
    u = group.add(group.times_base(s), group.combine((challenge, group.negative(y))))
    v = group.combine((s, h), (challenge, group.negative(gamma)))
    if c != _challenge(public, group.encode(h), proof[:32], group.encode(u), group.encode(v)):
        raise BadVrfProof("可验证随机函数的证明不成立：与公钥或输入不符。")
    return _output(gamma)


def output(proof: bytes) -> bytes:
    """The output (64 bytes) that a proof claims; only ``verify`` says that it does so rightly. BadVrfProof if malformed."""
    return _output(_decoded(proof)[0])


def _expanded(secret: bytes) -> tuple[int, bytes]:
    """The secret's scalar, and what its nonces are made from (RFC 8032, 5.1.5)."""
    if len(secret) != KEY_SIZE:
        raise BadVrfKey(f"随机函数的私钥应为{KEY_SIZE}字节，实为{len(secret)}字节。", field="secret")
    digest = hashlib.sha512(secret).digest()
    scalar = int.from_bytes(digest[:32], "little")
    return (scalar & (1 << 254) - 8) | 1 << 254, digest[32:]


def _public_point(public: bytes) -> Point:
    y = group.decode(public)
    if y is None:
        raise BadVrfKey("随机函数的公钥无效：不是规范编码的曲线点。")
    if group.is_identity(group.times_cofactor(y)):
        raise BadVrfKey("随机函数的公钥无效：属于低阶点，其输出与输入无关。")
    return y


def _decoded(proof: bytes) -> tuple[Point, bytes, int]:
    if len(proof) != PROOF_SIZE:
        raise BadVrfProof(f"可验证随机函数的证明应为{PROOF_SIZE}字节，实为{len(proof)}字节。")
    gamma = group.decode(proof[:32])
    s = int.from_bytes(proof[32 + _CHALLENGE_SIZE :], "little")
    if gamma is None or s >= group.Q:
        raise BadVrfProof("可验证随机函数的证明无效：不是规范编码。")
    return gamma, proof[32 : 32 + _CHALLENGE_SIZE], s


def _encode_to_curve(public: bytes, alpha: bytes) -> Point:
    """Try and increment (RFC 9381, 5.4.1.1): the first hash that encodes a point, brought into the prime subgroup."""
    for counter in range(256):
        hashed = hashlib.sha512(_SUITE + _ENCODE + public + alpha + bytes([counter]) + _BACK).digest()
        point = group.decode(hashed[:32])
        if point is not None:
            point = group.times_cofactor(point)
            if not group.is_identity(point):
                return point
    # Each try fails with probability about one half: 2^-256 for an input to come here.
    raise BadVrfProof("输入无法映射为曲线点。", field="alpha")


def _challenge(*points: bytes) -> bytes:
    """Binds the public key, the input's point, gamma and both commitments (RFC 9381, 5.4.3)."""
    return hashlib.sha512(_SUITE + _CHALLENGE + b"".join(points) + _BACK).digest()[:_CHALLENGE_SIZE]


def _output(gamma: Point) -> bytes:
    octets = group.encode(group.times_cofactor(gamma))
    return hashlib.sha512(_SUITE + _OUTPUT + octets + _BACK).digest()
