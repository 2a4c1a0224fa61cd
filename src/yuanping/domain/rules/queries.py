"""What others may read of the law: packs, pinned policies, regions, specialties, calendar."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TypeVar

from django.conf import settings

from yuanping.core.errors import Citation, Refused
from yuanping.core.policy import Domain, Facts, Policy, Resolution, Unresolved, Value, reload
from yuanping.core.policy import Role as DocumentRole
from yuanping.domain.rules import shelf
from yuanping.domain.rules.models import PackVersion
from yuanping.domain.rules.shelf import calendar as calendar
from yuanping.domain.rules.shelf import library as library

K = TypeVar("K", bound=Value)


def policy_of(pins: Sequence[str], *, region: str, domain: str, on: date) -> Policy:
    """The policy of a project from its pins, such as ``411500/xgb-2022-7@<sha256>``, most local first.

    The bytes come from the kept versions, so it does not matter what has become of the files since. ``Refused`` when
    a pin is not kept here.
    """
    return _policy_of(tuple(pins), region, Domain(domain), on)


@lru_cache(maxsize=256)
def _policy_of(pins: tuple[str, ...], region: str, domain: Domain, on: date) -> Policy:
    kept = {f"{row.pack_id}@{row.sha256}": row for row in PackVersion.objects.filter(pack_id__in=_ids(pins))}
    if lost := [pin for pin in pins if pin not in kept]:
        raise Refused(
            "pack-missing",
            f"本平台没有保存规则文件“{lost[0]}”。",
            remedy="请联系平台运维人员恢复该规则文件。",
        )
    rows = [kept[pin] for pin in pins]
    packs = {pack.id: pack for pack in reload({row.file: bytes(row.content) for row in rows})}
    return Policy(region, domain, on, tuple(packs[row.pack_id] for row in rows))


def _ids(pins: Sequence[str]) -> list[str]:
    return [pin.partition("@")[0] for pin in pins]


def policy_for(*, region: str, domain: str, on: date) -> Policy:
    """The policy that a project of that region, domain and axis date would be put under today.

    Drafts (征求意见稿) take part only on a node that was set up to let them (``YUANPING_DRAFTS=1``, S3-49).
    """
    return library().pin(region, Domain(domain), on, drafts=settings.DRAFTS_DECIDE)


def pack_titles(pins: Sequence[str]) -> list[tuple[str, str]]:
    """Title and hash of each pinned pack, in the order of the pins."""
    kept = {f"{row.pack_id}@{row.sha256}": row for row in PackVersion.objects.filter(pack_id__in=_ids(pins))}
    return [(kept[pin].title, kept[pin].sha256) for pin in pins if pin in kept]


def region_names() -> Mapping[str, str]:
    """Code to name of all regions that the platform knows, without the nation."""
    return {code: region.name for code, region in sorted(shelf.regions().by_code.items()) if code != "000000"}


def region_name(code: str) -> str:
    """The region's own name; the code itself where the platform has no name for it."""
    found = shelf.regions().by_code.get(code)
    return found.name if found else code


def region_path(code: str) -> str:
    """The full name, from the province down: ``河南省信阳市淮滨县``."""
    if code not in shelf.regions().by_code:
        return code
    names = [region.name for region in shelf.regions().chain(code) if region.code != "000000"]
    return "".join(reversed(names)) or region_name(code)


def specialties() -> list[tuple[str, str]]:
    """(code, name) of all specialties, by code."""
    return [(code, found.name) for code, found in sorted(shelf.specialties().by_code.items())]


def specialty_name(code: str) -> str:
    """The specialty's name; the code itself where it is not in the table."""
    found = shelf.specialties().by_code.get(code)
    return found.name if found else code


def in_force(
    policy: Policy, rule_id: str, kind: type[K], *, facts: Facts | None = None
) -> Resolution[K] | None:
    """The rule's value, or None where no document speaks of it: then nothing is asked.

    A rule of another kind, or one that waits for a fact, is ``Unresolved`` all the same: neither is silence.
    """
    try:
        return policy.resolve_as(rule_id, kind, facts=facts)
    except Unresolved as unresolved:
        if unresolved.code != "rule-missing":
            raise
        return None


def cited(policy: Policy, rule_id: str, kind: type[Value]) -> Citation | None:
    """Where the rule stands, None where no document speaks of it."""
    found = in_force(policy, rule_id, kind)
    return found.rule.citation if found else None


def region_of(found: Resolution[K]) -> str:
    """The region of the document which gave the answer."""
    return next(step.region for step in found.trace if step.role is DocumentRole.APPLIED)
