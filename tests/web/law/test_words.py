"""Rules in plain Chinese: every kind by its exact text, every shipped rule without a foreign word."""

import re
from decimal import Decimal

import pytest

from yuanping.core.policy import KINDS, Domain, Force, Rule, load
from yuanping.domain.rules import queries
from yuanping.web.law.options import option_words
from yuanping.web.law.words import condition_words, force_words, money_words, value_words

HEADER = """
[pack]
title = "试行通知"
issuer = "某市"
issued_on = 2026-01-01
region = "411500"
status = "issued"
source = "X1"
domain = "{domain}"
axis = "notice_on"
valid_from = 2026-01-01
[[rule]]
id = "{rule}"
title = "某项要求"
force = "{force}"
cite = {{ article = "一", words = "由监督人员、招标人共同核验", evidence = "verified" }}
"""


def rule_of(fields: str, *, rule: str = "a.rule", force: str = "must", domain: str = "tender") -> Rule:
    raw = (HEADER.format(domain=domain, rule=rule, force=force) + fields).encode()
    return load({"411500/notice.toml": raw}).packs[0].rules[0]


EXACT = {
    "MinCount": ('op = ">="\nvalue = 10\nunit = "seat"', "不少于 10 个工位"),
    "MaxCount": ('op = "<="\nvalue = 3\nunit = "bidder"', "不超过 3 家"),
    "MinMeasure": ('op = ">="\nvalue = 300\nunit = "Mbit/s"', "不低于 300 兆比特每秒"),
    "Share": ('op = ">="\nvalue = { numerator = 2, denominator = 3 }', "不少于三分之二"),
    "Targets": (
        (
            'op = ">="\nunit = "province"\n'
            "value = [{ by = 2026-04-30, amount = 2 }, { by = 2026-11-30, amount = 3 }]"
        ),
        "2026 年 4 月 30 日前不少于 2 个省份；2026 年 11 月 30 日前不少于 3 个省份",
    ),
    "Flag": ('op = "is"\nvalue = true', "应当做到"),
    "Choice": (
        'op = "all-of"\nvalue = ["tenderer", "supervisor"]\noptions = ["tenderer", "supervisor", "centre"]',
        "监督人员和招标人",
    ),
    "Phases": (
        (
            'op = "order"\nvalue = [{ name = "服务", kinds = ["services"], from = 2026-01-01 }, '
            '{ name = "全部", kinds = ["works"] }]'
        ),
        "第一步，服务（2026 年 1 月 1 日起）；第二步，全部（原文未定起始日期）",
    ),
    "Secrecy": (
        'op = "from"\nvalue = ["bidder", "tenderer", "agency"]\nuntil = "check-in"',
        "对招标人、代理机构、投标人保密，至专家签到",
    ),
    "Vocabulary": (
        'op = "is"\nvalue = { tenderer = "采购人", sub_venue = "副场" }',
        "组织招标或者采购的一方称“采购人”；协同评审的场所称“副场”",
    ),
    "Qualification": (
        (
            'op = "any-of"\nor_equal = true\n'
            'value = [{ title = "intermediate", years = 8 }, { title = "sub-senior", years = 0 }]'
        ),
        "从事相关领域工作满 8 年并具有中级以上职称；或者具有副高级以上职称；或者具有同等专业水平",
    ),
    "MinLead": (
        'op = ">="\nvalue = 168\nunit = "hour"\nconvention = "instant"\nbefore = "evaluation-start"',
        "评标开始前至少 168 小时",
    ),
    "Deadline": (
        'op = "<="\nvalue = 5\nunit = "workday"\nafter = "evaluation-end"',
        "自评标结束之日起 5 个工作日内",
    ),
    "Timing": (
        (
            'op = "not-before"\nvalue = "evaluation-start"\nof = "all"\n'
            'days_before = 1\nunit = "workday"\nat = 09:00:00'
        ),
        "不早于评标开始前 1 个工作日的 09:00",
    ),
    "Schedule": (
        'op = "on"\nevery = "month"\nday = 5\non_rest_day = "stays"',
        "每月 5 日前报送上月情况，遇休息日不顺延",
    ),
    "Retention": (
        'op = ">="\nvalue = 15\nunit = "year"\nafter = "procurement-end"',
        "自招标投标活动结束之日起至少保存 15 年",
    ),
    "Lookback": (
        'op = ">="\nvalue = 3\nunit = "year"\nbefore = "activity"\ninclusive = true',
        "评审活动开始前 3 年内（含恰满当日）",
    ),
    "Witnessed": (
        'op = "all-of"\nvalue = ["result", "draw-intent"]\nwait_seconds = 600',
        "抽取意向、评标结果入账并经足数见证后，再办理后续事项；等待以 10 分钟为限",
    ),
    "Scope": ('op = "when"\nwhen = { mandatory = true }', "依法必须招标的，应当采用远程异地评标"),
    "Reach": (
        (
            'op = "when"\nvalue = "cross_province"\n'
            'when = { kinds = ["works"], estimate = [{ op = ">=", value = 100_000_000, unit = "CNY" }] }'
        ),
        "工程施工合同估算价不低于 1 亿元的，应当跨省域选择副场",
    ),
    "Exemption": (
        'op = "when"\nvalue = "consent-before"\nwhen = { any_ground = ["special-specialty", "other"] }',
        "有“专业特殊”“其他”情形之一的，可以不采用远程异地评标，但事先须经行政监督部门同意",
    ),
}


@pytest.mark.parametrize("kind", EXACT)
def test_value_of_each_kind_reads_as_an_official_would_say_it(kind: str) -> None:
    fields, words = EXACT[kind]
    force = "exempt" if kind == "Exemption" else "must"
    assert value_words(rule_of(f'kind = "{kind}"\n{fields}', force=force)) == words


def test_every_kind_has_words() -> None:
    assert {*EXACT, "Adoption"} == set(KINDS)  # a forwarding needs the pack that it forwards


def test_forwarding_names_the_document_that_is_forwarded() -> None:
    (rule,) = queries.library().pack("370305/lcc-2022-9").rules
    assert value_words(rule) == (
        "转发并执行《关于进一步加强政府采购远程异地评审试点工作的通知》（淄财采〔2022〕11号）"
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ('kind = "Flag"\nop = "is"\nvalue = false', "不作限制"),
        ('kind = "Share"\nop = ">="\nvalue = { numerator = 5, denominator = 12 }', "不少于 5/12"),
        ('kind = "MinMeasure"\nop = ">="\nvalue = 30\nunit = "percent"', "不低于 30%"),
        ('kind = "MinMeasure"\nop = ">="\nvalue = 5\nunit = "day"', "不少于 5 日"),
        (
            (
                'kind = "Deadline"\nop = "<="\nvalue = 3\nunit = "day"\nafter = "objection-received"\n'
                'on_rest_day = "next-workday"'
            ),
            "自收到质疑之日起 3 日内，末日为休息日的顺延至下一工作日",
        ),
        (
            'kind = "Deadline"\nop = "<="\nvalue = 48\nunit = "hour"\nafter = "opening"',
            "开标后 48 小时内",
        ),
        (
            (
                'kind = "MinLead"\nop = ">="\nvalue = 3\nunit = "workday"\nconvention = "full_days"\n'
                'before = "opening"'
            ),
            "开标前至少 3 个工作日（中间须满整日）",
        ),
        ('kind = "Timing"\nop = "not-before"\nvalue = "check-in"\nof = "each"', "专家本人签到后"),
        (
            'kind = "Retention"\nop = ">="\nvalue = "permanent"\nafter = "procurement-end"',
            "永久保存",
        ),
        (
            'kind = "Secrecy"\nop = "from"\nvalue = ["bidder", "public"]\nuntil = "never"',
            "始终对供应商、社会公众保密",
        ),
        (
            'kind = "Choice"\nop = "any-of"\nvalue = ["tenderer", "agency"]\noptions = ["tenderer", "agency"]',
            "代理机构或者采购人",
        ),
        (
            'kind = "Choice"\nop = "one-of"\nvalue = ["teleport"]\noptions = ["teleport"]',
            "按原文执行：“由监督人员、招标人共同核验”",
        ),
        (
            (
                'kind = "MinCount"\nop = ">="\nvalue = 7\nunit = "person"\n'
                'when = { estimate = [{ op = ">=", value = 10_000_000, unit = "CNY" }] }'
            ),
            "合同估算价不低于 1000 万元的，不少于 7 人",
        ),
    ],
)
def test_value_of_procurement_and_odd_values(fields: str, words: str) -> None:
    assert value_words(rule_of(fields, domain="procurement")) == words


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("mandatory = false", "不属于依法必须招标"),
        ('kinds = ["goods", "services"]', "属于货物或者服务项目"),
        ('kinds = ["works", "goods", "services", "epc"]', "属于工程、货物、服务等各类项目"),
        (
            'mandatory = true, kinds = ["works"], estimate = [{ op = ">=", value = 100_000_000, unit = "CNY" }]',
            "依法必须招标，且工程施工合同估算价不低于 1 亿元",
        ),
        (
            (
                'estimate = [{ op = ">=", value = 20_000_000, unit = "CNY" }, '
                '{ op = "<", value = 100_000_000, unit = "CNY" }]'
            ),
            "合同估算价不低于 2000 万元、低于 1 亿元",
        ),
        (
            'kinds = ["epc"], any_part = { works = 100_000_000, goods = 20_000_000 }',
            "工程总承包中任意一部分的估算价达到标准（施工 1 亿元、货物 2000 万元）",
        ),
        (
            (
                'category = [{ edition = "2022", prefixes = ["A0501"] }, '
                '{ edition = "2013", prefixes = ["A0601", "A0602"] }]'
            ),
            "采购品目属于 A0501（2022 年版目录）或者 A0601、A0602（2013 年版目录）",
        ),
        (
            'category = [{ edition = "2013", prefixes = ["A0601"], uncertain = ["A06"] }]',
            "采购品目属于 A0601（2013 年版目录，A06 的其他品目待确定）",
        ),
        (
            'category = [{ edition = "2013", uncertain = ["A07"] }]',
            "采购品目属于 A07 中的部分品目（2013 年版目录）",
        ),
        ('any_ground = ["other"]', "有其他情形"),
        ('all_grounds = ["complex", "scarce-experts"]', "技术复杂，且本地区同类评审专家较少"),
        ("no_local_experts = true", "本地没有同类评审专家"),
    ],
)
def test_condition_reads_as_the_beginning_of_a_clause(when: str, words: str) -> None:
    rule = rule_of(f'kind = "Flag"\nop = "is"\nvalue = true\nwhen = {{ {when} }}')
    assert rule.condition is not None
    assert condition_words(rule.condition) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("100000000", "1 亿元"),
        ("150000000.00", "1.5 亿元"),
        ("99999999.99", "99999999.99 元"),
        ("4000000", "400 万元"),
        ("0", "0 元"),
    ],
)
def test_money_is_said_in_the_unit_that_fits_exactly(amount: str, words: str) -> None:
    assert money_words(Decimal(amount)) == words


def test_force_is_said_in_the_words_of_the_law() -> None:
    assert [force_words(force) for force in Force] == ["应当", "原则上", "鼓励", "可以不"]


def test_every_shipped_rule_reads_without_a_foreign_word() -> None:
    foreign = re.compile(r"[A-Za-z]{2}|[_<>]|None")
    words = {(p.id, r.id, r.title): value_words(r) for p in queries.library().packs for r in p.rules}
    assert {key: said for key, said in words.items() if foreign.search(said) or "按原文执行" in said} == {}


def test_option_is_named_by_the_domain_and_by_its_rule() -> None:
    said = [
        option_words("tenderer", rule="fee.payer", domain=Domain.TENDER),
        option_words("tenderer", rule="fee.payer", domain=Domain.PROCUREMENT),
        option_words("main", rule="fee.tariff", domain=Domain.TENDER),
        option_words("230100", rule="venue.cross_province_centres", domain=Domain.TENDER),
        option_words("teleport", rule="fee.payer", domain=Domain.TENDER),
    ]
    assert said == ["招标人", "采购人", "按主场所在地标准", "哈尔滨市公共资源交易中心", None]
