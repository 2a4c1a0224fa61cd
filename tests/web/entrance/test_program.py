"""The program of one file that the node hands out, run on what the node hands out."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.web.entrance.outsider import Papers, mutations, papers

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def given(db: None, settings: LazySettings, tmp_path: Path) -> Papers:
    return papers(settings, tmp_path)


@pytest.fixture
def folder(given: Papers, tmp_path: Path) -> Path:
    """An outsider's folder: the program, the policy and the files."""
    (tmp_path / "verify.py").write_bytes(Client().get("/verify/yuanping_verify.py").content)
    (tmp_path / "trusted.txt").write_bytes(Client().get("/verify/policy.txt").content)
    for name, data in given.files.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def status(folder: Path, *words: str) -> int:
    command = [sys.executable, "-I", "verify.py", *words, "--policy", "trusted.txt"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode


def test_program_is_the_repositorys(folder: Path) -> None:
    assert (folder / "verify.py").read_bytes() == (ROOT / "verifier" / "yuanping_verify.py").read_bytes()


def test_what_the_node_hands_out_is_accepted(folder: Path) -> None:
    commands = {
        "package": status(folder, "package", "package.zip"),
        "proof": status(folder, "proof", "entry.json", "entry.tlog-proof"),
        "node": status(folder, "record", "node.jsonl"),
        "project": status(folder, "record", "project.jsonl"),
    }
    assert commands == dict.fromkeys(commands, 0)


def test_what_was_tampered_with_is_refused(folder: Path, given: Papers) -> None:
    found = {}
    for name, file, data, _ in mutations(given):
        (folder / file).write_bytes(data)
        found[name] = status(folder, "package" if file.endswith(".zip") else "record", file)
    assert found == dict.fromkeys(found, 1)
    assert len(found) == 18
