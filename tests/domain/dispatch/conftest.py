"""The world in which dispatch is tested."""

import pytest

from tests.factories.world import World, make


@pytest.fixture
def world(db: None) -> World:
    return make()
