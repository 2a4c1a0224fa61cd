"""The world as centre staff meet it in the browser; the platform's clock shows the tests' morning."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.factories.clock import NOW
from tests.factories.world import World, make
from yuanping.base.clock.models import ClockShift
from yuanping.domain.people.models import Account


@pytest.fixture
def world(db: None) -> World:
    set_clock(NOW)
    return make()


def set_clock(to: datetime) -> None:
    """Shift the demonstration's clock so that it shows ``to``."""
    ClockShift.objects.create(ahead=to - datetime.now(UTC), at=to)  # noqa: TID251 -- makes the shift


@pytest.fixture
def signed_in() -> Callable[[Account], Client]:
    def sign_in(account: Account) -> Client:
        client = Client()
        client.force_login(account)
        return client

    return sign_in
