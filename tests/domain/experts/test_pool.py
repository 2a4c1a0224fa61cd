"""The pool: people enter sealed, once, and a fault names the row."""

from dataclasses import replace

import pytest

from tests.factories import experts, people
from yuanping.base.context import system_ctx
from yuanping.base.vault.models import SealedItem
from yuanping.core.errors import Invalid, NotAllowed
from yuanping.domain.experts.actions.pool import ExpertEntry, enrol_experts, parse_name, set_availability
from yuanping.domain.experts.models import Expert
from yuanping.domain.people.states import OrganisationKind

CTX = "测试"


@pytest.fixture
def entries(db: None) -> list[ExpertEntry]:
    employer = people.organisation(OrganisationKind.EMPLOYER)
    return [experts.person(n, employer=employer, region_code="411525") for n in range(3)]


def test_enrol_seals_who_it_is(entries: list[ExpertEntry]) -> None:
    made = enrol_experts(system_ctx(CTX), entries)
    assert [expert.specialties for expert in made] == [["A060101"]] * 3
    assert len({expert.number for expert in made}) == 3
    boxes = b"".join(bytes(item.box) for item in SealedItem.objects.all())
    assert not any(text.encode() in boxes for e in entries for text in (e.name, e.id_number, e.phone))


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"id_number": "41152519700103002"}, "id-number-length", "id_number"),
        ({"name": "甲"}, "person-name", "name"),
        ({"phone": "12345"}, "mobile-format", "phone"),
        ({"region_code": "4115"}, "region-format", "region_code"),
        ({"specialties": ("Z99",)}, "specialty-unknown", "specialties"),
        ({"specialties": ()}, "specialty-unknown", "specialties"),
        ({"employer_id": 0}, "employer-unknown", "employer_id"),
    ],
)
def test_enrol_with_a_fault_names_the_row(
    entries: list[ExpertEntry], changed: dict[str, object], code: str, field: str
) -> None:
    entries[1] = replace(entries[1], **changed)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as caught:
        enrol_experts(system_ctx(CTX), entries)
    assert (caught.value.code, caught.value.field) == (code, field)
    assert caught.value.message.startswith("第 2 行：")
    assert entries[1].name not in caught.value.message
    assert Expert.objects.count() == 0


def test_enrol_same_number_twice_names_both_rows(entries: list[ExpertEntry]) -> None:
    with pytest.raises(Invalid) as caught:
        enrol_experts(system_ctx(CTX), [*entries, replace(entries[0], name="别名")])
    assert caught.value.message == "第 4 行：与第 1 行的身份证号相同。"


def test_enrol_somebody_already_in_the_pool_is_refused(entries: list[ExpertEntry]) -> None:
    enrol_experts(system_ctx(CTX), entries[:1])
    with pytest.raises(Invalid) as caught:
        enrol_experts(system_ctx(CTX), entries)
    assert (caught.value.code, caught.value.message) == ("expert-enrolled", "第 1 行的专家已在库中。")


def test_enrol_by_an_agency_is_refused(entries: list[ExpertEntry]) -> None:
    ctx = people.ctx(people.account("agency", people.organisation(OrganisationKind.AGENCY)))  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        enrol_experts(ctx, entries)


def test_enrol_many_at_once(db: None) -> None:
    employer = people.organisation(OrganisationKind.EMPLOYER)
    many = [experts.person(n, employer=employer, region_code="411525") for n in range(1100)]
    enrol_experts(system_ctx(CTX), many)
    assert Expert.objects.count() == 1100


def test_availability_is_taken_and_given_back(entries: list[ExpertEntry]) -> None:
    (expert, *_) = enrol_experts(system_ctx(CTX), entries)
    for available in (False, True):
        set_availability(system_ctx(CTX), expert.number, available=available)
        assert Expert.objects.get(pk=expert.pk).is_available is available


@pytest.mark.parametrize("name", ["周𫖮", "䶮子", "阿卜杜拉·买买提"])
def test_name_with_rare_characters_is_accepted(name: str) -> None:
    assert parse_name(f" {name} ") == name
