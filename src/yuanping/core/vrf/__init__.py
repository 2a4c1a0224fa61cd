"""A verifiable random function (可验证随机函数): ECVRF-EDWARDS25519-SHA512-TAI of RFC 9381, pure."""

from yuanping.core.vrf.ecvrf import (
    KEY_SIZE,
    OUTPUT_SIZE,
    PROOF_SIZE,
    SUITE,
    BadVrfKey,
    BadVrfProof,
    check_public_key,
    output,
    prove,
    public_key,
    verify,
)

__all__ = [
    "KEY_SIZE",
    "OUTPUT_SIZE",
    "PROOF_SIZE",
    "SUITE",
    "BadVrfKey",
    "BadVrfProof",
    "check_public_key",
    "output",
    "prove",
    "public_key",
    "verify",
]
