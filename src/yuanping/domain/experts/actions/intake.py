"""A file of experts (专家导入): handed in, checked, confirmed, entered whole or not at all; then destroyed."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.db import connection

from yuanping.base.change import Change, change
from yuanping.base.context import Ctx
from yuanping.base.jobs import app
from yuanping.base.permissions import require
from yuanping.base.vault.sealing import destroy, seal_bytes, unseal_bytes
from yuanping.core.errors import Invalid
from yuanping.core.local_time import local_date
from yuanping.core.policy import Domain
from yuanping.domain.experts.actions.writing import NUMBERING, insert, update
from yuanping.domain.experts.events import ExpertsEnrolled
from yuanping.domain.experts.intake.examining import Examined, examine
from yuanping.domain.experts.intake.meter import CHECKING, ENTERING, RECHECKING
from yuanping.domain.experts.intake.person import Fault, Person
from yuanping.domain.experts.intake.reading import LARGEST
from yuanping.domain.experts.models import ImportFault, ImportProgress, PoolImport
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.pool_events import (
    ExpertsAmended,
    ImportAccepted,
    ImportChecked,
    ImportDiscarded,
    ImportEntered,
    ImportReceived,
    ImportUnreadable,
)
from yuanping.domain.experts.pool_states import IMPORT_MACHINE, ImportState
from yuanping.domain.people import queries as people
from yuanping.domain.people.actions.registration import OrganisationEntry, register_organisations
from yuanping.domain.people.queries import Registered
from yuanping.domain.people.states import OrganisationKind

FILE = "experts.import-file"
KEPT = timedelta(hours=24)
"""How long a file that nobody confirms is kept."""
CHECK_JOB, ENTER_JOB = "experts.check_import", "experts.enter_import"
Tell = Callable[[str, int, int], None]
"""Told the phase, and how many of how many are done."""


def receive_file(ctx: Ctx, *, file_name: str, content: bytes, domain: Domain = Domain.TENDER) -> PoolImport:
    """Take a file in, sealed; a job checks it. Nothing of it enters the pool before ``accept_import``."""
    if not content or len(content) > LARGEST:
        raise Invalid(
            "file-large" if content else "file-empty",
            f"文件超过 {LARGEST // 1024 // 1024} MB。" if content else "文件是空的。",
            field="file",
            remedy="请拆分为几个文件分别导入。" if content else "请重新选择文件。",
        )
    with change(ctx, PoolImport, None, "receive", permission=Experts.ENROL) as tx:
        row = tx.add(
            PoolImport(
                file_name=file_name.rpartition("/")[2][-200:],
                size=len(content),
                domain=domain,
                file=seal_bytes(ctx, FILE, content),
                received_at=ctx.now,
                received_by=ctx.actor_name,
            )
        )
        ImportProgress.objects.create(of=row, phase=CHECKING)
        tx.record(ImportReceived(import_id=row.pk, size=len(content)))
        app.tasks[CHECK_JOB].defer(import_id=row.pk)
    return row


def check_import(ctx: Ctx, import_id: int, *, tell: Tell) -> PoolImport:
    """Check every row; what was found stands with the import. A file that cannot be read is given up."""
    require(ctx, Experts.RUN)
    row = PoolImport.objects.select_related("file").get(pk=import_id)
    IMPORT_MACHINE.target("check", ImportState(row.state))
    try:
        found = _examined(ctx, row, tell)
    except Invalid as refused:
        with change(ctx, PoolImport, import_id, "give_up", permission=Experts.RUN) as tx:
            tx.row.problem = f"{refused.message}{refused.remedy}"[:400]
            _forget(ctx, tx, "文件不能读取")
            tx.record(ImportUnreadable(import_id=import_id, code=refused.code))
        return tx.row
    with change(ctx, PoolImport, import_id, "check", permission=Experts.RUN) as tx:
        _note(tx.row, found)
        tx.record(ImportChecked(import_id=import_id, rows=found.rows, counts=found.counts))
    return tx.row


def accept_import(ctx: Ctx, import_id: int) -> PoolImport:
    """Confirm a checked file (确认导入); a job enters it. The unknown employers it names are registered with it."""
    with change(ctx, PoolImport, import_id, "accept", permission=Experts.ENROL) as tx:
        tx.require(
            not tx.row.counts.get("refused"),
            "import-has-faults",
            f"文件中有 {tx.row.counts.get('refused')} 行不符合要求，整个文件不能导入。",
            remedy="请下载问题清单，更正后重新上传。",
        )
        ImportProgress.objects.filter(of=import_id).update(phase=ENTERING, done=0, total=tx.row.rows)
        tx.record(ImportAccepted(import_id=import_id, employers=len(tx.row.employers)))
        app.tasks[ENTER_JOB].defer(import_id=import_id)
    return tx.row


class _Stale(Exception):
    """The pool or the register has changed since the file was confirmed."""

    def __init__(self, found: Examined) -> None:
        super().__init__()
        self.found = found


def enter_import(ctx: Ctx, import_id: int, *, tell: Tell) -> PoolImport:
    """Put all rows of a confirmed file into the pool, in one transaction; then the file is destroyed.

    The rows are checked once more against the pool as it is by now: where somebody would be refused, or an
    employer registered that was not confirmed, nothing is entered and the import waits for another confirmation.
    """
    try:
        with change(ctx, PoolImport, import_id, "enter", permission=Experts.RUN) as tx:
            with connection.cursor() as cursor:  # two files are not compared with the same pool at once
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERING])
            found = _examined(ctx, tx.row, tell)
            confirmed = {code for code, *_ in tx.row.employers}
            if found.refused or not {code for code, *_ in found.employers} <= confirmed:
                raise _Stale(found)  # noqa: TRY301 -- so that the reading of the file is undone too
            _enter(ctx, tx, found, tell)
    except _Stale as stale:
        with change(ctx, PoolImport, import_id, "recheck", permission=Experts.RUN) as tx:
            _note(tx.row, stale.found)
            counts = stale.found.counts
            tx.record(ImportChecked(import_id=import_id, rows=stale.found.rows, counts=counts, again=True))
    return tx.row


def discard_import(ctx: Ctx, import_id: int) -> PoolImport:
    """Give a file up (作废); it is destroyed."""
    with change(ctx, PoolImport, import_id, "discard", permission=Experts.ENROL) as tx:
        lapsed = ctx.now - tx.row.received_at >= KEPT
        _forget(ctx, tx, "超时未确认" if lapsed else "作废")
        tx.record(ImportDiscarded(import_id=import_id, lapsed=lapsed))
    return tx.row


def _examined(ctx: Ctx, row: PoolImport, tell: Tell) -> Examined:
    content = unseal_bytes(ctx, row.file, reason="核对专家名册")
    checking = row.state == ImportState.RECEIVED

    def checked(done: int, total: int) -> None:
        tell(CHECKING if checking else RECHECKING, done, total)

    return examine(content, on=local_date(ctx.now), domain=Domain(row.domain), tell=checked)


def _note(row: PoolImport, found: Examined) -> None:
    """What was found, with the import; faults of an earlier check make room."""
    row.rows, row.counts = found.rows, {**found.counts, "columns": found.changes}
    row.employers = [list(each) for each in found.employers]
    ImportFault.objects.filter(of=row).delete()
    ImportFault.objects.bulk_create((_fault(row, fault) for fault in found.faults), batch_size=2000)


def _fault(row: PoolImport, fault: Fault) -> ImportFault:
    cited = fault.citation
    return ImportFault(
        of=row,
        row=fault.row,
        column=fault.column,
        refuses=fault.refuses,
        code=fault.code,
        message=fault.message[:300],
        remedy=fault.remedy[:300],
        basis=f"{cited.source}{cited.article}：“{cited.words}”"[:400] if cited else "",
    )


def _enter(ctx: Ctx, tx: Change[PoolImport], found: Examined, tell: Tell) -> None:
    persons, changes = found.outcome.new, found.outcome.changed
    total, done = len(persons) + len(changes), 0

    def step(more: int) -> None:
        nonlocal done
        done += more
        tell(ENTERING, done, total)

    employers = _employers(ctx, found)
    insert(ctx, persons, employers, step=step)
    update(ctx, changes, employers, step=step)
    _note(tx.row, found)
    _forget(ctx, tx, "已入库")
    if persons:
        tx.record(ExpertsEnrolled(count=len(persons), synthetic=False))
    if changes:
        tx.record(ExpertsAmended(count=len(changes), columns=found.changes))
    tx.record(ImportEntered(import_id=tx.row.pk, counts=found.counts))


def _employers(ctx: Ctx, found: Examined) -> dict[str, Registered]:
    """All employers of the file by code; the new ones are registered first."""
    if found.employers:
        register_organisations(
            ctx,
            [
                OrganisationEntry(name=name, uscc=code, kind=OrganisationKind.EMPLOYER, region_code=code[2:8])
                for code, name, _ in found.employers
            ],
        )
    persons: Sequence[Person] = [*found.outcome.new, *(each.person for each in found.outcome.changed)]
    return {row.uscc: row for row in people.registered(usccs={person.employer for person in persons})}


def _forget(ctx: Ctx, tx: Change[PoolImport], why: str) -> None:
    """Destroy the file; what was found wrong stays, for it names nobody."""
    destroy(ctx, tx.row.file, reason=f"销毁专家名册：{why}")
    tx.row.finished_at = ctx.now
    tx.row.file_name = ""
