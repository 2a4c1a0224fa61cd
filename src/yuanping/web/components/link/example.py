from yuanping.web.components.link.params import Link

EXAMPLES = {
    "链接": Link(label="城东水厂扩建工程施工", url="#project", note="E4200000001000001001"),
}
