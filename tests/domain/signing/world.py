"""One project with a main venue and a sub-venue, three members checked in, and the people around them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from tests.domain.signing.paper import A4, NOON, place
from yuanping.base.context import Ctx, system_ctx
from yuanping.base.typesetting import typeset
from yuanping.domain.dispatch.models import Venue
from yuanping.domain.experts.models import Committee, CommitteeSeat
from yuanping.domain.people.models import Organisation
from yuanping.domain.people.states import Role
from yuanping.domain.places.models import Centre
from yuanping.domain.projects.models import Project
from yuanping.domain.signing.actions.certificate import issue_certificate
from yuanping.domain.signing.actions.document import Place, declare_opinion, fix_document, open_document
from yuanping.domain.signing.models import Document
from yuanping.domain.signing.states import DocumentKind, Opinion

NAMES = ("周𫖮", "王甲", "李乙")


def organisation(name: str, uscc: str, kind: str) -> Organisation:
    return Organisation.objects.create(name=name, uscc=uscc, kind=kind, region_code="411500", synthetic=True)


def centre(name: str, uscc: str) -> Centre:
    return Centre.objects.create(
        name=name,
        short_name=name[:4],
        region_code="411500",
        level="city",
        organisation=organisation(name, uscc, "centre"),
        address="合成路 1 号",
        telephone="0376-0000000",
        synthetic=True,
    )


@dataclass(frozen=True, slots=True)
class World:
    """``seats`` are at the main venue, the main venue and the sub-venue."""

    project: Project
    main: Centre
    sub: Centre
    seats: list[CommitteeSeat] = field(default_factory=list)

    def ctx(self, role: Role, *, centre: Centre | None = None, now: datetime = NOON) -> Ctx:
        organisations = {
            Role.AGENCY: self.project.agency_id,
            Role.TENDERER: self.project.tenderer_id,
            Role.SUPERVISOR: self.project.supervision_id,
        }
        return Ctx(
            now=now,
            actor_name=str(role),
            roles=frozenset({role}),
            channel="test",
            request_id="r",
            organisation_id=organisations.get(role),
            centre_id=centre.pk if centre else None,
        )

    def member(self, n: int, *, now: datetime = NOON) -> Ctx:
        """The member at a seat."""
        return Ctx(
            now=now,
            actor_name=self.seats[n].label,
            roles=frozenset({Role.EXPERT}),
            channel="test",
            request_id="r",
            committee_seat_id=self.seats[n].pk,
        )

    def system(self, *, now: datetime = NOON) -> Ctx:
        return system_ctx("test").at(now)

    def with_certificates(self) -> "World":
        for seat in self.seats:
            issue_certificate(self.system(), seat.pk)
        return self

    def draft(self) -> Document:
        return open_document(
            self.system(),
            self.project.pk,
            kind=DocumentKind.EVALUATION_REPORT,
            title="评标报告",
            pdf=paper_text("征求意见稿"),
            signer_seat_ids=[seat.pk for seat in self.seats],
        )

    def fixed(self) -> Document:
        """A document whose members have all agreed, open for signature."""
        document = self.draft()
        for n in range(len(self.seats)):
            declare_opinion(self.member(n), document.pk, opinion=Opinion.AGREE)
        places = {seat.pk: Place(name=NAMES[n], box=place(n)) for n, seat in enumerate(self.seats)}
        return fix_document(
            self.system(), document.pk, pdf=paper_text("评标报告"), places=places, page_height=A4
        )


def paper_text(text: str) -> bytes:
    return typeset(Path(__file__).with_name("paper.typ"), {"text": text}, standard="a-3b", at=NOON).pdf


def world() -> World:
    main = centre("信阳合成交易中心", "12411500MB0000017L")
    sub = centre("固始合成交易中心", "12411525MB0000025G")
    project = Project.objects.create(
        code="M4115000001000001001",
        name="合成河道治理工程",
        domain="tender",
        kind="works",
        region_code="411500",
        tenderer=organisation("合成招标人", "91411500MA0000033B", "tenderer"),
        agency=organisation("合成代理", "91411500MA00000416", "agency"),
        supervision=organisation("合成监督", "11411500MB0000050J", "supervision"),
        main_centre=main,
        evaluation_starts_at=NOON - timedelta(hours=3),
        evaluation_ends_at=NOON + timedelta(hours=6),
        synthetic=True,
        registered_at=NOON - timedelta(days=9),
        state="evaluating",
    )
    committee = Committee.objects.create(
        project=project, size=3, representatives=0, cells=[], state="confirmed"
    )
    made = World(project, main, sub)
    for ordinal, (venue_ordinal, at) in enumerate(((0, main), (0, main), (1, sub)), start=1):
        venue, _ = Venue.objects.get_or_create(
            project=project, centre=at, ordinal=venue_ordinal, defaults={"state": "held"}
        )
        seat = CommitteeSeat.objects.create(
            committee=committee, venue=venue, kind="expert", ordinal=ordinal, state="checked-in"
        )
        made.seats.append(seat)
    return made
