from datetime import timedelta

from yuanping.web.components.example_data import NOW
from yuanping.web.components.timeline.params import Happening, Timeline

EXAMPLES = {
    "要约经过": Timeline(
        happenings=(
            Happening(
                NOW - timedelta(days=2),
                "主场发送要约",
                text="请求 3 个席位，2026-11-24 全天。",
                actor="湖北省公共资源交易中心 王敏",
            ),
            Happening(
                NOW - timedelta(days=1),
                "副场确认",
                text="分配 A-03 至 A-05 席位。",
                actor="宜昌中心 李海",
                tone="ok",
            ),
            Happening(NOW, "联调测试未通过", text="A-05 席位摄像头无画面，已通知检修。", tone="warn"),
        )
    ),
    "没有记录": Timeline(happenings=()),
}
