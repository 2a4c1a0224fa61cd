import hashlib

import pytest

from tests.core.draw.toys import seed
from yuanping.core.draw import Stream, shuffle
from yuanping.core.errors import Invalid


def test_block_is_hash_of_algorithm_seed_label_and_counter():
    stated = hashlib.sha256(b"yd-draw/1\x00" + bytes(range(32)) + b"try/0" + (7).to_bytes(8, "big")).digest()
    assert Stream(bytes(range(32)), "try/0").block(7) == stated


def test_stream_reproduces_its_stated_vectors():
    stream = Stream(bytes(range(32)), "try/0")
    assert stream.block(0).hex() == "376367484205f44403eca5a643cb4cb58015dee08209517b6cf7a2dbee8c45ed"
    assert stream.block(1).hex() == "da76a15ff01a3592ced94389c1a16c40458fc73b2f7b545b733262f3cb1f511c"
    assert [stream.below(1000) for _ in range(8)] == [132, 2, 961, 902, 104, 292, 644, 990]
    assert stream.below_big(10**40) == 9433676807300968893293530571723537297082
    assert stream.below(2**64) == 2577392013218706666
    assert shuffle("abcdefgh", seed=bytes(range(32)), label="ws/V1") == list("fgbdeach")


def test_below_rejects_words_past_the_last_full_multiple():
    # Just over half of the words are full multiples of n: about half of all draws need another block.
    n = 2**63 + 1
    stream = Stream(seed(5), "reject")
    drawn = [stream.below(n) for _ in range(200)]
    words = [int.from_bytes(stream.block(i)[:8], "big") for i in range(600)]
    assert drawn == [word for word in words if word < n][:200]
    assert max(drawn) < n


def test_below_big_takes_whole_blocks_and_eight_spare_bytes():
    n = 2**300 + 12345  # 38 bytes, and 8 more: two blocks, of which 46 bytes count
    stream = Stream(seed(6), "big")
    assert stream.below_big(n) == int.from_bytes((stream.block(0) + stream.block(1))[:46], "big") % n
    assert stream.below_big(n) == int.from_bytes((stream.block(2) + stream.block(3))[:46], "big") % n


def test_below_of_one_is_zero():
    assert [Stream(seed(1), "x").below(1), Stream(seed(1), "x").below_big(1)] == [0, 0]


@pytest.mark.parametrize("n", [0, -1, 2**64 + 1])
def test_below_outside_one_word_is_refused(n):
    stream = Stream(seed(1), "x")
    assert stream.below(2**64) >= 0
    with pytest.raises(ValueError):
        stream.below(n)


def test_below_big_of_nothing_is_refused():
    with pytest.raises(ValueError):
        Stream(seed(1), "x").below_big(0)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_seed_of_another_length_is_refused(length):
    with pytest.raises(Invalid) as refusal:
        Stream(bytes(length), "x")
    assert (refusal.value.code, refusal.value.field) == ("draw-seed-invalid", "seed")


def test_shuffle_reaches_all_orders_alike():
    orders = {}
    for i in range(6000):
        order = "".join(shuffle("abc", seed=seed(i), label="ws"))
        orders[order] = orders.get(order, 0) + 1
    chi_square = sum((count - 1000) ** 2 / 1000 for count in orders.values())
    assert len(orders) == 6
    assert chi_square < 5 + 4 * 10**0.5


def test_shuffle_of_another_label_is_another_order():
    items = list(range(30))
    assert shuffle(items, seed=seed(1), label="ws/V1") != shuffle(items, seed=seed(1), label="ws/V2")
    assert items == list(range(30))
