"""Regions as the law's pages name them, and where each document and rule is found."""

from collections.abc import Sequence

from django.urls import reverse

from yuanping.core.policy import NATION, Pack, region_chain
from yuanping.domain.rules import queries, shelf

SEPARATOR = " › "
PRACTICE = "平台整理"
"""Who is named as the issuer of a pack that holds customs, for want of a rule: it is no document of anybody's."""
_RANKS = ("全国人民代表大会", "国务院")


def region_words(code: str) -> str:
    """The region from the province down: ``山东省 › 淄博市 › 临淄区``; 国家 for the nation."""
    if code == NATION:
        return "国家"
    return SEPARATOR.join(queries.region_name(step) for step in reversed(region_chain(code)[:-1]))


def region_choices() -> list[tuple[str, str]]:
    """(code, full name) of the regions that may be asked about, by code; those with documents of their own first."""
    own = {pack.region for pack in queries.library().packs} - {NATION}
    known = sorted(code for code in shelf.regions().by_code if code != NATION)
    ordered = [code for code in known if code in own] + [code for code in known if code not in own]
    return [(code, region_words(code)) for code in ordered]


def document_url(pack: Pack, anchor: str = "") -> str:
    """The page of the document, at one of its rules when an anchor is given."""
    region, _, stem = pack.id.partition("/")
    url = reverse("law:document", args=[region, stem])
    return f"{url}#{anchor}" if anchor else url


def by_province(packs: Sequence[Pack]) -> list[tuple[str, list[Pack]]]:
    """The documents of the nation, then those of each province, from the province down; customs come last."""
    groups: dict[str, list[Pack]] = {}
    for pack in sorted(packs, key=lambda pack: (pack.issuer == PRACTICE, pack.region, _rank(pack), pack.id)):
        custom = pack.issuer == PRACTICE
        name = "没有文件规定时的通行做法" if custom else region_words(f"{pack.region[:2]}0000")
        groups.setdefault(name, []).append(pack)
    return list(groups.items())


def _rank(pack: Pack) -> int:
    """Laws before regulations, regulations before what ministries issue."""
    return next((n for n, issuer in enumerate(_RANKS) if pack.issuer.startswith(issuer)), len(_RANKS))
