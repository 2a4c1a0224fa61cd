"""The small world, for every test of projects."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.domain.projects.cast import Cast, make_cast


@pytest.fixture
def cast(db: None, settings: Settings, tmp_path: Path) -> Cast:
    settings.FILES_ROOT = tmp_path / "files"
    return make_cast()
