#!/usr/bin/env python3
"""远评见证记录的独立核验程序：只此一个文件，只需 Python 3.9 以上，不用任何其他软件包，也不用远评平台的代码。

    python3 yuanping_verify.py package    证据包.zip                    --policy 策略.txt
    python3 yuanping_verify.py proof      entry.json entry.tlog-proof   --policy 策略.txt
    python3 yuanping_verify.py checkpoint 检查点文件                    --policy 策略.txt
    python3 yuanping_verify.py record     记录.jsonl                    --policy 策略.txt
    python3 yuanping_verify.py tiles      日志目录或网址                --policy 策略.txt

退出码：0 全部成立；1 有一项不成立（指明是哪一项）；2 无法核验（文件读不到、策略写错等）。

How to read it: each part names the public document that it implements and uses only what stands above
it; the five commands are at the end. A check says what holds or raises Fault; nothing is repaired.
"""
# fmt: off  (short enough to be read in one sitting: under 400 lines)
import argparse
import base64
import contextlib
import hashlib
import json
import re
import struct
import sys
import urllib.request
import zlib
from datetime import datetime, timedelta, timezone
from pathlib import Path

SM3 = "sm3" in hashlib.algorithms_available  # not every build of Python has it
NUMBER = "(?:0|[1-9][0-9]{0,17})"
HASH = "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]="  # base64 of 32 bytes: the only spelling of each value
LINES = []  # what was found: (mark, name of the check, what it means)

class Fault(Exception):
    """A check failed: name of the check, what it means."""

class Unusable(Exception):
    """The check cannot be made; nothing is said about the evidence."""

def say(mark, name, text):
    LINES.append((mark, name, text))

def require(holds, name, text):
    if not holds:
        raise Fault(name, text)

@contextlib.contextmanager
def reading(name, text):
    """What cannot be read inside is a fault: evidence has exactly one spelling."""
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise Fault(name, text) from error

def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()

def base64ed(raw):
    return base64.b64encode(raw).decode()

def unbase64(text):
    raw = base64.b64decode(text, validate=True)
    if base64ed(raw) != text:  # RFC 4648 lets some values be spelled in several ways
        raise ValueError("base64 写法不规范")
    return raw

# ---- JSON in its only canonical spelling (RFC 8785; here whole numbers only, keys below U+10000) ----

def canonical(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()

def read_json(raw, name, **fields):
    """The object in the bytes. Written again it must give the same bytes: no key twice, no blank."""
    def number(text):
        return int(re.fullmatch("-?[0-9]{1,15}", text)[0])
    with reading(name, "不是合法的 JSON（UTF-8，数字只能是整数）"):
        value = json.loads(raw.decode(), parse_int=number, parse_float=number, parse_constant=number)
        same = canonical(value) == raw
    require(same, name, "不是规范写法（RFC 8785）：有重复的键、多余的空白或字节，或次序不对")
    right = isinstance(value, dict) and {key: type(value[key]) for key in value} == fields
    require(right, name, f"应当正好有 {'、'.join(sorted(fields))} 各项，类型也须相符")
    return value

# ---- An entry says when; what happened is sealed. An opening [salt, name, value] shows one fact of it ----

PAIR = rf'\["({HASH})","({HASH})"\]'  # SHA-256 and SM3 of an opening, or random filling
TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"
ENTRY = rf'{{"at":"({TIME})","sealed":\[{PAIR}(?:,{PAIR})*\],"v":2}}'  # leaves no byte free

def check_entry(raw, openings):
    """The facts that the openings show, each proved to be what the entry committed to."""
    right = re.fullmatch(ENTRY.encode(), raw) and len(raw) <= 8192
    require(right, "条目", "不是规范的见证条目（RFC 8785 写的 at、sealed、v 三项，无多余字节）")
    pairs, facts = re.findall(PAIR, raw.decode()), {}
    sealed = dict(pairs)
    require(sorted(sealed.items()) == pairs and len(pairs) % 8 == 0, "条目", "承诺的次序或个数不对")
    for opening in openings:
        with reading("公开内容", "每项应当是［盐，名称，值］，名称不重复"):
            salt, name, value = opening
            if not re.fullmatch("[0-9a-f]{32}", salt) or not isinstance(name, str) or name in facts:
                raise ValueError(name)
        facts[name], data = value, canonical(opening)
        other = sealed.get(base64ed(sha256(data)))
        require(other, "公开内容", f"“{name}”与条目中的承诺不符：它被改过，或者不属于这一条")
        sm3 = base64ed(hashlib.new("sm3", data).digest()) if SM3 else other
        require(other == sm3, "公开内容", f"“{name}”的 SM3 承诺不符")
    return facts

def say_openings(count):
    say("✓", "公开内容", f"公开的 {count} 项都与写入时的承诺一致（SHA-256{'、SM3' if SM3 else ''}）")
    if not SM3:
        say("·", "国密摘要", "本机的 Python 没有 SM3，SM3 承诺未核验（SHA-256 已核验）")

# ---- The tree: RFC 6962 section 2.1 (leaf 0x00, node 0x01); inclusion: RFC 9162 section 2.1.3.2 ----

def root_of(leaves):
    stack = []  # roots of full subtrees, largest first
    for number, top in enumerate(leaves):
        while number & 1:
            top, number = sha256(b"\1", stack.pop(), top), number >> 1
        stack.append(top)
    while len(stack) > 1:
        stack[-2:] = [sha256(b"\1", *stack[-2:])]
    return stack[0] if stack else sha256()

def check_inclusion(entry, index, size, path, root):
    require(index < size, "入账证明", "序号超出了检查点的条数")
    last, top = size - 1, sha256(b"\0", entry)
    for other in path:
        require(last, "入账证明", "路径比树高还长")
        if index & 1 or index == last:
            top = sha256(b"\1", other, top)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            top = sha256(b"\1", top, other)
        index, last = index >> 1, last >> 1
    require(last == 0 and top == root, "入账证明", "由条目沿路径算不出检查点的根：至少有一处被改过")

# ---- Ed25519 signatures: RFC 8032 section 5.1, points as X, Y, Z, T ----

P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P

def point(data):
    y, sign = int.from_bytes(data, "little") & (2**255 - 1), data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square or y >= P:
        raise ValueError("不是曲线上的点")
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P

def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * p[3] * q[3] * D, 2 * p[2] * q[2]
    e, f, g, h = (b - a) % P, (d - c) % P, (d + c) % P, (b + a) % P
    return e * f % P, g * h % P, f * g % P, e * h % P

def times(n, p):
    total = (0, 1, 1, 0)
    while n:
        total, p, n = add(total, p) if n & 1 else total, add(p, p), n >> 1
    return total

BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))

def check_signature(public, message, signature, name, text):
    """R must be S·B - k·A, with S below the order (section 5.1.7)."""
    x, y, z, t = point(public)
    s = int.from_bytes(signature[32:], "little")
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    x, y, z, _ = add(times(s % ORDER, BASE), times(k, (P - x, y, z, P - t)))
    x, y = x * pow(z, -1, P) % P, y * pow(z, -1, P) % P
    r = (y | (x & 1) << 255).to_bytes(32, "little")
    require(len(signature) == 64 and s < ORDER and r == signature[:32], name, text)

# ---- Whom to trust: C2SP tlog-policy. Keys as in C2SP signed-note: name+hex id+base64(kind, key) ----

def read_key(text, kind):
    """The key's name, its id, which must be SHA-256(name, newline, kind, key)[:4], and its 32 bytes."""
    name, key_id, coded = text.split("+", 2)
    raw = unbase64(coded)
    number = sha256(name.encode(errors="surrogateescape"), b"\n", raw)[:4]
    if not name or raw[0] != kind or len(raw) != 33 or key_id != number.hex() or not point(raw[1:]):
        raise ValueError("密钥写法不对，或密钥标识与密钥不符")
    return name, number, raw[1:]

def read_policy(raw):
    """Keys {(name, id): (kind, key, witness)}, groups {name: (k, members)} and the name of the quorum."""
    keys, groups, names, members, quorum, where = {}, {}, {"none"}, {"none"}, None, "文件"
    try:
        if re.search(rb"[^\t\n\x20-\x7e\x80-\xff]", raw):
            raise ValueError("含有控制字符（换行须为 LF）")
        for number, line in enumerate(raw.decode(errors="surrogateescape").split("\n"), 1):
            what, *rest = re.findall(r"[^ \t]+", line) or ["#"]
            where, name = f"第 {number} 行", "" if what == "log" or what[0] == "#" else rest[0]
            if what in ("witness", "group") and name in names:
                raise ValueError("名称重复，或用了保留的 none")
            if what in ("log", "witness"):
                kind, (key, *url) = (1, rest) if what == "log" else (4, rest[1:])
                *key_id, public = read_key(key, kind)
                if len(url) > 1 or (kind, public) in {known[:2] for known in keys.values()}:
                    raise ValueError("密钥重复，或网址之后还有内容")
                keys[tuple(key_id)], names = (kind, public, name), names | {name}
            elif what == "group":
                k, own = {"any": "1", "all": str(len(rest) - 2)}.get(rest[1], rest[1]), set(rest[2:])
                if not re.fullmatch("[1-9][0-9]{0,5}", k) or int(k) > len(rest) - 2:
                    raise ValueError("人数应在 1 与成员数之间")
                if not own <= names - members or len(own) != len(rest) - 2:
                    raise ValueError("成员须在前面定义，且只能列入一处")
                groups[name], names, members = (int(k), own), names | {name}, members | own
            elif what == "quorum":
                if quorum or len(rest) != 1 or name not in names:
                    raise ValueError("quorum 只能有一行，指前面定义的一个名称")
                quorum = name
            elif what[0] != "#":
                raise ValueError("不认识这一行")
        if not quorum or 1 not in {kind for kind, *_ in keys.values()}:
            raise ValueError("须有一行 quorum，并至少有一行 log")
    except (ValueError, LookupError) as error:
        raise Unusable(f"信任策略{where}有误：{error}") from None
    return keys, groups, quorum

def policy_of(args, own=None):
    """The policy of --policy; else the copy that came along, with a loud warning."""
    if args.policy:
        return read_policy(args.policy.read_bytes())
    say("！", "信任策略", "用的是随文件附带的策略。当事一方给的策略几乎证明不了什么：谁都能造一套密钥来签自己的日志。"
        "请从省级平台或其他交易中心取得策略，加 --policy 再核验一次")
    return read_policy(own)

# ---- A checkpoint: C2SP signed-note, tlog-checkpoint, tlog-cosignature ----

def check_checkpoint(raw, policy, strict):
    """Origin, size and root that the log signed and a quorum of witnesses cosigned."""
    (keys, groups, quorum), seen, logs, witnesses = policy, set(), set(), {"none": ""}
    with reading("检查点", "不是签名的检查点（来源、条数、根三行，空行，签名行）"):
        text, lines = re.fullmatch("(.+\n)\n((?:— [^\n]+\n)+)", raw.decode(), re.DOTALL).groups()
        require(not re.search("[\0-\x09\x0b-\x1f]", text + lines), "检查点", "含有控制字符")
        body = rf"([^\n]+)\n({NUMBER})\n({HASH})\n(?:[^\n]+\n)*"
        origin, size, root = re.fullmatch(body, text).groups()
    for line in lines.split("\n")[:-1]:
        with reading("检查点", f"签名行的写法不对：{line[:60]}"):
            name, coded = re.fullmatch(r"— ([^\s+]+) (\S+)", line).groups()
            key_id, value = unbase64(coded)[:4], unbase64(coded)[4:]
            time = int.from_bytes(value[:8], "big")
        require((name, key_id) not in seen, "检查点", f"{name} 签了两次")
        seen.add((name, key_id))
        kind, public, witness = keys.get((name, key_id), (None, None, None))
        if kind == 1:
            check_signature(public, text.encode(), value, "日志签名", f"{name} 的签名与检查点不符")
            logs.add(name)
        elif kind == 4:
            message, bad = f"cosignature/v1\ntime {time}\n{text}".encode(), f"{name} 的联署与检查点不符"
            check_signature(public, message, value[8:], "见证联署", bad)
            require(time < 2**37, "见证联署", f"{name} 的联署时间不合理")
            at = datetime.fromtimestamp(time, timezone(timedelta(hours=8))).strftime("%Y-%m-%d %H:%M:%S")
            witnesses[witness] = f"{witness}（{at}）"
        else:  # signed-note: signatures of unknown keys are ignored
            require(not strict, "检查点", f"{name} 有一行签名不在信任策略中（--strict）")
            say("·", "未计签名", f"{name} 有一行签名（如国密签名）不在信任策略中：按规范不计，未核验")
    require(origin in logs, "日志签名", f"没有信任策略所列日志对来源“{origin}”的签名")
    say("✓", "日志签名", f"日志 {origin} 签认：共 {size} 条，根 {root}")
    met, names = set(witnesses), "、".join(filter(None, witnesses.values())) or "无人联署"
    for group, (k, members) in groups.items():  # a group stands after its members
        met |= {group} if len(met & members) >= k else set()
    require(quorum in met, "见证联署", f"没有达到策略要求的“{quorum}”：{names}")
    say("✓", "见证联署", f"达到策略要求的“{quorum}”（北京时间）：{names}")
    return origin, int(size), unbase64(root)
