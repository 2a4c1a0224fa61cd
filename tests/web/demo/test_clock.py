"""The demonstration's clock: forward only, on record, and absent from a node in service."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.factories import places, projects
from yuanping.base.clock.reading import read_clock
from yuanping.base.witness.models import Entry, RefusalNote
from yuanping.domain.projects.models import Project

URL = "/demo/clock/"


@pytest.fixture
def project(db: None) -> Project:
    starts = read_clock() + timedelta(days=9)
    return projects.project(places.city_centre(), starts_at=starts, ends_at=starts + timedelta(hours=8))


def test_a_day_forward_is_recorded_and_shown(client: Client, db: None) -> None:
    before = read_clock()
    assert client.post(URL, {"step": "day"}).status_code == 302
    assert timedelta(days=1) <= read_clock() - before < timedelta(days=1, minutes=1)
    assert [entry.kind for entry in Entry.objects.all()] == ["clock.moved"]
    assert "1 天" in client.get(URL).content.decode()


def test_forward_to_half_an_hour_before_an_evaluation(client: Client, project: Project) -> None:
    assert project.name in client.get(URL).content.decode()
    client.post(URL, {"step": "project", "project": str(project.pk)})
    left = project.evaluation_starts_at - read_clock()
    assert timedelta(minutes=29) < left <= timedelta(minutes=30)
    assert project.name not in client.get(URL).content.decode()


def test_forward_to_a_time(client: Client, db: None) -> None:
    to = read_clock() + timedelta(days=3)
    client.post(URL, {"to": to.strftime("%Y-%m-%d %H:%M")})
    assert abs(read_clock() - to) < timedelta(minutes=2)


@pytest.mark.parametrize(
    ("asked", "status", "says"),
    [
        ({"to": "2020-01-01 00:00"}, 409, "演示时钟只能向前。"),
        ({"to": "soon"}, 422, "yp-error"),
        ({"step": "project", "project": "999"}, 422, "没有找到该项目"),
    ],
)
def test_nonsense_moves_nothing(
    client: Client, project: Project, asked: dict[str, str], status: int, says: str
) -> None:
    answer = client.post(URL, asked)
    assert (answer.status_code, says in answer.content.decode()) == (status, True)
    assert Entry.objects.count() == 0


def test_node_in_service_has_no_such_clock(client: Client, project: Project, settings: LazySettings) -> None:
    settings.DEMO = False
    assert [client.get(URL).status_code, client.post(URL, {"step": "day"}).status_code] == [404, 404]
    assert Entry.objects.count() == 0
    assert {note.code for note in RefusalNote.objects.all()} == {"not-a-demonstration"}
