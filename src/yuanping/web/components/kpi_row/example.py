from yuanping.web.components.kpi_row.params import Kpi, KpiRow

EXAMPLES = {
    "工作台": KpiRow(
        kpis=(
            Kpi("待答复要约", "3", "件", url="#offers", tone="warn"),
            Kpi("今日评审", "12", "场", note="其中远程异地 9 场"),
            Kpi("席位使用率", "67.5", "%", note="近 30 天"),
            Kpi("设备故障", "1", "席", url="#faults", tone="bad"),
        )
    ),
}
