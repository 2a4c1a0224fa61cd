"""The small world of a committee, seen through pages."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests.factories import experts

Login = Callable[[str], Client]


@pytest.fixture
def world(db: None, settings: Settings, tmp_path: Path) -> experts.World:
    settings.FILES_ROOT = tmp_path / "files"
    settings.DEMO = True
    return experts.make()


@pytest.fixture
def login(world: experts.World) -> Login:
    """A browser in which this person of the world is signed in; a nameless one for ``visitor``."""

    def signed_in(who: str) -> Client:
        client = Client()
        if who != "visitor":
            client.force_login(world.accounts[who])
        return client

    return signed_in
