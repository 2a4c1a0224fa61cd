"""The file that says whom to trust (C2SP tlog-policy): read strictly, written in one way.

The file is octets: every octet above 0x7F is a letter like any other, in any encoding. Text here holds them
as UTF-8 with ``surrogateescape``, so that names compare octet by octet and nothing is normalised.
"""

import re
from collections.abc import Collection, Sequence

from yuanping.core.errors import Invalid
from yuanping.core.tlog.keys import COSIGNATURE, ED25519, BadKey, VerifierKey
from yuanping.core.tlog.policies import NONE, Group, Log, Policy, QuorumUnmet, Standing, Witness

__all__ = [
    "NONE",
    "BadPolicy",
    "Group",
    "Log",
    "Policy",
    "QuorumUnmet",
    "Standing",
    "Witness",
    "encode_policy",
    "parse_policy",
]

MAX_SIZE = 1_000_000

_FORBIDDEN = re.compile(rb"[^\x09\x0a\x20-\x7e\x80-\xff]")
_SPACE = re.compile(rb"[ \t]+")
_COUNT = re.compile(r"[1-9][0-9]{0,8}")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class BadPolicy(Invalid):
    """A policy file that breaks a rule of tlog-policy; ``line`` counts from 1, 0 for the file as a whole."""

    def __init__(self, line: int, what: str, *, remedy: str) -> None:
        place = f"见证策略第{line}行" if line else "见证策略"
        super().__init__("bad-policy", f"{place}：{what}。", remedy=remedy, field="policy")
        self.line = line


def parse_policy(text: str | bytes) -> Policy:
    """The policy that a file states; BadPolicy names the line, the rule that it breaks and what to do."""
    octets = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
    lines = _lines(octets)
    reader = _Reader()
    for number, line in enumerate(lines, start=1):
        items = [item.decode("utf-8", "surrogateescape") for item in _SPACE.split(line) if item]
        if items and not items[0].startswith("#"):
            reader.read(number, items)
    return reader.policy(len(lines))


def encode_policy(policy: Policy) -> bytes:
    """The file that ``parse_policy`` reads as ``policy``."""
    rows = [
        *(("log", log.key.vkey, log.url) for log in policy.logs),
        *(("witness", witness.name, witness.key.vkey, witness.url) for witness in policy.witnesses),
        *(("group", group.name, str(group.threshold), *group.members) for group in policy.groups),
        ("quorum", policy.quorum),
    ]
    text = "".join(" ".join(item for item in row if item) + "\n" for row in rows)
    return text.encode("utf-8", "surrogateescape")


def _lines(octets: bytes) -> list[bytes]:
    if len(octets) > MAX_SIZE:
        raise BadPolicy(0, f"文件过长（上限{MAX_SIZE}字节）", remedy="请确认所选文件是见证策略。")
    if octets.startswith(_BYTE_ORDER_MARK):
        raise BadPolicy(1, "文件开头有字节顺序标记（BOM）", remedy="请另存为不带BOM的UTF-8文本。")
    found = _FORBIDDEN.search(octets)
    if found:
        line = octets.count(b"\n", 0, found.start()) + 1
        raise BadPolicy(
            line,
            f"含有不允许的控制字符0x{found[0][0]:02X}，只允许制表符和换行符",
            remedy="请删除该字符；若为0x0D，请将换行方式另存为LF。",
        )
    *lines, rest = octets.split(b"\n")
    if rest:
        raise BadPolicy(
            len(lines) + 1,
            "每行应以换行符结束，末行没有",
            remedy="请确认文件完整，并在末行之后补一个换行。",
        )
    return lines


class _Reader:
    """Gathers the lines: what a line may refer to is what stands before it."""

    def __init__(self) -> None:
        self.logs: list[Log] = []
        self.witnesses: list[Witness] = []
        self.groups: list[Group] = []
        self.quorum: str | None = None
        self.names: set[str] = set()
        self.members: set[str] = set()

    def read(self, number: int, items: Sequence[str]) -> None:
        keyword, *rest = items
        match keyword:
            case "log":
                self._log(number, rest)
            case "witness":
                self._witness(number, rest)
            case "group":
                self._group(number, rest)
            case "quorum":
                self._quorum(number, rest)
            case _:
                raise BadPolicy(
                    number,
                    f"不认识的关键词“{_shown(keyword)}”",
                    remedy="每行应以log、witness、group、quorum之一或“#”开头。",
                )

    def policy(self, lines: int) -> Policy:
        if self.quorum is None:
            raise BadPolicy(
                lines, "全文没有quorum行", remedy="请在文末加一行“quorum 名称”；不要求见证时写“quorum none”。"
            )
        return Policy(tuple(self.logs), tuple(self.witnesses), tuple(self.groups), self.quorum)

    def _log(self, number: int, items: Sequence[str]) -> None:
        _expect(number, items, 1, 2, form="log 公钥 [网址]")
        key = _key(number, items[0], kind=ED25519, remedy="日志公钥应为Ed25519签名公钥（类型0x01）。")
        _expect_new(number, key, [log.key for log in self.logs], what="日志")
        self.logs.append(Log(key, *items[1:]))

    def _witness(self, number: int, items: Sequence[str]) -> None:
        _expect(number, items, 2, 3, form="witness 名称 公钥 [网址]")
        name, vkey, *url = items
        key = _key(number, vkey, kind=COSIGNATURE, remedy="见证方公钥应为Ed25519见证公钥（类型0x04）。")
        _expect_new(number, key, [witness.key for witness in self.witnesses], what="见证方")
        self._define(number, name)
        self.witnesses.append(Witness(name, key, *url))

    def _group(self, number: int, items: Sequence[str]) -> None:
        _expect(number, items, 3, None, form="group 名称 all|any|数量 成员…")
        name, count, *members = items
        threshold = _threshold(number, count, len(members))
        for member in members:
            self._join(number, member)
        # Only now: a group is not its own member.
        self._define(number, name)
        self.groups.append(Group(name, threshold, tuple(members)))

    def _quorum(self, number: int, items: Sequence[str]) -> None:
        _expect(number, items, 1, 1, form="quorum 名称")
        if self.quorum is not None:
            raise BadPolicy(number, "quorum行只能有一行，前面已有", remedy="请只保留一行quorum。")
        if items[0] != NONE:
            self._expect_defined(number, items[0])
        self.quorum = items[0]

    def _define(self, number: int, name: str) -> None:
        if name == NONE:
            raise BadPolicy(number, "名称none已预留，不能用作见证方或分组的名称", remedy="请换一个名称。")
        if name in self.names:
            raise BadPolicy(
                number,
                f"名称“{_shown(name)}”已在前面定义；见证方和分组不得重名",
                remedy="请换一个名称。",
            )
        self.names.add(name)

    def _join(self, number: int, member: str) -> None:
        if member == NONE:
            raise BadPolicy(number, "none不能作为分组成员", remedy="请删去该成员，或写明见证方名称。")
        self._expect_defined(number, member)
        if member in self.members:
            raise BadPolicy(
                number,
                f"“{_shown(member)}”已是分组成员；每个名称最多只能列为一次成员",
                remedy="请只在一个分组中列一次。",
            )
        self.members.add(member)

    def _expect_defined(self, number: int, name: str) -> None:
        if name not in self.names:
            raise BadPolicy(
                number,
                f"“{_shown(name)}”在此行之前没有定义",
                remedy="请检查拼写，并将witness或group的定义移到引用之前。",
            )


def _expect(number: int, items: Sequence[str], least: int, most: int | None, *, form: str) -> None:
    if len(items) < least or (most is not None and len(items) > most):
        raise BadPolicy(
            number, f"项数不对，应为“{form}”", remedy="请按格式补全或删去多余内容；注释应另起一行。"
        )


def _key(number: int, vkey: str, *, kind: int, remedy: str) -> VerifierKey:
    try:
        key = VerifierKey.parse(vkey)
    except BadKey as error:
        raise BadPolicy(number, error.message.removesuffix("。"), remedy=error.remedy) from error
    if key.kind != kind:
        raise BadPolicy(number, f"公钥类型0x{key.kind:02x}不适用于此行", remedy=remedy)
    return key


def _expect_new(number: int, key: VerifierKey, others: Collection[VerifierKey], *, what: str) -> None:
    # Names and ids do not make a key another: one holder must not count twice.
    if any(key.public == other.public for other in others):
        raise BadPolicy(
            number, f"该{what}的公钥已在前面出现，即使名称不同也不得重复", remedy=f"请删去重复的{what}行。"
        )


def _threshold(number: int, count: str, members: int) -> int:
    if count in {"all", "any"}:
        return members if count == "all" else 1
    if not _COUNT.fullmatch(count) or int(count) > members:
        raise BadPolicy(
            number,
            f"数量“{_shown(count)}”应为all、any，或1至成员数{members}之间的十进制整数",
            remedy="请改正数量或补列成员。",
        )
    return int(count)


def _shown(name: str) -> str:
    """A name as a message can carry it: octets that are no UTF-8 become replacement marks."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
