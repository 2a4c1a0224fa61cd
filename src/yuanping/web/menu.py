"""The menu of each role: which pages it works with, in the order in which it works."""

from dataclasses import dataclass

from django.urls import reverse

from yuanping.base.context import Ctx
from yuanping.domain.people.states import Role
from yuanping.web.components.side_menu.params import MenuGroup, MenuItem


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu before its address is known."""

    label: str
    name: str
    icon: str


DESK = (Entry("工作台", "desk:home", "home"), Entry("项目", "desk:projects", "briefcase"))
VENUE = (
    Entry("工作台", "venue:home", "home"),
    Entry("场地要约", "venue:offers", "send"),
    Entry("工位", "venue:seats", "armchair"),
    Entry("签到", "venue:attendance", "user-check"),
    Entry("离场办理", "venue:departures", "logout"),
    Entry("专家通知", "venue:call-wording", "message"),
    Entry("专家评价", "venue:appraisals", "clipboard-check"),
)
OFFICE: dict[Role, tuple[Entry, ...]] = {
    Role.AGENCY: (
        *DESK,
        Entry("登记项目", "desk:register", "plus"),
        Entry("专家评价", "desk:appraisals", "clipboard-check"),
    ),
    Role.TENDERER: (*DESK, Entry("专家评价", "desk:appraisals", "clipboard-check")),
    Role.VENUE_LEADER: VENUE[:-1],
    Role.VENUE_ADMIN: VENUE,
    Role.VENUE_STAFF: VENUE,
    Role.POOL_MANAGER: (
        Entry("专家库", "pool:home", "users"),
        Entry("导入专家", "pool:imports", "upload"),
        Entry("稀缺专业", "pool:rarity", "alert-triangle"),
        Entry("共享目录", "pool:catalogue", "list-details"),
    ),
    Role.SUPERVISOR: (
        Entry("监督工作台", "supervisor:home", "home"),
        Entry("专家评价", "supervisor:appraisals", "clipboard-check"),
        Entry("见证记录", "supervisor:record", "history"),
        Entry("见证监测", "supervisor:witnessing", "eye"),
    ),
}
VISITOR = (
    Entry("平台首页", "entrance:landing", "home"),
    Entry("登录", "entrance:sign-in", "user"),
    Entry("专家登录", "expert:enter", "key"),
    Entry("专家本人", "expert:me", "id"),
)
PUBLIC = (
    Entry("规则文件", "law:documents", "scale"),
    Entry("专家共享目录", "experts:catalogue", "list-details"),
    Entry("核验见证记录", "entrance:verify", "shield-check"),
    Entry("专家抽取公开", "draws:draws", "dice-5"),
)
DEMONSTRATION = (
    Entry("短信收件箱", "demo:outbox", "message"),
    Entry("模拟电话", "demo:rings", "phone"),
    Entry("演示时钟", "demo:clock", "clock"),
)

HOMES: dict[Role, str] = {
    Role.AGENCY: "/desk/",
    Role.TENDERER: "/desk/",
    Role.VENUE_LEADER: "/venue/",
    Role.VENUE_ADMIN: "/venue/",
    Role.VENUE_STAFF: "/venue/",
    Role.SUPERVISOR: "/supervisor/",
    Role.POOL_MANAGER: "/pool/",
    Role.OPERATOR: "/verify/",
}
"""Where each role's work begins. Experts have no account: they enter by their link and code."""


def home_of(ctx: Ctx) -> str:
    """The entry page of the actor's first role; the public page for everybody else."""
    if ctx.expert_id is not None:
        return "/expert/me/"
    return next((url for role, url in HOMES.items() if ctx.has(role)), "/")


def menu_of(ctx: Ctx, *, path: str, demo: bool) -> tuple[MenuGroup, ...]:
    """The groups of the menu for an actor, with the page that ``path`` belongs to marked.

    A member at an evaluation seat gets none: the seat's page leads through the evaluation; an expert's own
    pages have their own way about.
    """
    if ctx.has(Role.EXPERT):
        return ()
    office = dict.fromkeys(entry for role, entries in OFFICE.items() if ctx.has(role) for entry in entries)
    public = PUBLIC if ctx.roles else VISITOR + PUBLIC
    groups = [("办理", tuple(office)), ("公开", public), ("演示", DEMONSTRATION if demo else ())]
    linked = [(title, [(entry, reverse(entry.name)) for entry in entries]) for title, entries in groups]
    urls = [url for _, entries in linked for _, url in entries]
    here = max(
        (url for url in urls if path == url or (url != "/" and path.startswith(url))), key=len, default=""
    )
    return tuple(
        MenuGroup(
            title=title,
            items=tuple(
                MenuItem(label=entry.label, url=url, icon=entry.icon, active=url == here)
                for entry, url in entries
            ),
        )
        for title, entries in linked
        if entries
    )
