"""Every component with its examples, in the frame of an ordinary page."""

from collections.abc import Mapping
from importlib import import_module

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from yuanping.web.components import Breadcrumb, Component, Crumb, MenuGroup, MenuItem
from yuanping.web.components.example_data import NOW
from yuanping.web.components.rendering import component_names

TITLES = {
    "action": "操作按钮",
    "banner": "提示条",
    "breadcrumb": "所在位置",
    "card": "卡片",
    "citation": "条文依据",
    "confirm_page": "提交前核对",
    "data_table": "数据表格",
    "due_date": "办理期限",
    "empty_state": "空状态",
    "error_summary": "错误汇总",
    "event_line": "见证记录",
    "fact_list": "信息列表",
    "form_actions": "表单按钮",
    "form_row": "表单项",
    "gate_list": "开评条件",
    "demand_list": "规则要求",
    "kpi_row": "指标",
    "link": "链接",
    "page_head": "页头",
    "paging": "分页",
    "progress": "进度",
    "query_row": "查询条件",
    "score_sheet": "评分表",
    "seat_map": "席位图",
    "side_menu": "主菜单",
    "sign_off": "签署",
    "state_tag": "状态标签",
    "step_bar": "步骤条",
    "synthetic_mark": "演示标识",
    "timeline": "经过",
    "todo_list": "待办事项",
    "witness_standing": "见证进度",
}


def examples(name: str) -> Mapping[str, Component]:
    """The examples of the component called ``name``, each under its title."""
    found: Mapping[str, Component] = import_module(f"yuanping.web.components.{name}.example").EXAMPLES
    return found


def guide(request: HttpRequest) -> HttpResponse:
    """All components on one page."""
    return _page(request, component_names(), "")


def one(request: HttpRequest, name: str) -> HttpResponse:
    """One component alone."""
    if name not in component_names():
        raise Http404
    return _page(request, [name], name)


def _page(request: HttpRequest, names: list[str], current: str) -> HttpResponse:
    home = reverse("styleguide:guide")
    items = [MenuItem(label="全部组件", url=home, icon="list-details", active=not current)]
    items += [
        MenuItem(label=TITLES[name], url=reverse("styleguide:one", args=[name]), active=name == current)
        for name in component_names()
    ]
    title = TITLES.get(current, "界面组件")
    values = {
        "title": title,
        "organisation": "湖北省公共资源交易中心",
        "person": "王敏",
        "person_role": "主场调度员",
        "menu": (MenuGroup(title="界面规范", items=tuple(items)),),
        "breadcrumb": Breadcrumb(crumbs=(Crumb("界面规范", home), Crumb(title))),
        "now": NOW,
        "synthetic": True,
        "components": [(name, TITLES[name], examples(name)) for name in names],
    }
    return render(request, "styleguide/guide.html", values)
