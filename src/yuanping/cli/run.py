"""``yuanping run``: database, web and worker under one small supervisor.

Ctrl-C stops all of them, the database last. A child that dies is started again. When the supervisor
itself is killed the kernel ends its children, and the next run ends whatever is left.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import NoReturn

import click

from yuanping.base import processes
from yuanping.base.embedded_postgres import EmbeddedPostgres, PostgresError
from yuanping.cli import node
from yuanping.cli.ports import holder_of
from yuanping.config import env as environment

READY_PATIENCE = 60.0  # seconds
RESTART_PAUSE = 2.0  # least seconds between two starts of one child: one that cannot live is not spun


class Supervisor:
    """The processes of one node."""

    def __init__(self, env: environment.Env) -> None:
        self.env = env
        self.run_dir = env.var / "run"
        self.log_dir = env.var / "log"
        self.server: EmbeddedPostgres | None = node.embedded(env)
        self.database: subprocess.Popen[bytes] | None = None
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.started_at: dict[str, float] = {}

    @property
    def address(self) -> str:
        return f"http://{self.env.host}:{self.env.port}/"

    def end_orphans(self) -> None:
        """End what a killed supervisor left behind."""
        for name in self.commands():
            processes.end_orphan(self.run_dir / f"{name}.pid")

    def start_database(self) -> None:
        if self.server is not None:
            self.database = self.server.start()
            url = self.server.url()
            if url is None:
                raise PostgresError("数据库启动后立即退出，请查看 var/postgres/server.log。")
            os.environ["DATABASE_URL"] = url

    def start_children(self) -> None:
        for name in self.commands():
            self.start_child(name)

    def commands(self) -> dict[str, list[str]]:
        """The command lines of the children."""
        web = [sys.executable, "-m", "uvicorn", "yuanping.config.asgi:application"]
        web += ["--host", self.env.host, "--port", str(self.env.port)]
        web += ["--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "5"]
        worker = [sys.executable, "-m", "django", "procrastinate", "worker"]
        worker += ["--fetch-job-polling-interval", "1"]  # who waits for witnesses is looked after each second
        sequencer = [sys.executable, "-m", "yuanping", "witness", "sequence"]
        return {"web": web, "worker": worker, "sequencer": sequencer}

    def start_child(self, name: str) -> None:
        self.started_at[name] = time.monotonic()
        self.children[name] = processes.spawn(
            self.commands()[name],
            log=self.log_dir / f"{name}.log",
            pid_file=self.run_dir / f"{name}.pid",
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "yuanping.config.settings"},
        )

    def wait_until_ready(self) -> None:
        """Until the web process answers."""
        deadline = time.monotonic() + READY_PATIENCE
        while True:
            try:
                with urllib.request.urlopen(self.address + "health", timeout=2):  # noqa: S310 -- our own
                    return
            except OSError:
                if self.children["web"].poll() is not None or time.monotonic() > deadline:
                    tail = (self.log_dir / "web.log").read_text(encoding="utf-8", errors="replace")[-2000:]
                    raise PostgresError(f"网页服务未能启动，日志末尾：\n{tail}") from None
                time.sleep(0.1)

    def watch(self) -> NoReturn:
        """Start again whatever dies, until a signal ends the supervisor."""
        while True:
            time.sleep(0.1)
            if self.database is not None and self.database.poll() is not None:
                click.echo("数据库进程退出，正在重新启动。", err=True)
                self.start_database()
            for name, child in list(self.children.items()):
                if child.poll() is not None:
                    click.echo(f"{name} 进程退出（代码 {child.returncode}），正在重新启动。", err=True)
                    time.sleep(max(0.0, self.started_at[name] + RESTART_PAUSE - time.monotonic()))
                    self.start_child(name)

    def stop(self) -> None:
        """End the children, then the database."""
        for name, child in self.children.items():
            processes.stop(child)
            (self.run_dir / f"{name}.pid").unlink(missing_ok=True)
        if self.server is not None and self.database is not None:
            self.server.stop(self.database)


def run_node(*, as_json: bool) -> int:
    """Run the node until it is told to stop; returns the exit code."""
    env = environment.read()
    supervisor = Supervisor(env)
    for directory in (supervisor.run_dir, supervisor.log_dir):
        directory.mkdir(parents=True, exist_ok=True)
    with processes.exclusive(supervisor.run_dir / "supervisor.lock") as mine:
        if not mine:
            raise PostgresError(_already_running(supervisor.run_dir))
        supervisor.end_orphans()
        _require_free_port(env)
        _note_supervisor(supervisor)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _interrupt)
        try:
            return _serve(supervisor, as_json=as_json)
        except KeyboardInterrupt:
            return 0
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C does not cut the stopping short
            if not as_json:
                click.echo("\n正在停止…")
            supervisor.stop()
            if not as_json:
                click.echo("已全部停止，数据已保存。")


def _serve(supervisor: Supervisor, *, as_json: bool) -> int:
    began = time.monotonic()
    supervisor.start_database()
    node.start_django()
    applied = node.migrate()
    loaded = _load_demonstration(supervisor.env)
    warnings = node.warnings()
    from django.db import connections  # noqa: PLC0415 -- Django is set up above

    connections.close_all()
    supervisor.start_children()
    supervisor.wait_until_ready()
    facts = {
        "ok": True,
        "address": supervisor.address,
        "migrations": len(applied),
        "demonstration_loaded": loaded,
        "warnings": warnings,
        "seconds": round(time.monotonic() - began, 1),
    }
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
    else:
        for warning in warnings:
            click.echo(f"注意：{warning}", err=True)
        from yuanping.cli.demo.guide import guide  # noqa: PLC0415

        click.echo(guide(supervisor.address, demo=supervisor.env.demo))
    sys.stdout.flush()
    supervisor.watch()


def _load_demonstration(env: environment.Env) -> bool:
    if not env.demo:
        return False
    from yuanping.cli.demo.world import is_empty, load_world  # noqa: PLC0415 -- needs Django

    if not is_empty():
        return False
    load_world()
    return True


def _interrupt(signum: int, frame: object) -> None:
    _ = signum, frame
    raise KeyboardInterrupt


def _note_supervisor(supervisor: Supervisor) -> None:
    facts = {"pid": os.getpid(), "address": supervisor.address}
    (supervisor.run_dir / "supervisor.json").write_text(json.dumps(facts), encoding="utf-8")


def _already_running(run_dir: Path) -> str:
    try:
        facts = json.loads((run_dir / "supervisor.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return "平台正在启动或已在运行，请稍候。"
    return f"平台已在运行：{facts['address']}（进程号 {facts['pid']}）。如需停止，请在其窗口按 Ctrl-C。"


def _require_free_port(env: environment.Env) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((env.host, env.port))
        except OSError as error:
            holder = holder_of(env.port) or "另一个程序"
            raise PostgresError(
                f"端口 {env.port} 已被占用：{holder}（{error.strerror}）。"
                f"请先停止它，或换一个端口：YUANPING_PORT={env.port + 1} make run"
            ) from None
