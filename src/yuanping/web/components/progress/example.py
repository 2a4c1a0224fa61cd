from yuanping.web.components.progress.params import Progress

EXAMPLES = {
    "评分进度": Progress(label="已提交评分", value=3, maximum=5, unit="人"),
    "全部完成": Progress(label="已签署", value=5, maximum=5, unit="人"),
}
