"""The sign-in record as a page of paper."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from yuanping.base.typesetting import typeset
from yuanping.core.local_time import written
from yuanping.domain.experts.sign_in import SignIn

if TYPE_CHECKING:
    from yuanping.domain.projects.models import Project

TEMPLATE = Path(__file__).with_name("sign_in_sheet.typ")
SEALED = "（密封）"


def pdf(project: "Project", rows: Sequence[SignIn], *, now: datetime) -> bytes:
    """The sheet, A4 across. It says no more than ``rows`` do. Raises ``Refused`` fonts-missing."""
    there = [row for row in rows if row.arrived_at is not None]
    data = {
        "node": settings.NODE_NAME,
        "synthetic": settings.DEMO,
        "code": project.code,
        "project": project.name,
        "main": project.main_centre.name,
        "starts_at": written(project.evaluation_starts_at),
        "made_at": written(now),
        "present": str(len(there)),
        "manual": str(sum(row.manual for row in there)),
        "mismatches": str(sum(row.mismatches for row in rows)),
        "rows": [
            [
                row.label,
                row.centre,
                row.name or (SEALED if row.arrived_at else ""),
                row.workstation,
                written(row.arrived_at) if row.arrived_at else "未签到",
                row.method,
                str(row.mismatches),
                " ".join(filter(None, (written(row.left_at) if row.left_at else "", row.ending))),
            ]
            for row in rows
        ],
    }
    return typeset(TEMPLATE, data, at=now.astimezone(UTC)).pdf
