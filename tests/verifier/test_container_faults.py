"""Faults of packages, time stamps, records and whole logs, each named in words."""

import io
import json
import zipfile

import pytest

from tests.verifier import material
from tests.verifier.material import Node, compact, sealed, zipped
from tests.verifier.test_faults import fault
from yuanping.core.tlog.bundles import bundle
from yuanping.core.tlog.leaves import seal


@pytest.fixture
def package(policy, tmp_path):
    def check(data):
        (tmp_path / "package.zip").write_bytes(data if isinstance(data, bytes) else zipped(data))
        return fault("package", tmp_path / "package.zip", "--policy", policy)

    return check


def test_package_with_other_members(node, package):
    members = material.package_members(node, 9)
    assert package(members | {"readme.txt": b"x"}).startswith("证据包：成员不对：entry.json、")
    assert package(dict(reversed(members.items()))).startswith("证据包：成员不对：说明.pdf、")
    del members["entry.tlog-proof"]
    assert package(members) == "证据包：成员不对：entry.json、openings.json、policy.txt、说明.pdf"
    assert package(b"%PDF") == "证据包：成员不对：不是 ZIP 文件"


def test_package_that_was_packed_again(node, package, tmp_path):
    right = zipped(material.package_members(node, 9))
    says = "证据包：不是原样的包：有字节损坏或多余，或解开后重新打包过（成员可改用 proof 核验）"
    assert package(right + b"\0") == says
    assert package(right.replace(b"for reading", b"for writing")) == says
    with zipfile.ZipFile(tmp_path / "again.zip", "w", zipfile.ZIP_STORED) as archive:
        for name, data in material.package_members(node, 9).items():
            archive.writestr(name, data)
    assert package((tmp_path / "again.zip").read_bytes()) == says


def test_time_stamp_that_does_not_fit(node, package, tmp_path):
    honest = material.stamp(tmp_path, node.proof(9))

    def check(stamp, index=9):
        return package(material.package_members(node, index, stamp=stamp))

    assert check(honest, 12) == "时间戳：盖的不是这份入账证明"
    assert check(honest[:-1]) == "时间戳，DER：文件不完整"
    assert check(honest + b"\0\0") == "时间戳：不是规范的 RFC 3161 应答"
    refusal = honest.replace(b"\x30\x03\x02\x01\x00", b"\x30\x03\x02\x01\x02", 1)
    assert refusal != honest
    assert check(refusal) == "时间戳：时间戳机构没有同意签发"


@pytest.fixture
def record(policy, tmp_path):
    """Check a record of which the lines (after JSON) were changed; the file is sealed anew."""

    def check(data):
        (tmp_path / "record.jsonl").write_bytes(data)
        return fault("record", tmp_path / "record.jsonl", "--policy", policy)

    return check


def lines_of(data):
    return [json.loads(line) for line in data.splitlines()[:-1]]


def written(lines):
    return sealed([compact(line) for line in lines])


@pytest.mark.parametrize(
    "changed",
    [{"origin": "other"}, {"size": 12}, {"count": 12}, {"scope": "project"}, {"count": -1}],
)
def test_record_whose_header_contradicts_itself(small, record, changed):
    says = "首行：格式、范围或条数自相矛盾，或与检查点不符"
    assert record(small.record(**changed)) == says
    head, *lines = lines_of(small.record())
    assert record(written([{**head, "project": 7}, *lines])) == says


def test_record_of_another_format(small, record):
    fields = "format、origin、size、checkpoint、policy、scope、project、count、exported_at"
    assert record(small.record(format="yuanping-record/1")) == f"首行：应当依次是 {fields} 各项，格式也须相符"
    assert record(b"") == "首行：不是合法的 JSON（UTF-8，数字只能是整数）"


def test_record_with_a_line_more_or_less(small, record):
    lines = lines_of(small.record())
    tail = "尾行：少了行、多了内容，或校验值不符"
    assert record(written([*lines, lines[-1]])) == tail
    assert record(small.record() + b"\n") == tail
    assert record(small.record()[:-4] + b'"}\n') == tail
    assert record(written(lines[:-1])).startswith("第 14 行，记录：应当依次是 index、entry、openings")
    assert record(written([*lines[:4], *lines[5:], lines[4]])) == "第 5 行，序号：不连续，或没有按次序排列"


def test_record_with_an_entry_of_another_log(small, record):
    lines = lines_of(small.record())
    lines[2]["entry"] = lines[2]["entry"].replace("00:00:01", "00:00:02")
    assert record(written(lines)) == "全部条目：由各条目重算的根与检查点不符：至少有一条被改过"
    lines = lines_of(small.record(7))
    lines[2]["entry"] = lines[2]["entry"].replace("00:00:03", "00:00:04")
    assert record(written(lines)) == "第 3 行，入账证明：由条目沿路径算不出检查点的根：至少有一处被改过"


def test_record_of_a_project_with_a_gap(small, record):
    lines = lines_of(small.record(7))
    del lines[2]
    lines[0]["count"] -= 1
    assert record(written(lines)) == "第 3 行，项目链：接不上项目 7 的第 0 号：缺条目、次序不对或有分叉"


def test_record_of_a_project_with_a_stranger(small, record):
    lines = lines_of(small.record(7))
    lines[0]["project"] = 8
    assert record(written(lines)) == "第 2 行，项目链：不是本项目的条目，或没有公开 chain"
    lines = lines_of(small.record(7))
    lines[1]["openings"] = lines[1]["openings"][:2]
    assert record(written(lines)) == "第 2 行，项目链：不是本项目的条目，或没有公开 chain"


def test_record_of_a_node_that_forked_a_project(record):
    class Forked(Node):
        def close(self):
            """The node writes the project's second entry (index 3) once more at index 6."""
            self.entries[6], self.openings[6] = self.entries[3], self.openings[3]
            super().close()

    says = "第 8 行，项目链：接不上项目 7 的第 1 号：缺条目、次序不对或有分叉"
    assert record(Forked(13).record()) == says


def test_record_of_a_node_that_hangs_a_project_on_an_entry_of_none(record):
    class Hung(Node):
        def close(self):
            """The project's second entry (index 3) claims to be its third, behind an entry of no project."""
            self.entries[3], self.openings[3] = self.claim(previous=self.entries[2])
            super().close()

        def claim(self, *, previous):
            chain = {"number": 2, "previous": material.verify.sha256(b"\0", previous).hex()}
            facts = {"kind": "offer.accepted", "project": 7, "chain": chain}
            leaf, openings = seal(
                facts, at="2026-11-23T00:00:03.000000Z", random=io.BytesIO(bytes(range(253)) * 9).read
            )
            return leaf.encoded(), [[o.salt, o.name, o.value] for o in openings]

    says = "第 5 行，项目链：接不上项目 7 的第 0 号：缺条目、次序不对或有分叉"
    assert record(Hung(13).record()) == says


def test_log_that_was_changed(node, policy, tmp_path):
    node.write_tiles(tmp_path)

    def check(name, data):
        honest = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(data)
        try:
            return fault("tiles", tmp_path, "--policy", policy)
        finally:
            (tmp_path / name).write_bytes(honest)

    other = [*node.entries[256:299], node.entries[0]]
    assert check("tile/entries/001.p/44", bundle(other)) == (
        "瓦片：tile/0/001.p/44 与由条目重算的不符：它或其下的条目被改过"
    )
    assert (
        check("tile/entries/001.p/44", bundle(other[:-1])) == "条目：tile/entries/001.p/44 的条数或长度不对"
    )
    assert (
        check("tile/1/000.p/1", bytes(32)) == "瓦片：tile/1/000.p/1 与由条目重算的不符：它或其下的条目被改过"
    )
    forged = material.signed(300, bytes(32)).encode().encode()
    assert check("checkpoint", forged) == "全部条目：由各条目重算的根与检查点不符：至少有一条被改过"
