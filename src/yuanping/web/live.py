"""Live pages: one PostgreSQL LISTEN connection for each process, fanned out to the open pages.

Rows first, notice second: a notice carries an entry's index and project, nothing to read. A page that
was away asks for everything after its last index, so no layer in between can lose anything for good.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar
from weakref import WeakKeyDictionary

import psycopg
from asgiref.sync import sync_to_async
from django.db import connections

from yuanping.base.witness.log import CHANNEL

R = TypeVar("R")

log = logging.getLogger(__name__)

QUEUE = 1000
"""Notices that may wait for one page; a page slower than that is sent away and comes back by itself."""
HEARTBEAT = 15.0
"""Seconds of silence after which a comment is sent, so that proxies keep the stream open."""
LIFETIME = 600.0
"""Seconds after which a stream ends and the page comes back: its session and rights are looked at anew."""
RETRY_WAITS = (0.5, 1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Notice:
    """An entry has its place in the record: where it stands, and whose story it belongs to."""

    index: int
    project_id: int | None


GAP = Notice(-1, None)
"""Put into every queue when the connection was lost: notices may have been missed, read the rows."""

Catchup = Callable[[int], Awaitable[list[Notice]]]
"""The next few entries after an index that the page may know of, oldest first; none: the page is up to date."""
Allowed = Callable[[int | None], Awaitable[bool]]
"""Whether the page may know of a project's entries (None: the node's own)."""


class SentAway(Exception):
    """The page did not keep up."""


class Page:
    """One open page's place in the fan-out."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Notice] = asyncio.Queue(QUEUE)
        self._overrun = False

    def offer(self, notice: Notice) -> None:
        """Hand over a notice without waiting for anybody."""
        try:
            self._queue.put_nowait(notice)
        except asyncio.QueueFull:
            self._overrun = True

    async def next(self, patience: float) -> Notice | None:
        """The next notice, or None after ``patience`` seconds; ``SentAway`` when some were dropped."""
        if self._overrun:
            raise SentAway
        try:
            return await asyncio.wait_for(self._queue.get(), patience)
        except TimeoutError:
            return None


class Hub:
    """The pages open in this process, and the one connection that listens while there are any."""

    def __init__(self) -> None:
        self._pages: set[Page] = set()
        self._listener: asyncio.Task[None] | None = None
        self._listening = asyncio.Event()

    @contextlib.asynccontextmanager
    async def page(self) -> AsyncIterator[Page]:
        """A place in the fan-out; ready once the connection listens, so that nothing falls in between."""
        page = Page()
        self._pages.add(page)
        if self._listener is None or self._listener.done():
            self._listener = asyncio.create_task(self._listen())
        try:
            await self._listening.wait()
            yield page
        finally:
            self._pages.discard(page)
            if not self._pages:
                self._listener.cancel()
                self._listener = None
                self._listening = asyncio.Event()

    async def _listen(self) -> None:
        failures = 0
        while True:
            try:
                async with await _connect() as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    self._listening.set()
                    self._tell(GAP)
                    failures = 0
                    async for notification in connection.notifies():
                        said = json.loads(notification.payload)
                        several = said["index"] < 0  # so many at once that they are read from the rows
                        self._tell(GAP if several else Notice(said["index"], said["project"]))
            except psycopg.Error as error:
                wait = RETRY_WAITS[min(failures, len(RETRY_WAITS) - 1)]
                failures += 1
                log.warning("live: the listening connection was lost (%s); again in %s s", error, wait)
                await asyncio.sleep(wait)

    def _tell(self, notice: Notice) -> None:
        for page in self._pages:
            page.offer(notice)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running event loop: a process in service has one."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())


async def notices(after: int, *, catchup: Catchup, allowed: Allowed) -> AsyncGenerator[Notice | None, None]:
    """Every entry after an index that the page may know of, each once, in order; None is a heartbeat.

    Ends after ``LIFETIME`` or when the page does not keep up: it comes back with its last index.
    """
    last = after
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + LIFETIME
    async with hub().page() as page:
        behind = True
        while loop.time() < ends_at:
            while behind:
                batch = await catchup(last)
                for notice in batch:
                    last = notice.index
                    yield notice
                behind = bool(batch)
            try:
                heard = await page.next(HEARTBEAT)
            except SentAway:
                return
            if heard is None:
                yield None
            elif heard is GAP:
                behind = True
            elif heard.index > last and await allowed(heard.project_id):
                last = heard.index
                yield heard


async def from_database(read: Callable[[], R]) -> R:
    """Run a query in the request's thread and give its connection back: a stream outlives it by far."""

    def reading() -> R:
        try:
            return read()
        finally:
            connections.close_all()

    return await sync_to_async(reading)()


async def _connect() -> psycopg.AsyncConnection[tuple[object, ...]]:
    settings = connections["default"].settings_dict
    return await psycopg.AsyncConnection.connect(
        dbname=settings["NAME"],
        user=settings["USER"] or None,
        password=settings["PASSWORD"] or None,
        host=settings["HOST"] or None,
        port=settings["PORT"] or None,
        autocommit=True,
        application_name="yuanping live",
        keepalives_idle=30,
    )
