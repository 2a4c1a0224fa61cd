import pytest

from yuanping.core.errors import Invalid
from yuanping.core.identifiers import (
    compose_lot_code,
    compose_tender_project_code,
    parse_lot_code,
    parse_project_code,
    parse_tender_project_code,
)

PROJECT = "E4403010001000001"
TENDER = PROJECT + "001"
LOT = TENDER + "002"


def test_codes_are_read_into_their_parts():
    lot = parse_lot_code("ｅ" + LOT[1:])
    project = lot.tender_project.project
    assert (lot.code, lot.sequence, lot.tender_project.code, lot.tender_project.sequence) == (
        LOT,
        2,
        TENDER,
        1,
    )
    assert (project.code, project.region, project.platform, project.sequence) == (
        PROJECT,
        "440301",
        "0001",
        1,
    )


def test_codes_with_their_own_parent_are_accepted():
    project = parse_project_code(PROJECT)
    tender = parse_tender_project_code(TENDER, project=project)
    assert parse_lot_code(LOT, tender_project=tender).code == LOT
    assert compose_tender_project_code(project, 1) == tender
    assert compose_lot_code(tender, 2).code == LOT


def test_codes_with_another_parent_are_refused():
    other = parse_project_code("E4403010001000002")
    with pytest.raises(Invalid) as refusal:
        parse_tender_project_code(TENDER, project=other)
    assert refusal.value.code == "code-parent"
    with pytest.raises(Invalid) as refusal:
        parse_lot_code(LOT, tender_project=compose_tender_project_code(other, 1))
    assert refusal.value.code == "code-parent"


@pytest.mark.parametrize(
    ("parse", "text", "code"),
    [
        (parse_project_code, PROJECT[:-1], "code-length"),
        (parse_project_code, "1" + PROJECT[1:], "code-structure"),
        (parse_project_code, PROJECT[:-1] + "A", "code-structure"),
        (parse_tender_project_code, PROJECT, "code-length"),
        (parse_tender_project_code, PROJECT + "000", "code-sequence"),
        (parse_lot_code, TENDER, "code-length"),
        (parse_lot_code, PROJECT + "000" + "001", "code-sequence"),
        (parse_lot_code, TENDER + "00A", "code-sequence"),
    ],
)
def test_codes_malformed_are_refused(parse, text, code):
    with pytest.raises(Invalid) as refusal:
        parse(text, field="number")
    assert (refusal.value.code, refusal.value.field) == (code, "number")


@pytest.mark.parametrize("sequence", [0, 1000])
def test_codes_sequence_out_of_range_is_refused(sequence):
    with pytest.raises(Invalid):
        compose_tender_project_code(parse_project_code(PROJECT), sequence)
