"""The venue reads how many come and what to prepare, before it may know who; and states other numbers."""

import pytest
from django.test import Client

from tests.factories import experts
from tests.factories.experts import RunJobs, World
from tests.journeys.secrecy import Needles


@pytest.fixture
def world(db: None, run_jobs: RunJobs) -> World:
    made = experts.make(per_cell=3)
    experts.drawn(made, run_jobs)
    return made


def signed_in(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.accounts[who])
    return client


def test_attendance_tells_numbers_and_no_name(world: World) -> None:
    text = signed_in(world, "near-staff").get("/venue/attendance/").content.decode()
    people = [{"name": e.name, "phone": e.phone, "id_number": e.id_number} for e in world.entries]
    assert "预计到场 2 人；用餐 2 份，住宿 0 间夜" in text
    assert Needles.of(people).found_in(text) == []


def test_staff_state_other_numbers(world: World) -> None:
    client, url = signed_in(world, "near-staff"), f"/venue/venues/{world.venues['near'].pk}/needs/"
    assert "按评标时间和人数计算" in client.get(url).content.decode()
    assert client.post(url, {"meals": "", "nights": "-1"}).status_code == 422
    assert client.post(url, {"meals": "5", "nights": "2"}).status_code == 302
    assert "预计到场 2 人；用餐 5 份，住宿 2 间夜" in client.get("/venue/attendance/").content.decode()
    assert "由本会场工作人员登记" in client.get(url).content.decode()


def test_other_venues_needs_are_not_for_staff(world: World) -> None:
    url = f"/venue/venues/{world.venues['near'].pk}/needs/"
    asked = {who: signed_in(world, who).get(url).status_code for who in ("far-staff", "main-staff", "agency")}
    assert asked == {"far-staff": 404, "main-staff": 404, "agency": 403}
