"""Transcripts of every sort of draw, honest ones and forged ones, with what Python's check says of them."""

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.core.draw.toys import any_instance, person, seed, tight_plan, tight_pool, wide_plan, wide_pool
from yuanping.core.draw import (
    Course,
    DrawClass,
    Fault,
    Infeasible,
    Limits,
    Plan,
    Pool,
    Sampler,
    check,
    infeasible_transcript,
)

Body = dict[str, Any]
INSTANCES = 90
"""So many of all sorts: enough for each way through the algorithm, in a second of the browser."""


def transcript(pool: Pool, plan: Plan, number: int, *, leaving: tuple[int, ...] = ()) -> bytes:
    """The transcript of a draw with redraws as far as there is somebody, or of one that found no panel."""
    try:
        course = Course.start(Sampler.of(pool, plan), seed(number))
    except Infeasible as refused:
        return infeasible_transcript(pool.lists_of(plan.classes), plan, seed(number), refused.certificate)
    for seat in leaving or range(len(plan.seat_classes)):
        try:
            course = course.replace(seat)
        except Infeasible:
            break
    return course.to_bytes()


def honest() -> list[bytes]:
    """Scarce, abundant and mixed; several of an employer, limits of centres, open seats; counted in the end; impossible."""
    found = [transcript(*any_instance(number), number) for number in range(INSTANCES)]
    found.append(transcript(wide_pool(1500, 300), wide_plan(), 1, leaving=(0, 0, 3)))
    found.append(transcript(wide_pool(900, 300), wide_plan(scarce_threshold=200), 2))
    for limits in (Limits("C1", 2, 2, 1), Limits("C1", 1, None, 1), Limits(None, 1, 2, 0)):
        for threshold in (0, 2, 64):
            plan = tight_plan(limits, scarce_threshold=threshold, try_limit=3, alternates=1)
            found.append(transcript(tight_pool(), plan, threshold))
    return found


def wide() -> bytes:
    """An abundant draw with recusals, skips, alternates and redraws: what the forgeries alter."""
    drawn = (transcript(wide_pool(1500, 300), wide_plan(), n, leaving=(0, 0, 3)) for n in range(1, 99))
    return next(raw for raw in drawn if any(each["skip"] for each in json.loads(raw)["tries"][-1]["tickets"]))


def counted() -> bytes:
    """A scarce draw over a table of centres."""
    plan = tight_plan(Limits("C1", 1, 2, 1), scarce_threshold=0, try_limit=1)
    return next(
        raw
        for raw in (transcript(tight_pool(), plan, n) for n in range(99))
        if json.loads(raw)["tries"][-1]["exact"]
    )


def impossible() -> bytes:
    pool = Pool([person("p1", "e1", "A1"), person("p2", "e2", "A1")])
    return transcript(pool, Plan(((DrawClass("A1", "C1"), 3),)), 1)


def sealed_again(body: Body) -> bytes:
    """As a forger would write it: canonical, with a fresh digest."""
    body = {name: value for name, value in body.items() if name != "digest"}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f'{text[:-1]},"digest":"{hashlib.sha256(text.encode()).hexdigest()}"}}\n'.encode()


FORGERIES: list[tuple[str, Callable[[], bytes], Callable[[Body], object]]] = []


def forgery(check_name: str, base: Callable[[], bytes] = wide) -> Callable[[Callable[[Body], object]], None]:
    """A change of a transcript, sealed again, that the named check of the page finds."""

    def keep(change: Callable[[Body], object]) -> None:
        FORGERIES.append((check_name, base, change))

    return keep


@forgery("抽取结果")
def members_exchanged(body: Body) -> None:
    one, other = body["panel"][:2]
    one["expert_id"], other["expert_id"] = other["expert_id"], one["expert_id"]


@forgery("抽取结果")
def somebody_else_on_the_panel(body: Body) -> None:
    body["panel"][0]["expert_id"] = body["alternates"][0]["expert_id"]


@forgery("抽取过程")
def another_ticket(body: Body) -> None:
    body["tries"][-1]["tickets"][0]["ticket"] += 1


@forgery("抽取过程")
def a_skip_hidden(body: Body) -> None:
    for each in body["tries"]:
        each["tickets"] = [ticket for ticket in each["tickets"] if ticket["skip"] is None]


@forgery("抽取过程")
def another_seed(body: Body) -> None:
    body["seed"] = "00" * 32


@forgery("抽取过程", counted)
def another_total(body: Body) -> None:
    body["tries"][-1]["counts"][0]["total"] += "0"


@forgery("抽取过程", counted)
def another_table(body: Body) -> None:
    body["tries"][-1]["table"].reverse()


@forgery("候补次序")
def alternates_reordered(body: Body) -> None:
    one, other = body["alternates"][:2]
    one["order"], other["order"] = 2, 1
    body["alternates"][:2] = [other, one]


@forgery("补抽")
def an_alternate_passed_over(body: Body) -> None:
    body["redraws"][0]["expert_id"] = body["alternates"][1]["expert_id"]


@forgery("补抽")
def another_leaver(body: Body) -> None:
    body["redraws"][1]["left"] = body["panel"][1]["expert_id"]


@forgery("名单承诺")
def another_salt(body: Body) -> None:
    body["classes"][0]["disclosure"]["head"]["leaves"][0]["salt"] = "00" * 16


@forgery("名单承诺")
def available_after_all(body: Body) -> None:
    opened = body["classes"][0]["disclosure"]["opened"][0]["leaf"]["person"]
    opened["available"] = not opened["available"]


@forgery("名单承诺")
def another_root(body: Body) -> None:
    body["classes"][0]["root"] = "00" * 32


@forgery("名单承诺")
def another_node_in_a_path(body: Body) -> None:
    body["classes"][0]["disclosure"]["opened"][0]["proof"][0] = "00" * 32


@forgery("名单承诺")
def another_node_in_the_proof_of_a_beginning(body: Body) -> None:
    body["classes"][0]["disclosure"]["head"]["proof"][0] = "00" * 32


@forgery("名单承诺")
def classes_in_another_order(body: Body) -> None:
    body["classes"].reverse()


@forgery("抽取过程")
def a_drawn_leaf_kept_back(body: Body) -> None:
    opened = body["classes"][0]["disclosure"]["opened"]
    drawn = body["tries"][-1]["tickets"][0]["ordinal"]
    opened[:] = (
        [each for each in opened if each["ordinal"] != drawn]
        if any(each["ordinal"] == drawn for each in opened)
        else []
    )


@forgery("公开范围")
def opened_out_of_order(body: Body) -> None:
    body["classes"][0]["disclosure"]["opened"].reverse()


@forgery("抽取过程")
def an_exclusion_added(body: Body) -> None:
    body["plan"]["excluded_experts"].append([body["panel"][0]["expert_id"], "3"])


@forgery("抽取方案")
def exclusions_out_of_order(body: Body) -> None:
    body["plan"]["excluded_employers"] = [["e008", "3"], ["e007", "3"]]


@forgery("抽取过程")
def a_scarce_class_passed_off_as_abundant(body: Body) -> None:
    body["plan"]["scarce_threshold"] = 299


@forgery("无法组成的证明", impossible)
def another_explanation(body: Body) -> None:
    body["certificate"]["explanation"] = "名额不足。"


@forgery("抽取过程", impossible)
def no_panel_although_there_is_one(body: Body) -> None:
    body["plan"]["seats"][0]["count"] = 2


@forgery("无法组成的证明")
def a_certificate_beside_a_panel(body: Body) -> None:
    body["certificate"] = {"employers": [], "explanation": "无", "seats": [0]}


@forgery("记录完整")
def a_member_more(body: Body) -> None:
    body["remark"] = ""


@forgery("抽取方案")
def another_algorithm(body: Body) -> None:
    body["plan"]["algorithm"] = "yd-draw/2"


def forged() -> Iterator[tuple[str, str, bytes]]:
    """Name, the check that finds it, and the forged transcript: each is a fault in Python's eyes too."""
    for name, base, change in FORGERIES:
        body = json.loads(base())
        change(body)
        yield change.__name__, name, sealed_again(body)
    raw = wide()
    yield "space", "记录完整", raw.replace(b",", b", ", 1)
    yield "no line feed", "记录完整", raw[:-1]
    yield "one letter", "记录完整", raw.replace(b'"C1"', b'"C2"', 1)
    yield "mark", "记录完整", b"\xef\xbb\xbf" + raw
    yield "not utf-8", "记录完整", b"\xff" + raw


def is_fault(raw: bytes) -> bool:
    try:
        check(raw)
    except Fault:
        return True
    return False
