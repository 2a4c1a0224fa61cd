"""A file of experts: checked before anything is saved, entered whole or not at all, then gone."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.factories import people, pool
from tests.factories.clock import NOW
from yuanping.base.context import Ctx
from yuanping.base.vault.models import SealedItem, Unsealing
from yuanping.base.vault.sealing import decrypt
from yuanping.core.errors import NotAllowed, Refused, WrongState
from yuanping.domain.experts.actions.intake import (
    accept_import,
    check_import,
    discard_import,
    enter_import,
    receive_file,
)
from yuanping.domain.experts.actions.pool import set_availability
from yuanping.domain.experts.intake.listing import faults_file, lapsed_imports
from yuanping.domain.experts.models import CatalogueEdition, Employment, Expert, ImportFault, PoolImport
from yuanping.domain.experts.pool_states import ImportState
from yuanping.domain.people.models import Account, Organisation
from yuanping.domain.people.states import OrganisationKind, Role

pytestmark = pytest.mark.django_db
SYSTEM = Ctx(now=NOW, actor_name="测试", roles=frozenset({"system"}), channel="test", request_id="r")
Entered = Callable[..., PoolImport]


def silent(phase: str, done: int, total: int) -> None:
    assert phase
    assert 0 <= done <= total


@pytest.fixture
def manager(db: None) -> Account:
    return people.account(Role.POOL_MANAGER, people.organisation(OrganisationKind.CENTRE))


@pytest.fixture
def ctx(manager: Account) -> Ctx:
    return people.ctx(manager)


def checked(ctx: Ctx, content: bytes) -> PoolImport:
    row = receive_file(ctx, file_name="专家.csv", content=content)
    return check_import(SYSTEM, row.pk, tell=silent)


def entered(ctx: Ctx, content: bytes) -> PoolImport:
    row = checked(ctx, content)
    accept_import(ctx, row.pk)
    return enter_import(SYSTEM, row.pk, tell=silent)


def counts(row: PoolImport) -> tuple[int, int, int, int]:
    found = row.counts
    return found["new"], found["changed"], found["unchanged"], found["refused"]


ROWS = [pool.row(n) for n in range(3)]
FILE = pool.as_csv(ROWS)


def test_preview_counts_and_saves_nobody(ctx: Ctx) -> None:
    row = checked(ctx, FILE)
    assert (row.state, row.rows, counts(row)) == (ImportState.CHECKED, 3, (3, 0, 0, 0))
    assert row.employers == [[pool.NEW_EMPLOYER, "固始合成设计有限公司", 3]]
    assert (Expert.objects.count(), Organisation.objects.filter(uscc=pool.NEW_EMPLOYER).count()) == (0, 0)


def test_confirmed_file_enters_sealed_with_its_employer(ctx: Ctx) -> None:
    row = entered(ctx, FILE)
    assert row.state == ImportState.ENTERED
    expert = Expert.objects.select_related("identity", "employer").earliest("pk")
    assert decrypt(expert.identity.kind, bytes(expert.identity.box)) == {
        key: ROWS[0][key] for key in ("name", "id_number", "phone")
    }
    assert (expert.employer.uscc, expert.title, expert.birth_year) == (pool.NEW_EMPLOYER, "高级工程师", 1965)
    assert expert.specialties == ["A060101", "A080104"]
    present = Employment.objects.get(expert=expert)
    assert (present.uscc, str(present.from_on), present.to_on) == (pool.NEW_EMPLOYER, "2015-03-01", None)


def test_same_file_again_changes_nothing(ctx: Ctx) -> None:
    entered(ctx, FILE)
    before = list(Expert.objects.values().order_by("pk")), list(Employment.objects.values().order_by("pk"))
    row = entered(ctx, FILE)
    assert counts(row) == (0, 0, 3, 0)
    assert (
        list(Expert.objects.values().order_by("pk")),
        list(Employment.objects.values().order_by("pk")),
    ) == before


def test_changed_rows_amend_the_same_experts(ctx: Ctx) -> None:
    entered(ctx, FILE)
    numbers = list(Expert.objects.order_by("pk").values_list("number", flat=True))
    other = people.organisation(OrganisationKind.EMPLOYER, "光山合成咨询有限公司")
    again = [
        pool.row(0, phone="15499999999"),
        pool.row(1, employer=other.name, uscc="", employed_since="2026-02"),
        pool.row(2, title="正高级工程师", past=f"旧单位/{other.uscc}/2013-01/2015-02"),
    ]
    row = entered(ctx, pool.as_csv(again))
    assert counts(row) == (0, 3, 0, 0)
    assert row.counts["columns"] == {
        "identity": 1, "employer": 1, "employed_since": 1, "title": 1, "past": 1,
    }  # fmt: skip
    first, second, third = Expert.objects.order_by("pk").select_related("identity")
    assert [e.number for e in (first, second, third)] == numbers
    assert decrypt(first.identity.kind, bytes(first.identity.box))["phone"] == "15499999999"
    assert second.employer_id == other.pk
    spans = Employment.objects.filter(expert=second).order_by("pk").values_list("uscc", "from_on", "to_on")
    assert [(uscc, str(start), str(end)) for uscc, start, end in spans] == [
        (pool.NEW_EMPLOYER, "2015-03-01", "2026-01-31"),
        (other.uscc, "2026-02-01", "None"),
    ]
    assert third.title == "正高级工程师"
    assert Employment.objects.filter(expert=third, to_on__isnull=False).get().name == "旧单位"
    assert counts(checked(ctx, pool.as_csv(again))) == (0, 0, 3, 0)


def test_file_with_a_fault_enters_nobody(ctx: Ctx) -> None:
    row = checked(ctx, pool.as_csv([*ROWS, pool.row(3, phone="123")]))
    assert counts(row) == (3, 0, 0, 1)
    with pytest.raises(Refused) as caught:
        accept_import(ctx, row.pk)
    assert caught.value.code == "import-has-faults"
    assert Expert.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "column", "code"),
    [
        ({"name": "甲"}, "name", "person-name"),
        ({"id_number": "411525196501010010"}, "id_number", "id-number-check"),
        ({"id_number": ROWS[0]["id_number"]}, "id_number", "expert-repeated"),
        ({"phone": "0376-1234567"}, "phone", "mobile-format"),
        ({"region_code": "4115"}, "region_code", "region-format"),
        ({"uscc": "91411500MAYP000015"}, "uscc", "uscc-check"),
        ({"uscc": ""}, "uscc", "employer-unknown"),
        ({"employer": "别的单位"}, "employer", "employer-names-differ"),
        ({"specialties": "A060101、Z99"}, "specialties", "specialty-unknown"),
        ({"title": "大师"}, "title", "title-unknown"),
        ({"title": ""}, "title", "title-unknown"),
        ({"in_field_since": "去年"}, "in_field_since", "month-format"),
        ({"in_field_since": "2027-01"}, "in_field_since", "month-range"),
        ({"in_field_since": "2020-07"}, "in_field_since", "expert-unqualified"),
        ({"title": "工程师"}, "equal_ground", "equal-ground-missing"),
        ({"title": "无职称"}, "equal_ground", "equal-ground-missing"),
        ({"past": "旧单位/2013"}, "past", "past-format"),
        ({"past": f"旧单位/{pool.NEW_EMPLOYER}/2016-01/2015-01"}, "past", "past-backwards"),
    ],
)
def test_fault_names_row_column_and_rule_and_nobody(
    ctx: Ctx, changed: dict[str, str], column: str, code: str
) -> None:
    row = checked(ctx, pool.as_csv([*ROWS, pool.row(3, **changed)]))
    (fault,) = ImportFault.objects.filter(of=row)
    assert (fault.row, fault.column, fault.code, fault.refuses) == (5, column, code, True)
    words = faults_file(row).decode()
    wrong = pool.row(3, **changed)
    assert not any(wrong[key] and wrong[key] in words for key in ("name", "id_number", "phone"))
    assert words.splitlines()[1].startswith("5,")


def test_unqualified_is_refused_with_the_article(ctx: Ctx) -> None:
    row = checked(ctx, pool.as_csv([pool.row(0, in_field_since="2020-07")]))
    assert "第三十七条" in ImportFault.objects.get(of=row).basis


def test_equal_level_is_admitted_with_a_ground(ctx: Ctx) -> None:
    ground = "注册造价工程师，主持大型项目造价工作十年以上"
    row = entered(ctx, pool.as_csv([pool.row(0, title="工程师", equal_ground=ground)]))
    assert counts(row) == (1, 0, 0, 0)
    assert Expert.objects.get().equal_ground == ground


def test_every_fault_of_a_row_is_told_at_once(ctx: Ctx) -> None:
    row = checked(ctx, pool.as_csv([pool.row(0, name="甲", phone="1", title="大师")]))
    assert list(ImportFault.objects.filter(of=row).values_list("column", flat=True)) == [
        "name", "phone", "title",
    ]  # fmt: skip


def test_registered_employer_of_another_name_is_a_notice(ctx: Ctx) -> None:
    entered(ctx, FILE)
    row = checked(ctx, pool.as_csv([pool.row(0, employer="改名后的合成公司")]))
    (fault,) = ImportFault.objects.filter(of=row)
    assert (fault.code, fault.refuses, counts(row)) == ("employer-renamed", False, (0, 0, 1, 0))


def test_file_is_sealed_while_it_waits_and_destroyed_afterwards(ctx: Ctx) -> None:
    row = checked(ctx, FILE)
    needles = [text.encode() for each in ROWS for text in (each["id_number"], each["phone"])]
    assert not any(needle in bytes(item.box) for item in SealedItem.objects.all() for needle in needles)
    assert len(bytes(row.file.box)) > len(FILE)
    accept_import(ctx, row.pk)
    done = enter_import(SYSTEM, row.pk, tell=silent)
    done.file.refresh_from_db()
    assert (bytes(done.file.box), done.file_name) == (b"", "")
    assert Unsealing.objects.filter(item=done.file).count() == 3


def test_file_that_is_none_is_given_up_and_destroyed(ctx: Ctx) -> None:
    row = checked(ctx, b"%PDF-1.7\n")
    row.file.refresh_from_db()
    assert (row.state, bytes(row.file.box)) == (ImportState.UNREADABLE, b"")
    assert row.problem.startswith("第 1 行缺少列：姓名、")


def test_import_whose_rows_became_wrong_waits_for_another_confirmation(ctx: Ctx) -> None:
    first = checked(ctx, FILE)
    accept_import(ctx, first.pk)
    entered(ctx, FILE)
    assert counts(enter_import(SYSTEM, first.pk, tell=silent)) == (0, 0, 3, 0)
    second = checked(ctx, pool.as_csv([pool.row(9)]))
    accept_import(ctx, second.pk)
    PoolImport.objects.filter(pk=second.pk).update(employers=[])
    Organisation.objects.filter(uscc=pool.NEW_EMPLOYER).update(uscc="91411500MAYP000014")
    stale = enter_import(SYSTEM, second.pk, tell=silent)
    assert (stale.state, Expert.objects.count()) == (ImportState.CHECKED, 3)
    assert [code for code, *_ in stale.employers] == [pool.NEW_EMPLOYER]


def test_discarded_import_cannot_be_confirmed(ctx: Ctx) -> None:
    row = checked(ctx, FILE)
    discard_import(ctx, row.pk)
    with pytest.raises(WrongState):
        accept_import(ctx, row.pk)
    row.file.refresh_from_db()
    assert bytes(row.file.box) == b""


def test_unconfirmed_file_lapses_after_a_day(ctx: Ctx) -> None:
    row = checked(ctx, FILE)
    assert lapsed_imports(NOW + timedelta(hours=23, minutes=59)) == []
    assert lapsed_imports(NOW + timedelta(hours=24)) == [row.pk]


def test_jobs_check_and_enter_and_refresh_the_catalogue(ctx: Ctx, run_jobs: Callable[[], int]) -> None:
    row = receive_file(ctx, file_name="专家.xlsx", content=pool.as_xlsx(ROWS))
    run_jobs()
    row.refresh_from_db()
    assert (row.state, counts(row)) == (ImportState.CHECKED, (3, 0, 0, 0))
    accept_import(ctx, row.pk)
    run_jobs()
    row.refresh_from_db()
    assert (row.state, Expert.objects.count()) == (ImportState.ENTERED, 3)
    assert CatalogueEdition.objects.get().content["experts"] == "<5"


def test_import_leaves_who_is_out_of_draws_out(ctx: Ctx) -> None:
    entered(ctx, FILE)
    expert = Expert.objects.earliest("pk")
    set_availability(ctx, expert.number, available=False)
    entered(ctx, pool.as_csv([pool.row(0, phone="15499999999")]))
    expert.refresh_from_db()
    assert expert.is_available is False


def test_agency_hands_in_no_file(db: None) -> None:
    agent = people.account(Role.AGENCY, people.organisation(OrganisationKind.AGENCY))
    with pytest.raises(NotAllowed):
        receive_file(people.ctx(agent), file_name="专家.csv", content=FILE)
