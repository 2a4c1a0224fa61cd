"""``yuanping draw``: make a draw from files, check its transcript, try many seeds. No database is needed.

Answers are one line of JSON on standard output; what is wrong with the input is one line of JSON on standard error.
Exit status: 0 done or holds, 1 a transcript that does not hold, 2 bad input, 3 no committee can be drawn.
"""

import csv
import hashlib
import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import click
from typing_extensions import override

from yuanping.core.draw import Course, Fault, Infeasible, Person, Plan, Pool, Sampler, check
from yuanping.core.draw.membership import check as check_membership
from yuanping.core.draw.person import SALT_BYTES
from yuanping.core.draw.proposals import proposals
from yuanping.core.draw.transcript import infeasible_transcript, panel_as_json
from yuanping.core.errors import Invalid, Refused
from yuanping.core.reading import checked_hex, malformed, parse

BAD_INPUT, INFEASIBLE = 2, 3
COLUMNS = ("expert_id", "employer_id", "specialties", "centre")
OPTIONAL = ("tickets", "available", "salt")
MAX_RUNS = 10_000_000
HOLDS = {
    "drawn": "抽取记录复核通过：每一票、每一次跳过、每一项限制都重算一致。",
    "infeasible": "抽取记录复核通过：按公开的名单重算，确实不能组成评标委员会。",
}
_TRUTH = {"1": True, "0": False}


as_json = click.option("--json", is_flag=True, expose_value=False, help="以 JSON 输出（本组命令总是如此）。")


class _Json(click.Group):
    """A group whose usage errors are JSON too."""

    @override
    def main(self, *args: Any, **kwargs: Any) -> Any:
        raise AssertionError(args, kwargs)  # only ever a part of ``yuanping``

    @override
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            _bad(Invalid("usage", error.format_message(), remedy=f"用法见 {ctx.command_path} --help。"))
        except Refused as refused:
            _bad(refused)


@click.group("draw", cls=_Json, help="专家抽取：按文件抽取、复核抽取记录、模拟（不需要数据库）。")
def draw() -> None:
    """Draws."""


@draw.command("run", help="由专家库、方案和种子抽取；结果输出为 JSON，抽取记录写入文件。")
@as_json
@click.option("--pool", "pool_file", required=True, type=click.Path(path_type=Path), help="专家库（CSV）。")
@click.option(
    "--plan", "plan_file", required=True, type=click.Path(path_type=Path), help="抽取方案（JSON）。"
)
@click.option("--seed", "seed_text", required=True, help="种子：64 个十六进制字符。")
@click.option("--out", "out_file", type=click.Path(path_type=Path), help="抽取记录写到这个文件。")
def run(pool_file: Path, plan_file: Path, seed_text: str, out_file: Path | None) -> None:
    """Draw once."""
    pool, plan, seed = read_pool(pool_file), read_plan(plan_file), read_seed(seed_text)
    try:
        course = Course.start(Sampler.of(pool, plan), seed)
    except Infeasible as infeasible:
        raw = infeasible_transcript(pool.lists_of(plan.classes), plan, seed, infeasible.certificate)
        _write(out_file, raw)
        _end_infeasible(pool, plan, infeasible)
    _write(out_file, course.to_bytes())
    _say(
        {
            "status": "drawn",
            "panel": panel_as_json(plan, course.panel),
            "alternates": [
                {
                    "centre": each.choice.person.centre,
                    "expert_id": each.choice.person.id,
                    "order": each.order,
                    "specialty": each.choice.draw_class.specialty,
                }
                for each in course.panel.alternates
            ],
        }
    )


@draw.command("verify", help="由抽取记录重新计算整个抽取，逐项核对；给出专家库的，同时核对名单的根摘要。")
@as_json
@click.argument("transcript", type=click.Path(path_type=Path))
@click.option("--pool", "pool_file", type=click.Path(path_type=Path), help="专家库（CSV）。")
@click.option("--commitment", help="见证记录中公布的抽取记录摘要（SHA-256）。")
def verify(transcript: Path, pool_file: Path | None, commitment: str | None) -> None:
    """Recompute a draw from its transcript."""
    raw = _read(transcript)
    pool = None if pool_file is None else read_pool(pool_file)
    digest = hashlib.sha256(raw).hexdigest()
    try:
        checked = check(raw, pool=pool)
        _require_commitment(commitment, digest)
    except Fault as fault:
        _say({"ok": False, "code": fault.code, "message": fault.message, "where": fault.field})
        raise SystemExit(1) from None
    redraws = 0 if checked.course is None else len(checked.course.redraws)
    _say(
        {
            "ok": True,
            "status": checked.status,
            "sha256": digest,
            "seats": len(checked.plan.seat_classes),
            "redraws": redraws,
            "pool": pool is not None,
            "message": HOLDS[checked.status],
        }
    )


@draw.command("simulate", help="用同一专家库和方案抽取多次，统计各评标委员会出现的次数。")
@as_json
@click.option("--pool", "pool_file", required=True, type=click.Path(path_type=Path), help="专家库（CSV）。")
@click.option(
    "--plan", "plan_file", required=True, type=click.Path(path_type=Path), help="抽取方案（JSON）。"
)
@click.option("--runs", required=True, type=click.IntRange(1, MAX_RUNS), help="次数。")
@click.option("--seed", "seed_text", required=True, help="种子：64 个十六进制字符。")
def simulate(pool_file: Path, plan_file: Path, runs: int, seed_text: str) -> None:
    """Count committees over many seeds: the i-th is SHA-256("yd-simulate/1" || 0x00 || seed || uint64be(i))."""
    pool, plan, seed = read_pool(pool_file), read_plan(plan_file), read_seed(seed_text)
    try:
        sampler = Sampler.of(pool, plan)
    except Infeasible as infeasible:
        _end_infeasible(pool, plan, infeasible)
    base = hashlib.sha256(b"yd-simulate/1\x00" + seed)
    found: Counter[str] = Counter()
    for i in range(runs):
        each = base.copy()
        each.update(i.to_bytes(8, "big"))
        found[",".join(sorted(person.id for person in sampler.draw_members(each.digest())))] += 1
    _say({"histogram": dict(sorted(found.items()))})


def _require_commitment(stated: str | None, digest: str) -> None:
    if stated is not None and stated.lower() != digest:
        message = f"记录摘要与见证记录中公布的不同：算得 {digest}。"
        raise Fault("other-commitment", message, where="transcript")


@draw.command("membership", help="核对专家本人的在库证明（JSON）。")
@as_json
@click.argument("proof", type=click.Path(path_type=Path))
def membership(proof: Path) -> None:
    """Recompute an expert's own proof of being in a snapshot."""
    value = parse(_read(proof).decode("utf-8-sig", errors="replace"))
    try:
        found = check_membership(value)
    except Refused as refused:
        _say({"ok": False, "code": refused.code, "message": refused.message, "where": refused.field})
        raise SystemExit(1) from None
    _say(
        {
            "ok": True,
            "snapshot": found.snapshot,
            "root": found.root.hex(),
            "classes": [each.draw_class.name for each in found.places],
            "message": f"在库证明成立：请在见证记录中核对第 {found.snapshot} 号快照的根摘要。",
        }
    )


def read_pool(path: Path) -> Pool:
    """From CSV with a header line (UTF-8); every fault names its line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            return Pool(_persons(csv.reader(handle, strict=True)))
    except OSError as error:
        raise _unreadable(path, "pool") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise Invalid("pool-malformed", "专家库不是 UTF-8 编码的 CSV 文件。", field="pool", remedy="请另存为 UTF-8 编码的 CSV。") from error  # fmt: skip


def read_plan(path: Path) -> Plan:
    """From JSON."""
    try:
        return Plan.read(parse(_read(path).decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        raise malformed("plan", "不是 UTF-8 编码的 JSON 文件") from error


def read_seed(text: str) -> bytes:
    return checked_hex(text.lower(), "seed", 32)


def _persons(rows: "Iterator[list[str]]") -> Iterator[Person]:
    header = [name.strip() for name in next(rows, [])]
    missing = [name for name in COLUMNS if name not in header]
    unknown = [name for name in header if name not in (*COLUMNS, *OPTIONAL)]
    if missing or unknown or len(set(header)) < len(header):
        what = f"缺少列“{missing[0]}”" if missing else f"不应有列“{unknown[0]}”" if unknown else "有重复的列"
        raise malformed("pool", f"专家库表头{what}")
    for line, row in enumerate(rows, 2):
        if not row:
            continue
        if len(row) != len(header):
            raise malformed("pool", f"第 {line} 行应有 {len(header)} 列，实有 {len(row)} 列")
        try:
            yield _person(dict(zip(header, (value.strip() for value in row), strict=True)))
        except Invalid as fault:
            message = f"第 {line} 行：{fault.message}"
            raise Invalid(fault.code, message, field=fault.field, remedy=fault.remedy) from None


def _person(row: Mapping[str, str]) -> Person:
    tickets, available = row.get("tickets") or "1", row.get("available") or "1"
    if not (tickets.isascii() and tickets.isdigit() and len(tickets) < 10):
        raise malformed("tickets", "应为正整数")
    if available not in _TRUTH:
        raise malformed("available", "应为 0 或 1")
    return Person(
        row["expert_id"],
        row["employer_id"],
        row["centre"],
        tuple(code for each in row["specialties"].split(";") if (code := each.strip())),
        int(tickets),
        _TRUTH[available],
        checked_hex(row["salt"], "salt", SALT_BYTES) if row.get("salt") else b"",
    ).checked()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, "file") from error


def _write(path: Path | None, raw: bytes) -> None:
    """Whole or not at all."""
    if path is None:
        return
    try:
        number, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.")
        draft = Path(name)
        try:
            with os.fdopen(number, "wb") as handle:
                handle.write(raw)
                handle.flush()
                os.fsync(handle.fileno())
            draft.replace(path)
        except BaseException:
            with suppress(OSError):
                draft.unlink()
            raise
    except OSError as error:
        raise Invalid(
            "cannot-write", f"无法写入 {path}：{error.strerror}。", field="out", remedy="请检查目录和权限。"
        ) from error


def _unreadable(path: Path, field: str) -> Invalid:
    return Invalid("cannot-read", f"无法读取 {path}。", field=field, remedy="请检查路径和权限。")


def _end_infeasible(pool: Pool, plan: Plan, infeasible: Infeasible) -> NoReturn:
    certificate = infeasible.certificate
    found = [each.words for each in proposals(pool, plan, certificate)]
    _say({"status": "infeasible", "certificate": {**certificate.as_json(), "proposals": found}})
    raise SystemExit(INFEASIBLE)


def _say(answer: Mapping[str, object]) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False))


def _bad(refused: Refused) -> NoReturn:
    click.echo(json.dumps({"error": refused.as_json()}, ensure_ascii=False), err=True)
    raise SystemExit(BAD_INPUT)
