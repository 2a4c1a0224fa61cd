"""The shipped law with some words changed: for rules that no notice in force states that way."""

from collections.abc import Mapping

from django.db import transaction

from tests.factories.clock import NOW
from yuanping.core.policy import Domain, load
from yuanping.domain.projects.models import Project
from yuanping.domain.rules import queries as rules
from yuanping.domain.rules.actions.pinning import pin_packs


def put_under(project: Project, pack_id: str, changes: Mapping[str, str]) -> None:
    """Pin the project to today's rules of its region, with these words of one pack changed; they must be there."""
    files = {pack.file: pack.raw for pack in rules.library().packs}
    (file,) = (pack.file for pack in rules.library().packs if pack.id == pack_id)
    text = files[file].decode()
    for old, new in changes.items():
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        text = text.replace(old, new)
    policy = load(files | {file: text.encode()}).pin(project.region_code, Domain(project.domain), NOW.date())
    with transaction.atomic():
        project.pins = pin_packs(policy)
    project.save()
