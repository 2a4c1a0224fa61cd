"""Signing in and out, and what guessing meets."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from tests.web.conftest import PASSWORD, OpenAccount
from yuanping.base.clock.models import ClockShift
from yuanping.base.clock.reading import read_clock
from yuanping.base.witness.models import RefusalNote
from yuanping.domain.people.models import Account
from yuanping.domain.people.states import Role

URL = "/login/"


@pytest.fixture
def supervisor(open_account: OpenAccount) -> Account:
    return open_account("jiandu", Role.SUPERVISOR)


@pytest.fixture(autouse=True)
def quick_hasher(settings: LazySettings) -> None:
    """Scrypt's slowness is the point in service and only slowness here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def sign_in(client: Client, username: str, password: str, **more: str) -> tuple[int, str]:
    answer = client.post(URL, {"username": username, "password": password, **more})
    return answer.status_code, answer.headers.get("Location", "") or answer.content.decode()


def test_sign_in_leads_to_the_roles_first_page(client: Client, supervisor: Account) -> None:
    assert sign_in(client, "jiandu", PASSWORD) == (302, "/")
    assert client.get("/").headers["Location"] == "/supervisor/"
    assert client.get(URL).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/verify/", "/verify/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example", "/"),
        ("javascript:alert(1)", "/"),
        ("verify/", "/"),
    ],
)
def test_sign_in_goes_on_only_to_our_own_pages(
    client: Client, supervisor: Account, asked: str, leads_to: str
) -> None:
    assert sign_in(client, "jiandu", PASSWORD, next=asked) == (302, leads_to)


def test_sign_in_renews_the_session(client: Client, supervisor: Account) -> None:
    client.session["kept"] = "1"
    client.get(URL)
    before = client.session.session_key
    sign_in(client, "jiandu", PASSWORD)
    assert client.session.session_key != before


@pytest.mark.parametrize(
    ("username", "password"), [("jiandu", "wrong"), ("nobody", PASSWORD), ("closed", PASSWORD)]
)
def test_sign_in_that_fails_never_says_why(
    client: Client, supervisor: Account, open_account: OpenAccount, username: str, password: str
) -> None:
    open_account("closed", Role.SUPERVISOR, is_active=False)
    status, page = sign_in(client, username, password)
    assert status == 422
    assert "账号或密码不正确，或者账号已停用。" in page
    assert password not in page
    assert "_auth_user_id" not in client.session


def test_failure_is_noted_without_what_was_typed(client: Client, supervisor: Account) -> None:
    sign_in(client, "my-secret-password", "x")
    note = RefusalNote.objects.get()
    assert (note.code, note.address) == ("sign-in-failed", "127.0.0.1")
    assert note.attempt.startswith("sign-in ")
    assert "secret" not in note.attempt


@pytest.mark.parametrize("username", ["jiandu", "nobody"])
def test_fifth_failure_locks_the_name_from_that_address(
    client: Client, supervisor: Account, open_account: OpenAccount, username: str
) -> None:
    open_account("other", Role.SUPERVISOR)
    for _ in range(5):
        assert sign_in(client, username, "wrong")[0] == 422
    status, page = sign_in(client, username.upper(), PASSWORD)
    assert status == 429
    assert "登录失败次数过多，已暂停登录，请 15 分钟后再试。" in page
    assert sign_in(Client(REMOTE_ADDR="10.0.0.9"), "jiandu", PASSWORD)[0] == 302
    assert sign_in(client, "other", PASSWORD)[0] == 302


def test_lock_ends_after_a_quarter_of_an_hour(client: Client, supervisor: Account) -> None:
    for _ in range(6):
        sign_in(client, "jiandu", "wrong")
    ClockShift.objects.create(ahead=timedelta(minutes=15, seconds=1), at=read_clock())
    assert sign_in(client, "jiandu", PASSWORD)[0] == 302


def test_many_failures_of_many_names_lock_the_address(client: Client, supervisor: Account) -> None:
    for number in range(50):
        sign_in(client, f"name{number}", "wrong")
    assert sign_in(client, "jiandu", PASSWORD)[0] == 429


def test_sign_in_without_a_token_is_refused(supervisor: Account) -> None:
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client, "jiandu", PASSWORD)[0] == 403


def test_sign_out_ends_the_session_by_post_only(client: Client, supervisor: Account) -> None:
    client.force_login(supervisor)
    client.get(reverse("entrance:logout"))
    assert "_auth_user_id" in client.session
    assert client.post(reverse("entrance:logout")).headers["Location"] == URL
    assert "_auth_user_id" not in client.session
