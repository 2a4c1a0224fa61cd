from yuanping.web.components.action.params import Action
from yuanping.web.components.empty_state.params import EmptyState

EXAMPLES = {
    "带操作": EmptyState(
        title="还没有席位",
        text="登记评标室之后，在这里添加席位。",
        icon="armchair",
        action=Action(label="添加席位", url="#add", look="primary", icon="plus"),
    ),
}
