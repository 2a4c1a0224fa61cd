"""The record of a draw and its replay: what an outsider needs in order to believe the panel."""

from collections.abc import Sequence
from dataclasses import dataclass

from yuanping.core.draw.canonical import canonical, checked_text, malformed, parse, read_list, read_object
from yuanping.core.draw.inputs import Plan, Pool
from yuanping.core.draw.panel import Choice, Panel, Seat, Try, read_seating, seating_as_json
from yuanping.core.draw.redraws import redraw
from yuanping.core.draw.sampler import draw
from yuanping.core.draw.stream import SEED_BYTES
from yuanping.core.errors import Refused

_FIELDS = ("pool_digest", "plan_digest", "pool", "plan", "seed", "panel", "transcript", "redraws")


@dataclass(frozen=True, slots=True)
class Record:
    """A draw with its redraws, complete for replay. ``panel`` is the panel as first drawn.

    The digests are those committed to before the seed could exist: compare them, and the seed, with the
    witness log. A record alone shows that its result follows from its inputs, not which inputs were agreed.
    """

    pool_digest: str
    plan_digest: str
    pool: Pool
    plan: Plan
    seed: bytes
    panel: Panel
    redraws: tuple[Choice, ...] = ()

    @classmethod
    def of(
        cls, pool: Pool, plan: Plan, seed: bytes, *, panel: Panel, redraws: Sequence[Choice] = ()
    ) -> "Record":
        return cls(pool.digest, plan.digest, pool, plan, seed, panel, tuple(redraws))

    @property
    def standing(self) -> Panel:
        """The panel after all redraws."""
        panel = self.panel
        for choice in self.redraws:
            panel = panel.with_holder(choice.seat, choice.pseudonym)
        return panel

    def to_json(self) -> str:
        """Canonical JSON."""
        return canonical(
            {
                "pool_digest": self.pool_digest,
                "plan_digest": self.plan_digest,
                "pool": self.pool.as_json(),
                "plan": self.plan.as_json(),
                "seed": self.seed.hex(),
                "panel": seating_as_json(self.panel.members),
                "transcript": [each.as_json() for each in self.panel.transcript],
                "redraws": [each.as_json() for each in self.redraws],
            }
        ).decode()

    @classmethod
    def from_json(cls, text: str) -> "Record":
        """Read strictly: a missing, additional or ill-typed field raises ``Invalid``."""
        row = read_object(parse(text), "record", _FIELDS)
        return cls(
            checked_text(row["pool_digest"], "pool_digest"),
            checked_text(row["plan_digest"], "plan_digest"),
            Pool.read(row["pool"]),
            Plan.read(row["plan"]),
            _read_seed(row["seed"]),
            Panel(
                read_seating(row["panel"], "panel"),
                tuple(Try.read(each) for each in read_list(row["transcript"], "transcript")),
            ),
            tuple(Choice.read(each) for each in read_list(row["redraws"], "redraws")),
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """One way in which a record is not what an honest draw would have left.

    ``code`` is stable and kebab-case, ``message`` is for people, ``where`` names the place in the record.
    """

    code: str
    message: str
    where: str


def verify(record: Record) -> list[Finding]:
    """Replay the whole record and compare; an empty list means that it is exactly what its inputs give."""
    findings = []
    if record.pool.digest != record.pool_digest:
        findings.append(Finding("pool-digest-differs", "专家库快照与其摘要不符。", "pool"))
    if record.plan.digest != record.plan_digest:
        findings.append(Finding("plan-digest-differs", "抽取方案与其摘要不符。", "plan"))
    try:
        panel = draw(record.pool, record.plan, record.seed)
    except Refused as refusal:
        return [*findings, Finding(refusal.code, f"按记录重算未能得出结果：{refusal.message}", "panel")]
    return [*findings, *_compare_panels(record.panel, panel), *_replay_redraws(record, panel)]


def _compare_panels(recorded: Panel, replayed: Panel) -> list[Finding]:
    findings = []
    if recorded.members != replayed.members:
        seats = [seat.name for seat, who in replayed.members if recorded.holder(seat) != who]
        where = "、".join(seats) or "panel"
        findings.append(Finding("panel-differs", "抽取结果与重算结果不一致。", where))
    if recorded.transcript != replayed.transcript:
        pairs = enumerate(zip(recorded.transcript, replayed.transcript, strict=False))
        shorter = min(len(recorded.transcript), len(replayed.transcript))
        first = next((i for i, (one, other) in pairs if one != other), shorter)
        findings.append(
            Finding(
                "transcript-differs", f"抽取过程自第{first + 1}轮起与重算过程不一致。", f"transcript/{first}"
            )
        )
    return findings


def _replay_redraws(record: Record, panel: Panel) -> list[Finding]:
    """Each redraw must be the next attempt of its seat and pass over exactly those replaced before it.

    Were ``used`` free to name others, a clerk could skip somebody who was never asked.
    """
    findings: list[Finding] = []
    gone: set[str] = set()
    attempts: dict[Seat, int] = {}
    for i, choice in enumerate(record.redraws):
        where = f"redraws/{i}"
        holder = panel.holder(choice.seat)
        if holder is None:
            return [*findings, Finding("redraw-seat-unknown", "补抽的席位不在抽取结果中。", where)]
        gone.add(holder)
        attempt = attempts[choice.seat] = attempts.get(choice.seat, 0) + 1
        if choice.attempt != attempt:
            findings.append(Finding("redraw-attempt-differs", "补抽次序不连续。", where))
        if choice.used != tuple(sorted(gone)):
            findings.append(Finding("redraw-used-differs", "补抽跳过的人员与此前被替换的人员不一致。", where))
        try:
            expected = redraw(
                record.pool,
                record.plan,
                record.seed,
                panel=panel,
                seat=choice.seat,
                used=gone,
                attempt=attempt,
            )
        except Refused as refusal:
            message = f"按记录重算未能得出补抽结果：{refusal.message}"
            return [*findings, Finding(refusal.code, message, where)]
        if choice.pseudonym != expected.pseudonym:
            findings.append(Finding("redraw-choice-differs", "补抽人选与重算结果不一致。", where))
        if (choice.tickets, choice.count) != (expected.tickets, expected.count):
            findings.append(Finding("redraw-transcript-differs", "补抽过程与重算过程不一致。", where))
        panel = panel.with_holder(choice.seat, expected.pseudonym)
    return findings


def _read_seed(value: object) -> bytes:
    text = checked_text(value, "seed")
    try:
        seed = bytes.fromhex(text)
    except ValueError as error:
        raise malformed("seed", "应为十六进制文本") from error
    if len(seed) != SEED_BYTES or seed.hex() != text:
        raise malformed("seed", f"应为{2 * SEED_BYTES}个小写十六进制字符")
    return seed
