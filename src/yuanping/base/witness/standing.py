"""How far an entry has come: acknowledged, in the tree, signed, and seen by how many witnesses."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Count, QuerySet

from yuanping.base.witness import keys
from yuanping.base.witness.models import Checkpoint, Cosignature, Entry, Leaf
from yuanping.core.tlog import quorum
from yuanping.core.tlog.notes import BadNote, Note, parse_note, parse_signatures
from yuanping.core.tlog.quorum import Policy, parse_policy

NO_WITNESSES = "quorum none\n"
RECENT = 50
"""Among so many checkpoints with enough cosignatures, one with the quorum is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """``index`` is None while the entry waits for its place; ``cosigned`` of ``needed`` witnesses have seen it.

    ``met`` tells whether the policy's quorum has seen it; a policy without witnesses is met at once,
    when the entry is durable. ``checkpoint`` is the one that shows best where the entry stands.
    """

    number: int
    index: int | None
    checkpoint: Checkpoint | None
    witnesses: tuple[str, ...]
    cosigned: int
    needed: int
    total: int
    met: bool


def policy() -> Policy:
    """Who witnesses this node's log, and how many must have: the policy file, with our own log's key."""
    return parse_policy(policy_text())


def policy_text() -> str:
    """The policy as outsiders get it. Raises ``Invalid`` that names the line when the file is wrong."""
    file: Path = settings.WITNESS_POLICY
    try:
        changed = file.stat().st_mtime_ns
    except FileNotFoundError:
        return _with_our_log(NO_WITNESSES)
    return _policy_of(file, changed)


@lru_cache(maxsize=8)
def _policy_of(file: Path, changed: int) -> str:
    _ = changed
    text = _with_our_log(file.read_text(encoding="utf-8"))
    parse_policy(text)
    return text


def _with_our_log(text: str) -> str:
    vkey = keys.log_key().verifier.vkey
    return text if vkey in text else f"log {vkey} {settings.SITE_URL}/log\n{text}"


def standing(number: int) -> Standing:
    """How far the entry with this number has come. Raises ``Entry.DoesNotExist``."""
    rule = policy()
    leaf = Leaf.objects.filter(entry_id=number).first()
    if leaf is None:
        Entry.objects.only("number").get(number=number)
        return _stands(number, None, None, rule)
    return _stands(number, leaf.index, _best(leaf.index, rule), rule)


def standings(numbers: Collection[int]) -> dict[int, Standing]:
    """As ``standing``, for a list of entries in few queries; one that many have seen may be shown by a later checkpoint."""
    rule = policy()
    places = dict(Leaf.objects.filter(entry_id__in=numbers).values_list("entry_id", "index"))
    enough, newest = (_enough(rule, least=least).order_by("-id")[:RECENT] for least in (None, 0))
    shown = (*enough, *newest)
    return {number: _among(shown, number, places.get(number), rule) for number in numbers}


def _among(shown: Sequence[Checkpoint], number: int, index: int | None, rule: Policy) -> Standing:
    over = [each for each in shown if index is not None and each.size > index]
    best = next((each for each in over if rule.standing(witnesses_of(each, rule)).met), None)
    most = best or max(over, key=lambda each: len(witnesses_of(each, rule)), default=None)
    return _stands(number, index, most, rule)


def _stands(number: int, index: int | None, checkpoint: Checkpoint | None, rule: Policy) -> Standing:
    names = () if checkpoint is None else witnesses_of(checkpoint, rule)
    seen = rule.standing(names)
    return Standing(
        number=number,
        index=index,
        checkpoint=checkpoint,
        witnesses=names,
        cosigned=seen.cosigned,
        needed=seen.needed,
        total=seen.total,
        met=seen.met,
    )


def is_witnessed(number: int) -> bool:
    """Whether the quorum has seen the entry."""
    return standing(number).met


def cosigned(checkpoint: Checkpoint) -> Note:
    """A checkpoint's note with the signatures of its witnesses."""
    lines = "".join(checkpoint.cosignatures.values_list("line", flat=True))
    return parse_note(checkpoint.note + lines)


def best_checkpoint() -> Checkpoint | None:
    """The newest checkpoint that the quorum has seen; without such, the newest; None for an empty log."""
    rule = policy()
    found = next((each for each in _enough(rule).order_by("-id")[:RECENT] if _is_met(each, rule)), None)
    return found or Checkpoint.objects.order_by("-id").first()


def newest_standing() -> tuple[Checkpoint | None, quorum.Standing]:
    """The newest checkpoint, None before the first, and how many witnesses have signed it."""
    rule = policy()
    newest = Checkpoint.objects.prefetch_related("cosignatures").order_by("-id").first()
    return newest, rule.standing(() if newest is None else witnesses_of(newest, rule))


def _best(index: int, rule: Policy) -> Checkpoint | None:
    """The first checkpoint over the entry that has the quorum; without such, the one seen by most."""
    covering = _enough(rule).filter(size__gt=index)
    met = next((each for each in covering.order_by("id")[:RECENT] if _is_met(each, rule)), None)
    if met is None:  # after a change of the policy its witnesses are found on later checkpoints
        met = next((each for each in covering.order_by("-id")[:RECENT] if _is_met(each, rule)), None)
    return met or _enough(rule, least=0).filter(size__gt=index).order_by("-seen", "id").first()


def _enough(rule: Policy, *, least: int | None = None) -> QuerySet[Checkpoint]:
    """Checkpoints with as many cosignatures as a quorum has at least: ``seen`` counts them."""
    counted = Checkpoint.objects.prefetch_related("cosignatures").annotate(seen=Count("cosignatures"))
    return counted.filter(seen__gte=rule.standing(()).needed if least is None else least)


def _is_met(checkpoint: Checkpoint, rule: Policy) -> bool:
    return rule.standing(witnesses_of(checkpoint, rule)).met


def witnesses_of(checkpoint: Checkpoint, rule: Policy) -> tuple[str, ...]:
    """The policy's names of those who have cosigned with the keys that it has for them: readers know no others."""
    keys = {witness.name: (witness.key.name, witness.key.key_id) for witness in rule.witnesses}
    signed = {
        each.witness
        for each in checkpoint.cosignatures.all()
        if each.witness in keys and _signer(each) == keys[each.witness]
    }
    return tuple(sorted(signed))


def _signer(cosignature: Cosignature) -> tuple[str, bytes] | None:
    """The name and the id of the key that made it; None for a line that is no signature."""
    try:
        [signature] = parse_signatures(cosignature.line)
    except (BadNote, ValueError):
        return None
    return signature.name, signature.key_id
