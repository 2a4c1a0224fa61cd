"""The node's certificate authority: root, issuing key and time-stamp key, made on first use.

Everything stands in one directory, files 0600. Subjects are ASCII: names with rare characters make
some validators reject a sound signature, and a temporary certificate must not name its holder.
"""

import os
import secrets
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID as Eku
from cryptography.x509.oid import NameOID

YEAR = timedelta(days=365)
ROOT_LIFE, ISSUER_LIFE, STAMPER_LIFE = 25 * YEAR, 15 * YEAR, 12 * YEAR
CRL_LIFE, ROOT_CRL_LIFE = timedelta(days=2), timedelta(days=400)
"""A published list is replaced at the latest after this time; the root's, which hardly ever changes, yearly."""

SKEW = timedelta(minutes=5)
"""Certificates start a little before the moment of issue: clocks of readers differ."""

Key = ec.EllipticCurvePrivateKey
Usages = frozenset[str]


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A certificate with its private key."""

    certificate: x509.Certificate
    key: Key


@dataclass(frozen=True, slots=True)
class Revoked:
    """An entry of the revocation list."""

    serial: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Authority:
    """The node's authority. The root signs the issuing and the time-stamp certificate, and its own list."""

    root: KeyPair
    issuer: KeyPair
    stamper: KeyPair

    def issue(self, *, common_name: str, at: datetime, not_after: datetime) -> KeyPair:
        """A new P-256 key with a certificate for document signatures (临时 CA, S4-35).

        ``common_name`` must be ASCII. Times have a resolution of one second.
        """
        if not common_name.isascii():
            raise ValueError("a temporary certificate's subject is ASCII")
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(_name(common_name), key.public_key(), self.issuer, at - SKEW, not_after)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(_usage("digital_signature", "content_commitment"), critical=True)
        builder = builder.add_extension(x509.ExtendedKeyUsage([Eku.EMAIL_PROTECTION]), critical=False)
        return KeyPair(builder.sign(self.issuer.key, hashes.SHA256()), key)

    def crl(self, revoked: Iterable[Revoked], *, number: int, at: datetime) -> bytes:
        """The issuing authority's revocation list, DER. ``number`` must grow (RFC 5280, 5.2.3)."""
        return _crl(self.issuer, revoked, number=number, at=at, life=CRL_LIFE)

    def root_crl(self, *, at: datetime) -> bytes:
        """The root's list, empty: neither the issuing nor the time-stamp certificate is revoked."""
        return _crl(self.root, (), number=int(at.timestamp()), at=at, life=ROOT_CRL_LIFE)

    @property
    def root_pem(self) -> bytes:
        """What an outsider puts among the trusted certificates."""
        return self.root.certificate.public_bytes(serialization.Encoding.PEM)


def authority(directory: Path, *, at: datetime) -> Authority:
    """The authority kept in ``directory``; made there when there is none.

    Two processes that start at once agree on one: the first complete directory to be renamed wins.
    """
    if not (directory / "root.key").exists():
        _make(directory, at)
    return load(directory)


def load(directory: Path) -> Authority:
    """The authority that stands in ``directory``."""
    return Authority(*(_read(directory, name) for name in ("root", "issuer", "stamper")))


def serial_text(serial: int) -> str:
    """A serial number as people and the database write it: upper-case hexadecimal."""
    return f"{serial:X}"


def private_pem(key: Key) -> str:
    """A private key as PKCS 8 text, to be sealed."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def public_pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _make(directory: Path, at: datetime) -> None:
    directory.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
    node = secrets.token_hex(4).upper()
    root = _root(f"Yuanping Root CA {node}", at)
    issuer = _authority_below(root, f"Yuanping Issuing CA {node}", at)
    stamper = _stamper(root, f"Yuanping TSA {node}", at)
    for name, pair in (("root", root), ("issuer", issuer), ("stamper", stamper)):
        _write(draft / f"{name}.pem", public_pem(pair.certificate))
        _write(draft / f"{name}.key", private_pem(pair.key))
    _sync(draft)
    try:
        draft.rename(directory)
    except OSError:  # another process was first, and its directory is not empty
        for file in draft.iterdir():
            file.unlink()
        draft.rmdir()
    _sync(directory.parent)


def _root(name: str, at: datetime) -> KeyPair:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(name)
    start = at - SKEW
    builder = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(_utc(start))
        .not_valid_after(_utc(start + ROOT_LIFE))
        .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        .add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return KeyPair(builder.sign(key, hashes.SHA256()), key)


def _authority_below(root: KeyPair, name: str, at: datetime) -> KeyPair:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(_name(name), key.public_key(), root, at - SKEW, at + ISSUER_LIFE)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
    return KeyPair(builder.sign(root.key, hashes.SHA256()), key)


def _stamper(root: KeyPair, name: str, at: datetime) -> KeyPair:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(_name(name), key.public_key(), root, at - SKEW, at + STAMPER_LIFE)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage("digital_signature", "content_commitment"), critical=True)
    # RFC 3161, 2.3: this usage alone, and critical
    builder = builder.add_extension(x509.ExtendedKeyUsage([Eku.TIME_STAMPING]), critical=True)
    return KeyPair(builder.sign(root.key, hashes.SHA256()), key)


def _builder(
    subject: x509.Name, public: ec.EllipticCurvePublicKey, by: KeyPair, start: datetime, end: datetime
) -> x509.CertificateBuilder:
    above = by.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return (
        x509.CertificateBuilder(by.certificate.subject, subject, public, x509.random_serial_number())
        .not_valid_before(_utc(start))
        .not_valid_after(_utc(min(end, by.certificate.not_valid_after_utc)))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(above), critical=False)
    )


def _crl(by: KeyPair, revoked: Iterable[Revoked], *, number: int, at: datetime, life: timedelta) -> bytes:
    above = by.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    builder = (
        x509.CertificateRevocationListBuilder(by.certificate.subject, _utc(at), _utc(at + life))
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(above), critical=False)
    )
    for entry in revoked:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder(entry.serial, _utc(entry.at))
            .add_extension(x509.CRLReason(x509.ReasonFlags.cessation_of_operation), critical=False)
            .build()
        )
    return builder.sign(by.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _usage(*wanted: str) -> x509.KeyUsage:
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{name: name in wanted for name in names})


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Yuanping"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _read(directory: Path, name: str) -> KeyPair:
    certificate = x509.load_pem_x509_certificate((directory / f"{name}.pem").read_bytes())
    key = serialization.load_pem_private_key((directory / f"{name}.key").read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{name}.key must hold an elliptic-curve key; restore it from the backup")
    return KeyPair(certificate, key)


def _write(file: Path, text: str) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
