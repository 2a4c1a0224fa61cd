"""All packs together: conflicts are found when they load, not when a project meets them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from yuanping.core.errors import Invalid
from yuanping.core.policy._conditions import Reach, Scope
from yuanping.core.policy._kinds import Strictness, strictness
from yuanping.core.policy._policy import Policy
from yuanping.core.policy._reader import PackError
from yuanping.core.policy._rule import Pack, Rule, read_pack
from yuanping.core.policy._tables import is_region_code, region_chain
from yuanping.core.policy._terms import Domain, Force, Status


@dataclass(frozen=True, slots=True)
class Library:
    """Packs that agree with each other."""

    packs: tuple[Pack, ...]

    def pin(self, region: str, domain: Domain, on: date, *, drafts: bool = False) -> Policy:
        """The packs that speak for that region and domain on that day, the most local first.

        Packs without a rule in force are left out. Drafts (征求意见稿) only take part when asked for: simulation.
        """
        if not is_region_code(region):
            raise Invalid("region-unknown", f"“{region}”不是行政区划代码。", field="region")
        if domain is Domain.BOTH:
            raise Invalid("domain-unknown", "固定政策时必须指明交易类型。", field="domain")
        chain = region_chain(region)
        chosen = [
            pack
            for pack in self.packs
            if pack.region in chain
            and (drafts or pack.status is Status.ISSUED)
            and any(rule.domain.covers(domain) and rule.holds_on(on) for rule in pack.rules)
        ]
        chosen.sort(key=lambda pack: (chain.index(pack.region), pack.id))
        return Policy(region, domain, on, tuple(chosen))

    def pack(self, pack_id: str) -> Pack:
        for pack in self.packs:
            if pack.id == pack_id:
                return pack
        raise Invalid("pack-unknown", f"没有政策文件“{pack_id}”。", field="pack")


def load(files: Mapping[str, bytes]) -> Library:
    """Read packs from bytes, keyed by a path that ends in ``<region>/<instrument>.toml``.

    A pack that is malformed, or two that contradict each other, is a ``PackError`` naming file and rule.
    """
    packs = tuple(read_pack(file, files[file]) for file in sorted(files))
    for one, other in combinations(packs, 2):
        if one.id == other.id:
            raise PackError("pack-duplicate", f"与 {one.file} 的标识相同。", file=other.file)
    for pack in packs:
        _agrees_with_itself(pack)
        peers = [p for p in packs if p.region == pack.region and p.id < pack.id]
        uppers = [p for p in packs if p.region in region_chain(pack.region)[1:]]
        for rule in pack.rules:
            _agrees_with_peers(pack, rule, peers)
            _agrees_with_uppers(pack, rule, uppers)
    return Library(packs)


def _agrees_with_itself(pack: Pack) -> None:
    for one, other in combinations(pack.rules, 2):
        if not one.meets(other):
            continue
        if one.id == other.id:
            raise PackError("rule-duplicate", "在同一交易类型和期间重复。", file=pack.file, rule=one.id)
        if (
            isinstance(one.value, Reach)
            and isinstance(other.value, Reach)
            and one.value.tier is not other.value.tier
            and one.value.condition.overlaps(other.value.condition)
        ):
            raise PackError(
                "bracket-overlap", f"与规则“{one.id}”的金额区间重叠。", file=pack.file, rule=other.id
            )


def _same(rule: Rule, packs: list[Pack]) -> Iterator[tuple[Pack, Rule]]:
    return (
        (pack, other) for pack in packs for other in pack.rules if other.id == rule.id and rule.meets(other)
    )


def _agrees_with_peers(pack: Pack, rule: Rule, peers: list[Pack]) -> None:
    for peer, _ in _same(rule, peers):
        raise PackError(
            "rule-duplicate", f"与同一地区的 {peer.file} 在同一期间重复规定。", file=pack.file, rule=rule.id
        )


def _agrees_with_uppers(pack: Pack, rule: Rule, uppers: list[Pack]) -> None:
    if rule.derogates and not any(other.id == rule.derogates for upper in uppers for other in upper.rules):
        raise PackError(
            "derogation-unknown", f"上级文件中没有规则“{rule.derogates}”。", file=pack.file, rule=rule.id
        )
    for upper, other in _same(rule, uppers):
        if rule.derogates != other.id and _departs(rule, other):
            raise PackError(
                "rule-looser",
                f"比 {upper.file} 的规定宽松或者无法比较，且没有写明 derogates。",
                file=pack.file,
                rule=rule.id,
            )
    if isinstance(rule.value, Scope) and rule.force is Force.EXEMPT:
        for upper in uppers:
            for other in upper.rules:
                duty = isinstance(other.value, Scope) and other.force in {Force.MUST, Force.DEFAULT}
                if duty and rule.meets(other) and rule.derogates != other.id:
                    raise PackError(
                        "rule-looser",
                        f"免除了 {upper.file} 规则“{other.id}”的义务，且没有写明 derogates。",
                        file=pack.file,
                        rule=rule.id,
                    )


def _departs(rule: Rule, upper: Rule) -> bool:
    """Whether the local rule is looser than the upper one, or cannot be compared with it."""
    if isinstance(rule.value, Scope | Reach) or isinstance(upper.value, Scope | Reach):
        return (rule.value, rule.force) != (upper.value, upper.force)
    if rule.force.rank < upper.force.rank:
        return True
    return strictness(rule.value, upper.value) not in {Strictness.EQUAL, Strictness.STRICTER}
