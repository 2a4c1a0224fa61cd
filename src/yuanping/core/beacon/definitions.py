"""What a beacon (随机信标) is: a text that names keys, whose digest an intent pins before any value exists.

Two kinds. A **federation** is the centres themselves, each with a VRF key:

    yd-beacon/1 federation
    member 安顺中心 3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29
    member 贵阳中心 8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c

A **drand** network (League of Entropy and others) is a threshold of strangers with one BLS12-381 key:

    yd-beacon/1 drand
    scheme bls-unchained-g1-rfc9380
    public-key 83cf0f28…
    period 3
    genesis 1692803367
    seed f477d5c8…
    id quicknet

One definition has one text: UTF-8, one space between words, a line feed after each line and nothing else, members in
ascending order of their names' UTF-8 bytes, hexadecimal in lower case. Its digest is the SHA-256 of that text.
"""

import hashlib
import struct
from dataclasses import dataclass
from typing import Final, TypeAlias

from yuanping.core.errors import Invalid
from yuanping.core.vrf import KEY_SIZE, BadVrfKey, check_public_key

FORMAT: Final = "yd-beacon/1"
DELAY: Final = 60
"""Seconds from the checkpoint to the earliest round that may count: time for the contributions to be revealed."""
FEDERATION_ROUND: Final = 1
"""The number of a federation's round: it belongs to one intent alone, so there is no other."""
MAX_MEMBERS: Final = 100
MAX_NAME: Final = 100
MAX_TEXT: Final = 40_000
LATEST: Final = 1 << 40
"""The latest POSIX time that is read as one."""

_DRAND_LINES: Final = ("scheme", "public-key", "period", "genesis", "seed", "id")
_HASH_SIZE: Final = 32


class BadDefinition(Invalid):
    """A text that defines no beacon. Code ``bad-beacon-definition``; ``field`` is the line, from 1."""

    def __init__(self, message: str, *, line: int = 0) -> None:
        super().__init__(
            "bad-beacon-definition",
            f"随机信标的定义无效：{message}。",
            field=f"line-{line}" if line else "definition",
            remedy="请向信标的发布方重新取得定义原文。",
        )


@dataclass(frozen=True, slots=True)
class Member:
    """A centre of a federation and its VRF public key (32 bytes)."""

    name: str
    public_key: bytes


@dataclass(frozen=True, slots=True)
class Federation:
    """Members in order of name; ``parse_definition`` makes sure that names and keys are different and sound."""

    members: tuple[Member, ...]

    @property
    def text(self) -> str:
        lines = [f"member {member.name} {member.public_key.hex()}\n" for member in self.members]
        return f"{FORMAT} federation\n" + "".join(lines)

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(self.text.encode()).digest()


@dataclass(frozen=True, slots=True)
class Scheme:
    """Which of BLS12-381's groups holds the key, and whether a round signs the one before it too."""

    name: str
    key_size: int
    signature_size: int
    chained: bool


SCHEMES: Final = {
    scheme.name: scheme
    for scheme in (
        Scheme("bls-unchained-g1-rfc9380", 96, 48, chained=False),
        Scheme("pedersen-bls-chained", 48, 96, chained=True),
        Scheme("pedersen-bls-unchained", 48, 96, chained=False),
    )
}
"""drand's schemes that are read. ``bls-unchained-on-g1`` hashes by the wrong tag and its network is closed: refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drand:
    """A drand network as its ``/info`` describes it: ``period`` in seconds, ``genesis`` in POSIX seconds."""

    scheme: Scheme
    public_key: bytes
    period: int
    genesis: int
    seed: bytes
    network: str

    @property
    def text(self) -> str:
        values = (
            self.scheme.name,
            self.public_key.hex(),
            self.period,
            self.genesis,
            self.seed.hex(),
            self.network,
        )
        lines = [f"{name} {value}\n" for name, value in zip(_DRAND_LINES, values, strict=True)]
        return f"{FORMAT} drand\n" + "".join(lines)

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(self.text.encode()).digest()

    @property
    def chain_hash(self) -> bytes:
        """The network's name at its public servers: everybody can compare it with the one that drand publishes."""
        network = b"" if self.network == "default" else self.network.encode()
        head = struct.pack(">Iq", self.period, self.genesis)
        return hashlib.sha256(head + self.public_key + self.seed + network).digest()


Definition: TypeAlias = Federation | Drand

_QUICKNET_KEY: Final = (
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
    "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
)
QUICKNET: Final = Drand(
    scheme=SCHEMES["bls-unchained-g1-rfc9380"],
    public_key=bytes.fromhex(_QUICKNET_KEY),
    period=3,
    genesis=1692803367,
    seed=bytes.fromhex("f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e"),
    network="quicknet",
)
"""The League of Entropy's network with a round every three seconds, as its servers and documentation state it."""


def parse_definition(text: str) -> Definition:
    """The beacon that a text defines. BadDefinition for every text but the one that the answer's ``text`` gives."""
    if len(text) > MAX_TEXT:
        raise BadDefinition(f"超过 {MAX_TEXT} 个字符")
    head, *lines = text.split("\n")
    if not lines or lines.pop():
        raise BadDefinition("每行应以换行符结束，不得有多余内容")
    if head == f"{FORMAT} federation":
        return _federation(lines)
    if head == f"{FORMAT} drand":
        return _drand(lines)
    raise BadDefinition(f"首行应为“{FORMAT} federation”或“{FORMAT} drand”", line=1)


def first_round_at(definition: Definition, time: int) -> int:
    """The pin: which round counts for an intent whose checkpoint was cosigned at ``time`` (POSIX seconds).

    drand: the first round whose time is at least ``DELAY`` seconds later. A federation: the intent's only round.
    """
    if isinstance(definition, Federation):
        return FEDERATION_ROUND
    wait = time + DELAY - definition.genesis
    return 1 if wait <= 0 else -(-wait // definition.period) + 1


def round_time(definition: Drand, number: int) -> int:
    """When a round of drand is due, in POSIX seconds."""
    return definition.genesis + (number - 1) * definition.period


def _federation(lines: list[str]) -> Federation:
    if not 2 <= len(lines) <= MAX_MEMBERS:
        raise BadDefinition(f"成员应为 2 至 {MAX_MEMBERS} 家")
    members: list[Member] = []
    for at, line in enumerate(lines, start=2):
        member = _member(line, at)
        if members and members[-1].name >= member.name:
            raise BadDefinition("成员应按名称升序排列且不得重复", line=at)
        if any(member.public_key == other.public_key for other in members):
            raise BadDefinition("两家成员不得使用同一公钥", line=at)
        members.append(member)
    return Federation(tuple(members))


def _member(line: str, at: int) -> Member:
    words = line.split(" ")
    if len(words) != 3 or words[0] != "member":
        raise BadDefinition("应为“member 名称 公钥”", line=at)
    if not _is_name(words[1]):
        raise BadDefinition(f"成员名称应为 1 至 {MAX_NAME} 个可见字符，不含空格", line=at)
    key = _octets(words[2], KEY_SIZE, at)
    try:
        check_public_key(key)
    except BadVrfKey as refused:
        raise BadDefinition("成员公钥不是有效的随机函数公钥", line=at) from refused
    return Member(words[1], key)


def _drand(lines: list[str]) -> Drand:
    if len(lines) != len(_DRAND_LINES):
        raise BadDefinition(f"应为首行及 {len(_DRAND_LINES)} 行参数")
    values = []
    for at, (name, line) in enumerate(zip(_DRAND_LINES, lines, strict=True), start=2):
        words = line.split(" ")
        if len(words) != 2 or words[0] != name:
            raise BadDefinition(f"应为“{name} 值”", line=at)
        values.append(words[1])
    scheme = SCHEMES.get(values[0])
    if scheme is None:
        raise BadDefinition("不支持的签名方案", line=2)
    if not _is_name(values[5]):
        raise BadDefinition(f"网络名称应为 1 至 {MAX_NAME} 个可见字符，不含空格", line=7)
    return Drand(
        scheme=scheme,
        public_key=_octets(values[1], scheme.key_size, 3),
        period=_whole(values[2], 86_400, 4),
        genesis=_whole(values[3], LATEST, 5),
        seed=_octets(values[4], _HASH_SIZE, 6),
        network=values[5],
    )


def _is_name(word: str) -> bool:
    return 1 <= len(word) <= MAX_NAME and word.isprintable()  # words hold no space, and no other is printable


def _octets(word: str, size: int, line: int) -> bytes:
    try:
        found = bytes.fromhex(word)
    except ValueError:
        found = b""
    if len(found) != size or found.hex() != word:
        raise BadDefinition(f"应为 {2 * size} 个小写十六进制字符", line=line)
    return found


def _whole(word: str, most: int, line: int) -> int:
    if word.isascii() and word.isdigit() and len(word) <= len(str(most)):
        number = int(word)
        if str(number) == word and 1 <= number <= most:
            return number
    raise BadDefinition(f"应为 1 至 {most} 的整数，不带前导零", line=line)
