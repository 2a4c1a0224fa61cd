"""Abstract rows: with a state that only ``change()`` moves, and queries that know who asks."""

from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

from django.db import models

from yuanping.core.machine import Machine

if TYPE_CHECKING:
    from yuanping.base.context import Ctx

M = TypeVar("M", bound=models.Model)


class ScopedQuerySet(models.QuerySet[M], Generic[M]):
    """Rows of a table; ``visible_to`` is how pages, API and actions get at them."""

    def visible_to(self, ctx: "Ctx") -> Self:
        """The rows that this actor may know of."""
        raise NotImplementedError(f"{self.model.__name__} does not say who may see its rows")


class Stateful(models.Model):
    """A row with a state. ``MACHINE`` is the table of its transitions."""

    MACHINE: ClassVar[Machine[Any]]

    state = models.CharField("状态", max_length=32)

    class Meta:
        abstract = True

    @property
    def state_label(self) -> str:
        """The state's name for people."""
        return self.MACHINE.labels[self.MACHINE.states(self.state)]
