"""The witness log beside its baselines, in one run: durable appends, latency, proofs, verification.

    python tools/bench_witness.py [--seconds 4] [--leaves 1000000] [--folder DIR]

A PostgreSQL server of its own with fsync on; the same disk for fdatasync. Machines are noisy: only figures
of one run compare.
"""

import argparse
import itertools
import os
import queue
import secrets
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import django
import django.db

from yuanping.base.embedded_postgres import EmbeddedPostgres

if TYPE_CHECKING:
    from yuanping.base.context import Ctx
    from yuanping.base.witness.group import GroupCommit, Sealed

PRODUCERS = (1, 8, 64)
FASTEST = 12_000
"""Entries a second for which the bare log is provided; more than any machine here has reached."""
ROW = "INSERT INTO bench_row (body) VALUES (%s)"


@dataclass(frozen=True, slots=True)
class Rate:
    """Durable appends per second, and how long one took (milliseconds)."""

    per_second: float
    median: float
    p99: float

    def __str__(self) -> str:
        return f"{self.per_second:9,.0f}/s   p50 {self.median:6.2f} ms   p99 {self.p99:6.2f} ms"


def measured(work: Callable[[], Callable[[], object]], *, producers: int, seconds: float) -> Rate:
    """Run ``producers`` threads; each makes its own step by ``work()`` and repeats it until time is up."""
    ends = time.perf_counter() + seconds
    taken: list[float] = []
    failures: list[BaseException] = []

    def produce() -> None:
        own: list[float] = []
        try:
            step = work()
            step()  # connections are opened before the clock counts
            while (began := time.perf_counter()) < ends:
                step()
                own.append(time.perf_counter() - began)
        except BaseException as error:  # noqa: BLE001 -- told by the main thread
            failures.append(error)
        finally:
            django.db.connections.close_all()
            taken.extend(own)

    began = time.perf_counter()
    threads = [threading.Thread(target=produce) for _ in range(producers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    spent = time.perf_counter() - began
    cuts = statistics.quantiles(taken, n=100)
    return Rate(len(taken) / spent, statistics.median(taken) * 1000, cuts[98] * 1000)


@contextmanager
def node(folder: Path) -> Iterator[None]:
    """A migrated node on a durable server of its own."""
    server = EmbeddedPostgres(folder / "postgres")
    with server.running() as url:
        os.environ |= {"DATABASE_URL": url, "YUANPING_VAR": str(folder), "YUANPING_DEMO": "0"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "yuanping.config.settings"
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0, interactive=False)
        try:
            yield
        finally:
            django.db.connections.close_all()


def fdatasync_rate(folder: Path, seconds: float) -> Rate:
    """Append 300 bytes and wait for the disk, again and again."""
    with (folder / "fdatasync").open("ab", buffering=0) as file:

        def step() -> None:
            file.write(b"x" * 300)
            os.fdatasync(file.fileno())

        return measured(lambda: step, producers=1, seconds=seconds)


def single_rows() -> Callable[[], object]:
    """One row, one commit, by psycopg itself: the plainest durable write there is."""
    import psycopg  # noqa: PLC0415

    own = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    return lambda: own.execute(ROW, ["x" * 300])


def bare_log(group: "GroupCommit", offered: "queue.SimpleQueue[Sealed]") -> Callable[[], object]:
    """Through the bare log: an entry made beforehand is in the tree, signed and durable."""
    return lambda: group.append(offered.get_nowait())


def sealed(how_many: int) -> "queue.SimpleQueue[Sealed]":
    """Entries, ready to be appended."""
    from yuanping.base.clock.reading import read_clock  # noqa: PLC0415
    from yuanping.core.events import instant  # noqa: PLC0415
    from yuanping.core.tlog.leaves import seal  # noqa: PLC0415

    at = instant(read_clock())
    made: queue.SimpleQueue[Sealed] = queue.SimpleQueue()
    for number in range(how_many):
        made.put(seal({"piece": number}, at=at, random=secrets.token_bytes))
    return made


def changes(seats: "queue.SimpleQueue[tuple[Ctx, int]]") -> Callable[[], object]:
    """Through ``change()``: permission, row lock, transition, event, subscribers' jobs, commit."""
    from yuanping.domain.places.actions.seat import repair_seat, report_fault  # noqa: PLC0415

    ctx, seat = seats.get_nowait()
    turns = itertools.cycle((partial(report_fault, fault="性能测试"), repair_seat))
    return lambda: next(turns)(ctx, seat)


def seats_of_one_centre() -> "queue.SimpleQueue[tuple[Ctx, int]]":
    """Seats to report and repair, each with who may."""
    from tests.factories import people, places  # noqa: PLC0415

    centre = places.city_centre(rooms={"性能测试室": sum(PRODUCERS)})
    found: queue.SimpleQueue[tuple[Ctx, int]] = queue.SimpleQueue()
    ctx = people.ctx(places.admin(centre))
    for seat in places.seat_ids(centre, sum(PRODUCERS)):
        found.put((ctx, seat))
    return found


def appends(folder: Path, seconds: float) -> None:
    from django.db import connection  # noqa: PLC0415

    from yuanping.base.witness.group import GroupCommit  # noqa: PLC0415

    connection.cursor().execute("CREATE TABLE bench_row (id bigserial PRIMARY KEY, body text)")
    report("fdatasync，一次 300 字节", fdatasync_rate(folder, seconds))
    single = {n: measured(single_rows, producers=n, seconds=seconds) for n in PRODUCERS}
    for producers, rate in single.items():
        report(f"PostgreSQL 单行提交，{producers} 个连接", rate)
    bare: dict[int, Rate] = {}
    with GroupCommit("bench.piece") as group:
        for producers in PRODUCERS:
            entries = sealed(int(FASTEST * seconds))
            bare[producers] = measured(
                partial(bare_log, group, entries), producers=producers, seconds=seconds
            )
            report(f"裸日志（入树、落盘），{producers} 个生产者", bare[producers])
    seats = seats_of_one_centre()
    with sequencing():
        for producers in PRODUCERS:
            rate = measured(partial(changes, seats), producers=producers, seconds=seconds)
            report(f"change()（定序进程同时运行），{producers} 个生产者", rate)
    most = PRODUCERS[-1]
    ratio = bare[most].per_second / single[1].per_second
    bar(f"裸日志 {most} 个生产者 ÷ 单行提交 1 个连接 = {ratio:.1f}（应 ≥ 3）", holds=ratio >= 3)
    bar(f"裸日志 {most} 个生产者 p99 = {bare[most].p99:.1f} ms（应 ≤ 25）", holds=bare[most].p99 <= 25)


@contextmanager
def sequencing() -> Iterator[None]:
    """The sequencer at work beside the producers, as in service."""
    from yuanping.base.witness.sequencer import Sequencer  # noqa: PLC0415

    sequencer = Sequencer()
    thread = threading.Thread(target=sequencer.run)
    thread.start()
    try:
        yield
    finally:
        sequencer.stop.set()
        thread.join()


def fill(leaves: int) -> None:
    """A log of so many entries: written in groups, as the bare log does."""
    from yuanping.base.clock.reading import read_clock  # noqa: PLC0415
    from yuanping.base.witness.group import write_group  # noqa: PLC0415
    from yuanping.base.witness.queries import head  # noqa: PLC0415
    from yuanping.core.events import instant  # noqa: PLC0415
    from yuanping.core.tlog.leaves import seal  # noqa: PLC0415

    now = read_clock()
    began, at_first = time.perf_counter(), head()[0]
    while (missing := leaves - head()[0]) > 0:
        group = [
            seal({"piece": n}, at=instant(now), random=secrets.token_bytes) for n in range(min(missing, 5000))
        ]
        write_group(group, kind="bench.piece", sign_at=now)
    spent = time.perf_counter() - began
    rate = (leaves - at_first) / max(spent, 0.001)
    print(f"\n{leaves:,} 条的见证记录（补写 {leaves - at_first:,} 条，每秒 {rate:,.0f} 条）")


def proofs(leaves: int) -> None:
    from yuanping.base.witness.models import Checkpoint, Leaf  # noqa: PLC0415
    from yuanping.base.witness.proving import consistency_path, inclusion_path, proof_of  # noqa: PLC0415
    from yuanping.base.witness.standing import policy  # noqa: PLC0415
    from yuanping.core.tlog.proofs import parse_proof, verify_proof  # noqa: PLC0415

    checkpoint = Checkpoint.objects.order_by("-id")[0]
    places = [secrets.randbelow(leaves) for _ in range(500)]
    made = timed("包含证明（任意一条，读库）", [partial(inclusion_path, n, checkpoint.size) for n in places])
    timed("一致性证明（任意旧大小）", [partial(consistency_path, 1 + n, checkpoint.size) for n in places])
    rule = policy()
    cases = []
    for place in places:
        entry = Leaf.objects.select_related("entry").get(index=place).entry.content.encode()
        cases.append((proof_of(place, checkpoint).encode(), entry))
    checked = timed(
        "核验一份 .tlog-proof（解析、签名、路径）",
        [
            partial(lambda text, entry: verify_proof(parse_proof(text), entry=entry, policy=rule), *c)
            for c in cases
        ],
    )
    bar(f"{leaves:,} 条中任意证明中位 {made:.2f} ms（应 ≤ 2）", holds=made <= 2)
    bar(f"核验一份证明中位 {checked:.2f} ms（应 ≤ 1）", holds=checked <= 1)


def timed(what: str, calls: list[Callable[[], object]]) -> float:
    """The median in milliseconds."""
    taken = []
    for call in calls:
        began = time.perf_counter()
        call()
        taken.append((time.perf_counter() - began) * 1000)
    median, p99 = statistics.median(taken), statistics.quantiles(taken, n=100)[98]
    print(f"{what:<36} p50 {median:6.2f} ms   p99 {p99:6.2f} ms   最大 {max(taken):6.2f} ms")
    return median


def report(what: str, rate: Rate) -> None:
    print(f"{what:<36} {rate}", flush=True)


def bar(what: str, *, holds: bool) -> None:
    print(f"{'达到' if holds else '未达到'}：{what}")


def main() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for tests.factories
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--leaves", type=int, default=1_000_000)
    parser.add_argument(
        "--folder", type=Path, help="on the disk that is measured; else the system's temporary one"
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as name, node(Path(name)):
        appends(Path(name), asked.seconds)
        fill(asked.leaves)
        proofs(asked.leaves)


if __name__ == "__main__":
    main()
