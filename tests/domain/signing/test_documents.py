"""Documents: opinions first, then signatures, one writer at a time."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from tests.domain.signing.paper import NOON
from tests.domain.signing.world import NAMES, World, world
from tests.racing import DONE, race
from yuanping.base.ports.storage import storage
from yuanping.base.witness import queries as witness
from yuanping.core.errors import NotFound, Refused, WrongState
from yuanping.domain.people.states import Role
from yuanping.domain.signing import queries
from yuanping.domain.signing.actions.certificate import revoke_certificate
from yuanping.domain.signing.actions.document import (
    close_document,
    declare_opinion,
    end_declarations,
    fix_document,
    void_document,
)
from yuanping.domain.signing.actions.signature import sign_document
from yuanping.domain.signing.models import Document, Signature
from yuanping.domain.signing.states import Opinion
from yuanping.domain.signing.validation import Outcome


def outcomes(document: Document) -> list[Outcome]:
    return [f.outcome for f in queries.findings(document) if f.kind == "signature"]


def sign_all(world: World, document: Document) -> None:
    for n in range(len(world.seats)):
        now = NOON + timedelta(minutes=n)
        sign_document(world.member(n, now=now), document.pk, text_sha256=document.fixed_sha256)
    document.refresh_from_db()


def test_document_signed_by_all_is_valid_before_and_after_check_out(signing_world: World) -> None:
    world = signing_world.with_certificates()
    document = world.fixed()
    sign_all(world, document)
    assert outcomes(document) == [Outcome.VALID] * 3
    close_document(world.system(now=NOON + timedelta(hours=1)), document.pk)
    for seat in world.seats:
        revoke_certificate(world.system(now=NOON + timedelta(hours=2)), seat.pk)
    assert outcomes(document) == [Outcome.VALID] * 3
    document.refresh_from_db()
    assert (document.state, document.completed_at) == ("complete", NOON + timedelta(hours=1))


def test_each_signature_keeps_its_revision(signing_world: World) -> None:
    world = signing_world.with_certificates()
    document = world.fixed()
    sign_all(world, document)
    revisions = [s.sha256 for s in queries.signatures(document)]
    assert len(set(revisions)) == 3
    assert revisions[-1] == document.sha256
    sizes = [len(storage().open(sha).read()) for sha in (document.fixed_sha256, *revisions)]
    assert sizes == sorted(set(sizes))
    signed = [witness.data(e.number) for e in witness.entries() if e.kind == "signing.document.signed"]
    assert [(d["sha256"], d["waiting"]) for d in signed] == list(zip(revisions, [2, 1, 0], strict=True))


def test_names_stand_in_no_event_and_no_open_column(signing_world: World) -> None:
    world = signing_world.with_certificates()
    document = world.fixed()
    sign_all(world, document)
    record = "".join(str(witness.parsed(entry)) for entry in witness.entries())
    rows = repr(list(Signature.objects.values())) + repr(list(Document.objects.values()))
    assert [name for name in NAMES if name in record or name in rows] == []


def test_second_signature_of_a_member_is_refused(signing_world: World) -> None:
    world = signing_world.with_certificates()
    document = world.fixed()
    sign_document(world.member(0), document.pk, text_sha256=document.fixed_sha256)
    before = Document.objects.get(pk=document.pk).sha256
    with pytest.raises(Refused) as caught:
        sign_document(world.member(0), document.pk, text_sha256=document.fixed_sha256)
    assert caught.value.code == "already-signed"
    assert Document.objects.get(pk=document.pk).sha256 == before


def test_signing_another_text_than_the_one_read_is_refused(signing_world: World) -> None:
    world = signing_world.with_certificates()
    document = world.fixed()
    with pytest.raises(Refused) as caught:
        sign_document(world.member(0), document.pk, text_sha256="0" * 64)
    assert caught.value.code == "text-changed"


def test_signing_without_a_certificate_is_refused(signing_world: World) -> None:
    world = signing_world.with_certificates()
    document = world.fixed()
    revoke_certificate(world.system(), world.seats[0].pk)
    late = NOON + timedelta(days=30)
    for ctx in (world.member(0), world.member(1, now=late)):
        with pytest.raises(Refused) as caught:
            sign_document(ctx, document.pk, text_sha256=document.fixed_sha256)
        assert caught.value.code == "certificate-missing"
    assert Signature.objects.exclude(at=None).count() == 0


def test_dissent_needs_its_reason(signing_world: World) -> None:
    document = signing_world.draft()
    with pytest.raises(Refused) as caught:
        declare_opinion(signing_world.member(0), document.pk, opinion=Opinion.DISSENT, reason="  ")
    assert (caught.value.code, caught.value.field) == ("reason-missing", "reason")
    declare_opinion(signing_world.member(0), document.pk, opinion=Opinion.DISSENT, reason=" 评分偏高 ")
    signature = queries.signatures(document)[0]
    assert (signature.opinion, signature.reason) == ("dissent", "评分偏高")
    declare_opinion(signing_world.member(0), document.pk, opinion=Opinion.AGREE, reason="评分偏高")
    signature.refresh_from_db()
    assert (signature.opinion, signature.reason) == ("agree", "")


def test_text_is_not_fixed_before_all_have_spoken(signing_world: World) -> None:
    document = signing_world.draft()
    declare_opinion(signing_world.member(0), document.pk, opinion=Opinion.AGREE)
    with pytest.raises(Refused) as caught:
        fix_document(signing_world.system(), document.pk, pdf=b"", places={}, page_height=1)
    assert caught.value.code == "opinions-missing"


def test_silent_member_is_deemed_to_agree_when_the_main_venue_ends_the_round(signing_world: World) -> None:
    world, document = signing_world, signing_world.draft()
    declare_opinion(world.member(0), document.pk, opinion=Opinion.AGREE)
    end_declarations(world.ctx(Role.VENUE_ADMIN, centre=world.main), document.pk)
    assert [s.opinion for s in queries.signatures(document)] == ["agree", "deemed", "deemed"]
    ended = witness.entries().last()
    assert ended is not None
    assert witness.data(ended.number)["deemed_seat_ids"] == [s.pk for s in world.seats[1:]]
    with pytest.raises(Refused) as caught:
        end_declarations(world.ctx(Role.VENUE_ADMIN, centre=world.main), document.pk)
    assert caught.value.code == "nobody-waiting"


def test_closing_names_those_who_did_not_sign(signing_world: World) -> None:
    world = signing_world.with_certificates()
    document = world.fixed()
    sign_document(world.member(0), document.pk, text_sha256=document.fixed_sha256)
    close_document(world.ctx(Role.VENUE_ADMIN, centre=world.main), document.pk)
    assert [s.opinion for s in queries.signatures(document)] == ["agree", "deemed", "deemed"]
    with pytest.raises(WrongState):
        sign_document(world.member(1), document.pk, text_sha256=document.fixed_sha256)
    document.refresh_from_db()
    assert outcomes(document) == [Outcome.VALID]


def test_void_document_makes_room_for_another(signing_world: World) -> None:
    document = signing_world.draft()
    void_document(signing_world.system(), document.pk, reason="成员更换，重新汇总")
    assert signing_world.draft().pk != document.pk


def test_document_is_known_to_its_own_people_only(signing_world: World) -> None:
    world, document = signing_world, signing_world.draft()
    may = [
        world.ctx(Role.AGENCY),
        world.ctx(Role.TENDERER),
        world.ctx(Role.SUPERVISOR),
        world.ctx(Role.VENUE_ADMIN, centre=world.main),
        world.member(2),
    ]
    assert [queries.document(ctx, document.pk).pk for ctx in may] == [document.pk] * len(may)
    stranger = world.ctx(Role.AGENCY)
    for ctx in (
        world.ctx(Role.VENUE_ADMIN, centre=world.sub),
        world.ctx(Role.VENUE_STAFF, centre=world.main),
        stranger.__class__(**{**{f: getattr(stranger, f) for f in stranger.__slots__}, "organisation_id": 0}),
    ):
        with pytest.raises(NotFound):
            queries.document(ctx, document.pk)


def test_members_who_sign_at_the_same_moment_all_count(committed_db: None, folders: Path) -> None:
    made = world().with_certificates()
    document = made.fixed()
    digest = document.fixed_sha256
    acts = [partial(sign_document, made.member(n), document.pk, text_sha256=digest) for n in range(3)]
    assert race(*acts) == [DONE] * 3
    document.refresh_from_db()
    assert outcomes(document) == [Outcome.VALID] * 3
