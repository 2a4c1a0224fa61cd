"""What an administrator's directory holds, examined before a node is given it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from yuanping.core.policy import Pack, PackError, Regions
from yuanping.domain.rules.shelf import Shelf
from yuanping.domain.rules.sources import Source, locate


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What loaded, shipped and own together; ``own`` are the paths of the directory's files."""

    packs: tuple[str, ...]
    rules: int
    years: tuple[int, ...]
    regions: int
    specialties: int
    sources: int
    clauses: int
    own: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def examine(shelf: Shelf) -> Findings:
    """Load everything and check the directory's packs against the regions and the texts that they name.

    The first thing that is wrong is ``PackError`` or another refusal, naming file, rule and remedy.
    """
    library, calendar = shelf.library(), shelf.calendar()
    regions, specialties = shelf.regions(), shelf.specialties()
    sources, registers = shelf.sources(), shelf.registers()
    own = shelf.own()
    for pack in library.packs:
        if pack.file in own:
            _stands_on_its_text(pack, regions, sources)
    return Findings(
        packs=tuple(pack.id for pack in library.packs),
        rules=sum(len(pack.rules) for pack in library.packs),
        years=calendar.years,
        regions=len(regions.by_code),
        specialties=len(specialties.by_code),
        sources=len(sources),
        clauses=sum(len(register.clauses) for register in registers),
        own=own,
    )


def _stands_on_its_text(pack: Pack, regions: Regions, sources: Mapping[str, Source]) -> None:
    if pack.region not in regions.by_code:
        problem, remedy = f"行政区划“{pack.region}”没有名称。", "请在 regions.toml 中登记。"
        raise PackError("region-unknown", problem, file=pack.file, remedy=remedy)
    source = sources.get(pack.source)
    if source is None:
        problem, remedy = f"来源“{pack.source}”没有登记。", "请在 sources/sources.toml 中登记该文件及其原文。"
        raise PackError("source-unknown", problem, file=pack.file, remedy=remedy)
    for rule in pack.rules:
        if not rule.paraphrase and locate(source, rule.words) is None:
            problem = f"来源“{pack.source}”的原文中没有“{rule.words}”。"
            remedy = "请对照原文更正 words；并非原句的，写明 paraphrase = true。"
            raise PackError("words-unknown", problem, file=pack.file, rule=rule.id, remedy=remedy)
