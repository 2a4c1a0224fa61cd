from datetime import timedelta

from yuanping.web.components.due_date.params import DueDate
from yuanping.web.components.example_data import NOW
from yuanping.web.components.todo_list.params import Todo, TodoList

EXAMPLES = {
    "有待办": TodoList(
        todos=(
            Todo(
                "答复场地要约：3 个席位",
                "#offer",
                about="城东水厂扩建工程施工 · 湖北省公共资源交易中心",
                due=DueDate(at=NOW + timedelta(hours=6), now=NOW),
                verb="答复",
            ),
            Todo(
                "完成联调测试",
                "#test",
                about="滨江大道综合管廊监理",
                due=DueDate(at=NOW + timedelta(days=4), now=NOW),
            ),
            Todo("更新席位认定证书", "#certificate", due=DueDate(at=NOW - timedelta(days=1), now=NOW)),
        )
    ),
    "没有待办": TodoList(todos=()),
}
