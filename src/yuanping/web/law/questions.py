"""The explorer's question: facts as a person gives them, and in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from typing_extensions import override

from yuanping.core.errors import Invalid
from yuanping.core.local_time import BEIJING
from yuanping.core.policy import (
    DEADLINES,
    GROUND_LABELS,
    Category,
    Domain,
    Edition,
    Exemption,
    Facts,
    Ground,
    Part,
    Procedure,
    ProjectKind,
    Rule,
    all_grounds,
)
from yuanping.domain.projects.states import DOMAIN_LABELS, KIND_LABELS
from yuanping.domain.rules import queries
from yuanping.web.components.forms import AmountField, PageForm
from yuanping.web.law.names import PARTS
from yuanping.web.law.places import region_choices
from yuanping.web.law.words import money_words

UNSAID = (("", "尚不清楚"), ("yes", "是"), ("no", "否"))
FLAGS = {"yes": True, "no": False}
EDITIONS = {Edition.OF_2022: "2022 年版", Edition.OF_2013: "2013 年版"}
DEADLINE_LABELS: Mapping[str, str] = {
    "booking-lead": "预约副场",
    "joint-test": "主副场联合检测",
    "details-release": "向副场提供项目具体信息",
    "av-to-main": "副场向主场移交音视频资料",
    "av-to-tenderer": "主场向招标人移交备份",
    "fee-main": "支付主场专家费用",
    "fee-sub": "支付副场专家费用",
    "reevaluation-registration": "重新评审前登记",
    "monthly-report": "月度情况报送",
    "inquiry-answer": "答复询问",
    "objection-answer": "答复异议（质疑）",
    "query-filing": "提出质疑",
    "complaint-filing": "提出投诉",
    "complaint-acceptance": "决定是否受理投诉",
    "complaint-decision": "作出投诉处理决定",
    "bidding-period": "编制投标文件的期间",
    "clarification-lead": "澄清或者修改招标文件",
    "objection-lead": "对招标文件提出异议",
    "candidates-publication": "公示中标候选人",
    "award-report": "提交招标投标情况书面报告",
    "contract-signing": "订立书面合同",
    "report-to-purchaser": "评审报告送交采购人",
    "winner-choice": "确定中标（成交）供应商",
    "result-announcement": "发出通知书并公告结果",
    "expert-draw": "抽取专家",
    "expert-record": "记录专家履职情况",
}
FIELDS = {
    "kind": "kind",
    "mandatory": "mandatory",
    "estimate": "estimate",
    "parts.works": "works",
    "parts.goods": "goods",
    "parts.services": "services",
    "category": "code",
    "category.code": "code",
    "category.edition": "edition",
    "local_experts": "local_experts",
    "exemption_consent": "consent",
}
"""The field of the form that answers each fact; the grounds share one."""

_SUB_VENUES = {"sub.min_centres", "sub.min_experts", "sub.selection", "sub.secrecy"}
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=BEIJING), datetime(2099, 12, 31, 23, 59, tzinfo=BEIJING)


def _choices(first: str, labels: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [("", first), *((key.value, label) for key, label in labels.items())]


def field_of(fact: str) -> str:
    """The field that answers the fact."""
    return FIELDS.get(fact, "grounds")


class Question(PageForm):
    """What a person tells the explorer; everything that is left out is unknown."""

    region = forms.ChoiceField(label="项目所在地")
    domain = forms.ChoiceField(label="领域", choices=_choices("请选择", DOMAIN_LABELS))
    on = forms.DateField(
        label="基准日期",
        input_formats=["%Y-%m-%d"],
        validators=[MinValueValidator(_FIRST.date()), MaxValueValidator(_LAST.date())],
        error_messages={
            "min_value": "基准日期不能早于 2000-01-01。",
            "max_value": "基准日期不能晚于 2099-12-31。",
        },
        widget=forms.DateInput(format="%Y-%m-%d"),
        help_text="一般为公告发布日期，决定适用哪些文件。",
    )
    drafts = forms.BooleanField(label="包括征求意见稿（仅供模拟）", required=False)
    kind = forms.ChoiceField(label="项目类别", required=False, choices=_choices("尚不清楚", KIND_LABELS))
    mandatory = forms.ChoiceField(label="是否依法必须招标", required=False, choices=UNSAID)
    estimate = AmountField(
        label="合同估算价",
        required=False,
        max_length=40,
        help_text="可写 1亿元、2000万元，或者以元为单位的数字。",
    )
    works = AmountField(label="总承包中施工部分的估算价", required=False, max_length=40)
    goods = AmountField(label="总承包中货物部分的估算价", required=False, max_length=40)
    services = AmountField(label="总承包中服务部分的估算价", required=False, max_length=40)
    code = forms.CharField(
        label="采购品目代码",
        required=False,
        max_length=12,
        help_text="政府采购品目分类目录中的代码，例如 C21040000。",
    )
    edition = forms.ChoiceField(label="品目目录版本", required=False, choices=_choices("尚不清楚", EDITIONS))
    local_experts = forms.IntegerField(
        label="本地同类评审专家人数", required=False, min_value=0, max_value=1_000_000
    )
    grounds = forms.MultipleChoiceField(
        label="存在的情形",
        required=False,
        choices=[(ground.value, label) for ground, label in GROUND_LABELS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    checked = forms.BooleanField(label="以上情形已逐项核实，没有勾选的都不存在", required=False)
    consent = forms.ChoiceField(
        label="行政监督部门是否同意不采用",
        required=False,
        choices=UNSAID,
        help_text="只用于推演，不代替办理。",
    )
    deadline = forms.ChoiceField(
        label="期限", required=False, choices=[("", "不推算"), *DEADLINE_LABELS.items()]
    )
    start = forms.DateTimeField(
        label="起算时间",
        required=False,
        input_formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"],
        validators=[MinValueValidator(_FIRST), MaxValueValidator(_LAST)],
        error_messages={
            "min_value": "起算时间不能早于 2000-01-01。",
            "max_value": "起算时间不能晚于 2099-12-31。",
        },
        widget=forms.DateTimeInput(format="%Y-%m-%d %H:%M", attrs={"placeholder": "2026-06-05 17:30"}),
        help_text="例如评标结束、收到质疑的时间；提前时间的，写开标或者评标开始的时间。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", "请选择"), *region_choices()]  # type: ignore[attr-defined]

    @override
    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        code, edition = given.get("code"), given.get("edition")
        if code:
            try:
                given["category"] = Category(code.strip().upper(), Edition(edition) if edition else None)
            except Invalid as refused:
                self.add_error("code", f"{refused.message}{refused.remedy}")
        elif edition and "code" not in self.errors:
            self.add_error("code", "已选择目录版本，请同时填写采购品目代码，或者取消版本。")
        if given.get("deadline") and not given.get("start") and "start" not in self.errors:
            self.add_error("start", "推算期限须填写起算时间，例如 2026-06-05 17:30。")
        return given


@dataclass(frozen=True, slots=True)
class Asked:
    """A complete question: where, when, and what is known."""

    region: str
    on: date
    drafts: bool
    facts: Facts
    deadline: str
    start: datetime | None

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Asked":
        """From the cleaned answers of a valid form."""
        grounds = [Ground(value) for value in given["grounds"]]
        facts = Facts(
            domain=Domain(given["domain"]),
            kind=ProjectKind(given["kind"]) if given["kind"] else None,
            mandatory=FLAGS.get(given["mandatory"]),
            estimate=given["estimate"],
            parts={part: given[part.value] for part in Part if given[part.value] is not None},
            category=given.get("category"),
            grounds=all_grounds(grounds) if given["checked"] else dict.fromkeys(grounds, True),
            local_experts=given["local_experts"],
            exemption_consent=FLAGS.get(given["consent"]),
        )
        return cls(given["region"], given["on"], given["drafts"], facts, given["deadline"], given["start"])

    def said(self) -> Iterator[tuple[str, str]]:
        """Each fact by its label, in words; what is unknown is said to be so."""
        facts, unknown = self.facts, "尚不清楚"
        flags = {True: "是", False: "否", None: unknown}
        yield "项目所在地", dict(region_choices())[self.region]
        yield "领域", {k.value: v for k, v in DOMAIN_LABELS.items()}[facts.domain.value]
        yield "基准日期", self.on.isoformat()
        yield "征求意见稿", "包括" if self.drafts else "不包括"
        kinds = {kind.value: label for kind, label in KIND_LABELS.items()}
        yield "项目类别", kinds[facts.kind.value] if facts.kind else unknown
        yield "是否依法必须招标", flags[facts.mandatory]
        yield "合同估算价", unknown if facts.estimate is None else money_words(facts.estimate)
        for part, label in PARTS.items():
            yield f"{label}部分估算价", money_words(facts.parts[part]) if part in facts.parts else unknown
        category = facts.category
        edition = f"（{EDITIONS[category.edition]}）" if category and category.edition else ""
        yield "采购品目", f"{category.code}{edition}" if category else unknown
        yield "本地专家人数", unknown if facts.local_experts is None else f"{facts.local_experts} 人"
        put = [label for ground, label in GROUND_LABELS.items() if facts.grounds.get(ground)]
        settled = len(facts.grounds) == len(Ground)
        yield "存在的情形", "；".join(put) or ("没有" if settled else unknown)
        yield "监督部门是否同意不采用", flags[facts.exemption_consent]


def asked_fields(form: forms.Form) -> tuple[frozenset[str], frozenset[str]] | None:
    """The fields that some rule there and then asks for, and the grounds; None before region and domain are known.

    ``form`` has been validated, rightly or not: what is wrong elsewhere in it does not matter here.
    """
    found = form.cleaned_data
    if not all(found.get(name) for name in ("region", "domain", "on")):
        return None
    domain = Domain(found["domain"])
    policy = queries.library().pin(found["region"], domain, found["on"], drafts=bool(found.get("drafts")))
    rules = [rule for pack in policy.chain for rule in pack.rules if _matters(rule, domain, found["on"])]
    nothing = Facts(domain=domain)
    names = {name for rule in rules for name in rule.asks(nothing)}
    if any(isinstance(r.value, Exemption) and r.value.procedure is Procedure.CONSENT_BEFORE for r in rules):
        names.add("exemption_consent")
    fields = {field_of(name) for name in names}
    if "code" in fields:
        fields.add("edition")
    grounds = {name.removeprefix("grounds.") for name in names if name.startswith("grounds.")}
    return frozenset(fields), frozenset(grounds)


def offer_deadlines(form: forms.Form) -> None:
    """Put the deadlines first for which the chosen place and day have a rule."""
    given = form.cleaned_data
    domain, on = Domain(given["domain"]), given["on"]
    policy = queries.library().pin(given["region"], domain, on, drafts=bool(given.get("drafts")))
    known = {r.id for pack in policy.chain for r in pack.rules if r.domain.covers(domain) and r.holds_on(on)}
    local = [(name, label) for name, label in DEADLINE_LABELS.items() if DEADLINES[name] in known]
    others = [(name, label) for name, label in DEADLINE_LABELS.items() if DEADLINES[name] not in known]
    groups = [("当地没有规定的", others)] if others else []
    form.fields["deadline"].choices = [("", "不推算"), *local, *groups]  # type: ignore[attr-defined]


def _matters(rule: Rule, domain: Domain, on: date) -> bool:
    return (rule.decides or rule.id in _SUB_VENUES) and rule.domain.covers(domain) and rule.holds_on(on)
