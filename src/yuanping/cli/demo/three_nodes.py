"""Three nodes on one machine that witness each other: a city, one of its counties, and a city of another province.

Each is a whole node of its own: data directory, database, keys, port. What the operators of real centres
would exchange by letter, their public keys, is exchanged here in files before the nodes start.
"""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import NoReturn

import click

from yuanping.base import processes

READY_PATIENCE = 180.0
STOP_PATIENCE = 60.0
LOOK_EVERY = 2.0


class CannotDemonstrate(RuntimeError):
    """A node did not start; the message says which and where its output is."""


@dataclass(frozen=True, slots=True)
class Node:
    """One of the three. ``province`` decides in which group of another's policy it counts.

    ``settings`` are variables of its environment beside its own, such as ``YUANPING_DEMO``.
    """

    name: str
    label: str
    province: str
    port: int
    var: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def output(self) -> Path:
        """What its supervisor says; ``log/`` has what its processes say."""
        return self.var / "node.log"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def origin(self) -> str:
        return f"{self.name}.example/log"

    def environ(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("YUANPING_")}
        kept.pop("DATABASE_URL", None)
        return kept | {
            "YUANPING_VAR": str(self.var),
            "YUANPING_NODE": self.label,
            "YUANPING_PORT": str(self.port),
            "YUANPING_LOG_ORIGIN": self.origin,
            **self.settings,
        }

    def mirror_at(self, mirror: "Node") -> str:
        """Where another of the three hands out its copy of this node's log."""
        return f"{mirror.address}/mirror/{sha256(self.origin.encode()).hexdigest()}/"


@dataclass(frozen=True, slots=True)
class Keys:
    """The public keys of a node, as it hands them to others (C2SP vkeys)."""

    log: str
    witness: str


def three(folder: Path, *, first_port: int, settings: Mapping[str, str] | None = None) -> list[Node]:
    """The three in ``folder``, on three ports in a row; ``settings`` go into the environment of each."""
    named = (
        ("xinyang", "信阳市节点（演示）", "41"),
        ("huaibin", "淮滨县节点（演示）", "41"),
        ("liuan", "外省六安市节点（演示）", "34"),
    )
    return [
        Node(name, label, province, first_port + place, folder / name, settings or {})
        for place, (name, label, province) in enumerate(named)
    ]


def keys_of(node: Node) -> Keys:
    """Ask the node for its public keys; it makes them the first time."""
    said = subprocess.run(
        [sys.executable, "-m", "yuanping", "witness", "keys", "--json"],
        env=node.environ(),
        capture_output=True,
        text=True,
        check=False,
    )
    if said.returncode != 0:
        raise CannotDemonstrate(f"{node.label}：无法取得公钥。{said.stdout}{said.stderr}")
    facts = json.loads(said.stdout)
    return Keys(facts["log"], facts["witness"])


def policy_for(node: Node, nodes: list[Node], keys: dict[str, Keys]) -> str:
    """One witness of the own province and one of another must have seen the log."""
    lines = [
        f"# {node.label}的见证记录由谁见证：本省与外省各一家",
        f"log {keys[node.name].log} {node.address}/log",
    ]
    groups: dict[str, list[str]] = {}
    for other in nodes:
        if other is not node:
            lines.append(f"witness {other.name} {keys[other.name].witness} {other.address}/witness")
            where = "own-province" if other.province == node.province else "other-province"
            groups.setdefault(where, []).append(other.name)
    lines += [f"group {where} any {' '.join(names)}" for where, names in groups.items()]
    return "\n".join([*lines, f"group both all {' '.join(groups)}", "quorum both", ""])


def logs_for(node: Node, nodes: list[Node], keys: dict[str, Keys]) -> str:
    """The logs that the node witnesses and mirrors."""
    others = [other for other in nodes if other is not node]
    lines = [f"log {keys[other.name].log} {other.address}/log" for other in others]
    return "\n".join(["# 本节点为这些节点的见证记录作见证并保存副本", *lines, "quorum none", ""])


def introduce(nodes: list[Node]) -> None:
    """Write each node's two files."""
    with ThreadPoolExecutor(len(nodes)) as pool:
        keys = {node.name: said for node, said in zip(nodes, pool.map(keys_of, nodes), strict=True)}
    for node in nodes:
        folder = node.var / "witness"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "policy.txt").write_text(policy_for(node, nodes, keys), encoding="utf-8")
        (folder / "logs.txt").write_text(logs_for(node, nodes, keys), encoding="utf-8")


class ThreeNodes:
    """The running processes; ended with this one."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, *chosen: Node) -> None:
        """Start these, or all, then wait until each answers. Raises ``CannotDemonstrate``."""
        nodes = chosen or self.nodes
        for node in nodes:
            self._launch(node)
        deadline = time.monotonic() + READY_PATIENCE
        for node in nodes:
            while get(f"{node.address}/health") is None:
                if self._processes[node.name].poll() is not None or time.monotonic() > deadline:
                    raise CannotDemonstrate(f"{node.label}未能启动，输出见 {node.output}")
                time.sleep(0.3)

    def stop(self, *chosen: Node) -> None:
        """Stop these, or all, as Ctrl-C would; what is not running stays so."""
        running = [each for node in chosen or self.nodes if (each := self._processes.get(node.name))]
        for process in running:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
        for process in running:
            processes.stop(process, sig=signal.SIGINT, patience=STOP_PATIENCE)

    def pid(self, node: Node) -> int:
        """The process number of a node's supervisor."""
        return self._processes[node.name].pid

    def _launch(self, node: Node) -> None:
        node.var.mkdir(parents=True, exist_ok=True)
        self._processes[node.name] = processes.spawn(
            [sys.executable, "-m", "yuanping", "run", "--json"],
            log=node.output,
            pid_file=node.var / "node.pid",
            env=node.environ(),
            death_signal=signal.SIGINT,
        )


def get(url: str) -> str | None:
    """A page as text; None when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 -- our own loopback nodes
            text: str = answer.read().decode()
            return text
    except urllib.error.HTTPError as error:
        return error.read().decode() if error.code == 503 else None
    except OSError:
        return None


def state_of(node: Node, nodes: list[Node]) -> str:
    """The node's newest checkpoint, who has cosigned it, and who keeps a copy of how much."""
    note = get(f"{node.address}/log/checkpoint")
    if note is None:
        return f"{node.label}：没有回应"
    size = note.split("\n")[1]
    lines = note.split("\n\n")[-1].splitlines()
    cosigners = [
        other.label for other in nodes if any(line.startswith(f"— {other.origin}/witness ") for line in lines)
    ]
    copies = [
        f"{other.label} {held}" for other in nodes if other is not node and (held := copy_at(other, node))
    ]
    return (
        f"{node.label}：{size} 条，已见证 {len(cosigners)}/2（{'、'.join(cosigners) or '等待见证'}）；"
        f"副本 {'，'.join(copies) or '尚无'}"
    )


def copy_at(mirror: Node, of: Node) -> str:
    """How many entries of a log a mirror holds."""
    note = get(f"{of.mirror_at(mirror)}checkpoint")
    return "" if note is None else f"{note.split(chr(10))[1]} 条"


def demonstrate(folder: Path, *, first_port: int) -> NoReturn:
    """Run the three nodes and tell how they witness each other, until Ctrl-C."""
    nodes = three(folder, first_port=first_port)
    introduce(nodes)
    running = ThreeNodes(nodes)
    try:
        running.start()
        click.echo("三个节点已启动，互相见证，互存副本：")
        for node in nodes:
            click.echo(f"  {node.label}  {node.address}/")
        click.echo("  按 Ctrl-C 停止。可停掉其中一个（结束其进程），看另两个如何等待和恢复。\n")
        told: dict[str, str] = {}
        while True:
            for node in nodes:
                state = state_of(node, nodes)
                if told.get(node.name) != state:
                    told[node.name] = state
                    click.echo(state)
            time.sleep(LOOK_EVERY)
    finally:
        click.echo("\n正在停止…")
        running.stop()
