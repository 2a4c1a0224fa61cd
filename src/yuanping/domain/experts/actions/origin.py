"""Where a draw's seed comes from, step by step: committed with the intent, revealed when it is witnessed, then the beacon.

Each step is a change of its own, so that what comes next cannot have been known before: whoever reveals last has already
committed, and the beacon's value exists only after the reveals are on record (design of the draw, section 5).
"""

import secrets
from dataclasses import replace
from datetime import datetime

from yuanping.base.change import change
from yuanping.base.context import Ctx
from yuanping.base.vault.sealing import seal, unseal
from yuanping.base.witness import standing
from yuanping.base.witness.models import Checkpoint, Entry
from yuanping.base.witness.queries import data
from yuanping.core.beacon import Federation, FederationRound, close_round, member_input, parse_definition
from yuanping.core.draw.origin import Origin, commitment
from yuanping.core.errors import Refused
from yuanping.domain.experts import boxes
from yuanping.domain.experts.actions.committee import platform
from yuanping.domain.experts.events import BeaconClosed, ContributionsRevealed
from yuanping.domain.experts.models import Committee, DrawOrigin
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.unsealing import REVEAL, grounds_for
from yuanping.domain.quorum import queries as quorum

CONTRIBUTIONS = "experts.contributions"
VALUE_BYTES = 32
EMPTY_ROOT = "0" * 64


def commit(ctx: Ctx, committee: Committee, *, attempt: int, venues: list[str]) -> DrawOrigin:
    """With the intent: each venue's random number is made and sealed; the intent states what commits to it."""
    values = {venue: secrets.token_bytes(VALUE_BYTES) for venue in sorted(venues)}
    return DrawOrigin.objects.create(
        committee=committee,
        attempt=attempt,
        definition=boxes.beacon().text,
        contributions=[[venue, commitment(venue, value).hex(), None] for venue, value in values.items()],
        secrets=seal(ctx, CONTRIBUTIONS, {venue: value.hex() for venue, value in values.items()}),
    )


def reveal(ctx: Ctx, committee_id: int, *, attempt: int, intent: Entry) -> None:
    """The intent has been witnessed: the venues' numbers are put on record. Doing nothing when they are, once."""
    quorum.require_witnessed(intent.number)
    if _of(committee_id, attempt).checkpoint is not None:
        return
    with change(platform(ctx), Committee, committee_id, "reveal", permission=Experts.RUN) as tx:
        origin = _of(committee_id, attempt)
        grounds = grounds_for(tx.row.project, REVEAL, subject=f"第 {attempt} 次抽取的随机数")
        values = dict(unseal(tx.ctx, origin.secrets, reason=REVEAL, grounds=grounds))
        origin.contributions = [[venue, stated, values[venue]] for venue, stated, _ in origin.contributions]
        origin.checkpoint = _checkpoint(intent)
        origin.save(update_fields=["contributions", "checkpoint"])
        tx.record(
            ContributionsRevealed(
                project_id=tx.row.project_id, committee_id=committee_id, attempt=attempt, values=values
            )
        )


def close_beacon(ctx: Ctx, committee_id: int, *, attempt: int, intent: Entry) -> None:
    """The members of the beacon prove for this intent; its value is put on record. Doing nothing when it is, once."""
    if _of(committee_id, attempt).beacon is not None:
        return
    with change(platform(ctx), Committee, committee_id, "close_beacon", permission=Experts.RUN) as tx:
        origin = _of(committee_id, attempt)
        definition = parse_definition(origin.definition)
        assert isinstance(definition, Federation)
        assert origin.checkpoint is not None  # the reveals come before
        hashed, root = bytes.fromhex(intent.hash), bytes.fromhex(origin.checkpoint["root"])
        found = close_round(
            definition,
            intent=hashed,
            root=root,
            proofs=boxes.member_proofs(definition, member_input(intent=hashed, root=root)),
        )
        if not isinstance(found, FederationRound):
            raise Refused(
                "beacon-void",
                f"随机信标缺少{'、'.join(found.missing)}的证明，本次抽取不能继续。",
                remedy="请恢复该成员的密钥后重新抽取；本次抽取序号已记录在案。",
            )
        origin.beacon = found.as_json()
        origin.save(update_fields=["beacon"])
        tx.record(
            BeaconClosed(
                project_id=tx.row.project_id,
                committee_id=committee_id,
                attempt=attempt,
                value=found.value.hex(),
                members=len(definition.members),
            )
        )


def proved(committee_id: int, *, attempt: int, intent: Entry) -> Origin:
    """The complete origin: both boxes prove. Known to nobody before; the draw is made and sealed in the same change.

    Refused when it is not what the intent stated: a key or the beacon was changed in between.
    """
    row = _of(committee_id, attempt)
    found = Origin.read(
        {
            "format": "yd-origin/1",
            "intent": intent.hash,
            "checkpoint": row.checkpoint,
            "contributions": [
                {"centre": venue, "commitment": stated, "value": value}
                for venue, stated, value in row.contributions
            ],
            "beacon": row.beacon,
            "boxes": [],
        }
    )
    found = replace(found, boxes=boxes.prove_boxes(found.alpha()))
    if found.pinned() != data(intent.number)["origin"]:
        raise Refused(
            "origin-changed",
            "随机种子的来源与抽取意向中公布的不一致，本次抽取作废。",
            remedy="请重新抽取；本次抽取序号已记录在案。",
        )
    return found


def pins(origin: DrawOrigin) -> dict[str, object]:
    """What the intent's entry states of it (``Origin.pinned``)."""
    return {
        "contributions": [
            {"centre": venue, "commitment": stated} for venue, stated, _ in origin.contributions
        ],
        "beacon": parse_definition(origin.definition).digest.hex(),
        "boxes": [{"name": name, "public_key": key.hex()} for name, key in boxes.box_keys().items()],
    }


def _of(committee_id: int, attempt: int) -> DrawOrigin:
    return DrawOrigin.objects.select_related("secrets").get(committee_id=committee_id, attempt=attempt)


def _checkpoint(intent: Entry) -> dict[str, object]:
    """The checkpoint that the quorum has seen over the intent; where no rule asks for witnesses, the log's last."""
    found = standing.standing(intent.number).checkpoint or Checkpoint.objects.last()
    if found is None:  # the log has just begun: its first entries are not in the tree yet
        return {"size": 0, "root": EMPTY_ROOT, "cosigned_at": _posix(intent.at)}
    seen = [each.at for each in found.cosignatures.all()]
    return {"size": found.size, "root": found.root, "cosigned_at": _posix(max(seen, default=found.at))}


def _posix(at: datetime) -> int:
    return int(at.timestamp())
