"""The tests' PostgreSQL: an embedded server of their own, or the one that DATABASE_URL names.

Loaded with ``-p`` before pytest-django reads the settings. The workers of xdist inherit the
controller's environment and find its server there.
"""

import os
from pathlib import Path

import pytest

from yuanping.base.embedded_postgres import EmbeddedPostgres

VAR = Path(os.environ.get("YUANPING_TEST_VAR") or Path(__file__).resolve().parents[1] / "var" / "tests")

(VAR / "static").mkdir(parents=True, exist_ok=True)
os.environ["YUANPING_VAR"] = str(VAR)
os.environ["YUANPING_DEMO"] = "1"
os.environ["YUANPING_ALLOWED_HOSTS"] = "127.0.0.1,localhost,testserver"

_running = None
if not os.environ.get("DATABASE_URL"):
    _running = EmbeddedPostgres(VAR / "postgres", durable=False).running()
    os.environ["DATABASE_URL"] = _running.__enter__()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server that this process started."""
    if _running is not None:
        _running.__exit__(None, None, None)
