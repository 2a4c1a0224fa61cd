#!/usr/bin/env python3
"""远评抽取记录中种子来源的独立核验程序：只此一个文件，只需 Python 3.9 以上，不用任何其他软件包，也不用远评平台的代码。

    python3 yuanping_verify_seed.py 抽取记录.json          （加 --json，输出供程序读的同样内容）
退出码：0 全部成立；1 有一项不成立（指明是哪一项）；2 无法核验（文件读不到，或记录没有写种子来源）。

How to read it: it does what docs/draw.md, section 10, says: who contributed what, which beacon counts, what the two
boxes proved, and that the seed follows. That the draw follows from the seed is checked by yuanping_verify_draw.py.
"""
# fmt: off
import hashlib, json, re, sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

class Fault(Exception):
    """A check failed: name of the check, what it means."""
def require(holds, name, text):
    if not holds:
        raise Fault(name, text)
def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()
def sha512(*parts):
    return hashlib.sha512(b"".join(parts)).digest()
def canonical(value):  # RFC 8785: all keys are ASCII, all numbers integers
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

# ---- The curve edwards25519, RFC 8032 section 5.1; points as X, Y, Z, T ----
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
def point(data):
    """The point that the 32 octets encode in the one allowed way, or nothing."""
    y, sign = int.from_bytes(data, "little") & (2**255 - 1), data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square or y >= P or (x == 0 and sign):
        return None
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
def octets(p):
    x, y = p[0] * pow(p[2], -1, P) % P, p[1] * pow(p[2], -1, P) % P
    return (y | (x & 1) << 255).to_bytes(32, "little")
BASE, IDENTITY = point((4 * pow(5, -1, P) % P).to_bytes(32, "little")), octets((0, 1, 1, 0))

# ---- Section 10.1: ECVRF-EDWARDS25519-SHA512-TAI, RFC 9381 sections 5.3 and 5.4 ----
def key_of(public, who):
    key = point(public)
    require(key and octets(times(8, key)) != IDENTITY, "公钥", f"{who} 的公钥不是可用的曲线点")
    return key
def hashed_to_curve(public, alpha):
    for number in range(256):
        found = point(sha512(b"\3\1", public, alpha, bytes([number]), b"\0")[:32])
        if found and octets(times(8, found)) != IDENTITY:
            return times(8, found)
    raise Fault("证明", "输入不能映到曲线上")
def output(public, proof, alpha, who):
    """The one output that the key has for alpha, when the proof holds."""
    public, proof = bytes.fromhex(public), bytes.fromhex(proof)
    key, gamma, base = key_of(public, who), point(proof[:32]), hashed_to_curve(public, alpha)
    c, s = int.from_bytes(proof[32:48], "little"), int.from_bytes(proof[48:], "little")
    require(gamma and s < ORDER, "证明", f"{who} 的证明写法不对")
    u, v = (add(times(s, one), times(ORDER * 8 - c, other)) for one, other in ((BASE, key), (base, gamma)))
    again = sha512(b"\3\2", *map(octets, (key, base, gamma, u, v)), b"\0")[:16]
    require(again == proof[32:48], "证明", f"{who} 的证明不成立：它不是该公钥对这一输入的唯一输出")
    return sha512(b"\3\3", octets(times(8, gamma)), b"\0")

# ---- Section 10.7: canonical JSON has one spelling, so a pattern says what the evidence must look like ----
def many(item, least="*"):
    return rf"\[(?:{item}(?:,{item}){least})?\]"
N, TEXT, HASH, PROOF = "(?:0|[1-9][0-9]{0,14})", r'"(?:[^"\\]|\\.)+"', '"[0-9a-f]{64}"', '"[0-9a-f]{160}"'
MEMBER = rf'{{"member":{TEXT},"proof":{PROOF},"recovered":(?:true|false)}}'
ROUND = (rf'"kind":"federation","number":1,"proofs":{many(MEMBER)}',
         rf'"kind":"drand","number":{N},"previous":(?:null|"[0-9a-f]+"),"signature":"[0-9a-f]+"')
SHARE = rf'{{"centre":{TEXT},"commitment":{HASH},"value":(?:null|{HASH})}}'
BOXES = ",".join(rf'{{"name":"{name}","proof":{PROOF},"public_key":{HASH}}}' for name in ("draw", "supervisor"))
EVIDENCE = (rf'{{"beacon":{{"definition":{TEXT},"digest":{HASH},(?:{ROUND[0]}|{ROUND[1]}),"value":{HASH}}},"boxes":\[{BOXES}\],'
            rf'"checkpoint":{{"cosigned_at":{N},"root":{HASH},"size":{N}}},"contributions":{many(SHARE)},'
            rf'"format":"yd-origin/1","intent":{HASH}}}')

def check_contributions(shares, say):
    """Section 10.2; answers what each counts as."""
    names, values = [share["centre"] for share in shares], []
    require(names == sorted(set(names)), "各中心的随机数", "没有按名称排列，或有重复")
    for share in shares:
        values.append(bytes.fromhex(share["value"] or "00" * 32))
        made = sha256(b"yd-contribution/1\0", share["centre"].encode(), b"\0", values[-1]).hex()
        require(share["value"] is None or made == share["commitment"], "各中心的随机数", f"{share['centre']} 公开的值与其承诺不符")
    late = [share["centre"] for share in shares if share["value"] is None]
    say("✓", "各中心的随机数", f"{len(shares) - len(late)} 份与承诺相符" + (f"；未公开、按零计：{'、'.join(late)}" if late else ""))
    return values

def check_federation(beacon, lines, evidence, say):
    """Sections 10.3 and 10.5: every member's output, none chosen."""
    members = [re.fullmatch(r"member (\S{1,100}) ([0-9a-f]{64})", line).groups() for line in lines]
    names, keys = [name for name, _ in members], {key for _, key in members}
    require(2 <= len(keys) == len(members) <= 100 and names == sorted(set(names)), "信标", "成员重复，或次序、个数不对")
    require(names == [row["member"] for row in beacon["proofs"]], "信标", "证明与定义的成员不符：缺了、多了或换了次序")
    alpha = sha256(b"yd-beacon/1\0", bytes.fromhex(evidence["intent"]), bytes.fromhex(evidence["checkpoint"]["root"]))
    outputs = sorted(output(key, row["proof"], alpha, name) for (name, key), row in zip(members, beacon["proofs"]))
    require(sha256(*outputs).hex() == beacon["value"], "信标", "由各成员的输出算不出信标的值")
    say("✓", "信标", f"联合信标，{len(names)} 个成员的证明全部成立：{'、'.join(names)}")

def check_drand(beacon, lines, evidence, say):
    keys = ["scheme", "public-key", "period", "genesis", "seed", "id"]
    said = dict(line.split(" ") for line in lines)
    scheme, chained = said["scheme"], said["scheme"] == "pedersen-bls-chained"
    right = list(said) == keys and scheme in ("bls-unchained-g1-rfc9380", "pedersen-bls-chained", "pedersen-bls-unchained")
    require(right and (beacon["previous"] is not None) == chained, "信标", "drand 的定义或 previous 不对")
    due = evidence["checkpoint"]["cosigned_at"] + 60 - int(said["genesis"])
    number = max(1, -(-due // int(said["period"])) + 1)
    require(beacon["number"] == number, "信标", f"用的是第 {beacon['number']} 轮，应当用第 {number} 轮（联署后满 60 秒的第一轮）")
    require(number > 1 or not chained or beacon["previous"] == said["seed"], "信标", "第一轮的 previous 不对")
    require(sha256(bytes.fromhex(beacon["signature"])).hex() == beacon["value"], "信标", "值不是签名的摘要")
    say("！", "信标", f"drand 第 {number} 轮正是应当用的一轮，值与签名相符；签名本身（BLS）这里没有核验，请向任一 drand 节点"
        "或用 yuanping draw verify 核对")

def check(raw, say):
    body = json.loads(raw.decode())
    digest, data = body.pop("digest"), canonical(body)
    require(raw.decode() == f'{data[:-1]},"digest":{canonical(digest)}}}\n', "格式", "不是规范写法：键的次序、空白或多余的字节")
    require(digest == sha256(data.encode()).hex(), "摘要", "与内容不符：记录被改过")
    evidence = body["protocol"]
    if evidence is None:
        raise OSError("记录没有写种子来源")
    require(re.fullmatch(EVIDENCE, canonical(evidence), re.DOTALL), "格式", "种子来源不是规范的 yd-origin/1")
    beacon, boxes = evidence["beacon"], evidence["boxes"]
    require(boxes[0]["public_key"] != boxes[1]["public_key"], "两个密钥盒", "抽取方和监督方用的是同一把密钥")
    values = check_contributions(evidence["contributions"], say)
    require(sha256(beacon["definition"].encode()).hex() == beacon["digest"], "信标", "定义与其摘要不符")
    first, *lines, last = beacon["definition"].split("\n")
    require(first == f"yd-beacon/1 {beacon['kind']}" and last == "", "信标", "定义的写法不对")
    (check_drand if beacon["kind"] == "drand" else check_federation)(beacon, lines, evidence, say)
    root = evidence["checkpoint"]["root"]
    alpha = sha256(b"yd-seed/1", *map(bytes.fromhex, (evidence["intent"], root)), *values, bytes.fromhex(beacon["value"]))
    betas = [output(box["public_key"], box["proof"], alpha, who) for box, who in zip(boxes, ("抽取方密钥盒", "监督方密钥盒"))]
    say("✓", "两个密钥盒", "抽取方和监督方的证明都成立：各自对这一输入只有这一个输出，谁也挑不了")
    require(sha256(b"yd-seed/2", *betas).hex() == body["seed"], "种子", "由两个输出算不出记录的种子")
    say("✓", "种子", f"{body['seed']}，由以上各项算得")
    size, at = evidence["checkpoint"]["size"], timezone(timedelta(hours=8))
    at = f"{datetime.fromtimestamp(evidence['checkpoint']['cosigned_at'], at):%Y-%m-%d %H:%M:%S}"
    say("·", "还须对照", f"以下各项只有见证记录能够证明，请用 yuanping_verify.py 核验：抽取意图 {evidence['intent']} 在 {size} 条、"
        f"根为 {root} 的日志里，{at}（北京时间）联署达到法定数；意图写明的方案、各类的根、承诺、信标和公钥与这份记录相同；本项目各次抽取编号连续")

def main(argv=None):
    given, status, result, lines = sys.argv[1:] if argv is None else argv, 1, "不成立，不能作为依据", []
    def say(mark, name, text):  # what stands in the evidence may not play tricks with the terminal
        tricks = r"[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
        lines.append([re.sub(tricks, "?", part) for part in (mark, name, text)])
    file = Path(" ".join(name for name in given if name != "--json"))
    try:
        check(file.read_bytes(), say)
        status, result = 0, "以上各项全部成立"
    except Fault as fault:
        say("✗", *fault.args)
    except OSError as error:
        status, result = 2, f"无法核验：{error}"
    except Exception as error:  # what cannot be read is a fault: evidence has exactly one spelling
        say("✗", "格式", f"写法不对（{type(error).__name__}：{error}）")
    say("✗" if status else "✓", "结论", result)
    text = json.dumps({"exit": status, "checks": lines}) if "--json" in given else "\n".join(map("{0[0]} {0[1]}：{0[2]}".format, lines))
    if "utf" not in (sys.stdout.encoding or "utf").lower():  # a console in GBK
        text = text.replace("✓", "√").replace("✗", "×").encode("gbk", "replace").decode("gbk")
    print(text)
    return status

sys.exit(main()) if __name__ == "__main__" else None
