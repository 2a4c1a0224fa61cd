from datetime import timedelta

from yuanping.web.components.due_date.params import DueDate
from yuanping.web.components.example_data import NOW

EXAMPLES = {
    "还有几天": DueDate(at=NOW + timedelta(days=3), now=NOW),
    "今天": DueDate(at=NOW + timedelta(hours=5), now=NOW),
    "逾期": DueDate(at=NOW - timedelta(hours=1), now=NOW),
    "已办": DueDate(at=NOW - timedelta(hours=1), now=NOW, done=True),
}
