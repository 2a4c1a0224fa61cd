"""The supervisor's pages: their own projects, told by the record."""

import pytest
from django.db import transaction
from django.test import Client

from tests.factories import people, places, projects
from tests.factories.clock import NOW
from yuanping.base import witness
from yuanping.base.context import Ctx
from yuanping.base.witness import queries
from yuanping.core.policy import Ground
from yuanping.domain.dispatch.events import VenueHeld, VenueReseated
from yuanping.domain.people.states import Role
from yuanping.domain.places.events import SeatFaultReported, SeatInstalled
from yuanping.domain.places.models import Centre
from yuanping.domain.projects.events import ProjectSubmitted
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.states import ProjectState


@pytest.fixture
def centre(db: None) -> Centre:
    return places.city_centre()


@pytest.fixture
def project(centre: Centre) -> Project:
    """A project with two entries of its own and two of the node's."""
    made = projects.project(centre)
    ctx = Ctx(now=NOW, actor_name="主场管理员", roles=frozenset(), channel="test", request_id="r")
    with transaction.atomic():
        witness.append(ctx, SeatInstalled(seat_id=5, centre_id=centre.pk, label="远程评标一室 05"))
        witness.append(ctx, SeatFaultReported(seat_id=5, fault="耳麦无声"))
        witness.append(ctx, ProjectSubmitted(project_id=made.pk, verdict="must", reach="city"))
        witness.append(
            ctx,
            VenueHeld(
                project_id=made.pk,
                venue_id=1,
                centre_id=centre.pk,
                ordinal=0,
                seat_ids=(5,),
                starts_at=NOW,
                ends_at=NOW,
            ),
        )
    return made


@pytest.fixture
def supervisor(client: Client, project: Project) -> Client:
    client.force_login(projects.supervisor(project))
    return client


def page_of(project: Project) -> str:
    return f"/supervisor/projects/{project.pk}/"


def test_home_lists_own_projects_with_their_progress(supervisor: Client, project: Project) -> None:
    other = projects.project(project.main_centre)
    page = supervisor.get("/supervisor/").content.decode()
    assert (project.name in page, other.name in page) == (True, False)
    assert "预约场地" in page


def test_project_page_tells_its_events_in_sentences(supervisor: Client, project: Project) -> None:
    page = supervisor.get(page_of(project)).content.decode()
    assert "主场为信阳市，预约工位 1 个。" in page
    assert "耳麦无声" not in page
    assert queries.entries(project_id=project.pk).last().hash[:16] in page  # type: ignore[union-attr]
    assert f'data-live-last-id="{queries.head()[0] - 1}"' in page


@pytest.mark.parametrize("part", ["board", "gates", "events", "refusals"])
def test_parts_of_the_page_are_served_alone(supervisor: Client, project: Project, part: str) -> None:
    page = supervisor.get(page_of(project), {"part": part}).content.decode()
    assert page.strip()
    assert "<html" not in page


def test_refused_attempts_at_the_project_are_listed(supervisor: Client, project: Project) -> None:
    stranger = Client()
    stranger.force_login(people.account(Role.SUPERVISOR, projects.project(project.main_centre).supervision))
    assert stranger.get(page_of(project)).status_code == 404
    page = supervisor.get(page_of(project), {"part": "refusals"}).content.decode()
    assert "打开“项目监督”" in page
    assert "没有找到或无权查看" in page


@pytest.mark.parametrize(("answer", "consent"), [("agree", True), ("disagree", False)])
def test_supervisor_answers_a_claim_of_exemption(
    supervisor: Client, project: Project, answer: str, consent: bool
) -> None:
    Project.objects.filter(pk=project.pk).update(
        state=ProjectState.REGISTERED,
        grounds=[Ground.OTHER.value],
        exemption_ground="涉及保密",
        exemption_consent=None,
        notice_on=None,
    )
    assert "答复是否同意不采用远程异地评标" in supervisor.get("/supervisor/").content.decode()
    assert "涉及保密" in supervisor.get(page_of(project)).content.decode()
    assert supervisor.post(page_of(project), {"answer": answer}).status_code == 302
    project.refresh_from_db()
    assert project.exemption_consent is consent
    assert "答复是否同意不采用远程异地评标" not in supervisor.get("/supervisor/").content.decode()


def test_answer_without_a_choice_is_refused(supervisor: Client, project: Project) -> None:
    answer = supervisor.post(page_of(project))
    assert (answer.status_code, "请选择同意或者不同意。" in answer.content.decode()) == (422, True)


def test_record_lists_own_projects_only(supervisor: Client, project: Project) -> None:
    ctx = Ctx(now=NOW, actor_name="主场管理员", roles=frozenset(), channel="test", request_id="r")
    with transaction.atomic():
        witness.append(ctx, VenueReseated(project_id=project.pk, venue_id=1, given_up=(5,), taken=(6,)))
    whole = supervisor.get("/supervisor/record/").content.decode()
    own = supervisor.get(f"{page_of(project)}record/").content.decode()
    for page in (whole, own):
        assert "提交主场" in page
        assert "主场退出工位 1 个，改用 1 个。" in page
        assert "耳麦无声" not in page


@pytest.mark.parametrize("url", ["/supervisor/", "/supervisor/record/", "/supervisor/record/download/"])
def test_pages_are_for_supervisors(client: Client, project: Project, url: str) -> None:
    client.force_login(projects.agent(project))
    assert client.get(url).status_code == 403
