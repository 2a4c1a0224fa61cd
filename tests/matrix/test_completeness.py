"""The tables of this folder leave nothing out: no machine, no transition, no permission, no change in the source."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

import yuanping
from tests.matrix.runner import Line, Table
from yuanping.base.models import Stateful
from yuanping.base.permissions import grants

SOURCE = Path(yuanping.__file__).parent


def tables() -> list[Table]:
    """Every table that a test of this folder tries."""
    modules = [import_module(f"tests.matrix.{file.stem}") for file in Path(__file__).parent.glob("test_*.py")]
    return [found for module in modules for found in vars(module).values() if isinstance(found, Table)]


def stateful() -> list[type[Stateful]]:
    return [model for model in apps.get_models() if issubclass(model, Stateful)]


def lines(table: Table) -> Iterator[tuple[str, Line]]:
    for name, line in table.lines().items():
        yield line.transition or name, line


def test_every_machine_has_a_table() -> None:
    assert {table.model for table in tables() if table.model is not None} == set(stateful())


@pytest.mark.parametrize("model", stateful(), ids=lambda model: model._meta.label)
def test_every_transition_stands_in_the_tables(model: type[Stateful]) -> None:
    own = [table for table in tables() if table.model is model]
    assert {name for table in own for name in table.transitions()} == {step.name for step in model.MACHINE}
    creations = {step.name for step in model.MACHINE if not step.sources}
    made = {name for table in own for name in (*table.creations, *table.within)}
    assert made == creations


def test_every_permission_stands_in_a_table() -> None:
    tried = {line.permission.value for table in tables() for _, line in lines(table)}
    assert tried == set(grants())


def test_what_happens_within_another_transition_names_it() -> None:
    moves = {name for table in tables() for name in table.moves}
    assert {outer for table in tables() for outer in table.within.values()} <= moves


@dataclass(frozen=True)
class Call:
    """A ``change(…)`` of the source: model, transition where it is written out, permission."""

    model: str
    transition: str | None
    permission: str
    place: str


def calls() -> list[Call]:
    found = []
    for file in sorted((SOURCE / "domain").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "change":
                _, model, _, transition = node.args
                permission = next(keyword.value for keyword in node.keywords if keyword.arg == "permission")
                found.append(
                    Call(
                        model=ast.unparse(model),
                        transition=ast.literal_eval(transition)
                        if isinstance(transition, ast.Constant)
                        else None,
                        permission=ast.unparse(permission),
                        place=f"{file.relative_to(SOURCE)}:{node.lineno}",
                    )
                )
    return found


def test_every_change_in_the_source_stands_in_a_table() -> None:
    """By model, transition and permission: a second way of making a move needs a line of its own."""
    tried = {
        (table.model.__name__, transition, f"{type(line.permission).__name__}.{line.permission.name}")
        for table in tables()
        if table.model is not None
        for transition, line in lines(table)
    }
    somehow = {(model, permission) for model, _, permission in tried}
    missing = [
        call
        for call in calls()
        if (call.model, call.permission) not in somehow
        or (call.transition is not None and (call.model, call.transition, call.permission) not in tried)
    ]
    assert missing == []
    assert len(calls()) > 60
