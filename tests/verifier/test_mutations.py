"""Not one byte of an entry, proof, checkpoint, package, record, tile or bundle can be changed unseen."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.verifier import material
from tests.verifier.material import run

MUTATED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
MANY = settings(MUTATED, max_examples=60)


@st.composite
def mutations(draw):
    """How to change a file: (flip, insert or delete, where, which byte)."""
    return draw(st.sampled_from("fid")), draw(st.floats(0, 1, exclude_max=True)), draw(st.integers(1, 255))


def mutated(data, mutation, *, start=0):
    how, place, byte = mutation
    at = start + int(place * (len(data) - start + (how == "i")))
    if how == "f":
        return data[:at] + bytes([data[at] ^ byte]) + data[at + 1 :]
    return data[:at] + bytes([byte]) + data[at:] if how == "i" else data[:at] + data[at + 1 :]


def refused(*arguments):
    status, said = run(*arguments)
    assert status in (1, 2)
    assert said.splitlines()[-1].startswith("✗ 结论：")


@MUTATED
@given(mutation=mutations())
def test_entry_cannot_be_changed(small, policy, tmp_path, mutation):
    (tmp_path / "entry").write_bytes(mutated(small.entries[6], mutation))
    (tmp_path / "proof").write_bytes(small.proof(6))
    refused("proof", tmp_path / "entry", tmp_path / "proof", "--policy", policy)


@MUTATED
@given(mutation=mutations())
def test_proof_cannot_be_changed(node, policy, tmp_path, mutation):
    (tmp_path / "entry").write_bytes(node.entries[6])
    (tmp_path / "proof").write_bytes(mutated(node.proof(6), mutation))
    refused("proof", tmp_path / "entry", tmp_path / "proof", "--policy", policy)


@MUTATED
@given(mutation=mutations())
def test_checkpoint_cannot_be_changed(node, policy, tmp_path, mutation):
    (tmp_path / "checkpoint").write_bytes(mutated(node.note.encode().encode(), mutation))
    refused("checkpoint", tmp_path / "checkpoint", "--policy", policy)


@MUTATED
@given(mutation=mutations())
def test_package_cannot_be_changed(node, policy, tmp_path, mutation):
    package = material.zipped(material.package_members(node, 9))
    (tmp_path / "package").write_bytes(mutated(package, mutation))
    refused("package", tmp_path / "package", "--policy", policy)


@MUTATED
@given(mutation=mutations(), name=st.sampled_from(["entry.json", "openings.json", "entry.tlog-proof"]))
def test_evidence_cannot_be_changed_even_in_a_package_made_anew(node, policy, tmp_path, mutation, name):
    members = material.package_members(node, 9)
    members[name] = mutated(members[name], mutation)
    (tmp_path / "package").write_bytes(material.zipped(members))
    refused("package", tmp_path / "package", "--policy", policy)


@MUTATED
@given(mutation=mutations(), project=st.sampled_from([None, 7]))
def test_record_cannot_be_changed(small, policy, tmp_path, mutation, project):
    (tmp_path / "record").write_bytes(mutated(small.record(project), mutation))
    refused("record", tmp_path / "record", "--policy", policy)


@MUTATED
@given(mutation=mutations(), project=st.sampled_from([None, 7]))
def test_entries_of_a_record_cannot_be_changed_even_without_its_seal(
    small, policy, tmp_path, mutation, project
):
    lines = small.record(project).splitlines(keepends=True)[:-1]
    start = len(lines[0])
    (tmp_path / "record").write_bytes(mutated(b"".join(lines), mutation, start=start))
    refused("record", tmp_path / "record", "--policy", policy)


@MANY
@given(mutation=mutations(), chosen=st.integers(0, 5))
def test_no_file_of_a_log_can_be_changed(node, policy, tmp_path_factory, mutation, chosen):
    folder = tmp_path_factory.mktemp("log")
    path = folder / node.write_tiles(folder)[chosen]
    path.write_bytes(mutated(path.read_bytes(), mutation))
    refused("tiles", folder, "--policy", policy)


@pytest.mark.parametrize("chosen", range(6))
def test_no_file_of_a_log_can_be_missing(node, policy, tmp_path, chosen):
    names = node.write_tiles(tmp_path)
    assert len(names) == 6
    (tmp_path / names[chosen]).unlink()
    status, said = run("tiles", tmp_path, "--policy", policy)
    assert status == (2 if names[chosen] == "checkpoint" else 1)
    assert f"取不到 {tmp_path.as_uri()}/{names[chosen]}" in said
