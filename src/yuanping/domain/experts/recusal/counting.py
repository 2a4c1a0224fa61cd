"""Who would fit before and after the exclusions, class by class: numbers, nobody's name."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from yuanping.core.policy import Share
from yuanping.domain.experts.states import ABSENT, Recusal

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassCount(Generic[K]):
    """How many experts, of how many employers, could take the seats of one class.

    ``fitting`` experts hold specialty and region; ``excluded`` of them stay out, by reason; ``experts`` are left.
    """

    draw_class: K
    wanted: int
    fitting: int
    experts: int
    employers: int
    excluded: Mapping[Recusal, int]

    @property
    def recused(self) -> int:
        """Those out by a stated reason rather than by circumstance."""
        return sum(count for code, count in self.excluded.items() if code not in ABSENT)

    @property
    def at_hand(self) -> int:
        """Those who would come were nobody recused."""
        return self.experts + self.recused


def class_counts(
    pool: Iterable[tuple[Collection[K], int, Recusal | None]], wanted: Mapping[K, int]
) -> list[ClassCount[K]]:
    """Count a pool of (classes that the expert fits, employer, why the expert stays out)."""
    free: Counter[K] = Counter()
    employers: dict[K, set[int]] = {each: set() for each in wanted}
    excluded: dict[K, Counter[Recusal]] = {each: Counter() for each in wanted}
    for classes, employer, why in pool:
        for each in classes:
            if each not in wanted:
                continue
            if why is None:
                free[each] += 1
                employers[each].add(employer)
            else:
                excluded[each][why] += 1
    return [
        ClassCount(
            draw_class=each,
            wanted=count,
            fitting=free[each] + excluded[each].total(),
            experts=free[each],
            employers=len(employers[each]),
            excluded={code: excluded[each][code] for code in Recusal if excluded[each][code]},
        )
        for each, count in wanted.items()
    ]


def over_excluded(counts: Iterable[ClassCount[K]], least: Share | None) -> list[ClassCount[K]]:
    """The classes of which recusal takes more than the rule leaves room for: over-exclusion steers a draw."""
    if least is None:
        return []
    return [each for each in counts if each.recused and not least.met_by(each.experts, each.at_hand)]
