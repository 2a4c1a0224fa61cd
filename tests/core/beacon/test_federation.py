"""A round of the federation: every member's output counts, and none can be put in another's place."""

import copy
import hashlib
import json
from dataclasses import replace
from itertools import permutations

import pytest

from tests.core.beacon.beacons import (
    FEDERATION,
    INTENT,
    NAMES,
    ROOT,
    SECRETS,
    all_proofs,
    member_proof,
)
from yuanping.core import vrf
from yuanping.core.beacon import (
    QUICKNET,
    BadRound,
    Federation,
    Void,
    check_member_proof,
    check_round,
    close_round,
    member_input,
    read_round,
)
from yuanping.core.errors import Invalid

PROOFS = all_proofs()
ROUND = close_round(FEDERATION, intent=INTENT, root=ROOT, proofs=PROOFS)


def check(found):
    return check_round(found, intent=INTENT, root=ROOT)


def test_value_is_the_hash_of_all_outputs_in_order():
    alpha = hashlib.sha256(b"yd-beacon/1\0" + INTENT + ROOT).digest()
    outputs = sorted(vrf.output(vrf.prove(SECRETS[name], alpha)) for name in NAMES)
    assert member_input(intent=INTENT, root=ROOT) == alpha
    assert check(ROUND) == ROUND.value == hashlib.sha256(b"".join(outputs)).digest()
    assert ROUND.number == 1


def test_order_of_arrival_does_not_matter():
    for names in permutations(NAMES):
        assert (
            close_round(FEDERATION, intent=INTENT, root=ROOT, proofs={name: PROOFS[name] for name in names})
            == ROUND
        )


@pytest.mark.parametrize("absent", [NAMES[:1], NAMES[1:], NAMES])
def test_missing_member_makes_the_round_void_until_recovered(absent):
    proofs = {name: proof for name, proof in PROOFS.items() if name not in absent}
    void = close_round(FEDERATION, intent=INTENT, root=ROOT, proofs=proofs)
    assert void == Void(FEDERATION, absent)
    assert void.as_json() == {
        "kind": "federation",
        "digest": FEDERATION.digest.hex(),
        "missing": list(absent),
    }
    escrow = {name: PROOFS[name] for name in absent}
    found = close_round(FEDERATION, intent=INTENT, root=ROOT, proofs=proofs, recovered=escrow)
    assert check(found) == ROUND.value
    assert [each.member for each in found.proofs if each.recovered] == list(absent)


def test_own_proof_comes_before_a_recovered_one():
    assert close_round(FEDERATION, intent=INTENT, root=ROOT, proofs=PROOFS, recovered=PROOFS) == ROUND


@pytest.mark.parametrize("argument", ["proofs", "recovered"])
def test_proof_that_does_not_hold_is_refused_whoever_brings_it(argument):
    bad = member_proof(NAMES[0], root=INTENT)
    given = {"proofs": PROOFS} | {argument: {**PROOFS, NAMES[0]: bad}}
    if argument == "recovered":
        given["proofs"] = {NAMES[1]: PROOFS[NAMES[1]]}
    with pytest.raises(BadRound) as refused:
        close_round(FEDERATION, intent=INTENT, root=ROOT, **given)
    assert refused.value.field == f"proofs/{NAMES[0]}"


def test_stranger_is_refused():
    for given in (
        {"proofs": {**PROOFS, "毕节中心": b""}},
        {"proofs": PROOFS, "recovered": {"毕节中心": b""}},
    ):
        with pytest.raises(BadRound) as refused:
            close_round(FEDERATION, intent=INTENT, root=ROOT, **given)
        assert refused.value.field == "proofs"
    with pytest.raises(BadRound):
        check_member_proof(FEDERATION, "毕节中心", PROOFS[NAMES[0]], intent=INTENT, root=ROOT)


def test_proof_of_one_member_is_none_of_another():
    name, other = NAMES[:2]
    assert check_member_proof(FEDERATION, name, PROOFS[name], intent=INTENT, root=ROOT) == vrf.output(
        PROOFS[name]
    )
    with pytest.raises(BadRound) as refused:
        check_member_proof(FEDERATION, name, PROOFS[other], intent=INTENT, root=ROOT)
    assert (refused.value.code, refused.value.field) == ("bad-beacon-round", f"proofs/{name}")


def test_round_of_another_intent_is_refused():
    for parts in ({"intent": ROOT, "root": ROOT}, {"intent": INTENT, "root": INTENT}):
        with pytest.raises(BadRound):
            check_round(ROUND, **parts)


def test_inputs_of_another_length_are_refused():
    for parts in ({"intent": INTENT + b"x", "root": ROOT}, {"intent": INTENT, "root": ROOT[:-1]}):
        with pytest.raises(Invalid):
            member_input(**parts)


def altered(**changes):
    return replace(ROUND, **changes)


@pytest.mark.parametrize(
    ("found", "field"),
    [
        (altered(value=hashlib.sha256(ROUND.value).digest()), "value"),
        (altered(proofs=ROUND.proofs[:2]), "proofs"),
        (altered(proofs=ROUND.proofs[::-1]), "proofs"),
        (altered(proofs=ROUND.proofs[:2] + ROUND.proofs[1:2]), "proofs"),
        (altered(proofs=(*ROUND.proofs, ROUND.proofs[2])), "proofs"),
        (altered(proofs=()), "proofs"),
        (altered(definition=Federation(FEDERATION.members[:2])), "proofs"),
        (
            altered(proofs=(replace(ROUND.proofs[0], proof=ROUND.proofs[1].proof), *ROUND.proofs[1:])),
            f"proofs/{NAMES[0]}",
        ),
    ],
)
def test_altered_round_is_refused(found, field):
    with pytest.raises(BadRound) as refused:
        check(found)
    assert refused.value.field == field


def test_round_is_read_as_it_is_written():
    text = json.dumps(ROUND.as_json(), ensure_ascii=False)
    assert read_round(json.loads(text)) == ROUND


def edited(place, value):
    data = copy.deepcopy(ROUND.as_json())
    at = data
    for step in place[:-1]:
        at = at[step]
    if value is None:
        del at[place[-1]]
    else:
        at[place[-1]] = value
    return data


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ([], "beacon"),
        ({}, "beacon/kind"),
        (edited(["kind"], "lottery"), "beacon/kind"),
        (edited(["kind"], ["federation"]), "beacon/kind"),
        (edited(["kind"], "drand"), "beacon"),
        (edited(["extra"], 1), "beacon"),
        (edited(["value"], None), "beacon"),
        (edited(["number"], 2), "beacon/number"),
        (edited(["number"], True), "beacon/number"),
        (edited(["value"], ROUND.value.hex().upper()), "beacon/value"),
        (edited(["digest"], "00" * 32), "beacon/digest"),
        (edited(["definition"], 7), "beacon/definition"),
        (edited(["definition"], FEDERATION.text + "\n"), "beacon/definition"),
        (edited(["definition"], QUICKNET.text) | {"digest": QUICKNET.digest.hex()}, "beacon/kind"),
        (edited(["proofs"], {}), "beacon/proofs"),
        (edited(["proofs"], [1] * 101), "beacon/proofs"),
        (edited(["proofs", 1, "proof"], "00" * 79), "beacon/proofs/1/proof"),
        (edited(["proofs", 1, "recovered"], 0), "beacon/proofs/1/recovered"),
        (edited(["proofs", 1, "recovered"], None), "beacon/proofs/1"),
        (edited(["proofs", 1, "member"], 5), "beacon/proofs/1/member"),
    ],
)
def test_malformed_round_is_refused(data, field):
    with pytest.raises(Invalid) as refused:
        read_round(data)
    assert (refused.value.code, refused.value.field) == ("draw-input-invalid", field)
