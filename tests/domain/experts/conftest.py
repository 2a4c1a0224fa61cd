"""The small world, for every test of experts."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.factories import experts


@pytest.fixture
def world(db: None, settings: Settings, tmp_path: Path) -> experts.World:
    settings.FILES_ROOT = tmp_path / "files"
    return experts.make()
