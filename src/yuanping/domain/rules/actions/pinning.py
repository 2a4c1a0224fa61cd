"""Keeping the rule packs under which a project lives."""

from django.db import connection

from yuanping.core.policy import Policy
from yuanping.domain.rules.models import PackVersion


def pin_packs(policy: Policy) -> list[str]:
    """Keep the bytes of each pack of ``policy`` and name them, most local first: ``<pack id>@<sha256>``.

    Runs inside the transaction of the change that pins them; the caller records ``PacksPinned``. Two projects that
    pin a new version at once both succeed.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("packs are pinned in the transaction of the change that needs them")
    PackVersion.objects.bulk_create(
        (
            PackVersion(
                pack_id=pack.id,
                sha256=pack.sha256,
                title=pack.name,
                region_code=pack.region,
                file=pack.file,
                content=pack.raw,
            )
            for pack in policy.chain
        ),
        ignore_conflicts=True,
    )
    return [f"{pack.id}@{pack.sha256}" for pack in policy.chain]
