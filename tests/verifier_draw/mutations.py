"""What a forger might change. Every change is sealed with a digest that fits, save those of the bytes themselves.

Each says what the second verifier must find, and the code of the platform's own.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from tests.verifier_draw import bases
from tests.verifier_draw.bases import A, B, body_of, consistency, inclusion, members_of, sealed


@dataclass(frozen=True)
class Mutation:
    name: str
    base: str
    change: Callable
    name_of_fault: str
    words: str
    code: str

    def raw(self):
        """The forged transcript."""
        if self.base.startswith("bytes of "):
            return self.change(bases.BASES[self.base.removeprefix("bytes of ")]())
        body = body_of(self.base)
        return sealed(self.change(body) or body)


MUTATIONS: list[Mutation] = []


def mutation(name_of_fault, words, code, *, base="mixed"):
    """``name_of_fault`` and some ``words`` of it: the second verifier's; ``code``: the platform's own."""

    def keep(change):
        name = change.__name__.replace("_", " ")
        MUTATIONS.append(Mutation(name, base, change, name_of_fault, words, code))
        return change

    return keep


def unsealed(name_of_fault, words, code):
    return mutation(name_of_fault, words, code, base="bytes of mixed")


def swap(items, one, other):
    items[one], items[other] = items[other], items[one]


def disclosure(body, number=0):
    return body["classes"][number]["disclosure"]


def place_of(body, skip):
    """The first skipped ticket with the reason: its try and itself."""
    return next(
        (each, ticket) for each in body["tries"] for ticket in each["tickets"] if ticket["skip"] == skip
    )


def with_head(body, length):
    """The head of the first class made so long, with a true proof; what it covers is no longer opened."""
    leaves, hashes = members_of(A)
    found = disclosure(body)
    found["head"] = {"leaves": leaves[:length], "proof": consistency(hashes, length)}
    numbers = {each["ordinal"] for each in found["opened"]}
    if length < 10:
        numbers |= {
            ticket["ordinal"] for ticket in tickets_of(body, {0, 1}) if length <= ticket["ordinal"] < 10
        }
    found["opened"] = [opened(leaves, hashes, number) for number in sorted(numbers) if number >= length]


def tickets_of(body, seats):
    rows = [*body["tries"], *body["redraws"]]
    rows += [each for each in body["alternates"] if each["specialty"] == "A08"]
    return [ticket for each in rows for ticket in each["tickets"] if ticket["seat"] in {None, *seats}]


def opened(leaves, hashes, number):
    return {"leaf": leaves[number], "ordinal": number, "proof": inclusion(hashes, number)}


# ---- bytes


@unsealed("格式", "不是规范写法", "not-canonical")
def space_after_a_comma(raw):
    return raw.replace(b",", b", ", 1)


@unsealed("格式", "不是规范写法", "not-canonical")
def keys_in_another_order(raw):
    return (
        json.dumps(dict(reversed(json.loads(raw).items())), ensure_ascii=False, separators=(",", ":")) + "\n"
    ).encode()


@unsealed("格式", "不是规范写法", "not-canonical")
def a_second_line_feed(raw):
    return raw + b"\n"


@unsealed("格式", "不是规范写法", "not-canonical")
def no_line_feed(raw):
    return raw[:-1]


@unsealed("格式", "Unexpected UTF-8 BOM", "not-a-transcript")
def a_byte_order_mark(raw):
    return b"\xef\xbb\xbf" + raw


@unsealed("格式", "不是规范写法", "not-canonical")
def a_letter_escaped(raw):
    return raw.replace(b'"P036"', b'"P03\\u0036"', 1)


@unsealed("格式", "不是规范写法", "not-a-transcript")
def a_key_twice(raw):
    return raw.replace(b'"protocol":null', b'"protocol":null,"protocol":null')


@unsealed("摘要", "记录被改过", "digest-differs")
def another_digest(raw):
    at = raw.rindex(b'"digest":"') + 10
    return raw[:at] + (b"0" if raw[at : at + 1] != b"0" else b"1") + raw[at + 1 :]


@unsealed("摘要", "记录被改过", "digest-differs")
def a_reason_for_exclusion_changed(raw):
    return raw.replace(b'["P001","spouse"]', b'["P001","friend"]')


# ---- format and plan


@mutation("格式", "不全、多余", "format-unknown")
def another_format(body):
    body["format"] = "yd-transcript/2"


@mutation("格式", "不全、多余", "not-a-transcript")
def a_member_left_out(body):
    del body["protocol"]


@mutation("格式", "不全、多余", "not-a-transcript")
def a_member_more(body):
    body["remark"] = ""


@mutation("委员会", "与重算不符", "panel-differs")
def a_number_as_text(body):
    body["panel"][0]["seat"] = "0"


@mutation("方案", "不是规范写法", "not-a-transcript")
def a_number_with_a_fraction(body):
    body["plan"]["alternates"] = 2.0


@mutation("方案", "不是规范写法", "not-honest")
def another_algorithm(body):
    body["plan"]["algorithm"] = "yd-draw/2"


@mutation("披露", "与重算不符", "not-recomputable")
def a_lower_threshold(body):
    body["plan"]["scarce_threshold"] = 5


@mutation("披露", "须披露全部名单", "not-recomputable")
def a_higher_threshold(body):
    body["plan"]["scarce_threshold"] = 7


@mutation("试抽", "与重算不符", "tries-differs", base="exact")
def a_higher_try_limit(body):
    body["plan"]["try_limit"] = 2


@mutation("试抽", "与重算不符", "tries-differs")
def a_limit_of_centres_lifted(body):
    body["plan"]["limits"]["max_per_centre"] = None


@mutation("备选", "与重算不符", "alternates-differs")
def a_limit_of_employers_lifted(body):
    body["plan"]["limits"]["max_per_employer"] = 2


@mutation("试抽", "与重算不符", "not-recomputable")
def an_exclusion_added(body):
    body["plan"]["excluded_experts"].append(["P049", "spouse"])
    body["plan"]["excluded_experts"].sort()


@mutation("试抽", "与重算不符", "not-recomputable")
def an_exclusion_removed(body):
    body["plan"]["excluded_experts"].remove(["P001", "spouse"])


@mutation("方案", "没有按标识排序", "plan-not-normal")
def exclusions_out_of_order(body):
    swap(body["plan"]["excluded_experts"], 0, 1)


@mutation("备选", "与重算不符", "alternates-differs")
def fewer_alternates_asked_for(body):
    body["plan"]["alternates"] = 1


@mutation("试抽", "与重算不符", "not-recomputable")
def seats_in_another_order(body):
    swap(body["plan"]["seats"], 0, 2)


@mutation("披露", "却没有披露这个人", "not-recomputable")
def another_seed(body):
    body["seed"] = "00" * 32


# ---- classes and disclosures


@mutation("专家类", "与重算不符", "classes-differ")
def classes_in_another_order(body):
    swap(body["classes"], 0, 1)


@mutation("披露", "有人被改、被增减", "not-honest")
def another_root(body):
    body["classes"][0]["root"] = "00" * 32


@mutation("专家类", "与各档不符", "not-honest")
def a_class_with_one_more(body):
    body["classes"][0]["size"] += 1


@mutation("披露", "却没有披露这个人", "not-recomputable")
def persons_between_tiers(body):
    body["classes"][0]["tiers"] = [[1, 14], [2, 12], [3, 14]]
    body["classes"][0]["tickets"] += 1


@mutation("专家类", "与各档不符", "not-honest")
def a_tier_split(body):
    body["classes"][0]["tiers"] = [[1, 7], [1, 7], [2, 13], [3, 13]]


@mutation("披露", "证明与开头一段不符", "not-honest")
def another_salt(body):
    disclosure(body)["head"]["leaves"][0]["salt"] = "00" * 16


@mutation("披露", "有人被改、被增减", "not-honest")
def another_employer(body):
    disclosure(body, 2)["members"][0]["person"]["employer"] = "E99"


@mutation("披露", "自第 32 号起披露的名单算不出", "not-honest")
def available_after_all(body):
    one = next(each for each in disclosure(body)["opened"] if not each["leaf"]["person"]["available"])
    one["leaf"]["person"]["available"] = True


@mutation("专家类", "不属于这一类", "not-honest")
def a_person_of_another_specialty(body):
    disclosure(body, 2)["members"][0]["person"]["specialties"] = ["C08"]


@mutation("披露", "有人被改、被增减", "not-honest")
def members_in_another_order(body):
    swap(disclosure(body, 2)["members"], 0, 1)


@mutation("披露", "证明的长度", "not-honest")
def a_member_missing(body):
    disclosure(body, 2)["members"].pop()


@mutation("披露", "自第 12 号起披露的名单算不出", "not-honest")
def another_node_in_a_path(body):
    disclosure(body)["opened"][0]["proof"][2] = "00" * 32


@mutation("披露", "证明的长度", "not-honest")
def a_path_without_its_top(body):
    disclosure(body)["opened"][0]["proof"].pop()


@mutation("披露", "证明的长度", "not-honest")
def another_node_in_the_proof_of_a_head(body):
    disclosure(body)["head"]["proof"][0] = "00" * 32


@mutation("披露", "须披露全部名单", "not-recomputable")
def a_head_shortened(body):
    with_head(body, 9)


@mutation("披露", "与重算不符", "not-recomputable")
def a_head_lengthened(body):
    with_head(body, 11)


@mutation("专家类", "签数与所在的档", "not-honest")
def opened_leaves_swapped(body):
    one, other = disclosure(body)["opened"][:2]
    one["leaf"], other["leaf"] = other["leaf"], one["leaf"]


@mutation("披露", "与重算不符", "classes-differs")
def opened_out_of_order(body):
    swap(disclosure(body)["opened"], 0, 1)


@mutation("披露", "却没有披露这个人", "not-recomputable")
def a_drawn_leaf_kept_back(body):
    disclosure(body)["opened"].pop()


@mutation("披露", "与重算不符", "classes-differs")
def one_leaf_too_many(body):
    leaves, hashes = members_of(A)
    found = disclosure(body)["opened"]
    free = next(number for number in range(10, 40) if number not in {each["ordinal"] for each in found})
    found.append(opened(leaves, hashes, free))
    found.sort(key=lambda each: each["ordinal"])


@mutation("披露", "与重算不符", "not-recomputable")
def a_whole_list_where_a_head_would_do(body):
    body["classes"][1]["disclosure"] = {"members": members_of(B)[0]}


@mutation("披露", "重算为", "not-a-transcript")
def tickets_of_a_tier_as_a_fraction(body):
    body["classes"][0]["tiers"][0][0] = 1.0


@mutation("补抽", "与重算不符", "not-recomputable")
def a_seat_as_a_truth_value(body):
    body["redraws"][4]["seat"] = True


@mutation("格式", "写法不对", "not-honest")
def capital_digits_of_a_salt(body):
    leaf = disclosure(body)["head"]["leaves"][0]
    leaf["salt"] = leaf["salt"].upper()


@mutation("专家类", "不属于这一类", "not-honest")
def a_leaf_with_a_remark(body):
    disclosure(body, 2)["members"][0]["remark"] = ""


@mutation("披露", "重算为", "not-honest")
def a_head_with_a_remark(body):
    disclosure(body)["head"]["remark"] = ""
