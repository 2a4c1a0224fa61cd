"""Imports as those who enter experts see them."""

import csv
import io
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from yuanping.core.errors import NotFound
from yuanping.domain.experts.actions.intake import KEPT
from yuanping.domain.experts.intake.columns import header_of
from yuanping.domain.experts.models import ImportFault, PoolImport
from yuanping.domain.experts.pool_states import ImportState

if TYPE_CHECKING:
    from yuanping.base.context import Ctx

OPEN = (ImportState.RECEIVED, ImportState.CHECKED, ImportState.UNREADABLE)
UNCONFIRMED = (ImportState.RECEIVED, ImportState.CHECKED)


def imports(ctx: "Ctx") -> "QuerySet[PoolImport]":
    """All imports, the latest first."""
    return PoolImport.objects.visible_to(ctx).select_related("progress")


def one_import(ctx: "Ctx", import_id: int) -> PoolImport:
    """One import; ``NotFound`` for whoever may not know of it."""
    found = imports(ctx).filter(pk=import_id).first()
    if found is None:
        raise NotFound("not-found", "没有找到该导入，或您无权查看。", remedy="请从列表重新进入。")
    return found


def faults_of(row: PoolImport) -> "QuerySet[ImportFault]":
    """What is wrong with the file, in the order of its rows."""
    return ImportFault.objects.filter(of=row).order_by("row", "id")


def lapsed_imports(now: datetime) -> list[int]:
    """Imports whose file nobody confirmed in time."""
    rows = PoolImport.objects.filter(state__in=UNCONFIRMED, received_at__lte=now - KEPT)
    return list(rows.values_list("pk", flat=True))


def faults_file(row: PoolImport) -> bytes:
    """The faults as a file for a spreadsheet: row, column, rule, what is wrong, what to do, on what ground."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["行", "列", "性质", "规则", "问题", "处理", "依据"])
    for fault in faults_of(row).iterator():
        weight = "错误" if fault.refuses else "提示"
        writer.writerow(
            [fault.row, header_of(fault.column), weight, fault.code, fault.message, fault.remedy, fault.basis]
        )
    return b"\xef\xbb\xbf" + out.getvalue().encode()
