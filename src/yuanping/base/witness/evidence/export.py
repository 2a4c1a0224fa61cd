"""The record as a file that an outsider can check with ``yuanping_verify.py``: JSON lines, the header first.

The header says which checkpoint the file goes up to; each entry follows as the public log holds it, with
the openings of its facts. The whole record is checked by recomputing the tree; a project's, by a path for
each entry and by the chain that the project's entries form.
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TextIO

from django.conf import settings
from django.db.models import QuerySet

from yuanping.base.clock.reading import read_clock
from yuanping.base.witness.models import Leaf
from yuanping.base.witness.proving import inclusion_paths
from yuanping.base.witness.queries import Shown, openings, placed
from yuanping.base.witness.standing import best_checkpoint, cosigned, policy_text
from yuanping.core.errors import Refused
from yuanping.core.events import instant

FORMAT = "yuanping-record/2"
BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """An export's first line: how far it goes and by which checkpoint; ``project`` None means the whole node."""

    size: int
    checkpoint: str
    policy: str
    project: int | None
    count: int
    exported_at: str


def header_now(*, now: datetime, project_id: int | None = None) -> Header:
    """The header of an export that begins now: entries after its checkpoint are left out.

    Raises ``Refused`` (``nothing-signed``) before the first checkpoint.
    """
    found = best_checkpoint()
    if found is None:
        raise Refused(
            "nothing-signed", "见证记录还没有签发检查点。", remedy="记录入账后一秒内签发，请稍后再试。"
        )
    return Header(
        size=found.size,
        checkpoint=cosigned(found).encode(),
        policy=policy_text(),
        project=project_id,
        count=_rows(found.size, project_id).count(),
        exported_at=instant(now),
    )


class RecordFile:
    """The lines of an export, a piece at a time: header, entries, and the seal over all bytes before it.

    ``shown`` tells which openings of an entry the reader gets; a project's file needs ``project`` and
    ``chain`` of each.
    """

    def __init__(self, header: Header, *, shown: Shown = openings) -> None:
        self._shown = shown
        self._digest = hashlib.sha256()
        self._pieces = self._written(header)

    def next(self) -> str:
        """The next lines; empty at the end."""
        piece = next(self._pieces, "")
        self._digest.update(piece.encode())
        return piece

    def _written(self, header: Header) -> Iterator[str]:
        yield _header_line(header)
        after: int | None = -1
        while after is not None:
            lines, after = self._entry_lines(header, after)
            if lines:
                yield lines
        yield _line({"sha256": self._digest.hexdigest()})

    def _entry_lines(self, header: Header, after: int) -> tuple[str, int | None]:
        """The next ``BATCH`` entries after an index, and the index to go on from; None at the end."""
        rows = list(_rows(header.size, header.project).filter(index__gt=after).order_by("index")[:BATCH])
        paths = {} if header.project is None else inclusion_paths([row.index for row in rows], header.size)
        lines = []
        for row in rows:
            said: dict[str, object] = {
                "index": row.index,
                "entry": row.entry.content,
                "openings": [[o.salt, o.name, o.value] for o in self._shown(row.entry)],
            }
            if header.project is not None:
                said["path"] = [base64.b64encode(each).decode("ascii") for each in paths[row.index]]
            lines.append(_line(said))
        return "".join(lines), rows[-1].index if len(rows) == BATCH else None


def write_export(
    out: TextIO, *, now: datetime | None = None, project_id: int | None = None, shown: Shown = openings
) -> tuple[int, str]:
    """Write the record, of the node or of one project, to ``out``; returns its number of entries and its checkpoint."""
    header = header_now(now=now or read_clock(), project_id=project_id)
    file = RecordFile(header, shown=shown)
    while piece := file.next():
        out.write(piece)
    return header.count, header.checkpoint


def _header_line(header: Header) -> str:
    return _line(
        {
            "format": FORMAT,
            "origin": settings.LOG_ORIGIN,
            "size": header.size,
            "checkpoint": header.checkpoint,
            "policy": header.policy,
            "scope": "node" if header.project is None else "project",
            "project": header.project,
            "count": header.count,
            "exported_at": header.exported_at,
        }
    )


def _rows(size: int, project_id: int | None) -> QuerySet[Leaf]:
    rows = placed().filter(index__lt=size)
    return rows if project_id is None else rows.filter(entry__project_id=project_id)


def _line(fields: dict[str, object]) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")) + "\n"
