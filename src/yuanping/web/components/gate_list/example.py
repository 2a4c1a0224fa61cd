from yuanping.web.components.action.params import Action
from yuanping.web.components.citation.example import WORDS
from yuanping.web.components.citation.params import Citation
from yuanping.web.components.example_data import NOW
from yuanping.web.components.gate_list.params import Gate, GateList

EXAMPLES = {
    "开评条件": GateList(
        gates=(
            Gate("副场全部确认", True, "宜昌市、襄阳市公共资源交易中心", at=NOW),
            Gate("联调测试通过", False, "襄阳市公共资源交易中心", note="A-05 席位摄像头无画面"),
            Gate(
                "专家名单已封存",
                False,
                "湖北省综合评标专家库",
                citation=Citation(source="《中华人民共和国招标投标法》", article="第三十八条", words=WORDS),
                action=Action(label="去抽取", url="#draw", look="primary"),
            ),
        )
    ),
}
