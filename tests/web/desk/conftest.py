"""The small world seen through the desk's pages, at a fixed time."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests.domain.projects.cast import NOW, Cast, make_cast
from yuanping.base.clock.models import ClockShift
from yuanping.base.clock.reading import read_clock

Enter = Callable[[str], Client]


@pytest.fixture
def cast(db: None, settings: Settings, tmp_path: Path) -> Cast:
    settings.FILES_ROOT = tmp_path / "files"
    ClockShift.objects.create(ahead=NOW - read_clock(), at=NOW)
    return make_cast()


@pytest.fixture
def enter(cast: Cast) -> Enter:
    """A signed-in browser for one of the cast."""

    def signed_in(who: str) -> Client:
        client = Client()
        client.force_login(cast.accounts[who])
        return client

    return signed_in
