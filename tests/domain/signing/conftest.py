"""A node of its own for each test: keys and files in the test's folder."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.domain.signing.world import World, world


@pytest.fixture
def folders(settings: Settings, tmp_path: Path) -> Path:
    settings.CA_ROOT = tmp_path / "keys" / "ca"
    settings.VAULT_KEY_FILE = tmp_path / "keys" / "vault.key"
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path


@pytest.fixture
def signing_world(db: None, folders: Path) -> World:
    return world()
