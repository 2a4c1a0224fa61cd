"""Forgeries of what was drawn: tries, panel, alternates, redraws, certificate."""

from tests.verifier_draw.bases import A, members_of
from tests.verifier_draw.mutations import disclosure, mutation, opened, place_of, swap

# ---- tries and panel


@mutation("试抽", "与重算不符", "tries-differs")
def another_ticket(body):
    body["tries"][0]["tickets"][0]["ticket"] += 1


@mutation("试抽", "与重算不符", "tries-differs")
def another_ordinal(body):
    body["tries"][0]["tickets"][0]["ordinal"] += 1


@mutation("试抽", "与重算不符", "tries-differs")
def another_reason_for_a_skip(body):
    place_of(body, "recused:person")[1]["skip"] = "recused:employer"


@mutation("试抽", "与重算不符", "tries-differs")
def a_skipped_ticket_hidden(body):
    found, ticket = place_of(body, "unavailable")
    found["tickets"].remove(ticket)


@mutation("试抽", "与重算不符", "tries-differs")
def tickets_in_another_order(body):
    swap(body["tries"][0]["tickets"], 0, 2)


@mutation("试抽", "与重算不符", "tries-differs")
def another_reason_for_a_rejection(body):
    body["tries"][0]["rejected"] = "same-employer"


@mutation("试抽", "与重算不符", "tries-differs")
def a_try_under_the_label_of_another(body):
    del body["tries"][0]
    for number, each in enumerate(body["tries"]):
        each["number"] = number


@mutation("试抽", "成功之后", "tries-differs")
def a_try_after_the_panel(body):
    body["tries"].append({**body["tries"][-1], "number": 4})


@mutation("试抽", "没有抽出", "tries-differs")
def no_try_that_succeeds(body):
    body["tries"].pop()


@mutation("试抽", "与重算不符", "tries-differs")
def another_total(body):
    body["tries"][0]["counts"][0]["total"] = "39"


@mutation("试抽", "与重算不符", "tries-differs")
def counted_seats_exchanged(body):
    chosen = body["tries"][-1]["counts"][0]["chosen"]
    chosen[0][1], chosen[1][1] = chosen[1][1], chosen[0][1]


@mutation("试抽", "与重算不符", "tries-differs", base="exact")
def another_table(body):
    body["tries"][-1]["table"] = ["A08/C1:2", "B01/*/C2:1", "B01/*/C3:2"]


@mutation("试抽", "与重算不符", "tries-differs", base="exact")
def not_exact(body):
    body["tries"][-1]["exact"] = False


@mutation("委员会", "与重算不符", "panel-differs")
def members_exchanged(body):
    one, other = body["panel"][:2]
    one["expert_id"], other["expert_id"] = other["expert_id"], one["expert_id"]


@mutation("委员会", "与重算不符", "panel-differs")
def two_of_one_employer(body):
    body["panel"][1]["expert_id"] = "P010"


@mutation("委员会", "与重算不符", "panel-differs")
def a_member_at_another_centre(body):
    body["panel"][4]["centre"] = "C2"


@mutation("试抽", "与重算不符", "tries-differs")
def a_made_up_panel(body):
    """Another person of the list, tickets and panel made to agree, the leaf truly opened."""
    leaves, hashes = members_of(A)
    one = body["tries"][-1]["tickets"][1]
    number = next(
        n
        for n in range(10, 14)
        if leaves[n]["person"]["available"] and leaves[n]["person"]["employer"] not in {"E05", "E12", "E09"}
    )
    one.update(ticket=number, ordinal=number, id=leaves[number]["person"]["id"])
    body["panel"][0]["expert_id"] = one["id"]
    found = disclosure(body)["opened"]
    if number not in {each["ordinal"] for each in found}:
        found.append(opened(leaves, hashes, number))
        found.sort(key=lambda each: each["ordinal"])


# ---- alternates and redraws


@mutation("备选", "与重算不符", "alternates-differs")
def alternates_reordered(body):
    one, other = body["alternates"][:2]
    one["order"], other["order"] = 2, 1
    swap(body["alternates"], 0, 1)


@mutation("备选", "与重算不符", "alternates-differs")
def an_alternate_skipped(body):
    del body["alternates"][0]
    body["alternates"][0]["order"] = 1


@mutation("备选", "与重算不符", "alternates-differs")
def an_alternate_less(body):
    body["alternates"].pop()


@mutation("备选", "与重算不符", "alternates-differs")
def picked_instead_of_drawn(body):
    body["alternates"][0]["picked"] = True


@mutation("补抽", "与重算不符", "redraws-differs")
def a_redraw_of_another_person(body):
    body["redraws"][3]["expert_id"] = "P000"


@mutation("补抽", "与重算不符", "redraws-differs")
def another_leaver(body):
    body["redraws"][2]["left"] = "P036"


@mutation("补抽", "与重算不符", "redraws-differs")
def an_alternate_passed_over(body):
    body["redraws"][0]["expert_id"], body["redraws"][2]["left"] = "P020", "P020"


@mutation("补抽", "与重算不符", "redraws-differs")
def another_number_of_a_redraw(body):
    body["redraws"][3]["number"] = 4


@mutation("补抽", "与重算不符", "redraws-differs")
def a_redraw_hidden(body):
    del body["redraws"][3]


# ---- no panel at all


@mutation("无解证明", "与重算不符", "certificate-differs", base="hall")
def more_seats_in_a_certificate(body):
    body["certificate"]["seats"].insert(0, 1)


@mutation("无解证明", "与重算不符", "certificate-differs", base="hall")
def fewer_seats_in_a_certificate(body):
    body["certificate"]["seats"].pop()


@mutation("无解证明", "与重算不符", "certificate-differs", base="hall")
def an_employer_left_out(body):
    body["certificate"]["employers"].pop()


@mutation("无解证明", "与重算不符", "certificate-differs", base="hall")
def another_explanation(body):
    body["certificate"]["explanation"] = body["certificate"]["explanation"].replace("6 人", "7 人")


@mutation("披露", "与重算不符", "certificate-differs", base="hall")
def a_class_without_need_disclosed(body):
    body["classes"][0]["disclosure"] = {"members": members_of(A)[0]}


@mutation("披露", "须披露全部名单", "not-recomputable", base="hall")
def nothing_disclosed_for_a_certificate(body):
    body["classes"][1]["disclosure"] = None


@mutation("无解证明", "证明不了", "feasible", base="limits")
def limits_that_do_not_contradict(body):
    body["plan"]["limits"]["max_per_centre"] = 2
    words = body["certificate"]["explanation"]
    body["certificate"]["explanation"] = words.replace("最多 1 人", "最多 2 人")


@mutation("无解证明", "与重算不符", "certificate-differs", base="limits")
def another_explanation_of_limits(body):
    body["certificate"]["explanation"] = "名额不足。"


@mutation("委员会", "重算为 []", "panel-differs", base="hall")
def a_panel_although_there_is_none(body):
    body["panel"] = [{"centre": "C1", "expert_id": "P000", "seat": 0, "specialty": "A08"}]


@mutation("无解证明", "证明不了", "not-recomputable", base="exact")
def no_panel_although_there_is_one(body):
    """The list of one class, its employers named, and words that lie."""
    people = [each["person"] for each in disclosure(body)["members"] if each["person"]["available"]]
    body["certificate"] = {
        "employers": sorted({each["employer"] for each in people}),
        "explanation": "没有符合条件的专家。",
        "seats": [0, 1],
    }
    disclosure(body)
    body["classes"][1]["disclosure"] = None
    return {**body, "status": "infeasible", "panel": [], "tries": []}


@mutation("无解证明", "重算为 null", "certificate-differs")
def a_certificate_beside_a_panel(body):
    body["certificate"] = {"employers": [], "explanation": "无", "seats": [0]}


@mutation("试抽", "没有抽出", "not-recomputable", base="hall")
def drawn_without_a_try(body):
    body.update(status="drawn", certificate=None)
