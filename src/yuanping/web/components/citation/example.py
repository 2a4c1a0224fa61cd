from yuanping.web.components.citation.params import Citation

WORDS = "招标人应当在评标前采取必要的措施，保证评标在严格保密的情况下进行。"

EXAMPLES = {
    "收起": Citation(source="《中华人民共和国招标投标法》", article="第三十八条", words=WORDS),
    "展开": Citation(source="《中华人民共和国招标投标法》", article="第三十八条", words=WORDS, open=True),
}
