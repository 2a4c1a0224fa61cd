"""Before check-in nobody can read anywhere who was drawn."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests.factories import experts
from tests.journeys import secrecy
from yuanping.base.ports.models import OutboxMessage
from yuanping.domain.experts.actions.call import answer_call, request_leave

STARTS = ("/", "/desk/", "/venue/", "/venue/attendance/", "/supervisor/", "/demo/outbox/", "/expert/enter/")


@pytest.fixture
def world(db: None, settings: Settings, tmp_path: Path) -> experts.World:
    settings.FILES_ROOT = tmp_path / "files"
    return experts.make()


def needles(world: experts.World) -> set[str]:
    """Name, telephone and number of everybody in the pool, and of the tenderer's representative."""
    people = {text for e in world.entries for text in (e.name, e.phone, e.id_number)}
    return people | set(experts.REPRESENTATIVE.values())


def formed(world: experts.World, run_jobs: Callable[[], int]) -> None:
    """Drawn and called; one declined, one on leave, the others coming; the representative named."""
    experts.drawn(world, run_jobs)
    token = experts.token_of(world.seat("副场 1 · 专家 1"))
    answer_call(
        experts.visitor(world), token, accept=False, reason="other", note=f"本人{world.entries[7].name}"
    )
    experts.accepted_from(world, run_jobs)
    seat = world.seat("主场 · 专家 1")
    request_leave(world.staff_of(seat), seat.pk, reason="illness")
    run_jobs()


def test_nobody_drawn_is_readable_before_check_in(
    world: experts.World, run_jobs: Callable[[], int], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    formed(world, run_jobs)
    hidden = needles(world)
    assert secrecy.in_database(hidden) == []
    clients = {who: Client() for who in [*world.accounts, "visitor"]}
    for who, account in world.accounts.items():
        clients[who].force_login(account)
    links = [
        m.text.partition("http://127.0.0.1:8000")[2].partition(" ")[0] for m in OutboxMessage.objects.all()
    ]
    pages = [f"/desk/projects/{world.project.pk}/list/", f"/supervisor/projects/{world.project.pk}/list/"]
    found, count = secrecy.on_pages(clients, [*STARTS, *pages, *filter(None, links)], hidden)
    assert found == []
    assert count > 100
    assert secrecy.found_in(caplog.text, hidden) == []


def test_search_finds_what_is_there(world: experts.World) -> None:
    """The search itself works: organisations' names are readable, and it finds them."""
    name = world.project.tenderer.name
    assert f"people_organisation: {name}" in secrecy.in_database({name})
    client = Client()
    client.force_login(world.accounts["tenderer"])
    found, _ = secrecy.on_pages({"tenderer": client}, ["/desk/"], {world.project.name})
    assert f"tenderer /desk/: {world.project.name}" in found


def test_needle_is_found_in_hexadecimal() -> None:
    assert secrecy.found_in("00" + "张三".encode().hex(), ["张三", "李四"]) == ["张三"]
