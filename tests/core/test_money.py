from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanping.core.errors import Invalid
from yuanping.core.money import Unit, check_amount, format_amount, parse_amount


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("1234567", "1234567.00"),
        ("1,234,567.5", "1234567.50"),
        ("１，２３４，５６７．００元", "1234567.00"),
        ("￥95000", "95000.00"),
        ("人民币123.45万元", "1234500.00"),
        ("0.000001万元", "0.01"),
        ("1.2亿元", "120000000.00"),
        ("3亿", "300000000.00"),
        ("0", "0.00"),
        ("007元", "7.00"),
        ("99999999999999.99", "99999999999999.99"),
    ],
)
def test_amount_as_typed_is_read(text, yuan):
    assert str(parse_amount(text)) == yuan


def test_amount_unit_of_the_column_counts_where_the_text_names_none():
    assert parse_amount("12.5", unit=Unit.WAN) == Decimal(125000)
    assert parse_amount("12.5元", unit=Unit.WAN) == Decimal("12.50")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "amount-missing"),
        ("万元", "amount-missing"),
        ("-5", "amount-negative"),
        ("－5万元", "amount-negative"),
        ("NaN", "amount-unclear"),
        ("Infinity", "amount-unclear"),
        ("1e6", "amount-unclear"),
        ("约100万元", "amount-unclear"),
        ("壹佰元整", "amount-unclear"),
        ("1亿2000万元", "amount-unclear"),
        ("95 000", "amount-unclear"),
        ("1,23", "amount-unclear"),
        ("12,34,567", "amount-unclear"),
        (".5", "amount-unclear"),
        ("5.", "amount-unclear"),
        ("٣", "amount-unclear"),
        ("1.234", "amount-places"),
        ("100.000", "amount-places"),
        ("1.2345678万元", "amount-places"),
        ("100000000000000", "amount-too-large"),
        ("1000000亿元", "amount-too-large"),
    ],
)
def test_amount_unclear_is_refused_with_its_rule(text, code):
    with pytest.raises(Invalid) as refusal:
        parse_amount(text, field="budget")
    assert (refusal.value.code, refusal.value.field, bool(refusal.value.remedy)) == (code, "budget", True)


@given(st.integers(0, 10**16 - 1))
def test_amount_formatted_reads_back(cents):
    amount = Decimal((0, tuple(map(int, str(cents))), -2))
    assert parse_amount(format_amount(amount)) == amount


def test_amount_format_rounds_half_up_in_any_context():
    with localcontext(prec=3):
        assert format_amount(Decimal("1234567.005")) == "1,234,567.01"
        assert format_amount(Decimal(1234567)) == "1,234,567.00"


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (Decimal("NaN"), "amount-unclear"),
        (Decimal("Infinity"), "amount-unclear"),
        (Decimal("-0.01"), "amount-negative"),
        (Decimal("0.001"), "amount-places"),
        (Decimal(10) ** 14, "amount-too-large"),
    ],
)
def test_amount_check_refuses_what_is_not_money(amount, code):
    assert str(check_amount(Decimal("12.5"))) == "12.50"
    with pytest.raises(Invalid) as refusal:
        check_amount(amount)
    assert refusal.value.code == code
