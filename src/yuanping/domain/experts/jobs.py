"""Background work: calling the people drawn, filling seats that were vacated, closing lapsed calls."""

from contextlib import suppress
from typing import cast

from django.db import transaction

from yuanping.base.context import Ctx, system_ctx
from yuanping.base.jobs import RETRY, app, subscribe
from yuanping.base.witness import queries as witness
from yuanping.base.witness.models import Entry
from yuanping.core.errors import NotFound, Refused, WrongState
from yuanping.domain.dispatch.events import VenueReleased
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.call import call_member, cancel_seat, expire_call
from yuanping.domain.experts.actions.catalogue import refresh_catalogue
from yuanping.domain.experts.actions.committee import open_record
from yuanping.domain.experts.actions.dial import dial_due
from yuanping.domain.experts.actions.draw import draw_when_witnessed
from yuanping.domain.experts.actions.intake import (
    CHECK_JOB,
    ENTER_JOB,
    check_import,
    discard_import,
    enter_import,
)
from yuanping.domain.experts.actions.manual import lapse_manual
from yuanping.domain.experts.actions.own import index_telephones, send_code
from yuanping.domain.experts.actions.recusal import withdraw_conflicted
from yuanping.domain.experts.actions.redraw import replace_member
from yuanping.domain.experts.actions.representative import notify_representative
from yuanping.domain.experts.actions.scheduling import draw_due
from yuanping.domain.experts.actions.snapshotting import present_snapshot
from yuanping.domain.experts.events import (
    CommitteeConfirmed,
    CommitteePresent,
    DrawIntended,
    ExpertsEnrolled,
    OwnCodeAsked,
    RepresentativeNamed,
    SeatAssigned,
    SeatVacated,
)
from yuanping.domain.experts.intake.listing import lapsed_imports
from yuanping.domain.experts.intake.meter import Meter
from yuanping.domain.experts.pool_states import ImportState
from yuanping.domain.experts.states import Cause
from yuanping.domain.projects.events import BidAdded
from yuanping.domain.quorum.passing import when_passed

RECUSAL = "回避核查"


@subscribe(SeatAssigned.KIND)
def call_the_drawn(entry_number: int) -> None:
    """Somebody was drawn for a seat: ask them, and send at once what the plan sends at once. Run twice, it sends once."""
    data = _data(entry_number)
    ctx, seat_id = system_ctx("通知专家"), cast("int", data["seat_id"])
    call_member(ctx, seat_id, call=cast("int", data["call"]))
    dial_due(ctx, seat_id=seat_id)


@when_passed(DrawIntended.KIND)
def go_on_with_draw(intent_number: int) -> None:
    """The witnesses have seen an attempt's intent, or the supervisor let it pass: make the draw. Once."""
    draw_when_witnessed(system_ctx("抽取"), intent_number)


@subscribe(SeatVacated.KIND)
def fill_vacated_seat(entry_number: int) -> None:
    """A seat was vacated: draw somebody else for it alone, unless the project or venue is gone."""
    data = _data(entry_number)
    if data["cause"] != Cause.WITHDRAWN:
        replace_member(system_ctx("补抽"), cast("int", data["seat_id"]))


@subscribe(RepresentativeNamed.KIND)
def tell_the_representative(entry_number: int) -> None:
    """The tenderer named its representative: send time and place."""
    seat_id = cast("int", _data(entry_number)["seat_id"])
    notify_representative(system_ctx("通知招标人代表"), seat_id, entry_number=entry_number)


@subscribe(CommitteeConfirmed.KIND)
def publish_record(entry_number: int) -> None:
    """The list is confirmed: the pseudonymous record of the draw may be replayed by outsiders."""
    with suppress(WrongState):  # reopened meanwhile: it is opened after the next confirmation
        open_record(system_ctx("公开抽取记录"), cast("int", _data(entry_number)["committee_id"]))


@subscribe(VenueReleased.KIND)
def cancel_seats_of_venue(entry_number: int) -> None:
    """A venue was given up: people who were to come there are told. Run twice, it finds nobody."""
    ctx = system_ctx("取消通知")
    for seat_id in queries.expected_at(cast("int", _data(entry_number)["venue_id"])):
        with suppress(WrongState):
            cancel_seat(ctx, seat_id)


@subscribe(BidAdded.KIND)
def recuse_when_bidders_are_known(entry_number: int) -> None:
    """A bidder became known: whoever was drawn and must now withdraw is replaced. Run twice, it finds nobody."""
    withdraw_conflicted(system_ctx(RECUSAL), _project(entry_number))


@subscribe(CommitteePresent.KIND)
def recuse_when_all_are_present(entry_number: int) -> None:
    """All have checked in: a last look at what came up since, before the list is confirmed."""
    withdraw_conflicted(system_ctx(RECUSAL), _project(entry_number))


@app.periodic(cron="* * * * *")
@app.task(name="experts.dial_calls", queueing_lock="experts.dial_calls")
def dial_calls(timestamp: int) -> None:
    """Send the messages and make the calls that the plan has due by the platform's clock; try again what was put off."""
    _ = timestamp
    dial_due(system_ctx("通知专家"))


@app.periodic(cron="* * * * *")
@app.task(name="experts.draw_due", queueing_lock="experts.draw_due")
def make_due_draws(timestamp: int) -> None:
    """Make the draws that were set for a time; by the platform's clock, not the worker's."""
    _ = timestamp
    draw_due(system_ctx("预约抽取"))


@app.periodic(cron="5 0 * * *")
@app.task(name="experts.take_snapshot", queueing_lock="experts.take_snapshot")
def take_daily_snapshot(timestamp: int) -> None:
    """Freeze the pool once a day (design of the draw, step 1)."""
    _ = timestamp
    present_snapshot(system_ctx("专家库快照"))


@app.periodic(cron="* * * * *")
@app.task(name="experts.expire_calls", queueing_lock="experts.expire_calls")
def expire_calls(timestamp: int) -> None:
    """Vacate every seat whose call ran out; by the platform's clock, not the worker's."""
    _ = timestamp
    close_lapsed(system_ctx("答复到期处理"))


def close_lapsed(ctx: Ctx) -> None:
    """Expire what has run out by ``ctx.now``, each call for itself."""
    for call_id in queries.lapsed_calls(ctx.now):
        with suppress(Refused):  # answered in this very moment
            expire_call(ctx, call_id)


def _project(entry_number: int) -> int:
    """Whose story an entry belongs to."""
    return cast("int", Entry.objects.get(number=entry_number).project_id)


@subscribe(OwnCodeAsked.KIND)
def send_own_code(entry_number: int) -> None:
    """Somebody asked for a code to sign in. Run twice, it sends once."""
    with transaction.atomic():
        send_code(system_ctx("发送登录验证码"), cast("int", _data(entry_number)["request_id"]))


@subscribe(ExpertsEnrolled.KIND)
def let_the_enrolled_sign_in(entry_number: int) -> None:
    """Experts entered the pool: they can sign in by their numbers."""
    _ = entry_number
    index_telephones(system_ctx("专家登录索引"))


@app.periodic(cron="* * * * *")
@app.task(name="experts.lapse_manual", queueing_lock="experts.lapse_manual")
def lapse_requests(timestamp: int) -> None:
    """Close manual check-ins that no second person answered; by the platform's clock."""
    _ = timestamp
    ctx = system_ctx("人工签到逾期处理")
    for manual_id in queries.lapsed_manual(ctx.now):
        with suppress(Refused):  # answered in this very moment
            lapse_manual(ctx, manual_id)


def _data(entry_number: int) -> dict[str, object]:
    """What the event said."""
    return witness.data(entry_number)


# pool


@app.task(name=CHECK_JOB, retry=RETRY)
def check_import_file(*, import_id: int) -> None:
    """Check a file of experts. Run twice, it finds the work done."""
    with suppress(WrongState, NotFound):
        check_import(system_ctx("核对专家名册"), import_id, tell=Meter(import_id))


@app.task(name=ENTER_JOB, retry=RETRY)
def enter_import_file(*, import_id: int) -> None:
    """Enter a confirmed file of experts. Run twice, it finds the work done."""
    ctx = system_ctx("专家名册入库")
    with suppress(WrongState):
        entered = enter_import(ctx, import_id, tell=Meter(import_id))
        if entered.state == ImportState.ENTERED:
            refresh_catalogue(ctx)


@app.periodic(cron="*/15 * * * *")
@app.task(name="experts.discard_imports", queueing_lock="experts.discard_imports")
def discard_imports(timestamp: int) -> None:
    """Destroy the files that nobody confirmed within a day."""
    _ = timestamp
    ctx = system_ctx("专家名册超时作废")
    for import_id in lapsed_imports(ctx.now):
        with suppress(Refused):  # confirmed in this very moment
            discard_import(ctx, import_id)


@app.periodic(cron="30 2 * * *")
@app.task(name="experts.refresh_catalogue", queueing_lock="experts.refresh_catalogue")
def refresh_shared_catalogue(timestamp: int) -> None:
    """Count the pool anew each night, so that the catalogue of the month is at most a day old (S2-11)."""
    _ = timestamp
    refresh_catalogue(system_ctx("刷新共享资源目录"))
