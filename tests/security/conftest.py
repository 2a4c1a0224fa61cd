"""Set-up of the attacks."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture
def keys(settings: Settings, tmp_path: Path) -> None:
    """Files and keys of the node in a place of the test's own."""
    settings.FILES_ROOT = tmp_path / "files"
    settings.CA_ROOT = tmp_path / "keys" / "ca"
    settings.VAULT_KEY_FILE = tmp_path / "keys" / "vault.key"
