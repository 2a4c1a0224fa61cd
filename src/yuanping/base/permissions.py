"""Which role may do what, and to which row: every app's ``permissions.py`` says so here, once."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from yuanping.core.errors import NotAllowed

if TYPE_CHECKING:
    from yuanping.base.context import Ctx

Predicate = Callable[["Ctx", Any], bool]


@dataclass(frozen=True, slots=True)
class Grant:
    """A permission's roles, what it is called for people, and the rows it reaches."""

    permission: str
    title: str
    roles: frozenset[str]
    when: Predicate | None
    otherwise: str


_grants: dict[str, Grant] = {}


def grant(
    permission: StrEnum,
    title: str,
    *roles: str,
    when: Predicate | None = None,
    otherwise: str = "该事项不属于您所在单位。",
) -> None:
    """Declare a permission. ``when(ctx, row)`` narrows it to rows; ``otherwise`` is said when it is false."""
    if permission.value in _grants:
        raise ValueError(f"permission {permission.value} declared twice")
    _grants[permission.value] = Grant(permission.value, title, frozenset(map(str, roles)), when, otherwise)


def grants() -> dict[str, Grant]:
    """All declared permissions, for the matrix test and the manual."""
    return dict(_grants)


def may(ctx: "Ctx", permission: str, row: object = None) -> bool:
    """Whether the actor may do it, to ``row`` when one is given: pages show what actions will accept."""
    found = _grants[str(permission)]
    if not ctx.roles & found.roles:
        return False
    return row is None or found.when is None or found.when(ctx, row)


def require(ctx: "Ctx", permission: str, row: object = None) -> None:
    """Refuse with ``NotAllowed`` unless the actor may."""
    found = _grants[str(permission)]
    if not ctx.roles & found.roles:
        raise NotAllowed(
            "not-your-role",
            f"您的角色不能{found.title}。",
            remedy="请由具有相应职责的人员登录后办理。",
        )
    if row is not None and found.when is not None and not found.when(ctx, row):
        raise NotAllowed(
            "not-yours", f"您不能{found.title}：{found.otherwise}", remedy="请核对所登录的账号。"
        )
