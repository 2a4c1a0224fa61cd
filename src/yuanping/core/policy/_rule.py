"""A rule and the pack it stands in, read from one TOML file."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from yuanping.core.errors import Citation
from yuanping.core.policy._choices import Adoption
from yuanping.core.policy._conditions import Condition
from yuanping.core.policy._facts import Facts
from yuanping.core.policy._kinds import KINDS, Value
from yuanping.core.policy._reader import Fields, PackError
from yuanping.core.policy._scopes import Deciding, Exemption, Reach, Scope
from yuanping.core.policy._tables import is_region_code
from yuanping.core.policy._terms import Axis, Domain, Evidence, Force, Status
from yuanping.core.policy._units import Op


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of law as a typed value, with where it stands.

    ``valid_from`` and ``valid_to`` are the first and the last day on which it holds (notices write 至…止, which
    includes the day), on the date that ``axis`` names. ``condition`` limits a value to the projects that meet it
    (87号令 47: seven members from ten million); None binds all. ``derogates`` names the rule of an upper pack from
    which it knowingly departs. ``note`` says how the pack reads the words where they leave something open.
    """

    id: str
    title: str
    value: Value | Deciding
    condition: Condition | None
    op: Op
    force: Force
    axis: Axis
    valid_from: date
    valid_to: date | None
    domain: Domain
    source: str
    article: str
    words: str
    evidence: Evidence
    paraphrase: bool
    derogates: str
    note: str

    @property
    def citation(self) -> Citation:
        """For people: the source, the article and the words, marked 大意 when they are not the clause's own."""
        return Citation(self.source, self.article, f"（大意）{self.words}" if self.paraphrase else self.words)

    @property
    def decides(self) -> bool:
        """Whether it takes part in the decision on remote evaluation, rather than giving a value."""
        return isinstance(self.value, Scope | Reach | Exemption)

    def binds(self, facts: Facts) -> bool | None:
        """Whether it speaks of a project with these facts; None while a needed fact is unknown."""
        condition = self.value.condition if isinstance(self.value, Deciding) else self.condition
        return True if condition is None else condition.holds(facts)

    def asks(self, facts: Facts) -> tuple[str, ...]:
        """The facts that it waits for."""
        condition = self.value.condition if isinstance(self.value, Deciding) else self.condition
        return () if condition is None else condition.unknown(facts)

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def meets(self, other: "Rule") -> bool:
        """Whether the two can apply to one project: a shared domain and a shared day."""
        return (
            self.domain.covers(other.domain)
            and (self.valid_to is None or other.valid_from <= self.valid_to)
            and (other.valid_to is None or self.valid_from <= other.valid_to)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One instrument (a law, a notice) of one region, with its rules and the hash of the file's bytes.

    ``issued_on`` is None where the text bears no date; ``undated`` then says so. ``based_on`` are the documents that
    it names as its basis, ``disclosure`` and ``contact`` (an office, never a person) what its foot says. ``domains`` are
    those of which some rule speaks, ``deciding`` the rules that take part in the decision on remote evaluation.
    """

    id: str
    title: str
    number: str
    issuer: str
    issued_on: date | None
    undated: str
    region: str
    domain: Domain
    valid_from: date
    valid_to: date | None
    status: Status
    source: str
    based_on: tuple[str, ...]
    disclosure: str
    contact: str
    file: str
    raw: bytes
    sha256: str
    rules: tuple[Rule, ...]
    domains: frozenset[Domain] = field(init=False, repr=False, compare=False)
    deciding: tuple[Rule, ...] = field(init=False, repr=False, compare=False)
    _by_id: Mapping[str, tuple[Rule, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_id: dict[str, tuple[Rule, ...]] = {}
        for rule in self.rules:
            by_id[rule.id] = (*by_id.get(rule.id, ()), rule)
        both = {Domain.TENDER, Domain.PROCUREMENT}
        spoken = {domain for domain in both for rule in self.rules if rule.domain.covers(domain)}
        object.__setattr__(self, "domains", frozenset(spoken))
        object.__setattr__(self, "deciding", tuple(rule for rule in self.rules if rule.decides))
        object.__setattr__(self, "_by_id", by_id)

    def named(self, rule_id: str) -> tuple[Rule, ...]:
        """Its rules of that id: several where they differ in domain, validity or condition."""
        return self._by_id.get(rule_id, ())

    @property
    def name(self) -> str:
        """Title and number as a citation writes them."""
        return f"《{self.title}》（{self.number}）" if self.number else f"《{self.title}》"


def read_pack(file: str, raw: bytes) -> Pack:
    """Read ``packs/<region>/<instrument>.toml``; anything odd is a ``PackError`` that names file and rule."""
    try:
        table = tomllib.loads(raw.decode("utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError("toml-malformed", f"不是有效的 TOML：{error}", file=file) from error
    fields = Fields(table, file=file)
    header = fields.table("pack")
    region = header.text("region")
    folder, _, stem = file.removesuffix(".toml").rpartition("/")
    if not is_region_code(region) or folder.rpartition("/")[2] != region:
        raise header.error("region-unknown", f"行政区划代码“{region}”与所在目录不符。")
    title, number = header.text("title"), header.text_or("number", "")
    defaults = _Defaults(
        source=f"《{title}》（{number}）" if number else f"《{title}》",
        axis=header.member("axis", Axis),
        domain=header.member("domain", Domain),
        valid_from=header.day("valid_from"),
        valid_to=header.day_or_none("valid_to"),
    )
    pack = Pack(
        id=f"{region}/{stem}",
        title=title,
        number=number,
        issuer=header.text("issuer"),
        issued_on=header.day_or_none("issued_on"),
        undated=header.text_or("undated", ""),
        region=region,
        domain=defaults.domain,
        valid_from=defaults.valid_from,
        valid_to=defaults.valid_to,
        status=header.member("status", Status),
        source=header.text("source"),
        based_on=header.words("based_on") if header.has("based_on") else (),
        disclosure=header.text_or("disclosure", ""),
        contact=header.text_or("contact", ""),
        file=file,
        raw=raw,
        sha256=hashlib.sha256(raw).hexdigest(),
        rules=tuple(_read_rule(rule, defaults, file=file) for rule in _rule_tables(fields)),
    )
    if (pack.issued_on is None) is not bool(pack.undated):
        raise header.error(
            "date-missing",
            "印发日期和未载明日期的说明应当有且只有一项。",
            remedy="请填写 issued_on；原文没有日期的，改填 undated 说明依据。",
        )
    header.finish()
    fields.finish()
    return pack


def _rule_tables(fields: Fields) -> list[Mapping[str, Any]]:
    value = fields.take("rule")
    if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
        raise fields.error("field-malformed", "字段“rule”应为非空的表列表。")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class _Defaults:
    """What the pack's header says for all its rules."""

    source: str
    axis: Axis
    domain: Domain
    valid_from: date
    valid_to: date | None


def _read_rule(table: Mapping[str, Any], defaults: _Defaults, *, file: str) -> Rule:
    rule_id = table.get("id")
    fields = Fields(table, file=file, rule=rule_id if isinstance(rule_id, str) else "")
    fields.rule = fields.text("id")
    if not fields.has("cite"):
        raise fields.error(
            "citation-missing",
            "没有引用依据，不能加载。",
            remedy="请补充 cite = { article = …, words = …, evidence = … }，words 为条文原文。",
        )
    cite = fields.table("cite")
    kind, op = _read_kind(fields)
    rule = Rule(
        id=fields.rule,
        title=fields.text("title"),
        value=kind.read(fields, op),
        condition=Condition.read(fields.table("when")) if fields.has("when") else None,
        op=op,
        force=fields.member("force", Force),
        axis=fields.member("axis", Axis) if fields.has("axis") else defaults.axis,
        valid_from=fields.day_or_none("valid_from") or defaults.valid_from,
        valid_to=fields.day_or_none("valid_to") or defaults.valid_to,
        domain=fields.member("domain", Domain) if fields.has("domain") else defaults.domain,
        source=defaults.source,
        article=cite.text("article"),
        words=cite.text("words"),
        evidence=cite.member("evidence", Evidence),
        paraphrase=cite.flag_or("paraphrase", default=False),
        derogates=fields.text_or("derogates", ""),
        note=fields.text_or("note", ""),
    )
    cite.finish()
    fields.finish()
    _refuse_the_unsound(rule, fields)
    return rule


def _read_kind(fields: Fields) -> tuple[type[Value | Deciding], Op]:
    kind_name = fields.text("kind")
    kind = KINDS.get(kind_name)
    if kind is None:
        raise fields.error(
            "kind-unknown", f"没有规则类型“{kind_name}”。", remedy=f"规则类型可写 {'、'.join(KINDS)}。"
        )
    op = fields.member("op", Op)
    if op not in kind.ops:
        raise fields.error(
            "op-unknown",
            f"运算符“{op}”不适用于规则类型“{kind_name}”。",
            remedy=f"这一类规则的运算符可写 {'、'.join(sorted(kind.ops))}。",
        )
    return kind, op


def _refuse_the_unsound(rule: Rule, fields: Fields) -> None:
    """What each field allows by itself and the rule as a whole does not."""
    if rule.evidence is Evidence.GENERAL_KNOWLEDGE and not rule.paraphrase:
        raise fields.error(
            "citation-unmarked",
            "未核对原文的引用必须标明 paraphrase = true。",
            remedy="请在 cite 中补充 paraphrase = true，或核对原文后改 evidence。",
        )
    if (rule.force is Force.EXEMPT) is not isinstance(rule.value, Exemption):
        raise fields.error(
            "force-unfit",
            "力度 exempt 与规则类型 Exemption 应当同时使用。",
            remedy='可以不采用的情形请用 kind = "Exemption"、force = "exempt"。',
        )
    if isinstance(rule.value, Adoption) and rule.id != "adoption":
        raise fields.error("id-unfit", "转发规则的编号应为“adoption”。", remedy='请改为 id = "adoption"。')
    if rule.valid_to is not None and rule.valid_to < rule.valid_from:
        raise fields.error("field-malformed", "截止日期不能早于生效日期。")
