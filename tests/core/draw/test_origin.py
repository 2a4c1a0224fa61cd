"""Where a seed comes from: honest evidence gives its seed, and every altered part is found."""

import copy
import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.beacon.beacons import (
    FEDERATION,
    INTENT,
    QUICKNET_SIGNATURE,
    QUICKNET_VALUE,
    ROOT,
    SECRETS,
    all_proofs,
)
from yuanping.core import vrf
from yuanping.core.beacon import QUICKNET, BadRound, DrandRound, close_round, round_time
from yuanping.core.draw.origin import (
    BadOrigin,
    Contribution,
    Origin,
    alpha,
    combined_seed,
    commitment,
    prove_box,
)
from yuanping.core.errors import Invalid
from yuanping.core.reading import canonical, parse


def secret(name):
    return hashlib.sha256(f"box/{name}".encode()).digest()


def share(centre, *, revealed=True):
    r = hashlib.sha256(f"r/{centre}".encode()).digest()
    return Contribution(centre, commitment(centre, r), r if revealed else None)


def with_boxes(origin):
    proved_for = origin.alpha()
    boxes = [prove_box(name, secret=secret(name), alpha=proved_for) for name in ("draw", "supervisor")]
    return replace(origin, boxes=tuple(boxes))


OPEN = Origin(
    intent=INTENT,
    size=77,
    root=ROOT,
    cosigned_at=round_time(QUICKNET, 1000) - 60,
    contributions=(share("安顺中心"), share("毕节中心", revealed=False), share("贵阳中心")),
    beacon=close_round(FEDERATION, intent=INTENT, root=ROOT, proofs=all_proofs()),
)
ORIGIN = with_boxes(OPEN)
DRAND = DrandRound(
    definition=QUICKNET, number=1000, value=bytes.fromhex(QUICKNET_VALUE), signature=QUICKNET_SIGNATURE
)


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def test_seed_is_made_byte_for_byte_as_specified():
    r1, r3 = (sha(f"r/{centre}".encode()) for centre in ("安顺中心", "贵阳中心"))
    assert commitment("安顺中心", r1) == sha(b"yd-contribution/1\0", "安顺中心".encode(), b"\0", r1)
    member = sha(b"yd-beacon/1\0", INTENT, ROOT)
    outputs = sorted(vrf.output(vrf.prove(each, member)) for each in SECRETS.values())
    proved_for = sha(b"yd-seed/1", INTENT, ROOT, r1, bytes(32), r3, sha(*outputs))
    assert ORIGIN.alpha() == OPEN.alpha() == proved_for
    betas = [vrf.output(vrf.prove(secret(name), proved_for)) for name in ("draw", "supervisor")]
    assert ORIGIN.check() == sha(b"yd-seed/2", *betas)


def test_seed_of_this_evidence_never_changes():
    assert ORIGIN.check().hex() == "c5d0288a7a2bf56712ea1398f0c51fe5b76894356c107744ed5561377da2ccda"


def test_beacon_of_drand_gives_another_seed_that_holds():
    origin = with_boxes(replace(OPEN, beacon=DRAND))
    assert Origin.read(parse(canonical(origin.as_json()).decode())) == origin
    assert origin.check() != ORIGIN.check()
    for moved in (-3, 1):
        with pytest.raises(BadOrigin) as refused:
            replace(origin, cosigned_at=origin.cosigned_at + moved).check()
        assert (refused.value.code, refused.value.field) == ("origin-pin", "beacon/number")


def test_draw_without_contributions_still_has_a_seed():
    assert len(with_boxes(replace(OPEN, contributions=())).check()) == 32


def test_box_that_does_not_prove_leaves_no_seed():
    for boxes, missing in (((), "draw"), (ORIGIN.boxes[:1], "supervisor"), (ORIGIN.boxes[1:], "draw")):
        with pytest.raises(BadOrigin) as refused:
            replace(ORIGIN, boxes=boxes).check()
        assert (refused.value.code, refused.value.field) == ("origin-box", f"boxes/{missing}")


def changed(part, at, **changes):
    rows = list(getattr(ORIGIN, part))
    rows[at] = replace(rows[at], **changes)
    return replace(ORIGIN, **{part: tuple(rows)})


DRAW, SUPERVISOR = ORIGIN.boxes
OTHER = prove_box("supervisor", secret=secret("stranger"), alpha=OPEN.alpha())
ONE_KEY = prove_box("supervisor", secret=secret("draw"), alpha=OPEN.alpha())


@pytest.mark.parametrize(
    ("origin", "code", "field"),
    [
        (changed("contributions", 0, value=bytes(32)), "origin-reveal", "contributions/0"),
        (
            changed("contributions", 0, value=ORIGIN.contributions[2].value),
            "origin-reveal",
            "contributions/0",
        ),
        (changed("contributions", 2, commitment=bytes(32)), "origin-reveal", "contributions/2"),
        (changed("contributions", 0, centre="六盘水中心"), "origin-reveal", "contributions/0"),
        (changed("contributions", 0, value=None), "origin-box", "boxes/draw"),
        (changed("contributions", 2, value=None), "origin-box", "boxes/draw"),
        (
            replace(ORIGIN, contributions=ORIGIN.contributions[::-1]),
            "origin-order",
            "contributions/1",
        ),
        (
            replace(ORIGIN, contributions=ORIGIN.contributions[:1] * 2),
            "origin-order",
            "contributions/1",
        ),
        (replace(ORIGIN, contributions=ORIGIN.contributions[:2]), "origin-box", "boxes/draw"),
        (replace(ORIGIN, contributions=ORIGIN.contributions[::2]), "origin-box", "boxes/draw"),
        (replace(ORIGIN, intent=ROOT), "bad-beacon-round", "proofs/六盘水中心"),
        (replace(ORIGIN, root=INTENT), "bad-beacon-round", "proofs/六盘水中心"),
        (replace(ORIGIN, beacon=replace(ORIGIN.beacon, value=INTENT)), "bad-beacon-round", "value"),
        (replace(ORIGIN, beacon=replace(DRAND, number=999)), "origin-pin", "beacon/number"),
        (replace(ORIGIN, beacon=replace(DRAND, value=INTENT)), "bad-beacon-round", "value"),
        (replace(ORIGIN, beacon=DRAND), "origin-box", "boxes/draw"),
        (replace(ORIGIN, boxes=(SUPERVISOR, DRAW)), "origin-order", "boxes"),
        (replace(ORIGIN, boxes=(DRAW, SUPERVISOR, SUPERVISOR)), "origin-order", "boxes"),
        (replace(ORIGIN, boxes=(DRAW, DRAW)), "origin-box", "boxes/supervisor"),
        (replace(ORIGIN, boxes=(DRAW, ONE_KEY)), "origin-box", "boxes/supervisor"),
        (changed("boxes", 0, proof=SUPERVISOR.proof), "origin-box", "boxes/draw"),
        (changed("boxes", 1, proof=DRAW.proof), "origin-box", "boxes/supervisor"),
        (changed("boxes", 1, public_key=OTHER.public_key), "origin-box", "boxes/supervisor"),
        (changed("boxes", 0, public_key=bytes(32)), "origin-box", "boxes/draw"),
        (changed("boxes", 0, proof=bytes(80)), "origin-box", "boxes/draw"),
    ],
)
def test_altered_evidence_is_refused(origin, code, field):
    with pytest.raises(Invalid) as refused:
        origin.check()
    assert (refused.value.code, refused.value.field) == (code, field)


def test_supervisor_of_another_key_is_seen_by_what_was_pinned():
    origin = replace(ORIGIN, boxes=(DRAW, OTHER))
    assert origin.check() != ORIGIN.check()
    assert origin.pinned() != ORIGIN.pinned()


def test_what_is_pinned_is_what_is_known_before_the_reveals():
    assert ORIGIN.pinned() == {
        "contributions": [
            {"centre": each.centre, "commitment": each.commitment.hex()} for each in OPEN.contributions
        ],
        "beacon": FEDERATION.digest.hex(),
        "boxes": [
            {"name": name, "public_key": vrf.public_key(secret(name)).hex()}
            for name in ("draw", "supervisor")
        ],
    }
    hidden = replace(ORIGIN, contributions=tuple(replace(each, value=None) for each in ORIGIN.contributions))
    assert hidden.pinned() == ORIGIN.pinned()


def test_box_is_not_told_its_input_while_the_evidence_is_wrong():
    with pytest.raises(BadOrigin):
        changed("contributions", 0, value=bytes(32)).alpha()
    with pytest.raises(BadRound):
        replace(OPEN, root=INTENT).alpha()


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_digit_changed_is_refused_or_another_pin(data):
    """One hexadecimal digit, anywhere: the evidence fails, or differs in what the intent pins or the log proves."""
    text = canonical(ORIGIN.as_json()).decode()
    place = data.draw(
        st.sampled_from([at for at, letter in enumerate(text) if letter in "0123456789abcdef"]), "place"
    )
    letter = data.draw(st.sampled_from("0123456789abcdef").filter(lambda each: each != text[place]), "letter")
    try:
        origin = Origin.read(parse(text[:place] + letter + text[place + 1 :]))
        seed = origin.check()
    except Invalid:
        return
    unpinned = (origin.size, origin.cosigned_at) != (ORIGIN.size, ORIGIN.cosigned_at)
    assert unpinned or origin.pinned() != ORIGIN.pinned()
    assert seed == ORIGIN.check()


def test_evidence_is_read_as_it_is_written():
    for origin in (ORIGIN, OPEN):
        assert Origin.read(json.loads(json.dumps(origin.as_json()))) == origin


def edited(*place, value):
    data = copy.deepcopy(ORIGIN.as_json())
    at = data
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] = value
    return data


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (None, "protocol"),
        (edited("format", value="yd-origin/2"), "protocol/format"),
        (edited("seed", value="00" * 32), "protocol"),
        (edited("intent", value="00" * 31), "protocol/intent"),
        (edited("intent", value=INTENT.hex().upper()), "protocol/intent"),
        (edited("checkpoint", value=[]), "protocol/checkpoint"),
        (edited("checkpoint", "size", value=-1), "protocol/checkpoint/size"),
        (edited("checkpoint", "size", value=2**53), "protocol/checkpoint/size"),
        (edited("checkpoint", "cosigned_at", value=-1), "protocol/checkpoint/cosigned_at"),
        (edited("checkpoint", "cosigned_at", value="1"), "protocol/checkpoint/cosigned_at"),
        (edited("checkpoint", "root", value=None), "protocol/checkpoint/root"),
        (edited("contributions", value={}), "protocol/contributions"),
        (edited("contributions", value=[1] * 101), "protocol/contributions"),
        (edited("contributions", 0, value={}), "protocol/contributions/0"),
        (edited("contributions", 0, "centre", value="一\0"), "protocol/contributions/0/centre"),
        (edited("contributions", 0, "value", value=""), "protocol/contributions/0/value"),
        (edited("contributions", 0, "commitment", value=None), "protocol/contributions/0/commitment"),
        (edited("beacon", value=None), "protocol/beacon"),
        (edited("beacon", "value", value="0"), "protocol/beacon/value"),
        (edited("boxes", value=None), "protocol/boxes"),
        (edited("boxes", value=[{}, {}, {}]), "protocol/boxes"),
        (edited("boxes", 0, "name", value="third"), "protocol/boxes/0/name"),
        (edited("boxes", 0, "name", value=["draw"]), "protocol/boxes/0/name"),
        (edited("boxes", 1, "public_key", value="00" * 33), "protocol/boxes/1/public_key"),
        (edited("boxes", 1, "proof", value="00" * 81), "protocol/boxes/1/proof"),
    ],
)
def test_malformed_evidence_is_refused(data, field):
    with pytest.raises(Invalid) as refused:
        Origin.read(data)
    assert (refused.value.code, refused.value.field) == ("draw-input-invalid", field)


@pytest.mark.parametrize(
    "act",
    [
        lambda: commitment("贵阳中心", bytes(31)),
        lambda: commitment("贵阳\0中心", bytes(32)),
        lambda: commitment("", bytes(32)),
        lambda: alpha(intent=INTENT[:-1], root=ROOT, values=[], beacon=INTENT),
        lambda: alpha(intent=INTENT, root=ROOT + b"x", values=[], beacon=INTENT),
        lambda: alpha(intent=INTENT, root=ROOT, values=[bytes(64)], beacon=INTENT),
        lambda: alpha(intent=INTENT, root=ROOT, values=[], beacon=b""),
        lambda: combined_seed(bytes(63), bytes(65)),
        lambda: prove_box("draw", secret=bytes(32), alpha=b""),
    ],
)
def test_parts_of_another_length_are_refused(act):
    with pytest.raises(Invalid) as refused:
        act()
    assert refused.value.code == "draw-input-invalid"


def test_value_not_revealed_counts_as_zeros_in_its_place():
    values = [bytes([1]) * 32, None]
    parts = {"intent": INTENT, "root": ROOT, "beacon": INTENT}
    assert alpha(values=values, **parts) == alpha(values=[values[0], bytes(32)], **parts)
    assert alpha(values=values, **parts) != alpha(values=values[::-1], **parts)
