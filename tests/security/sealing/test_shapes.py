"""Shapes that hold an identity do not print it, and no row stands between a seat and an expert."""

import dataclasses
import importlib
import pkgutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.db.models import Model

import yuanping.base
import yuanping.domain
from tests.journeys.secrecy import Needles
from tests.security.sealing.opened import ID_NUMBER, NAME, PHONE, SOMEBODY
from yuanping.base.ports.identity import Reading
from yuanping.base.vault.sealing import Opened, decrypt, encrypt
from yuanping.domain.experts.actions.attendance import CheckedIn, Entered
from yuanping.domain.experts.actions.pool import ExpertEntry
from yuanping.domain.experts.models import CallOut, Committee, CommitteeSeat, DrawRecord, Expert
from yuanping.domain.experts.sealed import OpenedRecord
from yuanping.domain.projects.models import Project

TELLING = {"id_number", "phone", "transcript"}
"""Fields by these names hold what identifies a person, wherever they are."""
SECRET = Needles.of([SOMEBODY])
ENTRY = ExpertEntry(
    name=NAME,
    id_number=ID_NUMBER,
    phone=PHONE,
    employer_id=1,
    region_code="411500",
    specialties=("A060101",),
    title="高级工程师",
    in_field_since=date(2000, 7, 1),
)


def shapes() -> Iterator[type]:
    """Every dataclass of the layers that may hold an identity."""
    for package in (yuanping.base, yuanping.domain):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in found.name and not found.name.endswith(("_aliyun", "_tencent")):
                module = importlib.import_module(found.name)
                yield from (
                    each
                    for each in vars(module).values()
                    if isinstance(each, type)
                    and dataclasses.is_dataclass(each)
                    and each.__module__ == found.name
                )


def printing(shape: type) -> list[str]:
    return [field.name for field in dataclasses.fields(shape) if field.name in TELLING and field.repr]


def test_no_shape_prints_what_identifies() -> None:
    known = list(shapes())
    assert {ExpertEntry, Reading, OpenedRecord} <= set(known)
    assert {shape.__qualname__: told for shape in known if (told := printing(shape))} == {}


def test_shape_that_prints_a_number_is_found() -> None:
    assert printing(dataclasses.make_dataclass("Careless", [("phone", str), ("label", str)])) == ["phone"]


@pytest.mark.parametrize(
    "holder",
    [
        ENTRY,
        Reading(ID_NUMBER, NAME, Decimal("0.98")),
        Opened(SOMEBODY),
        OpenedRecord(f'{{"panel":["{NAME}"]}}', 7),
        CheckedIn(CommitteeSeat(pk=5), PHONE),
        Entered(CommitteeSeat(pk=5), PHONE),
    ],
)
def test_printed_holder_tells_nothing(holder: object) -> None:
    assert SECRET.found_in(f"{holder} {holder!r} {[holder]!r} {(holder,)!s}") == []
    assert SECRET.found_in(str(SOMEBODY)) != []


def test_what_is_opened_prints_its_fields_alone(keys: None) -> None:
    opened = decrypt("x", encrypt("x", SOMEBODY))
    assert (opened["name"], opened) == (NAME, SOMEBODY)
    assert f"{opened} {opened!r}" == "<opened: id_number, name, phone> <opened: id_number, name, phone>"


def reached(model: type[Model]) -> set[type[Model]]:
    return {field.related_model for field in model._meta.fields if field.is_relation}


def test_no_row_stands_between_a_seat_and_an_expert() -> None:
    seated = {CommitteeSeat, Committee, DrawRecord, CallOut, Project}
    between = {
        model._meta.label
        for model in apps.get_models()
        if Expert in reached(model) and (reached(model) & seated or model in seated)
    }
    assert between == set()
    assert {m._meta.label for m in apps.get_models() if Expert in reached(m)} >= {"experts.Relation"}
