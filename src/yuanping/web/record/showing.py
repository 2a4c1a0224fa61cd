"""What the page of an event shows: how far it has come, what it says, where its evidence lies."""

from datetime import datetime

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from yuanping.base.witness.models import Checkpoint, Entry
from yuanping.base.witness.queries import first_checkpoint
from yuanping.base.witness.standing import Standing
from yuanping.core.canonical import canonical
from yuanping.core.events import Json
from yuanping.core.local_time import local_time
from yuanping.core.tlog.hashing import SM3
from yuanping.core.tlog.leaves import Opening
from yuanping.web.components.banner.params import Banner
from yuanping.web.components.data_table.params import Column, DataTable, Row
from yuanping.web.components.empty_state.params import EmptyState
from yuanping.web.components.fact_list.params import Fact, FactList
from yuanping.web.components.step_bar.params import Step, StepBar
from yuanping.web.components.timeline.params import Happening, Timeline

FACTS = {
    "kind": "事件代码",
    "version": "格式版本",
    "number": "回执号",
    "project": "项目内部编号",
    "chain": "项目链",
    "actor": "操作人",
    "request": "请求号",
}
"""What the openings of every entry are called; ``data.…`` are the event's own fields."""


def steps(standing: Standing) -> StepBar:
    """入账 → 定序 → 签发 → 见证."""
    placed = standing.index is not None
    found = [
        Step("入账", "done", note=f"回执号 {standing.number}"),
        Step("定序", "done", note=f"第 {standing.index} 号") if placed else Step("定序", "current"),
        Step("签发", "done" if placed else "todo"),
    ]
    if standing.total:
        note = f"已有 {standing.cosigned} 家，须有 {standing.needed} 家" if placed else ""
        found.append(
            Step("见证", "done" if placed and standing.met else "current" if placed else "todo", note)
        )
    return StepBar(steps=tuple(found), label="存证进程")


def timeline(entry: Entry, standing: Standing) -> Timeline:
    """Each step with its time and who took it."""
    found = [Happening(entry.at, "已入账", f"{clock(entry.at)}，回执号 {entry.number}。", tone="ok")]
    if standing.index is not None and standing.checkpoint is not None:
        first = first_checkpoint(standing.index) or standing.checkpoint
        place = f"{clock(first.at)}，在见证记录中排为第 {standing.index} 号（从 0 起编）。"
        signed = f"{clock(first.at)}，本节点签发检查点，共 {first.size} 条。"
        found += [
            Happening(first.at, "已定序", place, tone="ok"),
            Happening(first.at, "已签发", signed, tone="ok"),
        ]
        found += _seen(standing.checkpoint, standing, first)
    return Timeline(happenings=tuple(found))


def _seen(checkpoint: Checkpoint, standing: Standing, first: Checkpoint) -> list[Happening]:
    later = "" if checkpoint.pk == first.pk else f"，所见证的检查点共 {checkpoint.size} 条"
    rows = checkpoint.cosignatures.filter(witness__in=standing.witnesses).order_by("at", "witness")
    return [
        Happening(
            row.at,
            f"已见证 {count}/{standing.total}",
            f"{clock(row.at)}{later}。",
            actor=f"见证方 {row.witness}",
            tone="ok",
        )
        for count, row in enumerate(rows, 1)
    ]


def clock(at: datetime) -> str:
    """The time of day to the second: the steps follow each other within moments."""
    return f"{local_time(at):%H:%M:%S}"


def heed(standing: Standing) -> Banner | None:
    """What the reader should know before taking the evidence away."""
    if standing.index is None:
        return Banner(
            tone="info",
            title="正在排定序号",
            text="本条记录已经入账，回执现在就可以下载；入账证明和证据包在排定序号、签发检查点之后提供，"
            "一般不超过一秒。请稍后刷新本页。",
        )
    if not standing.met:
        return Banner(
            tone="warn",
            title="尚未达到见证要求",
            text=f"信任策略要求至少 {standing.needed} 家见证方见证，目前已有 {standing.cosigned} 家。"
            "现在下载的证据包按该策略不能通过核验；达到要求后请重新下载。",
        )
    if standing.total == 0:
        return Banner(
            tone="info",
            text="本节点的信任策略没有设置见证方，检查点只有本节点自己的签名。",
        )
    return None


def place(entry: Entry, standing: Standing) -> FactList:
    """Where the entry stands, and the digests by which it is known."""
    facts = [Fact("入账时间", entry.at), Fact("回执号", entry.number)]
    if standing.index is not None and standing.checkpoint is not None:
        facts += [
            Fact("序号", standing.index),
            Fact("检查点条数", standing.checkpoint.size),
        ]
    facts += [
        Fact("见证记录名称", settings.LOG_ORIGIN, wide=True),
        Fact("SHA-256 摘要", digest(entry.hash), wide=True),
        Fact("SM3 摘要", digest(SM3.leaf(entry.content.encode()).hex()), wide=True),
    ]
    if standing.checkpoint is not None:
        facts.append(Fact("检查点根摘要", digest(standing.checkpoint.root), wide=True))
    return FactList(facts=tuple(facts))


def digest(text: str) -> SafeString:
    return format_html('<code class="yp-digest">{}</code>', text)


def opened(openings: list[Opening]) -> DataTable:
    """What the entry says, fact by fact, as the evidence package opens it."""
    known = [name for name in FACTS if any(o.name == name for o in openings)]
    by_name = {o.name: o.value for o in openings}
    names = known + sorted(set(by_name) - set(known))
    return DataTable(
        caption="公开内容",
        columns=(Column("名称", nowrap=True), Column("内容"), Column("登记名", nowrap=True)),
        rows=tuple(Row((FACTS.get(name, "事项内容"), readable(name, by_name[name]), name)) for name in names),
        empty=EmptyState(title="没有可以公开的内容", text="内容已经依法删除，或者不向您公开。", icon="lock"),
    )


def readable(name: str, value: Json) -> str:
    """A value of an opening in words where we have them; the package holds it as it was written."""
    if name == "chain" and isinstance(value, dict):
        before = f"，前一条的摘要为 {value['previous']}" if value["previous"] else ""
        return f"项目的第 {value['number']} 号（从 0 起编）{before}"
    if name == "actor" and isinstance(value, dict):
        account = f"，账号 {value['account']}" if value["account"] is not None else ""
        return f"{value['name']}{account}，渠道 {value['channel']}"
    if value is None or value == {}:
        return "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list) and all(isinstance(each, str | int) for each in value):
        return "、".join(map(str, value)) or "无"
    return value if isinstance(value, str) else canonical([value]).decode()[1:-1]
