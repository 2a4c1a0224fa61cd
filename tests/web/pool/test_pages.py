"""The pages of those who keep the pool: masked lists, one expert, an import from the upload to the entry."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from tests.factories import experts, people, pool
from tests.factories.clock import NOW
from yuanping.base.context import Ctx
from yuanping.base.vault.models import Unsealing
from yuanping.domain.experts.actions.catalogue import refresh_catalogue
from yuanping.domain.experts.actions.pool import enrol_experts
from yuanping.domain.experts.models import Expert, Leave, PoolImport, Sanction
from yuanping.domain.people.models import Account
from yuanping.domain.people.states import OrganisationKind, Role

pytestmark = pytest.mark.django_db
RunJobs = Callable[[], int]


@pytest.fixture
def manager(db: None) -> Account:
    return people.account(Role.POOL_MANAGER, people.organisation(OrganisationKind.CENTRE))


@pytest.fixture
def page(manager: Account) -> Client:
    experts.set_clock(NOW)
    client = Client()
    client.force_login(manager)
    return client


@pytest.fixture
def enrolled(db: None) -> list[Expert]:
    employer = people.organisation(OrganisationKind.EMPLOYER)
    entries = [experts.person(n, employer=employer, region_code="411525") for n in range(1, 4)]
    system = Ctx(now=NOW, actor_name="测试", roles=frozenset({"system"}), channel="test", request_id="r")
    made = enrol_experts(system, entries)
    refresh_catalogue(system)
    return made


def text(client: Client, url: str, **query: str) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_list_shows_masked_identities_only(page: Client, enrolled: list[Expert]) -> None:
    employer = people.organisation(OrganisationKind.EMPLOYER)
    shown = text(page, "/pool/")
    for number, expert in enumerate(enrolled, 1):
        entry = experts.person(number, employer=employer, region_code="411525")
        assert expert.number in shown
        assert f"{entry.phone[:3]}****{entry.phone[-4:]}" in shown
        assert not any(secret in shown for secret in (entry.name, entry.id_number, entry.phone))
    assert Unsealing.objects.count() == 0


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"specialty": "A06"}, 3),
        ({"specialty": "B"}, 0),
        ({"region": "411500"}, 3),
        ({"region": "411522"}, 0),
        ({"state": "drawable"}, 3),
        ({"state": "on-leave"}, 0),
        ({"number": "ZJ"}, 3),
    ],
)
def test_list_by_condition(page: Client, enrolled: list[Expert], query: dict[str, str], found: int) -> None:
    shown = text(page, "/pool/", **query)
    assert sum(expert.number in shown for expert in enrolled) == found


def test_leave_is_entered_and_taken_back(page: Client, enrolled: list[Expert]) -> None:
    url = f"/pool/experts/{enrolled[0].pk}/"
    first = NOW.date()
    asked = {
        "do": "leave",
        "leave-first_on": f"{first}",
        "leave-last_on": f"{first}",
        "leave-reason": "illness",
    }
    assert page.post(url, asked).status_code == 302
    assert "请假中" in text(page, url)
    row = Leave.objects.get()
    page.post(url, {"do": "cancel-leave", "row": str(row.pk)})
    assert "已取消" in text(page, url)


def test_sanction_is_entered_and_lifted(page: Client, enrolled: list[Expert]) -> None:
    url = f"/pool/experts/{enrolled[0].pk}/"
    asked = {
        "do": "sanction",
        "sanction-kind": "suspension",
        "sanction-reason": "left-post",
        "sanction-document": "信住建罚〔2026〕1号",
        "sanction-from_on": f"{NOW.date()}",
        "sanction-to_on": "",
    }
    assert page.post(url, asked).status_code == 302
    assert "处分中" in text(page, url)
    page.post(url, {"do": "lift", "row": str(Sanction.objects.get().pk)})
    assert "已解除" in text(page, url)


def test_incomplete_form_is_shown_again_with_what_is_missing(page: Client, enrolled: list[Expert]) -> None:
    answer = page.post(f"/pool/experts/{enrolled[0].pk}/", {"do": "sanction"})
    assert answer.status_code == 422
    assert "请填写依据文书。" in answer.content.decode()


def test_full_data_need_a_reason_and_are_on_record(page: Client, enrolled: list[Expert]) -> None:
    url = f"/pool/experts/{enrolled[0].pk}/"
    assert page.post(url, {"do": "reveal", "reveal-reason": ""}).status_code == 422
    assert Unsealing.objects.count() == 0
    answer = page.post(url, {"do": "reveal", "reveal-reason": "contact"})
    employer = people.organisation(OrganisationKind.EMPLOYER)
    entry = experts.person(1, employer=employer, region_code="411525")
    assert entry.id_number in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert [row.reason for row in Unsealing.objects.all()] == ["专家库：联系专家本人"]
    assert entry.id_number not in text(page, url)


def uploaded(client: Client, content: bytes) -> str:
    answer = client.post(
        "/pool/imports/", {"file": SimpleUploadedFile("专家.csv", content), "domain": "tender"}
    )
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def test_import_from_upload_to_entry(page: Client, run_jobs: RunJobs) -> None:
    rows = [pool.row(n) for n in range(3)]
    url = uploaded(page, pool.as_csv(rows, encoding="gb18030"))
    assert 'hx-trigger="every 1s"' in text(page, url)
    run_jobs()
    shown = text(page, url)
    assert "尚未保存任何内容" in shown
    assert pool.NEW_EMPLOYER in shown
    assert not any(row["id_number"] in shown or row["name"] in shown for row in rows)
    assert "核对导入第" in text(page, "/pool/")
    page.post(url, {"do": "accept"})
    run_jobs()
    assert "上传的文件已销毁" in text(page, url)
    assert Expert.objects.count() == 3


def test_large_file_never_touches_the_disk(page: Client, settings: LazySettings, tmp_path: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "missing")  # a file that is spooled would fail here
    content = pool.as_csv([pool.row(0)]) + b"\r\n" * 2 * 1024 * 1024
    assert len(content) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    uploaded(page, content)
    assert PoolImport.objects.get().size == len(content)


def test_import_with_faults_shows_and_hands_out_the_list(page: Client, run_jobs: RunJobs) -> None:
    url = uploaded(page, pool.as_csv([pool.row(0), pool.row(1, title="工程师", in_field_since="2022-01")]))
    run_jobs()
    shown = text(page, url)
    assert "整个文件暂不能导入" in shown
    assert "确认导入" not in shown.replace("确认导入时", "")
    answer = page.get(f"{url}faults.csv")
    line = answer.content.decode("utf-8-sig").splitlines()[1]
    assert line.startswith("3,从事专业起始年月,错误,expert-unqualified,")
    assert "第三十七条" in line
    refused = page.post(url, {"do": "accept"})
    assert (refused.status_code, Expert.objects.count()) == (409, 0)


def test_unreadable_file_says_why(page: Client, run_jobs: RunJobs) -> None:
    url = uploaded(page, "名字,电话\r\n".encode())
    run_jobs()
    assert "第 1 行缺少列：姓名" in text(page, url)


def test_discarded_import_is_gone(page: Client, run_jobs: RunJobs) -> None:
    url = uploaded(page, pool.as_csv([pool.row(0)]))
    run_jobs()
    page.post(url, {"do": "discard"})
    assert "已作废" in text(page, url)
    assert bytes(PoolImport.objects.get().file.box) == b""


def test_template_can_be_downloaded(page: Client) -> None:
    answer = page.get("/pool/imports/template.csv")
    assert answer.content.decode("utf-8-sig").startswith("姓名,身份证号,手机号码,")
    assert page.post("/pool/imports/template.csv").status_code == 403


def test_warnings_name_specialty_region_and_what_to_do(page: Client, enrolled: list[Expert]) -> None:
    shown = text(page, "/pool/rarity/")
    assert "建筑造价（A060101）" in shown
    assert "不足" in shown


def test_catalogue_is_counted_anew_by_a_button(page: Client, enrolled: list[Expert]) -> None:
    assert page.post("/pool/catalogue/").status_code == 302
    assert escape("<5") in text(page, "/pool/catalogue/")


@pytest.mark.parametrize("role", [Role.AGENCY, Role.SUPERVISOR, Role.VENUE_ADMIN, Role.OPERATOR])
def test_pool_is_shown_to_its_keepers_alone(db: None, role: Role) -> None:
    client = Client()
    client.force_login(people.account(role, people.organisation(OrganisationKind.CENTRE)))
    for url in (
        "/pool/",
        "/pool/imports/",
        "/pool/imports/template.csv",
        "/pool/rarity/",
        "/pool/catalogue/",
    ):
        assert client.get(url).status_code == 403, url


def test_born_on_is_not_shown(page: Client, enrolled: list[Expert]) -> None:
    birth = date(1970, 1, 2)
    assert f"{birth:%Y%m%d}" not in text(page, f"/pool/experts/{enrolled[0].pk}/")
