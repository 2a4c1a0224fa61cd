from yuanping.core.errors import Citation as Clause
from yuanping.core.errors import Refused
from yuanping.web.components.action.params import Action
from yuanping.web.components.banner.params import Banner

REFUSAL = Refused(
    "offer-expired",
    "宜昌市公共资源交易中心的场地要约已于 2026-11-20 17:00 到期，不能再确认。",
    remedy="请联系主场重新发送要约，或者另选副场。",
    citation=Clause(
        source="《中华人民共和国招标投标法》",
        article="第三十八条",
        words="招标人应当在评标前采取必要的措施，保证评标在严格保密的情况下进行。",
    ),
)

EXAMPLES = {
    "不予办理": Banner.of(REFUSAL),
    "提醒": Banner(
        tone="warn",
        text="距开评还有一个工作日，2 个副场尚未完成联调测试。",
        actions=(Action(label="查看联调测试", url="#tests"),),
    ),
    "完成": Banner(tone="ok", text="要约已发送，等待副场答复。"),
    "说明": Banner(text="名单在开评前封存，任何人不能查看。"),
}
