"""How far the work on a file is, told to whoever watches while the work's own transaction is still open."""

import time
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from yuanping.domain.experts.models import ImportProgress

EVERY = 0.7
"""Seconds between two notes: a page asks about as often."""

CHECKING, RECHECKING, ENTERING = "逐行核对", "入库前复核", "写入专家库"


class Meter:
    """Writes to the progress of one import through a connection of its own."""

    def __init__(self, import_id: int) -> None:
        self._import_id = import_id
        self._next = 0.0

    def __call__(self, phase: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now < self._next and done < total:
            return
        self._next = now + EVERY
        with ThreadPoolExecutor(1) as pool:
            pool.submit(self._write, phase, done, total).result()

    def _write(self, phase: str, done: int, total: int) -> None:
        try:
            rows = ImportProgress.objects.filter(of=self._import_id)
            rows.update(phase=phase, done=done, total=total)
        finally:
            connection.close()
