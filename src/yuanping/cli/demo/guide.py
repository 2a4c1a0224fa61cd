"""What a newcomer is told when the node is ready."""

import tomllib
from importlib import resources


def guide(address: str, *, demo: bool) -> str:
    """The address, the accounts and what to try first."""
    lines = ["", f"  远评已启动：{address}", "  按 Ctrl-C 停止；数据保存在 var/ 目录。"]
    if demo:
        data = resources.files("yuanping.cli.demo") / "data" / "world.toml"
        password = tomllib.loads(data.read_text(encoding="utf-8"))["password"]
        lines += [
            "",
            f"  演示账号（全部为合成数据，口令均为 {password}）：",
            "    agency1        代理机构        tenderer1      招标人代表",
            "    city-admin     主场管理员      city-staff     主场工作人员",
            "    luoshan-admin  副场管理员      luoshan-staff  副场工作人员（另有 guangshan-、gushi- 等）",
            "    supervisor1    行政监督        operator       平台运维",
            "",
            "  先试这些：",
            "    1. 以 agency1 登录，在“导入公告”中选一份示例公告，登记项目，看系统给出的评标方式判定和依据；",
            "    2. 以 city-admin 登录，为该项目预约主场工位，并向两个县中心发出场地要约；",
            f"    3. 打开 {address}demo/outbox/ 查看专家收到的短信，{address}demo/clock/ 可将演示时钟快进到评标当天。",
            "    完整步骤见 README。",
        ]
    return "\n".join([*lines, ""])
