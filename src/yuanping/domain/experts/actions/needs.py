"""A venue states what it prepares for the people who come, where the computed numbers do not fit."""

from yuanping.base.change import recording
from yuanping.base.context import Ctx
from yuanping.core.errors import Invalid, NotFound
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.experts.events import VenueNeedsStated
from yuanping.domain.experts.models import VenueNeeds
from yuanping.domain.experts.needs import MOST_NEEDS
from yuanping.domain.experts.permissions import Experts


def state_needs(ctx: Ctx, venue_id: int, *, meals: int, nights: int) -> VenueNeeds:
    """Set a venue's portions and nights; staff of the venue's own centre alone. The newest statement holds."""
    with recording(ctx, "state_needs", permission=Experts.STATE_NEEDS) as tx:
        venue = dispatch.venue(ctx, venue_id)
        if venue.centre_id != ctx.centre_id or ctx.actor_id is None:
            raise NotFound("not-found", "该会场不在您所在的交易中心。", remedy="请由该会场的工作人员登记。")
        for field, number in (("meals", meals), ("nights", nights)):
            if not 0 <= number <= MOST_NEEDS:
                raise Invalid(
                    "number-out-of-range",
                    f"数量应为 0 至 {MOST_NEEDS}。",
                    field=field,
                    remedy="请核对后重新填写。",
                )
        made = VenueNeeds.objects.create(
            venue=venue, meals=meals, nights=nights, account_id=ctx.actor_id, at=ctx.now
        )
        tx.record(
            VenueNeedsStated(project_id=venue.project_id, venue_id=venue.pk, meals=meals, nights=nights)
        )
    return made
