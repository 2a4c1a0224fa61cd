from yuanping.web.components.query_row.params import QueryField, QueryRow

EXAMPLES = {
    "四个条件": QueryRow(
        url="#list",
        export_url="#export",
        fields=(
            QueryField("q", "标段名称或编号", placeholder="输入名称或编号"),
            QueryField(
                "state",
                "状态",
                kind="select",
                value="reviewing",
                options=(("pending", "未开始"), ("reviewing", "评审中"), ("done", "已完成")),
            ),
            QueryField("from", "开标日期起", kind="date", value="2026-11-01"),
            QueryField("to", "开标日期止", kind="date"),
        ),
    ),
}
