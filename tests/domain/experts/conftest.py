"""The small world, for every test of experts: built once for a module, copied for each test.

A module whose tests begin later says so with its own fixture ``built``.
"""

from copy import deepcopy

import pytest

from tests.factories import experts


@pytest.fixture(scope="module")
def built(standing: None) -> experts.World:
    return experts.make()


@pytest.fixture
def world(built: experts.World, undone: None) -> experts.World:
    return deepcopy(built)
