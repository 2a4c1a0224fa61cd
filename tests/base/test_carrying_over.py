"""An older node's plain chain becomes entries of the log: nothing is lost, and the log goes on from there."""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

OLD = [
    {"v": 1, "index": n, "at": f"2026-11-20T01:30:0{n}.000000Z", "kind": "places.seat.repaired", "version": 1,
     "project": project, "request": "r", "actor": {"name": "旧"}, "data": {"seat_id": n}}
    for n, project in enumerate((None, 7, 7, 8))
]  # fmt: skip
CHECK = """
import django, json; django.setup()
from django.db import transaction
from yuanping.base.clock.reading import read_clock
from yuanping.base.context import system_ctx
from yuanping.base.witness import append, log
from yuanping.base.witness.queries import entries, parsed
from yuanping.base.witness.verification import verify_record
from yuanping.domain.places.events import SeatRepaired
with transaction.atomic():
    append(system_ctx("新"), SeatRepaired(seat_id=9))
log.sequence(now=read_clock())
size, _, findings = verify_record()
said = [parsed(entry) for entry in entries()]
print(json.dumps([size, len(findings), [(s["number"], s["project"], s["chain"], s["data"]) for s in said]]))
"""


def test_plain_chain_is_carried_over(tmp_path: Path) -> None:
    name = f"test_carry_{uuid.uuid4().hex[:8]}"
    server = os.environ["DATABASE_URL"]
    url = urlsplit(server)._replace(path=f"/{name}").geturl()
    environ = os.environ | {"DATABASE_URL": url, "YUANPING_VAR": str(tmp_path)}
    environ["DJANGO_SETTINGS_MODULE"] = "yuanping.config.settings"
    environ["PYTHONPATH"] = str(Path(__file__).resolve().parents[2] / "src")

    def python(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words], env=environ, capture_output=True, text=True, check=True
        )
        return done.stdout

    with psycopg.connect(server, autocommit=True) as owner:
        owner.execute(f'CREATE DATABASE "{name}"')
        try:
            python("-m", "django", "migrate", "witness", "0003", "-v", "0")
            with psycopg.connect(url) as old:
                for said in OLD:
                    body = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
                    row = (
                        said["index"],
                        said["at"],
                        said["kind"],
                        said["project"],
                        body,
                        f"{said['index']:064x}",
                    )
                    old.execute("INSERT INTO witness_entry VALUES (%s, %s, %s, %s, %s, %s)", row)
            python("-m", "django", "migrate", "-v", "0")
            size, faults, entries = json.loads(python("-c", CHECK))
        finally:
            owner.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    assert (size, faults) == (5, 0)
    assert [(number, project) for number, project, _, _ in entries] == [
        (1, None),
        (2, 7),
        (3, 7),
        (4, 8),
        (5, None),
    ]
    assert [data["seat_id"] for *_, data in entries] == [0, 1, 2, 3, 9]
    assert [chain and chain["number"] for _, _, chain, _ in entries] == [None, 0, 1, 0, None]
