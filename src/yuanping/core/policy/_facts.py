"""What is known of a project when the law is asked: three-valued, so that nothing is guessed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from yuanping.core.errors import Invalid
from yuanping.core.policy._terms import Domain


class ProjectKind(StrEnum):
    """What is bought."""

    WORKS = "works"
    GOODS = "goods"
    SERVICES = "services"
    EPC = "epc"


class Part(StrEnum):
    """A part of an engineering-procurement-construction contract (工程总承包, S2-5)."""

    WORKS = "works"
    GOODS = "goods"
    SERVICES = "services"


class Ground(StrEnum):
    """A reason that somebody puts forward for, or against, remote evaluation."""

    APPLICANT_REQUEST = "applicant-request"
    HIGH_ATTENTION = "high-attention"
    COMPLEX = "complex"
    SCARCE_EXPERTS = "scarce-experts"
    FREQUENT = "frequent"
    SPECIAL_EXPERTISE = "special-expertise"
    STATE_SECRET = "state-secret"  # noqa: S105 -- a reason, not a password
    SPECIAL_SPECIALTY = "special-specialty"
    LAW_EXCLUDED = "law-excluded"
    OVERNIGHT = "overnight"
    LONG_REVIEW = "long-review"
    SUB_VENUE_UNAVAILABLE = "sub-venue-unavailable"
    EXPLICIT_CROSS_PROVINCE = "explicit-cross-province"
    ESPECIALLY_IMPORTANT = "especially-important"
    OTHER = "other"


GROUND_LABELS: Mapping[Ground, str] = MappingProxyType(
    {
        Ground.APPLICANT_REQUEST: "招标人（采购人）申请采用远程异地评标",
        Ground.HIGH_ATTENTION: "社会关注度高、影响较大",
        Ground.COMPLEX: "技术复杂",
        Ground.SCARCE_EXPERTS: "本地区同类评审专家较少",
        Ground.FREQUENT: "采购频次较高的同类型项目",
        Ground.SPECIAL_EXPERTISE: "对评标专家有特殊要求，且专家库难以满足",
        Ground.STATE_SECRET: "涉及国家秘密",
        Ground.SPECIAL_SPECIALTY: "专业特殊",
        Ground.LAW_EXCLUDED: "法律法规规定不宜实行",
        Ground.OVERNIGHT: "需要隔夜评审",
        Ground.LONG_REVIEW: "评审时间预计较长",
        Ground.SUB_VENUE_UNAVAILABLE: "无法在规定时限内确定副场",
        Ground.EXPLICIT_CROSS_PROVINCE: "有关规定明确要求跨省",
        Ground.ESPECIALLY_IMPORTANT: "特别重大项目",
        Ground.OTHER: "其他情形",
    }
)
"""What a page calls each ground."""


class Edition(StrEnum):
    """An edition of the catalogue of procurement categories (政府采购品目分类目录)."""

    OF_2013 = "2013"
    OF_2022 = "2022"


@dataclass(frozen=True, slots=True)
class Category:
    """A procurement category; the same code means different things in two editions (None: nobody has said which)."""

    code: str
    edition: Edition | None = None

    def __post_init__(self) -> None:
        digits = self.code[1:]
        shaped = self.code[:1] in {"A", "B", "C"} and digits.isascii() and digits.isdigit()
        if not (shaped and len(digits) % 2 == 0 and len(digits) <= 10):
            raise Invalid(
                "category-malformed",
                f"“{self.code}”不是政府采购品目代码。",
                field="category.code",
                remedy="代码为一个字母（A、B、C）加偶数位数字，例如 C21040000。",
            )

    @property
    def stem(self) -> str:
        """The code without the zeros that fill it up: ``C21040000`` is ``C2104``."""
        stem = self.code
        while len(stem) > 1 and stem.endswith("00"):
            stem = stem[:-2]
        return stem


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a project; None, or a key that is not there, means that nobody has said.

    Amounts are in CNY: ``estimate`` is the contract's, ``parts`` those of an EPC contract. ``grounds`` says of each
    reason whether it has been put forward. ``exemption_consent`` is the supervisor's recorded consent (S4-6).
    """

    domain: Domain
    kind: ProjectKind | None = None
    mandatory: bool | None = None
    estimate: Decimal | None = None
    parts: Mapping[Part, Decimal] = field(default_factory=dict)
    category: Category | None = None
    grounds: Mapping[Ground, bool] = field(default_factory=dict)
    local_experts: int | None = None
    exemption_consent: bool | None = None

    def __post_init__(self) -> None:
        for name in ("mandatory", "exemption_consent"):
            given: object = getattr(self, name)
            if given is not None and not isinstance(given, bool):
                raise Invalid("fact-malformed", f"“{FACT_LABELS[name]}”只能是“是”“否”或未知。", field=name)
        for ground, put_forward in self.grounds.items():
            checked: object = put_forward
            if not isinstance(checked, bool):
                raise Invalid(
                    "fact-malformed",
                    f"“{GROUND_LABELS[ground]}”只能是“是”或“否”。",
                    field=f"grounds.{ground}",
                )
        amounts = {"estimate": self.estimate, **{f"parts.{part}": self.parts[part] for part in self.parts}}
        for name, amount in amounts.items():
            if amount is not None:
                _check_amount(name, amount)


def _check_amount(name: str, amount: object) -> None:
    if not (isinstance(amount, Decimal) and amount.is_finite() and amount >= 0):
        raise Invalid(
            "amount-malformed",
            f"“{FACT_LABELS[name]}”应为不小于 0 的金额。",
            field=name,
            remedy="请更正金额。",
        )


def all_grounds(put_forward: Iterable[Ground]) -> Mapping[Ground, bool]:
    """Every ground answered: those put forward are so, all others are not."""
    given = frozenset(put_forward)
    return {ground: ground in given for ground in Ground}


FACT_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "domain": "交易类型",
        "kind": "项目类别",
        "mandatory": "是否依法必须招标",
        "estimate": "合同估算价（元）",
        "parts.works": "总承包中施工部分的估算价（元）",
        "parts.goods": "总承包中货物部分的估算价（元）",
        "parts.services": "总承包中服务部分的估算价（元）",
        "category": "政府采购品目",
        "category.edition": "品目目录的版本",
        "category.code": "更细一级的品目代码",
        "local_experts": "本地同类评审专家人数",
        **{f"grounds.{ground}": f"是否{label}" for ground, label in GROUND_LABELS.items()},
        f"grounds.{Ground.APPLICANT_REQUEST}": "招标人（采购人）是否申请采用远程异地评标",
        f"grounds.{Ground.OTHER}": "有无其他情形",
        "exemption_consent": "行政监督部门是否同意不采用远程异地评标",
    }
)
"""What a page asks for, by the name of the missing fact, in the order of asking."""
