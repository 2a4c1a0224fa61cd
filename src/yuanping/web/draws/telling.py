"""A draw in plain words: what its record and the log say, for citizens."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from yuanping.domain.experts.openings import EXCLUSION_LABELS, Attempt, Replacement
from yuanping.domain.rules import queries as rules
from yuanping.web.components.data_table.params import Column, DataTable, Row
from yuanping.web.components.empty_state.params import EmptyState
from yuanping.web.components.fact_list.params import Fact, FactList
from yuanping.web.components.state_tag.params import StateTag
from yuanping.web.components.timeline.params import Happening, Timeline
from yuanping.web.record.naming import Told

PSEUDONYM = 8
"""So many letters of a pseudonym tell the persons of one draw apart; the record has them whole."""
REJECTED = {
    "duplicate": "抽到同一人",
    "same-employer": "同一单位超过人数",
    "centre-full": "同一地区超过人数",
    "other-centres": "主场以外地区不足",
    "try-limit": "跳过的号码过多",
}


class Story:
    """One published draw, read from its record."""

    def __init__(self, attempt: Attempt, transcript: bytes, labels: Mapping[int, str]) -> None:
        self.attempt = attempt
        self._body: dict[str, Any] = json.loads(transcript)
        self._labels = labels

    def facts(self) -> FactList:
        body = self._body
        plan = body["plan"]
        tickets = [ticket for each in body["tries"] for ticket in each["tickets"]]
        skipped = sum(ticket["skip"] is not None for ticket in tickets)
        made, record = self.attempt.last("experts.draw.made"), self.attempt.record
        facts = [
            Fact("待抽席位", f"{sum(each['count'] for each in plan['seats'])} 席"),
            Fact("抽取时在库专家", "" if record is None else f"{record.pool_size} 人"),
            Fact("同一单位最多", f"{plan['limits']['max_per_employer']} 人"),
            Fact("抽取时间", None if made is None else made.at),
            Fact("试抽", self._tries()),
            Fact("抽出的号码", f"{len(tickets)} 个，其中跳过 {skipped} 个" if tickets else "逐一计数选取"),
            Fact("候补", f"{len(body['alternates'])} 人"),
            Fact("补抽", f"{len(body['redraws'])} 次"),
        ]
        return FactList(facts=tuple(facts))

    def summary(self) -> str:
        """The draw in a few sentences."""
        body = self._body
        seats = sum(each["count"] for each in body["plan"]["seats"])
        entries = sum(each["size"] for each in body["classes"])
        excluded = sum(self.attempt.stated.get("excluded", {}).values())
        words = f"从 {len(body['classes'])} 份名单（合计 {entries} 人次）中，为 {seats} 个席位抽取专家。"
        words += f"抽取之前排除 {excluded} 人。" if excluded else "抽取之前没有排除专家。"
        redraws = len(body["redraws"])
        if not redraws:
            return f"{words}抽中的专家没有更换。"
        return f"{words}有 {redraws} 次因专家不能参加等原因，为空出的席位另行补抽。"

    def _tries(self) -> str:
        tries = self._body["tries"]
        why = Counter(REJECTED.get(each["rejected"], "") for each in tries if each["rejected"])
        rejected = "；".join(f"{words} {count} 轮" for words, count in why.items())
        return f"{len(tries)} 轮，最后一轮成立" + (f"（重来的原因：{rejected}）" if rejected else "")

    def classes(self) -> DataTable:
        """What was to be drawn, and from how many."""
        seats = {(each["specialty"], each["centre"]): each["count"] for each in self._body["plan"]["seats"]}
        rows = tuple(
            Row(
                (
                    specialty_words(each["specialty"]),
                    region_words(each["centre"]),
                    f"{seats[each['specialty'], each['centre']]} 人",
                    f"{each['size']} 人",
                )
            )
            for each in self._body["classes"]
        )
        columns = (
            Column("专业"),
            Column("专家所在地"),
            Column("抽取", align="right", nowrap=True),
            Column("名单人数", align="right", nowrap=True),
        )
        return DataTable(
            caption="抽取的专业和名单", columns=columns, rows=rows, empty=EmptyState(title="没有席位")
        )

    def exclusions(self) -> DataTable:
        """How many stayed out, and why: as it was on record before the seed existed."""
        counts: Mapping[str, int] = self.attempt.stated.get("excluded", {})
        rows = tuple(Row((EXCLUSION_LABELS.get(code, code), f"{n} 人")) for code, n in counts.items())
        return DataTable(
            caption="抽取前排除的专家",
            columns=(Column("原因"), Column("人数", align="right", nowrap=True)),
            rows=rows,
            empty=EmptyState(title="没有应当排除的专家", icon="users"),
        )

    def panel(self) -> DataTable:
        """Who was drawn for each seat and who sat there in the end, by pseudonym."""
        held = {each["seat"]: each["expert_id"] for each in self._body["redraws"]}
        rows = tuple(
            Row(
                (
                    self._labels.get(each["seat"], f"第 {each['seat'] + 1} 席"),
                    specialty_words(each["specialty"]),
                    region_words(each["centre"]),
                    each["expert_id"][:PSEUDONYM],
                    StateTag(label="补抽", tone="info") if each["seat"] in held else "首次抽中",
                    held.get(each["seat"], each["expert_id"])[:PSEUDONYM],
                )
            )
            for each in self._body["panel"]
        )
        columns = (
            Column("席位", nowrap=True),
            Column("专业"),
            Column("专家所在地"),
            Column("首次抽中", nowrap=True),
            Column("变动", nowrap=True),
            Column("最后人选", nowrap=True),
        )
        return DataTable(
            caption="抽取结果", columns=columns, rows=rows, empty=EmptyState(title="没有抽出专家")
        )


def replacement_table(rows: tuple[Replacement, ...]) -> DataTable:
    """Why seats were drawn again, as it was coded when it happened."""
    return DataTable(
        caption="补抽",
        columns=(Column("时间", nowrap=True), Column("席位", nowrap=True), Column("原因")),
        rows=tuple(Row((each.at, each.label or "—", each.why)) for each in rows),
        empty=EmptyState(title="没有补抽", icon="users"),
    )


def steps(lines: list[Told]) -> Timeline:
    """When each step took place, from the log."""
    return Timeline(
        happenings=tuple(
            Happening(line.at, line.title, f"{line.sentence}回执号 {line.number}。", tone="ok")
            for line in lines
        )
    )


def specialty_words(code: str) -> str:
    """``工程造价（A060101）``; the code alone where the table does not know it."""
    name = rules.specialty_name(code)
    return code if name == code else f"{name}（{code}）"


def region_words(code: str) -> str:
    """The region's name; 不限 for ``*``."""
    return "不限" if code == "*" else rules.region_name(code)
