"""Honest evidence, written with the platform's own tree and notes: two implementations check each other."""

import base64
import hashlib
import importlib.util
import io
import json
import subprocess
import zipfile
from contextlib import redirect_stdout
from pathlib import Path

from yuanping.core.tlog.bundles import bundle
from yuanping.core.tlog.checkpoints import Checkpoint
from yuanping.core.tlog.cosignatures import cosign
from yuanping.core.tlog.keys import COSIGNATURE, ED25519, SigningKey
from yuanping.core.tlog.leaves import seal
from yuanping.core.tlog.notes import Note
from yuanping.core.tlog.proofs import Proof
from yuanping.core.tlog.tile_paths import Tile, bundle_path, tile_path
from yuanping.core.tlog.tiles import grow, inclusion_proof
from yuanping.core.tlog.tree import root_of

FILE = Path(__file__).resolve().parents[2] / "verifier" / "yuanping_verify.py"
ORIGIN = "log.example/xinyang"
LOG = SigningKey(ORIGIN, ED25519, bytes([1]) * 32)
WITNESSES = {
    name: SigningKey(f"{name}.example/witness", COSIGNATURE, bytes([number]) * 32)
    for number, name in enumerate(("luoshan", "guangshan", "harbin"), 2)
}
POLICY = "".join(
    [
        f"log {LOG.verifier.vkey} https://{ORIGIN}\n",
        *(f"witness {name} {key.verifier.vkey}\n" for name, key in WITNESSES.items()),
        "group province all luoshan guangshan\n",
        "group trusted all province harbin\n",
        "quorum trusted\n",
    ]
)
TIME = 1_795_000_000


def load():
    spec = importlib.util.spec_from_file_location("yuanping_verify", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verify = load()


def run(*arguments):
    """The exit status and what the program prints."""
    out = io.StringIO()
    with redirect_stdout(out):
        status = verify.main([str(argument) for argument in arguments])
    return status, out.getvalue()


def signed(size, root, *, cosigners=tuple(WITNESSES), origin=ORIGIN, log=LOG, extension=""):
    text = Checkpoint(origin, size, root).text + extension
    lines = [cosign(WITNESSES[name], text, timestamp=TIME) for name in cosigners]
    return Note(text, (log.sign(text), *lines))


class Node:
    """A log of 300 entries: every third is of project 7, the others of none; seeded, so always the same."""

    def __init__(self, size=300):
        stream = io.BytesIO(hashlib.shake_256(b"the same material in every run").digest(size * 2000))
        self.entries, self.openings, chain = [], [], (0, None)
        for number in range(size):
            mine = number % 3 == 0
            facts = {
                "kind": "offer.accepted",
                "project": 7 if mine else None,
                "chain": {"number": chain[0], "previous": chain[1]} if mine else None,
                "data.说明": f"第 {number} 件事：“完成”",
            }
            at = f"2026-11-23T00:{number // 60:02}:{number % 60:02}.000000Z"
            leaf, openings = seal(facts, at=at, random=stream.read)
            self.entries.append(leaf.encoded())
            self.openings.append([[o.salt, o.name, o.value] for o in openings])
            if mine:
                chain = (chain[0] + 1, hashlib.sha256(b"\0" + leaf.encoded()).hexdigest())
        self.close()

    def close(self):
        self.size = len(self.entries)
        self.leaves = [hashlib.sha256(b"\0" + entry).digest() for entry in self.entries]
        self.tiles, self.root = grow(0, self.leaves, lambda tile: b"")
        assert self.root == root_of(self.leaves)
        self.note = signed(self.size, self.root)

    def read(self, tile):
        return self.tiles[tile.level, tile.number][: tile.width * 32]

    def path(self, index):
        return inclusion_proof(index, self.size, self.read)

    def proof(self, index, note=None):
        return Proof(index, tuple(self.path(index)), note or self.note).encode().encode()

    def record(self, project=None, **changed):
        """The export, and with it the line that seals the file."""
        indexes = range(self.size) if project is None else range(0, self.size, 3)
        head = {
            "format": "yuanping-record/2",
            "origin": ORIGIN,
            "size": self.size,
            "checkpoint": self.note.encode(),
            "policy": POLICY,
            "scope": "node" if project is None else "project",
            "project": project,
            "count": len(indexes),
            "exported_at": "2026-11-23T09:00:00.000000Z",
        }
        lines = [{**head, **changed}]
        for index in indexes:
            line = {"index": index, "entry": self.entries[index].decode(), "openings": self.openings[index]}
            path = {} if project is None else {"path": [b64(part) for part in self.path(index)]}
            lines.append(line | path)
        return sealed([compact(line) for line in lines])

    def write_tiles(self, folder):
        files = {"checkpoint": self.note.encode().encode()}
        for (level, number), content in self.tiles.items():
            files[tile_path(Tile(level, number, len(content) // 32))] = content
        for start in range(0, self.size, 256):
            part = self.entries[start : start + 256]
            files[bundle_path(start // 256, len(part))] = bundle(part)
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return sorted(files)


def b64(raw):
    return base64.b64encode(raw).decode()


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def sealed(lines):
    body = b"".join(line + b"\n" for line in lines)
    return body + compact({"sha256": hashlib.sha256(body).hexdigest()}) + b"\n"


def zipped(members):
    """By Python's own writer: the form that the program asks for is what any writer gives with these settings."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = 3, 0o644 << 16
            archive.writestr(info, data)
    return out.getvalue()


def package_members(node, index, *, stamp=None):
    proof = node.proof(index)
    members = {
        "entry.json": node.entries[index],
        "openings.json": compact({"format": "yuanping-openings/1", "openings": node.openings[index][:3]}),
        "entry.tlog-proof": proof,
        "policy.txt": POLICY.encode(),
    }
    if stamp:
        members |= {"checkpoint.tsr": stamp, "tsa.pem": b"-----BEGIN CERTIFICATE-----\n"}
    return members | {"说明.pdf": b"%PDF-1.7 for reading"}


CONFIG = """
[tsa]
default_tsa = own
[own]
serial = serial
default_policy = 1.2.3.4
digests = sha256
signer_digest = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""


NAMED = "-subj /CN=tsa -addext extendedKeyUsage=critical,timeStamping"


def stamp(folder, data):
    """A response of a time-stamping authority that openssl plays, and its certificate."""
    (folder / "ts.cnf").write_text(CONFIG)
    (folder / "serial").write_text("01\n")
    (folder / "data").write_bytes(data)
    for command in (
        f"req -x509 -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.pem -days 3650 {NAMED}",
        "ts -query -data data -sha256 -cert -out query.tsq",
        "ts -reply -config ts.cnf -queryfile query.tsq -signer tsa.pem -inkey tsa.key -out reply.tsr",
    ):
        subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)
    return (folder / "reply.tsr").read_bytes()
