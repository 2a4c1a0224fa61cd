from datetime import timedelta
from decimal import Decimal

from yuanping.web.components.action.params import Action
from yuanping.web.components.data_table.params import Column, DataTable, Row
from yuanping.web.components.empty_state.params import EmptyState
from yuanping.web.components.example_data import NOW
from yuanping.web.components.link.params import Link
from yuanping.web.components.paging.params import Paging
from yuanping.web.components.state_tag.params import StateTag
from yuanping.web.components.values import yuan

COLUMNS = (
    Column("标段名称"),
    Column("招标代理机构", truncate=True),
    Column("估算价（元）", align="right", nowrap=True),
    Column("开标时间", nowrap=True),
    Column("状态", nowrap=True),
)
EMPTY = EmptyState(title="没有符合条件的标段", text="请调整查询条件后重试。")
VIEW = Action(label="查看", url="#view", look="quiet")

EXAMPLES = {
    "有数据": DataTable(
        caption="标段台账",
        columns=COLUMNS,
        empty=EMPTY,
        paging=Paging(total=43, number=2, size=20, query="state=reviewing"),
        rows=(
            Row(
                (
                    Link(label="城东水厂扩建工程施工", url="#1", note="E4200000001000001001"),
                    "湖北中正工程项目管理咨询有限责任公司武汉分公司",
                    yuan(Decimal(48260000)),
                    NOW,
                    StateTag(tone="info", label="评审中", icon="player-play"),
                ),
                actions=(VIEW, Action(label="进入评审", url="#enter", look="quiet")),
            ),
            Row(
                (
                    Link(label="滨江大道综合管廊监理", url="#2", note="E4200000001000002001"),
                    "楚天招标有限公司",
                    yuan(Decimal(3150000)),
                    NOW + timedelta(days=3),
                    StateTag(tone="warn", label="待抽取专家"),
                ),
                actions=(VIEW,),
            ),
            Row(
                (
                    Link(label="智慧交通信号控制系统采购", url="#3", note="E4200000001000003002"),
                    "楚天招标有限公司",
                    None,
                    NOW + timedelta(days=6),
                    StateTag(label="未开始"),
                ),
                actions=(VIEW,),
            ),
        ),
    ),
    "没有数据": DataTable(caption="标段台账", columns=COLUMNS, rows=(), empty=EMPTY),
}
