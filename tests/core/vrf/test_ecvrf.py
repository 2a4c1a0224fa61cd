"""RFC 9381's vectors, what verifying must refuse, and the key's agreement with Ed25519 of another library."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from yuanping.core import vrf
from yuanping.core.vrf import edwards25519 as group

# RFC 9381, Appendix B.3, examples 16 to 18: SK, PK, alpha, pi, beta
PUBLISHED = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "8657106690b5526245a92b003bb079ccd1a92130477671f6fc01ad16f26f723f26f8a57ccaed74ee1b190bed1f479d97"
            "27d2d0f9b005a6e456a35d4fb0daab1268a1b0db10836d9826a528ca76567805"
        ),
        (
            "90cf1df3b703cce59e2a35b925d411164068269d7b2d29f3301c03dd757876ff66b71dda49d2de59d03450451af02679"
            "8e8f81cd2e333de5cdf4f3e140fdd8ae"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "f3141cd382dc42909d19ec5110469e4feae18300e94f304590abdced48aed5933bf0864a62558b3ed7f2fea45c92a465"
            "301b3bbf5e3e54ddf2d935be3b67926da3ef39226bbc355bdc9850112c8f4b02"
        ),
        (
            "eb4440665d3891d668e7e0fcaf587f1b4bd7fbfe99d0eb2211ccec90496310eb5e33821bc613efb94db5e5b54c70a848"
            "a0bef4553a41befc57663b56373a5031"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "9bc0f79119cc5604bf02d23b4caede71393cedfbb191434dd016d30177ccbf8096bb474e53895c362d8628ee9f9ea3c0"
            "e52c7a5c691b6c18c9979866568add7a2d41b00b05081ed0f58ee5e31b3a970e"
        ),
        (
            "645427e5d00c62a23fb703732fa5d892940935942101e456ecca7bb217c61c452118fec1219202a0edcf038bb6373241"
            "578be7217ba85a2687f7a0310b2df19f"
        ),
    ),
]
SECRET, PUBLIC, ALPHA, PROOF, BETA = (bytes.fromhex(each) for each in PUBLISHED[2])

LOW_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
]
"""The eight points whose order divides the cofactor (RFC 9381, 5.4.5)."""


def y_bytes(y: int, *, sign: int = 0) -> bytes:
    return (y | sign << 255).to_bytes(32, "little")


@pytest.mark.parametrize(("secret", "public", "alpha", "proof", "beta"), PUBLISHED)
def test_published_vectors_hold(secret, public, alpha, proof, beta):
    assert vrf.public_key(bytes.fromhex(secret)).hex() == public
    assert vrf.prove(bytes.fromhex(secret), bytes.fromhex(alpha)).hex() == proof
    assert vrf.verify(bytes.fromhex(public), bytes.fromhex(alpha), bytes.fromhex(proof)).hex() == beta
    assert vrf.output(bytes.fromhex(proof)).hex() == beta


@settings(max_examples=25, deadline=None)
@given(secret=st.binary(min_size=32, max_size=32))
def test_public_key_is_that_of_ed25519(secret):
    expected = Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
    assert vrf.public_key(secret) == expected


@settings(max_examples=25, deadline=None)
@given(secret=st.binary(min_size=32, max_size=32), alpha=st.binary(max_size=100))
def test_what_is_proved_verifies(secret, alpha):
    proof = vrf.prove(secret, alpha)
    assert vrf.verify(vrf.public_key(secret), alpha, proof) == vrf.output(proof)
    assert vrf.prove(secret, alpha) == proof


@settings(max_examples=60, deadline=None)
@given(bit=st.integers(0, 8 * vrf.PROOF_SIZE - 1))
def test_proof_with_any_bit_turned_is_refused(bit):
    turned = bytearray(PROOF)
    turned[bit // 8] ^= 1 << bit % 8
    with pytest.raises(vrf.BadVrfProof):
        vrf.verify(PUBLIC, ALPHA, bytes(turned))


@settings(max_examples=30, deadline=None)
@given(bit=st.integers(0, 255))
def test_key_with_any_bit_turned_is_refused(bit):
    turned = bytearray(PUBLIC)
    turned[bit // 8] ^= 1 << bit % 8
    with pytest.raises(vrf.BadVrfProof):
        vrf.verify(bytes(turned), ALPHA, PROOF)


@pytest.mark.parametrize("alpha", [b"", ALPHA[:-1], ALPHA + b"\0", ALPHA[::-1]])
def test_proof_of_another_input_is_refused(alpha):
    with pytest.raises(vrf.BadVrfProof) as refused:
        vrf.verify(PUBLIC, alpha, PROOF)
    assert (refused.value.code, refused.value.field) == ("bad-vrf-proof", "proof")


@pytest.mark.parametrize("proof", [b"", PROOF[:-1], PROOF + b"\0"])
def test_proof_of_another_length_is_refused(proof):
    for act in (lambda: vrf.verify(PUBLIC, ALPHA, proof), lambda: vrf.output(proof)):
        with pytest.raises(vrf.BadVrfProof):
            act()


def test_scalar_with_the_order_added_is_refused():
    s = int.from_bytes(PROOF[48:], "little") + group.Q
    with pytest.raises(vrf.BadVrfProof):
        vrf.verify(PUBLIC, ALPHA, PROOF[:48] + s.to_bytes(32, "little"))


@pytest.mark.parametrize("low", LOW_ORDER)
def test_key_of_low_order_is_refused(low):
    key = bytes.fromhex(low)
    assert group.is_identity(group.times_cofactor(group.decode(key)))
    for refuse in (lambda: vrf.check_public_key(key), lambda: vrf.verify(key, ALPHA, PROOF)):
        with pytest.raises(vrf.BadVrfKey) as refused:
            refuse()
        assert refused.value.code == "bad-vrf-key"


@pytest.mark.parametrize(
    "data",
    [
        y_bytes(group.P),  # 0, written a second way
        y_bytes(group.P + 1),  # 1, written a second way
        y_bytes((1 << 255) - 1),
        y_bytes(1, sign=1),  # x = 0 has no negative
        y_bytes(group.P - 1, sign=1),
        y_bytes(2),  # no point has this y
        PUBLIC[:-1],
        PUBLIC + b"\0",
        b"",
    ],
)
def test_key_that_is_no_canonical_point_is_refused(data):
    vrf.check_public_key(PUBLIC)
    with pytest.raises(vrf.BadVrfKey):
        vrf.check_public_key(data)


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_secret_of_another_length_is_refused(size):
    for act in (lambda: vrf.public_key(bytes(size)), lambda: vrf.prove(bytes(size), ALPHA)):
        with pytest.raises(vrf.BadVrfKey) as refused:
            act()
        assert refused.value.field == "secret"


def test_output_stays_when_the_proof_is_made_otherwise():
    """A prover may choose another nonce, so the proof is no randomness; the output has no freedom."""
    scalar = int.from_bytes(hashlib.sha512(SECRET).digest()[:32], "little")
    scalar = (scalar & (1 << 254) - 8) | 1 << 254
    nonce = 12345
    hashes = (hashlib.sha512(b"\x03\x01" + PUBLIC + ALPHA + bytes([at, 0])).digest()[:32] for at in range(99))
    h = group.times_cofactor(next(filter(None, map(group.decode, hashes))))
    points = [
        PUBLIC,
        group.encode(h),
        PROOF[:32],
        *map(group.encode, (group.times_base(nonce), group.combine((nonce, h)))),
    ]
    c = hashlib.sha512(b"\x03\x02" + b"".join(points) + b"\0").digest()[:16]
    s = (nonce + int.from_bytes(c, "little") * scalar) % group.Q
    other = PROOF[:32] + c + s.to_bytes(32, "little")
    assert other != PROOF
    assert vrf.verify(PUBLIC, ALPHA, other) == BETA
