"""What those who keep the pool must do now, and by when."""

from django.urls import reverse

from yuanping.base.context import Ctx
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.intake import KEPT
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.pool_states import ImportState
from yuanping.web.todo import Todo


def todos(ctx: Ctx) -> list[Todo]:
    """Files that wait for a confirmation, before they lapse."""
    if not ctx.may(Experts.KEEP):
        return []
    return [
        Todo(
            title=f"核对导入第 {row.pk} 号",
            url=reverse("pool:import", args=[row.pk]),
            due=row.received_at + KEPT,
            detail=f"共 {row.rows} 行",
        )
        for row in queries.imports(ctx).filter(state=ImportState.CHECKED)
    ]
