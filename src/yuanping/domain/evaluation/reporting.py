"""The evaluation's record in the form in which the report takes it."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from yuanping.base.context import Ctx, bound
from yuanping.base.witness import queries as witness
from yuanping.core.errors import NotFound
from yuanping.core.scoring import BidTotal, Ranked, Step, round_half_up
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.evaluation import queries
from yuanping.domain.evaluation.committee import reviews_of
from yuanping.domain.evaluation.models import LotReview, Session
from yuanping.domain.evaluation.report import data as report
from yuanping.domain.evaluation.results import LotResult, session_results
from yuanping.domain.evaluation.states import GROUND_LABELS
from yuanping.domain.experts import queries as experts
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.states import Domain
from yuanping.domain.rules import queries as rules

if TYPE_CHECKING:
    from yuanping.domain.dispatch.models import Venue
    from yuanping.domain.projects.models import Project

PLACES = 2


def report_data(ctx: Ctx, project_id: int) -> report.ReportData:
    """Everything that the report says, without the opinions on it. For the platform: it reads names.

    Raises ``NotFound`` before the evaluation was started.
    """
    session = queries.session_of(project_id)
    if session is None:
        raise NotFound("not-started", "该项目的评标尚未启动。")
    project = session.project
    with bound(ctx):
        results = session_results(session, reviews_of(session))
    reviews = {review.lot_id: review for review in reviews_of(session)}
    count, head = witness.head()
    return report.ReportData(
        domain=project.domain,
        project_code=project.code,
        project_name=project.name,
        project_kind=project.kind_label,
        region=rules.region_path(project.region_code),
        tenderer=project.tenderer.name,
        agency=project.agency.name,
        supervision=project.supervision.name,
        started_at=session.started_at,
        ended_at=ctx.now,
        composed_at=ctx.now,
        venues=tuple(
            _venue(venue, secret=dispatch.hides_sub_venues_from_parties(project))
            for venue in dispatch.venues(project_id)
        ),
        members=tuple(_members(ctx, session)),
        lots=tuple(_lot(reviews[result.lot_id], result) for result in results),
        dissents=(),
        deemed=(),
        notes=tuple(_chair_note(session)),
        rule_packs=tuple(_packs(project)),
        draw_commitments=tuple(draw.commitment for draw in experts.draws_of(session.committee)),
        witness_count=count,
        witness_head=head,
        synthetic=project.synthetic,
    )


def _venue(venue: "Venue", *, secret: bool) -> report.Venue:
    """A venue as the report names it: tenderer and agency read it too (S2-17)."""
    if secret and not venue.is_main:
        return report.Venue(label=venue.label, centre="（副场信息保密）", address="（副场信息保密）")
    return report.Venue(label=venue.label, centre=venue.centre.name, address=venue.centre.address)


def _members(ctx: Ctx, session: Session) -> Iterator[report.Member]:
    representative = "采购人代表" if session.project.domain == Domain.PROCUREMENT else "招标人代表"
    for member in queries.members(session):
        seat = experts.seat(member.seat_id)
        yield report.Member(
            seat_id=seat.pk,
            label=member.label,
            name=experts.name_for(ctx, seat) or member.label,
            kind=representative if member.is_representative else "评标专家",
            specialty=rules.specialty_name(seat.specialty) if seat.specialty else "",
            venue=seat.venue.label,
            is_chair=member.is_chair,
            checked_in_at=seat.checked_in_at,
            declared_at=member.declared_at,
        )


def _chair_note(session: Session) -> Iterator[str]:
    if session.chair is not None:
        yield f"评标委员会经第 {session.chair_round} 轮投票，由全体成员过半数推选{session.chair.label}为组长。"
    for member in session.members.exclude(replaced_at=None).order_by("replaced_at"):
        yield f"{member.label}因需要回避退出评标，其评审意见无效，由补抽的成员重新评审。"


def _packs(project: "Project") -> Iterator[report.RulePack]:
    titles = {sha256: title for title, sha256 in rules.pack_titles(project.pins)}
    for pin in project.pins:
        pack, _, sha256 = pin.partition("@")
        yield report.RulePack(title=titles[sha256], pack=pack, sha256=sha256)


def _lot(review: LotReview, result: LotResult) -> report.Lot:
    lot, scheme = review.lot, projects.scheme(review.lot)
    return report.Lot(
        code=lot.code,
        name=lot.name,
        estimate=lot.estimate,
        price_limit=lot.price_limit,
        method=scheme.method_label,
        formula=scheme.price_label,
        bids=tuple(
            report.Bid(
                ordinal=bid.ordinal,
                bidder=bid.bidder_name,
                uscc=bid.bidder_uscc,
                price=bid.price,
                file_sha256=bid.file_sha256,
            )
            for bid in result.bids.values()
        ),
        votes=tuple(_votes(review, result)),
        rejections=tuple(_rejections(review, result)),
        scores=tuple(_scores(result)),
        benchmark=_steps(result.prices.steps) if result.prices else (),
        prices=tuple(_prices(result)),
        totals=tuple(_total(result, total) for total in result.totals),
        ranking=_ranks(result, result.ranking),
        candidates=_ranks(result, result.candidates.ranked),
        corrections=tuple(_corrections(result)),
        notes=(*result.findings, *(finding.message for finding in result.candidates.findings)),
        failed=result.findings[-1] if result.failed else "",
    )


def _item_names(review: LotReview) -> dict[str, str]:
    return {item.id: item.name for item in projects.scheme(review.lot).method.preliminary}


def _votes(review: LotReview, result: LotResult) -> Iterator[report.Vote]:
    names = _item_names(review)
    for decided in result.decided:
        for item in decided.decision.items:
            against = [v for v in decided.votes if v.item_id == item.item_id and not v.passed]
            yield report.Vote(
                bidder=decided.bid.bidder_name,
                item=names[item.item_id],
                passed=item.passes,
                failed=item.rejections,
                against=tuple((vote.member_id, vote.reason) for vote in against),
            )


def _rejections(review: LotReview, result: LotResult) -> Iterator[report.Rejection]:
    names = _item_names(review)
    for decided in result.decided:
        if decided.rejected:
            yield report.Rejection(
                bidder=decided.bid.bidder_name,
                items=tuple(names[item] for item in decided.rejected_items),
                reasons=decided.reasons,
            )


def _scores(result: LotResult) -> Iterator[report.ScoreLine]:
    for total in result.totals:
        bid, means = result.bids[total.bid_id], {mean.criterion_id: mean for mean in total.criteria}
        for criterion in result.criteria:
            given = (result.points(member, bid.pk, criterion.id) for member in result.members)
            yield report.ScoreLine(
                bidder=bid.bidder_name,
                criterion=criterion.name,
                full=criterion.max_points,
                points=tuple(score.points for score in given if score is not None),
                mean=means[criterion.id].points,
            )


def _prices(result: LotResult) -> Iterator[report.PriceScore]:
    for score in result.prices.scores if result.prices else ():
        bid = result.bids[score.bid_id]
        yield report.PriceScore(
            bidder=bid.bidder_name, price=bid.price, steps=_steps(score.steps), points=score.points
        )


def _total(result: LotResult, total: BidTotal) -> report.Total:
    review = sum((mean.exact for mean in total.criteria), Fraction(0))
    return report.Total(
        bidder=result.bids[total.bid_id].bidder_name,
        review=round_half_up(review, places=PLACES),
        price=total.price_points,
        total=total.total,
    )


def _ranks(result: LotResult, places: Sequence[Ranked]) -> tuple[report.Rank, ...]:
    return tuple(
        report.Rank(
            rank=place.rank,
            bidder=result.bids[place.bid_id].bidder_name,
            price=place.price,
            total=place.total,
        )
        for place in places
    )


def _corrections(result: LotResult) -> Iterator[report.Correction]:
    for made in result.corrections:
        yield report.Correction(
            member=made.member,
            bidder=made.bidder,
            criterion=made.criterion,
            old=made.old,
            new=made.new,
            ground=GROUND_LABELS[made.ground],
            reason=made.reason,
            evidence=made.evidence,
        )


def _steps(steps: Sequence[Step]) -> tuple[report.Step, ...]:
    return tuple(
        report.Step(label=step.label, expression=step.expression, value=format(step.value, "f"))
        for step in steps
    )
