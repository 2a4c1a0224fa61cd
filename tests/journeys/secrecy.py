"""Looking everywhere for what must not be readable: every column, every page, every log line."""

import re
from collections.abc import Collection, Iterator, Mapping

from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

SEALED = {("vault_sealeditem", "box")}
LINK = re.compile(r'(?:href|hx-get|action)="(/[^"#]*)"')
SKIPPED = re.compile(r"^/(static|logout)|/(download|events|file)/|\.(?:pdf|json|zip)$")
"""Streams and files are other tests' business: reading them half would close the test's connection."""
MOST_PAGES = 120


def found_in(text: str, needles: Collection[str]) -> list[str]:
    """Which of the needles stand in the text, as they are or as the hexadecimal of their bytes."""
    return [needle for needle in needles if needle in text or needle.encode().hex() in text]


def in_database(needles: Collection[str]) -> list[str]:
    """Where in the database a needle stands outside of sealed boxes: ``table: needle``."""
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        found = []
        for table in tables:
            columns = [c.name for c in connection.introspection.get_table_description(cursor, table)]
            shown = ", ".join(f'"{name}"::text' for name in columns if (table, name) not in SEALED)
            cursor.execute(f'SELECT concat_ws(chr(10), {shown}) FROM "{table}"')
            for (row,) in cursor.fetchall():
                found += [f"{table}: {needle}" for needle in found_in(row or "", needles)]
    decoded = (str(session.get_decoded()) for session in Session.objects.all())
    return found + [f"session: {needle}" for text in decoded for needle in found_in(text, needles)]


def on_pages(
    clients: Mapping[str, Client], starts: Collection[str], needles: Collection[str]
) -> tuple[list[str], int]:
    """Where a needle stands on the pages that each reader can reach by links, and how many pages were read."""
    found, count = [], 0
    for who, client in clients.items():
        for url, text in _pages(client, starts):
            count += 1
            found += [f"{who} {url}: {needle}" for needle in found_in(text, needles)]
    return found, count


def _pages(client: Client, starts: Collection[str]) -> Iterator[tuple[str, str]]:
    waiting, seen = list(starts), set(starts)
    while waiting and len(seen) < MOST_PAGES:
        url = waiting.pop(0)
        answer = client.get(url, follow=True)
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        text = answer.content.decode()
        yield url, text
        for link in LINK.findall(text):
            if link not in seen and not SKIPPED.search(link):
                seen.add(link)
                waiting.append(link)
