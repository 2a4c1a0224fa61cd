"""What a project page says of the decision and of going without remote evaluation."""

from typing import Any

import pytest
from django.test import Client

from tests.factories import places, projects
from tests.factories.clock import NOW
from tests.web.venue.conftest import set_clock
from yuanping.core.policy import Ground
from yuanping.domain.projects.states import Domain, Kind, ProjectState

CONSENT = "须经行政监督部门在发布招标公告之前同意（待答复）"
EXPLAIN = "可以不采用，但应当在确定中标人后提交书面说明"
HANDED_IN = "将不实行远程异地评标的书面说明作为招标投标情况资料提交行政监督部门"
AUTOMATIC = "属于不适宜采用的情形，不需要另行报批"


@pytest.mark.parametrize(
    ("region", "facts", "said"),
    [
        ("411500", {"grounds": [Ground.COMPLEX]}, {"待行政监督部门答复", CONSENT}),
        ("411500", {"grounds": [Ground.COMPLEX], "mandatory": False}, {"鼓励采用远程异地评标"}),
        ("230100", {"grounds": [Ground.COMPLEX]}, {"可以采用，也可以不采用", EXPLAIN, HANDED_IN}),
        (
            "450200",
            {"grounds": [Ground.OVERNIGHT], "domain": Domain.PROCUREMENT, "kind": Kind.GOODS},
            {"不采用远程异地评标", AUTOMATIC},
        ),
        ("230100", {"grounds": None}, {"待补充信息后判定", "是否有下列情形（技术复杂；"}),
    ],
)
def test_project_page_says_what_going_without_takes(
    db: None, region: str, facts: dict[str, Any], said: set[str]
) -> None:
    set_clock(NOW)
    project = projects.project(
        places.city_centre(),
        region=region,
        state=ProjectState.REGISTERED,
        exemption_consent=None,
        exemption_ground="情况说明" if facts["grounds"] else "",
        **facts,
    )
    client = Client()
    client.force_login(projects.agent(project))
    page = client.get(f"/desk/projects/{project.pk}/").content.decode()
    every = {CONSENT, EXPLAIN, HANDED_IN, AUTOMATIC, "待行政监督部门答复", *said}
    # the clause on the explanation stands among the demands of Heilongjiang anyway
    decision = page[: page.index('id="demands"')]
    assert {words for words in every if words in decision} == said
