"""Projects with their parties and one lot."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import transaction

from tests.factories import people
from tests.factories.clock import ENDS, NOW, STARTS
from yuanping.core.policy import Ground
from yuanping.domain.people.models import Account
from yuanping.domain.people.states import OrganisationKind, Role
from yuanping.domain.places.models import Centre
from yuanping.domain.projects.models import Lot, Project
from yuanping.domain.projects.states import Domain, Kind, ProjectState
from yuanping.domain.projects.templates import TEMPLATES
from yuanping.domain.rules import queries as rules
from yuanping.domain.rules.actions.pinning import pin_packs

_numbers = count(1)


def project(
    main_centre: Centre,
    *,
    state: ProjectState = ProjectState.ARRANGING,
    kind: Kind = Kind.WORKS,
    domain: Domain = Domain.TENDER,
    estimate: Decimal = Decimal(12_000_000),
    region: str = people.XINYANG,
    mandatory: bool | None = True,
    grounds: Sequence[Ground] | None = (),
    exemption_consent: bool | None = False,
    starts_at: datetime = STARTS,
    ends_at: datetime = ENDS,
    pins: Sequence[str] | None = None,
    **stated: Any,
) -> Project:
    """A project of works within the city, all facts stated, under today's rules of its region.

    ``stated`` are further fields of the row, such as the notice's date, by which the rules are then chosen.
    """
    number = next(_numbers)
    code = f"M{region}0001{number:06d}001"
    made = Project.objects.create(
        code=code,
        name=f"合成河道治理工程{number}",
        domain=str(domain),
        kind=str(kind),
        region_code=region,
        tenderer=people.organisation(OrganisationKind.TENDERER),
        agency=people.organisation(OrganisationKind.AGENCY),
        supervision=people.organisation(OrganisationKind.SUPERVISION),
        main_centre=main_centre,
        mandatory=mandatory,
        grounds=None if grounds is None else [ground.value for ground in grounds],
        exemption_consent=exemption_consent,
        evaluation_starts_at=starts_at,
        evaluation_ends_at=ends_at,
        pins=list(today(domain, region=region, on=stated.get("notice_on")) if pins is None else pins),
        synthetic=True,
        registered_at=NOW,
        state=str(state),
        **stated,
    )
    Lot.objects.create(
        project=made,
        code=f"{code}001",
        name=f"{made.name}施工",
        estimate=estimate,
        scheme=next(iter(TEMPLATES.values())),
    )
    return made


def today(
    domain: Domain = Domain.TENDER, *, region: str = people.XINYANG, on: date | None = None
) -> list[str]:
    """Pins of the shipped rules of a region, by default of Xinyang and today."""
    policy = rules.policy_for(region=region, domain=domain, on=on or NOW.date())
    with transaction.atomic():
        return pin_packs(policy)


def agent(of: Project) -> Account:
    """An account of the project's agency."""
    return people.account(Role.AGENCY, of.agency)


def tenderer(of: Project) -> Account:
    """An account of the project's tenderer."""
    return people.account(Role.TENDERER, of.tenderer)


def supervisor(of: Project) -> Account:
    """An account of the project's supervisor."""
    return people.account(Role.SUPERVISOR, of.supervision)
