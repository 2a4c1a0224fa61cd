#!/usr/bin/env python3
"""远评专家抽取记录的独立核验程序：只此一个文件，只需 Python 3.9 以上，不用任何其他软件包，也不用远评平台的代码。
用法：python3 yuanping_verify_draw.py 抽取记录.json（加 --json，输出供程序读的同样内容）
退出码：0 全部成立；1 有一项不成立（指明是哪一项）；2 无法核验（文件读不到）。
How to read it: it draws again as docs/draw.md says (yd-draw/1), from the persons that the transcript discloses, writes
down what the transcript must say, and compares. Each part uses only what stands above it. A failed check raises Fault."""
# fmt: off
import hashlib, json, math, pathlib, re, sys
from bisect import bisect_right
from collections import Counter
from itertools import accumulate, chain, combinations_with_replacement, product

class Fault(Exception):
    """A check failed: name of the check, what it means."""
def require(holds, name, text):
    if not holds:
        raise Fault(name, text)
def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()
def unhex(text):
    return bytes.fromhex(text if re.fullmatch("[0-9a-f]*", text) else "写法不规范")
def canonical(value):  # RFC 8785: all keys are ASCII, all numbers integers
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
def compare(name, given, right):  # both alike, byte for byte; otherwise it shows where they part
    said, found = canonical(given), canonical(right)
    at = max(0, next((at for at, (one, other) in enumerate(zip(said, found)) if one != other), 0) - 40)
    require(said == found, name, f"与重算不符：记录为 {said[at:at + 90]}，重算为 {found[at:at + 90]}")
# ---- Sections 1 and 9. Canonical JSON has one spelling, so a pattern says what the plan must look like ----
def many(item):
    return rf"\[(?:{item}(?:,{item})*)?\]"
N, P, TEXT, HASH = "(?:0|[1-9][0-9]{0,6})", "[1-9][0-9]{0,6}", r'"(?:[^"\\]|\\.)+"', '"[0-9a-f]{64}"'
SEAT, PAIRS = rf'{{"centre":{TEXT},"count":[1-9][0-9]{{0,3}},"specialty":{TEXT}}}', many(rf"\[{TEXT},{TEXT}\]")
PLAN = (rf'{{"algorithm":"yd-draw/1","alternates":{N},"excluded_employers":{PAIRS},"excluded_experts":{PAIRS},"limits":{{'
        rf'"main_centre":(?:null|{TEXT}),"max_per_centre":(?:null|{P}),"max_per_employer":{P},"min_other_centres":{N}}},'
        rf'"scarce_threshold":{N},"seats":{many(SEAT)},"try_limit":{P}}}')
EXCLUDED = ("excluded_experts", "excluded_employers")
MEMBERS = "alternates certificate classes format panel plan protocol redraws seed status tries"
def read_transcript(raw):
    body = json.loads(raw.decode())
    digest, data = body.pop("digest"), canonical(body)
    require(raw.decode() == f'{data[:-1]},"digest":{canonical(digest)}}}\n', "格式", "不是规范写法：键的次序、空白或多余的字节")
    require(digest == sha256(data.encode()).hex(), "摘要", "与内容不符：记录被改过")
    right = " ".join(sorted(body)) == MEMBERS and body["format"] == "yd-transcript/1" and body["status"] in ("drawn", "infeasible")
    require(right and re.fullmatch(HASH, canonical(body["seed"])), "格式", "不是 yd-transcript/1 的抽取记录，或各项不全、多余")
    require(re.fullmatch(PLAN, canonical(body["plan"]), re.DOTALL), "方案", "不是规范写法的 yd-draw/1 方案")
    right = all([pair[0] for pair in body["plan"][key]] == sorted(dict(body["plan"][key])) for key in EXCLUDED)
    require(right, "方案", "回避名单没有按标识排序，或有重复")
    places = sorted((seat["specialty"], seat["centre"]) for seat in body["plan"]["seats"])
    require(0 < len(places) == len(set(places)) and "/" not in str(places), "方案", "席位写法不对，或同类没有合并")
    compare("专家类", [(one["specialty"], one["centre"]) for one in body["classes"]], places)
    return body, digest
def root_of(hashes):  # section 2: the tree of a class, RFC 6962 section 2.1
    k = 1 << max(len(hashes) - 1, 1).bit_length() - 1  # the largest power of two below the size
    return sha256(b"\1", root_of(hashes[:k]), root_of(hashes[k:])) if len(hashes) > 1 else hashes[0] if hashes else sha256()
def rooted(size, at, hashes, path, inner=False):  # those from place `at` on are known: one leaf, or the first ones
    require(path == [root_of(hashes)] * inner if size == len(hashes) else path and hashes, "披露", "证明的长度或内容不对")
    if size == len(hashes):
        return root_of(hashes)
    k, *rest, other = 1 << (size - 1).bit_length() - 1, *path
    if at + len(hashes) <= k:
        return sha256(b"\1", rooted(k, at, hashes, rest, inner), other)
    require(at >= k or other == root_of(hashes[:k]), "披露", "证明与开头一段不符")
    return sha256(b"\1", other, rooted(size - k, max(0, at - k), hashes[max(0, k - at):], rest, inner or at < k))
class Class:  # sections 2 and 9: a class of the plan, of which only what is disclosed is known
    def __init__(self, given, plan, known):
        self.place, self.root, self.needed, self.hit = (given["specialty"], given["centre"]), given["root"], False, set()
        self.name, self.open, self.tiers = "/".join(self.place), self.place[1] == "*", [[*map(int, tier)] for tier in given["tiers"]]
        places = chain(*([(seat["specialty"], seat["centre"])] * seat["count"] for seat in plan["seats"]))
        self.seats = [number for number, place in enumerate(places) if place == self.place]
        self.ends, self.sums = [0, *accumulate(n for _, n in self.tiers)], [0, *accumulate(each * n for each, n in self.tiers)]
        right = all(one[0] < other[0] and other[1] > 0 for one, other in zip([[0, 0], *self.tiers], self.tiers))
        right = right and [given["size"], given["tickets"]] == [self.ends[-1], self.sums[-1]]
        require(right and re.fullmatch(HASH, canonical(self.root)), "专家类", f"{self.name} 的人数、签数与各档不符，或根写法不对")
        shown, hashes, order = given["disclosure"] or {"members": []}, {}, []
        head, opened = shown.get("head") or {"leaves": shown["members"], "proof": []}, shown.get("opened", [])
        self.whole, self.head, self.proof = "members" in (given["disclosure"] or {}), len(head["leaves"]), head["proof"]
        self.leaves = dict([*enumerate(head["leaves"]), *((item["ordinal"], item["leaf"]) for item in opened)])
        self.paths = {item["ordinal"]: item["proof"] for item in opened}
        for ordinal, leaf in sorted(self.leaves.items()):
            person, name = leaf["person"], f"{self.name} 第 {ordinal} 号（{leaf['person']['id']}）"
            right = any(code.startswith(self.place[0]) for code in person["specialties"]) and [*leaf] == ["person", "salt"]
            right = right and self.place[1] in ("*", person["centre"]) and person["tickets"] == self.tiers[bisect_right(self.ends, ordinal) - 1][0]
            require(right, "专家类", f"{name} 不属于这一类，或签数与所在的档不符")
            commitment = sha256(b"\0", unhex(leaf["salt"]), canonical(person).encode())
            require(known.setdefault(person["id"], commitment) == commitment, "披露", f"{name} 与别处披露的不一致")
            hashes[ordinal], order = sha256(b"\0", commitment), [*order, (person["tickets"], person["id"])]
        parts = [(0, [hashes[at] for at in range(self.head)], self.proof)] if given["disclosure"] else []
        for at, part, path in parts + [(at, [hashes[at]], path) for at, path in self.paths.items()]:
            top = rooted(self.ends[-1], at, part, [*map(unhex, path)]).hex()
            require(top == self.root, "披露", f"由 {self.name} 自第 {at} 号起披露的名单算不出其根：有人被改、被增减，或换了次序")
        require(order == sorted(set(order)), "专家类", f"{self.name} 的名单没有按（签数，标识）排列，或有人重复")
    def all(self):
        require(self.whole, "披露", f"{self.name} 须披露全部名单")
        self.needed = True
        return [self.leaves[ordinal]["person"] for ordinal in range(self.ends[-1])]
    def written(self, head):  # what the transcript must disclose: all, the shortest head and what was drawn, or nothing
        opened = [{"ordinal": at, "leaf": self.leaves[at], "proof": self.paths.get(at)} for at in sorted(self.hit) if at >= head]
        leaves = [self.leaves[at] for at in range(self.ends[-1] if self.needed else head)]
        shown = {"members": leaves} if self.needed else {"head": {"leaves": leaves, "proof": self.proof}, "opened": opened} if head else None
        return {"specialty": self.place[0], "centre": self.place[1], "size": self.ends[-1], "tickets": self.sums[-1],
                "tiers": self.tiers, "root": self.root, "disclosure": shown}
class Stream:  # section 3
    def __init__(self, seed, label):
        self.start, self.number = b"yd-draw/1\0" + bytes.fromhex(seed) + label.encode(), 0
    def below(self, n, size=8):
        blocks = range(self.number, self.number + (size + 31) // 32)
        data, self.number = b"".join(sha256(self.start, i.to_bytes(8, "big")) for i in blocks), blocks.stop
        value = int.from_bytes(data[:size], "big")
        return value % n if value < 256**size // n * n else self.below(n, size)
    def pick(self, items):  # pairs (item, weight)
        items = [pair for pair in items if pair[1]]
        sums = [*accumulate(weight for _, weight in items)]
        at = self.below(sums[-1], (sums[-1].bit_length() + 7) // 8 + 8) if len(items) > 1 else 0
        return items[bisect_right(sums, at)][0] if items else None
    def shuffle(self, items):
        for i, j in ((i, self.below(i + 1)) for i in range(len(items) - 1, 0, -1)):
            items[i], items[j] = items[j], items[i]
# ---- Section 6: exact counting. A cell is (class, name, seats, eligible persons) ----
def minus(vector, other):
    return tuple(a - b for a, b in zip(vector, other))
def rows_of(parts, quotas, most):  # a part is {what it may add: ways}; of no part, the first, the first two …: {vector: ways}
    rows = [{minus(quotas, quotas): 1}]
    for part in parts:
        rows.append(Counter())
        for (vector, ways), (more, others) in product(rows[-2].items(), part.items()):
            made = tuple(map(sum, zip(vector, more)))
            if sum(made) <= most and min(minus(quotas, made)) >= 0:
                rows[-1][made] += ways * others
    return rows
def walk(parts, rows, left, stream):  # what each part adds so that all make `left`, picked from the last to the first
    for part, row in zip(parts[::-1], rows[-2::-1]):
        given = stream.pick([(more, row.get(minus(left, more), 0) * ways) for more, ways in part.items()])
        left = minus(left, given)
        yield given
class Component:  # cells that share an employer, directly or over others, are counted together
    def __init__(self, cells, most):
        self.cells, self.quotas, held = cells, tuple(cell[2] for cell in cells), {}
        self.units = [tuple(int(one is cell) for one in cells) for cell in cells]
        for unit, person in ((unit, person) for unit, cell in zip(self.units, cells) for person in cell[3]):
            held.setdefault(person["employer"], {}).setdefault(person["id"], {minus(unit, unit): 1})[unit] = person["tickets"]
        self.employers = [[*zip(*sorted(persons.items()))] for _, persons in sorted(held.items())]  # names, parts
        self.inner = [rows_of(parts, self.quotas, most) for _, parts in self.employers]
        self.parts = [dict(sorted(rows[-1].items())) for rows in self.inner]
        self.rows = rows_of(self.parts, self.quotas, sum(self.quotas))
        self.total = self.rows[-1].get(self.quotas, 0)
    def choose(self, stream):  # {id: class}
        steps = zip(self.employers[::-1], self.inner[::-1], walk(self.parts, self.rows, self.quotas, stream))
        pairs = (pair for (names, parts), rows, given in steps for pair in zip(names[::-1], walk(parts, rows, given, stream)))
        return {name: self.cells[self.units.index(unit)][0] for name, unit in pairs if any(unit)}
def components(cells, most):
    linked = [frozenset(person["employer"] for person in cell[3]) for cell in cells]
    for _ in cells:
        linked = [one.union(*(other for other in linked if one & other)) for one in linked]
    return [Component([cell for cell, one in zip(cells, linked) if one == group], most) for group in dict.fromkeys(linked)]
class Draw:  # sections 4, 5, 7 and 8: the draw, made again
    def __init__(self, plan, seed, classes):
        self.plan, self.seed, self.classes, self.heads, limits = plan, seed, classes, {}, plan["limits"]
        self.main, full, self.most, self.others = (limits[key] for key in sorted(limits))
        (self.experts, self.employers), self.full = (dict(plan[key]) for key in EXCLUDED), full or 10**9
        for one in classes:  # the shortest beginning with more employers than the threshold; 0: the class is scarce
            people = [*enumerate((one.leaves[at]["person"] for at in range(one.head)), 1)]
            firsts = {person["employer"]: length for length, person in people[::-1] if not self.recused(person)}
            self.heads[one] = [0, *sorted(firsts.values())[plan["scarce_threshold"]:]][:2][-1]
    def recused(self, person):
        by = "person" if person["id"] in self.experts else "employer" if person["employer"] in self.employers else None
        return f"recused:{by}" if by else None if person["available"] else "unavailable"
    def eligible(self, one):
        return [person for person in one.all() if not self.recused(person)]
    def conflict(self, person, panel, others=(), fixed=False):  # why not beside the panel, and others who may follow it?
        people, centres = [*panel, *others], [other["centre"] for other in panel]
        full = [other["employer"] for other in people].count(person["employer"]) >= self.most
        crowded = not fixed and centres.count(person["centre"]) >= self.full
        return "duplicate" if person in people else "same-employer" if full else "centre-full" if crowded else None
    def misses(self, centres):
        return "other-centres" if len({*centres} - {self.main}) < self.others else None
    def tables(self):  # section 7: the cells of each way to spread the seats that keeps the limits, in ascending order
        rooms = ((one, sorted({person["centre"] for person in self.eligible(one)})) for one in self.classes)
        ways = [[*combinations_with_replacement(centres, len(one.seats))][::-1] for one, centres in rooms]
        for table in product(*ways):  # of each class: the centres of its seats
            if max(Counter(chain(*table)).values()) <= self.full and not self.misses(chain(*table)):
                yield [(one, one.name + f"/{room}" * one.open, count, [p for p in self.eligible(one) if p["centre"] == room])
                       for one, way in zip(self.classes, table) for room, count in Counter(way).items()]
    def attempt(self, number, budget):  # section 5: what the transcript must say of the try; the seats; the budget left
        label, exact, table, tickets, seats, skipped = f"try/{number}", budget <= 0, None, [], {}, 0
        counted = [one for one in self.classes if exact or not self.heads[one]]
        cells = [(one, one.name, len(one.seats), self.eligible(one)) for one in counted]
        if exact and (self.full < 10**9 or self.others) and any(one.open for one in counted):
            weighted = [(cells, math.prod(part.total for part in components(cells, self.most))) for cells in self.tables()]
            cells = Stream(self.seed, f"{label}/table").pick(weighted) or []
            table = [f"{name}:{count}" for _, name, count, _ in cells]
        stream, parts = Stream(self.seed, f"{label}/count"), components(cells, self.most)
        chosen = [part.choose(stream) for part in parts]
        for one in counted:
            persons = [person for person in one.all() if any(found.get(person["id"]) is one for found in chosen)]
            Stream(self.seed, f"{label}/order/{one.name}").shuffle(persons)
            seats.update(zip(one.seats, persons))
        counts = [{"classes": [cell[1] for cell in part.cells], "total": str(part.total), "chosen": [
                   [seat, seats[seat]["id"]] for seat in sorted(seats) if seats[seat]["id"] in found]} for part, found in zip(parts, chosen)]
        centres, stream = [person["centre"] for person in seats.values()], Stream(self.seed, label)
        rejected = "centre-full" if max(map(centres.count, centres), default=0) > self.full else None
        for one, seat in [(one, seat) for one in self.classes if one not in counted for seat in one.seats]:
            while not rejected and seat not in seats:
                person, why = self.ticket(one, stream, seat, tickets, lambda _: None)
                skipped += bool(why)
                rejected = ("try-limit" if skipped >= budget else None) if why else self.conflict(person, seats.values())
                seats.update({} if why else {seat: person})
        rejected = rejected or self.misses(person["centre"] for person in seats.values())
        return {"number": number, "exact": exact, "table": table, "counts": counts, "tickets": tickets,
                "rejected": rejected}, seats, budget - 1 - skipped
    def ticket(self, one, stream, seat, tickets, unfit):  # section 2: the person whose ticket is drawn, and why not
        number = stream.below(one.sums[-1])
        tier = bisect_right(one.sums, number) - 1
        ordinal = one.ends[tier] + (number - one.sums[tier]) // one.tiers[tier][0]
        require(ordinal in one.leaves, "披露", f"抽到 {one.name} 的第 {ordinal} 号，却没有披露这个人")
        person, why = one.leaves[ordinal]["person"], self.recused(one.leaves[ordinal]["person"]) or unfit(one.leaves[ordinal]["person"])
        tickets.append({"seat": seat, "ticket": number, "ordinal": ordinal, "id": person["id"], "skip": why})
        one.hit.add(ordinal)
        return person, why
    def another(self, one, stream, unfit):  # section 8: one more person, and what the transcript must say of it
        tickets, why, person = [], "scarce", None
        while why and self.heads[one] and len(tickets) < self.plan["try_limit"]:
            person, why = self.ticket(one, stream, None, tickets, unfit)
        person = stream.pick([(p, p["tickets"]) for p in self.eligible(one) if not unfit(p)]) if why else person
        return person, {"expert_id": person and person["id"], "tickets": tickets, "picked": bool(why)}
    def drawn(self, body):  # what a transcript with a panel must say
        budget, result, seats, rows, followers = self.plan["try_limit"], {"rejected": "?"}, {}, [], []
        for number, given in enumerate(body["tries"]):
            require(result["rejected"], "试抽", "成功之后不应再抽")
            result, seats, budget = self.attempt(number, budget)
            compare("试抽", given, result)
        require(result["rejected"] is None, "试抽", "没有抽出委员会")
        places = {seat: one for one in self.classes for seat in one.seats}
        result = [{"seat": seat, "specialty": places[seat].place[0], "centre": person["centre"], "expert_id": person["id"]}
                 for seat, person in sorted(seats.items(), key=lambda item: item[0])]
        for one in self.classes:
            stream, order, person = Stream(self.seed, f"alt/{one.name}"), 0, True
            def unfit(person):
                return self.conflict(person, seats.values(), [other for _, other in followers], not one.open)
            while person and order < self.plan["alternates"]:
                (person, row), order = self.another(one, stream, unfit), order + 1
                followers += [(one, person)] if person else []
                rows += [{"specialty": one.place[0], "centre": person["centre"], "order": order, **row}] if person else []
        compare("备选", body["alternates"], rows)
        used, numbers, panel = [*seats.values()], Counter(), seats.values()
        for given in body["redraws"]:
            one, left = places[given["seat"]], seats.pop(given["seat"])
            numbers[one] += 1
            def unfit(person):
                return "used" if person in used else self.conflict(person, panel) or self.misses(p["centre"] for p in [*panel, person])
            person = next((person for other, person in followers if other is one and not unfit(person)), None)
            row = {"expert_id": person and person["id"], "tickets": [], "picked": False}
            if not person:
                person, row = self.another(one, Stream(self.seed, f"redraw/{one.name}/{numbers[one]}"), unfit)
            compare("补抽", given, {"seat": int(given["seat"]), "number": numbers[one], "left": left["id"], **row})
            seats[given["seat"]], used = person, [*used, person]
        return result, None
    def infeasible(self, body):  # section 4: what a transcript without a panel must say
        named = [one for one in self.classes if one.seats[0] in body["certificate"]["seats"]]
        held = Counter(employer for employer, _ in {(p["employer"], p["id"]) for one in named for p in self.eligible(one)})
        able, needed = sum(min(self.most, count) for count in held.values()), sum(len(one.seats) for one in named)
        words = "、".join(f"专业“{one.place[0]}”" + f"（{one.place[1]}）" * (not one.open) for one in named) + "合计" * (len(named) > 1)
        some = f"符合条件的专家来自 {len(held)} 家单位（{'、'.join(sorted(held)[:5]) + ' 等' * (len(held) > 5)}），每家单位最多入选 {self.most} 人，"
        some = some + f"最多只能选出 {able} 人" if held else "没有符合条件的专家"
        words += f"需要 {needed} 人；除去回避和不可抽取的人员后，{some}，不能组成评标委员会。"
        if able >= needed and named == self.classes:  # do the limits on centres leave no table?
            able -= 10**9 * (not any(all(part.total for part in components(cells, self.most)) for cells in self.tables()))
            asked = [f"每个交易中心最多 {self.full} 人"] * (self.full < 10**9) + [f"主场（{self.main}）以外至少 {self.others} 个交易中心有专家"] * (self.others > 0)
            words = f"{needed} 个席位的专业和单位条件可以满足，但不能同时做到{'，且'.join(asked)}，不能组成评标委员会。"
        require(able < needed, "无解证明", f"所列单位可以提供 {able} 人，证明不了这 {needed} 个席位无解")
        compare("无解证明", [body[key] for key in ("tries", "alternates", "redraws")], [[], [], []])
        self.heads = dict.fromkeys(self.classes, 0)
        return [], {"seats": sorted(chain(*(one.seats for one in named))), "employers": sorted(held), "explanation": words}
def check(raw):
    (body, digest), known = read_transcript(raw), {}
    draw = Draw(body["plan"], body["seed"], [Class(given, body["plan"], known) for given in body["classes"]])
    panel, certificate = (draw.drawn if body["status"] == "drawn" else draw.infeasible)(body)
    compare("委员会", body["panel"], panel)
    compare("无解证明", body["certificate"], certificate)
    compare("披露", body["classes"], [one.written(draw.heads[one]) for one in draw.classes])
    counts = f"{len(body['tries'])} 次试抽、{len(body['alternates'])} 名备选、{len(body['redraws'])} 次补抽逐一重算，结果相同"
    yield from (["✓", "摘要", f"{digest}，写法规范，没有多余的字节"], ["✓", "披露", f"共披露 {len(known)} 人，都在各类的根之下，不多也不少"])
    yield ["✓", "无解证明", certificate["explanation"]] if certificate else ["✓", "抽取", counts]
    yield from (["·", f"　{row['seat']} 号席", f"{row['specialty']}（{row['centre']}）：{row['expert_id']}"] for row in panel)
    yield from [["！", "种子来源", "这里没有核验，请再运行 yuanping_verify_seed.py"]] * (body["protocol"] is not None)
def main(argv=None):
    given, status, lines, coded = sys.argv[1:] if argv is None else argv, 1, [], sys.stdout.encoding or "utf-8"
    try:
        lines, status = [*check(pathlib.Path(" ".join(name for name in given if name != "--json")).read_bytes())], 0
    except OSError as error:
        status, lines = 2, [["✗", "文件", f"读不到：{error}（用法见本程序开头）"]]
    except Exception as error:  # what cannot be read is a fault: a transcript has exactly one spelling
        lines.append(["✗", *(error.args if isinstance(error, Fault) else ("格式", f"写法不对（{type(error).__name__}：{error}）"))])
    lines.append(["✗" if status else "✓", "结论", ["以上各项全部成立", "不成立，不能作为依据", "无法核验"][status]])
    tricks = r"[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"  # evidence may not play with the terminal
    text = "\n".join(re.sub(tricks, "?", f"{mark} {name}：{found}") for mark, name, found in lines)
    text = json.dumps({"exit": status, "checks": lines}) if "--json" in given else text if "utf" in coded.lower() else text.translate({10003: "√", 10007: "×"})
    print(text.encode(coded, "replace").decode(coded))  # also for a console in GBK
    return status
sys.exit(main()) if __name__ == "__main__" else None
