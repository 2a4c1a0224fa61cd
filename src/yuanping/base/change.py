"""The one way in which state changes.

Permission, transaction, row lock, transition table, body, state saved, events appended to the
witness log, jobs enqueued: all in one transaction. A body that records nothing fails, and a refusal
leaves neither event nor job.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Generic, TypeVar

from django.db import IntegrityError, models, transaction

from yuanping.base import jobs, permissions, witness
from yuanping.base.context import Ctx, bound
from yuanping.base.models import Stateful
from yuanping.core.errors import Citation, NotFound, Refused
from yuanping.core.events import Event

R = TypeVar("R", bound=Stateful)


class Recording:
    """Something under way that must be recorded: collects events, refuses when a condition fails."""

    def __init__(self, ctx: Ctx) -> None:
        self.ctx = ctx
        self.events: list[Event] = []

    def record(self, event: Event) -> None:
        """Say what happened; written to the log when the body has ended well."""
        self.events.append(event)

    def require(
        self,
        holds: bool,  # noqa: FBT001 -- reads as a sentence
        code: str,
        message: str,
        *,
        remedy: str = "",
        field: str = "",
        citation: Citation | None = None,
    ) -> None:
        """Refuse unless the condition holds."""
        if not holds:
            raise Refused(code, message, remedy=remedy, field=field, citation=citation)

    def write(self, what: str) -> None:
        """Append the events to the log and enqueue their subscribers; a body without any fails."""
        if not self.events:
            raise RuntimeError(f"{what} recorded no event")
        for event in self.events:
            jobs.publish(event.KIND, witness.append(self.ctx, event))


class Change(Recording, Generic[R]):
    """A change of state under way. ``row`` is the locked row."""

    def __init__(self, ctx: Ctx, model: type[R], row: R | None) -> None:
        super().__init__(ctx)
        self._model = model
        self._row = row
        self._initial: str | None = None

    @property
    def row(self) -> R:
        if self._row is None:
            raise RuntimeError("a creation has no row before tx.add()")
        return self._row

    def add(self, row: R, *, taken: Mapping[str, Refused] | None = None) -> R:
        """Creation: save the new row in its first state.

        ``taken`` says, by the name of a unique constraint, how to refuse when such a row is there
        already: of two who create it at once, one is refused.
        """
        if self._initial is None or self._row is not None:
            raise RuntimeError("tx.add() belongs to a creation, once")
        row.state = self._initial
        if taken is None:
            row.save(force_insert=True)
        else:
            _insert_unless(row, taken)
        self._row = row
        return row

    def starts_in(self, state: str) -> None:
        self._initial = state


@contextmanager
def change(
    ctx: Ctx, model: type[R], pk: int | None, transition: str, *, permission: str
) -> Iterator[Change[R]]:
    """Move one row through one transition of its ``MACHINE``; ``pk`` None creates.

    Raises ``NotAllowed`` (role or row), ``NotFound`` (no such row for this actor), ``WrongState``,
    and whatever ``Refused`` the body raises; then nothing has happened.
    """
    permissions.require(ctx, permission)
    with bound(ctx):
        row = None if pk is None else _locked(ctx, model, pk)
        if row is not None:
            permissions.require(ctx, permission, row)
        machine = model.MACHINE
        target = machine.target(transition, None if row is None else machine.states(row.state))
        tx = Change(ctx, model, row)
        if row is None:
            tx.starts_in(target)
        yield tx
        if tx.events and row is not None:
            row.state = target
            row.save()
        tx.write(f"{model.__name__}.{transition}")


@contextmanager
def recording(ctx: Ctx, what: str, *, permission: str) -> Iterator[Recording]:
    """The same shape for rows that have no state, such as the entries of a register."""
    permissions.require(ctx, permission)
    with bound(ctx):
        tx = Recording(ctx)
        yield tx
        tx.write(what)


def _insert_unless(row: models.Model, taken: Mapping[str, Refused]) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        refused = taken.get(getattr(diagnosis, "constraint_name", None) or "")
        if refused is None:
            raise
        raise refused from error


def _locked(ctx: Ctx, model: type[R], pk: int) -> R:
    visible: models.QuerySet[R] = model._default_manager.all().visible_to(ctx)  # type: ignore[attr-defined]  # noqa: SLF001
    row = visible.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotFound(
            "not-found", f"没有找到该{model.MACHINE.subject}，或您无权查看。", remedy="请从列表重新进入。"
        )
    return row
