"""The supervisor's stream: nothing missed, nothing that is not theirs."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, ClassVar

import psycopg
import pytest
from django.contrib.auth import get_user
from django.db import connection, connections, transaction
from django.test import Client

from tests.factories import places, projects
from tests.factories.clock import NOW
from tests.web.supervisor.stream import Stream, opened, served
from yuanping.base import witness
from yuanping.base.context import Ctx
from yuanping.base.witness import log
from yuanping.base.witness.models import Leaf
from yuanping.core.events import Event
from yuanping.domain.people.models import Account
from yuanping.domain.projects.models import Project
from yuanping.web import live

URL = "/supervisor/events/"


@dataclass(frozen=True, slots=True, kw_only=True)
class SomethingSeen(Event):
    KIND: ClassVar[str] = "test.seen"


def happens(project_id: int | None) -> int:
    """An event of a project, committed by a connection of its own; its place in the record."""
    ctx = Ctx(now=NOW, actor_name="测试", roles=frozenset(), channel="test", request_id="r")
    try:
        with transaction.atomic():
            number = witness.append(ctx, SomethingSeen(project_id=project_id))
        log.sequence(now=NOW)
        return Leaf.objects.get(entry_id=number).index
    finally:
        connection.close()


async def happening(project_id: int | None) -> int:
    return await asyncio.to_thread(happens, project_id)


@dataclass(frozen=True)
class World:
    own: Project
    other: Project
    cookie: str


def cookie(account: Account) -> str:
    client = Client()
    client.force_login(account)
    assert get_user(client).is_authenticated  # type: ignore[arg-type]
    return f"sessionid={client.cookies['sessionid'].value}"


@pytest.fixture
def world(committed_db: None) -> World:
    centre = places.city_centre()
    own, other = projects.project(centre), projects.project(centre)
    return World(own, other, cookie(projects.supervisor(own)))


def run(story: Callable[[int], Coroutine[Any, Any, None]]) -> None:
    """Play a story against a served application."""

    async def play() -> None:
        async with served() as port:
            await story(port)

    asyncio.run(play())


async def silence(stream: Stream) -> bool:
    """Whether no event comes within a moment."""
    try:
        return await asyncio.wait_for(_none(stream.event()), 0.5)
    except TimeoutError:
        return True


async def _none(event: Awaitable[tuple[int, str]]) -> bool:
    await event
    return False


def test_event_reaches_the_open_page(world: World) -> None:
    async def story(port: int) -> None:
        async with opened(port, URL, Cookie=world.cookie) as stream:
            assert stream.status == 200
            assert await stream.message() == ": 已连接"
            index = await happening(world.own.pk)
            assert await stream.event() == (index, f"project-{world.own.pk}")

    run(story)


def test_page_that_was_away_misses_nothing(world: World) -> None:
    async def story(port: int) -> None:
        first = await happening(world.own.pk)
        async with opened(port, URL, Cookie=world.cookie, Last_Event_ID=str(first)) as stream:
            second = await happening(world.own.pk)
            assert (await stream.event())[0] == second
        missed = [await happening(world.own.pk) for _ in range(3)]
        async with opened(port, f"{URL}?last_id={second}", Cookie=world.cookie) as stream:
            assert [(await stream.event())[0] for _ in missed] == missed
            last = await happening(world.own.pk)
            assert (await stream.event())[0] == last

    run(story)


def test_events_of_other_projects_and_of_the_node_stay_unknown(world: World) -> None:
    async def story(port: int) -> None:
        for project_id in (world.other.pk, None):
            await happening(project_id)
        async with opened(port, f"{URL}?last_id=0", Cookie=world.cookie) as stream:
            await stream.message()
            for project_id in (world.other.pk, None):
                await happening(project_id)
            assert await silence(stream)
            index = await happening(world.own.pk)
            assert (await stream.event())[0] == index

    run(story)


def test_stream_of_one_project_leaves_out_the_others(world: World) -> None:
    third = projects.project(world.own.main_centre)
    Project.objects.filter(pk=third.pk).update(supervision=world.own.supervision)

    async def story(port: int) -> None:
        async with opened(port, f"{URL}?project={third.pk}", Cookie=world.cookie) as stream:
            await stream.message()
            await happening(world.own.pk)
            index = await happening(third.pk)
            assert (await stream.event())[0] == index

    run(story)


def test_stream_survives_the_loss_of_the_listening_connection(world: World) -> None:
    async def story(port: int) -> None:
        async with opened(port, URL, Cookie=world.cookie) as stream:
            await stream.message()
            await happening(world.own.pk)
            await stream.event()
            assert await asyncio.to_thread(cut_listeners) == 1
            index = await happening(world.own.pk)
            assert (await stream.event())[0] == index

    run(story)


def cut_listeners() -> int:
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'yuanping live' AND datname = current_database()"
            )
            return len(cursor.fetchall())
    finally:
        connection.close()


def test_process_listens_once_and_only_while_pages_are_open(world: World) -> None:
    async def story(port: int) -> None:
        async with (
            opened(port, URL, Cookie=world.cookie) as one,
            opened(port, URL, Cookie=world.cookie) as two,
        ):
            await one.message()
            await two.message()
            index = await happening(world.own.pk)
            assert (await one.event())[0] == (await two.event())[0] == index
            assert await asyncio.to_thread(listeners) == 1
        for _ in range(100):
            if await asyncio.to_thread(listeners) == 0:
                return
            await asyncio.sleep(0.02)
        raise AssertionError("the listening connection stays open")

    run(story)


def listeners() -> int:
    settings = connections["default"].settings_dict
    with psycopg.connect(
        dbname=settings["NAME"],
        user=settings["USER"],
        password=settings["PASSWORD"],
        host=settings["HOST"],
        port=settings["PORT"],
    ) as direct:
        row = direct.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE application_name = 'yuanping live' AND datname = current_database()"
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_silent_stream_says_that_it_lives_and_ends_in_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT", 0.05)
    monkeypatch.setattr(live, "LIFETIME", 1.0)

    async def story(port: int) -> None:
        async with opened(port, URL, Cookie=world.cookie) as stream:
            assert [await stream.message() for _ in range(3)] == [": 已连接", ": ", ": "]
            with pytest.raises(EOFError):
                await stream.event()

    run(story)


def test_page_that_does_not_keep_up_is_sent_away() -> None:
    async def story() -> None:
        page = live.Page()
        for index in range(live.QUEUE + 1):
            page.offer(live.Notice(index, 1))
        with pytest.raises(live.SentAway):
            await page.next(1)

    asyncio.run(story())


def test_stream_refuses_strangers_and_nonsense(world: World) -> None:
    agent = cookie(projects.agent(world.own))

    async def story(port: int) -> None:
        async with opened(port, URL) as visitor, opened(port, URL, Cookie=agent) as stranger:
            assert (visitor.status, stranger.status) == (403, 403)
        async with opened(port, f"{URL}?last_id=x", Cookie=world.cookie) as nonsense:
            assert nonsense.status == 422

    run(story)
