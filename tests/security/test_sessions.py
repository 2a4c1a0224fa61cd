"""One browser, one identity: an account and a committee seat never mix, and what has ended stays ended."""

import pytest
from django.test import Client

from tests.factories import evaluation, people, places
from tests.factories.evaluation import World
from tests.security.cast import at_work, seated
from yuanping.domain.experts.actions.attendance import check_out, recuse_seat, renew_code
from yuanping.domain.experts.digests import code_hash
from yuanping.domain.experts.models import CommitteeSeat
from yuanping.domain.experts.periods import CODE_TRIES
from yuanping.domain.people.models import Account
from yuanping.domain.people.states import Role
from yuanping.web.edge import SESSION_KEY, SESSION_SEAT

CODE = "ABCD2345"
PASSWORD = "correct horse"


@pytest.fixture
def seat(db: None, keys: None) -> CommitteeSeat:
    """A member at a sub-venue, checked in, with a code in hand."""
    at_work()
    world: World = evaluation.world()
    CommitteeSeat.objects.filter(pk=world.seats[4].pk).update(code_hash=code_hash(CODE))
    return CommitteeSeat.objects.get(pk=world.seats[4].pk)


@pytest.fixture
def staff(seat: CommitteeSeat) -> Account:
    """Staff of the seat's own venue."""
    account = places.staff(seat.venue.centre, Role.VENUE_STAFF)
    account.set_password(PASSWORD)
    account.save()
    return account


def who(client: Client) -> tuple[bool, bool]:
    """Whether the browser is the venue's staff, and whether it is the member at the seat."""
    return client.get("/venue/").status_code == 200, client.get("/expert/seat/").status_code == 200


def test_entering_a_seat_signs_the_account_out(seat: CommitteeSeat, staff: Account) -> None:
    client = Client()
    client.force_login(staff)
    before = client.session.session_key
    assert client.post("/expert/enter/", {"code": CODE}).status_code == 302
    assert who(client) == (False, True)
    assert client.session.session_key != before
    assert "_auth_user_id" not in client.session


def test_signing_in_leaves_the_seat(seat: CommitteeSeat, staff: Account) -> None:
    client = seated(seat)
    assert who(client) == (False, True)
    before = client.session.session_key
    answer = client.post("/login/", {"username": staff.username, "password": PASSWORD})
    assert (answer.status_code, who(client)) == (302, (True, False))
    assert client.session.session_key != before
    assert SESSION_SEAT not in client.session
    Account.objects.filter(pk=staff.pk).update(is_active=False)
    assert who(client) == (False, False)


def test_session_cannot_be_fixed_upon_a_member(seat: CommitteeSeat) -> None:
    attacker, victim = Client(), Client()
    session = attacker.session
    session["planted"] = "1"
    session.save()
    victim.cookies["sessionid"] = session.session_key
    assert victim.post("/expert/enter/", {"code": CODE}).status_code == 302
    attacker.cookies["sessionid"] = session.session_key
    assert (who(attacker)[1], who(victim)[1]) == (False, True)
    assert "planted" not in victim.session
    assert attacker.post("/expert/enter/", {"code": CODE}).status_code == 409


@pytest.mark.parametrize("end", ["check-out", "recusal", "new code"])
def test_seat_that_was_left_is_closed_to_its_session(seat: CommitteeSeat, staff: Account, end: str) -> None:
    client, ctx = seated(seat), people.ctx(staff, now=evaluation.AT_WORK)
    assert who(client)[1]
    if end == "check-out":
        check_out(ctx, seat.pk)
    elif end == "recusal":
        recuse_seat(evaluation.at_seat(seat), seat.pk, reason="有利害关系")
    else:
        renew_code(ctx, seat.pk)
    answer = client.get("/expert/seat/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/login/?next=/expert/seat/")


def test_codes_cannot_be_guessed(seat: CommitteeSeat) -> None:
    guesser = Client(REMOTE_ADDR="")  # behind a socket there is no address: all such share one count
    for number in range(CODE_TRIES):
        assert "登录码不正确" in guesser.post("/expert/enter/", {"code": f"{number}"}).content.decode()
    assert "登录码输错次数过多" in guesser.post("/expert/enter/", {"code": CODE}).content.decode()
    assert Client(REMOTE_ADDR="192.0.2.9").post("/expert/enter/", {"code": CODE}).status_code == 302


@pytest.mark.parametrize("key", ["", "x", None, 1])
def test_seat_number_without_its_key_opens_nothing(seat: CommitteeSeat, key: object) -> None:
    client = Client()
    session = client.session
    session.update({SESSION_SEAT: seat.pk, SESSION_KEY: key})
    session.save()
    client.cookies["sessionid"] = session.session_key
    assert who(client) == (False, False)


def test_pages_of_a_person_are_not_kept_by_the_browser(staff: Account) -> None:
    client = Client()
    client.force_login(staff)
    assert client.get("/venue/").headers["Cache-Control"] == "no-store"
    assert "Cache-Control" not in Client().get("/verify/").headers
