"""A whole report by hand: one lot, five members, four bids of which one is rejected."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from yuanping.domain.evaluation.report.data import (
    Bid,
    Correction,
    Dissent,
    Lot,
    Member,
    PriceScore,
    Rank,
    Rejection,
    ReportData,
    RulePack,
    ScoreLine,
    Step,
    Total,
    Venue,
    Vote,
)

ZONE = ZoneInfo("Asia/Shanghai")
NAMES = ("周𫖮", "欧阳合成", "王甲", "李乙", "张代表")
BIDDERS = (
    "河南合成建设工程有限公司",
    "信阳示例市政工程有限责任公司",
    "大别山合成路桥集团有限公司",
    "淮滨演示建筑安装有限公司",
)
CRITERIA = (("施工组织设计", "25"), ("项目管理机构", "15"), ("企业业绩与信誉", "20"))


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 27, hour, minute, tzinfo=ZONE)


def members() -> tuple[Member, ...]:
    places = (("主场", 1), ("主场", 2), ("副场 1", 1), ("副场 2", 1))
    experts = tuple(
        Member(
            seat_id=10 + n,
            label=f"{venue} · 专家 {ordinal}",
            name=NAMES[n],
            kind="评审专家",
            specialty=(
                "A080101 市政道路工程",
                "A080203 给排水工程",
                "A080101 市政道路工程",
                "B030201 工程造价",
            )[n],
            venue=venue,
            is_chair=n == 2,
            checked_in_at=at(8, 20 + n),
            declared_at=at(9, 2 + n),
        )
        for n, (venue, ordinal) in enumerate(places)
    )
    representative = replace(
        experts[0],
        seat_id=20,
        label="主场 · 招标人代表 1",
        name=NAMES[4],
        kind="招标人代表",
        specialty="",
        venue="主场",
        checked_in_at=at(8, 30),
    )
    return (*experts, representative)


def lot() -> Lot:
    prices = [Decimal(p) for p in ("12680000.00", "12955300.50", "13120000.00", "13499999.99")]
    bids = tuple(
        Bid(
            ordinal=n + 1,
            bidder=BIDDERS[n],
            uscc="91411500MA4000000X",
            price=prices[n],
            file_sha256=f"{n}" * 64,
        )
        for n in range(4)
    )
    scores = tuple(
        ScoreLine(
            bidder=bidder,
            criterion=name,
            full=Decimal(full),
            points=tuple(Decimal(full) - Decimal(n + k) / 2 for k in range(5)),
            mean=Decimal(full) - Decimal(n + 2) / 2,
        )
        for n, bidder in enumerate(BIDDERS[:3])
        for name, full in CRITERIA
    )
    steps = (
        Step(label="偏差率", expression="(12,680,000.00 − 12,918,433.50) ÷ 12,918,433.50", value="-1.8457%"),
        Step(label="价格分", expression="40 − 1.8457 × 0.5", value="39.08"),
    )
    ranking = tuple(
        Rank(rank=n + 1, bidder=BIDDERS[n], price=prices[n], total=Decimal("95.08") - n) for n in range(3)
    )
    return Lot(
        code="E4115000001000001001001",
        name="第一标段：羊山新区道路及配套管网工程施工",
        estimate=Decimal("13600000.00"),
        price_limit=Decimal("13560000.00"),
        method="综合评估法",
        formula="评标基准价为有效投标报价的算术平均值；报价每高于基准价 1% 扣 1 分，每低于基准价 1% 扣 0.5 分，扣完为止。",
        bids=bids,
        votes=tuple(
            Vote(
                bidder=bidder,
                item=item,
                passed=1 if (n == 3 and item == "资格评审") else 5,
                failed=4 if (n == 3 and item == "资格评审") else 0,
                against=(("主场 · 专家 1", "安全生产许可证已于 2026 年 10 月到期"),)
                if (n == 3 and item == "资格评审")
                else (),
            )
            for n, bidder in enumerate(BIDDERS)
            for item in ("形式评审", "资格评审", "响应性评审")
        ),
        rejections=(
            Rejection(
                bidder=BIDDERS[3],
                items=("资格评审",),
                reasons=("安全生产许可证已于 2026 年 10 月到期，不符合招标文件资格要求",),
            ),
        ),
        scores=scores,
        benchmark=(
            Step(
                label="评标基准价",
                expression="(12,680,000.00 + 12,955,300.50 + 13,120,000.00) ÷ 3",
                value="12,918,433.50",
            ),
        ),
        prices=tuple(
            PriceScore(bidder=BIDDERS[n], price=prices[n], steps=steps, points=Decimal("39.08"))
            for n in range(3)
        ),
        totals=tuple(
            Total(
                bidder=BIDDERS[n],
                review=Decimal("56.00") - n,
                price=Decimal("39.08"),
                total=Decimal("95.08") - n,
            )
            for n in range(3)
        ),
        ranking=ranking,
        candidates=ranking,
        corrections=(
            Correction(
                member="副场 1 · 专家 1",
                bidder=BIDDERS[1],
                criterion="项目管理机构",
                old=Decimal("12.00"),
                new=Decimal("13.00"),
                ground="客观评分不一致",
                reason="项目经理职称证书已提供，应得 1 分",
            ),
        ),
    )


def report(**changes: object) -> ReportData:
    data = ReportData(
        domain="tender",
        project_code="E4115000001000001001",
        project_name="信阳市羊山新区新七大道等三条道路及配套管网建设工程施工招标",
        project_kind="工程",
        region="河南省信阳市",
        tenderer="信阳合成城市建设投资有限公司",
        agency="河南合成招标代理有限公司",
        supervision="信阳合成住房和城乡建设局",
        started_at=at(9),
        ended_at=at(14, 30),
        composed_at=at(14, 40),
        venues=(
            Venue(label="主场", centre="信阳市公共资源交易中心", address="羊山新区新五大道行政服务中心五楼"),
            Venue(label="副场 1", centre="固始县公共资源交易中心", address="固始县蓼城大道 1 号"),
            Venue(label="副场 2", centre="商城县公共资源交易中心", address="商城县崇福大道 2 号"),
        ),
        members=members(),
        lots=(lot(),),
        dissents=(
            Dissent(
                label="副场 2 · 专家 1",
                name="李乙",
                reason="第二名投标人的施工组织设计未说明雨期施工措施，该项得分偏高。\n建议复核后重新汇总。",
                at=at(14, 35),
            ),
        ),
        deemed=(),
        notes=("评审期间副场 1 网络中断 3 分钟，恢复后继续评审，未影响评审结果。",),
        rule_packs=(
            RulePack(title="信阳市远程异地评标规则", pack="411500/xinyang@2026-07", sha256="ab" * 32),
            RulePack(title="国家招标投标规则", pack="000000/national@2024", sha256="cd" * 32),
        ),
        draw_commitments=("ef" * 32,),
        witness_count=418,
        witness_head="12" * 32,
        synthetic=True,
    )
    return replace(data, **changes)  # type: ignore[arg-type]
