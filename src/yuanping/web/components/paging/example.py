from yuanping.web.components.paging.params import Paging

EXAMPLES = {
    "中间一页": Paging(total=243, number=4, size=20),
    "只有一页": Paging(total=7, number=1, size=20),
}
