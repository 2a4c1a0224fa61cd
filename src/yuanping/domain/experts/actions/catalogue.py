"""Counting the pool for its shared catalogue and its warnings."""

from yuanping.base.change import recording
from yuanping.base.context import Ctx
from yuanping.domain.experts.catalogue import build, count_cells, month_of
from yuanping.domain.experts.models import CatalogueEdition, Expert, PoolCount
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.pool_events import CatalogueRefreshed


def refresh_catalogue(ctx: Ctx) -> CatalogueEdition:
    """Count the pool and publish the running month's edition anew (S2-11); earlier months stay as they are."""
    with recording(ctx, "refresh_catalogue", permission=Experts.KEEP) as tx:
        cells = count_cells()
        PoolCount.objects.all().delete()
        PoolCount.objects.bulk_create(
            (PoolCount(specialty=s, region_code=r, experts=n, employers=m) for s, r, n, m in cells),
            batch_size=2000,
        )
        month = month_of(ctx.now)
        edition, _ = CatalogueEdition.objects.update_or_create(
            month=month, defaults={"refreshed_at": ctx.now, "content": build(cells, at=ctx.now)}
        )
        experts = Expert.objects.filter(is_available=True).count()
        tx.record(CatalogueRefreshed(month=month, experts=experts, cells=len(cells)))
    return edition
