"""Where the seed comes from: the second program agrees with ``core.draw.origin`` and finds what was altered."""

import copy
import json
from dataclasses import replace

import pytest

from tests.core.draw.test_origin import DRAND, OPEN, ORIGIN, with_boxes
from tests.core.vrf.test_ecvrf import PUBLISHED
from tests.verifier_draw import bases, material
from yuanping.core.draw import Course, Pool, Sampler
from yuanping.core.draw.origin import Origin
from yuanping.core.errors import Invalid


def course_from(origin):
    sampler = Sampler.of(Pool(bases.mixed_pool()), bases.MIXED)
    return Course.start(sampler, origin.check(), protocol=origin.as_json()).to_bytes()


@pytest.fixture(scope="module")
def honest():
    return course_from(ORIGIN)


@pytest.fixture
def said(tmp_path):
    def run(raw):
        path = tmp_path / "transcript.json"
        path.write_bytes(raw)
        return material.run(material.SEED_PROGRAM, path)

    return run


def test_honest_origin_holds_with_both_programs(said, honest, tmp_path):
    status, lines = said(honest)
    assert (status, [line[1] for line in lines if line[0] == "✓"]) == (
        0,
        ["各中心的随机数", "信标", "两个密钥盒", "种子", "结论"],
    )
    assert "未公开、按零计：毕节中心" in lines[0][2]
    assert material.second(tmp_path / "transcript.json")[0] == 0
    assert material.first(honest) is None


def test_beacon_of_drand_holds_but_its_signature_is_left_to_others(said):
    status, lines = said(course_from(with_boxes(replace(OPEN, beacon=DRAND))))
    assert (status, lines[1][0], "BLS" in lines[1][2]) == (0, "！", True)


def test_transcript_without_an_origin_cannot_be_checked(said):
    assert said(bases.mixed()) == (2, [["✗", "结论", "无法核验：记录没有写种子来源"]])


def shorter(text):
    return "00" + text[2:]


def swapped(rows):
    return [rows[1], rows[0], *rows[2:]]


ALTERED = {
    "reveal": (("contributions", 0, "value"), shorter, "各中心的随机数", "与其承诺不符"),
    "reveal withdrawn": (("contributions", 0, "value"), lambda _: None, "证明", "抽取方密钥盒"),
    "order of centres": (("contributions",), swapped, "各中心的随机数", "没有按名称排列"),
    "centre": (("contributions", 0, "centre"), lambda _: "甲中心", "各中心的随机数", "没有按名称排列"),
    "intent": (("intent",), shorter, "证明", "不成立"),
    "root": (("checkpoint", "root"), shorter, "证明", "不成立"),
    "definition": (("beacon", "definition"), lambda text: text + "\n", "信标", "定义与其摘要不符"),
    "beacon value": (("beacon", "value"), shorter, "信标", "算不出信标的值"),
    "beacon number": (("beacon", "number"), lambda _: 2, "格式", "yd-origin/1"),
    "member proof": (
        ("beacon", "proofs", 0, "proof"),
        lambda text: text[:-4] + "0000",
        "证明",
        "写法不对|不成立",
    ),
    "member left out": (("beacon", "proofs"), lambda rows: rows[1:], "信标", "证明与定义的成员不符"),
    "box proof": (
        ("boxes", 1, "proof"),
        lambda text: text[:64] + "00" * 16 + text[96:],
        "证明",
        "监督方密钥盒",
    ),
    "box key": (("boxes", 0, "public_key"), lambda _: "01" + "00" * 31, "公钥", "抽取方密钥盒"),
    "boxes": (("boxes",), swapped, "格式", "yd-origin/1"),
    "one box twice": (("boxes", 1, "public_key"), None, "两个密钥盒", "同一把密钥"),
    "more": (("note",), lambda _: "x", "格式", "yd-origin/1"),
}


@pytest.mark.parametrize("name", ALTERED)
def test_altered_origin_is_found_by_both(said, honest, name):
    (*path, last), change, fault, words = ALTERED[name]
    body = copy.deepcopy(json.loads(honest))
    place = body["protocol"]
    for key in path:
        place = place[key]
    if change is None:
        place[last] = body["protocol"]["boxes"][0]["public_key"]
    else:
        place[last] = change(place.get(last) if isinstance(place, dict) else place[last])
    raw = bases.sealed(body)
    status, lines = said(raw)
    assert (status, lines[-2][:2]) == (1, ["✗", fault])
    assert any(word in lines[-2][2] for word in words.split("|"))
    with pytest.raises(Invalid):
        Origin.read(body["protocol"]).check()


def test_seed_of_another_origin_is_found(said, honest):
    body = json.loads(honest)
    body["seed"] = "00" * 32
    status, lines = said(bases.sealed(body))
    assert (status, lines[-2]) == (1, ["✗", "种子", "由两个输出算不出记录的种子"])


@pytest.mark.parametrize(("public", "alpha", "proof", "beta"), [each[1:] for each in PUBLISHED])
def test_published_vectors_of_rfc_9381_hold(public, alpha, proof, beta):
    assert material.SEED_PROGRAM.output(public, proof, bytes.fromhex(alpha), "example").hex() == beta
