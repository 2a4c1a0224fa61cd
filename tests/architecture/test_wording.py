"""Every kind of event can be read aloud, and every sentence speaks of fields that the event has."""

import dataclasses
import string
from importlib import import_module
from pathlib import Path

import yuanping
from yuanping.core.events import Event
from yuanping.web.record.naming import READINGS, WORDS, Names
from yuanping.web.record.wording import WORDING

SOURCE = Path(yuanping.__file__).parent
NAMED = {"centre", "member", "venue", "lot", "workstation"}


def event_kinds() -> dict[str, type[Event]]:
    """Every event of the code base by its kind."""
    for file in SOURCE.rglob("*.py"):
        if "KIND: ClassVar" in file.read_text(encoding="utf-8") and file.parent.name != "core":
            parts = file.relative_to(SOURCE).with_suffix("").parts
            import_module(".".join(("yuanping", *parts)))
    found: dict[str, type[Event]] = {}
    left = [Event]
    while left:
        event = left.pop()
        left += event.__subclasses__()
        if event.__module__.startswith("yuanping.") and "KIND" in vars(event):
            found[event.KIND] = event
    return found


def test_every_event_has_wording() -> None:
    assert sorted(set(event_kinds()) - set(WORDING)) == []


def test_sentences_speak_of_fields_that_their_events_have() -> None:
    wrong = []
    for kind, event in event_kinds().items():
        fields = {field.name for field in dataclasses.fields(event)}
        sentence = WORDING[kind].sentence if kind in WORDING else ""
        wrong += [
            (kind, name)
            for _, name, _, _ in string.Formatter().parse(sentence)
            if name is not None and name not in fields
        ]
    assert wrong == []


def test_sentences_use_known_readings() -> None:
    assert all(callable(getattr(Names, name)) for name in NAMED)
    known = {*NAMED, *READINGS, *WORDS, ""}
    unknown = [
        (kind, spec)
        for kind, wording in WORDING.items()
        for _, _, spec, _ in string.Formatter().parse(wording.sentence)
        if spec is not None and spec not in known
    ]
    assert unknown == []
