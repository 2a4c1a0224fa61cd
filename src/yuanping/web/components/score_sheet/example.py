from decimal import Decimal

from yuanping.web.components.score_sheet.params import Criterion, ScoreSheet

CRITERIA = (
    Criterion("design", "施工组织设计", "针对性强、措施可行的得高分", high=Decimal(20), value="16.5"),
    Criterion("quality", "质量保证措施", high=Decimal(10), value="12", error="分值应在 0–10 分之间"),
    Criterion("safety", "安全文明施工", high=Decimal(10)),
)

EXAMPLES = {
    "详细评审，可填写": ScoreSheet(bid="湖北大江水务建设有限公司", criteria=CRITERIA, total=Decimal("16.5")),
    "初步评审": ScoreSheet(
        bid="湖北大江水务建设有限公司",
        prefix="check",
        criteria=(
            Criterion("seal", "投标文件签章", "投标函有法定代表人签章", value="pass"),
            Criterion("deposit", "投标保证金", value="fail", reason="到账时间晚于投标截止时间"),
        ),
    ),
    "只读": ScoreSheet(
        bid="湖北大江水务建设有限公司",
        criteria=CRITERIA[:1],
        total=Decimal("16.5"),
        mode="read",
        prefix="read",
    ),
}
