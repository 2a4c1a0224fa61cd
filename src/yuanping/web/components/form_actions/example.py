from yuanping.web.components.form_actions.params import FormActions

EXAMPLES = {
    "提交、暂存、返回": FormActions(
        submit="提交评分", draft_name="draft", back_url="#back", note="提交后不能再修改。"
    ),
}
