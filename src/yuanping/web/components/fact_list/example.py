from decimal import Decimal

from yuanping.web.components.example_data import NOW
from yuanping.web.components.fact_list.params import Fact, FactList
from yuanping.web.components.state_tag.params import StateTag
from yuanping.web.components.values import yuan

FACTS = (
    Fact("招标人", "湖北省水务投资集团有限公司"),
    Fact("招标代理机构", "楚天招标有限公司"),
    Fact("合同估算价", f"{yuan(Decimal(48260000))} 元"),
    Fact("开标时间", NOW),
    Fact("评标办法", "综合评估法"),
    Fact("状态", StateTag(tone="info", label="评审中", icon="player-play")),
    Fact("中标候选人", None),
    Fact("资格要求", "具备市政公用工程施工总承包一级及以上资质，近三年有同类业绩。", wide=True),
)

EXAMPLES = {"两列": FactList(facts=FACTS), "一列": FactList(facts=FACTS[:3], columns=1)}
