"""An event's page and a project's file: how far it has come, what may be taken away, and by whom."""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.factories import experts, places, projects
from tests.factories.clock import NOW
from tests.factories.witnessing import Province, cosigned_by, province
from tests.web.entrance.outsider import members
from yuanping.base import witness
from yuanping.base.context import Ctx
from yuanping.base.witness import keys, log, queries
from yuanping.core.events import Json
from yuanping.core.tlog.notes import parse_note, verified
from yuanping.domain.dispatch.events import VenueHeld
from yuanping.domain.evaluation.events import ScoresReleased
from yuanping.domain.projects.events import ProjectSubmitted
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.states import ProjectState
from yuanping.web.record.showing import readable


@dataclass(frozen=True)
class World:
    project: Project
    witnesses: Province
    told: int
    scored: int
    held: int
    clients: dict[str, Client]

    def get(self, who: str, number: int, **query: str) -> HttpResponse:
        place = "supervisor" if "supervisor" in who else "desk"
        return self.clients[who].get(f"/{place}/record/{number}/", query)


@pytest.fixture
def world(db: None, settings: LazySettings, tmp_path: Path) -> World:
    """A project in evaluation with three entries that wait for their places."""
    settings.CA_ROOT = tmp_path / "ca"
    centre = places.city_centre()
    made = projects.project(centre)
    Project.objects.filter(pk=made.pk).update(state=ProjectState.EVALUATING)
    ctx = Ctx(now=NOW, actor_name="代理机构经办", roles=frozenset({"agency"}), channel="test", request_id="r")
    venue = {"venue_id": 1, "centre_id": centre.pk, "ordinal": 0, "seat_ids": (5,)}
    with transaction.atomic():
        told = witness.append(ctx, ProjectSubmitted(project_id=made.pk, verdict="must", reach="city"))
        scored = witness.append(ctx, ScoresReleased(project_id=made.pk, session_id=1, lot_id=1, sheets=()))
        held = witness.append(ctx, VenueHeld(project_id=made.pk, starts_at=NOW, ends_at=NOW, **venue))
    other = projects.project(centre)
    accounts = {
        "agency": projects.agent(made),
        "tenderer": projects.tenderer(made),
        "supervisor": projects.supervisor(made),
        "other-agency": projects.agent(other),
        "other-supervisor": projects.supervisor(other),
    }
    clients = {who: Client() for who in accounts}
    for who, account in accounts.items():
        clients[who].force_login(account)
    experts.set_clock(NOW)
    return World(made, province(settings, tmp_path), told, scored, held, clients)


def test_event_that_waits_offers_its_receipt_alone(world: World) -> None:
    page = world.get("agency", world.told).content.decode()
    assert "正在排定序号" in page
    assert ("?file=receipt" in page, "?file=package" in page, "?file=proof" in page) == (True, False, False)
    note = parse_note(world.get("agency", world.told, file="receipt").content)
    assert note.text.splitlines()[2] == str(world.told)
    assert len(verified(note, [keys.log_key().verifier])) == 1
    for file in ("package", "proof"):
        refused = world.get("agency", world.told, file=file)
        assert (refused.status_code, "正在排定序号" in refused.content.decode()) == (409, True)


def test_event_goes_from_written_to_witnessed(world: World) -> None:
    log.sequence(now=NOW + timedelta(seconds=1))
    cosigned_by(world.witnesses, "gushi", at=NOW + timedelta(seconds=2))
    page = world.get("supervisor", world.told).content.decode()
    assert all(words in page for words in ("已见证 1/3", "尚未达到见证要求", "见证方 gushi"))
    cosigned_by(world.witnesses, "huangchuan", at=NOW + timedelta(seconds=3))
    page = world.get("supervisor", world.told).content.decode()
    assert all(words in page for words in ("已入账", "已定序", "已签发", "已见证 2/3", "见证方 huangchuan"))
    assert "见证完成 2/3" in page
    assert "尚未达到见证要求" not in page


def test_package_opens_what_the_page_shows(world: World) -> None:
    log.sequence(now=NOW)
    page = world.get("tenderer", world.told).content.decode()
    found = members(world.get("tenderer", world.told, file="package").content)
    opened = json.loads(found["openings.json"])["openings"]
    assert sorted(name for _, name, _ in opened) == sorted(
        o.name for o in queries.openings(entry(world.told))
    )
    assert all(f">{name}</td>" in page.replace("\n", "") for _, name, _ in opened)
    assert found["entry.json"] == world.get("tenderer", world.told, file="entry").content
    assert found["entry.tlog-proof"] == world.get("tenderer", world.told, file="proof").content


def test_what_the_committee_decides_is_the_supervisors_until_it_is_over(world: World) -> None:
    log.sequence(now=NOW)

    def answers() -> dict[str, int]:
        return {who: world.get(who, world.scored, file="package").status_code for who in world.clients}

    hidden = {"agency": 404, "tenderer": 404, "supervisor": 200, "other-agency": 404, "other-supervisor": 404}
    assert answers() == hidden
    Project.objects.filter(pk=world.project.pk).update(state=ProjectState.EVALUATED)
    assert answers() == hidden | {"agency": 200, "tenderer": 200}


def test_project_file_is_the_parties_once_the_evaluation_is_over(world: World) -> None:
    log.sequence(now=NOW)
    urls = dict.fromkeys(("agency", "tenderer", "other-agency"), f"/desk/projects/{world.project.pk}/record/")
    urls |= dict.fromkeys(
        ("supervisor", "other-supervisor"), f"/supervisor/projects/{world.project.pk}/record/"
    )

    def answers() -> dict[str, int]:
        return {who: world.clients[who].get(url, {"file": ""}).status_code for who, url in urls.items()}

    before = {"agency": 409, "tenderer": 409, "supervisor": 200, "other-agency": 404, "other-supervisor": 404}
    assert answers() == before
    assert "下载项目记录" not in world.clients["agency"].get(urls["agency"]).content.decode()
    Project.objects.filter(pk=world.project.pk).update(state=ProjectState.EVALUATED)
    assert answers() == before | {"agency": 200, "tenderer": 200}
    assert "下载项目记录" in world.clients["agency"].get(urls["agency"]).content.decode()


@pytest.mark.parametrize("who", ["agency", "supervisor"])
def test_records_lead_to_each_event(world: World, who: str) -> None:
    audience = "supervisor" if who == "supervisor" else "desk"
    page = world.clients[who].get(f"/{audience}/projects/{world.project.pk}/record/").content.decode()
    shown = {
        number for number in (world.told, world.scored, world.held) if f"/{audience}/record/{number}/" in page
    }
    assert shown == ({world.told, world.held} if who == "agency" else {world.told, world.scored, world.held})


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "无"),
        ({}, "无"),
        ([], "无"),
        (True, "是"),
        (0, "0"),
        (["甲", "乙"], "甲、乙"),
        ({"a": 1}, '{"a":1}'),
    ],
)
def test_opened_value_is_readable(value: Json, words: str) -> None:
    assert readable("data.of", value) == words


@pytest.mark.parametrize("number", [0, 2**63, 10**30])
def test_number_of_nothing_is_not_found(world: World, number: int) -> None:
    assert world.get("supervisor", number).status_code == 404


def entry(number: int) -> queries.Entry:
    return queries.entries().get(number=number)
