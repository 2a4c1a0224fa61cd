"""What holds for every component."""

import dataclasses
import re
from pathlib import Path

import lxml.html
import pytest
from django.template import Context, Template
from django.utils.safestring import SafeString

from yuanping.core.errors import Citation, Refused
from yuanping.web.components import Action, ComponentError, StateTag, TodoList, render_component
from yuanping.web.components.icons import ICONS, SPRITE
from yuanping.web.components.rendering import Component, build_component, component_class, component_names
from yuanping.web.styleguide.views import TITLES, examples

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
STATIC = Path(__file__).parents[3] / "src/yuanping/web/static"
ALL = [(name, title) for name in component_names() for title in examples(name)]


def poisoned(value: object) -> object:
    """The same parameters with every free text replaced by an attack; words of closed sets stay."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changes: dict[str, object] = {}
        for field in dataclasses.fields(value):
            if field.type in {str, object} and type(getattr(value, field.name)) is str:
                changes[field.name] = HOSTILE if getattr(value, field.name) else ""
            elif isinstance(getattr(value, field.name), tuple):
                changes[field.name] = tuple(map(poisoned, getattr(value, field.name)))
            elif dataclasses.is_dataclass(getattr(value, field.name)):
                changes[field.name] = poisoned(getattr(value, field.name))
        changes.pop("icon", None)
        return dataclasses.replace(value, **changes)
    if isinstance(value, tuple):
        return tuple(map(poisoned, value))
    return HOSTILE if type(value) is str else value


@pytest.mark.parametrize(("name", "title"), ALL)
def test_text_is_escaped(name, title, parse) -> None:
    attacked = poisoned(examples(name)[title])
    tree = parse(attacked)
    assert tree.xpath(".//script | .//img | .//*[@onerror]") == []
    if (
        attacked != examples(name)[title] and name != "paging"
    ):  # which draws numbers and encoded addresses only
        assert any(HOSTILE in words for words in (tree.text_content(), *tree.xpath(".//@*")))


@pytest.mark.parametrize(("name", "title"), ALL)
def test_markup_is_usable(name, title, parse) -> None:
    tree = parse(examples(name)[title])
    ids = tree.xpath(".//@id")
    assert sorted(set(ids)) == sorted(ids)
    assert tree.xpath(".//@style | .//@onclick | .//style | .//script") == []
    # Every control has a name that is read out.
    for control in tree.xpath(".//input[not(@type='hidden')] | .//select | .//textarea"):
        labelled = control.xpath("ancestor::label") or tree.xpath(f".//label[@for='{control.get('id')}']")
        assert labelled or control.get("aria-label") or control.get("aria-labelledby"), control.get("name")
    for pointer in tree.xpath(".//@aria-describedby | .//@aria-labelledby"):
        assert set(pointer.split()) <= set(ids)
    for form in tree.xpath(".//form[@method='post']"):
        assert form.xpath(".//input[@name='csrfmiddlewaretoken']/@value") == ["page-token"]
    for symbol in tree.xpath(".//use/@href"):
        assert symbol.partition("#")[2] in ICONS


@pytest.mark.parametrize("name", component_names())
def test_component_refuses_an_unknown_parameter(name) -> None:
    example = next(iter(examples(name).values()))
    params = {field.name: getattr(example, field.name) for field in dataclasses.fields(example)}
    assert build_component(name, **params) == example
    with pytest.raises(ComponentError, match="unexpected keyword argument 'colour'"):
        build_component(name, **params, colour="red")


@pytest.mark.parametrize("name", component_names())
def test_component_has_parameters_examples_and_a_title(name) -> None:
    kind = component_class(name)
    assert dataclasses.is_dataclass(kind)
    assert kind.__dataclass_params__.frozen
    assert {type(example) for example in examples(name).values()} == {kind}
    assert re.fullmatch(r"[\u4e00-\u9fff]+", TITLES[name])


def test_titles_name_no_component_that_is_gone() -> None:
    assert sorted(TITLES) == component_names()


def test_missing_parameter_is_an_error() -> None:
    assert "已受理" in render_component("state_tag", tone="ok", label="已受理")
    with pytest.raises(ComponentError, match="missing 1 required keyword-only argument: 'label'"):
        render_component("state_tag", tone="ok")
    with pytest.raises(ComponentError, match="tone='nice' is none of ok, info, warn, bad, muted"):
        render_component("state_tag", tone="nice", label="已受理")
    with pytest.raises(ComponentError, match="no component is called 'stage_tag'"):
        render_component("stage_tag", label="已受理")


def page(source: str, **values: object) -> str:
    return Template("{% load components %}" + source).render(Context({"csrf_token": "page-token", **values}))


def test_tag_draws_by_name_and_by_instance() -> None:
    by_name = page('{% component "state_tag" tone="ok" label="已受理" %}')
    assert by_name == page("{% component tag %}", tag=StateTag(tone="ok", label="已受理"))
    assert by_name == page("{{ tag }}", tag=StateTag(tone="ok", label="已受理"))
    with pytest.raises(ComponentError, match="takes no further parameters"):
        page('{% component tag label="已退回" %}', tag=StateTag(tone="ok", label="已受理"))


def test_block_tag_wraps_its_content_and_escapes_it() -> None:
    html = page(
        '{% component_block "card" title="席位" %}<p>{{ text }}</p>{% endcomponent_block %}', text="<b>三</b>"
    )
    tree = lxml.html.fromstring(html)
    assert tree.xpath("string(.//h2)") == "席位"
    assert tree.xpath("string(.//p)") == "<b>三</b>"


def test_posting_component_needs_the_page_token() -> None:
    stop = Action(label="终止", url="/stop/", method="post", confirm="确定终止吗？")
    assert 'value="page-token"' in page("{% component stop %}", stop=stop)
    with pytest.raises(ComponentError, match="posts a form and was rendered without a request"):
        str(stop)
    with pytest.raises(ComponentError, match="only what posts needs a confirmation"):
        Action(label="终止", url="/stop/", confirm="确定终止吗？")


def test_refusal_shows_what_happened_the_rule_and_what_to_do() -> None:
    refusal = Refused(
        "offer-expired",
        "要约已到期。",
        remedy="请重新发送要约。",
        citation=Citation("《招标投标法》", "第三十八条", "严格保密"),
    )
    tree = lxml.html.fromstring(page("{% refusal_banner refusal %}", refusal=refusal))
    text = tree.text_content()
    for words in (
        "未能办理",
        "要约已到期。",
        "《招标投标法》",
        "第三十八条",
        "严格保密",
        "请重新发送要约。",
        "offer-expired",
    ):
        assert words in text
    assert tree.get("role") == "alert"


def test_icon_draws_only_what_the_sprite_holds() -> None:
    sprite = (STATIC / SPRITE).read_text()
    assert tuple(re.findall(r'<symbol id="([^"]+)"', sprite)) == ICONS
    assert f'{SPRITE}#lock"' in page('{% icon "lock" %}')
    with pytest.raises(ComponentError, match="no icon is called 'unicorn'"):
        page('{% icon "unicorn" %}')


def test_component_is_safe_text_for_templates() -> None:
    drawn = TodoList(todos=()).render()
    assert isinstance(drawn, SafeString)
    assert isinstance(TodoList(todos=()), Component)
