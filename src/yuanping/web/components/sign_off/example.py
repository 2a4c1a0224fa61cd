from datetime import timedelta

from yuanping.web.components.example_data import NOW
from yuanping.web.components.sign_off.params import Signer, SignOff

EXAMPLES = {
    "轮到我签署": SignOff(
        title="签署评标报告",
        statement="评标报告经全体评标委员会成员签署后生效。对评审结论有不同意见的，应当书面说明理由。",
        url="#sign",
        signers=(
            Signer("专家甲", "组长", "signed", NOW),
            Signer(
                "专家乙",
                "评标专家",
                "dissented",
                NOW + timedelta(minutes=4),
                note="对第二名的业绩认定有不同意见。",
            ),
            Signer("专家丙", "评标专家", "waiting"),
        ),
    ),
}
