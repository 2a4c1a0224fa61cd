"""What keeps people out of a draw: ties to organisations, employers declared, how often for one tenderer."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from typing_extensions import override

from yuanping.base.models import ScopedQuerySet
from yuanping.domain.experts.states import (
    DECLARED_GROUND_LABELS,
    RELATION_LABELS,
    DeclaredGround,
    RelationKind,
)
from yuanping.domain.people.states import Role
from yuanping.domain.projects.queries import of_parties

if TYPE_CHECKING:
    from yuanping.base.context import Ctx


class Relation(models.Model):
    """A declared tie of an expert to an organisation (利害关系), known by its 统一社会信用代码.

    The organisation need not be registered here: bidders seldom are. ``from_on`` and ``to_on`` are the first and
    the last day; an empty ``to_on`` means that it lasts.
    """

    expert = models.ForeignKey("experts.Expert", on_delete=models.PROTECT, related_name="relations")
    organisation_uscc = models.CharField("统一社会信用代码", max_length=18, db_index=True)
    kind = models.CharField("关系", max_length=24, choices=[(k.value, v) for k, v in RELATION_LABELS.items()])
    from_on = models.DateField("起始日期")
    to_on = models.DateField("终止日期", null=True)
    declared_at = models.DateTimeField("申报时间")

    class Meta:
        verbose_name = "利害关系"
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=models.F("from_on")),
                name="experts_relation_days",
            )
        ]

    @property
    def kind_label(self) -> str:
        return RELATION_LABELS[RelationKind(self.kind)]


class EmployerDeclarationQuerySet(ScopedQuerySet["EmployerDeclaration"]):
    @override
    def visible_to(self, ctx: "Ctx") -> Self:
        """Agency, tenderer, supervisor and main venue of the project."""
        return self if ctx.has(Role.SYSTEM) else self.filter(of_parties(ctx))


class EmployerDeclaration(models.Model):
    """An employer that the agency or the tenderer declared for recusal before the draw (申报回避单位).

    Its experts stay out of this project's draws until the declaration is withdrawn.
    """

    project = models.ForeignKey(
        "projects.Project", on_delete=models.PROTECT, related_name="recusal_declarations"
    )
    uscc = models.CharField("统一社会信用代码", max_length=18)
    name = models.CharField("单位名称", max_length=200)
    ground = models.CharField(
        "回避事由", max_length=24, choices=[(k.value, v) for k, v in DECLARED_GROUND_LABELS.items()]
    )
    note = models.CharField("说明", max_length=200, blank=True)
    declared_by = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField("申报时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    objects: ClassVar[models.Manager["EmployerDeclaration"]] = EmployerDeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = "回避单位申报"
        ordering = ("declared_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "uscc"],
                condition=Q(withdrawn_at__isnull=True),
                name="experts_declared_once",
            )
        ]

    @property
    def ground_label(self) -> str:
        return DECLARED_GROUND_LABELS[DeclaredGround(self.ground)]


class Participation(models.Model):
    """That somebody evaluated for a tenderer on a day, once for each evaluation.

    ``person`` is a keyed digest of expert and tenderer: with the node's key it counts how often the same person
    came, without it nobody learns who, nor that two tenderers were served by one person. It names no seat.
    """

    tenderer = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.CharField(max_length=64)
    on = models.DateField("评标日期")

    class Meta:
        verbose_name = "履职次数"
        indexes = [models.Index(fields=["tenderer", "on"], name="experts_served_on")]
