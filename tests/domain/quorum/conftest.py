"""A node with three witnesses, two of whom make the quorum."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories import witnesses


@pytest.fixture
def three_witnesses(tmp_path: Path) -> Iterator[None]:
    with witnesses.witnessed(tmp_path):
        yield
