"""Shared set-up."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.test.utils import override_settings, setup_databases, teardown_databases
from pytest_django.plugin import DjangoDbBlocker

from yuanping.base.jobs import NotYet
from yuanping.core.tlog.hashing import SHA256, SM3

KEPT = {"django_migrations", "django_content_type", "auth_permission", "witness_head"}


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_keepdb: bool,
    django_db_createdb: bool,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """The test database, always: pytest-django's own makes none when a run asks for ``committed_db`` alone,
    and that fixture would then empty the database that DATABASE_URL names."""
    with django_db_blocker.unblock():
        made = setup_databases(
            verbosity=request.config.option.verbose,
            interactive=False,
            aliases=["default"],
            keepdb=django_db_keepdb and not django_db_createdb,
        )
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            teardown_databases(made, verbosity=request.config.option.verbose)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A module whose world stands is one worker's, and nobody in it asks for a database of the other kind."""
    standing = {item.path for item in items if "standing" in _fixtures(item)}
    for item in items:
        if item.path in standing:
            item.add_marker(pytest.mark.xdist_group(str(item.path)))
            mixed = {"db", "transactional_db", "committed_db"} & _fixtures(item)
            if mixed:
                raise pytest.UsageError(f"{item.nodeid}: {mixed} beside a standing world; ask for undone")


def _fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


@pytest.fixture(scope="module")
def standing(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """One transaction around all tests of a module: for a world that takes long to build, and is built once.

    The module's tests then ask for ``undone`` instead of ``db``, and get a copy of the world's rows.
    """
    folder = tmp_path_factory.mktemp("standing")
    kept = override_settings(FILES_ROOT=folder / "files", CA_ROOT=folder / "ca")
    with django_db_blocker.unblock(), kept, _undone_after():
        yield


@pytest.fixture
def undone(standing: None) -> Iterator[None]:
    """What the test does is undone after it; what ``standing`` fixtures have built stays."""
    with _undone_after():
        yield


@contextmanager
def _undone_after() -> Iterator[None]:
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined] # what must commit by itself may run inside
    with block:
        yield
        transaction.set_rollback(True)


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database in which commits are real: for concurrency, notifications and workers.

    pytest-django's ``transactional_db`` empties tables with TRUNCATE, which the append-only tables
    refuse; here the owner lifts their triggers for the cleaning alone.
    """
    with django_db_blocker.unblock():
        yield
        empty()


def empty() -> None:
    """Take everything out of the test database, what is append-only included."""
    assert str(connection.settings_dict["NAME"]).startswith("test_"), "this would empty a real database"
    tables = [t for t in connection.introspection.table_names() if t not in KEPT]
    with connection.cursor() as cursor:
        guarded = _append_only(cursor)
        for table in (*guarded, "witness_head"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")
        empty = [hashing.empty.hex() for hashing in (SHA256, SM3)]
        cursor.execute("UPDATE witness_head SET size = 0, root = %s, sm3_root = %s", empty)
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_change")
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate")
        cursor.execute("ALTER TABLE witness_head ENABLE TRIGGER USER")
    connection.close()


def _append_only(cursor: CursorWrapper) -> list[str]:
    """The tables that refuse TRUNCATE, by the name of their trigger."""
    cursor.execute(
        "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE tgname = relname || '_no_truncate' ORDER BY relname"
    )
    return [str(name) for (name,) in cursor.fetchall()]


@pytest.fixture(scope="session")
def run_jobs() -> Callable[[], int]:
    """Run all jobs that the test's transaction has enqueued, in order, and those which they enqueue.

    Returns how many ran. It sees what the test sees (a worker in another process would not), and a
    job of a rolled-back change does not exist.
    """
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.models import ProcrastinateJob

    def run() -> int:
        done: set[int] = set()
        while job := ProcrastinateJob.objects.exclude(pk__in=done).order_by("pk").first():
            done.add(job.pk)
            with suppress(NotYet):  # a worker would try it again
                app.tasks[job.task_name].func(**job.args)
        return len(done)

    return run
