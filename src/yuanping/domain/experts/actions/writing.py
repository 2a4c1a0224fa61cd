"""Writing checked persons into the pool, many at a time; within the transaction of an action that records it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TypeVar

from django.db import connection

from yuanping.base.context import Ctx
from yuanping.base.copying import copy_rows, reserve_keys
from yuanping.base.vault.models import SealedItem
from yuanping.base.vault.sealing import reseal_many, seal_many
from yuanping.core.local_time import local_date
from yuanping.domain.experts.digests import phone_index
from yuanping.domain.experts.intake.comparing import Change
from yuanping.domain.experts.intake.person import Person
from yuanping.domain.experts.models import Employment, Expert, Telephone
from yuanping.domain.experts.sealed import IDENTITY
from yuanping.domain.people.queries import Registered

T = TypeVar("T")
CHUNK = 2000
NUMBERING = 7_035_001
"""Key of the advisory lock under which experts are numbered: two enrolments at once wait for each other."""
Step = Callable[[int], None]
"""Told how many more are done."""

_FIELDS = ("region_code", "employer", "specialties", "title", "in_field_since", "equal_ground",
           "birth_year", "identity_index")  # fmt: skip

_COPIED = ("id", "number", "identity", "id_index", "synthetic", "is_available", *_FIELDS)
_ATTRIBUTES = tuple(
    {"identity": "identity_id", "employer": "employer_id"}.get(name, name) for name in _COPIED
)


def insert(
    ctx: Ctx, persons: Sequence[Person], employers: Mapping[str, Registered], *, step: Step = lambda _: None
) -> list[Expert]:
    """New experts with their sealed identities and employments; ``employers`` by code."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERING])
    last = Expert.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    made: list[Expert] = []
    for chunk in _chunks(persons):
        items = seal_many(ctx, IDENTITY, [person.payload for person in chunk])
        keys = reserve_keys(Expert, len(chunk))
        rows = [
            Expert(
                pk=key,
                number=f"ZJ{last + len(made) + place:08d}",
                identity=item,
                id_index=person.id_index,
                synthetic=person.synthetic,
                **_values(person, employers),
            )
            for place, (key, person, item) in enumerate(zip(keys, chunk, items, strict=True), 1)
        ]
        copy_rows(Expert, _COPIED, ([getattr(row, name) for name in _ATTRIBUTES] for row in rows))
        made += rows
        copy_rows(
            Employment,
            ("expert", "name", "uscc", "from_on", "to_on"),
            (
                (each.expert_id, each.name, each.uscc, each.from_on, each.to_on)
                for expert, person in zip(rows, chunk, strict=True)
                for each in _employments(expert.pk, person, employers[person.employer])
            ),
        )
        copy_rows(
            Telephone,
            ("expert", "index"),
            ((row.pk, phone_index(person.payload["phone"])) for row, person in zip(rows, chunk, strict=True)),
        )
        step(len(chunk))
    return made


def update(
    ctx: Ctx, changes: Sequence[Change], employers: Mapping[str, Registered], *, step: Step = lambda _: None
) -> None:
    """What the changes say; an identity is sealed anew in its place."""
    for chunk in _chunks(changes):
        resealed = [each for each in chunk if "identity" in each.columns]
        items = SealedItem.objects.in_bulk([each.identity_id for each in resealed])
        reseal_many(
            ctx, [items[each.identity_id] for each in resealed], [each.person.payload for each in resealed]
        )
        for each in resealed:
            index = phone_index(each.person.payload["phone"])
            Telephone.objects.update_or_create(expert_id=each.expert_id, defaults={"index": index})
        rows = [Expert(pk=each.expert_id, **_values(each.person, employers)) for each in chunk]
        Expert.objects.bulk_update(rows, _FIELDS, batch_size=500)
        for each in chunk:
            _move(ctx, each, employers[each.person.employer])
        step(len(chunk))


def _values(person: Person, employers: Mapping[str, Registered]) -> dict[str, object]:
    return {
        "region_code": person.region_code,
        "employer_id": employers[person.employer].id,
        "specialties": list(person.specialties),
        "title": person.title,
        "in_field_since": person.in_field_since,
        "equal_ground": person.equal_ground,
        "birth_year": person.birth_year,
        "identity_index": person.identity_index,
    }


def _employments(expert_id: int, person: Person, employer: Registered) -> list[Employment]:
    present = Employment(
        expert_id=expert_id, name=employer.name, uscc=employer.uscc, from_on=person.employed_since
    )
    past = [
        Employment(
            expert_id=expert_id, name=each.name, uscc=each.uscc, from_on=each.from_on, to_on=each.to_on
        )
        for each in person.past
    ]
    return [present, *past]


def _move(ctx: Ctx, change: Change, employer: Registered) -> None:
    """The employments of somebody who has a new employer, a corrected month, or more of a past."""
    person, rows = change.person, Employment.objects.filter(expert_id=change.expert_id)
    present = rows.filter(to_on__isnull=True).first()
    if "employer" in change.columns and present is not None:
        # the old employment ends the day before the new one is known to begin, today when no file says so
        ended = person.employed_since - timedelta(days=1) if person.employed_since else local_date(ctx.now)
        present.to_on = max(ended, present.from_on) if present.from_on else ended
        present.save(update_fields=["to_on"])
        present = None
    if present is None:
        Employment.objects.create(
            expert_id=change.expert_id, name=employer.name, uscc=employer.uscc, from_on=person.employed_since
        )
    elif "employed_since" in change.columns:
        present.from_on = person.employed_since
        present.save(update_fields=["from_on"])
    Employment.objects.bulk_create(
        Employment(
            expert_id=change.expert_id, name=each.name, uscc=each.uscc, from_on=each.from_on, to_on=each.to_on
        )
        for each in change.past
    )


def _chunks(things: Sequence[T]) -> list[Sequence[T]]:
    return [things[start : start + CHUNK] for start in range(0, len(things), CHUNK)]
