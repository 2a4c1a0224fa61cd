"""Whose name may be seen by whom, and the record of each reading.

A drawn expert's name is sealed. It opens for the staff of the seat's own venue after the identity
check, and for the project's tenderer and supervisor when the rule ``expert.unseal`` lets it: after the
last member has checked in (S4-30), or each after the own (``of = each``). Nobody else, the agency and the
main venue included, is shown a name; and ``expert.secrecy`` may keep it longer from some of those (S2-14).
"""

from typing import TYPE_CHECKING

from yuanping.base.vault.models import Unsealing
from yuanping.base.vault.sealing import decrypt, unseal
from yuanping.core.policy import Event, Of, Secrecy, Timing
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.experts.models import CommitteeSeat, Expert
from yuanping.domain.experts.sealed import identity_of
from yuanping.domain.experts.states import CommitteeState, SeatKind, SeatState
from yuanping.domain.experts.unsealing import LOOK, grounds_for
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries as projects
from yuanping.domain.rules.queries import in_force

if TYPE_CHECKING:
    from yuanping.base.context import Ctx
    from yuanping.base.vault.models import SealedItem
    from yuanping.base.vault.sealing import Opened

PRESENT = {SeatState.CHECKED_IN, SeatState.CHECKED_OUT}
COMPLETE = {CommitteeState.PRESENT, CommitteeState.CONFIRMED}


def name_for(ctx: "Ctx", seat: CommitteeSeat) -> str | None:
    """The member's name for those who may see it now, otherwise None.

    Every reading is on record, once for each viewer and person: a page that refreshes itself does
    not bury the first reading under a thousand more. The platform's own readings (report,
    certificate) are recorded each time.
    """
    if seat.assignment is None or not _may_see(ctx, seat):
        return None
    if seat.kind == SeatKind.REPRESENTATIVE:
        return _read(ctx, seat, seat.assignment)["name"]
    expert_id = int(_read(ctx, seat, seat.assignment)["expert_id"])
    expert = Expert.objects.select_related("identity").get(pk=expert_id)
    return identity_of(expert)["name"]


def _may_see(ctx: "Ctx", seat: CommitteeSeat) -> bool:
    if seat.state not in PRESENT:
        return False
    if ctx.has(Role.SYSTEM):
        return True
    if _kept_longer(ctx, seat):
        return False
    if ctx.has(Role.VENUE_ADMIN, Role.VENUE_STAFF) and seat.venue.centre_id == ctx.centre_id:
        return True
    project = seat.committee.project
    lists = (ctx.has(Role.TENDERER) and project.tenderer_id == ctx.organisation_id) or (
        ctx.has(Role.SUPERVISOR) and project.supervision_id == ctx.organisation_id
    )
    return lists and (seat.committee.state in COMPLETE or _opens_one_by_one(seat))


def _kept_longer(ctx: "Ctx", seat: CommitteeSeat) -> bool:
    """Whether a rule keeps names from this viewer beyond the check-in (S2-14)."""
    project = seat.committee.project
    rule = in_force(projects.policy(project), "expert.secrecy", Secrecy)
    if rule is None or rule.value.until is Event.CHECK_IN:  # before it nobody is shown a name
        return False
    return dispatch.kept_from(ctx, project, rule.value)


def _opens_one_by_one(seat: CommitteeSeat) -> bool:
    """Whether the rule counts each member's own check-in rather than the last one's; without a rule it does not."""
    rule = in_force(projects.policy(seat.committee.project), "expert.unseal", Timing)
    return rule is not None and rule.value.of is Of.EACH


def _read(ctx: "Ctx", seat: CommitteeSeat, item: "SealedItem") -> "Opened":
    """Open the item; a viewer's second reading is not recorded again."""
    reason = LOOK if ctx.has(Role.SYSTEM) else f"{LOOK}（账号 {ctx.actor_id}）"
    read_before = Unsealing.objects.filter(item=item, actor=ctx.actor_name, reason=reason)
    if not ctx.has(Role.SYSTEM) and read_before.exists():
        return decrypt(item.kind, bytes(item.box))
    grounds = grounds_for(seat.committee.project, LOOK, subject=seat.label)
    return unseal(ctx, item, reason=reason, grounds=grounds)
