"""The supervisor reads who opened what of a project, when, why and under which rule, and no name."""

import pytest
from django.test import Client

from tests.factories import experts, projects
from tests.factories.experts import RunJobs, World
from tests.journeys.secrecy import Needles
from yuanping.base.vault.models import Unsealing
from yuanping.domain.experts import queries
from yuanping.domain.experts.unsealing import LOOK, RULES
from yuanping.web.supervisor.unsealings import NO_RULE, rule_words


@pytest.fixture
def world(db: None, run_jobs: RunJobs) -> World:
    made = experts.make(per_cell=3)
    experts.present(made, run_jobs)
    experts.set_clock(experts.DOOR_OPEN)
    return made


def page_of(world: World, who: str) -> tuple[int, str]:
    client = Client()
    client.force_login(world.accounts[who])
    answer = client.get(f"/supervisor/projects/{world.project.pk}/unsealings/")
    return answer.status_code, answer.content.decode()


def test_page_lists_every_unsealing_and_nobody(world: World) -> None:
    supervisor = world.ctx("supervisor", now=experts.DOOR_OPEN)
    assert queries.name_for(supervisor, world.seat("副场 1 · 专家 1")) is not None
    status, text = page_of(world, "supervisor")
    people = [{"name": e.name, "phone": e.phone, "id_number": e.id_number} for e in world.entries]
    assert (status, Needles.of(people).found_in(text)) == (200, [])
    for words in ("副场 1 · 专家 1", "通知", "签到核验", LOOK, "通知专家", supervisor.actor_name):
        assert words in text
    assert "第 1 次抽取的随机数" in text


def test_unsealings_are_the_own_supervisors(world: World) -> None:
    assert {who: page_of(world, who)[0] for who in ("agency", "tenderer", "near-staff")} == {
        "agency": 403,
        "tenderer": 403,
        "near-staff": 403,
    }
    client = Client()
    client.force_login(projects.supervisor(projects.project(world.far)))
    assert client.get(f"/supervisor/projects/{world.project.pk}/unsealings/").status_code == 404


def test_each_unsealing_says_which_rule_lets_it(world: World) -> None:
    rows = list(queries.unsealings_of(world.project.pk))
    assert {row.reason: row.rule.partition("｜")[0] for row in rows} == {
        "通知": "call.message_content",
        "签到核验": "expert.unseal",
        "回避核查": "recusal.grounds",
        "揭示各会场随机数": "draw.random",
    }
    assert all(row.subject and row.project_id == world.project.pk for row in rows)


def test_unsealing_of_a_seat_drawn_again_stays_listed(world: World) -> None:
    seat = world.seat("副场 1 · 专家 1")
    before = queries.unsealings_of(world.project.pk).filter(subject=seat.label).count()
    seat.assignment = None
    seat.save(update_fields=["assignment"])
    assert queries.unsealings_of(world.project.pk).filter(subject=seat.label).count() == before > 0


def test_nothing_of_a_project_is_opened_without_saying_so(world: World) -> None:
    destroyed = Unsealing.objects.filter(reason="已答复，链接不再使用")
    assert list(Unsealing.objects.filter(project_id=None).difference(destroyed)) == []
    assert {"通知", "签到核验", LOOK} <= set(RULES)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("expert.unseal｜关于推进的通知｜规程二（四）1", "《关于推进的通知》规程二（四）1"),
        ("draw.random｜《条例》｜第三十九条", "《条例》第三十九条"),
        ("", NO_RULE),
    ],
)
def test_rule_is_read_as_document_and_article(rule: str, words: str) -> None:
    assert rule_words(rule) == words
