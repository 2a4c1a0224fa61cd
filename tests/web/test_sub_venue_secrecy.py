"""Where the sub-venues are secret (S2-17), tenderer and agency read 副场 1 and 副场 2 and no centre's name anywhere."""

import json

import pytest
from django.test import Client

from tests.factories import experts, jurisdictions, packs
from tests.factories.experts import DOOR_OPEN, RunJobs, World
from tests.factories.jurisdictions import Jurisdiction
from yuanping.base.witness import log
from yuanping.base.witness import queries as witness
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.experts.actions.committee import confirm_list
from yuanping.domain.experts.actions.draw import draw_committee
from yuanping.domain.experts.states import SeatState

KEPT = ("agency", "tenderer")
TOLD = ("supervisor", "main-admin")


def ready(of: Jurisdiction, run_jobs: RunJobs) -> World:
    """Everybody is present and the list confirmed."""
    world = jurisdictions.make(of)
    jurisdictions.hold_main(world)
    if of is jurisdictions.HEILONGJIANG:
        jurisdictions.draw_venues(world)
    else:
        jurisdictions.offer_to(world, "near", "far")
    jurisdictions.plan(world, {"main": 2, "near": 1, "far": 1})
    draw_committee(world.ctx("agency"), world.committee.pk)
    experts.accepted_from(world, run_jobs)
    for seat in world.seats(state=SeatState.ACCEPTED):
        experts.arrive(world, seat)
    run_jobs()
    who = "supervisor" if of is jurisdictions.HEILONGJIANG else "tenderer"
    confirm_list(world.ctx(who, now=DOOR_OPEN), world.committee.pk)
    experts.set_clock(DOOR_OPEN)
    return world


@pytest.fixture
def secret(db: None, run_jobs: RunJobs) -> World:
    return ready(jurisdictions.HEILONGJIANG, run_jobs)


def pages_of(world: World, who: str) -> dict[str, str]:
    """What this person reads of the project, by address; what happened has come into the tree."""
    log.sequence(now=DOOR_OPEN)
    client = Client()
    client.force_login(world.accounts[who])
    key = world.project.pk
    urls = {
        "agency": ("/desk/", f"/desk/projects/{key}/", f"/desk/projects/{key}/committee/"),
        "tenderer": ("/desk/", f"/desk/projects/{key}/committee/", f"/desk/projects/{key}/list/"),
        "supervisor": (f"/supervisor/projects/{key}/", f"/supervisor/projects/{key}/list/"),
        "main-admin": (f"/venue/projects/{key}/", f"/desk/projects/{key}/committee/"),
    }[who]
    api = (
        f"/api/v1/projects/{key}",
        f"/api/v1/projects/{key}/offers",
        f"/api/v1/projects/{key}/progress",
        f"/api/v1/witness/entries?project={key}",
    )
    found = {url: client.get(url) for url in (*urls, *api)}
    assert {answer.status_code for answer in found.values()} == {200}
    return {url: answer.content.decode() for url, answer in found.items()}


def naming(world: World, text: str) -> bool:
    """Whether the text names a sub-venue's centre or tells its number in the register."""
    numbers = {f'"centre_id":{centre.pk}' for centre in (world.near, world.far)}
    squeezed = text.replace(" ", "")
    names = {centre.short_name for centre in (world.near, world.far)}
    return any(name in text for name in names) or any(number in squeezed for number in numbers)


@pytest.mark.parametrize("who", KEPT)
def test_tenderer_and_agency_read_no_centres_name(secret: World, who: str) -> None:
    read = pages_of(secret, who)
    assert [url for url, text in read.items() if naming(secret, text)] == []
    assert "副场 1" in "".join(read.values())


@pytest.mark.parametrize("who", TOLD)
def test_supervisor_and_main_venue_read_them(secret: World, who: str) -> None:
    assert any(naming(secret, text) for text in pages_of(secret, who).values())


def test_the_agencys_plan_offers_venues_by_number(db: None) -> None:
    world = jurisdictions.make(jurisdictions.HEILONGJIANG, per_region=0)
    jurisdictions.hold_main(world)
    jurisdictions.draw_venues(world)
    client = Client()
    client.force_login(world.accounts["agency"])
    page = client.get(f"/desk/projects/{world.project.pk}/committee/plan/").content.decode()
    assert not naming(world, page)
    assert all(
        label in page for label in ("主场 哈尔滨市（4 个工位）", "副场 1（4 个工位）", "副场 2（4 个工位）")
    )


@pytest.mark.parametrize("who", KEPT)
def test_where_no_rule_keeps_them_the_names_stand(db: None, run_jobs: RunJobs, who: str) -> None:
    world = ready(jurisdictions.LIUZHOU, run_jobs)
    assert any(naming(world, text) for text in pages_of(world, who).values())


@pytest.mark.parametrize(
    ("until", "state", "hidden"),
    [
        ("never", "evaluated", True),
        ("evaluation-start", "arranging", True),
        ("evaluation-start", "evaluating", False),
        ("evaluation-end", "evaluating", True),
        ("evaluation-end", "evaluated", False),
        ("award", "evaluated", True),  # the platform does not know of it
    ],
)
def test_the_secret_lasts_until_the_event_that_the_rule_names(
    db: None, until: str, state: str, hidden: bool
) -> None:
    world = jurisdictions.make(jurisdictions.HEILONGJIANG, per_region=0)
    packs.put_under(world.project, "230000/remote-arrangement", {'until = "never"': f'until = "{until}"'})
    world.project.state = state
    assert dispatch.hides_sub_venues(world.ctx("agency"), world.project) is hidden
    assert dispatch.hides_sub_venues_from_parties(world.project) is hidden
    assert dispatch.hides_sub_venues(world.ctx("supervisor"), world.project) is False
    assert dispatch.hides_sub_venues(world.ctx("near-admin"), world.project) is False


@pytest.mark.parametrize("who", [*KEPT, *TOLD[:1]])
def test_record_and_its_file_keep_the_sub_venues(secret: World, who: str) -> None:
    """After the evaluation the file holds every entry of the project, and opens only what its reader may know."""
    secret.project.state = "evaluated"
    secret.project.save()
    log.sequence(now=DOOR_OPEN)
    client = Client()
    client.force_login(secret.accounts[who])
    audience = "supervisor" if who == "supervisor" else "desk"
    url = f"/{audience}/projects/{secret.project.pk}/record/"
    page, file = client.get(url).content.decode(), client.get(url, {"file": ""}).content.decode()
    assert (naming(secret, page), naming(secret, file)) == ((False, False) if who in KEPT else (True, True))
    lines = [json.loads(line) for line in file.splitlines()[1:-1]]
    names = [{name for _, name, _ in line["openings"]} for line in lines]
    assert len(lines) == witness.entries(project_id=secret.project.pk).count()
    assert any(each == {"project", "chain"} for each in names) is (who in KEPT)
    for line, opened in zip(lines, names, strict=True):
        number = next(iter(witness.placed().filter(index=line["index"]))).entry_id
        seen = client.get(f"/{audience}/record/{number}/").status_code == 200
        assert seen is (opened != {"project", "chain"})
