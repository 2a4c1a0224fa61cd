"""Two projects under evaluation with everybody around them: whoever belongs to one is a stranger to the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.test import Client

from tests.factories import dispatch, evaluating, evaluation, experts, people, places, projects
from tests.factories.clock import NOW
from yuanping.base.context import system_ctx
from yuanping.base.ports.storage import storage
from yuanping.base.vault.sealing import seal
from yuanping.base.witness import queries as witness
from yuanping.domain.evaluation.states import Stage
from yuanping.domain.experts.actions.appraisal import give_appraisal, object_to
from yuanping.domain.experts.actions.intake import receive_file
from yuanping.domain.experts.actions.pool import enrol_experts
from yuanping.domain.experts.digests import expert_ref, session_hash, token_hash
from yuanping.domain.experts.models import (
    Attendance,
    CallOut,
    CommitteeSeat,
    DrawRecord,
    Expert,
    ManualCheckIn,
)
from yuanping.domain.experts.states import Ending, ManualReason, ManualState
from yuanping.domain.people.models import Account
from yuanping.domain.people.states import OrganisationKind, Role
from yuanping.domain.signing.actions.document import open_document
from yuanping.domain.signing.states import DocumentKind
from yuanping.web.edge import SESSION_EXPERT, SESSION_KEY, SESSION_REFERENCE, SESSION_SEAT

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"
KEY = "key-of-a-test"


@dataclass(frozen=True)
class Side:
    """One project's rows by the names under which addresses take them."""

    world: evaluation.World
    ids: Mapping[str, Any]
    """By argument name; where several kinds of rows share a name, ``seat_id@venue:seat`` says for which page."""

    def ids_for(self, address: str) -> dict[str, Any]:
        general = {key: value for key, value in self.ids.items() if "@" not in key}
        special = {
            key.partition("@")[0]: value for key, value in self.ids.items() if key.endswith(f"@{address}")
        }
        return general | special


def side() -> Side:
    """A project in its detailed review, with an offer, a draft report and an opened draw record."""
    world = evaluation.world()
    content = storage().put([PDF])
    for bid in world.bids:
        bid.file_sha256, bid.file_size = content.sha256, content.size
        bid.save()
    session = evaluation.started(world)
    evaluating.declare_all(world, session)
    evaluating.elect(world, session)
    judged = evaluating.open_sheet(world.at(world.seats[4]), Stage.PRELIMINARY)
    evaluating.judge_all(world, session)
    asked = places.centre(f"潢川县{world.project.pk}")
    document = open_document(
        system_ctx("测试"),
        world.project.pk,
        kind=DocumentKind.EVALUATION_REPORT,
        title="评标报告",
        pdf=PDF,
        signer_seat_ids=[seat.pk for seat in world.seats],
    )
    record = storage().put([b"{}"])
    DrawRecord.objects.create(
        committee=world.committee,
        attempt=1,
        pool_digest="0" * 64,
        pool_size=0,
        commitment=record.sha256,
        record=seal(system_ctx("测试"), "experts.draw-record", {}),
        drawn_at=NOW,
        opened_at=NOW,
    )
    dispatch.venue_draw(world.project)
    token = f"token-of-{world.project.pk}"
    (enrolled,) = enrol_experts(
        system_ctx("测试"),
        [experts.person(world.project.pk, employer=world.project.tenderer, region_code="411500")],
    )
    CallOut.objects.create(
        seat=world.seats[4], attempt=1, token_hash=token_hash(token), sent_at=NOW, answer_by=NOW
    )
    sub_venue = world.project.venues.get(ordinal=1)
    expert = experts.pooled(world.project.pk)
    part = Attendance.objects.create(
        seat=world.seats[4],
        ref=expert_ref(expert.pk),
        arrived_at=evaluation.AT_WORK,
        left_at=evaluation.AT_WORK,
        ending=Ending.EARLY,
    )
    manual = ManualCheckIn.objects.create(
        seat=world.seats[4],
        assignment=seal(system_ctx("测试"), "experts.assignment", {"expert_id": str(expert.pk)}),
        reason=ManualReason.CARD_FAULT,
        words=seal(system_ctx("测试"), "experts.note", {"text": "核对了证件"}),
        requested_by=places.staff(world.sub, Role.VENUE_STAFF),
        requested_at=evaluation.AT_WORK,
        confirm_by=world.project.evaluation_ends_at,
        state=ManualState.REQUESTED,
    )
    appraisal = give_appraisal(
        people.ctx(projects.supervisor(world.project), now=evaluation.AT_WORK),
        part.pk,
        grades=dict.fromkeys(("discipline", "ethics", "competence"), "fair"),
        words="",
    )
    object_to(experts.own_ctx(expert, now=evaluation.AT_WORK), appraisal.pk, words="与事实不符")
    return Side(
        world,
        {
            "project_id": world.project.pk,
            "lot_id": world.lot.pk,
            "bid_id": world.bids[0].pk,
            "centre_id": asked.pk,
            "offer_id": dispatch.offer(
                world.project, asked, sent_at=evaluation.AT_WORK, expires_at=world.project.evaluation_ends_at
            ).pk,
            "venue_id": sub_venue.pk,
            "document_id": document.pk,
            "attempt": 1,
            "which": "intent",
            "number": witness.entries(project_id=world.project.pk).get(kind="signing.document.opened").number,
            "token": token,
            "name": "state_tag",
            "seat_id@venue:seat": sub_venue.bookings.first().seat_id,
            "seat_id@venue:seat-attendance": world.seats[4].pk,
            "seat_id@desk:representative": world.seats[2].pk,
            "sheet_id@expert:preliminary-bid": judged.pk,
            "sheet_id@expert:scoring-bid": evaluating.open_sheet(world.at(world.seats[4]), Stage.DETAILED).pk,
            "asked": asked,
            "expert": expert,
            "manual_id": manual.pk,
            "attendance_id": part.pk,
            "appraisal_id": appraisal.pk,
            "expert_id": enrolled.pk,
            "import_id": receive_file(system_ctx("测试"), file_name="x.csv", content=b"x").pk,
        },
    )


def seated(seat: CommitteeSeat) -> Client:
    """A browser whose session has entered the seat."""
    CommitteeSeat.objects.filter(pk=seat.pk).update(session_hash=session_hash(KEY))
    client = Client()
    session = client.session
    session[SESSION_SEAT], session[SESSION_KEY] = seat.pk, KEY
    session.save()
    client.cookies["sessionid"] = session.session_key
    return client


def on_own_pages(expert: Expert) -> Client:
    """A browser in which an expert has signed in by telephone."""
    client = Client()
    session = client.session
    session[SESSION_EXPERT], session[SESSION_REFERENCE] = expert.pk, "0a1b2c3d"
    session.save()
    client.cookies["sessionid"] = session.session_key
    return client


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def parties(of: Side) -> dict[str, Client]:
    """Everybody who has to do with one project, each in an own browser."""
    world, asked = of.world, of.ids["asked"]
    accounts = {
        "agency": projects.agent(world.project),
        "tenderer": projects.tenderer(world.project),
        "supervisor": projects.supervisor(world.project),
        "main-admin": places.admin(world.main),
        "main-staff": places.staff(world.main, Role.VENUE_STAFF),
        "main-leader": world.main.leader,
        "sub-admin": places.admin(world.sub),
        "sub-staff": places.staff(world.sub, Role.VENUE_STAFF),
        "sub-leader": world.sub.leader,
        "asked-admin": places.admin(asked),
    }
    members = {
        "member": seated(world.seats[4]),
        "colleague": seated(world.seats[0]),
        "expert": on_own_pages(of.ids["expert"]),
    }
    return {who: signed_in(account) for who, account in accounts.items()} | members


def strangers(of: Side) -> dict[str, Client]:
    """Those of the other project, an operator, and somebody who is not signed in."""
    others = {f"other-{who}": client for who, client in parties(of).items()}
    operator = people.account(Role.OPERATOR, people.organisation(OrganisationKind.CENTRE))
    manager = people.account(Role.POOL_MANAGER, people.organisation(OrganisationKind.CENTRE))
    return others | {
        "operator": signed_in(operator),
        "pool-manager": signed_in(manager),
        "visitor": Client(),
    }


def at_work() -> None:
    """The node's clock stands half an hour after the evaluations began."""
    experts.set_clock(evaluation.AT_WORK)
