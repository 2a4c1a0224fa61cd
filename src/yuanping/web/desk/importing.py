"""Importing a tender notice: from a file, pasted, or one of the demonstration; looked at before anything is saved."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import NotFound, Refused
from yuanping.core.local_time import local_date
from yuanping.core.policy import ScopeDecision
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries
from yuanping.domain.projects.facts import asked_labels
from yuanping.domain.projects.notice import LARGEST, Notice, Weight, decode
from yuanping.domain.projects.states import DOMAIN_LABELS, KIND_LABELS
from yuanping.domain.rules import queries as rules
from yuanping.web.components.action.params import Action
from yuanping.web.components.breadcrumb.params import Crumb
from yuanping.web.components.data_table.params import Column, DataTable, Row
from yuanping.web.components.empty_state.params import EmptyState
from yuanping.web.components.fact_list.params import Fact, FactList
from yuanping.web.components.state_tag.params import StateTag
from yuanping.web.components.tones import Tone
from yuanping.web.components.values import yuan
from yuanping.web.decision import citations, reach_words, reason_table, verdict_tag
from yuanping.web.desk.forms import ImportForm
from yuanping.web.desk.trail import trail
from yuanping.web.page import Page

KEPT = "desk.notice"
"""Session key of the notice between import and registration: its text as it came."""

TONES: Mapping[Weight, Tone] = {Weight.MISSING: "muted", Weight.ODD: "warn", Weight.NOTE: "info"}


def kept_notice(request: HttpRequest) -> Notice | None:
    """The notice that the reader is registering, if one was imported."""
    text = request.session.get(KEPT)
    return queries.notice_of(decode(text.encode())) if text else None


class ImportPage(Page):
    template_name: ClassVar[str] = "desk/import.html"
    title: ClassVar[str] = "导入公告"
    roles: ClassVar[tuple[Role, ...]] = (Role.AGENCY,)

    @override
    def load(self, **kwargs: Any) -> None:
        self.form = ImportForm()

    @override
    def context(self) -> dict[str, Any]:
        return {"breadcrumb": trail(Crumb(self.title)), "samples": self._samples()}

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        if key := request.POST.get("sample", ""):
            raw = self._sample(key)
        else:
            self.form = ImportForm(request.POST, request.FILES)
            self.form.is_valid()
            raw = self._typed(request)
        decode(raw)
        request.session[KEPT] = raw.decode("utf-8-sig")
        return HttpResponseRedirect(reverse("desk:preview"))

    def _typed(self, request: HttpRequest) -> bytes:
        file = request.FILES.get("file")
        if file is None:
            return request.POST.get("text", "").encode()
        # one byte over the limit is enough to be refused; the rest need not be read
        content: bytes = file.read(LARGEST + 1)
        return content

    def _sample(self, key: str) -> bytes:
        for sample in _samples():
            if sample.key == key:
                return sample.text.encode()
        raise NotFound("sample-unknown", "没有这条示例公告。", remedy="请从列表中选择。")

    def _samples(self) -> DataTable | None:
        rows = tuple(
            Row(
                (
                    sample.title,
                    sample.region,
                    sample.source_url,
                ),
                actions=(
                    Action(
                        label="选用",
                        url=reverse("desk:import"),
                        method="post",
                        look="quiet",
                        hidden=(("sample", sample.key),),
                    ),
                ),
            )
            for sample in _samples()
        )
        if not rows:
            return None
        return DataTable(
            caption="示例公告",
            columns=(Column("公告"), Column("地区", nowrap=True), Column("来源", truncate=True)),
            rows=rows,
            empty=EmptyState(title="没有示例公告"),
        )


def _samples() -> tuple[queries.SampleNotice, ...]:
    """The shipped notices belong to the demonstration only."""
    return queries.sample_notices() if settings.DEMO else ()


class PreviewPage(Page):
    """What was read, what is missing, what is odd, and what the rules would say; nothing is saved yet."""

    template_name: ClassVar[str] = "desk/preview.html"
    title: ClassVar[str] = "核对公告"
    roles: ClassVar[tuple[Role, ...]] = (Role.AGENCY,)
    notice: Notice

    @override
    def load(self, **kwargs: Any) -> None:
        found = kept_notice(self.request)
        if found is None:
            raise NotFound("notice-gone", "没有待核对的公告。", remedy="请重新导入公告。")
        self.notice = found

    @override
    def context(self) -> dict[str, Any]:
        notice = self.notice
        on = notice.published_on or local_date(self.ctx.now)
        decision, without = self._decision(on)
        return {
            "breadcrumb": trail(Crumb("导入公告", reverse("desk:import")), Crumb(self.title)),
            "notice": notice,
            "facts": _facts(notice),
            "remarks": _remarks(notice),
            "counts": [(weight, len(notice.remarks_of(weight))) for weight in Weight],
            "decision": decision,
            "without": without,
            "on": on,
            "verdict": verdict_tag(decision) if decision else None,
            "reach": reach_words(decision) if decision else "",
            "asked": asked_labels(decision.missing) if decision else (),
            "deciding": citations(decision.deciding) if decision else [],
            "reasons": reason_table(decision) if decision else None,
            "actions": (
                Action(
                    label="继续登记",
                    url=f"{reverse('desk:register')}?notice=1",
                    look="primary",
                    icon="arrow-right",
                ),
                Action(label="重新导入", url=reverse("desk:import"), icon="upload"),
            ),
        }

    def _decision(self, on: date) -> tuple[ScopeDecision | None, list[str]]:
        """The decision, or what is missing before the rules can be asked at all."""
        notice = self.notice
        known = notice.region_code in rules.region_names()
        without = [
            label
            for label, there in (("领域", notice.domain), ("类型", notice.kind), ("项目所在地", known))
            if not there
        ]
        if without or notice.domain is None or notice.kind is None:
            return None, without
        try:
            found = queries.scope_preview(
                region=notice.region_code,
                domain=notice.domain,
                kind=notice.kind,
                on=on,
                estimate=notice.estimate,
            )
        except Refused:
            return None, ["适用规则"]
        return found, []


def _facts(notice: Notice) -> FactList:
    unsaid = StateTag(label="未注明", tone="muted")
    region = f"{notice.region} {notice.region_code}".strip()
    values: list[tuple[str, object]] = [
        ("项目名称", notice.title),
        ("领域", DOMAIN_LABELS[notice.domain] if notice.domain else ""),
        ("类型", KIND_LABELS[notice.kind] if notice.kind else ""),
        ("公告类型", notice.stage),
        ("项目所在地", region),
        ("招标人", notice.tenderer),
        ("代理机构", notice.agency),
        ("招标项目编号", notice.project_no),
        ("合同估算价", f"{yuan(notice.estimate)} 元" if notice.estimate else ""),
        ("最高限价", f"{yuan(notice.price_limit)} 元" if notice.price_limit else ""),
        ("金额口径", notice.estimate_label),
        ("公告发布日期", notice.published_on),
        ("开标时间", notice.opening_at),
        ("标段（包）", notice.lots),
        ("招标方式", notice.method),
        ("公告来源", notice.source_url),
        ("来源说明", notice.source_detail),
    ]
    wide = {"项目名称", "公告来源", "来源说明"}
    return FactList(facts=tuple(Fact(label, value or unsaid, wide=label in wide) for label, value in values))


def _remarks(notice: Notice) -> DataTable:
    order = {Weight.ODD: 0, Weight.MISSING: 1, Weight.NOTE: 2}
    return DataTable(
        caption="需要核对的内容",
        columns=(Column("字段", nowrap=True), Column("情况", nowrap=True), Column("说明"), Column("处理")),
        rows=tuple(
            Row(
                (
                    remark.label,
                    StateTag(label=remark.weight_label, tone=TONES[remark.weight]),
                    remark.message,
                    remark.remedy,
                )
            )
            for remark in sorted(notice.remarks, key=lambda remark: order[remark.weight])
        ),
        empty=EmptyState(title="没有需要核对的内容", text="公告内容完整，格式正确。", icon="circle-check"),
    )
