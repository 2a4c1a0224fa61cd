"""The shared catalogue (专家共享资源目录): how many experts of each specialty in each region, and nobody's name (S2-11)."""

import re
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import connection

from yuanping.core.errors import NotFound
from yuanping.core.local_time import local_time
from yuanping.domain.experts.models import CatalogueEdition, Expert
from yuanping.domain.rules import queries as rules

FORMAT: Final = "yuanping-expert-catalogue/1"
SMALL: Final = 5
"""Counts below are written ``<5``: a committee has at least five members, so that of a smaller cell an outsider could
name nearly all who may sit; and one or two experts of a county are persons, not a number."""
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_COUNT = """
    SELECT specialty, region_code, count(*), count(DISTINCT employer_id)
    FROM experts_expert, unnest(specialties) AS specialty
    WHERE is_available
    GROUP BY specialty, region_code
    ORDER BY specialty, region_code
"""
Cell = tuple[str, str, int, int]
"""Specialty, region, experts, employers."""


def count_cells() -> list[Cell]:
    """The pool counted now: those who may be drawn, by each specialty that they hold."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT)
        return [(str(row[0]), str(row[1]), int(row[2]), int(row[3])) for row in cursor.fetchall()]


def build(cells: list[Cell], *, at: datetime) -> dict[str, Any]:
    """The catalogue as published. Somebody with several specialties counts in each: the cells do not add up."""
    experts = Expert.objects.filter(is_available=True).count()
    return {
        "format": FORMAT,
        "node": settings.NODE_NAME,
        "month": month_of(at),
        "refreshed_at": local_time(at).isoformat(timespec="seconds"),
        "small": SMALL,
        "experts": _shown(experts),
        "cells": [
            {
                "specialty": specialty,
                "specialty_name": rules.specialty_name(specialty),
                "region": region,
                "region_name": rules.region_name(region),
                "experts": _shown(number),
            }
            for specialty, region, number, _ in cells
        ],
    }


def catalogue(*, now: datetime, month: str = "") -> dict[str, Any]:
    """The latest edition, or that of a month (``2026-11``); ``NotFound`` for a month without one.

    A node that has not published any yet counts on the spot.
    """
    rows = CatalogueEdition.objects.order_by("-month")
    found = rows.filter(month=month).first() if month else rows.first()
    if found is not None:
        content: dict[str, Any] = found.content
        return content
    if month and month != month_of(now):
        raise NotFound(
            "edition-unknown",
            f"没有 {month} 的共享资源目录。" if _MONTH.fullmatch(month) else "月份的写法不对。",
            field="month",
            remedy="请从列表中选择月份。",
        )
    return build(count_cells(), at=now)


def catalogue_months() -> list[str]:
    """The months of which there is an edition, the latest first."""
    return list(CatalogueEdition.objects.order_by("-month").values_list("month", flat=True))


def month_of(at: datetime) -> str:
    """``2026-11`` in official time."""
    return f"{local_time(at):%Y-%m}"


def _shown(number: int) -> int | str:
    return number if number == 0 or number >= SMALL else f"<{SMALL}"
