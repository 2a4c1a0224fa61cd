"""The pages on which a report is read, agreed to, signed and checked."""

import html
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from tests.domain.signing.paper import NOON
from tests.domain.signing.world import NAMES, World, world
from yuanping.base.context import Ctx
from yuanping.base.ports.storage import storage
from yuanping.domain.people.states import Role
from yuanping.domain.signing import queries
from yuanping.domain.signing.actions.document import declare_opinion
from yuanping.domain.signing.actions.signature import sign_document
from yuanping.domain.signing.models import Document
from yuanping.domain.signing.states import Opinion
from yuanping.web.desk.documents import DeskDocument
from yuanping.web.documents import document_table
from yuanping.web.expert.signing import ReportPage, report_todos
from yuanping.web.page import Page
from yuanping.web.supervisor.documents import SupervisorDocument
from yuanping.web.todo import Todo
from yuanping.web.venue.documents import VenueDocument
from yuanping.web.venue.todos import todos as venue_todos


@pytest.fixture
def stage(db: None, settings: Settings, tmp_path: Path) -> World:
    settings.CA_ROOT = tmp_path / "keys" / "ca"
    settings.VAULT_KEY_FILE = tmp_path / "keys" / "vault.key"
    settings.FILES_ROOT = tmp_path / "files"
    return world()


def ask(
    page: type[Page], ctx: Ctx, url: str = "/", post: dict[str, str] | None = None, **kwargs: Any
) -> HttpResponse:
    factory = RequestFactory()
    request = factory.get(url) if post is None else factory.post(url, post)
    request.ctx = ctx  # type: ignore[attr-defined]
    request.user = AnonymousUser()
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    response = page.as_view()(request, **kwargs)
    assert isinstance(response, HttpResponse)
    return response


def text(response: HttpResponse) -> str:
    return html.unescape(response.content.decode())


def test_member_reads_declares_and_signs(stage: World) -> None:
    stage.with_certificates()
    member = stage.member(2)
    assert "评标报告尚未生成" in text(ask(ReportPage, member))
    document = stage.draft()
    assert "阅读征求意见稿" in text(ask(ReportPage, member))
    file = ask(ReportPage, member, "/?file")
    assert (file["Content-Type"], file.content[:5]) == ("application/pdf", b"%PDF-")

    refused = ask(ReportPage, member, post={"opinion": "dissent", "reason": ""})
    assert refused.status_code == 409
    assert "请以书面形式写明意见和理由" in text(refused)
    empty = ask(ReportPage, member, post={})
    assert (empty.status_code, "请选择“同意”或者“有不同意见”。" in text(empty)) == (422, True)
    assert ask(ReportPage, member, post={"opinion": "dissent", "reason": "评分偏高"}).status_code == 302
    assert queries.own_signature(member, document).reason == "评分偏高"
    assert "您已表明意见" in text(ask(ReportPage, member))


def test_member_signs_what_was_read(stage: World) -> None:
    document = stage.with_certificates().fixed()
    member = stage.member(0)
    page = text(ask(ReportPage, member))
    url = f"?text={document.fixed_sha256}"
    assert url in page
    assert ask(ReportPage, member, f"/{url}", post={}).status_code == 422
    assert ask(ReportPage, member, "/?text=" + "0" * 64, post={"promise": "1"}).status_code == 409
    assert ask(ReportPage, member, f"/{url}", post={"promise": "1"}).status_code == 302
    signed = text(ask(ReportPage, member))
    assert "已签署 1 / 3 人" in signed
    assert url not in signed
    assert [name for name in NAMES if name in signed] == []


@pytest.mark.parametrize(
    ("page", "role"),
    [(DeskDocument, Role.AGENCY), (DeskDocument, Role.TENDERER), (SupervisorDocument, Role.SUPERVISOR)],
)
def test_parties_see_three_kinds_of_outcome(stage: World, page: type[Page], role: Role) -> None:
    document = stage.with_certificates().fixed()
    ctx = stage.ctx(role)
    assert "尚无签名" in text(ask(page, ctx, document_id=document.pk))
    sign(stage, document)
    assert "签名全部有效，文件未被改动" in text(ask(page, ctx, document_id=document.pk))
    swap(document, lambda pdf: pdf.replace(b"595.2", b"594.2", 1))
    assert "有签名无效" in text(ask(page, ctx, document_id=document.pk))


def test_signatures_of_a_node_that_lost_its_root_are_indeterminate(
    stage: World, settings: Settings, tmp_path: Path
) -> None:
    document = stage.with_certificates().fixed()
    sign(stage, document)
    settings.CA_ROOT = tmp_path / "elsewhere"
    shown = text(ask(DeskDocument, stage.ctx(Role.AGENCY), document_id=document.pk))
    assert ("有签名无法判定" in shown, "签名全部有效" in shown) == (True, False)


def test_file_and_root_can_be_taken_away(stage: World) -> None:
    document = stage.with_certificates().fixed()
    ctx = stage.ctx(Role.SUPERVISOR)
    file = ask(SupervisorDocument, ctx, "/?file", document_id=document.pk)
    assert file.content == queries.content(Document.objects.get(pk=document.pk))
    assert file["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E8%AF%84")
    root = ask(SupervisorDocument, ctx, "/?root", document_id=document.pk)
    assert root.content.startswith(b"-----BEGIN CERTIFICATE-----")


def test_main_venue_ends_the_signing_without_the_file(stage: World) -> None:
    document = stage.with_certificates().fixed()
    admin = stage.ctx(Role.VENUE_ADMIN, centre=stage.main)
    page = ask(VenueDocument, admin, "/?file", document_id=document.pk)
    assert (page["Content-Type"].startswith("text/html"), "结束签署" in text(page)) == (True, True)
    done = ask(VenueDocument, admin, post={"act": "close"}, document_id=document.pk)
    assert (done.status_code, Document.objects.get(pk=document.pk).state) == (302, "complete")
    assert "结束签署" not in text(ask(VenueDocument, admin, document_id=document.pk))


def test_everybody_is_told_what_waits(stage: World) -> None:
    admin, member = stage.ctx(Role.VENUE_ADMIN, centre=stage.main), stage.member(1)
    assert (titles(report_todos(member)), titles(venue_todos(admin))) == ([], [])
    document = stage.with_certificates().draft()
    assert titles(report_todos(member)) == ["对评标报告表明意见"]
    assert titles(venue_todos(admin)) == ["跟进文书签署"]
    declare_opinion(member, document.pk, opinion=Opinion.AGREE)
    assert titles(report_todos(member)) == []
    table = document_table(stage.ctx(Role.AGENCY), stage.project.pk, audience="desk")
    assert table is not None
    assert len(table.rows) == 1
    assert (
        document_table(stage.ctx(Role.VENUE_STAFF, centre=stage.main), stage.project.pk, audience="venue")
        is None
    )


def titles(found: list[Todo]) -> list[str]:
    return [todo.title for todo in found if "报告" in todo.title or "文书" in todo.title]


def test_strangers_get_no_page(stage: World) -> None:
    document = stage.draft()
    sub = stage.ctx(Role.VENUE_ADMIN, centre=stage.sub)
    assert ask(VenueDocument, sub, document_id=document.pk).status_code == 404
    assert ask(DeskDocument, sub, document_id=document.pk).status_code == 403
    assert ask(ReportPage, stage.ctx(Role.AGENCY)).status_code == 403


def sign(stage: World, document: Document) -> None:
    for n in range(len(stage.seats)):
        ctx = stage.member(n, now=NOON + timedelta(minutes=n))
        sign_document(ctx, document.pk, text_sha256=document.fixed_sha256)


def swap(document: Document, alter: Callable[[bytes], bytes]) -> None:
    """Put an altered file in the document's place, as somebody with the database might."""
    row = Document.objects.get(pk=document.pk)
    stored = storage().put([alter(queries.content(row))])
    Document.objects.filter(pk=row.pk).update(sha256=stored.sha256)
