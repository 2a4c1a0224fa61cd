"""The node as commands meet it: its environment, its database, Django ready."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from yuanping.base.embedded_postgres import EmbeddedPostgres
from yuanping.config import env as environment


def embedded(env: environment.Env) -> EmbeddedPostgres | None:
    """The embedded server of this node, or None when ``DATABASE_URL`` names another."""
    return None if env.database_url else EmbeddedPostgres(env.var / "postgres")


@contextmanager
def node() -> Iterator[environment.Env]:
    """Django set up on the node's database; an embedded server is started when none runs."""
    env = environment.read()
    server = embedded(env)
    if server is None:
        start_django()
        yield env
        return
    with server.running() as url:
        os.environ["DATABASE_URL"] = url
        start_django()
        try:
            yield env
        finally:
            from django.db import connections  # noqa: PLC0415 -- Django is set up above

            connections.close_all()


def start_django() -> None:
    """Set Django up; the environment is complete by now."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuanping.config.settings")
    import django  # noqa: PLC0415 -- settings read the environment when Django is set up

    django.setup()


def warnings() -> list[str]:
    """What is amiss with the database that the node runs on, though it runs: each with what to do."""
    from yuanping.base.role_check import row_security_binds  # noqa: PLC0415 -- needs Django

    return [f"{said.msg}{said.hint or ''}" for said in row_security_binds(databases=["default"])]


def migrate() -> list[str]:
    """Bring the database to this version; returns the migrations applied."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        call_command("migrate", interactive=False, verbosity=0)
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
