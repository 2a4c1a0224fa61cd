"""Regions and specialties."""

import pytest

from yuanping.core.errors import NotFound
from yuanping.core.policy import PackError, Regions, Specialties, region_chain


def test_a_region_chain_goes_up_to_the_nation():
    assert region_chain("411525") == ("411525", "411500", "410000", "000000")
    assert region_chain("410000") == ("410000", "000000")
    assert Regions.same_city("411525", "411500") is True
    assert Regions.same_province("411500", "370300") is False


def test_an_unknown_code_is_not_found():
    regions = Regions.from_toml(b'standard = "GB/T 2260"\n[codes]\n410000 = "\xe6\xb2\xb3\xe5\x8d\x97"\n')
    specialties = Specialties.from_toml(b'standard = "x"\n[codes]\nA = "a"\n')
    assert regions.get("410000").level == "province"
    with pytest.raises(NotFound):
        regions.get("411500")
    with pytest.raises(NotFound):
        specialties.get("A01")


@pytest.mark.parametrize("codes", [b'41 = "x"', b'410000 = ""', b'A01 = "x"'])
def test_a_malformed_code_table_does_not_load(codes):
    with pytest.raises(PackError) as refusal:
        Regions.from_toml(b'standard = "GB/T 2260"\n[codes]\n' + codes + b"\n")
    assert refusal.value.code == "code-malformed"
