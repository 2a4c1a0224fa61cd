from yuanping.web.components.witness_standing.params import WitnessStanding

EXAMPLES = {
    "刚入账": WitnessStanding(placed=False, cosigned=0, total=3, met=False),
    "等待见证": WitnessStanding(placed=True, cosigned=1, total=3, met=False, witnesses=("宜昌市",)),
    "见证完成": WitnessStanding(placed=True, cosigned=2, total=3, met=True, witnesses=("宜昌市", "固始县")),
    "没有见证方的节点": WitnessStanding(placed=True, cosigned=0, total=0, met=True),
    "表格中": WitnessStanding(
        placed=True, cosigned=2, total=3, met=True, witnesses=("宜昌市", "固始县"), brief=True
    ),
}
