"""The warning about a database role that row-level security does not bind."""

import os
from collections.abc import Iterator

import pytest
from django.core.checks import run_checks
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from tests.server import VAR
from yuanping.base import role_check
from yuanping.base.embedded_postgres import EmbeddedPostgres
from yuanping.cli import node


@pytest.fixture
def superuser(db: None) -> Iterator[BaseDatabaseWrapper]:
    """A connection of the embedded server's superuser; what it does is undone."""
    if EmbeddedPostgres(VAR / "postgres").url() != os.environ["DATABASE_URL"]:
        pytest.skip("DATABASE_URL names a server whose superuser the tests do not know")
    own = connection.copy()
    password = (VAR / "postgres" / "superuser.password").read_text(encoding="ascii").strip()
    own.settings_dict |= {"USER": "postgres", "PASSWORD": password}
    own.set_autocommit(False)
    yield own
    own.rollback()
    own.close()


def test_application_role_is_bound(db: None) -> None:
    assert role_check.exempt_role(connection) is None
    assert [said.id for said in run_checks(databases=["default"]) if said.id == role_check.ID] == []
    assert node.warnings() == []


@pytest.mark.parametrize(("power", "exempt"), [("NOBYPASSRLS", None), ("BYPASSRLS", "guest")])
def test_role_that_bypasses_row_security_is_named(
    superuser: BaseDatabaseWrapper, power: str, exempt: str | None
) -> None:
    assert role_check.exempt_role(superuser) == "postgres"
    with superuser.cursor() as cursor:
        cursor.execute(f"CREATE ROLE guest {power}")
        cursor.execute("SET LOCAL ROLE guest")
    assert role_check.exempt_role(superuser) == exempt


def test_check_warns_and_says_what_to_do(
    superuser: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = ConnectionHandler({"default": superuser.settings_dict})
    monkeypatch.setattr(role_check, "connections", handler)
    (warning,) = node.warnings()
    assert warning.startswith("数据库账号“postgres”不受行级安全策略约束")
    assert "请在 DATABASE_URL 中改用没有 SUPERUSER 和 BYPASSRLS 权限的账号" in warning
    (said,) = [said for said in run_checks(databases=["default"]) if said.id == role_check.ID]
    assert said.level < 40
    handler.close_all()
