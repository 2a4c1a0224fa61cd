"""Real Chromium against a real node, one browser context for each role."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.node import Node, running_node

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOTS = Path(os.environ.get("YUANPING_KEEP_SCREENSHOTS") or ROOT / "var" / "screenshots")


@pytest.fixture
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with running_node(tmp_path_factory.mktemp("node") / "var") as running:
        yield running


@pytest.fixture
def browser() -> Iterator["object"]:
    """Closed with its test: while Playwright is open, its event loop would run under all other tests."""
    if not shutil.which(CHROMIUM):
        pytest.skip("Debian's chromium is not installed: apt-get install chromium fonts-noto-cjk")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()
