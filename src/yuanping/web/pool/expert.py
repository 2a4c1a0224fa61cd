"""One expert of the pool: masked; leave, sanctions, employments, conduct; the full data with a reason."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import Invalid
from yuanping.core.local_time import local_date
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.pool import set_availability
from yuanping.domain.experts.actions.standing import (
    SanctionEntry,
    lift_sanction,
    record_leave,
    reveal_identity,
    sanction_expert,
    take_leave_back,
)
from yuanping.domain.experts.intake.qualifying import full_years
from yuanping.domain.experts.masking import Masked
from yuanping.domain.experts.models import Expert
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.roster import expert_of_pool, masked_rows
from yuanping.domain.experts.titles import LEVEL_LABELS, level_of
from yuanping.domain.rules import queries as rules
from yuanping.web.components import Action, Crumb, ErrorSummary, Fact, FactList
from yuanping.web.components.forms import PageForm
from yuanping.web.pool.expert_tables import conduct_facts, employments, leaves, sanctions
from yuanping.web.pool.forms import LeaveForm, RevealForm, SanctionForm
from yuanping.web.pool.showing import PoolPage, specialty_words, standing_tag

FORMS: Mapping[str, type[PageForm]] = {"leave": LeaveForm, "sanction": SanctionForm, "reveal": RevealForm}


class ExpertPage(PoolPage):
    """``/pool/experts/7/``."""

    template_name: ClassVar[str] = "pool/expert.html"
    title: ClassVar[str] = "专家"
    expert: Expert
    revealed: dict[str, str] | None = None

    @override
    def load(self, **kwargs: Any) -> None:
        self.expert = expert_of_pool(self.ctx, kwargs["expert_id"])
        self.forms = {name: kind() for name, kind in FORMS.items()}

    @property
    def here(self) -> str:
        return reverse("pool:expert", args=[self.expert.pk])

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        do = request.POST.get("do", "")
        if do in FORMS:
            self.form = self.forms[do] = FORMS[do](request.POST)
            if not self.form.is_valid():
                return self.render(request, status=422)
        doing: dict[str, Callable[[HttpRequest], HttpResponse]] = {
            "leave": self._leave,
            "cancel-leave": self._cancel_leave,
            "sanction": self._sanction,
            "lift": self._lift,
            "reveal": self._reveal,
            "stop": lambda _: self._available(available=False),
            "resume": lambda _: self._available(available=True),
        }
        if do not in doing:
            raise Invalid("act-unknown", "没有这项操作。", remedy="请刷新页面后重试。")
        return doing[do](request)

    def _leave(self, _request: HttpRequest) -> HttpResponse:
        record_leave(self.ctx, self.expert.number, **self.forms["leave"].cleaned_data)
        return self.done("请假已登记，这些日期不参加抽取。", self.here)

    def _cancel_leave(self, request: HttpRequest) -> HttpResponse:
        take_leave_back(self.ctx, _key(request))
        return self.done("请假已取消。", self.here)

    def _sanction(self, _request: HttpRequest) -> HttpResponse:
        sanction_expert(self.ctx, self.expert.number, SanctionEntry(**self.forms["sanction"].cleaned_data))
        return self.done("处分已登记。", self.here)

    def _lift(self, request: HttpRequest) -> HttpResponse:
        lift_sanction(self.ctx, self.expert.number, _key(request))
        return self.done("处分已解除。", self.here)

    def _reveal(self, request: HttpRequest) -> HttpResponse:
        reason = self.forms["reveal"].cleaned_data["reason"]
        self.revealed = reveal_identity(self.ctx, self.expert.number, reason=reason)
        answer = self.render(request)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def _available(self, *, available: bool) -> HttpResponse:
        set_availability(self.ctx, self.expert.number, available=available)
        return self.done("已恢复抽取。" if available else "已停用，不再参加抽取。", self.here)

    @override
    def context(self) -> dict[str, Any]:
        expert = self.expert
        (line,) = masked_rows(self.ctx, [expert])
        invalid = next((form for form in self.forms.values() if form.errors), None)
        return {
            "breadcrumb": self.trail(Crumb(expert.number)),
            "heading": f"专家 {expert.number}",
            "state": standing_tag(line.standing),
            "actions": self._actions(),
            "facts": self._facts(line.shown),
            "forms": self.forms,
            "errors": ErrorSummary.of(invalid) if invalid else None,
            "may_reveal": self.may(Experts.REVEAL) and self.revealed is None,
            "leaves": leaves(expert, today=local_date(self.ctx.now), url=self.here),
            "sanctions": sanctions(expert, on=local_date(self.ctx.now), url=self.here),
            "employments": employments(expert),
            "conduct": conduct_facts(queries.conduct(expert)),
        }

    def _actions(self) -> tuple[Action, ...]:
        if self.expert.is_available:
            label, do, question = "停用", "stop", "停用后不再参加抽取，已抽取的项目不受影响。确定停用吗？"
        else:
            label, do, question = "恢复抽取", "resume", "恢复后可参加抽取。确定恢复吗？"
        return (Action(label=label, url=self.here, method="post", hidden=(("do", do),), confirm=question),)

    def _facts(self, shown: Masked) -> FactList:
        expert, full = self.expert, self.revealed
        since = expert.in_field_since
        years = f"{full_years(since, local_date(self.ctx.now))} 年" if since else ""
        title = f"{expert.title}（{LEVEL_LABELS[level_of(expert.title)]}）" if expert.title else "无职称"
        facts = [
            Fact("姓名", full["name"] if full else shown.name),
            Fact("身份证号", full["id_number"] if full else shown.id_number),
            Fact("手机号码", full["phone"] if full else shown.phone),
            Fact("出生年份", str(expert.birth_year) if expert.birth_year else ""),
            Fact("职称", title),
            Fact("从事专业", f"{years}（自 {since:%Y-%m} 起）" if since else ""),
            Fact("所在地", rules.region_path(expert.region_code)),
            Fact("工作单位", expert.employer.name),
            Fact("专业", specialty_words(expert.specialties), wide=True),
        ]
        if expert.equal_ground:
            facts.append(Fact("同等专业水平的理由", expert.equal_ground, wide=True))
        return FactList(facts=tuple(facts))


def _key(request: HttpRequest) -> int:
    text = request.POST.get("row", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
