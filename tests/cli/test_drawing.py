"""``yuanping draw``: contracts of the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from yuanping.cli.main import main

POOL = """expert_id,employer_id,specialties,centre,tickets,available
p1,e1,A0101;A0202,C1,1,1
p2,e2,A0101,C1,2,1
p3,e2,A0202,C2,1,1
p4,e3,A0202,C2,3,1
p5,e4,A0101,C1,1,1
p6,e5,A0101,C1,1,0
"""
PLAN = {
    "seats": [
        {"specialty": "A01", "centre": "C1", "count": 2},
        {"specialty": "A02", "centre": "*", "count": 1},
    ],
    "limits": {"main_centre": "C1", "max_per_employer": 1, "max_per_centre": None, "min_other_centres": 1},
    "excluded_experts": [],
    "excluded_employers": [],
    "alternates": 2,
}
SEED = "ab" * 32


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "pool.csv").write_text(POOL, encoding="utf-8")
    (tmp_path / "plan.json").write_text(json.dumps(PLAN), encoding="utf-8")
    return tmp_path


def run(files: Path, command: str, *more: str, seed: str = SEED) -> Result:
    given = ["--pool", str(files / "pool.csv"), "--plan", str(files / "plan.json"), "--seed", seed]
    return CliRunner().invoke(main, ["draw", command, *given, *more])


def verified(files: Path, *more: str) -> tuple[int, dict[str, object]]:
    done = CliRunner().invoke(main, ["draw", "verify", str(files / "t.json"), *more])
    return done.exit_code, json.loads(done.stdout)


def refused(done: Result) -> tuple[int, str, str]:
    error = json.loads(done.stderr)["error"]
    assert (done.stdout, bool(error["remedy"])) == ("", True)
    return done.exit_code, error["code"], error["message"]


def test_draw_answers_a_panel_and_leaves_a_transcript_that_holds(files: Path) -> None:
    done = run(files, "run", "--out", str(files / "t.json"))
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["status"]) == (0, "drawn")
    assert answer["panel"] == [
        {"centre": "C1", "expert_id": "p2", "seat": 0, "specialty": "A01"},
        {"centre": "C1", "expert_id": "p1", "seat": 1, "specialty": "A01"},
        {"centre": "C2", "expert_id": "p4", "seat": 2, "specialty": "A02"},
    ]
    assert answer["alternates"] == [{"centre": "C1", "expert_id": "p5", "order": 1, "specialty": "A01"}]
    first = (files / "t.json").read_bytes()
    run(files, "run", "--out", str(files / "t.json"))
    assert (files / "t.json").read_bytes() == first
    assert verified(files)[0] == 0
    status, said = verified(files, "--pool", str(files / "pool.csv"))
    assert (status, said["ok"], said["pool"]) == (0, True, True)
    assert verified(files, "--commitment", "0" * 64)[1]["code"] == "other-commitment"


def test_altered_transcript_does_not_hold(files: Path) -> None:
    run(files, "run", "--out", str(files / "t.json"))
    text = (files / "t.json").read_text(encoding="utf-8")
    (files / "t.json").write_text(text.replace('"expert_id":"p4"', '"expert_id":"p3"'), encoding="utf-8")
    status, said = verified(files)
    assert (status, said["ok"], said["code"]) == (1, False, "digest-differs")
    (files / "t.json").write_bytes(b"\xff")
    assert verified(files)[0] == 1


def test_plan_that_cannot_be_met_ends_with_a_certificate(files: Path) -> None:
    seats = [
        {"specialty": "A01", "centre": "C1", "count": 4},
        {"specialty": "A0202", "centre": "C2", "count": 1},
    ]
    (files / "plan.json").write_text(json.dumps(PLAN | {"seats": seats}), encoding="utf-8")
    done = run(files, "run", "--out", str(files / "t.json"))
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["status"]) == (3, "infeasible")
    assert (answer["certificate"]["seats"], answer["certificate"]["employers"]) == (
        [0, 1, 2, 3],
        ["e1", "e2", "e4"],
    )
    assert "最多只能选出 3 人" in answer["certificate"]["explanation"]
    assert verified(files, "--pool", str(files / "pool.csv"))[1]["status"] == "infeasible"
    assert run(files, "simulate", "--runs", "5").exit_code == 3


def test_simulation_counts_committees(files: Path) -> None:
    found = json.loads(run(files, "simulate", "--runs", "2000").stdout)["histogram"]
    assert (sum(found.values()), list(found)) == (2000, ["p1,p2,p4", "p1,p3,p5", "p1,p4,p5", "p2,p4,p5"])
    assert found["p2,p4,p5"] > 2 * found["p1,p3,p5"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("expert_id,employer_id", "expert_id,employer", "缺少列“employer_id”"),
        ("p2,e2,A0101,C1,2,1", "p2,e2,A0101,C1,2", "第 3 行应有 6 列，实有 5 列"),
        ("p2,e2,A0101,C1,2,1", "p1,e2,A0101,C1,2,1", "“p1”在专家库中重复出现"),
        (
            "p2,e2,A0101,C1,2,1",
            "p2,e2,A0101,C1,0,1",
            "第 3 行：抽取数据有误：应为 1 至 1048576 的整数（tickets）",
        ),
        ("p2,e2,A0101,C1,2,1", "p2,e2,A0101,C1,2,2", "第 3 行：抽取数据有误：应为 0 或 1（available）"),
        ("p2,e2,A0101,C1,2,1", "p2,e2,,C1,2,1", "第 3 行：抽取数据有误：至少应有一个专业"),
    ],
)
def test_pool_at_fault_is_refused_with_its_line(files: Path, old: str, new: str, says: str) -> None:
    (files / "pool.csv").write_text(POOL.replace(old, new), encoding="utf-8")
    status, code, message = refused(run(files, "run", "--out", str(files / "t.json")))
    assert (status, code) == (2, "draw-input-invalid")
    assert says in message
    assert not (files / "t.json").exists()


def test_plan_seed_and_files_at_fault_are_refused(files: Path) -> None:
    assert refused(run(files, "run", seed="ab"))[:2] == (2, "draw-input-invalid")
    assert refused(run(files, "run", "--out", str(files / "no" / "t.json")))[:2] == (2, "cannot-write")
    assert refused(run(files, "simulate", "--runs", "0"))[:2] == (2, "usage")
    (files / "plan.json").write_text(json.dumps(PLAN | {"seat": []}), encoding="utf-8")
    assert "不应有“seat”" in refused(run(files, "run"))[2]
    (files / "plan.json").write_text("{", encoding="utf-8")
    assert refused(run(files, "run"))[:2] == (2, "draw-input-invalid")
    (files / "pool.csv").unlink()
    assert refused(run(files, "run"))[:2] == (2, "cannot-read")
    assert refused(CliRunner().invoke(main, ["draw", "run"]))[:2] == (2, "usage")
