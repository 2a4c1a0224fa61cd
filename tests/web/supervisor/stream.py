"""A client of event streams: plain HTTP over asyncio, against a real uvicorn in the same process."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import uvicorn

from yuanping.config.asgi import application

PATIENCE = 10.0


@contextlib.asynccontextmanager
async def served() -> AsyncIterator[int]:
    """Serve the application on a free port; yields the port."""
    config = uvicorn.Config(
        application, port=0, log_level="warning", lifespan="off", timeout_graceful_shutdown=1, ws="none"
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 -- uvicorn has no event to wait for
        await asyncio.sleep(0.01)
    try:
        yield int(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        await serving


class Stream:
    """One open stream."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._text = ""
        self.status = 0

    async def head(self) -> None:
        """Read the answer's head."""
        lines = (await asyncio.wait_for(self._reader.readuntil(b"\r\n\r\n"), PATIENCE)).decode().split("\r\n")
        self.status = int(lines[0].split()[1])

    async def rest(self) -> str:
        """Everything that is still to come, of an answer that ends."""
        while await self._chunk():
            pass
        return self._text

    async def message(self) -> str:
        """The next message, comments included, without its empty line."""
        while "\n\n" not in self._text:
            if not await self._chunk():
                raise EOFError
        found, _, self._text = self._text.partition("\n\n")
        return found

    async def _chunk(self) -> bool:
        size = int(await asyncio.wait_for(self._reader.readline(), PATIENCE), 16)
        self._text += (await self._reader.readexactly(size + 2))[:-2].decode()
        return size > 0

    async def event(self) -> tuple[int, str]:
        """The next event's id and data."""
        while (message := await self.message()).startswith(":"):
            pass
        fields = dict(line.split(": ", 1) for line in message.split("\n"))
        return int(fields["id"]), fields["data"]

    async def close(self) -> None:
        self._writer.close()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()


@contextlib.asynccontextmanager
async def opened(port: int, path: str, **headers: str) -> AsyncIterator[Stream]:
    """Ask for a stream; leaves it when the body ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join([f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *lines, "", ""]).encode())
    stream = Stream(reader, writer)
    try:
        await stream.head()
        yield stream
    finally:
        await stream.close()
