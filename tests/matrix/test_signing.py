"""Who may move a certificate or a document, and when: every role, every transition, every state."""

from collections.abc import Mapping

import pytest

from tests.domain.signing.paper import A4, NOON, place
from tests.domain.signing.world import World, paper_text, world
from tests.matrix.everybody import ADMINS, MAIN, PARTIES, STAFF, SUB, everybody
from tests.matrix.runner import SYSTEM, Act, Cast, Line, Matrix, Table, by_platform
from yuanping.base.context import Ctx
from yuanping.domain.signing.actions.certificate import issue_certificate, revoke_certificate
from yuanping.domain.signing.actions.document import (
    Place,
    close_document,
    declare_opinion,
    end_declarations,
    fix_document,
    open_document,
    void_document,
)
from yuanping.domain.signing.actions.signature import sign_document
from yuanping.domain.signing.models import Document, TemporaryCertificate
from yuanping.domain.signing.permissions import Signing
from yuanping.domain.signing.states import CertificateState, DocumentKind, Opinion

MEMBERS = frozenset({"member", "foreign-member"})
MEMBER = frozenset({"member"})
CLOSE = Line(permission=Signing.CLOSE, role=ADMINS | SYSTEM, may=frozenset({"main-admin"}) | SYSTEM)
DOCUMENT = Table(
    model=Document,
    moves={
        "declare": Line(permission=Signing.DECLARE, role=MEMBERS, may=MEMBER),
        "end_declarations": CLOSE,
        "fix": by_platform(Signing.PREPARE),
        "sign": Line(permission=Signing.SIGN, role=MEMBERS, may=MEMBER),
        "close": CLOSE,
        "void": by_platform(Signing.PREPARE),
    },
    creations={"open": by_platform(Signing.PREPARE)},
)
HANDLERS = ADMINS | STAFF | SYSTEM
AT_THE_VENUE = frozenset({"sub-admin", "sub-staff"}) | SYSTEM
CERTIFICATE = Table(
    model=TemporaryCertificate,
    moves={"revoke": Line(permission=Signing.REVOKE, role=HANDLERS, may=AT_THE_VENUE)},
    creations={
        "issue": Line(permission=Signing.ISSUE, role=HANDLERS, may=AT_THE_VENUE, elsewhere="not-yours")
    },
)


@pytest.fixture(scope="module")
def stage(standing: None) -> World:
    return world()


@pytest.fixture
def cast(stage: World, undone: None) -> Cast:
    """``member`` sits at the sub-venue."""
    return everybody(stage.project, stage.sub, now=NOON, member=stage.member(2))


def acts(stage: World) -> Mapping[str, Act]:
    places = {seat.pk: Place(name="王甲", box=place(n)) for n, seat in enumerate(stage.seats)}
    final = paper_text("评标报告")

    def sign(ctx: Ctx, pk: int) -> object:
        return sign_document(ctx, pk, text_sha256=Document.objects.get(pk=pk).fixed_sha256)

    return {
        "declare": lambda ctx, pk: declare_opinion(ctx, pk, opinion=Opinion.DISSENT, reason="评分偏高"),
        "end_declarations": end_declarations,
        "fix": lambda ctx, pk: fix_document(ctx, pk, pdf=final, places=places, page_height=A4),
        "sign": sign,
        "close": close_document,
        "void": lambda ctx, pk: void_document(ctx, pk, reason="成员更换"),
    }


def document_for(stage: World, name: str) -> Document:
    if name in {"sign", "close"}:
        return stage.with_certificates().fixed()
    document = stage.draft()
    if name == "fix":
        for n in range(len(stage.seats)):
            declare_opinion(stage.member(n), document.pk, opinion=Opinion.AGREE)
    return document


@pytest.mark.parametrize("name", DOCUMENT.moves)
def test_document_by_every_role_in_every_state(stage: World, cast: Cast, name: str) -> None:
    matrix = Matrix(
        table=DOCUMENT,
        cast=cast,
        sees=PARTIES | {"main-admin", "member"},
        row=document_for(stage, name),
    )
    found, expected = matrix.cells(name, acts(stage)[name])
    assert found == expected


@pytest.mark.parametrize("state", CertificateState)
def test_certificate_by_every_role_in_every_state(stage: World, cast: Cast, state: CertificateState) -> None:
    seat_id = stage.seats[2].pk
    row = issue_certificate(stage.system(), seat_id)
    if state is CertificateState.REVOKED:
        row = revoke_certificate(stage.system(), seat_id)
    sees = PARTIES | MAIN | SUB | {"member"}
    matrix = Matrix(table=CERTIFICATE, cast=cast, sees=sees, row=row)
    found, expected = matrix.cells("revoke", lambda ctx, _: revoke_certificate(ctx, seat_id), [state])
    # who does not see the seat's certificate learns only that, whatever the role
    hidden = dict.fromkeys(set(cast.actors) - sees, "no-certificate")
    assert found == {state: expected[state] | hidden}


def test_issue_is_the_seats_venues_alone(stage: World, cast: Cast) -> None:
    found, expected = cast.creates(
        CERTIFICATE.creations["issue"], lambda ctx: issue_certificate(ctx, stage.seats[2].pk)
    )
    assert found == expected


def test_opening_a_document_is_the_platforms_alone(stage: World, cast: Cast) -> None:
    found, expected = cast.creates(
        DOCUMENT.creations["open"],
        lambda ctx: open_document(
            ctx,
            stage.project.pk,
            kind=DocumentKind.EVALUATION_REPORT,
            title="评标报告",
            pdf=b"%PDF",
            signer_seat_ids=[seat.pk for seat in stage.seats],
        ),
    )
    assert found == expected
