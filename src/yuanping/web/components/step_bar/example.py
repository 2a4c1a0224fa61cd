from yuanping.web.components.step_bar.params import Step, StepBar

EXAMPLES = {
    "评审六步": StepBar(
        label="评审步骤",
        steps=(
            Step("签到核验", "done", "09:05 完成", "#1"),
            Step("回避承诺", "done", "09:12 完成", "#2"),
            Step("推选组长", "done", "09:20 完成", "#3"),
            Step("初步评审", "current", "3 / 5 人已提交", "#4"),
            Step("详细评审", "todo"),
            Step("签署报告", "todo"),
        ),
    ),
    "已中止": StepBar(
        steps=(Step("抽取专家", "done"), Step("集中评审", "stopped", "10:02 中止"), Step("签署报告", "todo"))
    ),
}
