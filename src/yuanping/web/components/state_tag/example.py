from yuanping.web.components.state_tag.params import StateTag

EXAMPLES = {
    "已完成": StateTag(tone="ok", label="已受理"),
    "进行中": StateTag(tone="info", label="评审中", icon="player-play"),
    "需要注意": StateTag(tone="warn", label="待答复"),
    "不通过": StateTag(tone="bad", label="已退回"),
    "尚未开始": StateTag(label="未开始"),
}
