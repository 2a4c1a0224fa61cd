"""What everybody may read of a draw: nothing before the result is announced, then all of it but names."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import experts
from tests.web.draws import published as factory
from yuanping.base.vault.sealing import decrypt
from yuanping.core.draw import check
from yuanping.domain.experts.models import Expert

VERIFIER = Path(__file__).parents[3] / "verifier"
PAGES = ("project", "draw", "transcript", "log")


@pytest.fixture(scope="module")
def closed(standing: None, run_jobs: Callable[[], int]) -> experts.World:
    return factory.confirmed(run_jobs)


@pytest.fixture(scope="module")
def world(closed: experts.World, run_jobs: Callable[[], int]) -> experts.World:
    factory.publish(closed, run_jobs)
    return closed


def url(world: experts.World, name: str, *more: object) -> str:
    key = [world.project.pk] if name == "project" else [world.project.pk, 2]
    return reverse(f"draws:{name}", args=[*key, *more])


def test_nothing_is_public_before_the_announcement(closed: experts.World, undone: None) -> None:
    client = Client()
    assert closed.project.name not in client.get("/draws/").content.decode()
    addresses = [url(closed, name) for name in PAGES] + [url(closed, "package", "intent")]
    assert [client.get(each).status_code for each in addresses] == [404] * len(addresses)


def test_pages_tell_the_draw_in_words(world: experts.World, undone: None) -> None:
    client = Client()
    assert url(world, "project") in client.get("/draws/").content.decode()
    assert url(world, "project") not in client.get("/draws/?q=没有这个").content.decode()
    listed = client.get(url(world, "project")).content.decode()
    assert "次序从 1 起连续编号" in listed
    page = client.get(url(world, "draw")).content.decode()
    for words in ("副场 1 · 专家 1", "专家请假", "固始县", "A060101", "公布抽取条件"):
        assert words in page
    assert client.get(reverse("draws:draw", args=[world.project.pk, 3])).status_code == 404


def test_attempt_that_was_thrown_away_stays_on_show(world: experts.World, undone: None) -> None:
    client = Client()
    listed = client.get(url(world, "project")).content.decode()
    assert ("第 1 次" in listed, "本次作废，没有抽出专家" in listed) == (True, True)
    page = client.get(reverse("draws:draw", args=[world.project.pk, 1])).content.decode()
    assert ("本次没有可供核验的抽取记录" in page, "data-draw" in page) == (True, False)
    assert client.get(reverse("draws:transcript", args=[world.project.pk, 1])).status_code == 404
    assert client.get(reverse("draws:package", args=[world.project.pk, 1, "intent"])).status_code == 200


def test_transcript_is_the_one_that_the_log_states(world: experts.World, undone: None) -> None:
    client = Client()
    raw = client.get(url(world, "transcript")).content
    course = check(raw).course
    assert course is not None
    assert len(course.redraws) == 1
    entries = json.loads(client.get(url(world, "log")).content)["entries"]
    found = {each["kind"]: json.loads(each["openings"])["openings"] for each in entries}
    for kind in ("experts.draw.replaced", "experts.draw.record-opened", "experts.draw.record-published"):
        said = {name: value for _, name, value in found[kind]}
        assert said["data.commitment"] == hashlib.sha256(raw).hexdigest()
        assert {"actor", "request"} & set(said) == set()


def test_packages_are_made_once_for_everybody(world: experts.World, undone: None) -> None:
    client = Client()
    for which in ("intent", "result"):
        first, again = (client.get(url(world, "package", which)).content for _ in range(2))
        assert first == again
        with zipfile.ZipFile(io.BytesIO(first)) as archive:
            opened = archive.read("openings.json").decode()
        assert '"data.attempt",2]' in opened
        assert '"actor"' not in opened
    assert client.get(url(world, "package", "other")).status_code == 404


def test_second_programs_are_those_of_the_repository() -> None:
    for name in ("yuanping_verify_draw.py", "yuanping_verify_seed.py"):
        answer = Client().get(f"/draws/{name}")
        assert answer.content == (VERIFIER / name).read_bytes()


def test_no_name_stands_on_any_page(world: experts.World, undone: None) -> None:
    client = Client()
    said = "".join(client.get(url(world, name)).content.decode() for name in PAGES)
    told = [decrypt("expert.identity", bytes(each.identity.box)) for each in Expert.objects.all()]
    assert [who["name"] for who in told if who["name"] in said or who["phone"] in said] == []
