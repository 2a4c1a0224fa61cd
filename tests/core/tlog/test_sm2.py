"""SM2: the standard's example, a second opinion, the openssl program, alterations, threads and memory."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.core.tlog import textbook_sm2 as textbook
from yuanping.core.errors import Invalid
from yuanping.core.tlog import libcrypto, sm2
from yuanping.core.tlog.hashing import SM3

# GB/T 32918.5-2017 annex A: key, message and, for the k given there, the signature.
PRIVATE = bytes.fromhex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8")
PUBLIC = bytes.fromhex(
    "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
)
MESSAGE = b"message digest"
K = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
R = 0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3
S = 0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA
SIGNATURE = textbook.der(R, S)

# A point of the curve whose x still fits 32 bytes when the modulus is added.
SMALL_X = next(x for x in range(9) if pow(x**3 - 3 * x + textbook.B, (textbook.P - 1) // 2, textbook.P) == 1)
SMALL_Y = pow(SMALL_X**3 - 3 * SMALL_X + textbook.B, (textbook.P + 1) // 4, textbook.P)

# OpenSSL's evppkey_sm2.txt (Apache-2.0): a key, and digests already made of Z and the message.
OPENSSL_PRIVATE = bytes.fromhex("d09156733017bdad809fd9bbd8c693f60230593169b6f94aaf1c8ee138cc99b5")
OPENSSL_SIGNED = [
    (
        "d7ad397f6ffa5d4f7f11e7217f241607dc30618c236d2c09c1b9ea8fdadee2e8",
        (
            "3046022100ab1db64de7c40edbde6651c9b8ebdb804673db836e5d5c7fe15dcf9ed2725037"
            "022100eba714451ff69b0bb930b379e192e7cd5fa6e3c41c7fbd8303b799ab54a54621"
        ),
    ),
    (
        "b1139602c6ecc9e15e2f3f9c635a1afe737058bc15387479c1ea0d0b3d90e9e5",
        (
            "3045022100e6e0414ebd3a656c35602af14ab20287dbf30d57af75c49a188ed4b42391f224"
            "02202f54f277c606f4605e1ce9514947ffddf94c67a539804a4ed17f852288bdbe2e"
        ),
    ),
]

# The published SM3 vectors: GM/T 0004 annex A, and those of the administration's paper beside them.
ALPHABET = b"abcdefghijklmnopqrstuvwxyz"
DIGESTS = [
    (b"", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"),
    (b"a", "623476ac18f65a2909e43c7fec61b49c7e764a91a18ccb82f1917a29c86c5e88"),
    (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
    (ALPHABET, "b80fe97a4da24afc277564f66a359ef440462ad28dcc6d63adb24d5c20a61595"),
    (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    (b"abcd" * 64, "b965764c8bebb091c7602b74afd34eefb531dccb4e0076d9b7cd813199b45971"),
]

# Prints by how many bytes the resident memory grew over 20,000 signatures.
SPENDING = """
import os
from pathlib import Path
from yuanping.core.tlog import sm2

private = sm2.generate()
public = sm2.public_of(private)
signature = sm2.sign(private, b"")

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

def spend(times):
    for n in range(times):
        sm2.sign(private, b"%d" % n)
        if n % 8 == 0:
            sm2.verify(public, b"%d" % n, signature)
            sm2.generate()

spend(1000)
before = resident()
spend(20_000)
print(resident() - before)
"""

try:
    libcrypto.library()
except RuntimeError:
    pytest.skip("this machine has no libcrypto.so.3", allow_module_level=True)


@pytest.fixture
def openssl(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("no openssl program on PATH")

    def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([program, *arguments], cwd=tmp_path, capture_output=True, check=False)

    return run


def test_sm2_is_available_where_libcrypto_is() -> None:
    assert sm2.available() is True


def test_sm2_is_unavailable_without_libcrypto(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libcrypto, "FILE", "libcrypto-of-another-machine.so.3")
    libcrypto.library.cache_clear()
    sm2.available.cache_clear()
    try:
        assert sm2.available() is False
        with pytest.raises(RuntimeError, match=r"needs the system's libcrypto-of-another-machine\.so\.3"):
            sm2.sign(PRIVATE, MESSAGE)
    finally:
        libcrypto.library.cache_clear()
        sm2.available.cache_clear()


@pytest.mark.parametrize(("message", "expected"), DIGESTS)
def test_sm3_gives_the_published_digest(message: bytes, expected: str) -> None:
    assert SM3.plain(message).hex() == expected


def test_the_textbook_gives_the_published_signature() -> None:
    assert textbook.sign(int.from_bytes(PRIVATE), textbook.digest(PUBLIC, MESSAGE), k=K) == (R, S)


@pytest.mark.parametrize(("digest", "signature"), OPENSSL_SIGNED)
def test_the_textbook_accepts_the_signatures_published_for_a_digest(digest: str, signature: str) -> None:
    e, numbers = int(digest, 16), textbook.numbers_of(bytes.fromhex(signature))
    public = sm2.public_of(OPENSSL_PRIVATE)
    assert textbook.verify(public, e, *numbers) is True
    assert textbook.verify(public, e + 1, *numbers) is False


def test_the_public_key_is_the_published_one() -> None:
    assert sm2.public_of(PRIVATE) == PUBLIC


def test_the_published_signature_is_accepted_and_every_altered_byte_refused() -> None:
    def altered(data: bytes) -> list[bytes]:
        return [data[:i] + bytes([data[i] ^ 1]) + data[i + 1 :] for i in range(len(data))]

    assert sm2.verify(PUBLIC, MESSAGE, SIGNATURE) is True
    assert [sm2.verify(PUBLIC, MESSAGE, other) for other in altered(SIGNATURE)] == [False] * len(SIGNATURE)
    assert [sm2.verify(PUBLIC, other, SIGNATURE) for other in altered(MESSAGE)] == [False] * len(MESSAGE)
    assert sm2.verify(sm2.public_of(OPENSSL_PRIVATE), MESSAGE, SIGNATURE) is False


def test_a_signature_under_another_id_is_refused() -> None:
    d = int.from_bytes(PRIVATE)
    named = {
        name: textbook.der(*textbook.sign(d, textbook.digest(PUBLIC, MESSAGE, name=name), k=K))
        for name in (b"1234567812345678", b"ALICE123@YAHOO.COM", b"")
    }
    assert {name: sm2.verify(PUBLIC, MESSAGE, signature) for name, signature in named.items()} == {
        b"1234567812345678": True,
        b"ALICE123@YAHOO.COM": False,
        b"": False,
    }


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        b"\x30\x00",
        b"\x30\x06\x02\x01\x00\x02\x01\x00",
        SIGNATURE[:-1],
        SIGNATURE + b"\x00",
        b"\x30\x81" + SIGNATURE[1:],
        textbook.der(R + textbook.N, S),
        textbook.der(R, S + textbook.N),
        textbook.der(0, S),
        textbook.der(R, 0),
        textbook.der(R, textbook.N - R),
        bytes([0x30, 0x47, 2, 0x22, 0, *SIGNATURE[4:]]),
        bytes([0x30, 0x45, 2, 0x20, *SIGNATURE[5:]]),
        b"\x30\x46\x02\xff" + SIGNATURE[4:],
        b"\xff" * 72,
    ],
    ids=lambda signature: signature[:6].hex() + f"-{len(signature)}",
)
def test_what_is_no_canonical_signature_is_refused(signature: bytes) -> None:
    assert sm2.verify(PUBLIC, MESSAGE, SIGNATURE) is True
    assert sm2.verify(PUBLIC, MESSAGE, signature) is False


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 4096, 1 << 20])
def test_a_signature_round_trips_and_the_textbook_agrees(size: int) -> None:
    private, message = sm2.generate(), os.urandom(size)
    public = sm2.public_of(private)
    signature, again = sm2.sign(private, message), sm2.sign(private, message)
    assert public == textbook.public_of(int.from_bytes(private))
    assert sm2.verify(public, message, signature) is True
    assert textbook.verify(public, textbook.digest(public, message), *textbook.numbers_of(signature)) is True
    assert signature != again
    assert sm2.verify(public, message + b"\x00", signature) is False
    assert sm2.verify(public, b"\x00" + message, signature) is False


def test_short_numbers_round_trip() -> None:
    """One signature in 128 has an r or an s of fewer than 32 bytes; DER writes them shorter."""
    signatures = [sm2.sign(PRIVATE, b"%d" % i) for i in range(1500)]
    assert min(map(len, signatures)) < 70
    assert all(sm2.verify(PUBLIC, b"%d" % i, signature) for i, signature in enumerate(signatures))


def test_generated_keys_differ() -> None:
    keys = {sm2.generate() for _ in range(50)}
    assert {len(key) for key in keys} == {32}
    assert len(keys) == 50


@pytest.mark.parametrize(
    "private",
    [b"", PRIVATE[:-1], b"\x00" + PRIVATE, bytes(32), (textbook.N - 1).to_bytes(32), b"\xff" * 32],
)
def test_a_private_key_out_of_range_is_refused(private: bytes) -> None:
    assert sm2.verify(textbook.public_of(textbook.N - 2), b"", sm2.sign((textbook.N - 2).to_bytes(32), b""))
    for use in (lambda: sm2.public_of(private), lambda: sm2.sign(private, b"")):
        with pytest.raises(Invalid) as refused:
            use()
        assert (refused.value.code, refused.value.field) == ("bad-sm2-key", "private")


@pytest.mark.parametrize(
    "public",
    [
        b"",
        PUBLIC[1:],
        PUBLIC + b"\x00",
        b"\x02" + PUBLIC[1:33],
        b"\x06" + PUBLIC[1:],
        PUBLIC[:-1] + b"\x14",
        b"\x04" + bytes(64),
        b"\x04" + (SMALL_X + textbook.P).to_bytes(32) + SMALL_Y.to_bytes(32),
    ],
    ids=lambda public: public[:3].hex() + f"-{len(public)}",
)
def test_a_public_key_off_the_curve_is_refused(public: bytes) -> None:
    small = b"\x04" + SMALL_X.to_bytes(32) + SMALL_Y.to_bytes(32)
    assert [sm2.verify(good, MESSAGE, SIGNATURE) for good in (PUBLIC, small)] == [True, False]
    for use in (lambda: sm2.verify(public, MESSAGE, SIGNATURE), lambda: sm2.public_der(public)):
        with pytest.raises(Invalid) as refused:
            use()
        assert (refused.value.code, refused.value.field) == ("bad-sm2-key", "public")


def test_a_refusal_leaves_nothing_in_the_error_queue() -> None:
    assert sm2.verify(PUBLIC, MESSAGE, textbook.der(R, textbook.N - R)) is False
    assert libcrypto.library().ERR_peek_last_error() == 0


def test_the_openssl_program_accepts_ours_and_refuses_the_altered(
    openssl: Callable[..., subprocess.CompletedProcess[bytes]], tmp_path: Path
) -> None:
    private, message = sm2.generate(), "评标报告已签章".encode()
    (tmp_path / "key").write_bytes(sm2.public_der(sm2.public_of(private)))
    (tmp_path / "signature").write_bytes(sm2.sign(private, message))
    (tmp_path / "message").write_bytes(message)
    (tmp_path / "altered").write_bytes(message + b".")
    asked = ["dgst", "-sm3", "-sigopt", "distid:1234567812345678", "-keyform", "DER", "-verify", "key"]
    accepted = openssl(*asked, "-signature", "signature", "message")
    refused = openssl(*asked, "-signature", "signature", "altered")
    assert (accepted.returncode, accepted.stdout) == (0, b"Verified OK\n")
    assert (refused.returncode, refused.stdout) == (1, b"Verification failure\n")


def test_what_the_openssl_program_signed_is_accepted(
    openssl: Callable[..., subprocess.CompletedProcess[bytes]], tmp_path: Path
) -> None:
    message = "评标报告已签章".encode()
    (tmp_path / "message").write_bytes(message)
    assert openssl("ecparam", "-name", "SM2", "-genkey", "-noout", "-out", "key.pem").returncode == 0
    der = openssl("pkey", "-in", "key.pem", "-pubout", "-outform", "DER").stdout
    signed = openssl(
        "dgst",
        "-sm3",
        "-sign",
        "key.pem",
        "-sigopt",
        "distid:1234567812345678",
        "-out",
        "signature",
        "message",
    )
    assert (signed.returncode, signed.stderr) == (0, b"")
    public, signature = der[-65:], (tmp_path / "signature").read_bytes()
    assert sm2.public_der(public) == der
    assert sm2.verify(public, message, signature) is True
    assert sm2.verify(public, message + b".", signature) is False


def test_threads_sign_and_verify_at_once() -> None:
    privates = [sm2.generate() for _ in range(4)]

    def work(n: int) -> bool:
        private, message = privates[n % 4], b"%d" % n
        signature = sm2.sign(private, message)
        others = sm2.public_of(privates[(n + 1) % 4])
        return sm2.verify(sm2.public_of(private), message, signature) and not sm2.verify(
            others, message, signature
        )

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(400))) == [True] * 400


def test_20000_signatures_leak_nothing() -> None:
    """In a process of its own: what other tests freed would take up a leak unseen."""
    measured = subprocess.run(
        [sys.executable, "-c", SPENDING],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
    )
    # 2,500 numbers of a generated key, the smallest thing held, would be 200 KB; the keys of signing 50 MB.
    assert int(measured.stdout) < 100_000
