"""Setting a lot's evaluation scheme as its tender document fixes it."""

from yuanping.base.change import change
from yuanping.base.context import Ctx
from yuanping.core.errors import NotFound
from yuanping.domain.projects import scheme
from yuanping.domain.projects.events import SchemeSet
from yuanping.domain.projects.models import Lot, Project
from yuanping.domain.projects.permissions import Projects


def set_scheme(ctx: Ctx, project_id: int, lot_id: int, data: object) -> Lot:
    """Give the lot this scheme (JSON, see ``projects.scheme``); ``Invalid`` names the place that is wrong."""
    with change(ctx, Project, project_id, "amend", permission=Projects.AMEND) as tx:
        lot = tx.row.lots.filter(pk=lot_id).first()
        if lot is None:
            raise NotFound("lot-not-found", "没有找到该标段（包）。", remedy="请从项目页面重新进入。")
        found = scheme.as_json(scheme.parse(data))
        tx.require(found != lot.scheme, "nothing-amended", "没有任何改动。", remedy="请更正后再保存。")
        lot.scheme = found
        lot.save()
        tx.record(SchemeSet(project_id=project_id, lot_code=lot.code, scheme=found))
    return lot
