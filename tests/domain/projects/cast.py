"""The people and places of a small world, and a registration that is in order: one set-up for success and refusal."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from yuanping.base.context import Ctx
from yuanping.core.identifiers import compose_uscc
from yuanping.domain.people.models import Account, Organisation
from yuanping.domain.people.queries import ctx_for
from yuanping.domain.people.states import OrganisationKind, Role
from yuanping.domain.places.models import Centre
from yuanping.domain.projects.actions.bids import BidEntry, add_bid
from yuanping.domain.projects.actions.registration import register_project
from yuanping.domain.projects.entries import LotEntry, ProjectEntry
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.states import Domain, Kind
from yuanping.domain.projects.templates import TEMPLATES

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=ZONE)
STARTS = datetime(2026, 12, 8, 9, 0, tzinfo=ZONE)
ENDS = datetime(2026, 12, 8, 17, 0, tzinfo=ZONE)
CODE = "E4115000001000001001"
PDF = b"%PDF-1.7\nsynthetic bid\n%%EOF\n"
PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Cast:
    """Who is there: organisations by what they are, centres, and one account for each role."""

    organisations: dict[str, Organisation]
    centres: dict[str, Centre]
    accounts: dict[str, Account]

    def ctx(self, who: str, *, now: datetime = NOW) -> Ctx:
        return ctx_for(self.accounts[who], now=now, channel="test")

    def entry(self, **changed: Any) -> ProjectEntry:
        """A registration in order; ``changed`` replaces parts of it."""
        fields: dict[str, Any] = {
            "code": CODE,
            "name": "淮滨县人民医院保洁服务项目",
            "domain": Domain.PROCUREMENT,
            "kind": Kind.SERVICES,
            "region_code": "411527",
            "tenderer_id": self.organisations["tenderer"].pk,
            "supervision_id": self.organisations["supervision"].pk,
            "main_centre_id": self.centres["411500"].pk,
            "evaluation_starts_at": STARTS,
            "evaluation_ends_at": ENDS,
            "lots": (lot(),),
            "mandatory": False,
            "grounds": (),
            "notice_on": date(2026, 11, 10),
            "source_url": "https://example.org/notice",
        }
        return ProjectEntry(**(fields | changed))


def lot(**changed: Any) -> LotEntry:
    """A lot in order."""
    fields: dict[str, Any] = {
        "code": "",
        "name": "保洁服务",
        "estimate": Decimal(5080225),
        "price_limit": None,
        "scheme": TEMPLATES["procurement-comprehensive"],
    }
    return LotEntry(**(fields | changed))


@dataclass(frozen=True)
class Paper:
    """An upload."""

    name: str = "投标文件.pdf"
    content: bytes = PDF

    def chunks(self) -> Iterator[bytes]:
        for start in range(0, len(self.content), 7):
            yield self.content[start : start + 7]


def bid(n: int = 1, **changed: Any) -> BidEntry:
    """The n-th bidder's bid, in order."""
    fields: dict[str, Any] = {
        "bidder_name": f"合成物业服务有限公司{n}",
        "bidder_uscc": compose_uscc("411500", f"MA4{n:05d}"),
        "price": Decimal(4728247) + n,
        "file": Paper(f"投标文件{n}.pdf", PDF + str(n).encode()),
    }
    return BidEntry(**(fields | changed))


def with_lot(entry: ProjectEntry, **changed: Any) -> ProjectEntry:
    return replace(entry, lots=(replace(entry.lots[0], **changed),))


def make_cast() -> Cast:
    """Build the world."""
    names = {
        "tenderer": ("淮滨县人民医院", OrganisationKind.TENDERER),
        "other-tenderer": ("信阳市建设管理中心", OrganisationKind.TENDERER),
        "agency": ("河南禾鑫工程咨询有限公司", OrganisationKind.AGENCY),
        "other-agency": ("另一代理有限公司", OrganisationKind.AGENCY),
        "supervision": ("信阳市公共资源交易管理委员会办公室", OrganisationKind.SUPERVISION),
        "other-supervision": ("固始县公共资源交易管理办公室", OrganisationKind.SUPERVISION),
        "411500": ("信阳市公共资源交易中心", OrganisationKind.CENTRE),
        "411525": ("固始县公共资源交易中心", OrganisationKind.CENTRE),
        "411527": ("淮滨县公共资源交易中心", OrganisationKind.CENTRE),
    }
    organisations = {
        key: Organisation.objects.create(
            name=name,
            uscc=compose_uscc("411500", f"{n:08d}"),
            kind=kind,
            region_code=key if key.isdigit() else "411500",
            synthetic=True,
        )
        for n, (key, (name, kind)) in enumerate(names.items())
    }
    centres = {
        code: Centre.objects.create(
            name=organisations[code].name,
            short_name=organisations[code].name[:2],
            region_code=code,
            level="city" if code == "411500" else "county",
            organisation=organisations[code],
            address="合成路 1 号",
            telephone="0376-0000000",
            synthetic=True,
        )
        for code in ("411500", "411525", "411527")
    }
    posts = {
        "agency": ("agency", Role.AGENCY, None),
        "other-agency": ("other-agency", Role.AGENCY, None),
        "tenderer": ("tenderer", Role.TENDERER, None),
        "other-tenderer": ("other-tenderer", Role.TENDERER, None),
        "supervisor": ("supervision", Role.SUPERVISOR, None),
        "other-supervisor": ("other-supervision", Role.SUPERVISOR, None),
        "main-admin": ("411500", Role.VENUE_ADMIN, "411500"),
        "main-staff": ("411500", Role.VENUE_STAFF, "411500"),
        "main-leader": ("411500", Role.VENUE_LEADER, "411500"),
        "other-admin": ("411525", Role.VENUE_ADMIN, "411525"),
        "operator": ("411500", Role.OPERATOR, None),
    }
    accounts = {
        who: Account.objects.create(
            username=who,
            display_name=who,
            password="!",
            organisation=organisations[where],
            roles=[role],
            centre=centres[centre] if centre else None,
        )
        for who, (where, role, centre) in posts.items()
    }
    return Cast(organisations, centres, accounts)


def registered(cast: Cast, **changed: Any) -> Project:
    """A registered project."""
    return register_project(cast.ctx("agency"), cast.entry(**changed))


def complete(cast: Cast, project: Project, *, bids: int = 3) -> Project:
    """List ``bids`` bids for each lot, so that the project can be submitted."""
    for place, row in enumerate(project.lots.all()):
        for n in range(1, bids + 1):
            add_bid(cast.ctx("agency"), project.pk, row.pk, bid(place * 10 + n))
    project.refresh_from_db()
    return project
