from hashlib import sha256

from yuanping.web.components.event_line.params import EventLine
from yuanping.web.components.example_data import NOW

HASH = sha256(b"example").hexdigest()

EXAMPLES = {
    "已见证": EventLine(
        index=1284,
        at=NOW,
        title="副场确认场地要约，保留 3 个席位",
        leaf_hash=HASH,
        proof="proved",
        actor="宜昌市公共资源交易中心 李海",
        url="#proof",
    ),
    "待见证": EventLine(index=1285, at=NOW, title="封存专家名单", leaf_hash=HASH, proof="pending"),
    "核验不符": EventLine(index=1286, at=NOW, title="签署评标报告", leaf_hash=HASH, proof="broken"),
}
