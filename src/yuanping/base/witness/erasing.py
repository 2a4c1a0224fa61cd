"""Erasing what an entry says, where the law on personal data asks for it: the entry and its proofs remain."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.db import transaction

from yuanping.base.witness.models import Opening
from yuanping.base.witness.writing import append
from yuanping.core.errors import Refused
from yuanping.core.events import Event

if TYPE_CHECKING:
    from yuanping.base.context import Ctx


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningsErased(Event):
    """Facts of an entry were erased with their salts: nobody can open or guess them again (个人信息保护法 47).

    It belongs to the project of that entry, so that who reads the project's record sees it.
    """

    KIND: ClassVar[str] = "witness.erased"
    number: int
    names: tuple[str, ...]
    reason: str


STRUCTURE = frozenset({"number", "kind", "version", "project", "chain"})
"""Facts that say where an entry belongs, of no person: without them a project's record could never be checked again."""


def erase(ctx: "Ctx", number: int, names: Collection[str], *, reason: str) -> None:
    """Erase facts of the entry with this number. That it was done, why and by whom, is itself on record.

    Copies in the database's backups live on until these are discarded. Raises ``Refused``:
    ``nothing-to-erase`` when a fact is not there (any more), ``not-erasable`` for one of ``STRUCTURE``,
    ``reason-missing``.
    """
    if not reason.strip():
        raise Refused("reason-missing", "请填写删除的理由。", field="reason", remedy="写明依据和申请人。")
    kept = sorted(STRUCTURE & set(names))
    if kept:
        raise Refused(
            "not-erasable",
            f"{'、'.join(kept)} 说明记录属于哪个项目、接在哪一条之后，不含个人信息，不能删除。",
            field="names",
            remedy="只删除含有个人信息的内容。",
        )
    with transaction.atomic():
        opening = Opening.objects.select_for_update().filter(entry_id=number).first()
        missing = sorted(set(names) - set(opening.facts if opening else ()))
        if opening is None or missing or not names:
            raise Refused(
                "nothing-to-erase",
                f"回执号 {number} 没有可删除的内容：{'、'.join(missing) or '未指明'}。",
                field="names",
                remedy="请核对回执号和内容名称；已删除的内容不能再删除。",
            )
        opening.facts = {name: fact for name, fact in opening.facts.items() if name not in set(names)}
        opening.save()
        erased = OpeningsErased(
            project_id=opening.entry.project_id,
            number=number,
            names=tuple(sorted(names)),
            reason=reason.strip(),
        )
        append(ctx, erased)
