"""Looking everywhere for what must not be readable: columns, files, pages, refusals, answers, streams, logs.

A name counts as found in whole, a telephone or identity number from eight consecutive digits on; as they
stand, or percent-encoded, escaped, in hexadecimal, in base 64, compressed, or grouped with spaces or hyphens.
"""

import base64
import html
import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import unquote

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from tests.security.addresses import Address

SEALED = {("vault_sealeditem", "box")}
LINK = re.compile(r'(?:href|hx-get|action)="(/[^"#]*)"')
ELSEWHERE = re.compile(r"^/(static/|login/.|logout/|styleguide/|law/|supervisor/(events|record/download)/)")
"""Nothing of the node's, and the streams, which are read through a real server."""
MOST_PAGES = 150
ENOUGH = 8
"""Consecutive digits that tell a number: fewer, such as the last four, may be shown."""

DIGITS = re.compile(rf"[0-9]{{{ENOUGH},}}")
GROUPED = re.compile(r"(?<=[0-9])[ -](?=[0-9])")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
HEXADECIMAL = re.compile(r"[0-9a-fA-F]{16,}")
BASE64 = re.compile(r"[A-Za-z0-9+/_-]{11,}")


@dataclass(frozen=True, slots=True)
class Needles:
    """What must not be found: names, and every stretch of ``ENOUGH`` digits of a number."""

    names: frozenset[str]
    stretches: frozenset[str]

    @classmethod
    def of(cls, people: Iterable[Mapping[str, str]]) -> Self:
        """Of people with ``name``, ``phone`` and ``id_number``."""
        listed = list(people)
        numbers = [each[key] for each in listed for key in ("phone", "id_number")]
        return cls(
            frozenset(each["name"] for each in listed),
            frozenset(n[at : at + ENOUGH] for n in numbers for at in range(len(n) - ENOUGH + 1)),
        )

    def found_in(self, text: str) -> list[str]:
        """Which of them stand in the text, in any of the forms, sorted."""
        return sorted({needle for form in forms(text) for needle in self._plainly_in(form)})

    def _plainly_in(self, text: str) -> Iterator[str]:
        yield from (name for name in self.names if name in text)
        for run in DIGITS.findall(GROUPED.sub("", text)):
            for at in range(len(run) - ENOUGH + 1):
                if run[at : at + ENOUGH] in self.stretches:
                    yield run[at : at + ENOUGH]


def forms(text: str, *, depth: int = 2) -> Iterator[str]:
    """The text, and what can be read out of it by undoing one encoding after another."""
    yield text
    if not depth:
        return
    plain = html.unescape(ESCAPED.sub(lambda m: chr(int(m[1] or m[2], 16)), unquote(text)))
    if plain != text:
        yield from forms(plain, depth=depth - 1)
    hidden = "\n".join([*_from_hexadecimal(text), *_from_base64(text)])
    if hidden:
        yield from forms(hidden, depth=depth - 1)


def _from_hexadecimal(text: str) -> Iterator[str]:
    for run in HEXADECIMAL.findall(text):
        for at in (0, 1):
            yield from _readable(bytes.fromhex(run[at : at + (len(run) - at) // 2 * 2]))


def _from_base64(text: str) -> Iterator[str]:
    for run in BASE64.findall(text):
        if (
            run == run.lower()
        ):  # the thousand words of a page's markup: nothing in base 64 is so long without capitals
            continue
        for at in range(4):
            part = run[at:].replace("-", "+").replace("_", "/")
            if len(part) % 4 != 1:
                yield from _readable(base64.b64decode(part + "=" * (-len(part) % 4)))


def _readable(content: bytes) -> Iterator[str]:
    """The bytes as text, and as what they were before they were compressed."""
    text = content.decode(errors="ignore")
    if len(text) >= 3:
        yield text
    if content[:1] == b"\x78":
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(content).decode(errors="ignore")


def in_database(needles: Needles) -> list[str]:
    """Where in the database a needle stands outside of sealed boxes: ``table: needle``.

    Sessions, jobs with their arguments, the record, refused attempts: every table that there is.
    """
    found = []
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            columns = [c.name for c in connection.introspection.get_table_description(cursor, table)]
            shown = ", ".join(f'"{name}"::text' for name in columns if (table, name) not in SEALED)
            cursor.execute(f'SELECT concat_ws(chr(10), {shown}) FROM "{table}"')
            text = "\n".join(row or "" for (row,) in cursor.fetchall())
            found += [f"{table}: {needle}" for needle in needles.found_in(text)]
    return found


def in_files(root: Path, needles: Needles) -> list[str]:
    """Which stored files hold a needle."""
    files = [path for path in sorted(root.rglob("*")) if path.is_file()]
    return [f"{f.name}: {n}" for f in files for n in needles.found_in(f.read_bytes().decode(errors="ignore"))]


def told_by(answer: HttpResponse) -> str:
    """Everything that an answer tells: headers, cookies, content."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{answer.headers}\n{answer.cookies.output()}\n{content.decode(errors='ignore')}"


def on_pages(client: Client, starts: Collection[str], needles: Needles) -> tuple[list[str], set[str]]:
    """Where a needle stands in what a reader gets, from these addresses on by links; and what was asked for.

    Pages of every status count, downloads and JSON as well.
    """
    found, waiting, seen = [], list(starts), set(starts)
    while waiting and len(seen) < MOST_PAGES:
        url = waiting.pop(0)
        answer = client.get(url)
        text = told_by(answer)
        found += [f"{url}: {needle}" for needle in needles.found_in(text)]
        links = [*LINK.findall(text), *filter(None, [answer.headers.get("Location", "")])]
        for link in map(html.unescape, links):
            if link not in seen and link.startswith("/") and not ELSEWHERE.match(link):
                seen.add(link)
                waiting.append(link)
    return found, seen


def in_refusals(
    client: Client, urls: Collection[str], needles: Needles, *, form: Mapping[str, str] | None = None
) -> list[str]:
    """Where a needle stands in what comes back for forms that are empty or wrong. What was done is undone."""
    found = []
    for url in urls:
        with transaction.atomic():
            text = told_by(client.post(url, form or {}))
            with connection.cursor() as cursor:
                cursor.execute("SELECT attempt FROM witness_refusalnote ORDER BY id DESC LIMIT 1")
                text += str(cursor.fetchone())
            transaction.set_rollback(True)
        found += [f"POST {url}: {needle}" for needle in needles.found_in(text)]
    return found


def urls_for(
    addresses: Iterable[Address], audiences: Collection[str], ids: Mapping[str, Collection[object]]
) -> list[str]:
    """The addresses of some audiences, each with every id of its kind, the streams and sign-out left out.

    ``ids`` by argument; ``seat_id@venue`` where audiences mean different rows by one name.
    """
    found = []
    for address in addresses:
        audience = address.name.partition(":")[0]
        if audience in audiences:
            found += [address.url(**each) for each in _combined(address, audience, ids)]
    return [url for url in found if not ELSEWHERE.match(url)]


def _combined(
    address: Address, audience: str, ids: Mapping[str, Collection[object]]
) -> Iterator[dict[str, object]]:
    rows: list[dict[str, object]] = [{}]
    for name in sorted(address.takes):
        values = ids.get(f"{name}@{audience}", ids.get(name, ()))
        rows = [{**row, name: value} for row in rows for value in values]
    yield from rows
