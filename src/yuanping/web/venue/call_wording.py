"""How the own centre calls the experts who come to it: the words, what to bring, and how they read filled in."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import Invalid
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.wording import word_calls
from yuanping.domain.experts.messages import SIGN, standard_name
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.states import CHANNEL_LABELS, Channel
from yuanping.domain.experts.wording import (
    ALWAYS,
    ITEM_LABELS,
    MAX_LENGTH,
    STANDARD,
    Item,
    bring_words,
    filled,
    needed,
)
from yuanping.domain.people.states import Role
from yuanping.domain.places import queries as places
from yuanping.web.components import Breadcrumb, Crumb, ErrorSummary
from yuanping.web.components.forms import PageForm
from yuanping.web.page import Page
from yuanping.web.venue.showing import STAFF

EXAMPLE = {
    "time": "2026-11-20 09:00",
    "answer_by": "2026-11-13 11:00",
    "link": "https://…/expert/call/…/",
}


class WordingForm(PageForm):
    """The words of one channel."""

    text = forms.CharField(label="通知内容", widget=forms.Textarea(attrs={"rows": 5}))
    bring = forms.MultipleChoiceField(
        label="提醒携带",
        required=False,
        choices=[(item.value, label) for item, label in ITEM_LABELS.items() if item not in ALWAYS],
        widget=forms.CheckboxSelectMultiple,
    )


class CallWordingPage(Page):
    """One form for messages, one for calls; the administrator writes, the staff read."""

    template_name = "venue/call_wording.html"
    title = "专家通知内容"
    roles: ClassVar[tuple[Role, ...]] = STAFF

    @override
    def load(self, **kwargs: Any) -> None:
        assert self.ctx.centre_id is not None
        posted = self.request.POST.get("channel")
        self.forms = {channel: self._form(channel, posted=posted == channel) for channel in Channel}
        self.form = self.forms.get(Channel(posted)) if posted in set(Channel) else None

    def _form(self, channel: Channel, *, posted: bool) -> WordingForm:
        assert self.ctx.centre_id is not None
        own = queries.wording_of(self.ctx.centre_id, channel)
        initial = {"text": own.text, "bring": [item.value for item in own.bring]}
        return WordingForm(self.request.POST if posted else None, initial=initial, auto_id=f"{channel}-%s")

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        channel = next((each for each in Channel if each == request.POST.get("channel")), None)
        if channel is None:
            raise Invalid("channel-unknown", "没有这种通知方式。", remedy="请刷新页面后重试。")
        form = self.forms[channel]
        if request.POST.get("do") == "standard":
            word_calls(self.ctx, channel=channel, text=STANDARD[channel], bring=tuple(Item))
        elif form.is_valid():
            chosen = [Item(value) for value in form.cleaned_data["bring"]]
            word_calls(self.ctx, channel=channel, text=form.cleaned_data["text"], bring=chosen)
        else:
            return self.render(request, status=422)
        return self.done(f"{CHANNEL_LABELS[channel]}内容已保存，此后发出的通知按新内容。", request.path)

    @override
    def context(self) -> dict[str, Any]:
        return {
            "breadcrumb": Breadcrumb(crumbs=(Crumb("工作台", reverse("venue:home")), Crumb(self.title))),
            "channels": [self._shown(channel) for channel in Channel],
            "may_write": self.may(Experts.WORD_CALLS),
            "errors": ErrorSummary.of(self.form) if self.form and self.form.is_bound else None,
        }

    def _shown(self, channel: Channel) -> dict[str, Any]:
        assert self.ctx.centre_id is not None
        own = queries.wording_of(self.ctx.centre_id, channel)
        centre = places.centre(self.ctx.centre_id)
        values = EXAMPLE | {
            "place": centre.name,
            "address": centre.address,
            "phone": centre.telephone,
            "bring": bring_words(own.bring),
        }
        example = (SIGN if channel is Channel.SMS else "") + filled(own.text, values)
        return {
            "code": channel.value,
            "label": CHANNEL_LABELS[channel],
            "form": self.forms[channel],
            "text": own.text,
            "name": f"{standard_name(channel)}@{self.ctx.centre_id}",
            "is_standard": own.text == STANDARD[channel],
            "limit": MAX_LENGTH[channel],
            "places": "、".join(f"{{{place}}}" for place in needed(channel)),
            "example": example,
            "length": len(example),
        }
