"""The conditions before an evaluation, as every audience's pages show them."""

from collections.abc import Callable, Iterable

from yuanping.domain.projects.states import Gate
from yuanping.web.components.action.params import Action
from yuanping.web.components.citation.params import Citation
from yuanping.web.components.gate_list.params import Gate as ShownGate
from yuanping.web.components.gate_list.params import GateList


def no_action(gate: Gate) -> None:
    """For readers who open no gate."""
    _ = gate


def gate_list(gates: Iterable[Gate], *, action: Callable[[Gate], Action | None] = no_action) -> GateList:
    """The gates, each with the action that the reader may take there."""
    return GateList(
        gates=tuple(
            ShownGate(
                label=gate.title,
                is_open=gate.is_open,
                keeper=gate.who,
                note=gate.detail,
                citation=Citation.of(gate.citation) if gate.citation else None,
                action=action(gate),
            )
            for gate in gates
        )
    )
