"""The node's VRF keys: the draw box (抽取机), the supervisor's box (监督机), and each centre's part in the beacon.

Each is a file of its own, made the first time, so that the supervisor's can be kept and run elsewhere: whoever has one of
the two boxes knows nothing about a draw's result before the other has proved.
"""

import secrets
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from yuanping.base.kept import kept
from yuanping.core import vrf
from yuanping.core.beacon import Federation, Member, parse_definition
from yuanping.core.draw.origin import BOXES, Box, prove_box
from yuanping.domain.places import queries as places

if TYPE_CHECKING:
    from yuanping.domain.places.models import Centre

MOST_MEMBERS = 7
"""So many centres make up the beacon: each more adds three milliseconds to every check of a draw."""
NODE_MEMBER = "本节点"


def box_keys() -> dict[str, bytes]:
    """The public keys of the two boxes, which an intent states before anything is proved."""
    return {name: vrf.public_key(_secret(name)) for name in BOXES}


def prove_boxes(alpha: bytes) -> tuple[Box, ...]:
    """Both boxes' parts for what ``Origin.alpha`` answered."""
    return tuple(prove_box(name, secret=_secret(name), alpha=alpha) for name in BOXES)


def beacon() -> Federation:
    """The federation of this node's centres and the node itself, each with a key of its own.

    The same for every project, so that it tells nothing about who takes part in one.
    """
    members = {_name(each): vrf.public_key(_member_secret(each.pk)) for each in _centres()}
    members[NODE_MEMBER] = vrf.public_key(_member_secret(0))
    lines = Federation(tuple(Member(name, members[name]) for name in sorted(members)))
    found = parse_definition(lines.text)
    assert isinstance(found, Federation)
    return found


def member_proofs(definition: Federation, alpha: bytes) -> dict[str, bytes]:
    """What each of the definition's members proves for a round, by name."""
    return {
        member.name: vrf.prove(_member_secret(_number(member.name)), alpha) for member in definition.members
    }


def _centres() -> "list[Centre]":
    return list(places.centres().order_by("pk")[: MOST_MEMBERS - 1])


def _name(centre: "Centre") -> str:
    """As a definition takes it: without blanks, and unique."""
    return f"{''.join(centre.name.split())}#{centre.pk}"


def _number(name: str) -> int:
    """The centre's key behind a member's name; 0 for the node itself."""
    return 0 if name == NODE_MEMBER else int(name.rpartition("#")[2])


def _secret(box: str) -> bytes:
    return _kept(f"{box}-box.key")


def _member_secret(centre_id: int) -> bytes:
    return _kept(f"beacon/{centre_id}.key")


def _kept(name: str) -> bytes:
    return kept(Path(settings.DRAW_KEYS) / name, partial(secrets.token_bytes, vrf.KEY_SIZE))
