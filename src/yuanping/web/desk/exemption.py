"""The supervisor's answer to an application not to evaluate remotely (S4-6)."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import Invalid
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries
from yuanping.domain.projects.actions.registration import decide_exemption
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.states import ProjectState
from yuanping.domain.rules import queries as rules
from yuanping.web.components.action.params import Action
from yuanping.web.components.citation.params import Citation
from yuanping.web.components.fact_list.params import Fact, FactList
from yuanping.web.components.values import yuan
from yuanping.web.page import Page
from yuanping.web.stating import CONSENT_WORDS, stated_facts

ANSWERS = {"consent": True, "refuse": False}


class ExemptionPage(Page):
    template_name: ClassVar[str] = "desk/exemption.html"
    title: ClassVar[str] = "答复不采用远程异地评标的申请"
    roles: ClassVar[tuple[Role, ...]] = (Role.SUPERVISOR,)
    project: Project

    @override
    def load(self, **kwargs: Any) -> None:
        self.project = queries.project(self.ctx, kwargs["project_id"])

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        answer = ANSWERS.get(request.POST.get("answer", ""))
        if answer is None:
            raise Invalid("answer-missing", "请选择同意或者不同意。")
        decide_exemption(self.ctx, self.project.pk, consent=answer)
        said = "已同意不采用远程异地评标。" if answer else "已答复：不同意。"
        return self._back(said)

    def _back(self, said: str) -> HttpResponseRedirect:
        return self.done(said, reverse("desk:exemption", args=[self.project.pk]))

    @override
    def context(self) -> dict[str, Any]:
        project = self.project
        citation = queries.exemption_citation(project)
        claimed = queries.needs_consent(project)
        return {
            "project": project,
            "facts": FactList(
                facts=(
                    Fact("项目名称", project.name, wide=True),
                    Fact("招标项目编号", project.code),
                    Fact("项目所在地", rules.region_path(project.region_code)),
                    Fact("代理机构", project.agency.name),
                    Fact("合同估算价", f"{yuan(queries.estimate(project))} 元"),
                    Fact("公告发布日期", project.notice_on or "尚未发布"),
                    Fact("答复", CONSENT_WORDS[project.exemption_consent] if claimed else "没有申请"),
                    *(fact for fact in stated_facts(project) if fact.wide),
                )
            ),
            "citation": Citation.of(citation, open=True) if citation else None,
            "actions": self._actions(),
        }

    def _actions(self) -> tuple[Action, ...]:
        if self.project.state != ProjectState.REGISTERED or not queries.needs_consent(self.project):
            return ()
        url = reverse("desk:exemption", args=[self.project.pk])
        return (
            Action(
                label="同意不采用",
                url=url,
                method="post",
                look="primary",
                hidden=(("answer", "consent"),),
                confirm="同意后该项目可以不采用远程异地评标。确定同意吗？",
            ),
            Action(label="不同意", url=url, method="post", hidden=(("answer", "refuse"),)),
        )
