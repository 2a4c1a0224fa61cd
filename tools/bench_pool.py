"""Import of a file of experts beside its baseline, in one run: plain csv and bulk_create, nothing checked or sealed.

    python tools/bench_pool.py [--experts 100000] [--folder DIR]

A PostgreSQL server of its own. Then the pages' queries over the pool that was made, and the same file once more.
Machines are noisy: only figures of one run compare.
"""

import argparse
import csv
import hashlib
import io
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import django
import django.db

from yuanping.base.embedded_postgres import EmbeddedPostgres
from yuanping.core.draw.stream import Stream
from yuanping.core.identifiers import compose_id_number, compose_uscc

SEED = hashlib.sha256(b"bench of the expert pool").digest()
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
GIVEN = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
REGIONS = [f"4115{tail:02d}" for tail in (0, 2, 3, 21, 22, 23, 24, 25, 26, 27, 28)]
CODES = ["A060101", "A080104", "A040103", "A070103", "A080201", "A0808", "C041001", "C1210", "B090102"]
BAR = 60.0
"""Seconds within which 100,000 rows are to be read and checked, and within which they are to be entered."""
PAGE_BAR = 300.0
"""Milliseconds for a page's queries."""


def made_file(experts: int) -> bytes:
    """A synthetic file; employers with a heavy tail, a tenth of the experts with a former employer."""
    from yuanping.domain.experts.intake.columns import COLUMNS  # noqa: PLC0415

    stream, out = Stream(SEED, "file"), io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.header for column in COLUMNS])
    employers = [compose_uscc("411500", f"{number:08d}") for number in range(max(1, experts // 25))]
    for number in range(experts):
        at = min(stream.below(len(employers)), stream.below(len(employers)))
        former = stream.below(len(employers))
        codes = dict.fromkeys(CODES[stream.below(len(CODES))] for _ in range(1 + stream.below(3)))
        writer.writerow(
            (
                SURNAMES[number % len(SURNAMES)] + GIVEN[number // 30 % 22] + GIVEN[number // 660 % 22],
                compose_id_number("411525", date(1965, 1, 1) + timedelta(days=number // 1000), number % 1000),
                f"154{number:08d}",
                REGIONS[stream.below(len(REGIONS))],
                f"合成单位 {at}",
                employers[at],
                "；".join(codes),
                "高级工程师" if number % 5 else "正高级工程师",
                f"{1988 + number % 12}-07",
                "",
                f"{2010 + number % 14}-03",
                f"合成单位 {former}/{employers[former]}/2005-01/2010-02" if number % 10 == 0 else "",
            )
        )
    return out.getvalue().encode()


@contextmanager
def node(folder: Path) -> Iterator[None]:
    """A migrated node on a server of its own."""
    with EmbeddedPostgres(folder / "postgres").running() as url:
        os.environ |= {"DATABASE_URL": url, "YUANPING_VAR": str(folder), "YUANPING_DEMO": "0"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "yuanping.config.settings"
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0, interactive=False)
        try:
            yield
        finally:
            django.db.connections.close_all()


Spent = tuple[float, float]
"""Seconds on the wall, and of this process's processor: the latter hardly depends on who else is at work."""


class Watch:
    """Runs from its making."""

    def __init__(self) -> None:
        self._wall, self._own = time.perf_counter(), time.process_time()

    def spent(self) -> Spent:
        return time.perf_counter() - self._wall, time.process_time() - self._own


def shown(spent: Spent) -> str:
    return f"{spent[0]:6.1f} s (own processor {spent[1]:5.1f} s)"


def plain(content: bytes) -> Spent:
    """Time for csv and bulk_create into one table of text columns: nothing checked, nothing sealed."""
    from django.db import connection, models, transaction  # noqa: PLC0415

    header, *_ = csv.reader(io.StringIO(content.decode()))
    fields: dict[str, Any] = {f"c{place}": models.TextField() for place in range(len(header))}
    fields |= {"__module__": __name__, "Meta": type("Meta", (), {"app_label": "bench"})}
    row: Any = type("PlainRow", (models.Model,), fields)
    with connection.schema_editor() as editor:
        editor.create_model(row)
    watch = Watch()
    with transaction.atomic():
        rows = csv.reader(io.StringIO(content.decode()))
        next(rows)
        row.objects.bulk_create(
            (row(**{f"c{place}": cell for place, cell in enumerate(cells)}) for cells in rows),
            batch_size=1000,
        )
    return watch.spent()


def imported(content: bytes) -> tuple[Spent, Spent, dict[str, Any]]:
    """Time until the file is checked, time until it is entered, and the counts."""
    from yuanping.base.context import system_ctx  # noqa: PLC0415
    from yuanping.domain.experts.actions.catalogue import refresh_catalogue  # noqa: PLC0415
    from yuanping.domain.experts.actions.intake import (  # noqa: PLC0415
        accept_import,
        check_import,
        enter_import,
        receive_file,
    )
    from yuanping.domain.experts.intake.meter import Meter  # noqa: PLC0415

    ctx = system_ctx("性能对照")
    watch = Watch()
    row = receive_file(ctx, file_name="bench.csv", content=content)
    row = check_import(ctx, row.pk, tell=Meter(row.pk))
    checked = watch.spent()
    accept_import(ctx, row.pk)
    watch = Watch()
    row = enter_import(ctx, row.pk, tell=Meter(row.pk))
    entered = watch.spent()
    refresh_catalogue(ctx)
    return checked, entered, {key: row.counts[key] for key in ("new", "changed", "unchanged", "refused")}


def median_ms(work: Callable[[], object], rounds: int = 7) -> float:
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def pages() -> dict[str, float]:
    """Milliseconds of what the pages ask of the pool."""
    from yuanping.base.context import system_ctx  # noqa: PLC0415
    from yuanping.domain.experts import rarity, roster  # noqa: PLC0415
    from yuanping.domain.experts.catalogue import catalogue  # noqa: PLC0415

    ctx = system_ctx("性能对照")

    def listed(page: int, **wanted: str) -> Callable[[], object]:
        def work() -> object:
            found = roster.experts(ctx, roster.Wanted(**wanted))
            return found.count(), roster.masked_rows(ctx, list(found[page * 50 : page * 50 + 50]))

        return work

    last = roster.experts(ctx, roster.Wanted()).count() // 50 - 1
    return {
        "list, first page": median_ms(listed(0)),
        "list, last page": median_ms(listed(last)),
        "list, specialty A06": median_ms(listed(0, specialty="A06")),
        "list, region 411525": median_ms(listed(0, region="411525")),
        "list, on leave": median_ms(listed(0, state="on-leave")),
        "rarity of one pair": median_ms(lambda: rarity.rarity("A0601", "411525")),
        "all warnings": median_ms(rarity.scarce),
        "catalogue": median_ms(lambda: catalogue(now=ctx.now)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experts", type=int, default=100_000)
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder, node(Path(folder)):
        content = made_file(asked.experts)
        print(f"{asked.experts:,} experts, {len(content) / 1e6:.1f} MB of CSV")
        bare = plain(content)
        print(f"plain csv + bulk_create, unchecked, unsealed {shown(bare)}")
        for name in ("first time", "same file again"):
            checked, entered, counts = imported(content)
            print(f"{name:16} read and checked {shown(checked)}   entered {shown(entered)}   {counts}")
            if name == "first time":
                whole = (checked[0] + entered[0]) / bare[0]
                print(f"{'':16} {whole:.1f} times the plain one; bars {BAR:.0f} s each: ", end="")
                print("held" if max(checked[0], entered[0]) < BAR else "MISSED")
        taken = pages()
        for what, milliseconds in taken.items():
            print(f"{what:24} {milliseconds:8.1f} ms")
        print(f"bar {PAGE_BAR:.0f} ms: {'held' if max(taken.values()) < PAGE_BAR else 'MISSED'}")
        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
