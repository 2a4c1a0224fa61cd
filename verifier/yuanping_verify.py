#!/usr/bin/env python3
"""远评见证记录的独立核验程序：只此一个文件，只需 Python 3.9 以上，不用任何其他软件包，也不用远评平台的代码。

    python3 yuanping_verify.py package    证据包.zip                    --policy 策略.txt
    python3 yuanping_verify.py proof      entry.json entry.tlog-proof   --policy 策略.txt
    python3 yuanping_verify.py checkpoint 检查点文件                    --policy 策略.txt
    python3 yuanping_verify.py record     记录.jsonl                    --policy 策略.txt
    python3 yuanping_verify.py tiles      日志目录或网址                --policy 策略.txt
退出码：0 全部成立；1 有一项不成立（指明是哪一项）；2 无法核验（文件读不到、策略写错等）。

How to read it: each part names the public document that it implements and uses only what stands above
it; the five commands are at the end. A check says what holds or raises Fault. A blank line parts thoughts.
"""

# fmt: off
import argparse, base64, contextlib, hashlib, json, re, struct, sys, urllib.request, zlib
from datetime import datetime, timedelta, timezone
from pathlib import Path

SM3 = "sm3" in hashlib.algorithms_available  # not every build of Python has it
NUMBER = "(?:0|[1-9][0-9]{0,17})"
HASH = "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]="  # base64 of 32 bytes: the only spelling of each value
LINES = []  # what was found: (mark, name of the check, what it means)

class Fault(Exception):
    """A check failed: name of the check, what it means."""

def say(mark, name, text):  # what stands in the evidence may not play tricks with the terminal
    tricks = r"[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
    LINES.append([re.sub(tricks, "?", part) for part in (mark, name, text)])
def require(holds, name, text):
    if not holds:
        raise Fault(name, text)

@contextlib.contextmanager
def reading(name, text):
    """What cannot be read inside is a fault: evidence has exactly one spelling."""
    try:
        yield
    except Fault as fault:
        raise Fault(f"{name}，{fault.args[0]}", fault.args[1]) from fault
    except Exception as error:
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

# ---- JSON without any freedom of spelling; what is committed to is canonical (RFC 8785, keys below U+10000) ----
def canonical(value, *, in_order=True):
    return json.dumps(value, sort_keys=in_order, ensure_ascii=False, separators=(",", ":")).encode()

def read_json(raw, name, **fields):
    """The object in the bytes, with these fields in this order, each of this type or with this value."""
    def number(text):
        return int(re.fullmatch("-?[0-9]{1,15}", text)[0])
    with reading(name, "不是合法的 JSON（UTF-8，数字只能是整数）"):
        value = json.loads(raw.decode(), parse_int=number, parse_float=number, parse_constant=number)
        same, types = canonical(value, in_order=False) == raw, {key: type(value[key]) for key in value}
    require(same, name, "不是规定的写法：有重复的键，或多余的空白、转义或字节")
    right = list(types) == list(fields) and all(fields[k] in (None, types[k], value[k]) for k in fields)
    require(right, name, f"应当依次是 {'、'.join(fields)} 各项，格式也须相符")
    return value

# ---- An entry says when; what happened is sealed. An opening [salt, name, value] shows one fact of it ----
PAIR = rf'\["({HASH})","({HASH})"\]'  # SHA-256 and SM3 of an opening, or random filling
OPENED = f"项公开内容都与写入时的承诺一致（SHA-256{'、SM3' if SM3 else '；本机的 Python 没有 SM3，该项未核验'}）"
ENTRY = rf'{{"at":"[0-9-]{{10}}T[0-9:]{{8}}\.[0-9]{{6}}Z","sealed":\[{PAIR}(?:,{PAIR})*\],"v":2}}'  # leaves no byte free
def check_entry(raw, openings):
    """The facts that the openings show, each proved to be what the entry committed to."""
    right = re.fullmatch(ENTRY.encode(), raw) and len(raw) <= 8192
    require(right, "条目", "不是规范的见证条目（RFC 8785 写的 at、sealed、v 三项，无多余字节）")
    pairs, facts = re.findall(PAIR, raw.decode()), {}
    sealed = dict(pairs)
    require(sorted(sealed.items()) == pairs and len(pairs) % 8 == 0, "条目", "承诺的次序或个数不对")
    for opening in openings:
        data = canonical(opening)
        right = re.match(rb'\["[0-9a-f]{32}","', data) and len(opening) == 3 and opening[1] not in facts
        require(right, "公开内容", "每项应当是［盐，名称，值］，名称不重复")
        name, facts[opening[1]] = opening[1:]
        other = sealed.get(base64ed(sha256(data)))
        require(other, "公开内容", f"“{name}”与条目中的承诺不符：它被改过，或者不属于这一条")
        require(not SM3 or other == base64ed(hashlib.new("sm3", data).digest()), "公开内容", f"“{name}”的 SM3 承诺不符")
    return facts

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
        left = index & 1 or index == last  # the other stands on the left
        top = sha256(b"\1", other, top) if left else sha256(b"\1", top, other)
        while left and index and not index & 1:
            index, last = index >> 1, last >> 1
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
    require(x * x % P == square and y < P, "信任策略", "公钥不是曲线上的点")
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
    right = name and raw[0] == kind and len(raw) == 33 and key_id == number.hex() and point(raw[1:])
    require(right, "信任策略", f"密钥写法不对，或标识与密钥不符：{text[:60]}")
    return name, number, raw[1:]

def read_policy(raw):
    """Keys {(name, id): (kind, key, witness)}, groups {name: (k, members)} and the name of the quorum."""
    keys, groups, names, grouped, quorum = {}, {}, {"none"}, {"none"}, None
    for number, octets in enumerate(raw.split(b"\n"), 1):
        what, *rest = re.findall(r"[^ \t]+", octets.decode(errors="surrogateescape")) or ["#"]
        good = what[0] == "#"
        with contextlib.suppress(ValueError, LookupError):
            if what in ("log", "witness"):
                kind, (name, key, *url) = (1, [None, *rest]) if what == "log" else (4, rest)
                *key_id, public = read_key(key, kind)
                good = len(url) < 2 and name not in names and (kind, public) not in {k[:2] for k in keys.values()}
                keys[tuple(key_id)], names = (kind, public, name), names | {name} - {None}
            elif what == "group":
                name, k, *members = rest
                k = {"any": "1", "all": str(len(members))}.get(k, k)
                good = re.fullmatch("[1-9][0-9]{0,5}", k) and int(k) <= len(members) == len(set(members))
                good = good and name not in names and set(members) <= names - grouped
                groups[name], names, grouped = (int(k), set(members)), names | {name}, grouped | set(members)
            elif what == "quorum":
                good, quorum = quorum is None and len(rest) == 1 and rest[0] in names, rest[0]
        good = good and not re.search(rb"[^\t\x20-\x7e\x80-\xff]", octets)
        require(good, "信任策略", f"第 {number} 行有误（名称和密钥不重复，成员先定义、只入一组，quorum 一行，行尾 LF）")
    require(quorum and 1 in {kind for kind, *_ in keys.values()}, "信任策略", "须有一行 quorum，并至少有一行 log")
    return keys, groups, quorum

def policy_of(args, own=None):
    if args.policy:
        return read_policy(Path(args.policy).read_bytes())
    say("！", "信任策略", "用的是随文件附带的策略。当事一方给的策略几乎证明不了什么：谁都能造一套密钥来签自己的日志。"
        "请从省级平台或其他交易中心取得策略，加 --policy 再核验一次")
    return read_policy(own)

# ---- A checkpoint: C2SP signed-note, tlog-checkpoint, tlog-cosignature ----
def check_checkpoint(raw, policy):
    """Size and root of the tree, which the log signed and a quorum of witnesses cosigned."""
    (keys, groups, quorum), seen, witnesses = policy, set(), {"none": ""}
    with reading("检查点", "不是签名的检查点（来源、条数、根三行，空行，签名行）"):
        text, lines = re.fullmatch("([^\0-\x09\x0b-\x1f]+\n)\n((?:— [^\0-\x1f]+\n)+)", raw.decode()).groups()
        origin, size, root = re.fullmatch(rf"([^\n]+)\n({NUMBER})\n({HASH})\n(?:[^\n]+\n)*", text).groups()
    for line in lines.split("\n")[:-1]:
        with reading("检查点", f"签名行的写法不对：{line[:60]}"):
            name, coded = re.fullmatch(r"— ([^\s+]+) (\S+)", line).groups()
            key_id, value = unbase64(coded)[:4], unbase64(coded)[4:]
        seen.add((name, key_id))
        kind, public, witness = keys.get((name, key_id), (None, None, None))
        if kind == 1:
            check_signature(public, text.encode(), value, "节点签名", f"{name} 的签名与检查点不符")
        elif kind == 4:
            time = int.from_bytes(value[:8], "big")
            message = f"cosignature/v1\ntime {time}\n{text}".encode()
            check_signature(public, message, value[8:], "见证签名", f"{name} 的见证签名与检查点不符")
            require(time < 2**37, "见证签名", f"{name} 的签名时间不在公元 6325 年之前")
            at = datetime.fromtimestamp(time, timezone(timedelta(hours=8)))
            witnesses[witness] = f"{witness}（{at:%Y-%m-%d %H:%M:%S}）"
        else:  # signed-note: signatures of unknown keys are ignored
            say("·", "未计签名", f"{name} 有一行签名（如国密签名）不在信任策略中：按规范不计，未核验")
    signed = any(name == origin and keys.get((name, key_id), "?")[0] == 1 for name, key_id in seen)
    require(signed, "节点签名", f"没有信任策略所列日志对来源“{origin}”的签名：证据出自别的日志，或者策略不对")
    say("✓", "节点签名", f"日志 {origin} 签认：共 {size} 条，根 {root}")
    met, names = set(witnesses), "、".join(filter(None, witnesses.values())) or "没有见证签名"
    for group, (k, members) in groups.items():  # a group stands after its members
        met |= {group} if len(met & members) >= k else set()
    require(quorum in met, "见证签名", f"没有达到策略要求的“{quorum}”：{names}")
    say("✓", "见证签名", f"达到策略要求的“{quorum}”（北京时间）：{names}")
    return origin, int(size), unbase64(root)

# ---- A proof: C2SP tlog-proof ("extra" is signed by nobody, so none is accepted) ----
def check_proof(entry, raw, policy):
    with reading("入账证明", "不是规范的 tlog-proof v1（本平台的证明没有 extra 行）"):
        shape = rf"c2sp\.org/tlog-proof@v1\nindex ({NUMBER})\n((?:{HASH}\n)*)\n(.+)".encode()
        index, path, note = re.fullmatch(shape, raw, re.DOTALL).groups()
    _, size, root = check_checkpoint(note, policy)
    check_inclusion(entry, int(index), size, [unbase64(line) for line in path.decode().split()], root)
    say("✓", "入账证明", f"条目是该日志的第 {int(index)} 号（从 0 起），确在 {size} 条之内，一个字节都没有变；"
        f"所记时间 {entry[7:34].decode()}（Z 为协调世界时）")

# ---- A time stamp: RFC 3161; the signature of the authority itself is left to openssl ----
def der(data):
    """The contents of the DER elements that stand one after another."""
    found = []
    while data:
        start = 2 if data[1] < 128 else data[1] - 126
        size = data[1] if start == 2 else int.from_bytes(data[2:start], "big")
        require(start + size <= len(data), "DER", "文件不完整")
        found, data = [*found, data[start:start + size]], data[start + size:]
    return found

def check_stamp(raw, stamped):
    with reading("时间戳", "不是规范的 RFC 3161 应答"):
        [response] = der(raw)
        status, token = der(response)
        signed = der(der(der(token)[1])[0])  # ContentInfo, [0], SignedData
        [info] = der(der(der(signed[2])[1])[0])  # encapContentInfo, [0], TSTInfo
        _, _, imprint, _, at, *_ = der(info)
        algorithm, digest = der(imprint)
        granted, algorithm, at = der(status)[0] in (b"\0", b"\1"), der(algorithm)[0].hex(), at.decode()
    require(granted, "时间戳", "时间戳机构没有同意签发")
    require((algorithm, digest) == ("608648016503040201", sha256(stamped)), "时间戳", "盖的不是这份入账证明")
    say("·", "时间戳", f"时间戳机构在 {at}（Z 为协调世界时）对 entry.tlog-proof 盖了戳；其签名未核验，请用 openssl 核验："
        "openssl ts -verify -in checkpoint.tsr -data entry.tlog-proof -CAfile 机构根证书.pem -untrusted tsa.pem")

# ---- An evidence package. Nothing in a ZIP file is left free: it must be what `pack` writes ----
MEMBERS = ["entry.json", "openings.json", "entry.tlog-proof", "policy.txt", "checkpoint.tsr", "tsa.pem", "说明.pdf"]
def pack(members):
    """Stored, 1980-01-01, mode 0644, UTF-8 names, no extra field, no comment."""
    files, index, count = b"", b"", len(members)
    for name, data in members.items():
        raw = name.encode()
        head = (20, 0 if name.isascii() else 0x800, 0, 0, 33, zlib.crc32(data), len(data), len(data), len(raw), 0)
        index += struct.pack("<4s6H3L5H2L", b"PK\1\2", 0x314, *head, 0, 0, 0, 0o644 << 16, len(files)) + raw
        files += struct.pack("<4s5H3L2H", b"PK\3\4", *head) + raw + data
    return files + index + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(index), len(files), 0)

def command_package(args, file):
    raw, at, members = Path(file).read_bytes(), 0, {}
    with reading("证据包", "不是 ZIP 文件，或已经损坏"):
        while raw[at:at + 4] == b"PK\3\4":
            size, name = struct.unpack("<L4xH", raw[at + 18:at + 28])
            start = at + 30 + name
            members[raw[at + 30:start].decode()], at = raw[start:start + size], start + size
    right = [name for name in MEMBERS if name in members or name in MEMBERS[:4]] == list(members)
    require(right, "证据包", f"成员不对：{'、'.join(members) or '不是 ZIP 文件'}")
    require(pack(members) == raw, "证据包", "不是原样的包：有字节损坏或多余，或解开后重新打包过（成员可改用 proof 核验）")
    openings = read_json(members["openings.json"], "公开内容", format="yuanping-openings/1", openings=list)
    facts = check_entry(members["entry.json"], openings["openings"])
    say("✓", "公开内容", f"{len(facts)} {OPENED}")
    for name, value in facts.items():
        say("·", f"　{name}", canonical(value).decode())
    check_proof(members["entry.json"], members["entry.tlog-proof"], policy_of(args, members["policy.txt"]))
    if "checkpoint.tsr" in members:
        check_stamp(members["checkpoint.tsr"], members["entry.tlog-proof"])
    say("·", "不作证据", "policy.txt、tsa.pem、说明.pdf 没有任何签名，仅供阅读；要信的策略和机构根证书须另行取得")

def command_proof(args, entry, file):
    check_entry(Path(entry).read_bytes(), [])
    check_proof(Path(entry).read_bytes(), Path(file).read_bytes(), policy_of(args))
def command_checkpoint(args, file):
    check_checkpoint(Path(file).read_bytes(), policy_of(args))

# ---- A record: a header line, then a line for each entry: compact JSON, fields in fixed order ----
def check_chain(facts, leaf, chains, hidden):
    """The entry stands right behind the one before it of its project; `hidden` entries show none."""
    if facts.get("project") is None or "chain" not in facts:
        hidden |= set() if facts.get("project", 0) is None else {leaf}  # of no project, or erased
        return
    project, chain = canonical(facts["project"]), facts["chain"]
    number, last = chains.get(project, (-1, None))
    skips = chain["number"] > number + 1 and chain["previous"] in hidden
    follows = chain == {"number": number + 1, "previous": last}
    require(skips or follows, "项目链", f"接不上项目 {project.decode()} 的第 {number} 号：缺条目、次序不对或有分叉")
    chains[project] = (chain["number"], leaf)

def command_record(args, path):
    raw = Path(path).read_bytes()
    head, *lines = raw.split(b"\n")
    head = read_json(head, "首行", format="yuanping-record/2", origin=str, size=int, checkpoint=str, policy=str, scope=str,
                     project=None, count=int, exported_at=str)
    project, whole, count = head["project"], head["scope"] == "node", head["count"]
    origin, size, root = check_checkpoint(head["checkpoint"].encode(), policy_of(args, head["policy"].encode()))
    right = head["scope"] == ("node" if project is None else "project") and (count == size or not whole)
    right = right and (origin, size) == (head["origin"], head["size"]) and 0 <= count <= size
    require(right, "首行", "格式、范围或条数自相矛盾，或与检查点不符")
    chains, hidden, leaves, shown, last = {}, set(), [], 0, -1
    for number, line in enumerate(lines[:count]):
        with reading(f"第 {number + 2} 行", "写法不对"):
            item = read_json(line, "记录", index=int, entry=str, openings=list, **({} if whole else {"path": list}))
            entry, index = item["entry"].encode(), item["index"]
            facts = check_entry(entry, item["openings"])
            leaves.append(sha256(b"\0", entry))
            require(index == number if whole else index > last, "序号", "不连续，或没有按次序排列")
            if not whole:
                require("chain" in facts and facts.get("project") == project, "项目链", "不是本项目的条目，或没有公开 chain")
                check_inclusion(entry, index, size, [unbase64(other) for other in item["path"]], root)
            check_chain(facts, leaves[-1].hex(), chains, hidden)
            last, shown = index, shown + len(facts)
    seal = canonical({"sha256": hashlib.sha256(raw[:raw.rfind(b'{"sha256":')]).hexdigest()})
    require(len(leaves) == count and lines[count:] in ([b""], [seal, b""]), "尾行", "少了行、多了内容，或校验值不符")
    require(not whole or root_of(leaves) == root, "全部条目", "由各条目重算的根与检查点不符：至少有一条被改过")
    say("✓", "全部条目" if whole else "入账证明", f"{count} 条都在检查点之内，一个字节都没有变")
    say("✓", "公开内容", f"{shown} {OPENED}")
    say("✓", "项目链", f"{len(chains)} 个项目的条目首尾相接" + "；其后有无新条目，须看整个节点的记录" * (not whole))
    if len(lines) == count + 1:
        say("·", "尾行", "文件没有校验值：首行的 exported_at 和 policy 不受任何签名保护，仅供参考")

# ---- A whole log: C2SP tlog-tiles, every entry bundle and tile of the checkpoint's tree ----
def tile_path(kind, number, width):
    digits = str(number).zfill((len(str(number)) + 2) // 3 * 3)
    name = re.sub("([0-9]{3})(?=[0-9])", r"x\1/", digits)
    return f"tile/{kind}/{name}" + (f".p/{width}" if width < 256 else "")

def command_tiles(args, source):
    def fetch(path):
        base = source.rstrip("/") if "://" in source else Path(source).resolve().as_uri()
        with reading("取日志" if path == "checkpoint" else "瓦片", f"取不到 {base}/{path}"):
            return urllib.request.urlopen(f"{base}/{path}", timeout=60).read()
    _, size, root = check_checkpoint(fetch("checkpoint"), policy_of(args))
    row, level, count = [], 0, 0
    for number in range((size + 255) // 256):
        path, at = tile_path("entries", number, min(256, size - number * 256)), 0
        data = fetch(path)
        while at < len(data):
            end = at + 2 + int.from_bytes(data[at:at + 2], "big")
            row.append(sha256(b"\0", data[at + 2:end]))
            at = end
        require(at == len(data) and len(row) == min(number * 256 + 256, size), "条目", f"{path} 的条数或长度不对")
    top = root_of(row)
    while row:
        parts = [row[start:start + 256] for start in range(0, len(row), 256)]
        for number, part in enumerate(parts):
            path, count = tile_path(level, number, len(part)), count + 1
            require(fetch(path) == b"".join(part), "瓦片", f"{path} 与由条目重算的不符：它或其下的条目被改过")
        row, level = [root_of(part) for part in parts if len(part) == 256], level + 1
    require(top == root, "全部条目", "由各条目重算的根与检查点不符：至少有一条被改过")
    say("✓", "全部条目", f"{size} 条和 {count} 块瓦片逐一重算，根与检查点相符，一个字节都没有变")

COMMANDS = {"package": command_package, "proof": command_proof, "checkpoint": command_checkpoint,
            "record": command_record, "tiles": command_tiles}
def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("files", nargs="+", help="如上所列")
    parser.add_argument("--policy", help="信任策略：从省级平台或其他交易中心取得")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    args, status, result = parser.parse_args(argv), 0, "以上各项全部成立"
    if len(args.files) != 1 + (args.command == "proof") or not (args.policy or args.command in ("package", "record")):
        parser.error("文件个数不对，或没有给出 --policy")
    LINES.clear()
    try:
        COMMANDS[args.command](args, *args.files)
    except Fault as fault:
        say("✗", *fault.args)
        status, result = (2, "无法核验") if fault.args[0] in ("信任策略", "取日志") else (1, "不成立，不能作为依据")
    except OSError as error:
        status, result = 2, f"无法核验：{error}"
    say("✗" if status else "✓", "结论", result + "；但策略不是另行取得的，见“！”" * (not status and not args.policy))
    text = json.dumps({"exit": status, "checks": LINES}) if args.json else "\n".join(map("{0[0]} {0[1]}：{0[2]}".format, LINES))
    if "utf" not in (sys.stdout.encoding or "utf").lower():  # a console in GBK
        text = text.replace("✓", "√").replace("✗", "×").encode("gbk", "replace").decode("gbk")
    print(text)
    return status

sys.exit(main()) if __name__ == "__main__" else None
