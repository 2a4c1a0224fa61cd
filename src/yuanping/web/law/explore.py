"""The explorer: change a fact, see the decision, what is still asked for, and the documents from local to national."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import Refused
from yuanping.core.policy import GROUND_LABELS, Part, ProjectKind, Statement
from yuanping.web.components.banner.params import Banner
from yuanping.web.components.breadcrumb.params import Breadcrumb, Crumb
from yuanping.web.components.error_summary.params import ErrorSummary
from yuanping.web.law import answers
from yuanping.web.law.documents import LawPage
from yuanping.web.law.questions import Asked, Question, asked_fields, offer_deadlines

PREVIOUS = "was"
_LONGEST = 1500
_WHERE = ("region", "domain", "on", "drafts")
_FACTS = (
    "kind",
    "mandatory",
    "estimate",
    "works",
    "goods",
    "services",
    "code",
    "edition",
    "local_experts",
    "consent",
)
_USUAL = frozenset({"kind", "mandatory", "estimate"})
EXAMPLES = (
    (
        "黑龙江省，施工，估算价 1 亿元",
        "region=230000&domain=tender&on=2026-06-01&kind=works&mandatory=yes&estimate=1亿元&checked=on",
    ),
    (
        "淄博市临淄区，物业采购，试点期间",
        "region=370305&domain=procurement&on=2022-09-01&kind=services&code=C21040000&edition=2022",
    ),
    (
        "信阳市，工程，估算价 2000 万元",
        "region=411500&domain=tender&on=2026-06-01&kind=works&mandatory=yes&estimate=2000万元&checked=on",
    ),
    (
        "柳州市，服务，评标结束后支付专家报酬",
        "region=450200&domain=procurement&on=2026-06-01&kind=services&grounds=frequent&checked=on&deadline=fee-main&start=2026-06-05+17:30",
    ),
)


class Explore(LawPage):
    """``/law/explore/``: a question in the address, so that it can be passed on."""

    title = "规则推演"
    template_name = "law/explore.html"

    asked: Asked | None
    before: Asked | None

    @override
    def load(self, **kwargs: Any) -> None:
        data = _own(self.request.GET)
        self.asked = self.before = None
        if not data:
            self.form = Question(initial={"on": self.today.isoformat()})
            return
        if "on" not in data:
            data["on"] = self.today.isoformat()
        self.form = Question(data)
        if self.form.is_valid():
            self.asked = Asked.of(self.form.cleaned_data)
            self.before = _question(QueryDict(self.request.GET.get(PREVIOUS, "")[:_LONGEST]))

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        bad = self.form is not None and self.form.is_bound and self.asked is None
        return self.render(request, status=422 if bad else 200)

    @override
    def context(self) -> dict[str, Any]:
        values = {
            "breadcrumb": Breadcrumb(crumbs=(Crumb("规则文件", reverse("law:documents")), Crumb(self.title))),
            "examples": EXAMPLES,
            "fields": self._fields(),
            "errors": ErrorSummary.of(self.form) if self.form else None,
            "facts_note": "只列出当地现行规则需要的事实" if self.asked else "",
            "previous": _own(self.request.GET).urlencode() if self.asked else "",
        }
        return values | self._answer() if self.asked else values

    def _answer(self) -> dict[str, Any]:
        assert self.asked is not None  # context asks only then
        statement = answers.answer(self.asked)
        lines = answers.answers(self.asked, statement)
        earlier: Statement | None = None
        changes, was = [], ""
        if self.before is not None:
            earlier = answers.answer(self.before)
            lines = answers.marked(lines, answers.answers(self.before, earlier))
            changes = answers.changed_facts(self.asked, self.before)
            was = "" if earlier.remote is statement.remote else answers.verdict_tag(earlier).label
        due = answers.due(self.asked, self.ctx.now)
        return {
            "asked": self.asked,
            "verdict": answers.verdict_tag(statement),
            "lines": lines,
            "changes": changes,
            "verdict_before": was,
            "outcome_changed": bool(was) or any(line.before for line in lines),
            "silent": answers.silent(self.asked, statement),
            "asks": answers.asks(self.asked, statement),
            "levels": answers.levels(statement, earlier),
            "due": due,
            "due_refusal": _refusal(due.refused) if due and due.refused else None,
        }

    def _fields(self) -> dict[str, Any]:
        """The form's rows: where and when, what the rules there ask for, and the rest, folded."""
        assert self.form is not None  # load made it
        known = asked_fields(self.form) if self.form.is_bound else None
        wanted, grounds = known or (_USUAL, frozenset())
        if self.form["kind"].value() != ProjectKind.EPC:
            wanted -= set(Part)  # only a contract for everything has parts
        if known:
            offer_deadlines(self.form)
        main = [self.form[name] for name in _FACTS if name in wanted]
        rest = [self.form[name] for name in _FACTS if name not in wanted]
        chosen = set(self.form["grounds"].value() or ())
        boxes = [(ground.value, label, ground.value in chosen) for ground, label in GROUND_LABELS.items()]
        return {
            "where": [self.form[name] for name in _WHERE],
            "main": main,
            "rest": rest,
            "rest_open": any(field.errors for field in rest),
            "grounds": [box for box in boxes if box[0] in grounds],
            "other_grounds": [box for box in boxes if box[0] not in grounds],
        }


def _refusal(refused: Refused) -> Banner:
    return Banner(
        tone="refusal", title="不能推算", text=refused.message, remedy=refused.remedy, code=refused.code
    )


def _own(sent: QueryDict) -> QueryDict:
    """The question itself, without the previous one and without empty answers."""
    found = QueryDict(mutable=True)
    for name, texts in sent.lists():
        kept = [text for text in texts if text.strip()]
        if name != PREVIOUS and kept:
            found.setlist(name, kept)
    return found


def _question(data: QueryDict) -> Asked | None:
    """The previous question; None where there is none, or none that makes sense."""
    form = Question(data)
    return Asked.of(form.cleaned_data) if data and form.is_valid() else None
