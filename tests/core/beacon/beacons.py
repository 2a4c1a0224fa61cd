"""Beacons to test with: three centres with known keys, and rounds that drand's networks have published."""

import hashlib
from typing import Final

from yuanping.core import vrf
from yuanping.core.beacon import SCHEMES, Drand, Federation, Member, member_input

NAMES: Final = ("六盘水中心", "安顺中心", "贵阳中心")
SECRETS: Final = {name: hashlib.sha256(name.encode()).digest() for name in NAMES}
FEDERATION: Final = Federation(tuple(Member(name, vrf.public_key(SECRETS[name])) for name in NAMES))
INTENT: Final = hashlib.sha256(b"intent").digest()
ROOT: Final = hashlib.sha256(b"root").digest()

DEFAULT: Final = Drand(
    scheme=SCHEMES["pedersen-bls-chained"],
    public_key=bytes.fromhex(
        "868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529eeda66c7293784a9402801af31"
    ),
    period=30,
    genesis=1595431050,
    seed=bytes.fromhex("176f93498eac9ca337150b46d21dd58673ea4e3581185f869672e59fa4cb390a"),
    network="default",
)

# Published by the League of Entropy: quicknet's round 1000, and a round of the default network with the one before it.
QUICKNET_SIGNATURE: Final = bytes.fromhex(
    "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"
)
QUICKNET_VALUE: Final = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"
DEFAULT_NUMBER: Final = 3311596
DEFAULT_PREVIOUS: Final = bytes.fromhex(
    "8ed588f2a7716fb1349e2d9803da5db0005e98a83783c353d4a08f183236a9ad91d70ddb01266f4b7c576983db464b43"
    "0e65680b9e0098552758afd6c1e6afcb77e3f62fe1b93d42d1cb63abbb2205512fe12fbf74ea9c5ac3b8f5c1e283a1d8"
)
DEFAULT_SIGNATURE: Final = bytes.fromhex(
    "a696b9409ababce45749c3a4ec369074453dd4a79967734e1390d969c8ad8d98897d217b9121e92c8ddebbddda8d92f9"
    "00e3bd6bf9deb166863b1a19390d743f82774001487594c5c09e581db7365f02b70a2c8cc41ce32446ef08e4890c4754"
)
DEFAULT_VALUE: Final = "647c07b2abbf7ff2afb4d670214f565e5cd9f9c91bfdcecb59a21f3c78d73920"


def member_proof(name: str, *, intent: bytes = INTENT, root: bytes = ROOT) -> bytes:
    return vrf.prove(SECRETS[name], member_input(intent=intent, root=root))


def all_proofs() -> dict[str, bytes]:
    return {name: member_proof(name) for name in NAMES}
