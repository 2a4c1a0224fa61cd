"""The bid list: files checked before anything is kept."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from tests.domain.projects.cast import PDF, Cast, Paper, bid, registered
from yuanping.base.witness import queries as witness
from yuanping.core.errors import Invalid, NotFound, Refused
from yuanping.domain.projects import queries
from yuanping.domain.projects.actions.bids import add_bid, remove_bid
from yuanping.domain.projects.files import inspect
from yuanping.domain.projects.models import Bid, Project


@pytest.fixture
def project(cast: Cast) -> Project:
    return registered(cast)


def lot_id(project: Project) -> int:
    return project.lots.get().pk


def stored(settings: Settings) -> list[Path]:
    return [path for path in Path(settings.FILES_ROOT).rglob("*") if path.is_file()]


def test_add_bid_keeps_the_file_and_records_its_digest(
    cast: Cast, project: Project, settings: Settings
) -> None:
    added = add_bid(cast.ctx("agency"), project.pk, lot_id(project), bid(1))
    with queries.bid_file(added) as handle:
        assert handle.read() == PDF + b"1"
    assert (added.ordinal, added.file_name, added.file_size) == (1, "投标文件1.pdf", len(PDF) + 1)
    assert [path.name for path in stored(settings)] == [added.file_sha256]
    last = witness.entries().last()
    assert last is not None
    assert (last.kind, last.project_id) == ("projects.bid.added", project.pk)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"bidder_name": " "}, "bidder-name", "bidder_name"),
        ({"bidder_name": "甲\x07"}, "bidder-name", "bidder_name"),
        ({"bidder_uscc": "91411500MA4000001"}, "uscc-length", "bidder_uscc"),
        ({"bidder_uscc": "914115000000000011"}, "uscc-check", "bidder_uscc"),
        ({"price": Decimal(0)}, "price-not-positive", "price"),
        ({"price": Decimal("0.001")}, "amount-places", "price"),
        ({"price": Decimal("NaN")}, "amount-unclear", "price"),
        ({"file": Paper("")}, "file-missing", "file"),
        ({"file": Paper("标书.docx")}, "file-type", "file"),
        ({"file": Paper("标书.pdf.exe")}, "file-type", "file"),
        ({"file": Paper("../标书.pdf")}, "file-name-path", "file"),
        ({"file": Paper("C:\\标书.pdf")}, "file-name-path", "file"),
        ({"file": Paper(".pdf")}, "file-name-path", "file"),
        ({"file": Paper("标书\n.pdf")}, "file-name-characters", "file"),
        ({"file": Paper("标书\u202efdp.pdf")}, "file-name-characters", "file"),
        ({"file": Paper("标" * 197 + ".pdf")}, "file-name-long", "file"),
        ({"file": Paper(content=b"")}, "file-empty", "file"),
        ({"file": Paper(content=b"PK\x03\x04 not a PDF")}, "file-not-pdf", "file"),
        ({"file": Paper(content=b"%PD")}, "file-not-pdf", "file"),
        ({"bidder_uscc": bid(9).bidder_uscc}, "bidder-listed", "bidder_uscc"),
        ({"file": bid(9).file}, "file-twice", "file"),
    ],
)
def test_add_bid_refuses_and_stores_nothing(
    cast: Cast, project: Project, settings: Settings, change: dict[str, Any], code: str, field: str
) -> None:
    add_bid(cast.ctx("agency"), project.pk, lot_id(project), bid(9))
    before = (stored(settings), witness.head())
    with pytest.raises(Refused) as caught:
        add_bid(cast.ctx("agency"), project.pk, lot_id(project), bid(1, **change))
    assert (caught.value.code, caught.value.field) == (code, field)
    assert ((stored(settings), witness.head()), Bid.objects.count()) == (before, 1)
    assert caught.value.remedy


def test_inspect_refuses_a_file_over_the_limit() -> None:
    size = len(PDF)
    assert inspect(Paper(), largest=size).size == size
    with pytest.raises(Invalid) as caught:
        inspect(Paper(), largest=size - 1)
    assert caught.value.code == "file-too-large"


def test_bid_number_goes_on_after_a_removal(cast: Cast, project: Project) -> None:
    ctx, lot = cast.ctx("agency"), lot_id(project)
    first = add_bid(ctx, project.pk, lot, bid(1))
    add_bid(ctx, project.pk, lot, bid(2))
    remove_bid(ctx, project.pk, first.pk)
    assert add_bid(ctx, project.pk, lot, bid(1)).ordinal == 3
    assert [row.ordinal for row in queries.bids(queries.lots(project)[0])] == [2, 3]


def test_bid_of_another_project_is_not_found(cast: Cast, project: Project) -> None:
    other = registered(cast, code="E4115000001000001002")
    stranger = add_bid(cast.ctx("agency"), other.pk, lot_id(other), bid(1))
    with pytest.raises(NotFound) as caught:
        remove_bid(cast.ctx("agency"), project.pk, stranger.pk)
    assert (caught.value.code, Bid.objects.count()) == ("bid-not-found", 1)
    with pytest.raises(NotFound) as caught:
        add_bid(cast.ctx("agency"), project.pk, lot_id(other), bid(2))
    assert (caught.value.code, Bid.objects.count()) == ("lot-not-found", 1)
