from yuanping.web.components.breadcrumb.params import Breadcrumb, Crumb

EXAMPLES = {
    "三级": Breadcrumb(
        crumbs=(Crumb("工作台", "#home"), Crumb("项目台账", "#register"), Crumb("城东水厂扩建工程施工"))
    ),
}
