"""Whether the database role is one that row-level security binds.

Sealed opinions, votes and scores rest on it: a superuser, or a role with BYPASSRLS, would let one member's page
read what another has not released. A node still runs under such a role, and says so at every start.
"""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 -- Django's own name
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

ID = "yuanping.W001"


@register(Tags.database)
def row_security_binds(
    *,
    databases: Sequence[str] | None = None,
    **kwargs: Any,  # noqa: ARG001 -- Django's signature
) -> list[CheckMessage]:
    """Django's system check: warns of each database whose role row-level security does not bind."""
    found = (exempt_role(connections[alias]) for alias in databases or ())
    return [
        Warning(
            f"数据库账号“{role}”不受行级安全策略约束：评委尚未公开的评分、表决可能被他人读取。",
            hint="请在 DATABASE_URL 中改用没有 SUPERUSER 和 BYPASSRLS 权限的账号，并把数据库及其中各表的所有者改为该账号。",
            id=ID,
        )
        for role in found
        if role is not None
    ]


def exempt_role(connection: BaseDatabaseWrapper) -> str | None:
    """The name of the connection's role when it bypasses row-level security, else None."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)"
        )
        row = cursor.fetchone()
    return None if row is None else str(row[0])
