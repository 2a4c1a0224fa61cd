"""The node as mirror of a log on a loopback port: honest, cut off, tampered with, forked, older than before."""

import base64
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import ANY

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection, transaction
from django.test import Client

from tests.factories.other_logs import Asked, OtherLog, Site, files_of, signers, site
from tests.racing import race
from yuanping.base.witness import keys
from yuanping.base.witness.circle.wire import Unreachable, Wire
from yuanping.base.witnessing import mirroring, others
from yuanping.base.witnessing.copies import Damaged
from yuanping.base.witnessing.mirroring import ForkFound, Pull, keep_mirroring, pull
from yuanping.base.witnessing.models import Disagreement, MirroredEntry, MirroredLog, MirroredTile
from yuanping.base.witnessing.sources import Unusable
from yuanping.core.tlog.checkpoints import parse_checkpoint
from yuanping.core.tlog.notes import parse_note, verified
from yuanping.core.tlog.tiles import tile_path, tiles_for_size

Reply = tuple[int, bytes, str]


@dataclass
class World:
    """A log, its site, and this node's copy of it."""

    log: OtherLog
    site: Site
    wire: Wire

    def pull(self) -> Pull:
        [log] = others.other_logs()
        return pull(log, self.wire)

    def serve(self, log: OtherLog) -> None:
        self.site.respond = files_of(log)

    def spoil(self, path: str, change: Callable[[bytes], bytes]) -> None:
        honest = files_of(self.log)

        def respond(asked: Asked) -> Reply:
            status, content, kind = honest(asked)
            return status, change(content) if asked.path == path else content, kind

        self.site.respond = respond

    def failing_after(self, count: int) -> None:
        """The site hangs up at the request after ``count`` more, and at all that follow."""
        honest, until = files_of(self.log), len(self.site.asked) + count

        def respond(asked: Asked) -> Reply:
            if len(self.site.asked) > until:
                raise ConnectionAbortedError
            return honest(asked)

        self.site.respond = respond

    def copy(self) -> MirroredLog:
        return MirroredLog.objects.get()

    def published(self) -> int:
        """The size of the checkpoint that the mirror shows, every byte under it read and compared; 0 for none."""
        prefix = f"/mirror/{self.log.origin_hash}"
        answer = Client().get(f"{prefix}/checkpoint")
        if answer.status_code == 404:
            return 0
        note = parse_note(answer.content)
        mirror = keys.mirror_key().verifier
        assert dict(verified(note, [self.log.key.verifier, mirror])) == {
            self.log.key.verifier: None,
            mirror: ANY,
        }
        size = parse_checkpoint(note.text).size
        assert note.text == self.log.note(size).text
        for tile in tiles_for_size(size):
            path = tile_path(tile)
            for each in (path, path.replace("tile/0/", "tile/entries/")):
                assert Client().get(f"{prefix}/{each}").content == self.log.file(each), each
        return size


@pytest.fixture
def mirrored(settings: LazySettings, tmp_path: Path) -> Iterator[World]:
    log = OtherLog().grow(700)
    with site(files_of(log)) as running, Wire(f"{running.url}/", patience=2) as wire:
        settings.WITNESSED_LOGS = tmp_path / "logs.txt"
        settings.WITNESSED_LOGS.write_text(f"{log.line(running.url)}quorum none\n")
        yield World(log, running, wire)


@pytest.mark.parametrize("sizes", [(0, 1), (255, 256, 257), (512, 700, 1100), (1, 1025)])
def test_growing_log_is_mirrored_whole(db: None, mirrored: World, sizes: tuple[int, ...]) -> None:
    assert mirrored.published() == 0
    for size in sizes:
        log = OtherLog().grow(size)
        mirrored.log = log
        mirrored.serve(log)
        assert (mirrored.pull(), mirrored.published()) == (Pull.MIRRORED, size)
        assert mirrored.pull() == Pull.UNCHANGED


def test_log_of_three_levels_is_mirrored_whole(db: None, mirrored: World) -> None:
    mirrored.log.grow(65_536 + 300)
    assert mirrored.pull() == Pull.MIRRORED
    assert mirrored.copy().held == 65_836
    prefix = f"/mirror/{mirrored.log.origin_hash}"
    for path in ("tile/2/000.p/1", "tile/1/000", "tile/1/001.p/1", "tile/0/257.p/44", "tile/entries/256"):
        assert Client().get(f"{prefix}/{path}").content == mirrored.log.file(path)


def test_growth_fetches_only_what_is_missing(db: None, mirrored: World) -> None:
    mirrored.pull()
    before = len(mirrored.site.asked)
    mirrored.log.grow(710)
    mirrored.pull()
    assert sorted(mirrored.site.paths()[before:]) == [
        "checkpoint",
        "tile/0/002.p/198",
        "tile/1/000.p/2",
        "tile/entries/002.p/198",
    ]
    before = len(mirrored.site.asked)
    mirrored.pull()
    assert mirrored.site.paths()[before:] == ["checkpoint"]


def test_pull_that_is_cut_off_goes_on_where_it_was(db: None, mirrored: World) -> None:
    """Cut at every request: nothing is fetched twice but the way there, nothing is shown too early."""
    bundles: list[str] = []
    for _ in range(12):
        start = len(mirrored.site.asked)
        mirrored.failing_after(6)
        try:
            mirrored.pull()
        except Unreachable:
            assert mirrored.published() == 0
        bundles += [path for path in mirrored.site.paths()[start : start + 6] if "entries" in path]
        if mirrored.copy().size:
            break
    assert mirrored.published() == 700
    assert bundles == ["tile/entries/000", "tile/entries/001", "tile/entries/002.p/188"]


def test_cut_off_pull_goes_on_to_the_newest_checkpoint(db: None, mirrored: World) -> None:
    mirrored.failing_after(6)
    with pytest.raises(Unreachable):
        mirrored.pull()
    assert 0 < mirrored.copy().held < 700
    mirrored.log.grow(900)
    mirrored.serve(mirrored.log)
    assert (mirrored.pull(), mirrored.published()) == (Pull.MIRRORED, 900)


def test_stopped_pull_signs_nothing(db: None, mirrored: World) -> None:
    stop = threading.Event()
    stop.set()
    [log] = others.other_logs()
    assert (pull(log, mirrored.wire, stop=stop), mirrored.published()) == (Pull.STOPPED, 0)


def test_log_that_keeps_only_full_tiles_is_mirrored(db: None, mirrored: World) -> None:
    """The partial tiles of the checkpoint's size are gone: the log has grown past them meanwhile."""
    old, honest = mirrored.log.note(), files_of(mirrored.log)
    mirrored.log.grow(1024)

    def respond(asked: Asked) -> Reply:
        if asked.path == "checkpoint":
            return 200, old.encode().encode(), "text/plain"
        gone = ".p/" in asked.path and "tile/1" not in asked.path
        return (404, b"", "text/plain") if gone else honest(asked)

    mirrored.site.respond = respond
    assert (mirrored.pull(), mirrored.published()) == (Pull.MIRRORED, 700)


def flipped(content: bytes) -> bytes:
    return content[:40] + bytes([content[40] ^ 1]) + content[41:]


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/000",
        "tile/0/001",
        "tile/0/002.p/188",
        "tile/1/000.p/2",
        "tile/entries/001",
        "tile/entries/002.p/188",
    ],
)
@pytest.mark.parametrize(
    "change", [flipped, lambda content: content[:-1], lambda content: content + b"\0", lambda content: b""]
)
def test_file_that_is_not_what_was_signed_is_refused(
    db: None, mirrored: World, path: str, change: Callable[[bytes], bytes]
) -> None:
    mirrored.spoil(path, change)
    with pytest.raises((Unusable, Unreachable)):
        mirrored.pull()
    assert (mirrored.published(), Disagreement.objects.count()) == (0, 0)
    mirrored.serve(mirrored.log)
    assert (mirrored.pull(), mirrored.published()) == (Pull.MIRRORED, 700)


def test_checkpoint_of_somebody_else_is_refused(db: None, mirrored: World) -> None:
    for log in (OtherLog(mirrored.log.origin, b"\1" * 32).grow(9), OtherLog("x.example").grow(9)):
        mirrored.serve(log)
        with pytest.raises(Unusable):
            mirrored.pull()
    mirrored.spoil("checkpoint", lambda content: b"<html>")
    with pytest.raises(Unusable):
        mirrored.pull()
    assert mirrored.published() == 0


@pytest.mark.parametrize(("to", "at"), [(700, 5), (900, 5), (1000, 699), (300, 5)])
def test_fork_is_found_and_nothing_of_it_kept(db: None, mirrored: World, to: int, at: int) -> None:
    mirrored.pull()
    held = mirrored.copy()
    forked = OtherLog().grow(min(at, to)).grow(to, branch="forked ")
    mirrored.serve(forked)
    for _ in range(2):
        with pytest.raises(ForkFound):
            mirrored.pull()
    found = Disagreement.objects.get()
    assert (found.role, found.proved, found.submitted) == ("mirror", True, forked.note().encode())
    assert parse_note(found.held).text == mirrored.log.note().text
    assert (mirrored.copy().size, mirrored.copy().held, mirrored.published()) == (700, held.held, 700)


def test_fork_on_the_way_is_found(db: None, mirrored: World) -> None:
    """What was fetched of an unfinished checkpoint binds the log as well."""
    mirrored.failing_after(6)
    with pytest.raises(Unreachable):
        mirrored.pull()
    mirrored.serve(OtherLog().grow(600).grow(800, branch="forked "))
    with pytest.raises(ForkFound):
        mirrored.pull()
    assert (mirrored.published(), Disagreement.objects.count()) == (0, 1)


def test_older_checkpoint_of_the_same_history_is_no_fork(db: None, mirrored: World) -> None:
    mirrored.pull()
    mirrored.serve(OtherLog().grow(300))
    assert (mirrored.pull(), mirrored.published(), Disagreement.objects.count()) == (Pull.UNCHANGED, 700, 0)
    mirrored.serve(OtherLog())
    assert mirrored.pull() == Pull.UNCHANGED


def test_checkpoint_with_new_signatures_is_cosigned_anew(db: None, mirrored: World) -> None:
    mirrored.pull()
    extra = OtherLog("stranger.example").key.sign(mirrored.log.note().text).line
    own = keys.mirror_key().verifier
    bogus = f"— {own.name} {base64.b64encode(own.key_id + bytes(72)).decode()}\n"  # would spoil the note
    mirrored.spoil("checkpoint", lambda content: content + extra.encode() + bogus.encode())
    mirrored.pull()
    assert signers(mirrored.copy().note) == [mirrored.log.origin, "stranger.example", own.name]
    assert mirrored.published() == 700


def test_copy_that_was_damaged_is_not_signed(db: None, mirrored: World) -> None:
    mirrored.pull()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE witnessing_mirroredtile DISABLE TRIGGER USER")
    tile = MirroredTile.objects.get(level=0, number=2)
    MirroredTile.objects.filter(level=0, number=2).update(hashes=flipped(bytes(tile.hashes)))
    mirrored.log.grow(710)
    with pytest.raises(Damaged):
        mirrored.pull()
    assert (mirrored.copy().size, mirrored.copy().held) == (700, 700)


@pytest.mark.parametrize(
    "path",
    ["tile/0/002.p/189", "tile/0/003", "tile/0/002", "tile/entries/002", "tile/1/000.p/3", "tile/2/000.p/1"],
)
def test_mirror_serves_nothing_beyond_its_checkpoint(db: None, mirrored: World, path: str) -> None:
    mirrored.pull()
    mirrored.log.grow(1100)
    mirrored.failing_after(8)
    with pytest.raises(Unreachable):
        mirrored.pull()
    assert mirrored.copy().held > 700
    assert Client().get(f"/mirror/{mirrored.log.origin_hash}/{path}").status_code == 404


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE witnessing_mirroredlog SET size = 4",
        "UPDATE witnessing_mirroredlog SET held = 699",
        "UPDATE witnessing_mirroredentry SET content = ''",
        "DELETE FROM witnessing_mirroredentry",
        "UPDATE witnessing_mirroredtile SET hashes = substring(hashes FROM 1 FOR 32)",
        "DELETE FROM witnessing_mirroredtile",
        "DELETE FROM witnessing_mirroredlog",
    ],
)
def test_database_refuses_to_lose_what_the_mirror_holds(db: None, mirrored: World, statement: str) -> None:
    mirrored.pull()
    with pytest.raises(DatabaseError, match=r"only grows|append-only|holds_all"), transaction.atomic():
        connection.cursor().execute(f"SET CONSTRAINTS ALL IMMEDIATE; {statement}")


def test_two_processes_make_one_copy(committed_db: None, mirrored: World) -> None:
    [log] = others.other_logs()

    def work() -> None:
        with Wire(log.url) as wire:
            while True:
                try:
                    pull(log, wire)
                except mirroring.Overtaken:
                    continue
                return

    assert race(work, work, work) == ["done"] * 3
    assert (mirrored.published(), MirroredEntry.objects.count()) == (700, 700)


def test_pull_killed_at_any_moment_leaves_a_beginning(committed_db: None, mirrored: World) -> None:
    mirrored.log.grow(3000)
    progress = []
    for after in (1, 3, 5, 6, 7, 8, 9, 10, 11, 12):
        limit = len(mirrored.site.asked) + after
        connection.close()  # the child must not end the parent's
        child = os.fork()
        if child == 0:
            with suppress(BaseException):
                mirrored.wire.close()
                mirrored.pull()
            os._exit(0)
        while len(mirrored.site.asked) < limit and os.waitpid(child, os.WNOHANG) == (0, 0):
            time.sleep(0.001)
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        held = MirroredLog.objects.values_list("held", flat=True).first() or 0
        assert MirroredEntry.objects.count() == held
        assert mirrored.published() in {0, 3000}
        progress.append(held)
    assert progress == sorted(progress)
    assert 0 < progress[5] < 3000  # it was cut off on the way
    if mirrored.copy().size < 3000:
        assert mirrored.pull() == Pull.MIRRORED
    assert mirrored.published() == 3000


def test_mirror_works_beside_the_sequencer(
    committed_db: None, mirrored: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirroring, "EVERY", 0.05)
    stop = threading.Event()
    work = threading.Thread(target=keep_mirroring, args=[stop])
    work.start()
    for size in (700, 800):
        mirrored.log.grow(size)
        for _ in range(200):
            if MirroredLog.objects.filter(size=size).exists():
                break
            threading.Event().wait(0.05)
        assert mirrored.published() == size
    stop.set()
    work.join()
    while any(each.name.startswith("mirror ") for each in threading.enumerate()):
        threading.Event().wait(0.02)
