"""SM2 signatures with SM3 (GB/T 32918.2, curve of GB/T 32918.5), made by the system's libcrypto.

A private key is 32 bytes, a public key the 65 bytes 04||x||y, a signature DER (SEQUENCE of r and s), as GM/T 0009
has them. The signer's distinguishing id is the default of GM/T 0009: other programs must be told the same.
"""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Final

from yuanping.core.errors import Invalid
from yuanping.core.tlog.libcrypto import Param, Pointer, done, fault, library, owned

DISTINGUISHING_ID: Final = b"1234567812345678"
PRIVATE_SIZE: Final = 32
PUBLIC_SIZE: Final = 65

# The curve y² = x³ - 3x + b modulo p, with a group of n points (GB/T 32918.5, clause 2).
_P: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
_B: Final = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
_N: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123

_MAX_SIGNATURE = 72  # SEQUENCE of two INTEGERs of at most 33 bytes
_ALGORITHM = bytes.fromhex("301306072a8648ce3d020106082a811ccf5501822d")  # ecPublicKey on sm2p256v1
_UNSIGNED, _UTF8, _OCTETS = 2, 4, 5  # OSSL_PARAM data types
_PUBLIC_SELECTION, _PAIR_SELECTION = 0x86, 0x87  # EVP_PKEY_PUBLIC_KEY, EVP_PKEY_KEYPAIR

# GB/T 32918.5 annex A, message "message digest": what a library must accept before it is used.
_KNOWN_PUBLIC = bytes.fromhex(
    "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
)
_KNOWN_SIGNATURE = bytes.fromhex(
    "3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
    "022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
)


@cache
def available() -> bool:
    """Whether this machine can do SM2: the library is there and accepts the standard's example."""
    try:
        return verify(_KNOWN_PUBLIC, b"message digest", _KNOWN_SIGNATURE)
    except RuntimeError:
        return False


def generate() -> bytes:
    """A new private key: 32 bytes from libcrypto's generator, in 1 .. n-2."""
    lib = library()
    key, number = Pointer(), Pointer()
    with _key_context() as context:
        done(lib.EVP_PKEY_keygen_init(context), "SM2 key generation")
        done(lib.EVP_PKEY_generate(context, ctypes.byref(key)), "SM2 key generation")
    with owned(key.value, lib.EVP_PKEY_free, "SM2 key generation"):
        done(lib.EVP_PKEY_get_bn_param(key, b"priv", ctypes.byref(number)), "reading an SM2 private key")
        with owned(number.value, lib.BN_clear_free, "reading an SM2 private key"):
            private = ctypes.create_string_buffer(PRIVATE_SIZE)
            if lib.BN_bn2binpad(number, private, PRIVATE_SIZE) != PRIVATE_SIZE:
                raise fault("reading an SM2 private key")
            return private.raw


# A node signs with one key for years; deriving the public half costs as much as a signature.
@lru_cache(maxsize=8)
def public_of(private: bytes) -> bytes:
    """The public key, 04||x||y; ``Invalid`` ("bad-sm2-key") unless 32 bytes in 1 .. n-2 (GB/T 32918.1, 6.1)."""
    if len(private) != PRIVATE_SIZE or not 1 <= int.from_bytes(private) <= _N - 2:
        raise Invalid(
            "bad-sm2-key",
            "SM2 私钥无效：应为32字节，且数值在规定范围内。",
            remedy="请从备份恢复私钥，或者重新生成。",
            field="private",
        )
    lib = library()
    inner = _der(0x30, b"\x02\x01\x01" + _der(0x04, private))
    pkcs8 = _der(0x30, b"\x02\x01\x00" + _ALGORITHM + _der(0x04, inner))
    cursor = ctypes.c_char_p(pkcs8)
    loaded = lib.d2i_AutoPrivateKey(None, ctypes.byref(cursor), len(pkcs8))
    with owned(loaded, lib.EVP_PKEY_free, "loading an SM2 private key") as key:
        public, length = ctypes.create_string_buffer(PUBLIC_SIZE), ctypes.c_size_t()
        done(
            lib.EVP_PKEY_get_octet_string_param(key, b"pub", public, PUBLIC_SIZE, ctypes.byref(length)),
            "deriving an SM2 public key",
        )
        if length.value != PUBLIC_SIZE:
            raise RuntimeError(f"libcrypto: an SM2 public key has {length.value} bytes")
        return public.raw


def public_der(public: bytes) -> bytes:
    """The public key as SubjectPublicKeyInfo (RFC 5280, GM/T 0009), which other programs load."""
    _check_public(public)
    return _der(0x30, _ALGORITHM + _der(0x03, b"\x00" + public))


def sign(private: bytes, message: bytes) -> bytes:
    """A DER signature over the message; another one every time, for SM2 is randomised."""
    lib = library()
    public = public_of(private)
    with _loaded(public, private) as key, _digest_context() as context:
        inner = Pointer()  # the library's, freed with the context
        done(lib.EVP_DigestSignInit(context, ctypes.byref(inner), lib.EVP_sm3(), None, key), "SM2 signing")
        _identify(inner)
        signature, length = ctypes.create_string_buffer(_MAX_SIGNATURE), ctypes.c_size_t(_MAX_SIGNATURE)
        done(
            lib.EVP_DigestSign(context, signature, ctypes.byref(length), message, len(message)), "SM2 signing"
        )
        return signature.raw[: length.value]


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is the key's over the message.

    A signature that is not canonical DER of r and s in 1 .. n-1 is no signature; a public key that is not a point
    of the curve is ``Invalid`` ("bad-sm2-key").
    """
    lib = library()
    with _loaded(public) as key, _digest_context() as context:
        if not _is_canonical(signature):
            return False
        inner = Pointer()  # the library's, freed with the context
        done(
            lib.EVP_DigestVerifyInit(context, ctypes.byref(inner), lib.EVP_sm3(), None, key), "SM2 verifying"
        )
        _identify(inner)
        answer = lib.EVP_DigestVerify(context, signature, len(signature), message, len(message))
        if answer not in {0, 1}:
            raise fault("SM2 verifying")
        lib.ERR_clear_error()
        return bool(answer)


@contextmanager
def _key_context() -> Iterator[int]:
    lib = library()
    with owned(
        lib.EVP_PKEY_CTX_new_from_name(None, b"SM2", None), lib.EVP_PKEY_CTX_free, "finding SM2"
    ) as made:
        yield made


@contextmanager
def _digest_context() -> Iterator[int]:
    lib = library()
    with owned(lib.EVP_MD_CTX_new(), lib.EVP_MD_CTX_free, "starting SM3") as made:
        yield made


@contextmanager
def _loaded(public: bytes, private: bytes | None = None) -> Iterator[int]:
    """The key as OpenSSL's object; ``Invalid`` where the public key is no point of the curve."""
    _check_public(public)
    lib = library()
    values = [(b"group", _UTF8, b"SM2"), (b"pub", _OCTETS, public)]
    if private is not None:
        little = int.from_bytes(private).to_bytes(PRIVATE_SIZE, sys.byteorder)  # numbers go in native order
        values.append((b"priv", _UNSIGNED, little))
    params = (Param * (len(values) + 1))()
    for slot, (name, kind, value) in zip(params, values, strict=False):
        slot.key, slot.data_type, slot.data_size = name, kind, len(value)
        slot.data = ctypes.cast(ctypes.c_char_p(value), Pointer)
    key = Pointer()
    selection = _PUBLIC_SELECTION if private is None else _PAIR_SELECTION
    with _key_context() as context:
        done(lib.EVP_PKEY_fromdata_init(context), "loading an SM2 key")
        done(lib.EVP_PKEY_fromdata(context, ctypes.byref(key), selection, params), "loading an SM2 key")
    with owned(key.value, lib.EVP_PKEY_free, "loading an SM2 key") as made:
        yield made


def _identify(inner: Pointer) -> None:
    size = len(DISTINGUISHING_ID)
    done(library().EVP_PKEY_CTX_set1_id(inner, DISTINGUISHING_ID, size), "setting the distinguishing id")


def _check_public(public: bytes) -> None:
    """A point of the curve (GB/T 32918.1, 6.2.1: the group's order is prime, so that is all)."""
    x, y = int.from_bytes(public[1:33]), int.from_bytes(public[33:])
    on_curve = max(x, y) < _P and (y * y - x * x * x + 3 * x - _B) % _P == 0
    if len(public) != PUBLIC_SIZE or public[0] != 4 or not on_curve:
        raise Invalid(
            "bad-sm2-key",
            "SM2 公钥无效：应为65字节，以04开头，且是规定曲线上的点。",
            remedy="请向签名单位重新索取公钥。",
            field="public",
        )


def _der(tag: int, content: bytes) -> bytes:
    """Tag, length, content, for contents of at most 127 bytes (every key of this curve)."""
    return bytes([tag, len(content)]) + content


def _is_canonical(signature: bytes) -> bool:
    """Exactly the DER of its own r and s; libcrypto looks at their range (GB/T 32918.2, 7.1 B1 and B2).

    Checked here, so that what libcrypto answers beyond yes and no is a fault of the machine and never a
    statement on the signature.
    """
    if not 8 <= len(signature) <= _MAX_SIGNATURE or signature[3] > len(signature) - 7:
        return False
    middle = 4 + signature[3]
    r, s = int.from_bytes(signature[4:middle]), int.from_bytes(signature[middle + 2 :])
    numbers = (_der(0x02, n.to_bytes(n.bit_length() // 8 + 1)) for n in (r, s))
    return signature == _der(0x30, b"".join(numbers))
