"""Who may move a certificate or a document, and when: every role, every transition, every state."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.domain.signing.paper import A4, place
from tests.domain.signing.world import World, paper_text, world
from tests.matrix.runner import DONE, Act, Matrix, moves
from yuanping.base.context import Ctx
from yuanping.core.errors import Refused
from yuanping.domain.people.states import Role
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
from yuanping.domain.signing.states import (
    CERTIFICATE_MACHINE,
    DOCUMENT_MACHINE,
    CertificateState,
    DocumentKind,
    DocumentState,
    Opinion,
)

MEMBERS = frozenset({"member", "stranger-member"})
CLOSERS = frozenset({"main-admin", "sub-admin", "system"})
HANDLERS = frozenset({"main-admin", "main-staff", "sub-admin", "sub-staff", "system"})
SYSTEM = frozenset({"system"})
ROLES = {
    "declare": MEMBERS,
    "end_declarations": CLOSERS,
    "fix": SYSTEM,
    "sign": MEMBERS,
    "close": CLOSERS,
    "void": SYSTEM,
}
ALLOWED = {
    "declare": frozenset({"member"}),
    "end_declarations": frozenset({"main-admin", "system"}),
    "fix": SYSTEM,
    "sign": frozenset({"member"}),
    "close": frozenset({"main-admin", "system"}),
    "void": SYSTEM,
}
SEES_DOCUMENT = frozenset({"agency", "tenderer", "supervisor", "main-admin", "member", "system"})


@pytest.fixture
def stage(db: None, settings: Settings, tmp_path: Path) -> World:
    settings.CA_ROOT = tmp_path / "keys" / "ca"
    settings.VAULT_KEY_FILE = tmp_path / "keys" / "vault.key"
    settings.FILES_ROOT = tmp_path / "files"
    return world()


def actors(stage: World) -> dict[str, Ctx]:
    """Everybody. ``member`` sits at the sub-venue, ``stranger-member`` at a seat of no such committee."""
    parties = {role.value: stage.ctx(role) for role in (Role.AGENCY, Role.TENDERER, Role.SUPERVISOR)}
    venues = {
        f"{side}-{word}": stage.ctx(role, centre=centre)
        for side, centre in (("main", stage.main), ("sub", stage.sub))
        for word, role in (
            ("admin", Role.VENUE_ADMIN),
            ("staff", Role.VENUE_STAFF),
            ("leader", Role.VENUE_LEADER),
        )
    }
    member = stage.member(2)
    return {
        **parties,
        **venues,
        "other-agency": replace(stage.ctx(Role.AGENCY), organisation_id=0),
        "operator": stage.ctx(Role.OPERATOR),
        "member": member,
        "stranger-member": replace(member, committee_seat_id=10**6),
        "visitor": replace(member, roles=frozenset(), committee_seat_id=None),
        "system": stage.system(),
    }


def acts(stage: World) -> Mapping[str, Act]:
    places = {seat.pk: Place(name="王甲", box=place(n)) for n, seat in enumerate(stage.seats)}

    def fix(ctx: Ctx, pk: int) -> object:
        return fix_document(ctx, pk, pdf=paper_text("评标报告"), places=places, page_height=A4)

    def sign(ctx: Ctx, pk: int) -> object:
        return sign_document(ctx, pk, text_sha256=Document.objects.get(pk=pk).fixed_sha256)

    return {
        "declare": lambda ctx, pk: declare_opinion(ctx, pk, opinion=Opinion.DISSENT, reason="评分偏高"),
        "end_declarations": end_declarations,
        "fix": fix,
        "sign": sign,
        "close": close_document,
        "void": lambda ctx, pk: void_document(ctx, pk, reason="成员更换"),
    }


def document_for(stage: World, transition: str) -> Document:
    if transition in {"sign", "close"}:
        return stage.with_certificates().fixed()
    document = stage.draft()
    if transition == "fix":
        for n in range(len(stage.seats)):
            declare_opinion(stage.member(n), document.pk, opinion=Opinion.AGREE)
    return document


def test_the_tables_name_every_transition() -> None:
    assert set(moves(DOCUMENT_MACHINE)) == set(ROLES) == set(ALLOWED)
    assert moves(CERTIFICATE_MACHINE) == ["revoke"]


@pytest.mark.parametrize(("transition", "state"), list(product(ROLES, DocumentState)))
def test_document_transition(stage: World, transition: str, state: DocumentState) -> None:
    matrix = Matrix(
        machine=DOCUMENT_MACHINE,
        actors=actors(stage),
        acts=acts(stage),
        allowed=ALLOWED,
        roles=ROLES,
        sees=SEES_DOCUMENT,
    )
    row = document_for(stage, transition)
    assert matrix.outcomes(row, transition, state) == matrix.expected(transition, state)


@pytest.mark.parametrize("state", list(CertificateState))
def test_certificate_transition(stage: World, state: CertificateState) -> None:
    seat_id = stage.seats[2].pk
    row = issue_certificate(stage.system(), seat_id)
    if state is CertificateState.REVOKED:
        row = revoke_certificate(stage.system(), seat_id)
    matrix = Matrix(
        machine=CERTIFICATE_MACHINE,
        actors=actors(stage),
        acts={"revoke": lambda ctx, _: revoke_certificate(ctx, seat_id)},
        allowed={"revoke": frozenset({"sub-admin", "sub-staff", "system"})},
        roles={"revoke": HANDLERS},
        sees=frozenset(actors(stage)) - {"other-agency", "operator", "stranger-member", "visitor"},
    )
    # who has no such role and sees no such row is told the latter
    hidden = {"other-agency", "operator", "stranger-member", "visitor"}
    expected = matrix.expected("revoke", state) | dict.fromkeys(hidden, "no-certificate")
    assert matrix.outcomes(row, "revoke", state) == expected


def test_issue_is_the_seats_venues_alone(stage: World) -> None:
    outcomes = {}
    for who, ctx in actors(stage).items():
        try:
            issue_certificate(ctx, stage.seats[2].pk)
            outcomes[who] = DONE
            TemporaryCertificate.objects.all().delete()
        except Refused as refused:
            outcomes[who] = refused.code
    own = {"sub-admin": DONE, "sub-staff": DONE, "system": DONE}
    others = {"main-admin": "not-yours", "main-staff": "not-yours"}
    assert outcomes == dict.fromkeys(outcomes, "not-your-role") | own | others


def test_opening_a_document_is_the_platforms_alone(stage: World) -> None:
    outcomes = {}
    for who, ctx in actors(stage).items():
        try:
            open_document(
                ctx,
                stage.project.pk,
                kind=DocumentKind.EVALUATION_REPORT,
                title="评标报告",
                pdf=b"%PDF",
                signer_seat_ids=[seat.pk for seat in stage.seats],
            )
            outcomes[who] = DONE
        except Refused as refused:
            outcomes[who] = refused.code
    assert outcomes == dict.fromkeys(outcomes, "not-your-role") | {"system": DONE}
