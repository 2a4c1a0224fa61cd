"""drand: rounds that its networks published hold, and altered ones do not."""

import hashlib
import json
import sys
from dataclasses import replace

import pytest
from py_ecc.bls.g2_primitives import G1_to_pubkey, G2_to_signature
from py_ecc.bls.hash_to_curve import hash_to_G2
from py_ecc.optimized_bls12_381.optimized_curve import G1, multiply

from tests.core.beacon.beacons import (
    DEFAULT,
    DEFAULT_NUMBER,
    DEFAULT_PREVIOUS,
    DEFAULT_SIGNATURE,
    DEFAULT_VALUE,
    INTENT,
    QUICKNET_SIGNATURE,
    QUICKNET_VALUE,
    ROOT,
)
from yuanping.core.beacon import (
    QUICKNET,
    SCHEMES,
    BadRound,
    Drand,
    DrandRound,
    bls,
    check_round,
    drand_round,
    read_round,
)
from yuanping.core.errors import Invalid, Refused

ROUND = DrandRound(
    definition=QUICKNET, number=1000, value=bytes.fromhex(QUICKNET_VALUE), signature=QUICKNET_SIGNATURE
)
CHAINED = DrandRound(
    definition=DEFAULT,
    number=DEFAULT_NUMBER,
    value=bytes.fromhex(DEFAULT_VALUE),
    signature=DEFAULT_SIGNATURE,
    previous=DEFAULT_PREVIOUS,
)
INFINITY = b"\xc0" + bytes(47)


def fault(found):
    with pytest.raises(BadRound) as refused:
        check_round(found, intent=INTENT, root=ROOT)
    return refused.value.field


@pytest.mark.parametrize("found", [ROUND, CHAINED], ids=["quicknet", "default"])
def test_published_round_holds(found):
    assert check_round(found, intent=INTENT, root=ROOT) == found.value
    assert drand_round(found.definition, found.number, found.signature, previous=found.previous) == found
    assert read_round(json.loads(json.dumps(found.as_json()))) == found


def test_published_round_does_not_hold_for_another_number_or_key():
    assert fault(replace(ROUND, number=1001)) == "signature"
    assert fault(replace(CHAINED, number=DEFAULT_NUMBER + 1)) == "signature"
    other = replace(DEFAULT, public_key=G1_to_pubkey(multiply(G1, 5)))
    assert fault(replace(CHAINED, definition=other)) == "signature"


def test_chained_round_needs_the_one_before():
    assert fault(replace(CHAINED, previous=None)) == "previous"
    assert fault(replace(CHAINED, previous=DEFAULT.seed)) == "previous"
    assert fault(replace(CHAINED, previous=DEFAULT_SIGNATURE)) == "signature"
    assert fault(replace(CHAINED, number=1)) == "previous"
    assert fault(replace(ROUND, previous=QUICKNET_SIGNATURE)) == "previous"


def test_value_is_that_of_the_signature():
    assert fault(replace(ROUND, value=ROUND.value[::-1])) == "value"


@pytest.mark.parametrize("number", [0, -1, 2**64])
def test_number_outside_its_range_is_refused(number):
    assert fault(replace(ROUND, number=number)) == "number"


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        QUICKNET_SIGNATURE[:-1],
        bytes(48),
        b"\xff" * 48,
        INFINITY,
        bytes([QUICKNET_SIGNATURE[0] ^ 0x20]) + QUICKNET_SIGNATURE[1:],  # the negative point
        QUICKNET_SIGNATURE[:-1] + bytes([QUICKNET_SIGNATURE[-1] ^ 1]),
        b"\x80" + bytes(46) + b"\x04",  # on the curve, outside the subgroup
        b"\x80" + bytes(46) + b"\x01",  # not on the curve
        DEFAULT_SIGNATURE,
    ],
)
def test_other_signatures_are_refused(signature):
    with pytest.raises(BadRound) as refused:
        drand_round(QUICKNET, 1000, signature)
    assert refused.value.field == "signature"


def test_key_at_infinity_proves_nothing():
    forged = Drand(
        scheme=SCHEMES["pedersen-bls-unchained"],
        public_key=INFINITY,
        period=3,
        genesis=1,
        seed=bytes(32),
        network="x",
    )
    with pytest.raises(BadRound):
        drand_round(forged, 5, b"\xc0" + bytes(95))


def test_unchained_network_of_ones_own_key_holds():
    secret = 0x1234567890ABCDEF
    own = Drand(
        scheme=SCHEMES["pedersen-bls-unchained"],
        public_key=G1_to_pubkey(multiply(G1, secret)),
        period=30,
        genesis=1_700_000_000,
        seed=bytes(32),
        network="province",
    )
    message = hashlib.sha256((7).to_bytes(8, "big")).digest()
    tag = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_"
    signature = G2_to_signature(multiply(hash_to_G2(message, tag, hashlib.sha256), secret))
    assert drand_round(own, 7, signature).value == hashlib.sha256(signature).digest()
    with pytest.raises(BadRound):
        drand_round(own, 8, signature)


def test_without_the_package_the_refusal_says_so(monkeypatch):
    monkeypatch.delitem(sys.modules, "yuanping.core.beacon.bls", raising=False)
    monkeypatch.setitem(sys.modules, "py_ecc.bls.g2_primitives", None)
    with pytest.raises(Refused) as refused:
        drand_round(QUICKNET, 1000, QUICKNET_SIGNATURE)
    assert refused.value.code == "beacon-needs-py-ecc"
    assert not isinstance(refused.value, Invalid)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": 0}, "beacon/number"),
        ({"number": 2**53}, "beacon/number"),
        ({"signature": "00" * 96}, "beacon/signature"),
        ({"previous": ""}, "beacon/previous"),
        ({"previous": "00" * 33}, "beacon/previous"),
        ({"proofs": []}, "beacon"),
        ({"kind": "federation"}, "beacon"),
        ({"definition": QUICKNET.text.replace("period 3", "period 6")}, "beacon/digest"),
    ],
)
def test_malformed_round_is_refused(changes, field):
    with pytest.raises(Invalid) as refused:
        read_round(ROUND.as_json() | changes)
    assert (refused.value.code, refused.value.field) == ("draw-input-invalid", field)


def test_loading_the_pairing_leaves_the_recursion_limit():
    assert bls.verifies(b"", b"", b"") is False
    assert sys.getrecursionlimit() < 10_000
