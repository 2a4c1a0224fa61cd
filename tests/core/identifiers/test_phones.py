import pytest

from yuanping.core.errors import Invalid
from yuanping.core.identifiers import mask_mobile, parse_mobile


@pytest.mark.parametrize(
    "text", ["13800138000", " １３８ 0013 8000", "138-0013-8000", "+86 13800138000", "0086-13800138000"]
)
def test_mobile_as_typed_is_read(text):
    assert parse_mobile(text) == "13800138000"


@pytest.mark.parametrize(
    "text", ["", "12800138000", "1380013800", "138001380000", "0533-2345678", "1380013800٠"]
)
def test_mobile_malformed_is_refused_without_repeating_it(text):
    with pytest.raises(Invalid) as refusal:
        parse_mobile(text, field="phone")
    assert (refusal.value.code, refusal.value.field) == ("mobile-format", "phone")


def test_mobile_is_masked():
    assert mask_mobile("13800138000") == "138****8000"
