from yuanping.web.components.action.params import Action
from yuanping.web.components.card.params import Card
from yuanping.web.components.empty_state.params import EmptyState

EXAMPLES = {
    "带标题和操作": Card(
        title="评标委员会",
        note="5 人，其中专家 4 人",
        actions=(Action(label="补抽", url="#redraw", icon="refresh"),),
        body=EmptyState(title="名单已封存", text="开评后在签到时逐一揭示。", icon="lock"),
    ),
}
