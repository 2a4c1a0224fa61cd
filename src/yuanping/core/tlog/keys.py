"""Who signs a note, and the line that a signature is (C2SP signed-note, “Signatures” and “Verifier keys”)."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from yuanping.core.errors import Invalid
from yuanping.core.tlog.encoding import checked_lines, decode_base64, encode_base64

ED25519: Final = 0x01
COSIGNATURE: Final = 0x04
SM2: Final = 0xFF

ID_SIZE = 4
SEED_SIZE = 32

# What stands between the type byte and the key itself: types without an assigned byte name themselves (0xff).
_IDENTIFIERS = {ED25519: b"", COSIGNATURE: b"", SM2: b"gm/sm2-sm3"}
_PUBLIC_SIZES = {ED25519: 32, COSIGNATURE: 32, SM2: 65}
_ID = re.compile(r"[0-9a-f]{8}")


class BadKey(Invalid):
    """A key that is malformed, or of a kind that does not do what is asked of it. Code ``bad-key``."""

    def __init__(self, message: str) -> None:
        super().__init__(
            "bad-key", message, remedy="请向公布该密钥的单位重新取得完整的公钥文本。", field="vkey"
        )


class BadNote(Invalid):
    """A note that is malformed, or that no known key signed well. Code ``bad-note``."""

    def __init__(self, message: str) -> None:
        super().__init__("bad-note", message, remedy="请从来源重新取得未经改动的原文后再核验。", field="note")


def is_key_name(name: str) -> bool:
    """Not empty, without Unicode spaces, plus signs or control characters, and UTF-8 can carry it."""
    if not name or "+" in name or any(letter.isspace() or letter < " " for letter in name):
        return False
    return not any("\ud800" <= letter <= "\udfff" for letter in name)


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with the name and the kind of signature that it stands for; BadKey unless they fit.

    ``public`` is 32 bytes for Ed25519 and cosignatures, 65 bytes (04, x, y) for SM2.
    """

    name: str
    kind: int
    public: bytes

    def __post_init__(self) -> None:
        if not is_key_name(self.name):
            raise BadKey("公钥的名称不能为空，也不能含有空白或加号。")
        if self.kind not in _PUBLIC_SIZES:
            raise BadKey(f"不支持的签名类型0x{self.kind:02x}。")
        if len(self.public) != _PUBLIC_SIZES[self.kind]:
            raise BadKey(f"公钥应为{_PUBLIC_SIZES[self.kind]}字节，实为{len(self.public)}字节。")

    @property
    def material(self) -> bytes:
        """Type byte, identifier if the type has none assigned, and the key: what the id and the vkey are made of."""
        return bytes([self.kind]) + _IDENTIFIERS[self.kind] + self.public

    @property
    def key_id(self) -> bytes:
        """SHA-256(name, 0x0A, material)[:4]."""
        return hashlib.sha256(self.name.encode() + b"\n" + self.material).digest()[:ID_SIZE]

    @property
    def vkey(self) -> str:
        """``name+hex id+base64``, the form in which keys are published."""
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(self.material)}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """From a vkey; BadKey when it is malformed or its id is not that of its name and key."""
        parts = text.split("+", 2)  # the base64 may hold plus signs, the name may not
        if len(parts) != 3 or not _ID.fullmatch(parts[1]):
            raise BadKey("公钥文本应为“名称+8位小写十六进制编号+Base64”。")
        name, key_id, encoded = parts
        try:
            material = decode_base64(encoded)
        except ValueError as error:
            raise BadKey(f"公钥的编码有误：{error}。") from error
        kind, public = material[0] if material else 0, material[1:]
        identifier = _IDENTIFIERS.get(kind, b"")
        if not public.startswith(identifier):
            raise BadKey("不支持的签名类型：0xff之后的标识不是“gm/sm2-sm3”。")
        key = cls(name, kind, public.removeprefix(identifier))
        if key.key_id.hex() != key_id:
            raise BadKey("公钥的编号与其名称、密钥不相符。")
        return key

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether ``signature`` (64 bytes, RFC 8032) over ``message`` is this Ed25519 key's."""
        if self.kind not in {ED25519, COSIGNATURE}:
            raise BadKey("该公钥不是Ed25519公钥。")
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line of a note: who (name and key id), and the value; BadNote unless well formed."""

    name: str
    key_id: bytes
    value: bytes

    def __post_init__(self) -> None:
        if not is_key_name(self.name):
            raise BadNote("签名行的名称不能为空，也不能含有空白或加号。")
        if len(self.key_id) != ID_SIZE or not self.value:
            raise BadNote("签名行应含4字节编号和签名值。")

    @property
    def line(self) -> str:
        return f"— {self.name} {encode_base64(self.key_id + self.value)}\n"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 seed (32 bytes) with the name and the kind of signature that it makes; never printed."""

    name: str
    kind: int
    private: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if self.kind not in {ED25519, COSIGNATURE}:
            raise BadKey("此处只用Ed25519私钥签名。")
        if len(self.private) != SEED_SIZE:
            raise BadKey(f"私钥种子应为{SEED_SIZE}字节，实为{len(self.private)}字节。")
        if not is_key_name(self.name):
            raise BadKey("私钥的名称不能为空，也不能含有空白或加号。")

    @property
    def verifier(self) -> VerifierKey:
        public = Ed25519PrivateKey.from_private_bytes(self.private).public_key().public_bytes_raw()
        return VerifierKey(self.name, self.kind, public)

    def sign(self, text: str) -> Signature:
        """Sign a note's text. A cosigner's key is refused (BadKey): it only signs what it gives a time to."""
        if self.kind != ED25519:
            raise BadKey("见证私钥只用于签署检查点，不用于签署普通文本。")
        try:
            message = checked_lines(text).encode()
        except ValueError as error:
            raise BadNote(f"待签名的文本有误：{error}。") from error
        return Signature(self.name, self.verifier.key_id, self.raw_signature(message))

    def raw_signature(self, message: bytes) -> bytes:
        """64 bytes (RFC 8032). For formats that build their own message: ``cosignatures.cosign``."""
        return Ed25519PrivateKey.from_private_bytes(self.private).sign(message)
