from yuanping.web.components.error_summary.params import ErrorSummary
from yuanping.web.components.form_row.example import FORM

EXAMPLES = {"表单有误": ErrorSummary.of(FORM)}
