"""Three nodes that witness each other, over real HTTP: as it should be, with one of them dead, after a restore."""

from collections.abc import Iterator

import pytest

from tests.nodes.room import Room, health, published, three_running
from yuanping.cli.demo.three_nodes import Node

pytestmark = pytest.mark.xdist_group("three nodes")  # one room serves them all, one test after another


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with three_running(tmp_path_factory.mktemp("three")) as running:
        yield running


def test_each_log_is_cosigned_and_copied_by_both_others(room: Room) -> None:
    room.enter(*room.nodes)
    for node in room.nodes:
        room.until_witnessed(node, size=1)
        room.until_copied(node, size=1)
        room.verify_from_outside(node)


def test_acts_wait_while_a_witness_is_dead_and_stand_when_it_is_back(room: Room) -> None:
    xinyang, huaibin, dead = room.nodes
    room.enter(xinyang, huaibin)
    for node in (xinyang, huaibin):
        room.until_witnessed(node, size=1)
    room.kill(dead)
    before = {node.name: health(node)["entries"] for node in (xinyang, huaibin)}
    receipts = room.enter(xinyang, huaibin)
    for node, other in ((xinyang, huaibin), (huaibin, xinyang)):
        (number,) = receipts[node.name]
        _awaits(room, node, number, seen_by=other)
        assert health(node)["entries"] > before[node.name]  # it goes on without the dead one
        assert published(node) <= before[node.name]  # and shows outsiders what its quorum has seen
        room.verify_from_outside(node)

    room.start(dead)
    for node in (xinyang, huaibin):
        room.until_witnessed(node, size=before[node.name] + 1)
        assert room.standing(node, receipts[node.name][0])["met"] is True


def _awaits(room: Room, node: Node, number: int, *, seen_by: Node) -> None:
    """An act has its place and one signature, and waits for the other that the policy demands."""
    wanted = {"placed": True, "witnesses": [seen_by.name], "needed": 2, "met": False}
    room.until(
        lambda: wanted.items() <= room.standing(node, number).items(),
        node,
        complaint=f"{node.name}: the act with receipt {number} does not stand at {wanted}",
    )


def test_a_node_restored_from_a_backup_signs_nothing_until_it_is_recovered(room: Room) -> None:
    node, mirror = room.nodes[1], room.nodes[0]
    room.enter(node)
    room.until_witnessed(node, size=1)
    room.stop(node)
    backup = room.back_up(node)
    room.start(node)
    old = health(node)["entries"]
    lost = room.enter(node, count=3)[node.name]
    room.until_witnessed(node, size=old + 3)
    room.until_copied(node, size=old + 3)
    seen = published(node)
    room.stop(node)
    room.restore(node, backup)
    room.start(node)

    _is_held(room, node)
    (meanwhile,) = room.enter(node)[node.name]
    assert meanwhile > max(lost)  # no receipt is given out twice
    plan = room.command(node, "witness", "recover", "--from", node.mirror_at(mirror))
    assert (plan["recovered"], plan["before"], plan["size"], plan["lost"]) == (False, old, seen, seen - old)
    _raises_an_alert(room, node)
    held = room.standing(node, meanwhile)
    assert (held["placed"], held["signed"], published(node)) == (False, old, old)

    done = room.command(node, "witness", "recover", "--from", node.mirror_at(mirror), "--yes")
    assert (done["recovered"], done["size"], done["holds"], health(node)["held"]) == (True, seen, [], {})
    room.until(
        lambda: bool(room.standing(node, meanwhile)["met"]),
        *room.nodes,
        complaint=f"{node.name}: what was entered while it signed nothing is not witnessed",
    )
    assert published(node) > seen
    assert room.command(node, "witness", "verify")["findings"] == []
    room.verify_from_outside(node)


def _is_held(room: Room, node: Node) -> None:
    room.until(
        lambda: health(node)["held"] == {other.name: "larger" for other in room.others(node)},
        node,
        complaint=f"{node.name} does not say that it signs nothing because both others have seen more",
    )


def _raises_an_alert(room: Room, node: Node) -> None:
    room.until(
        lambda: (
            {other.name for other in room.others(node)}
            <= {alert["subject"] for alert in health(node)["alerts"] if alert["kind"] == "held"}
        ),
        node,
        complaint=f"{node.name} raises no alert while it signs nothing",
    )
