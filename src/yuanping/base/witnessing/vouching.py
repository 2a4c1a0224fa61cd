"""What this node vouches for as a witness: a trust policy for each log that it witnesses, for outsiders.

Evidence of a log is not checked with a policy from the log's own side. This node knows the log's key from its own
operator and its own witness key from itself; it vouches for no other witness. Who wants two witnesses takes the
policies of two.
"""

from django.conf import settings

from yuanping.base.witness import keys
from yuanping.base.witnessing.others import OtherLog


def policy_for(log: OtherLog) -> str:
    """A C2SP tlog-policy by which a checkpoint of ``log`` counts when this node has cosigned it."""
    name = "".join(settings.NODE_NAME.split())
    lines = [
        f"# {settings.NODE_NAME}公布：日志 {log.origin} 的检查点，须有本节点的见证签名",
        *(f"log {key.vkey} {log.url}".rstrip() for key in log.keys),
        f"witness {name} {keys.witness_key().verifier.vkey} {settings.SITE_URL}/witness",
        f"quorum {name}",
        "",
    ]
    return "\n".join(lines)
