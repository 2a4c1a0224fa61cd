"""The pages of published draws: the list, a project's attempts, one draw, and the check of a file at hand."""

from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import NotFound, Refused
from yuanping.domain.experts import openings, queries
from yuanping.domain.experts.models import Committee
from yuanping.domain.experts.openings import Attempt
from yuanping.domain.projects.models import Project
from yuanping.web.components.action.params import Action
from yuanping.web.components.breadcrumb.params import Breadcrumb, Crumb
from yuanping.web.components.citation.params import Citation
from yuanping.web.components.data_table.params import Column, DataTable, Row
from yuanping.web.components.empty_state.params import EmptyState
from yuanping.web.components.link.params import Link
from yuanping.web.components.paging.params import Paging
from yuanping.web.components.query_row.params import QueryField, QueryRow
from yuanping.web.components.state_tag.params import StateTag
from yuanping.web.draws.telling import Story, replacement_table, steps
from yuanping.web.page import Page
from yuanping.web.record.naming import told
from yuanping.web.record.table import reader_for

SIZE = 20
HOME = "专家抽取公开"


class PublicPage(Page):
    """A page for everybody: an address that leads nowhere is a visitor's slip and is not put on record."""

    @override
    def note(self, refused: Refused) -> None:
        """Nothing: nobody was refused anything."""


class Draws(PublicPage):
    """``/draws/``: the projects whose draws are public, the latest first."""

    title = HOME
    template_name = "draws/draws.html"

    @override
    def context(self) -> dict[str, Any]:
        search = self.request.GET.get("q", "").strip()[:100]
        page = Paginator(openings.published_committees(search=search), SIZE).get_page(
            self.request.GET.get("page")
        )
        columns = (
            Column("项目"),
            Column("主场", nowrap=True),
            Column("抽取", align="right", nowrap=True),
            Column("公开时间", nowrap=True),
        )
        rows = tuple(
            Row(
                (
                    Link(
                        label=each.project.name,
                        url=reverse("draws:project", args=[each.project_id]),
                        note=each.project.code,
                    ),
                    each.project.main_centre.short_name,
                    f"{each.attempts} 次",
                    each.published_at,
                )
            )
            for each in page.object_list
        )
        words = "没有符合条件的项目" if search else "还没有公开的抽取记录"
        return {
            "query": QueryRow(
                fields=(QueryField("q", "项目", value=search, placeholder="名称或者编号"),),
                url=reverse("draws:draws"),
            ),
            "actions": (Action(label="核验手中的抽取记录", url=reverse("draws:check"), icon="shield-check"),),
            "table": DataTable(
                caption="已公开的专家抽取",
                columns=columns,
                rows=rows,
                empty=EmptyState(
                    title=words, text="评标委员会名单依法可以公开以后，抽取记录在这里公开。", icon="dice-5"
                ),
                paging=Paging.of(page, query=self.request.GET),
            ),
        }


class Check(PublicPage):
    """``/draws/check/``: the same check for a record that the visitor has, of experts or of sub-venues."""

    title = "核验抽取记录"
    template_name = "draws/check.html"

    @override
    def context(self) -> dict[str, Any]:
        return {"breadcrumb": _trail(Crumb(self.title))}


class ProjectPage(PublicPage):
    """A project whose draws are public."""

    project: Project
    committee: Committee
    attempts: list[Attempt]

    @override
    def load(self, **kwargs: Any) -> None:
        if kwargs["project_id"] >= 2**63:
            raise NotFound("draw-not-public", "没有这个项目的公开抽取记录。", remedy="请从列表进入。")
        self.committee = openings.published_committee(kwargs["project_id"])
        self.project = self.committee.project
        self.attempts = openings.attempts(self.committee)


class ProjectDraws(ProjectPage):
    """Every numbered attempt of a project: none is left out."""

    title = HOME
    template_name = "draws/project.html"

    @override
    def context(self) -> dict[str, Any]:
        columns = (
            Column("次序", nowrap=True),
            Column("公布条件", nowrap=True),
            Column("席位", align="right", nowrap=True),
            Column("结果"),
            Column("补抽", align="right", nowrap=True),
        )
        rows = tuple(
            Row(
                (
                    Link(
                        label=f"第 {each.number} 次",
                        url=reverse("draws:draw", args=[self.project.pk, each.number]),
                    ),
                    each.intent.at if each.intent else None,
                    f"{len(each.stated.get('seats', ()))} 席",
                    StateTag(label="已抽出", tone="ok") if each.record else each.void,
                    f"{len(each.replacements)} 次",
                )
            )
            for each in self.attempts
        )
        citation = openings.public_from(self.project)
        return {
            "project": self.project,
            "breadcrumb": _trail(Crumb(self.project.name)),
            "table": DataTable(
                caption="各次抽取", columns=columns, rows=rows, empty=EmptyState(title="没有抽取")
            ),
            "complete": [each.number for each in self.attempts] == list(range(1, len(self.attempts) + 1)),
            "citation": Citation.of(citation) if citation else None,
        }


class DrawPage(ProjectPage):
    """One attempt of a project whose draws are public."""

    attempt: Attempt

    @override
    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        found = next((each for each in self.attempts if each.number == kwargs["attempt"]), None)
        if found is None:
            raise NotFound("no-attempt", "没有这一次抽取。", remedy="请从项目的抽取列表进入。")
        self.attempt = found


class Draw(DrawPage):
    """What was drawn, in plain words, and the check in the visitor's own browser."""

    template_name = "draws/draw.html"

    @override
    def context(self) -> dict[str, Any]:
        number = self.attempt.number
        reader = reader_for([self.project])
        shown = {
            "title": f"第 {number} 次抽取",
            "project": self.project,
            "attempt": self.attempt,
            "breadcrumb": _trail(
                Crumb(self.project.name, reverse("draws:project", args=[self.project.pk])),
                Crumb(f"第 {number} 次抽取"),
            ),
            "steps": steps([told(each, reader) for each in self.attempt.steps]),
            "downloads": self._downloads(),
        }
        record = next(
            (each for each in queries.published_records(self.project.pk) if each.attempt == number), None
        )
        if record is None or self.attempt.record is None:
            return shown
        story = Story(self.attempt, record.content, openings.seat_labels(self.attempt.record))
        return shown | {
            "story": True,
            "summary": story.summary(),
            "facts": story.facts(),
            "classes": story.classes(),
            "exclusions": story.exclusions(),
            "panel": story.panel(),
            "replacements": replacement_table(self.attempt.replacements),
            "sha256": record.sha256,
        }

    def _downloads(self) -> tuple[Action, ...]:
        key = [self.project.pk, self.attempt.number]
        found = []
        if self.attempt.record is not None:
            found.append(Action(label="抽取记录", url=reverse("draws:transcript", args=key), icon="download"))
        for which, label, entry in (
            ("intent", "抽取意向的证据包", self.attempt.intent),
            ("result", "抽取结果的证据包", self.attempt.result),
        ):
            if entry is not None:
                url = reverse("draws:package", args=[*key, which])
                found.append(Action(label=label, url=url, icon="archive", look="quiet"))
        return tuple(found)


def _trail(*crumbs: Crumb) -> Breadcrumb:
    return Breadcrumb(crumbs=(Crumb(HOME, reverse("draws:draws")), *crumbs))
