"""The menu of each role."""

import pytest

from tests.factories.clock import NOW
from yuanping.base.context import Ctx
from yuanping.domain.people.states import Role
from yuanping.web.menu import menu_of


def ctx(*roles: Role) -> Ctx:
    return Ctx(now=NOW, actor_name="某", roles=frozenset(map(str, roles)), channel="test", request_id="r")


def lines(*roles: Role, path: str = "/", demo: bool = False) -> list[tuple[str, list[str]]]:
    return [(g.title, [i.label for i in g.items]) for g in menu_of(ctx(*roles), path=path, demo=demo)]


def test_menu_of_a_visitor_leads_in() -> None:
    assert lines() == [
        (
            "公开",
            [
                "平台首页",
                "登录",
                "专家登录",
                "专家本人",
                "规则文件",
                "专家共享目录",
                "核验见证记录",
                "专家抽取公开",
            ],
        )
    ]


def test_menu_of_a_supervisor() -> None:
    assert lines(Role.SUPERVISOR) == [
        ("办理", ["监督工作台", "专家评价", "见证记录", "见证监测"]),
        ("公开", ["规则文件", "专家共享目录", "核验见证记录", "专家抽取公开"]),
    ]


def test_menu_of_a_member_at_a_seat_is_empty() -> None:
    assert lines(Role.EXPERT, demo=True) == []


def test_menu_of_a_demonstration_has_its_clock() -> None:
    assert "演示时钟" in dict(lines(demo=True))["演示"]


@pytest.mark.parametrize(
    ("path", "active"),
    [
        ("/supervisor/", "监督工作台"),
        ("/supervisor/projects/7/", "监督工作台"),
        ("/supervisor/record/", "见证记录"),
        ("/supervisor/witnessing/", "见证监测"),
        ("/verify/", "核验见证记录"),
        ("/draws/7/1/", "专家抽取公开"),
        ("/law/411500/xgb-2022-7/", "规则文件"),
        ("/demo/clock/", "演示时钟"),
    ],
)
def test_menu_marks_where_the_reader_is(path: str, active: str) -> None:
    groups = menu_of(ctx(Role.SUPERVISOR), path=path, demo=True)
    assert [i.label for g in groups for i in g.items if i.active] == [active]
