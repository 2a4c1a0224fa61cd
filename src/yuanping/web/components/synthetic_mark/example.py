from yuanping.web.components.synthetic_mark.params import SyntheticMark

EXAMPLES = {"演示标识": SyntheticMark()}
