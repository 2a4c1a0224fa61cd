"""What we serve: checked in, unchanged, from nowhere else, and readable by a browser of 2020."""

import hashlib
import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[3] / "src/yuanping/web"
VENDOR = WEB / "static/vendor"
OWN_CSS = sorted((WEB / "static/css").glob("*.css"))
OWN_JS = sorted((WEB / "static/js").glob("*.js"))
TEMPLATES = sorted(WEB.rglob("*.html"))
NAMESPACES = ("http://www.w3.org/2000/svg",)
# Newer than Chromium 86.
TOO_NEW = re.compile(
    r"color-mix|oklch|oklab|light-dark\(|:has\(|:is\(|:where\(|@layer|@container|@property|accent-color|"
    r"aspect-ratio|inset:|(?<!-)inset-|\bdvh\b|\bsvh\b|text-wrap|scrollbar-gutter|:focus-visible-within|@scope|"
    r"(?m:^\s+&)"
)


def test_vendored_files_are_as_listed() -> None:
    listed = dict(reversed(line.split("  ", 1)) for line in (VENDOR / "SHA256SUMS").read_text().splitlines())
    found = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }
    assert found == listed
    assert {path.parent.name for path in VENDOR.rglob("LICENSE.txt")} == {
        p.name for p in VENDOR.iterdir() if p.is_dir()
    }


@pytest.mark.parametrize("path", [*OWN_CSS, *OWN_JS, *TEMPLATES], ids=lambda path: str(path.relative_to(WEB)))
def test_own_file_names_no_outside_host(path) -> None:
    text = path.read_text()
    for namespace in NAMESPACES:
        text = text.replace(namespace, "")
    assert re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^\s]*", text) == []


def test_vendored_files_load_nothing_from_elsewhere() -> None:
    for path in VENDOR.rglob("*"):
        if path.suffix in {".css", ".svg", ".js"}:
            text = path.read_text()
            assert (
                re.findall(r"url\(\s*[\"']?(?:https?:)?//|@import|sourceMappingURL|href=[\"']http", text)
                == []
            )


@pytest.mark.parametrize("path", OWN_CSS, ids=lambda path: path.name)
def test_css_asks_for_nothing_newer_than_the_floor(path) -> None:
    assert TOO_NEW.findall(path.read_text()) == []
    # No nesting: a block opens inside another only below an at-rule.
    depth = 0
    for line in re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL).splitlines():
        depth += line.count("{") - line.count("}")
        assert depth <= (1 if not line.lstrip().startswith("@") and line.count("{") else 2), line
    assert depth == 0


@pytest.mark.parametrize("path", OWN_JS, ids=lambda path: path.name)
def test_script_is_small_and_evaluates_nothing(path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) < 100
    assert (
        re.findall(r"\beval\(|new Function|innerHTML|outerHTML|document\.write|setTimeout\(\s*[\"']", text)
        == []
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_template_has_no_inline_script_or_style(path) -> None:
    text = path.read_text()
    assert (
        re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|\|safe\b", text)
        == []
    )
    assert len(text.splitlines()) <= 150
