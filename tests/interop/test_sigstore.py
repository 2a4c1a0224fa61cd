"""The verifier of ``sigstore`` accepts our inclusion proofs and our checkpoints.

It was written for Rekor, so our entry stands where an entry of Rekor would: as the body of a ``TransparencyLogEntry``.
Its two checks are called as ``sigstore`` calls them; they look at nothing else.
"""

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sigstore._internal.merkle import verify_merkle_inclusion
from sigstore._internal.rekor.checkpoint import verify_checkpoint
from sigstore._internal.trust import Keyring, RekorKeyring
from sigstore.errors import VerificationError
from sigstore.models import TransparencyLogEntry
from sigstore_models.common.v1 import LogId, PublicKey, PublicKeyDetails
from sigstore_models.rekor import v1 as rekor

from yuanping.base.witness import keys, log
from yuanping.base.witness.models import Checkpoint, Leaf
from yuanping.base.witness.proving import inclusion_path
from yuanping.core.tlog.keys import VerifierKey
from yuanping.core.tlog.notes import ED25519, SigningKey
from yuanping.core.tlog.tiles import root, tiles_for_growth

pytestmark = pytest.mark.usefixtures("undone")


@dataclass(frozen=True, slots=True)
class Claim:
    """That ``body`` stands at ``index`` in the tree of ``size`` with ``root``, which the log signed in ``note``."""

    body: bytes
    index: int
    size: int
    root: bytes
    path: tuple[bytes, ...]
    note: str = ""

    def entry(self) -> TransparencyLogEntry:
        proof = rekor.InclusionProof(
            log_index=str(self.index),
            root_hash=base64.b64encode(self.root),
            tree_size=str(self.size),
            hashes=[base64.b64encode(each) for each in self.path],
            checkpoint=rekor.Checkpoint(envelope=self.note),
        )
        key = keys.log_key().verifier
        return TransparencyLogEntry(
            rekor.TransparencyLogEntry(
                log_index=str(self.index),
                # a log's id is the hash of which a note's key id is the beginning
                log_id=LogId(key_id=base64.b64encode(_whole_key_id(key))),
                kind_version=rekor.KindVersion(kind="yuanping", version="2"),
                inclusion_proof=proof,
                canonicalized_body=base64.b64encode(self.body),
            )
        )


def _whole_key_id(key: VerifierKey) -> bytes:
    whole = hashlib.sha256(key.name.encode() + b"\n" + key.material).digest()
    assert whole.startswith(key.key_id)
    return whole


def keyring(key: VerifierKey) -> RekorKeyring:
    der = Ed25519PublicKey.from_public_bytes(key.public).public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )
    details = PublicKeyDetails.PKIX_ED25519
    return RekorKeyring(Keyring([PublicKey(raw_bytes=base64.b64encode(der), key_details=details)]))


def claim(index: int, size: int, body: bytes, note: str = "") -> Claim:
    top = root(size, log.prefetched(tiles_for_growth(size)))
    return Claim(body, index, size, top, tuple(inclusion_path(index, size)), note)


def contents() -> list[bytes]:
    rows = Leaf.objects.order_by("index").values_list("entry__content", flat=True)
    return [text.encode() for text in rows]


def test_inclusion_proofs_are_accepted(record: Sequence[int]) -> None:
    bodies = contents()
    pairs = [(index, size) for size in range(1, 36) for index in range(size)]
    pairs += [(index, size) for size in (255, 256, 257, 299, 300) for index in range(0, size, 3)]
    for index, size in pairs:
        verify_merkle_inclusion(claim(index, size, bodies[index]).entry())
    assert len(pairs) > 1000


def test_checkpoints_are_accepted(record: Sequence[int]) -> None:
    trusted, bodies = keyring(keys.log_key().verifier), contents()
    for checkpoint in Checkpoint.objects.all():
        made = claim(
            checkpoint.size - 1, checkpoint.size, bodies[checkpoint.size - 1], checkpoint.note
        ).entry()
        verify_merkle_inclusion(made)
        verify_checkpoint(trusted, made)
    assert Checkpoint.objects.count() == len(record)


def flipped(data: bytes) -> bytes:
    return bytes([data[0] ^ 1]) + data[1:]


@pytest.mark.parametrize(
    "change",
    [
        lambda made: replace(made, body=flipped(made.body)),
        lambda made: replace(made, index=made.index + 1),
        lambda made: replace(made, size=made.size - 60),
        lambda made: replace(made, root=flipped(made.root)),
        lambda made: replace(made, path=(flipped(made.path[0]), *made.path[1:])),
        lambda made: replace(made, path=(*made.path[:-1], flipped(made.path[-1]))),
        lambda made: replace(made, path=made.path[:-1]),
        lambda made: replace(made, path=(*made.path, bytes(32))),
    ],
    ids=["entry", "index", "size", "root", "first hash", "last hash", "short path", "long path"],
)
def test_tampered_inclusion_proof_is_refused(
    record: Sequence[int], undone: None, change: Callable[[Claim], Claim]
) -> None:
    made = claim(66, 300, contents()[66])
    verify_merkle_inclusion(made.entry())
    with pytest.raises(VerificationError, match="inclusion proof"):
        verify_merkle_inclusion(change(made).entry())


def test_tampered_checkpoint_is_refused(record: Sequence[int]) -> None:
    trusted, stranger = (
        keyring(key.verifier) for key in (keys.log_key(), SigningKey("log.example", ED25519, bytes(32)))
    )
    smaller, larger = (Checkpoint.objects.get(size=size).note for size in record[-2:])
    made = claim(66, 300, contents()[66], larger)
    verify_checkpoint(trusted, made.entry())
    with pytest.raises(VerificationError, match="invalid signature"):
        verify_checkpoint(trusted, replace(made, note=larger.replace("\n300\n", "\n301\n")).entry())
    with pytest.raises(VerificationError, match="invalid root hash"):
        verify_checkpoint(trusted, replace(made, note=smaller).entry())
    with pytest.raises(VerificationError, match="invalid signature"):
        verify_checkpoint(stranger, made.entry())
