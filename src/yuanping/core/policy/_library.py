"""All packs together: conflicts are found when they load, not when a project meets them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from yuanping.core.errors import Invalid
from yuanping.core.policy._choices import Adoption
from yuanping.core.policy._kinds import strictness
from yuanping.core.policy._policy import Policy
from yuanping.core.policy._reader import PackError
from yuanping.core.policy._rule import Pack, Rule, read_pack
from yuanping.core.policy._scopes import Exemption, Reach, Scope
from yuanping.core.policy._tables import is_region_code, region_chain
from yuanping.core.policy._terms import Domain, Force, Status
from yuanping.core.policy._units import Strictness


@dataclass(frozen=True, slots=True)
class Library:
    """Packs that agree with each other."""

    packs: tuple[Pack, ...]

    def pin(self, region: str, domain: Domain, on: date, *, drafts: bool = False) -> Policy:
        """The packs that speak for that region and domain on that day, the most local first.

        Packs without a rule in force are left out. Drafts (征求意见稿) only take part when asked for: simulation.
        """
        chosen = [
            pack
            for pack in self.candidates(region, domain)
            if (drafts or pack.status is Status.ISSUED)
            and any(rule.domain.covers(domain) and rule.holds_on(on) for rule in pack.rules)
        ]
        return Policy(region, domain, on, tuple(chosen))

    def candidates(self, region: str, domain: Domain) -> tuple[Pack, ...]:
        """The packs of the region and those above it that speak of the domain on some day, the most local first."""
        if not is_region_code(region):
            raise Invalid("region-unknown", f"“{region}”不是行政区划代码。", field="region")
        if domain is Domain.BOTH:
            raise Invalid("domain-unknown", "固定政策时必须指明交易类型。", field="domain")
        chain = region_chain(region)
        found = [pack for pack in self.packs if pack.region in chain and domain in pack.domains]
        return tuple(sorted(found, key=lambda pack: (chain.index(pack.region), pack.id)))

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
            raise PackError(
                "pack-duplicate",
                f"与 {one.file} 的标识相同。",
                file=other.file,
                remedy="请更改文件名。",
            )
    for pack in packs:
        _agrees_with_itself(pack)
        # what is issued need not agree with a draft, which decides nothing
        heard = [p for p in packs if p.status is Status.ISSUED or pack.status is Status.DRAFT]
        peers = [p for p in heard if p.region == pack.region and p.id < pack.id and p.status is pack.status]
        uppers = [p for p in heard if p.region in region_chain(pack.region)[1:]]
        for rule in pack.rules:
            _agrees_with_peers(pack, rule, peers)
            _agrees_with_uppers(pack, rule, uppers)
    return Library(packs)


def reload(files: Mapping[str, bytes]) -> tuple[Pack, ...]:
    """Packs that were checked against each other when a project pinned them, read again from their bytes."""
    return tuple(read_pack(file, files[file]) for file in sorted(files))


def _agrees_with_itself(pack: Pack) -> None:
    for one, other in combinations(pack.rules, 2):
        if not one.meets(other):
            continue
        if one.id == other.id and (one.decides or one.condition == other.condition):
            raise PackError(
                "rule-duplicate",
                "在同一交易类型和期间重复。",
                file=pack.file,
                rule=one.id,
                remedy="请删去其中一条，或用 valid_from、valid_to 错开适用期间。",
            )
        if (
            isinstance(one.value, Reach)
            and isinstance(other.value, Reach)
            and one.value.tier is not other.value.tier
            and one.value.condition.overlaps(other.value.condition)
        ):
            raise PackError(
                "bracket-overlap",
                f"与规则“{one.id}”的金额区间重叠。",
                file=pack.file,
                rule=other.id,
                remedy="请用“>=”和“<”写明交界金额归哪一档，使区间互不重叠。",
            )


def _same(rule: Rule, packs: list[Pack]) -> Iterator[tuple[Pack, Rule]]:
    return (
        (pack, other) for pack in packs for other in pack.rules if other.id == rule.id and rule.meets(other)
    )


def _agrees_with_peers(pack: Pack, rule: Rule, peers: list[Pack]) -> None:
    for peer, other in _same(rule, peers):
        if not rule.decides and rule.condition != other.condition:
            continue
        raise PackError(
            "rule-duplicate",
            f"与同一地区的 {peer.file} 在同一期间重复规定。",
            file=pack.file,
            rule=rule.id,
            remedy="请只保留一处，或用 valid_from、valid_to 错开适用期间。",
        )


def _agrees_with_uppers(pack: Pack, rule: Rule, uppers: list[Pack]) -> None:
    if rule.derogates and not any(other.id == rule.derogates for upper in uppers for other in upper.rules):
        raise PackError(
            "derogation-unknown",
            f"上级文件中没有规则“{rule.derogates}”。",
            file=pack.file,
            rule=rule.id,
            remedy="请将 derogates 改为上级文件中规则的编号，没有变通的请删去。",
        )
    if isinstance(rule.value, Adoption) and all(upper.id != rule.value.pack for upper in uppers):
        raise PackError(
            "adoption-unknown",
            f"没有可以转发的上级文件“{rule.value.pack}”。",
            file=pack.file,
            rule=rule.id,
            remedy="请写上级地区文件的标识，例如 370300/zcc-2022-11。",
        )
    for upper, other in _same(rule, uppers):
        if rule.derogates != other.id and _departs(rule, other):
            raise _looser(pack, rule, f"比 {upper.file} 的规定宽松或者无法比较", other)
    if isinstance(rule.value, Exemption):
        for upper in uppers:
            for other in upper.rules:
                duty = isinstance(other.value, Scope) and other.force in {Force.MUST, Force.DEFAULT}
                if duty and rule.meets(other) and rule.derogates != other.id:
                    raise _looser(pack, rule, f"免除了 {upper.file} 规则“{other.id}”的义务", other)


def _looser(pack: Pack, rule: Rule, problem: str, upper: Rule) -> PackError:
    return PackError(
        "rule-looser",
        f"{problem}，且没有写明 derogates。",
        file=pack.file,
        rule=rule.id,
        remedy=f'请改为不宽于上级的规定；确有依据变通的，写明 derogates = "{upper.id}"。',
    )


def _departs(rule: Rule, upper: Rule) -> bool:
    """Whether the local rule is looser than the upper one, or cannot be compared with it."""
    if rule.force.rank < upper.force.rank:
        return True
    if rule.condition not in {None, upper.condition}:
        return True  # it speaks of fewer projects
    return strictness(rule.value, upper.value) not in {Strictness.EQUAL, Strictness.STRICTER}
