"""One event and its evidence, and a project's whole record, for whoever may read them."""

from functools import partial
from io import StringIO
from typing import Any, ClassVar
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.base.witness import queries
from yuanping.base.witness.evidence import export
from yuanping.base.witness.evidence import package as evidence
from yuanping.base.witness.evidence.receipts import receipt
from yuanping.base.witness.evidence.sheet import Account
from yuanping.base.witness.models import Entry
from yuanping.base.witness.standing import standing
from yuanping.core.errors import NotFound
from yuanping.domain.evaluation.record import visible_entry, visible_openings
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.models import Project
from yuanping.domain.signing.queries import time_stamp
from yuanping.web.awaiting import shown
from yuanping.web.components.action.params import Action
from yuanping.web.components.breadcrumb.params import Breadcrumb, Crumb
from yuanping.web.page import Page
from yuanping.web.record import showing
from yuanping.web.record.naming import Told, told
from yuanping.web.record.table import reader_for

JSON, TEXT, ZIP = "application/json", "text/plain; charset=utf-8", "application/zip"


class EventPage(Page):
    """One event: how far it has come, what it says, and its evidence to take away.

    ``?file=receipt|entry|proof|package`` gives the files. An audience says who may open the page, and where
    it stands; which entries may be read is one rule for all.
    """

    template_name: ClassVar[str] = "record/event.html"
    audience: ClassVar[str]
    entry: Entry
    project: Project | None = None

    @override
    def load(self, **kwargs: Any) -> None:
        self.entry = visible_entry(self.ctx, kwargs["number"])
        self.project_id = self.entry.project_id
        self.project = self.project_of(self.entry)
        self.standing = standing(self.entry.number)

    def project_of(self, entry: Entry) -> Project | None:
        """The project that the event belongs to."""
        return None if entry.project_id is None else projects.project(self.ctx, entry.project_id)

    def trail(self) -> Breadcrumb:
        """Where the page stands."""
        raise NotImplementedError

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        files = {
            "receipt": self._receipt,
            "entry": self._entry,
            "proof": self._proof,
            "package": self._package,
        }
        wanted = request.GET.get("file")
        if wanted is None:
            return super().get(request, **kwargs)
        if wanted not in files:
            raise NotFound("not-found", "没有这种文件。", remedy="请从本页的下载按钮取得。")
        return files[wanted]()

    @override
    def context(self) -> dict[str, Any]:
        line = self._told()
        return {
            "title": line.title,
            "subtitle": f"回执号 {self.entry.number}",
            "line": line,
            "breadcrumb": self.trail(),
            "state": shown(self.standing).tag,
            "actions": self._downloads(),
            "heed": showing.heed(self.standing),
            "steps": showing.steps(self.standing),
            "timeline": showing.timeline(self.entry, self.standing),
            "place": showing.place(self.entry, self.standing),
            "opened": showing.opened(queries.openings(self.entry)),
            "is_placed": self.standing.index is not None,
        }

    def _told(self) -> Told:
        return told(self.entry, reader_for([self.project] if self.project else []))

    def _downloads(self) -> tuple[Action, ...]:
        only_receipt = Action(label="下载回执", url="?file=receipt", icon="download")
        if self.standing.index is None:
            return (only_receipt,)
        return (
            Action(label="下载证据包", url="?file=package", icon="archive", look="primary"),
            Action(label="入账证明", url="?file=proof", icon="download", look="quiet"),
            Action(label="条目", url="?file=entry", icon="download", look="quiet"),
            Action(label="回执", url="?file=receipt", icon="download", look="quiet"),
        )

    def _receipt(self) -> HttpResponse:
        return attachment(receipt(self.entry).encode(), f"回执-{self.entry.number}.txt", kind=TEXT)

    def _entry(self) -> HttpResponse:
        return attachment(self.entry.content, "entry.json", kind=JSON)

    def _proof(self) -> HttpResponse:
        proof = evidence.proof(self.standing)
        return attachment(proof.encode(), f"yuanping-{self.entry.number}.tlog-proof", kind=TEXT)

    def _package(self) -> HttpResponse:
        line, now = self._told(), self.ctx.now
        account = Account(
            title=line.title,
            sentence=line.sentence,
            actor=line.actor,
            project=f"{self.project.name}（{self.project.code}）" if self.project else "",
        )
        package = evidence.package(
            self.entry,
            standing=self.standing,
            openings=queries.openings(self.entry),
            told=account,
            stamper=partial(time_stamp, at=now),
            now=now,
        )
        return attachment(package, f"证据包-{self.entry.number}.zip", kind=ZIP)


def project_record(page: Page, project: Project) -> HttpResponse:
    """The project's record as a file, with what the reader may see of each entry.

    Raises ``WrongState`` for a party before the evaluation is over, ``Refused`` nothing-signed.
    """
    out = StringIO()
    openings = visible_openings(page.ctx, project)
    export.write_export(out, now=page.ctx.now, project_id=project.pk, shown=openings)
    return attachment(
        out.getvalue(), f"项目见证记录-{project.code}.jsonl", kind="application/jsonl; charset=utf-8"
    )


def attachment(content: str | bytes, name: str, *, kind: str) -> HttpResponse:
    """A file to be saved."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "no-store"
    return response


def project_crumbs(audience: str, project: Project) -> tuple[Crumb, Crumb]:
    """The project, and its record."""
    return (
        Crumb(project.name, reverse(f"{audience}:project", args=[project.pk])),
        Crumb("见证记录", reverse(f"{audience}:project-record", args=[project.pk])),
    )
