"""The answer when no panel exists: a certificate that anyone can check against pool and plan."""

from dataclasses import dataclass

from yuanping.core.draw.candidate import DrawClass
from yuanping.core.draw.eligible import Eligible
from yuanping.core.draw.inputs import Plan, Pool
from yuanping.core.errors import Refused


@dataclass(frozen=True, slots=True)
class HallCertificate:
    """Classes that together need more seats than can be filled (Hall's condition, violated).

    ``employers`` are all employers with an eligible expert in one of ``classes``; ``available`` is how many
    seats they can fill at most: each as many as it has such experts, capped by the plan. When ``venue`` is
    given the plan contradicts itself: its seats there (``needed``) exceed the venue's cap (``available``).
    """

    classes: tuple[DrawClass, ...]
    employers: tuple[str, ...]
    needed: int
    available: int
    venue: str | None = None

    def holds(self, pool: Pool, plan: Plan) -> bool:
        """Whether the certificate proves that the plan cannot be met from the pool."""
        if self.needed <= self.available:
            return False
        if self.venue is not None:
            return self in venue_violations(plan)
        counts = dict(plan.cells)
        return (
            list(self.classes) == sorted(set(self.classes) & counts.keys())
            and self.needed == sum(counts[each] for each in self.classes)
            and self == certificate_of(self.classes, plan, Eligible(pool, plan))
        )


class Infeasible(Refused):
    """No panel, or no replacement, exists; ``certificate`` proves it."""

    def __init__(self, certificate: HallCertificate, *, redraw: bool = False) -> None:
        if certificate.venue is not None:
            message = (
                f"场地{certificate.venue}安排了{certificate.needed}个专家席位，"
                f"超过该场地最多{certificate.available}个的限制。"
            )
            remedy = "请调整各场地的席位分布后重新提交抽取方案。"
        elif redraw:
            message = f"席位类别{certificate.classes[0].name}已没有可补抽的专家。"
            remedy = "请扩大专业或地域范围，另行编号发起新的抽取。"
        else:
            names = "、".join(each.name for each in certificate.classes)
            message = (
                f"席位类别{names}共需专家{certificate.needed}名，符合条件的专家来自"
                f"{len(certificate.employers)}家单位，最多只能选出{certificate.available}名，无法组成评标委员会。"
            )
            remedy = "请扩大专业或地域范围、调整席位分布，或者核对回避名单后重新提交抽取方案。"
        super().__init__("draw-infeasible", message, remedy=remedy)
        self.certificate = certificate


def venue_violations(plan: Plan) -> tuple[HallCertificate, ...]:
    """One certificate for each venue where the plan has more seats than its own cap, in order of venues."""
    out = []
    for venue, cap in sorted((plan.max_per_venue or {}).items()):
        cells = [(each, count) for each, count in plan.cells if each.venue == venue]
        needed = sum(count for _, count in cells)
        if needed > cap:
            out.append(HallCertificate(tuple(each for each, _ in cells), (), needed, cap, venue))
    return tuple(out)


def certificate_of(classes: tuple[DrawClass, ...], plan: Plan, eligible: Eligible) -> HallCertificate:
    """What the classes need and what their eligible employers can give, whichever is more."""
    employers = eligible.by_employer(*classes)
    counts = dict(plan.cells)
    return HallCertificate(
        classes,
        tuple(employers),
        sum(counts[each] for each in classes),
        sum(min(plan.max_per_employer, len(members)) for members in employers.values()),
    )
