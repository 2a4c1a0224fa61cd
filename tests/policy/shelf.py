"""The shipped law, read once for the tests of its data."""

import tomllib
from importlib.resources import files

from yuanping.core.policy import load
from yuanping.core.workdays import Calendar

ROOT = files("yuanping_policy")
PACKS = {
    f"packs/{region.name}/{file.name}": file.read_bytes()
    for region in (ROOT / "packs").iterdir()
    for file in region.iterdir()
}
LIBRARY = load(PACKS)
SOURCES = {s["id"]: s for s in tomllib.loads((ROOT / "sources/sources.toml").read_text("utf-8"))["source"]}
CALENDAR = Calendar.from_toml(file.read_bytes() for file in (ROOT / "calendars").iterdir())
