"""One evaluation at the stage where a module's tests begin: built once, copied for each test.

A module says how with its own fixture ``built(standing)``, of module scope.
"""

from copy import deepcopy

import pytest

from tests.factories.evaluation import World
from yuanping.domain.evaluation.models import Session


@pytest.fixture
def stage(built: tuple[World, Session], undone: None) -> tuple[World, Session]:
    """The test's own copy of the rows; what it does to the database is undone."""
    return deepcopy(built)


@pytest.fixture
def ready(stage: tuple[World, Session]) -> World:
    return stage[0]


@pytest.fixture
def session(stage: tuple[World, Session]) -> Session:
    return stage[1]
