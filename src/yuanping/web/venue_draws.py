"""The random choices of a project's sub-venues as a table, for the main venue and the supervisor."""

from collections.abc import Iterable, Mapping

from yuanping.domain.dispatch.models import VenueDraw
from yuanping.domain.dispatch.states import VenueDrawState
from yuanping.web.components import Column, DataTable, EmptyState, Row, StateTag, Tone

TONES: Mapping[VenueDrawState, Tone] = {
    VenueDrawState.INTENDED: "warn",
    VenueDrawState.DRAWN: "ok",
    VenueDrawState.FAILED: "bad",
    VenueDrawState.CONFIRMED: "info",
}


def venue_draw_table(draws: Iterable[VenueDraw]) -> DataTable:
    """Each attempt with its conditions, and the centres that were drawn."""
    return DataTable(
        caption="随机选取副场",
        columns=(
            Column("次数", align="right", nowrap=True),
            Column("条件"),
            Column("符合条件", align="right", nowrap=True),
            Column("时间", nowrap=True),
            Column("结果", nowrap=True),
            Column("选定的交易中心或确认意见"),
        ),
        rows=tuple(
            Row(
                (
                    draw.attempt,
                    f"副场 {draw.centres} 个，每个工位 {draw.seats_each} 个",
                    f"{draw.eligible} 个",
                    draw.drawn_at or draw.intended_at,
                    StateTag(label=draw.state_label, tone=TONES[VenueDrawState(draw.state)]),
                    draw.opinion or "、".join(offer.centre.name for offer in draw.offers.all()),
                )
            )
            for draw in draws
        ),
        empty=EmptyState(title="还没有随机选取", icon="dice-5"),
    )
