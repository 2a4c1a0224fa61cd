"""After a restore from backup the node signs nothing until its tree contains all that its witnesses have seen.

A node that went on from an old copy of its database would sign a second history over the places that its
first one has taken: the likeliest fork in real life. So whoever is about to sign asks the witnesses first.
The log is *held* (rows of ``Hold``) while a witness shows a head, signed by this log, that the tree does not
contain; and while those that did not answer could have made a quorum by themselves, because then others may
rely on a head that nobody told us of. Entries are acknowledged meanwhile, and wait for their places.
"""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from yuanping.base.clock.reading import read_clock
from yuanping.base.witness import log
from yuanping.base.witness.circle.seeing import (
    DISAGREEING,
    UNANSWERED,
    Sight,
    Trouble,
    ask,
    ask_all,
    askable,
    keep,
    own_checkpoint,
    trouble_with,
)
from yuanping.base.witness.models import Entry, Hold
from yuanping.base.witness.standing import policy
from yuanping.core.tlog.quorum import NONE, Policy

logger = logging.getLogger(__name__)

SPARE_NUMBERS = 10_000
"""Receipt numbers that are left out after a restore, beside two for each lost entry: a number that was
given out before must not be given to something else, and changes that failed used up numbers too."""
LEAVE_OUT = """
    SELECT setval(numbers, greatest(nextval(numbers), %s) + %s)
    FROM (SELECT pg_get_serial_sequence('witness_entry', 'number')::regclass AS numbers) AS sequence
"""


def check(*, starting: bool) -> list[Hold]:
    """Ask all witnesses that can be asked; open and lift holds accordingly. Returns the holds that are open.

    While the node runs (``starting`` False) the silence of witnesses delays nothing but their signatures:
    it opens no hold, and lifts one that it opened at the start only when enough have answered.
    """
    last = Hold.objects.aggregate(last=Max("pk"))["last"] or 0
    return _settle(ask_all(), last=last, starting=starting)


def check_with(name: str) -> list[Hold]:
    """A witness has refused our checkpoint as if it knew another tree: ask it what it has seen.

    What it says is only believed of a checkpoint that this log has signed, so that no witness can stop a
    log by a mere claim. Returns the holds that are open; a name that the policy does not know changes nothing.
    """
    last = Hold.objects.aggregate(last=Max("pk"))["last"] or 0
    asked = [witness for witness in askable(policy()) if witness.name == name]
    return _settle(ask(asked), last=last, starting=False, partial=True)


def hold(sight: Sight) -> None:
    """Sign nothing because of a head, signed by this log, that somebody shows and the tree does not contain."""
    with transaction.atomic(), connection.cursor():
        log.lead_in_turn()
        if not Hold.objects.filter(lifted_at=None, reason=str(sight.trouble), witness=sight.witness).exists():
            _open(sight, now=read_clock())


def open_holds() -> list[Hold]:
    """Why nothing is signed now; empty while the log is not held."""
    return list(Hold.objects.filter(lifted_at=None))


def too_few_answered(rule: Policy, *, asked: Collection[str], answered: Collection[str]) -> list[str]:
    """The witnesses that have not answered, if they could have met the quorum by themselves; else nobody.

    Whoever relies on a head has seen a quorum's signatures on it. When one of every possible quorum has
    answered, the largest head that anybody relies on is known.
    """
    silent = [name for name in asked if name not in set(answered)]
    return silent if rule.quorum != NONE and rule.met(silent) else []


def _settle(sights: Sequence[Sight], *, last: int, starting: bool, partial: bool = False) -> list[Hold]:
    """Write down what was seen; holds up to ``last`` may be lifted, later ones are newer than the answers."""
    now = read_clock()
    with transaction.atomic(), connection.cursor():
        log.lead_in_turn()  # whoever signs after this sees the holds
        keep(sights, now=now)
        reasons = {(str(each.trouble), each.witness): each for each in sights if each.trouble in DISAGREEING}
        was_silent = Hold.objects.filter(lifted_at=None, reason__in=UNANSWERED).exists()
        if (starting or was_silent) and not partial:
            reasons |= _silence(sights)
        for hold in Hold.objects.filter(lifted_at=None):
            sight = reasons.pop((hold.reason, hold.witness), None)
            if sight is not None:
                Hold.objects.filter(pk=hold.pk).update(note=sight.note, detail=sight.detail)
            elif hold.pk <= last and not _stands(hold, partial=partial):
                logger.warning("log no longer held: %s, %s", hold.reason, hold.witness)
                Hold.objects.filter(pk=hold.pk).update(lifted_at=now)
        for sight in reasons.values():
            _open(sight, now=now)
    return open_holds()


def lift_contained(*, now: datetime) -> None:
    """Lift what the tree contains by now, in the caller's transaction; what it still lacks goes on holding."""
    for hold in Hold.objects.filter(lifted_at=None, reason__in=DISAGREEING):
        if not _stands(hold, partial=True):
            Hold.objects.filter(pk=hold.pk).update(lifted_at=now)


def _silence(sights: Sequence[Sight]) -> dict[tuple[str, str], Sight]:
    seen = {sight.witness: sight for sight in sights}
    answered = [name for name, sight in seen.items() if sight.trouble not in UNANSWERED]
    silent = too_few_answered(policy(), asked=list(seen), answered=answered)
    return {(str(seen[name].trouble), name): seen[name] for name in silent}


def _stands(hold: Hold, *, partial: bool) -> bool:
    """Whether a reason stands that was not seen again: a head is disproved by the tree alone, silence by an answer."""
    if hold.reason in UNANSWERED:
        return partial
    return trouble_with(own_checkpoint(hold.note)[1]) is not None


def _open(sight: Sight, *, now: datetime) -> None:
    logger.error("log held: %s, %s %s", sight.trouble, sight.witness, sight.detail)
    if sight.trouble == Trouble.LARGER and sight.checkpoint is not None:
        _leave_out_numbers(sight.checkpoint.size)
    Hold.objects.create(
        reason=str(sight.trouble), witness=sight.witness, note=sight.note, detail=sight.detail, since=now
    )


def _leave_out_numbers(size: int) -> None:
    """Receipts go on above all that may have been given out for what is lost."""
    if Hold.objects.filter(lifted_at=None, reason=Trouble.LARGER).exists():
        return
    known = max(size, Entry.objects.aggregate(last=Max("number"))["last"] or 0)
    spare = 2 * max(0, size - log.current_head().size) + SPARE_NUMBERS
    with connection.cursor() as cursor:
        cursor.execute(LEAVE_OUT, [known, spare])
