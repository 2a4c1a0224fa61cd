"""Guessing passwords: after a few failures an address has to wait.

Failures are the refusals on record, so that every web process counts the same and none is forgotten
by a restart. A name is kept as a keyed digest: what somebody typed into the wrong field stays theirs.
"""

from datetime import timedelta

from django.utils.crypto import salted_hmac

from yuanping.base.context import Ctx
from yuanping.base.witness import queries
from yuanping.core.errors import Invalid, NotAllowed

WINDOW = timedelta(minutes=15)
PER_NAME = 5
PER_ADDRESS = 50
"""Whole centres sit behind one address; guessing many names from it ends here."""
FAILED = "sign-in-failed"


class LockedOut(NotAllowed):
    """Too many failures from this address."""

    status = 429


def attempt_of(username: str) -> str:
    """How the record names a sign-in under ``username``."""
    return f"sign-in {salted_hmac('yuanping.sign-in', username.casefold()).hexdigest()[:24]}"


def require_patience(ctx: Ctx, username: str) -> None:
    """Raise ``LockedOut`` after too many failures within the window, whether or not the account exists."""
    failures = queries.refusals_from(ctx.address, code=FAILED, since=ctx.now - WINDOW)
    of_name = failures.filter(attempt=attempt_of(username))
    for notes, limit in ((of_name, PER_NAME), (failures, PER_ADDRESS)):
        last = list(notes[:limit])
        if len(last) == limit:
            until = last[-1].at + WINDOW
            minutes = max(1, -(-int((until - ctx.now).total_seconds()) // 60))
            raise LockedOut(
                "sign-in-locked",
                f"登录失败次数过多，已暂停登录，请 {minutes} 分钟后再试。",
                remedy="忘记密码的，请联系本单位的系统管理员重置。",
            )


def wrong_password() -> Invalid:
    """One answer for an unknown name, a wrong password and a closed account."""
    return Invalid(
        FAILED,
        "账号或密码不正确，或者账号已停用。",
        remedy=f"请核对后重新填写；15 分钟内失败 {PER_NAME} 次将暂停登录。",
    )
