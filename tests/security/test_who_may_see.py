"""Every address that names a row, and who may see it; everybody else is tried with the ids of the row.

An address without a line here fails, so that whoever adds one says whom it is for.
"""

from collections.abc import Iterator, Mapping

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from pytest_django.plugin import DjangoDbBlocker

from tests.factories.clock import NOW
from tests.security import cast
from tests.security.addresses import Address, addresses
from yuanping.base.witness import log, queries
from yuanping.web.page import Page

ANYBODY: set[str] = set()
NOBODY_YET: set[str] = set()
"""Everybody's once the result has been announced, which it has not been here: until then nobody's at all."""
DESK = {"agency", "tenderer"}
MAIN = {"main-admin", "main-staff", "main-leader"}
SUB = {"sub-admin", "sub-staff", "sub-leader"}
MEMBERS = {"member", "colleague"}

WHO: Mapping[str, set[str]] = {
    "styleguide:one": ANYBODY,
    "law:document": ANYBODY,
    "expert:call": ANYBODY,  # the token is the key
    "callbacks:receive": ANYBODY,  # so is the word that a gateway was told
    "log:tile": ANYBODY,  # of a public log, which tells nothing but that something happened
    "log:sm3-tile": ANYBODY,
    "witnessing:witnessed": ANYBODY,  # other nodes' public logs
    "witnessing:mirrored": ANYBODY,
    "witnessing:mirrored-tile": ANYBODY,
    "entrance:witnessed-policy": ANYBODY,
    "pool:expert": {"pool-manager"},
    "pool:import": {"pool-manager"},
    "pool:faults": {"pool-manager"},
    "desk:project": DESK,
    "desk:amend": {"agency"},
    "desk:withdraw": {"agency"},
    "desk:exemption": {"supervisor"},
    "desk:bids": DESK,
    "desk:scheme": DESK,
    "desk:bid-file": {"agency"},
    "desk:document": DESK,
    "desk:committee": {*DESK, "main-admin"},
    "desk:committee-plan": {"agency"},
    "desk:recusal": DESK,
    "desk:list": {"tenderer"},
    "desk:representative": {"tenderer"},
    "venue:project": MAIN,
    "venue:hold": MAIN,
    "venue:send-offer": MAIN,
    "venue:draw": MAIN,
    "venue:evaluation": MAIN,
    "venue:offer": {*MAIN, "asked-admin"},
    "venue:reseat": {*MAIN, *SUB},
    "venue:needs": {"sub-admin", "sub-staff"},
    "venue:seat": SUB,
    "venue:document": {"main-admin"},
    "venue:seat-attendance": {"sub-admin", "sub-staff"},
    "venue:manual": {"sub-admin", "sub-staff"},
    "venue:sign-in": MAIN,
    "venue:appraise": {"sub-admin", "sub-staff"},
    "desk:appraise": {"tenderer"},
    "supervisor:manual": {"supervisor"},
    "supervisor:sign-in": {"supervisor"},
    "supervisor:appraise": {"supervisor"},
    "supervisor:objection": {"supervisor"},
    "expert:own-appraisal": {"expert"},
    "expert:bid-file": MEMBERS,
    "expert:preliminary-bid": {"member"},
    "expert:scoring-bid": {"member"},
    "desk:project-record": DESK,
    "desk:event": DESK,
    "desk:announcement": DESK,
    "draws:project": NOBODY_YET,
    "draws:draw": NOBODY_YET,
    "draws:transcript": NOBODY_YET,
    "draws:log": NOBODY_YET,
    "draws:package": NOBODY_YET,
    "supervisor:event": {"supervisor"},
    "supervisor:project": {"supervisor"},
    "supervisor:project-record": {"supervisor"},
    "supervisor:document": {"supervisor"},
    "supervisor:recusal": {"supervisor"},
    "supervisor:unsealings": {"supervisor"},
    "supervisor:list": {"supervisor"},
    "supervisor:draw-record": {"supervisor"},
    "supervisor:venue-draws": {"supervisor"},
    "supervisor:venue-draw-record": {"supervisor"},
    "api-v1:get_project": {*DESK, *MAIN, "supervisor"},
    "api-v1:list_offers": {*DESK, *MAIN, "supervisor"},
    "api-v1:get_progress": {*DESK, *MAIN, "supervisor"},
    "api-v1:accept": {"asked-admin"},
    "api-v1:refuse": {"asked-admin"},
}
WRITES = {
    "api-v1:accept": '{"seat_ids": [1]}',
    "api-v1:refuse": '{"reason": "x"}',
}
"""Addresses that only take; asked for with a body that does no harm: refusing is tried by strangers alone."""

MOVING = {"django_session", "witness_refusalnote", "vault_unsealing", "people_account"}
"""What reading may leave behind: sessions, refused attempts, readings of names, the time of the last sign-in."""


def with_ids() -> list[Address]:
    return [address for address in addresses() if address.takes]


def ask(client: Client, address: Address, url: str) -> HttpResponse:
    body = WRITES.get(address.name)
    return client.get(url) if body is None else client.post(url, body, content_type="application/json")


def is_shown(answer: HttpResponse) -> bool:
    sign_in = ("/login/", "/expert/me/sign-in/")
    leads_away = answer.status_code == 302 and not answer.headers["Location"].startswith(sign_in)
    return answer.status_code < 300 or leads_away


def test_every_address_with_an_id_says_whom_it_is_for() -> None:
    assert {address.name for address in with_ids()} == set(WHO)


def test_what_is_hidden_from_a_reader_is_hidden_from_a_writer() -> None:
    """``Page`` loads, and refuses, before it looks at the method; the API's writers are tried below."""
    pages = {address.name: getattr(address.view, "view_class", None) for address in with_ids()}
    others = {name for name, view in pages.items() if view is None}
    public = {name for name in WHO if name.startswith(("log:", "witnessing:", "callbacks:"))} | {
        "styleguide:one"
    }
    assert others == {name for name in WHO if name.startswith("api-v1:")} | public
    overriding = {name for name, view in pages.items() if view and view.dispatch is not Page.dispatch}
    assert overriding == set()


def fingerprint() -> dict[str, str]:
    """What every table holds, but those that reading may add to."""
    with connection.cursor() as cursor:
        tables = sorted({*connection.introspection.table_names(cursor)} - MOVING)
        found = {}
        cursor.execute("SELECT set_config('yuanping.seat', '', true)")  # of the last member who looked
        for table in tables:
            cursor.execute(f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{table}" t')
            found[table] = str(cursor.fetchone()[0])
    return found


def tried(address: Address, clients: Mapping[str, Client]) -> dict[str, Client]:
    """Everybody of the project; of the strangers those in the same roles, an operator and a visitor.

    Nobody is tried whose answer would change something: refusing an offer is not undone.
    """
    allowed = WHO[address.name]
    same = {f"other-{who}" for who in allowed} | {"operator", "visitor"}
    found = {who: client for who, client in clients.items() if not who.startswith("other-") or who in same}
    return {who: c for who, c in found.items() if address.name not in WRITES or who not in allowed}


@pytest.fixture(scope="module")
def two(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[cast.Side, cast.Side]]:
    """Both projects, made once: reading leaves nothing behind, as the first test says."""
    root = tmp_path_factory.mktemp("node")
    places = {"FILES_ROOT": root / "files", "CA_ROOT": root / "ca", "VAULT_KEY_FILE": root / "vault.key"}
    with django_db_blocker.unblock(), override_settings(**places), transaction.atomic():
        cast.at_work()
        yield cast.side(), cast.side()
        transaction.set_rollback(True)


def test_each_address_is_shown_to_exactly_those_it_is_for(two: tuple[cast.Side, cast.Side]) -> None:
    own, other = two
    clients = cast.parties(own) | cast.strangers(other)
    before, head = fingerprint(), queries.head()
    wrong = []
    for address in with_ids():
        if WHO[address.name] is ANYBODY:
            continue
        url = address.url(**own.ids_for(address.name))
        for who, client in tried(address, clients).items():
            answer = ask(client, address, url)
            expected = who in WHO[address.name]
            if is_shown(answer) is not expected or answer.status_code >= 500:
                wrong.append((who, url, answer.status_code))
    assert wrong == []
    assert (fingerprint(), queries.head()) == (before, head)


def test_id_of_another_project_opens_nothing_under_the_own_one(two: tuple[cast.Side, cast.Side]) -> None:
    """``/projects/<own>/lots/<another's>/``: who may see either row must not get at the other."""
    own, other = two
    clients = cast.parties(own)
    shown = []
    for address in with_ids():
        if len(address.takes) < 2 or address.takes == {"project_id", "centre_id"}:  # any centre may be asked
            continue
        if WHO[address.name] is ANYBODY:
            continue
        mine, theirs = own.ids_for(address.name), other.ids_for(address.name)
        for foreign in sorted(address.takes - {"attempt"}):  # attempts are counted within a project
            url = address.url(**{**mine, foreign: theirs[foreign]})
            answers = {who: clients[who].get(url) for who in WHO[address.name]}
            shown += [(who, url) for who, answer in answers.items() if is_shown(answer)]
    assert shown == []


def test_api_lists_only_what_is_the_callers(two: tuple[cast.Side, cast.Side]) -> None:
    own, other = two
    clients = cast.parties(own)
    project = other.world.project
    for who, client in clients.items():
        listed = client.get("/api/v1/projects").content.decode()
        entries = client.get("/api/v1/witness/entries").content.decode()
        assert (project.code in listed, f'"project": {project.pk},' in entries) == (False, False), who
        asked = client.get("/api/v1/witness/entries", {"project": project.pk})
        assert asked.status_code in {401, 404}, who


def test_what_the_committee_decides_is_told_to_nobody_but_the_supervisor(
    two: tuple[cast.Side, cast.Side],
) -> None:
    own, _ = two
    clients = cast.parties(own)
    while log.sequence(now=NOW):
        pass

    def hears(who: str) -> bool:
        entries = clients[who].get("/api/v1/witness/entries").json()["entries"]
        return any(entry["kind"].startswith("evaluation.") for entry in entries)

    assert {who for who in ("agency", "tenderer", "main-admin", "supervisor") if hears(who)} == {"supervisor"}
    own.world.project.state = "evaluated"
    own.world.project.save()
    assert all(hears(who) for who in ("agency", "tenderer", "main-admin", "supervisor"))


def test_draft_report_is_the_committees_alone(two: tuple[cast.Side, cast.Side]) -> None:
    own, _ = two
    clients = cast.parties(own)

    def takes(who: str, url: str) -> bool:
        return bool(clients[who].get(f"{url}?file").headers["Content-Type"] == "application/pdf")

    urls = {
        "agency": f"/desk/documents/{own.ids['document_id']}/",
        "tenderer": f"/desk/documents/{own.ids['document_id']}/",
        "main-admin": f"/venue/documents/{own.ids['document_id']}/",
        "supervisor": f"/supervisor/documents/{own.ids['document_id']}/",
        "member": "/expert/report/",
    }
    assert {who for who, url in urls.items() if takes(who, url)} == {"supervisor", "member"}
