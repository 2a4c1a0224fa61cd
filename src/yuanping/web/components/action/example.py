from yuanping.web.components.action.params import Action

EXAMPLES = {
    "链接": Action(label="查看", url="#view", icon="eye"),
    "主要操作": Action(label="发起要约", url="#offer", look="primary", icon="send"),
    "不可撤回的操作": Action(
        label="终止评审",
        url="#end",
        method="post",
        look="danger",
        icon="ban",
        confirm="终止后本次评审不能恢复，已录入的评分将封存归档。确定终止吗？",
    ),
}
