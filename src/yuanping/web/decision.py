"""Whether a project is evaluated remotely, how far and why, as every audience's pages show it."""

from collections.abc import Iterable, Mapping
from typing import Any

from yuanping.core.errors import Refused
from yuanping.core.policy import Procedure, ReachTier, Reason, ScopeDecision
from yuanping.domain.projects import queries
from yuanping.domain.projects.models import Project
from yuanping.web.components.citation.params import Citation
from yuanping.web.components.data_table.params import Column, DataTable, Row
from yuanping.web.components.empty_state.params import EmptyState
from yuanping.web.components.state_tag.params import StateTag
from yuanping.web.law.names import VERDICTS
from yuanping.web.law.words import FORCES
from yuanping.web.stating import CONSENT_WORDS

REACHES = {
    ReachTier.WITHIN_CITY: "市域内",
    ReachTier.CROSS_CITY: "省内跨市域",
    ReachTier.CROSS_CITY_OR_PROVINCE: "跨市域或者跨省域",
    ReachTier.CROSS_PROVINCE: "跨省域",
}


def decision_context(project: Project) -> dict[str, Any]:
    """What ``decision.html`` shows."""
    scope = queries.scope(project)
    return {
        "scope": scope,
        "verdict": verdict_tag(scope.decision),
        "reach": reach_words(scope.decision),
        "exemption": exemption_words(project),
        "explanation": explanation_citation(project),
        "deciding": citations(scope.decision.deciding),
        "reasons": reason_table(scope.decision),
        "differing": [
            (found.lot, verdict_tag(found.decision), reach_words(found.decision)) for found in scope.differing
        ],
    }


def verdict_tag(decision: ScopeDecision) -> StateTag:
    label, tone = VERDICTS[decision.verdict]
    if decision.missing == ("exemption_consent",):
        label = "待行政监督部门答复"
    return StateTag(label=label, tone=tone, icon="scale")


def reach_words(decision: ScopeDecision) -> str:
    """How far the sub-venues are: ``市域内（原则上）``."""
    if decision.reach is None:
        return "待补充信息后判定" if decision.reach_open else "现行规则没有规定"
    force = f"（{FORCES[decision.reach_force]}）" if decision.reach_force else ""
    return f"{REACHES[decision.reach]}{force}"


def exemption_words(project: Project) -> str:
    """What follows from the grounds put forward for going without; "" where none does."""
    found = queries.exemption(project)
    if found is None:
        return ""
    procedure, _ = found
    if procedure is Procedure.CONSENT_BEFORE:
        answer = CONSENT_WORDS[project.exemption_consent]
        return f"须经行政监督部门在发布招标公告之前同意（{answer}）"
    if procedure is Procedure.AUTOMATIC:
        return "属于不适宜采用的情形，不需要另行报批"
    return "可以不采用，但应当在确定中标人后提交书面说明"


def explanation_citation(project: Project) -> Citation | None:
    """The clause on what must be handed in after the award (S2-10), where the grounds call for it."""
    found = queries.exemption(project)
    if found is None or found[0] is not Procedure.EXPLANATION_AFTER_AWARD:
        return None
    try:
        rule = queries.policy(project).resolve("exemption.explanation").rule
    except Refused:
        return None
    return Citation.of(rule.citation, open=True)


def citations(reasons: Iterable[Reason]) -> list[tuple[str, str, Citation]]:
    """Title, force and clause of each rule that decided, its words open."""
    return [
        (reason.title, FORCES[reason.force], Citation.of(reason.citation, open=True)) for reason in reasons
    ]


def reason_table(decision: ScopeDecision) -> DataTable:
    """Every rule that was asked, and what it answered."""
    answers: Mapping[bool | None, StateTag] = {
        True: StateTag(label="符合", tone="ok"),
        False: StateTag(label="不符合", tone="muted"),
        None: StateTag(label="待补充信息", tone="warn"),
    }
    return DataTable(
        caption="逐条判定",
        columns=(Column("规则"), Column("效力", nowrap=True), Column("判定", nowrap=True), Column("依据")),
        rows=tuple(
            Row(
                (reason.title, FORCES[reason.force], answers[reason.result], Citation.of(reason.citation)),
                marked=reason.decisive,
            )
            for reason in decision.reasons
        ),
        empty=EmptyState(
            title="没有适用的规则",
            text="本平台没有收录项目所在地在该日期对远程异地评标范围的规定。",
            icon="scale",
        ),
    )
