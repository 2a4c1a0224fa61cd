"""Who may move an evaluation and its sheets, and when: every role, every transition, every state.

An evaluation takes long to prepare: one of each stage serves all tests of the module.
"""

from collections.abc import Mapping

import pytest

from tests.factories import evaluating as do
from tests.factories.evaluation import AT_WORK, World, started, world
from tests.matrix.everybody import ADMINS, AGENCIES, STAFF, TENDERERS, everybody
from tests.matrix.runner import SYSTEM, Act, Cast, Line, Matrix, Table, by_platform, consequence
from yuanping.domain.evaluation import queries
from yuanping.domain.evaluation.actions.announcing import announce_result
from yuanping.domain.evaluation.actions.attendance import check_out
from yuanping.domain.evaluation.actions.correction import correct_score
from yuanping.domain.evaluation.actions.preliminary import save_opinions, submit_opinions
from yuanping.domain.evaluation.actions.recusal import declare_conflict, declare_no_conflict
from yuanping.domain.evaluation.actions.scoring import Mark, save_scores, submit_scores
from yuanping.domain.evaluation.actions.start import start_evaluation
from yuanping.domain.evaluation.actions.summary import confirm_summary
from yuanping.domain.evaluation.events import SummaryOpened
from yuanping.domain.evaluation.models import Session, Sheet
from yuanping.domain.evaluation.permissions import Evaluation
from yuanping.domain.evaluation.states import SessionState, Stage
from yuanping.domain.signing.models import Document
from yuanping.domain.signing.states import DocumentKind, DocumentState

MEMBERS = frozenset({"member", "other-member"})
EXPERTS = MEMBERS | {"foreign-member"}
OWN = frozenset({"member"})
SIGNED = (SessionState.REPORT, SessionState.CLOSED)


def by_members(permission: Evaluation, **more: Mapping[SessionState, str]) -> Line:
    return Line(permission=permission, role=EXPERTS, may=MEMBERS, **more)


def by_owner(permission: Evaluation, transition: str) -> Line:
    return Line(permission=permission, role=EXPERTS, may=OWN, transition=transition)


AT_RECUSAL = {"declare": by_members(Evaluation.DECLARE), "recuse": by_members(Evaluation.DECLARE)}
AT_SUMMARY = {
    # after the signing, members are told what remains possible instead of the bare state
    "correct": by_members(Evaluation.CORRECT, instead=dict.fromkeys(SIGNED, "report-signed")),
    "confirm": by_members(Evaluation.CONFIRM),
    "admit": by_platform(Evaluation.ADVANCE),
    "break off": by_platform(Evaluation.ADVANCE, transition="recuse"),
    "open_chair": by_platform(Evaluation.ADVANCE),
    "repeat_chair": by_platform(Evaluation.ADVANCE),
    "elect": by_platform(Evaluation.ADVANCE),
    "resume": by_platform(Evaluation.ADVANCE),
    "decide_lot": by_platform(Evaluation.ADVANCE),
    "judge_competition": by_platform(Evaluation.ADVANCE),
    "open_detailed": by_platform(Evaluation.ADVANCE),
    "release_scores": by_platform(Evaluation.ADVANCE),
    "open_summary": by_platform(Evaluation.ADVANCE),
    "open_report": by_platform(Evaluation.ADVANCE),
    "close": by_platform(Evaluation.ADVANCE),
}
AT_END = {
    "announce": Line(
        permission=Evaluation.ANNOUNCE, role=AGENCIES | TENDERERS, may=frozenset({"agency", "tenderer"})
    ),
}
SESSION = Table(
    model=Session,
    moves=AT_RECUSAL | AT_SUMMARY | AT_END,
    creations={
        "start": Line(permission=Evaluation.START, role=ADMINS, may=frozenset({"main-admin"})),
    },
)
SHEET = Table(
    model=Sheet,
    moves={
        "vote": by_owner(Evaluation.VOTE, "submit"),
        "save opinions": by_owner(Evaluation.REVIEW, "save"),
        "submit opinions": by_owner(Evaluation.REVIEW, "submit"),
        "save scores": by_owner(Evaluation.SCORE, "save"),
        "submit scores": by_owner(Evaluation.SCORE, "submit"),
        "reopen": by_platform(Evaluation.ADVANCE),
    },
    within={"open": "open_chair"},
)
DEPARTURE = Table(
    model=None,
    creations={
        "check out": Line(
            permission=Evaluation.CHECK_OUT,
            role=ADMINS | STAFF,
            may=frozenset({"main-admin", "main-staff"}),
        )
    },
)


class Stand:
    """An evaluation that has come to some stage, and everybody around it."""

    def __init__(self) -> None:
        self.world: World = world()
        self.session = started(self.world)

    def cast(self, other: World) -> Cast:
        members = {
            "member": self.world.at(self.world.seats[0]),
            "other-member": self.world.at(self.world.seats[1]),
            "foreign-member": other.at(other.seats[0]),
        }
        return everybody(self.world.project, self.world.sub, now=AT_WORK, **members)

    def to_chair(self) -> "Stand":
        do.declare_all(self.world, self.session)
        return self

    def to_preliminary(self) -> "Stand":
        self.to_chair()
        do.elect(self.world, self.session)
        return self

    def to_detailed(self) -> "Stand":
        self.to_preliminary()
        do.judge_all(self.world, self.session)
        return self

    def to_summary(self) -> "Stand":
        self.to_detailed()
        for ctx in self.world.everybody():
            sheet = do.open_sheet(ctx, Stage.DETAILED)
            # the two who try corrections gave an objective item otherwise than the rest
            record = "20" if ctx.committee_seat_id in {seat.pk for seat in self.world.seats[:2]} else "25"
            submit_scores(ctx, self.session.pk, sheet.pk, do.marks(sheet, {"plan": "30", "record": record}))
        return self


@pytest.fixture(scope="module")
def begun(standing: None) -> Stand:
    return Stand()


@pytest.fixture(scope="module")
def summed(standing: None) -> Stand:
    return Stand().to_summary()


@pytest.mark.parametrize("name", AT_RECUSAL)
def test_session_begins_with_recusal_declared_by_members(
    begun: Stand, summed: Stand, undone: None, name: str
) -> None:
    acts: dict[str, Act] = {
        "declare": declare_no_conflict,
        "recuse": lambda ctx, pk: declare_conflict(ctx, pk, reason="利害关系"),
    }
    matrix = Matrix(table=SESSION, cast=begun.cast(summed.world), sees=MEMBERS | SYSTEM, row=begun.session)
    found, expected = matrix.cells(name, acts[name])
    assert found == expected


@pytest.mark.parametrize("name", AT_SUMMARY)
def test_session_is_moved_by_the_platform_and_confirmed_by_members(
    begun: Stand, summed: Stand, undone: None, name: str
) -> None:
    seen = queries.summary_digest(summed.world.everybody()[0], summed.session)
    acts: dict[str, Act] = {
        "confirm": lambda ctx, pk: confirm_summary(ctx, pk, seen=seen),
        "correct": lambda ctx, pk: correct_score(
            ctx,
            pk,
            bid_id=summed.world.bids[0].pk,
            criterion_id="record",
            points="25",
            ground="objective-inconsistent",
            reason="看错业绩数量",
        ),
    }
    line = SESSION.moves[name]
    by_itself = consequence(Session, line.transition or name, line.permission, SummaryOpened(session_id=0))
    matrix = Matrix(table=SESSION, cast=summed.cast(begun.world), sees=MEMBERS | SYSTEM, row=summed.session)
    found, expected = matrix.cells(name, acts.get(name, by_itself))
    assert found == expected


def test_result_is_announced_by_agency_or_tenderer(begun: Stand, summed: Stand, undone: None) -> None:
    parties = frozenset({"agency", "tenderer"})
    matrix = Matrix(table=SESSION, cast=summed.cast(begun.world), sees=parties | SYSTEM, row=summed.session)
    found, expected = matrix.cells(
        "announce", lambda ctx, pk: announce_result(ctx, pk, announcement="全国公共资源交易平台")
    )
    assert found == expected


@pytest.fixture(scope="module")
def chairless(standing: None) -> Stand:
    return Stand().to_chair()


@pytest.fixture(scope="module")
def reviewing(standing: None) -> Stand:
    return Stand().to_preliminary()


@pytest.fixture(scope="module")
def scoring(standing: None) -> Stand:
    return Stand().to_detailed()


@pytest.mark.parametrize("name", SHEET.moves)
def test_sheet_is_its_members_alone(
    chairless: Stand, reviewing: Stand, scoring: Stand, undone: None, name: str
) -> None:
    stands = {
        "vote": (chairless, Stage.CHAIR),
        "save opinions": (reviewing, Stage.PRELIMINARY),
        "submit opinions": (reviewing, Stage.PRELIMINARY),
    }
    stand, stage = stands.get(name, (scoring, Stage.DETAILED))
    of, session_id = stand.world, stand.session.pk
    sheet = do.open_sheet(of.at(of.seats[0]), stage)
    marks = do.marks(sheet, {"plan": "30", "record": "25"}) if stage is Stage.DETAILED else {}
    event = SummaryOpened(session_id=session_id)
    acts: dict[str, Act] = {
        "vote": consequence(Sheet, "submit", Evaluation.VOTE, event),
        "save opinions": lambda ctx, pk: save_opinions(ctx, session_id, pk, do.verdicts(sheet)),
        "submit opinions": lambda ctx, pk: submit_opinions(ctx, session_id, pk, do.verdicts(sheet)),
        "save scores": lambda ctx, pk: save_scores(
            ctx, session_id, pk, {(of.bids[0].pk, "plan"): Mark("30")}
        ),
        "submit scores": lambda ctx, pk: submit_scores(ctx, session_id, pk, marks),
        "reopen": consequence(Sheet, "reopen", Evaluation.ADVANCE, event),
    }
    other = scoring if stand is not scoring else reviewing
    matrix = Matrix(table=SHEET, cast=stand.cast(other.world), sees=OWN | SYSTEM, row=sheet)
    found, expected = matrix.cells(name, acts[name])
    assert found == expected


def test_start_is_the_main_venues_administrators_alone(begun: Stand, undone: None) -> None:
    ready = world()
    cast = everybody(ready.project, ready.sub, now=AT_WORK, member=ready.at(ready.seats[0]))
    found, expected = cast.creates(
        SESSION.creations["start"], lambda ctx: start_evaluation(ctx, ready.project.pk)
    )
    assert found == expected


def test_members_are_checked_out_by_their_own_venue_alone(summed: Stand, begun: Stand, undone: None) -> None:
    Document.objects.create(
        project=summed.world.project,
        kind=DocumentKind.EVALUATION_REPORT,
        title="评标报告",
        sha256="0" * 64,
        size=1,
        opened_at=AT_WORK,
        state=DocumentState.COMPLETE,
    )
    seat = summed.world.seats[0]
    found, expected = summed.cast(begun.world).creates(
        DEPARTURE.creations["check out"], lambda ctx: check_out(ctx, seat.pk)
    )
    assert found == expected
