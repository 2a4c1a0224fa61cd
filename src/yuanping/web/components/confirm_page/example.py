from yuanping.web.components.confirm_page.params import ConfirmPage, ConfirmSection
from yuanping.web.components.fact_list.params import Fact, FactList

EXAMPLES = {
    "提交前核对": ConfirmPage(
        title="核对后发送要约",
        url="#send",
        submit="确认发送",
        back_url="#back",
        warning="发送后副场立即收到通知，要约内容不能再修改，只能撤回后重新发送。",
        promise="我已核对席位数与专家人数一致",
        hidden=(("step", "send"),),
        sections=(
            ConfirmSection(
                "场地需求",
                FactList(facts=(Fact("副场", "宜昌市公共资源交易中心"), Fact("席位", "3 个"))),
                change_url="#change-1",
            ),
            ConfirmSection(
                "评审时间",
                FactList(facts=(Fact("开始", "2026-11-24 09:00"), Fact("预计结束", "2026-11-24 17:00"))),
                change_url="#change-2",
            ),
        ),
    ),
}
