"""Building the demonstration world from the files beside, through the same actions as everything else."""

import csv
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from importlib import resources
from typing import Any

from django.db import connection, transaction

from yuanping.base.clock.moving import start_clock
from yuanping.base.context import Ctx, system_ctx
from yuanping.base.ports.identity import register_demo_cards
from yuanping.core.identifiers import compose_uscc
from yuanping.domain.experts.actions.catalogue import refresh_catalogue
from yuanping.domain.experts.actions.pool import ExpertEntry, enrol_experts
from yuanping.domain.experts.intake.person import PastEmployment
from yuanping.domain.people.actions.registration import (
    AccountEntry,
    OrganisationEntry,
    open_account,
    register_organisations,
)
from yuanping.domain.people.models import Organisation
from yuanping.domain.people.states import OrganisationKind, Role
from yuanping.domain.places.actions.installation import (
    CentreEntry,
    CertificateEntry,
    fill_posts,
    install_centre,
)
from yuanping.domain.places.actions.seat import report_fault
from yuanping.domain.places.models import Centre
from yuanping.domain.places.queries import seats_of
from yuanping.domain.places.states import Level

POSTS = {
    "leader": (Role.VENUE_LEADER, "分管领导"),
    "admin": (Role.VENUE_ADMIN, "管理员"),
    "staff": (Role.VENUE_STAFF, "工作人员"),
}


@dataclass(frozen=True, slots=True)
class World:
    """The files, read."""

    facts: dict[str, Any]
    employers: list[dict[str, str]]
    experts: list[dict[str, str]]


def is_empty() -> bool:
    """Whether nothing has been entered in this node yet."""
    return not Organisation.objects.exists()


def read_world() -> World:
    """The demonstration's files."""
    data = resources.files("yuanping.cli.demo") / "data"
    tables = [
        list(csv.DictReader((data / name).read_text(encoding="utf-8").splitlines()))
        for name in ("employers.csv", "experts.csv")
    ]
    facts = tomllib.loads((data / "world.toml").read_text(encoding="utf-8"))
    return World(facts, *tables)


def load_world() -> dict[str, int]:
    """Build the world in an empty node, all or nothing; returns how many of each kind there are."""
    world = read_world()
    with transaction.atomic():
        start_clock(_ctx(), world.facts["starts_at"])
        return _build(world, _ctx())


def _ctx() -> Ctx:
    return system_ctx("演示数据装入", channel="cli")


def _build(world: World, ctx: Ctx) -> dict[str, int]:
    organisations = _organisations(ctx, world)
    password: str = world.facts["password"]
    seats = sum(_centre(ctx, world, entry, organisations, password) for entry in world.facts["centre"])
    for entry in world.facts["account"]:
        _account(ctx, entry["username"], entry["display_name"], organisations[entry["organisation"]],
                 entry["roles"], password)  # fmt: skip
    _experts(ctx, world, organisations)
    return {
        "centres": len(world.facts["centre"]),
        "seats": seats,
        "organisations": len(organisations),
        "accounts": len(world.facts["account"]) + len(POSTS) * len(world.facts["centre"]),
        "experts": len(world.experts),
    }


def empty_node() -> None:
    """Drop everything in the database; ``migrate`` makes the tables anew."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def _organisations(ctx: Ctx, world: World) -> dict[str, int]:
    """Ids by key; employers by their code."""
    keys, entries = [], []
    named = [*world.facts["organisation"], *({**c, "kind": "centre"} for c in world.facts["centre"])]
    for number, facts in enumerate(named):
        keys.append(facts["key"])
        entries.append(
            OrganisationEntry(
                name=facts["name"],
                uscc=compose_uscc(facts["region"], f"MADE{number:04d}"),
                kind=OrganisationKind(facts["kind"]),
                region_code=facts["region"],
                synthetic=True,
            )
        )
    for row in world.employers:
        keys.append(row["uscc"])
        entries.append(
            OrganisationEntry(
                name=row["name"],
                uscc=row["uscc"],
                kind=OrganisationKind.EMPLOYER,
                region_code=row["region"],
                synthetic=True,
            )
        )
    made = register_organisations(ctx, entries)
    return {key: row.pk for key, row in zip(keys, made, strict=True)}


def _centre(
    ctx: Ctx, world: World, facts: dict[str, Any], organisations: dict[str, int], password: str
) -> int:
    """One centre with its seats and its three posts; returns its number of seats."""
    certificate = world.facts["certificate"]
    centre = install_centre(
        ctx,
        CentreEntry(
            name=facts["name"],
            short_name=facts["short_name"],
            region_code=facts["region"],
            level=Level(facts["level"]),
            organisation_id=organisations[facts["key"]],
            address=f"{facts['short_name']}三楼评标区（演示地址）",
            telephone=f"0376-0000{facts['region'][-3:]}",
            rooms=facts["rooms"],
            certificate=CertificateEntry(
                number=f"演示认定〔2026〕{facts['region'][-2:]}号",
                standard=certificate["standard"],
                valid_from=certificate["valid_from"],
                valid_to=facts.get("certificate_valid_to", certificate["valid_to"]),
            ),
            synthetic=True,
        ),
    )
    posts = {
        key: _account(
            ctx, f"{facts['key']}-{key}", f"{facts['short_name']}{title}", organisations[facts["key"]],
            [role], password, centre_id=centre.pk,
        )
        for key, (role, title) in POSTS.items()
    }  # fmt: skip
    fill_posts(ctx, centre.pk, leader_id=posts["leader"], administrator_id=posts["admin"])
    broken = facts.get("broken")
    seats = list(seats_of(centre.pk))
    for seat in seats:
        if broken and (seat.room.name, seat.number) == (broken["room"], broken["number"]):
            report_fault(_as_staff(ctx, centre), seat.pk, fault=broken["fault"])
    return len(seats)


def _as_staff(ctx: Ctx, centre: Centre) -> Ctx:
    """A fault is reported by the centre's own staff, in the demonstration too."""
    return replace(
        ctx,
        actor_name=f"{centre.short_name}工作人员",
        roles=frozenset({Role.VENUE_STAFF}),
        centre_id=centre.pk,
    )


def _account(
    ctx: Ctx,
    username: str,
    display_name: str,
    organisation_id: int,
    roles: list[str],
    password: str,
    *,
    centre_id: int | None = None,
) -> int:
    entry = AccountEntry(
        username=username,
        display_name=display_name,
        organisation_id=organisation_id,
        roles=tuple(Role(role) for role in roles),
        centre_id=centre_id,
    )
    return open_account(ctx, entry, password=password).pk


def _experts(ctx: Ctx, world: World, organisations: dict[str, int]) -> None:
    names = {row["uscc"]: row["name"] for row in world.employers}
    enrol_experts(
        ctx,
        [
            ExpertEntry(
                name=row["name"],
                id_number=row["id_number"],
                phone=row["phone"],
                region_code=row["region"],
                employer_id=organisations[row["employer_uscc"]],
                specialties=tuple(row["specialties"].split()),
                title=row["title"],
                in_field_since=_month(row["in_field_since"]),
                equal_ground=row["equal_ground"],
                employed_since=_month(row["employed_since"]),
                past=_past(row, names),
                synthetic=True,
            )
            for row in world.experts
        ],
    )
    refresh_catalogue(ctx)
    register_demo_cards(ctx, [(row["phone"], row["name"], row["id_number"]) for row in world.experts])


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def _past(row: dict[str, str], names: dict[str, str]) -> tuple[PastEmployment, ...]:
    if not row["past_uscc"]:
        return ()
    until = _month(row["past_until"])
    former = row["past_uscc"]
    return (PastEmployment(name=names[former], uscc=former, from_on=None, to_on=until),)
