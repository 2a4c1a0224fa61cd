"""Everybody opens everything: each role asks for every address that the node has, with every id that there is."""

from collections.abc import Collection, Mapping

from django.test import Client

from tests.factories import dispatch, evaluation, people, places, projects
from tests.factories.clock import NOW
from tests.factories.experts import World
from tests.journeys import secrecy
from tests.security.addresses import addresses
from tests.security.cast import PDF
from yuanping.base.context import system_ctx
from yuanping.base.ports.models import OutboxMessage
from yuanping.base.ports.storage import storage
from yuanping.base.witness import log
from yuanping.domain.experts.actions.intake import receive_file
from yuanping.domain.experts.models import Expert
from yuanping.domain.people.models import Account
from yuanping.domain.people.states import OrganisationKind, Role

PUBLIC = {"entrance", "demo", "expert", "experts", "draws", "log", "witnessing"}
AUDIENCES: Mapping[str, set[str]] = {
    Role.AGENCY: {"desk", "api-v1"},
    Role.TENDERER: {"desk", "api-v1"},
    Role.SUPERVISOR: {"supervisor", "desk", "api-v1"},
    Role.VENUE_ADMIN: {"venue", "api-v1"},
    Role.VENUE_STAFF: {"venue", "api-v1"},
    Role.VENUE_LEADER: {"venue", "api-v1"},
    Role.POOL_MANAGER: {"pool", "experts", "api-v1"},
    Role.OPERATOR: {"entrance", "demo", "api-v1"},
}
"""What each role is asked to open, besides what it finds by links; a visitor tries everything."""


ELSEWHERE = {
    "supervisor:events",  # read as a stream below
    "supervisor:download",
    "callbacks:receive",  # takes what gateways push, and tells nothing
    "styleguide:guide",  # shows invented examples, of no database
    "styleguide:one",
    "law:documents",  # the law's own files, of no database
    "law:document",
    "law:explore",
    "entrance:logout",
}


def everybody(world: World) -> dict[str, Account]:
    """The project's people, and those who have nothing to do with it."""
    other = projects.project(world.far)
    return {who: account for who, account in world.accounts.items() if who != "far-staff"} | {
        "main-leader": world.city.leader,
        "other-supervisor": projects.supervisor(other),
        "pool-manager": people.account(Role.POOL_MANAGER, people.organisation(OrganisationKind.CENTRE)),
        "operator": people.account(Role.OPERATOR, people.organisation(OrganisationKind.CENTRE)),
    }


def rows_of(world: World) -> dict[str, Collection[object]]:
    """Ids with which addresses are asked for."""
    bid = evaluation.bid(world.project.lots.get(), 1, 900_000)
    bid.file_sha256 = storage().put([PDF]).sha256
    bid.save()
    seats = [seat.pk for seat in world.seats()]
    links = (m.text.partition("/expert/call/")[2].partition("/")[0] for m in OutboxMessage.objects.all())
    return {
        "project_id": [world.project.pk],
        "expert_id": list(Expert.objects.values_list("pk", flat=True)),
        "import_id": [receive_file(system_ctx("测试"), file_name="x.csv", content=b"x").pk],
        "lot_id": [bid.lot_id],
        "bid_id": [bid.pk],
        "offer_id": [dispatch.offer(world.project, world.near).pk],
        "venue_id": [venue.pk for venue in world.venues.values()],
        "centre_id": [world.near.pk],
        "seat_id": seats[1:3],
        "seat_id@venue": [*seats, *places.seat_ids(world.near, 1)],
        "attempt": [0, 1],
        "document_id": [1],
        "which": ["record", "unknown"],
        "manual_id": [1],
        "attendance_id": [1],
        "appraisal_id": [1],
        "sheet_id": [1],
        "name": ["state_tag"],
        "place": ["0/000.p/1", "entries/000.p/1", "entries/000.p/60"],
        "origin_hash": ["0" * 64],
        "token": [*filter(None, links), "unknown"],
    }


def read_as(world: World, hidden: secrecy.Needles) -> tuple[dict[str, list[str]], set[str]]:
    """What each reader finds who opens everything and sends empty forms; and all that was opened."""
    while log.sequence(now=NOW):  # what is signed is public
        pass
    ids, found, opened_all = rows_of(world), {}, set()
    readers = {"visitor": ("", Client())}
    for who, account in everybody(world).items():
        readers[who] = (account.roles[0], Client())
        readers[who][1].force_login(account)
    for who, (role, client) in readers.items():
        audiences = AUDIENCES.get(role, {*PUBLIC, "desk", "venue", "supervisor", "api-v1"})
        urls = secrecy.urls_for(addresses(), audiences, ids)
        found[who], seen = secrecy.on_pages(client, ["/", *urls], hidden)
        one_each = secrecy.urls_for(
            addresses(), audiences - {"api-v1"}, {key: [*each][:1] for key, each in ids.items()}
        )
        found[who] += secrecy.in_refusals(client, one_each, hidden)
        opened_all |= seen
    return {who: where for who, where in found.items() if where}, opened_all
