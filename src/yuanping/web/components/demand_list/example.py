from yuanping.web.components.citation.example import WORDS
from yuanping.web.components.citation.params import Citation
from yuanping.web.components.demand_list.params import DemandGroup, DemandLine, DemandList
from yuanping.web.components.state_tag.params import StateTag

CITATION = Citation(
    source="《中华人民共和国招标投标法》",
    article="第三十八条",
    words=WORDS,
    url="/law/000000/bidding-law-2017/",
)

EXAMPLES = {
    "规则要求": DemandList(
        note="未标注状态的，平台不登记办理情况",
        groups=(
            DemandGroup(
                "期限",
                (
                    DemandLine(
                        "场地预约提前时间",
                        "评标开始前至少 168 小时",
                        "应当",
                        CITATION,
                        StateTag(label="待办理", tone="warn"),
                        due="最迟 2026-12-01 09:00，还剩 7 个工作日",
                        due_tone="warn",
                        note="“提前一周”按 168 小时计算。",
                    ),
                ),
                open=True,
            ),
            DemandGroup("费用", (DemandLine("劳务费标准", "按副场所在地标准", "应当", CITATION),)),
        ),
    ),
}
