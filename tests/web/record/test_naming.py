"""Events read aloud."""

import pytest

from tests.factories import places
from yuanping.web.record.naming import Names, Reader


@pytest.fixture
def reader(db: None) -> Reader:
    centre = places.city_centre()
    story = [
        ("experts.seat.laid", {"seat_id": 3, "label": "副场 1 · 专家 2"}),
        ("dispatch.venue.held", {"venue_id": 4, "ordinal": 1, "centre_id": centre.pk}),
    ]
    return Reader(Names((), story))


@pytest.mark.parametrize(
    ("kind", "data", "sentence"),
    [
        (
            "dispatch.offer.accepted",
            {"offer_id": 1, "venue_id": 4, "seat_ids": [1, 2]},
            "副场 1 接受要约，预约工位 2 个。",
        ),
        ("evaluation.chair.elected", {"seat_id": 3}, "副场 1 · 专家 2 当选组长。"),
        ("evaluation.chair.elected", {"seat_id": 99}, "评委席 99 当选组长。"),
        ("clock.moved", {"to": "2026-11-20T01:30:00.000000Z"}, "演示节点的时钟调到 2026-11-20 09:30。"),
        ("projects.project.withdrawn", {"reason": "计划调整。"}, "项目撤回：计划调整。"),
        ("projects.project.withdrawn", {}, "项目撤回：—。"),
        ("experts.list.confirmed", {"role": "tenderer"}, "招标人代表核验专家名单。"),
        (
            "rules.packs.pinned",
            {"on": "2026-11-20", "pins": ["411500/of-another-node@0f3a", "000000/other@77ab"]},
            "按 2026-11-20 的规则版本办理：411500/of-another-node、000000/other。",
        ),
        (
            "quorum.wait.opened",
            {"label": "第 1 次抽取意向", "number": 8, "wait_seconds": 600},
            "第 1 次抽取意向（回执号 8）已入账，等候足数的见证方见证，以 10 分钟为限。",
        ),
        ("someone.elses", {"a": 1}, "a：1"),
    ],
)
def test_event_is_read_aloud(reader: Reader, kind: str, data: dict[str, object], sentence: str) -> None:
    assert reader.sentence(kind, data) == sentence
