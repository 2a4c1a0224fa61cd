"""The files of a published draw: its record byte for byte, what the log says of it, and evidence to keep."""

from functools import lru_cache, partial
from importlib.resources import files as resources
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from typing_extensions import override

from yuanping.base.context import Ctx
from yuanping.base.witness.evidence import package as evidence
from yuanping.base.witness.evidence.sheet import Account
from yuanping.base.witness.models import Entry
from yuanping.base.witness.standing import policy_text, standing
from yuanping.core.canonical import canonical
from yuanping.core.errors import NotFound
from yuanping.domain.experts import openings, queries
from yuanping.domain.signing.queries import time_stamp
from yuanping.web.draws.pages import DrawPage, PublicPage
from yuanping.web.record.naming import told
from yuanping.web.record.pages import JSON, ZIP, attachment
from yuanping.web.record.table import reader_for

WHICH = {"intent": "抽取意向", "result": "抽取结果"}


FETCHED = ["get", "head", "options"]
"""A file takes no form: it has no page on which a refusal could be shown."""


class Program(PublicPage):
    """A second program that checks draws, of one file, as it stands in the repository's ``verifier/``."""

    http_method_names = FETCHED

    name = ""

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        content = resources("yuanping_verifier").joinpath(self.name).read_bytes()
        return attachment(content, self.name, kind="text/x-python; charset=utf-8")


class Transcript(DrawPage):
    """The record, byte for byte what the log has committed to."""

    http_method_names = FETCHED

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        records = {each.attempt: each for each in queries.published_records(self.project.pk)}
        if self.attempt.number not in records:
            raise NotFound("no-record", "本次没有抽出专家，没有抽取记录。", remedy="请查看本次的入账。")
        record = records[self.attempt.number]
        return attachment(record.content, record.file_name, kind=JSON)


class LogEntries(DrawPage):
    """The attempt's entries with proofs and openings, for the check in the browser."""

    http_method_names = FETCHED

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        entries = [_entry(each) for each in self.attempt.steps if each.kind.startswith(openings.DRAW)]
        said = {"entries": entries, "seen": self._seen(), "policy": policy_text()}
        return JsonResponse(said, json_dumps_params={"ensure_ascii": False})

    def _seen(self) -> str | None:
        """The intent's proof in the very checkpoint with which the seed was made; None where it has none."""
        proof = openings.seed_proof(self.attempt)
        return None if proof is None else proof.encode()


class Package(DrawPage):
    """The evidence package of the intent or of the result."""

    http_method_names = FETCHED

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        entries = {"intent": self.attempt.intent, "result": self.attempt.result}
        entry = entries.get(kwargs["which"])
        if entry is None:
            raise NotFound("no-entry", "没有这份证据包。", remedy="请从本次抽取的页面下载。")
        line = told(entry, reader_for([self.project]))
        account = Account(
            title=line.title,
            sentence=line.sentence,
            actor="（不公开）",
            project=f"{self.project.name}（{self.project.code}）",
        )
        name = f"证据包-{WHICH[kwargs['which']]}-{self.project.code}-{self.attempt.number}.zip"
        return attachment(_package(_Wanted(entry, account, self.ctx)), name, kind=ZIP)


class _Wanted:
    """A package that was asked for: the same entry, as far as it is told, makes the same one."""

    def __init__(self, entry: Entry, account: Account, ctx: Ctx) -> None:
        self.entry, self.account, self.ctx = entry, account, ctx
        self.openings = openings.public_openings(entry)
        self.standing = standing(entry.number)
        self._key = (entry.number, entry.hash, self.standing.met, tuple(each.name for each in self.openings))

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Wanted) and self._key == other._key

    @override
    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=64)
def _package(wanted: _Wanted) -> bytes:
    """Anybody may ask for it, again and again; setting its sheet takes long, so it is done once."""
    return evidence.package(
        wanted.entry,
        standing=wanted.standing,
        openings=wanted.openings,
        told=wanted.account,
        stamper=partial(time_stamp, at=wanted.ctx.now),
        now=wanted.ctx.now,
    )


def _entry(entry: Entry) -> dict[str, object]:
    opened: dict[str, object] = {
        "format": evidence.OPENINGS_FORMAT,
        "openings": [[each.salt, each.name, each.value] for each in openings.public_openings(entry)],
    }
    return {
        "kind": entry.kind,
        "number": entry.number,
        "entry": entry.content,
        "openings": canonical(opened).decode(),
        "proof": evidence.proof(standing(entry.number)).encode(),
    }
