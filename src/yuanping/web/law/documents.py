"""The documents of the law and the page of each: its text, and what the platform does about it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import NotFound, Refused
from yuanping.core.local_time import local_date
from yuanping.core.policy import Domain, Evidence, Pack, Status
from yuanping.domain.rules import queries
from yuanping.domain.rules.clauses import State
from yuanping.web.components.action.params import Action
from yuanping.web.components.banner.params import Banner
from yuanping.web.components.breadcrumb.params import Breadcrumb, Crumb
from yuanping.web.components.card.params import Card
from yuanping.web.components.data_table.params import Column, DataTable, Row
from yuanping.web.components.empty_state.params import EmptyState
from yuanping.web.components.fact_list.params import Fact, FactList
from yuanping.web.components.link.params import Link
from yuanping.web.components.state_tag.params import StateTag
from yuanping.web.law.places import by_province, document_url, region_words
from yuanping.web.law.reading import EVIDENCE, STATES, Document, read, status_tag, validity_words
from yuanping.web.page import Page

DOMAINS = {
    Domain.TENDER: "工程建设招标投标",
    Domain.PROCUREMENT: "政府采购",
    Domain.BOTH: "招标投标和政府采购",
}
TEXT_ONLY = "text"


class LawPage(Page):
    """A page for everybody: an address that leads nowhere is a visitor's slip and is not put on record."""

    @override
    def note(self, refused: Refused) -> None:
        """Nothing: nobody was refused anything."""

    @property
    def today(self) -> date:
        return local_date(self.ctx.now)


class Documents(LawPage):
    """``/law/``: what the platform knows of the law, and for which years it can count working days."""

    title = "规则文件"
    template_name = "law/documents.html"

    @override
    def context(self) -> dict[str, Any]:
        groups = by_province(queries.library().packs)
        return {
            "actions": (Action(label="规则推演", url=reverse("law:explore"), look="primary", icon="route"),),
            "groups": [
                Card(
                    title=name,
                    note=f"{len(packs)} 件",
                    body=_document_table(name, packs, self.today),
                    flush=True,
                )
                for name, packs in groups
            ],
            "calendar": _calendar_table(),
            "years": _years_words(queries.calendar().years),
        }


def _document_table(name: str, packs: Iterable[Pack], today: date) -> DataTable:
    return DataTable(
        caption=f"{name}的规则文件",
        columns=(
            Column("文件"),
            Column("地区", nowrap=True),
            Column("发文机关"),
            Column("印发日期", nowrap=True),
            Column("适用领域", nowrap=True),
            Column("状态", nowrap=True),
            Column("规则", align="right", nowrap=True),
        ),
        rows=tuple(
            Row(
                (
                    Link(label=pack.title, url=document_url(pack), note=pack.number or "无文号"),
                    region_words(pack.region),
                    pack.issuer,
                    pack.issued_on or "未载明",
                    DOMAINS[pack.domain],
                    status_tag(pack, today),
                    f"{len(pack.rules)} 条",
                )
            )
            for pack in packs
        ),
        empty=EmptyState(title="没有规则文件"),
    )


def _calendar_table() -> DataTable:
    return DataTable(
        caption="工作日历",
        columns=(
            Column("年份", nowrap=True),
            Column("依据"),
            Column("发文机关"),
            Column("印发日期", nowrap=True),
        ),
        rows=tuple(
            Row(
                (
                    f"{source.year} 年",
                    f"《{source.title}》（{source.number}）",
                    source.issuer,
                    source.issued_on,
                )
            )
            for source in queries.calendar().sources
        ),
        empty=EmptyState(title="没有工作日历"),
    )


def _years_words(years: tuple[int, ...]) -> str:
    """Which years can be counted in, and what happens with all others."""
    if not years:
        return "平台还没有收录放假通知，凡按工作日计算的期限都不予推算。"
    gaps = [str(year) for year in range(years[0], years[-1]) if year not in years]
    missing = [f"{years[0] - 1} 年及以前", *(f"{gap} 年" for gap in gaps), f"{years[-1] + 1} 年及以后"]
    return (
        f"没有收录{'、'.join(missing)}的放假通知。期限推算到没有放假通知的年份时不予推算，页面会说明缺少哪一年；"
        "国务院办公厅公布该年放假安排后，由运维人员增加一个日历文件即可。"
    )


class DocumentPage(LawPage):
    """``/law/<region>/<stem>/``: one document, as it was set; ``?state=`` keeps the clauses in one state."""

    template_name = "law/document.html"

    pack: Pack
    document: Document
    chosen: str

    @override
    def load(self, **kwargs: Any) -> None:
        wanted = f"{kwargs['region']}/{kwargs['stem']}"
        found = [pack for pack in queries.library().packs if pack.id == wanted]
        if not found:
            raise NotFound(
                "document-unknown", "没有这份规则文件。", remedy="请从“规则文件”目录中选择要查看的文件。"
            )
        self.pack, self.document = found[0], read(found[0])
        asked = self.request.GET.get("state", "")
        self.chosen = asked if asked in {TEXT_ONLY, *State} else ""

    @override
    def context(self) -> dict[str, Any]:
        shown = self.document.only(State(self.chosen)) if self.chosen in set(State) else self.document
        return {
            "title": self.pack.title,
            "breadcrumb": Breadcrumb(
                crumbs=(Crumb("规则文件", reverse("law:documents")), Crumb(self.pack.title))
            ),
            "pack": self.pack,
            "status": status_tag(self.pack, self.today),
            "draft": _draft_banner() if self.pack.status is Status.DRAFT else None,
            "facts": _facts(self.pack),
            "document": shown,
            "whole": self.document,
            "filters": self._filters(),
            "legend": [
                (StateTag(label=label, tone=tone), meaning)
                for state, (label, tone, meaning) in STATES.items()
                if self.document.counts.get(state)
            ],
            "text_only": self.chosen == TEXT_ONLY,
            "chosen": self.chosen,
        }

    def _filters(self) -> list[tuple[str, str, bool]]:
        """Label, address and whether it is chosen, of each way to read the document."""
        counts = self.document.counts
        entries = [("", f"全文和办理情况（{sum(counts.values()) or len(self.pack.rules)}）")]
        entries += [
            (state.value, f"{STATES[state][0]}（{counts[state]}）") for state in State if counts.get(state)
        ]
        if self.document.passages:
            entries.append((TEXT_ONLY, "只看原文"))
        here = document_url(self.pack)
        return [(label, f"{here}?state={key}" if key else here, key == self.chosen) for key, label in entries]


def _draft_banner() -> Banner:
    if settings.DRAFTS_DECIDE:
        text = "本文件尚未正式印发。本节点已设置为允许征求意见稿参与判定，所得结论不能作为正式依据。"
    else:
        text = "本文件尚未正式印发，不作为办理项目的依据；只有在“规则推演”中选择包括征求意见稿时才参与判定。"
    return Banner(tone="warn", title="征求意见稿，仅供模拟", text=text)


def _facts(pack: Pack) -> FactList:
    marks = {rule.evidence for rule in pack.rules}
    facts = [
        Fact("文号", pack.number or "无文号"),
        Fact("发文机关", pack.issuer),
        Fact("印发日期", pack.issued_on or "未载明", note=pack.undated),
        Fact("适用地区", region_words(pack.region)),
        Fact("适用领域", DOMAINS[pack.domain]),
        Fact("施行", validity_words(pack.valid_from, pack.valid_to)),
        Fact("规则", f"{len(pack.rules)} 条"),
        Fact("核对情况", "、".join(EVIDENCE[mark][0] for mark in Evidence if mark in marks)),
    ]
    if pack.disclosure:
        facts.append(Fact("公开方式", pack.disclosure))
    if pack.contact:
        facts.append(Fact("咨询单位", pack.contact))
    if pack.based_on:
        facts.append(Fact("制定依据", "；".join(pack.based_on), wide=True))
    return FactList(facts=tuple(facts))
