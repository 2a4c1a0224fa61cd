"""BLS signatures on BLS12-381 as drand makes them, with the optional package ``py_ecc`` (import this module lazily)."""

import hashlib
import sys
from typing import Any, Final

_DEEPEST = sys.getrecursionlimit()

import py_ecc  # noqa: E402, F401 -- it raises the limit of the whole process: deep JSON would then end the process

sys.setrecursionlimit(_DEEPEST)

from eth_typing import BLSPubkey, BLSSignature  # noqa: E402
from py_ecc.bls.g2_primitives import pubkey_to_G1, signature_to_G2, subgroup_check  # noqa: E402
from py_ecc.bls.hash_to_curve import hash_to_G1, hash_to_G2  # noqa: E402
from py_ecc.fields import optimized_bls12_381_FQ12 as FQ12  # noqa: E402
from py_ecc.optimized_bls12_381.optimized_curve import G1, G2, is_inf, neg  # noqa: E402
from py_ecc.optimized_bls12_381.optimized_pairing import final_exponentiate, pairing  # noqa: E402

TAG_G1: Final = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
TAG_G2: Final = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_"
_SHA256: Final[Any] = hashlib.sha256  # py_ecc declares an instance where it takes the constructor
_SHORT: Final = 48
"""Octets of a compressed point of G1; one of G2 has twice as many."""


def verifies(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` is the one of ``message`` under ``public_key``; the shorter of the two lies in G1.

    Malformed points, the point at infinity and points outside the subgroup of prime order make it False.
    """
    if sorted((len(public_key), len(signature))) != [_SHORT, 2 * _SHORT]:
        return False
    try:
        if len(signature) == _SHORT:
            key, short = signature_to_G2(BLSSignature(public_key)), pubkey_to_G1(BLSPubkey(signature))
            if not (_sound(key) and _sound(short)):
                return False
            left = pairing(key, hash_to_G1(message, TAG_G1, _SHA256), final_exponentiate=False)
            right = pairing(neg(G2), short, final_exponentiate=False)
        else:
            base, long = pubkey_to_G1(BLSPubkey(public_key)), signature_to_G2(BLSSignature(signature))
            if not (_sound(base) and _sound(long)):
                return False
            left = pairing(hash_to_G2(message, TAG_G2, _SHA256), base, final_exponentiate=False)
            right = pairing(long, neg(G1), final_exponentiate=False)
    except ValueError:
        return False
    return bool(final_exponentiate(left * right) == FQ12.one())


def _sound(point: Any) -> bool:
    return not is_inf(point) and subgroup_check(point)
