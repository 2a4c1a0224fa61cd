"""The answer when no panel exists: a certificate that anyone can check, in numbers and in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from yuanping.core.draw.eligible import Eligible
from yuanping.core.draw.person import ANYWHERE, DrawClass
from yuanping.core.draw.plan import Plan
from yuanping.core.errors import Refused


@dataclass(frozen=True, slots=True)
class Certificate:
    """Seats that cannot be filled together, and all employers with an eligible expert for one of them.

    ``available``: how many seats these employers can fill at most, each as many as it has such experts, within the
    plan's limit (Hall's condition, violated). ``by_limits``: they could, were it not for the limits on centres.
    """

    classes: tuple[DrawClass, ...]
    seats: tuple[int, ...]
    employers: tuple[str, ...]
    available: int
    explanation: str
    by_limits: bool = False

    def as_json(self) -> dict[str, object]:
        return {"employers": list(self.employers), "explanation": self.explanation, "seats": list(self.seats)}


class Infeasible(Refused):
    """No panel, or no replacement, exists; ``certificate`` proves it."""

    def __init__(self, certificate: Certificate) -> None:
        super().__init__(
            "draw-infeasible",
            certificate.explanation,
            remedy="请扩大专业或地域范围、调整席位分布，或者核对回避名单后重新提交抽取方案。",
        )
        self.certificate = certificate


def hall_certificate(classes: Sequence[DrawClass], plan: Plan, eligible: Eligible) -> Certificate:
    """What the classes need and what their eligible employers can give."""
    employers = eligible.by_employer(classes)
    limit = plan.limits.max_per_employer
    available = sum(min(limit, len(members)) for members in employers.values())
    seats = _seats(classes, plan)
    named = "、".join(in_words(each) for each in classes)
    whole = "合计" if len(classes) > 1 else ""
    if employers:
        given = (
            f"符合条件的专家来自 {len(employers)} 家单位（{_some(list(employers))}），"
            f"每家单位最多入选 {limit} 人，最多只能选出 {available} 人"
        )
    else:
        given = "没有符合条件的专家"
    explanation = (
        f"{named}{whole}需要 {len(seats)} 人；除去回避和不可抽取的人员后，{given}，不能组成评标委员会。"
    )
    return Certificate(tuple(classes), seats, tuple(employers), available, explanation)


def limits_certificate(plan: Plan, eligible: Eligible) -> Certificate:
    """Each seat could be filled, but not so that the limits on centres are kept."""
    employers = eligible.by_employer(plan.classes)
    limits = plan.limits
    asked = []
    if limits.max_per_centre is not None:
        asked.append(f"每个交易中心最多 {limits.max_per_centre} 人")
    if limits.min_other_centres:
        asked.append(f"主场（{limits.main_centre}）以外至少 {limits.min_other_centres} 个交易中心有专家")
    explanation = (
        f"{len(plan.seat_classes)} 个席位的专业和单位条件可以满足，但不能同时做到{'，且'.join(asked)}，"
        "不能组成评标委员会。"
    )
    return Certificate(
        plan.classes,
        tuple(range(len(plan.seat_classes))),
        tuple(employers),
        sum(min(limits.max_per_employer, len(members)) for members in employers.values()),
        explanation,
        by_limits=True,
    )


def in_words(draw_class: DrawClass) -> str:
    """``专业“A08”（C03）``; without a centre when any will do."""
    return f"专业“{draw_class.specialty}”" + (
        "" if draw_class.centre == ANYWHERE else f"（{draw_class.centre}）"
    )


def _seats(classes: Sequence[DrawClass], plan: Plan) -> tuple[int, ...]:
    return tuple(sorted(number for each in classes for number in plan.seat_numbers[each]))


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:5]) + (" 等" if len(names) > 5 else "")
