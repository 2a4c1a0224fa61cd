"""The main venue starts an evaluation and follows it; every venue lets its own members go."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import evaluating as do
from tests.factories import places
from tests.factories.evaluation import AT_WORK, World, started, world
from tests.web.venue.conftest import set_clock
from yuanping.base.context import system_ctx
from yuanping.domain.evaluation.models import Session
from yuanping.domain.people.models import Account
from yuanping.domain.people.states import Role
from yuanping.domain.signing.actions.document import close_document, open_document
from yuanping.domain.signing.models import Document
from yuanping.domain.signing.states import DocumentKind

SignIn = Callable[[Account], Client]


@pytest.fixture
def ready(db: None) -> World:
    set_clock(AT_WORK)
    return world()


def test_administrator_starts_from_the_page(ready: World, signed_in: SignIn) -> None:
    admin = signed_in(places.admin(ready.main))
    url = reverse("venue:evaluation", args=[ready.project.pk])
    assert "启动评标" in admin.get(url).content.decode()
    assert "启动评标" in admin.get(reverse("venue:home")).content.decode()
    assert admin.post(url).status_code == 302
    page = admin.get(url).content.decode()
    assert "副场 1 · 专家 2" in page
    assert "0 / 1" in page
    assert admin.post(url).status_code == 409


def test_closed_gate_leaves_no_button_and_refuses(ready: World, signed_in: SignIn) -> None:
    ready.committee.state = "present"
    ready.committee.save()
    admin = signed_in(places.admin(ready.main))
    url = reverse("venue:evaluation", args=[ready.project.pk])
    assert 'method="post" action="' + url not in admin.get(url).content.decode()
    refused = admin.post(url)
    assert (refused.status_code, "抽取名单已共同核验" in refused.content.decode()) == (409, True)
    assert not Session.objects.exists()


def test_sub_venue_has_no_such_page(ready: World, signed_in: SignIn) -> None:
    started(ready)
    url = reverse("venue:evaluation", args=[ready.project.pk])
    assert signed_in(places.admin(ready.main)).get(url).status_code == 200
    assert signed_in(places.admin(ready.sub)).get(url).status_code == 404


def test_departures_are_each_venues_own(ready: World, signed_in: SignIn) -> None:
    session = started(ready)
    do.declare_all(ready, session)
    do.elect(ready, session)
    do.judge_all(ready, session)
    do.score_all(ready, session)
    do.confirm_all(ready, session)
    seat, url = ready.seats[3], reverse("venue:departures")
    staff = signed_in(places.staff(ready.sub, Role.VENUE_STAFF))
    page = staff.get(url).content.decode()
    assert ("副场 1 · 专家 1" in page, "主场 · 专家 1" in page, "待签署" in page) == (True, False, True)
    assert staff.post(url, {"seat_id": seat.pk}).status_code == 409
    complete_report(ready)
    assert staff.post(url, {"seat_id": ready.seats[0].pk}).status_code == 404
    assert staff.post(url, {"seat_id": seat.pk}).status_code == 302
    seat.refresh_from_db()
    assert seat.state == "checked-out"
    assert "副场 1 · 专家 1" not in staff.get(url).content.decode()


def complete_report(of: World) -> None:
    """The signing has been closed by the main venue."""
    ctx = system_ctx("测试").at(AT_WORK)
    document = open_document(
        ctx,
        of.project.pk,
        kind=DocumentKind.EVALUATION_REPORT,
        title="评标报告",
        pdf=b"%PDF-1.7",
        signer_seat_ids=[seat.pk for seat in of.seats],
    )
    Document.objects.filter(pk=document.pk).update(state="signing")
    close_document(ctx, document.pk)
