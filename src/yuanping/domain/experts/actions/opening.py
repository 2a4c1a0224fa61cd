"""The opening of draws to everybody, once the committee's list may be public."""

from collections.abc import Mapping
from datetime import datetime

from yuanping.base.change import change
from yuanping.base.context import Ctx
from yuanping.core.policy import Event
from yuanping.domain.experts.models import Committee
from yuanping.domain.experts.opening_events import DrawRecordPublished
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.publicity import require_public


def publish_record(ctx: Ctx, committee_id: int, *, happened: Mapping[Event, datetime]) -> Committee:
    """Let everybody read the opened draw records of a committee (招标投标法 37, 政府采购货物和服务招标投标管理办法 47).

    ``happened`` says which events of the procedure have happened, and when. ``Refused`` before the moment that
    ``committee.list_public`` names, and where sub-venues are kept from the public.
    """
    with change(ctx, Committee, committee_id, "publish_record", permission=Experts.PUBLISH_RECORD) as tx:
        committee = tx.row
        require_public(committee.project, happened, now=ctx.now)
        waiting = list(committee.draws.filter(opened_at__isnull=False, published_at=None).order_by("attempt"))
        tx.require(
            bool(waiting),
            "nothing-to-publish",
            "没有待公开的抽取记录。",
            remedy="名单核验后，抽取记录才能复核和公开。",
        )
        for made in waiting:
            made.published_at = ctx.now
            made.save(update_fields=["published_at"])
            tx.record(
                DrawRecordPublished(
                    project_id=committee.project_id,
                    committee_id=committee.pk,
                    attempt=made.attempt,
                    commitment=made.commitment,
                )
            )
    return tx.row
