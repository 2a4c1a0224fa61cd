"""The small world of a committee, seen through pages."""

from collections.abc import Callable
from copy import deepcopy

import pytest
from django.test import Client
from pytest_django import Settings

from tests.factories import experts

Login = Callable[[str], Client]


@pytest.fixture(scope="module")
def built(standing: None) -> experts.World:
    return experts.make()


@pytest.fixture
def world(built: experts.World, undone: None, settings: Settings) -> experts.World:
    settings.DEMO = True
    return deepcopy(built)


@pytest.fixture
def login(world: experts.World) -> Login:
    """A browser in which this person of the world is signed in; a nameless one for ``visitor``."""

    def signed_in(who: str) -> Client:
        client = Client()
        if who != "visitor":
            client.force_login(world.accounts[who])
        return client

    return signed_in
