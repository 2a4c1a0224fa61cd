"""``proofbundle`` accepts the ``.tlog-proof`` files that the node gives out, when three of four witnesses signed."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from django.conf import settings
from proofbundle.tlogproof import verify_tlog_proof

from tests.interop.events import NOW, SIZES
from yuanping.base.witness import keys
from yuanping.base.witness.models import Checkpoint, Cosignature, Leaf
from yuanping.base.witness.proving import proof_of
from yuanping.base.witness.standing import policy
from yuanping.core.errors import Invalid
from yuanping.core.tlog.cosignatures import cosign
from yuanping.core.tlog.notes import COSIGNATURE, ED25519, SigningKey, parse_note
from yuanping.core.tlog.proofs import Proof, parse_proof, verify_proof

WITNESSES = {
    place: SigningKey(f"{place}.example.gov.cn/witness", COSIGNATURE, bytes([seed]) * 32)
    for seed, place in enumerate(("jinan", "hefei", "nanjing", "zhengzhou"), start=1)
}
NEEDED = 3

pytestmark = pytest.mark.usefixtures("undone")


@pytest.fixture(scope="module")
def witnessed(record: Sequence[int]) -> None:
    """Two witnesses have signed every tree, all four the largest; the policy file asks for three."""
    lines = [f"witness {name} {key.verifier.vkey}\n" for name, key in WITNESSES.items()]
    quorum = f"group centres {NEEDED} {' '.join(WITNESSES)}\nquorum centres\n"
    settings.WITNESS_POLICY.write_text("".join(lines) + quorum)
    for checkpoint in Checkpoint.objects.all():
        cosign_by(list(WITNESSES)[: 4 if checkpoint.size == SIZES[-1] else 2], checkpoint)


def cosign_by(names: Collection[str], checkpoint: Checkpoint) -> None:
    text = parse_note(checkpoint.note).text
    for name in names:
        line = cosign(WITNESSES[name], text, timestamp=int(NOW.timestamp())).line
        Cosignature.objects.create(checkpoint=checkpoint, witness=name, at=NOW, line=line)


def judge(proof: str, entry: bytes, log_key: SigningKey | None = None) -> tuple[bool, bool, bool, bool]:
    """What proofbundle says: accepted; and of the log's signature, the quorum and the entry's place by itself."""
    said = verify_tlog_proof(
        proof,
        entry,
        (log_key or keys.log_key()).verifier.vkey,
        [key.verifier.vkey for key in WITNESSES.values()],
        threshold=NEEDED,
        expected_origin=settings.LOG_ORIGIN,
    )
    return said["ok"], said["log_ok"], said["witnesses_ok"], said["inclusion_ok"]


def content(index: int) -> bytes:
    return Leaf.objects.select_related("entry").get(index=index).entry.content.encode()


def test_proof_of_any_entry_is_accepted(witnessed: None) -> None:
    checkpoint = Checkpoint.objects.get(size=SIZES[-1])
    for leaf in Leaf.objects.select_related("entry").filter(
        index__in=[0, 1, 69, 70, 127, 128, 255, 256, 298, 299]
    ):
        entry, proof = leaf.entry.content.encode(), proof_of(leaf.index, checkpoint)
        assert judge(proof.encode(), entry) == (True, True, True, True)
        assert verify_proof(proof, entry=entry, policy=policy()).size == SIZES[-1]


@pytest.mark.parametrize("size", SIZES[:-1])
def test_two_of_four_witnesses_are_too_few_and_a_third_is_enough(witnessed: None, size: int) -> None:
    checkpoint = Checkpoint.objects.get(size=size)
    entry = content(size - 1)
    proof = proof_of(size - 1, checkpoint).encode()
    assert judge(proof, entry) == (False, True, False, True)
    cosign_by(["zhengzhou"], checkpoint)
    assert judge(proof_of(size - 1, checkpoint).encode(), entry) == (True, True, True, True)


def test_both_read_the_quorum_alike(witnessed: None) -> None:
    """Whatever witnesses have signed: ours by the policy file, theirs by three of the four keys."""
    whole = proof_of(5, Checkpoint.objects.get(size=SIZES[-1]))
    own = [line for line in whole.checkpoint.signatures if line.name == settings.LOG_ORIGIN]
    assert len(own) == 2  # Ed25519 and SM2: the second is a line that proofbundle does not know
    theirs = [line for line in whole.checkpoint.signatures if line not in own]
    for count in range(5):
        for chosen in combinations(theirs, count):
            note = replace(whole.checkpoint, signatures=(*own, *chosen))
            proof = replace(whole, checkpoint=note)
            assert judge(proof.encode(), content(5)) == (count >= NEEDED, True, count >= NEEDED, True)
            assert accepted_by_us(proof, content(5)) == (count >= NEEDED)


def accepted_by_us(proof: Proof, entry: bytes) -> bool:
    try:
        verify_proof(parse_proof(proof.encode()), entry=entry, policy=policy())
    except Invalid:
        return False
    return True


def flipped(data: bytes) -> bytes:
    return bytes([data[0] ^ 1]) + data[1:]


def of_smaller_tree(proof: Proof) -> Proof:
    """The path is that in another tree than the checkpoint's."""
    return replace(proof, path=proof_of(proof.index, Checkpoint.objects.get(size=256)).path)


def with_other_size(proof: Proof) -> Proof:
    """The path fits a tree of that size too: only the signatures tell."""
    note = proof.checkpoint
    return replace(proof, checkpoint=replace(note, text=note.text.replace("\n300\n", "\n301\n")))


@pytest.mark.parametrize(
    ("change", "sound"),
    [
        (lambda proof: replace(proof, path=(flipped(proof.path[0]), *proof.path[1:])), (True, True, False)),
        (lambda proof: replace(proof, path=(*proof.path[:-1], flipped(proof.path[-1]))), (True, True, False)),
        (lambda proof: replace(proof, path=proof.path[:-1]), (True, True, False)),
        (lambda proof: replace(proof, path=(*proof.path, bytes(32))), (True, True, False)),
        (lambda proof: replace(proof, index=proof.index + 1), (True, True, False)),
        (of_smaller_tree, (True, True, False)),
        (with_other_size, (False, False, True)),
    ],
    ids=["first hash", "last hash", "short path", "long path", "index", "smaller tree", "size"],
)
def test_tampered_proof_is_refused(
    witnessed: None, change: Callable[[Proof], Proof], sound: tuple[bool, bool, bool]
) -> None:
    proof, entry = proof_of(66, Checkpoint.objects.get(size=SIZES[-1])), content(66)
    assert judge(proof.encode(), entry) == (True, True, True, True)
    changed = change(proof)
    assert judge(changed.encode(), entry) == (False, *sound)
    assert not accepted_by_us(changed, entry)


def test_proof_of_another_entry_or_by_another_log_is_refused(witnessed: None) -> None:
    proof, entry = proof_of(66, Checkpoint.objects.get(size=SIZES[-1])).encode(), content(66)
    assert judge(proof, entry) == (True, True, True, True)
    for other in (content(67), entry + b" ", b""):
        assert judge(proof, other) == (False, True, True, False)
    stranger = SigningKey(settings.LOG_ORIGIN, ED25519, bytes(32))
    assert judge(proof, entry, stranger) == (False, False, True, True)
