"""The system's libcrypto through ctypes: the few functions of OpenSSL 3 that SM2 needs.

Every function has its types declared before it is called; every pointer that the library hands over is held
by ``owned`` and freed; what fails leaves OpenSSL's error queue of the thread empty, as other users of the same
library in this process expect it. Calls release the interpreter's lock, and no object is shared by two threads.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Final

FILE: Final = "libcrypto.so.3"

Pointer = ctypes.c_void_p
_int, _size, _text = ctypes.c_int, ctypes.c_size_t, ctypes.c_char_p


class Param(ctypes.Structure):
    """OSSL_PARAM: one named value of a key; an array of them ends with an empty one."""

    _fields_ = [
        ("key", ctypes.c_char_p),
        ("data_type", ctypes.c_uint),
        ("data", Pointer),
        ("data_size", ctypes.c_size_t),
        ("return_size", ctypes.c_size_t),
    ]


_PROTOTYPES: Final = {
    "BN_bn2binpad": (_int, (Pointer, _text, _int)),
    "BN_clear_free": (None, (Pointer,)),
    "ERR_clear_error": (None, ()),
    "ERR_error_string_n": (None, (ctypes.c_ulong, _text, _size)),
    "ERR_peek_last_error": (ctypes.c_ulong, ()),
    "EVP_DigestSign": (_int, (Pointer, _text, ctypes.POINTER(_size), _text, _size)),
    "EVP_DigestSignInit": (_int, (Pointer, ctypes.POINTER(Pointer), Pointer, Pointer, Pointer)),
    "EVP_DigestVerify": (_int, (Pointer, _text, _size, _text, _size)),
    "EVP_DigestVerifyInit": (_int, (Pointer, ctypes.POINTER(Pointer), Pointer, Pointer, Pointer)),
    "EVP_MD_CTX_free": (None, (Pointer,)),
    "EVP_MD_CTX_new": (Pointer, ()),
    "EVP_PKEY_CTX_free": (None, (Pointer,)),
    "EVP_PKEY_CTX_new_from_name": (Pointer, (Pointer, _text, _text)),
    "EVP_PKEY_CTX_set1_id": (_int, (Pointer, _text, _int)),
    "EVP_PKEY_free": (None, (Pointer,)),
    "EVP_PKEY_fromdata": (_int, (Pointer, ctypes.POINTER(Pointer), _int, ctypes.POINTER(Param))),
    "EVP_PKEY_fromdata_init": (_int, (Pointer,)),
    "EVP_PKEY_generate": (_int, (Pointer, ctypes.POINTER(Pointer))),
    "EVP_PKEY_get_bn_param": (_int, (Pointer, _text, ctypes.POINTER(Pointer))),
    "EVP_PKEY_get_octet_string_param": (_int, (Pointer, _text, _text, _size, ctypes.POINTER(_size))),
    "EVP_PKEY_keygen_init": (_int, (Pointer,)),
    "EVP_sm3": (Pointer, ()),
    "d2i_AutoPrivateKey": (Pointer, (Pointer, ctypes.POINTER(_text), ctypes.c_long)),
}


@cache
def library() -> ctypes.CDLL:
    """The loaded library. ``RuntimeError`` where it is missing, or built without a function that is needed."""
    try:
        loaded = ctypes.CDLL(FILE)
        for name, (answer, arguments) in _PROTOTYPES.items():
            function = getattr(loaded, name)
            function.restype, function.argtypes = answer, arguments
    except (OSError, AttributeError) as error:
        raise RuntimeError(f"SM2 needs the system's {FILE} with SM2 and SM3: {error}") from error
    return loaded


def fault(what: str) -> RuntimeError:
    """What OpenSSL last complained of in this thread; its error queue is empty afterwards."""
    lib = library()
    reason = ctypes.create_string_buffer(256)
    lib.ERR_error_string_n(lib.ERR_peek_last_error(), reason, len(reason))
    lib.ERR_clear_error()
    return RuntimeError(f"libcrypto: {what} failed: {reason.value.decode('ascii', 'replace')}")


def done(answer: int, what: str) -> None:
    """Raise unless OpenSSL answered 1, its only word for success."""
    if answer != 1:
        raise fault(what)


@contextmanager
def owned(pointer: int | None, free: Callable[[int], None], what: str) -> Iterator[int]:
    """Hold what OpenSSL handed over (by ``what``) and free it whatever happens; null is a fault."""
    if not pointer:
        raise fault(what)
    try:
        yield pointer
    finally:
        free(pointer)
