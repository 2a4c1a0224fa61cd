from yuanping.web.components.action.params import Action
from yuanping.web.components.breadcrumb.params import Breadcrumb, Crumb
from yuanping.web.components.page_head.params import PageHead
from yuanping.web.components.state_tag.params import StateTag

EXAMPLES = {
    "带状态和操作": PageHead(
        title="城东水厂扩建工程施工",
        subtitle="标段编号 E4200000001000001001 · 主场：湖北省公共资源交易中心",
        state=StateTag(tone="info", label="评审中", icon="player-play"),
        breadcrumb=Breadcrumb(
            crumbs=(Crumb("工作台", "#home"), Crumb("项目台账", "#register"), Crumb("项目详情"))
        ),
        actions=(
            Action(label="打印", url="#print", icon="printer"),
            Action(label="发起要约", url="#offer", look="primary", icon="send"),
        ),
    ),
    "只有标题": PageHead(title="席位管理"),
}
