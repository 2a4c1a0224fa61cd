"""The documents of the law: open to everybody, set like the notices, with what the platform does at each clause."""

import re
from datetime import date

import pytest
from django.conf import LazySettings
from django.test import Client

from yuanping.core.policy import Pack
from yuanping.domain.rules import queries, shelf
from yuanping.domain.rules.clauses import State
from yuanping.web.law.documents import _years_words
from yuanping.web.law.places import by_province, region_words
from yuanping.web.law.reading import anchors, read, status_tag
from yuanping.web.law.text import Setting

pytestmark = pytest.mark.django_db

PACKS = queries.library().packs


def pack(pack_id: str) -> Pack:
    return queries.library().pack(pack_id)


def shown(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def heads(pack_id: str, count: int) -> list[tuple[Setting, str]]:
    passages = read(pack(pack_id)).passages[:count]
    return [(p.paragraph.setting, p.paragraph.lead or p.paragraph.text) for p in passages]


@pytest.mark.parametrize("each", PACKS, ids=[pack.id for pack in PACKS])
def test_document_page_is_open_to_everybody_and_holds_every_rule(client: Client, each: Pack) -> None:
    page = shown(client, f"/law/{each.id}/")
    assert each.title in page
    assert [name for name in anchors(each).values() if page.count(f'id="{name}"') != 1] == []


@pytest.mark.parametrize("each", PACKS, ids=[pack.id for pack in PACKS])
def test_every_clause_stands_once_and_in_its_paragraph(each: Pack) -> None:
    document = read(each)
    noted = [note.clause.id for passage in document.passages for note in passage.notes]
    assert sorted(noted) == sorted(clause.id for clause in shelf.clauses() if clause.pack == each.id)
    assert [note for passage in document.unplaced for note in passage.notes] == []


@pytest.mark.parametrize("each", PACKS, ids=[pack.id for pack in PACKS])
def test_every_rule_stands_once(each: Pack) -> None:
    document = read(each)
    passages = (*document.passages, *document.unplaced)
    cards = [card.anchor for p in passages for note in p.notes for card in note.cards]
    cards += [card.anchor for p in passages for card in p.cards]
    assert sorted(cards) == sorted(anchors(each).values())


def test_documents_are_listed_by_region_with_their_state(client: Client) -> None:
    page = shown(client, "/law/")
    assert [url for p in PACKS if (url := f'href="/law/{p.id}/"') not in page] == []
    assert "征求意见稿" in page
    assert "山东省 › 淄博市 › 临淄区" in page
    assert "《国务院办公厅关于2026年部分节假日安排的通知》" in page
    assert "没有收录2021 年及以前、2027 年及以后的放假通知" in page


def test_laws_come_before_what_ministries_issue_and_customs_last() -> None:
    groups = dict(by_province(PACKS))
    assert list(groups) == [
        "国家",
        "黑龙江省",
        "山东省",
        "河南省",
        "广西壮族自治区",
        "没有文件规定时的通行做法",
    ]
    issuers = [found.issuer for found in groups["国家"]]
    assert issuers[:4] == ["全国人民代表大会常务委员会"] * 2 + ["国务院"] * 2


@pytest.mark.parametrize(
    ("years", "missing"),
    [
        ((2022, 2023), "没有收录2021 年及以前、2024 年及以后的放假通知。"),
        ((2022, 2024), "没有收录2021 年及以前、2023 年、2025 年及以后的放假通知。"),
        ((), "平台还没有收录放假通知，"),
    ],
)
def test_missing_years_are_named(years: tuple[int, ...], missing: str) -> None:
    assert _years_words(years).startswith(missing)


@pytest.mark.parametrize(
    ("pack_id", "day", "label"),
    [
        ("411500/xgb-2022-7", date(2022, 10, 24), "尚未生效"),
        ("411500/xgb-2022-7", date(2022, 10, 25), "现行"),
        ("370000/engineering-plan", date(2026, 6, 1), "征求意见稿"),
        ("000000/remote-practice", date(2026, 6, 1), "通行做法"),
    ],
)
def test_status_is_that_of_the_day(pack_id: str, day: date, label: str) -> None:
    assert status_tag(pack(pack_id), day).label == label


def test_region_is_named_from_the_province_down() -> None:
    assert [region_words(code) for code in ("000000", "370000", "370305")] == [
        "国家",
        "山东省",
        "山东省 › 淄博市 › 临淄区",
    ]


def test_notice_is_set_as_it_was() -> None:
    assert heads("411500/xgb-2022-7", 7) == [
        (Setting.LETTERHEAD, "信阳市公共资源交易管理委员会办公室文件"),
        (Setting.NUMBER, "信公管办〔2022〕7号"),
        (Setting.TITLE, "信阳市公共资源交易管理委员会办公室 关于推进远程异地评标常态化的通知"),
        (Setting.ADDRESSEE, "市公管委成员单位，各县区公管办、公共资源交易中心："),
        (Setting.PLAIN, read(pack("411500/xgb-2022-7")).passages[4].paragraph.text),
        (Setting.CHAPTER, "一、工作目标和原则"),
        (Setting.SECTION, "（一）主要目标"),
    ]


def test_statute_begins_with_its_name_and_its_articles_are_leads() -> None:
    found = heads("000000/bidding-law-2017", 3)
    assert [setting for setting, _ in found] == [Setting.TITLE, Setting.SUBTITLE, Setting.PLAIN]
    assert found[2][1] == "第二十三条"


@pytest.mark.parametrize(
    ("pack_id", "first", "last"),
    [
        ("370305/lcc-2022-9", "淄博市临淄区财政局文件", "现转发淄博市财政局"),
        ("370300/zcc-2022-11", "淄博市财政局文件", "附件:《山东省财政厅"),
        ("370000/lcc-2022-6", "山东省财政厅文件", "2022年5月13日印发"),
    ],
)
def test_document_shows_its_own_part_of_a_text_that_holds_three(pack_id: str, first: str, last: str) -> None:
    passages = read(pack(pack_id)).passages
    assert passages[0].paragraph.text == first
    assert passages[-1].paragraph.text.startswith(last)


def test_articles_without_a_text_come_in_their_order(client: Client) -> None:
    document = read(pack("000000/expert-measures-2016"))
    assert [p.paragraph.lead for p in document.unplaced] == [
        "第六条",
        "第十四条",
        "第十六条",
        "第二十一条",
    ]
    assert [p.paragraph.text.count("。") for p in document.unplaced] == [1, 1, 1, 1]
    page = shown(client, "/law/000000/expert-measures-2016/")
    assert "只看原文" not in page
    assert "平台没有收录本文件的原文" in page
    assert "大意，待核对" in page


def test_words_that_stand_in_longer_ones_are_not_repeated() -> None:
    (article, *_) = read(pack("000000/ndrc-order-12")).unplaced
    assert (article.paragraph.lead, article.paragraph.text) == (
        "第九条",
        (
            "评标委员会负责人由成员推举产生或者由招标人确定，与其他成员有同等的表决权；"
            "评标委员会负责人与其他成员有同等的表决权。"
        ),
    )


@pytest.mark.parametrize(
    ("url", "there", "not_there"),
    [
        ("", ["已执行", "施行", "目录", 'id="offer.lead"'], []),
        ("?state=enforced", ["yp-law-does", "二、评标工作流程"], ["<p>目录</p>", "五、有关要求"]),
        ("?state=text", ["五、有关要求"], ["yp-law-does", 'id="offer.lead"']),
        ("?state=nonsense", ['id="offer.lead"', "五、有关要求"], []),
    ],
)
def test_reader_chooses_what_to_see(client: Client, url: str, there: list[str], not_there: list[str]) -> None:
    page = shown(client, f"/law/411500/xgb-2022-7/{url}")
    assert [text for text in there if text not in page] == []
    assert [text for text in not_there if text in page] == []


def test_filter_keeps_the_clauses_of_one_state_alone() -> None:
    document = read(pack("411500/xgb-2022-7"))
    for state in State:
        notes = [note for passage in document.only(state).passages for note in passage.notes]
        assert {note.clause.state for note in notes} <= {state}
        assert len(notes) == document.counts.get(state, 0)


def test_rule_tells_its_value_its_words_and_how_they_are_read(client: Client) -> None:
    page = shown(client, "/law/411500/xgb-2022-7/")
    card = re.search(r'<details class="yp-rule" id="offer\.lead".*?</details>', page, re.DOTALL)
    assert card is not None
    assert "评标开始前至少 168 小时" in card.group()
    assert "应当" in card.group()
    assert "提前时间" in card.group()
    assert "理解" in card.group()
    assert "已核对原文" in card.group()


def test_draft_says_that_it_is_one(client: Client, settings: LazySettings) -> None:
    assert "征求意见稿，仅供模拟" in shown(client, "/law/370000/engineering-plan/")
    settings.DRAFTS_DECIDE = True
    assert "本节点已设置为允许征求意见稿参与判定" in shown(client, "/law/370000/engineering-plan/")


@pytest.mark.parametrize("url", ["/law/411500/none/", "/law/999999/xgb-2022-7/", "/law/a/b/"])
def test_unknown_document_leads_back_to_the_list(client: Client, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 404
    assert "没有这份规则文件。" in answer.content.decode()


def test_pages_hold_no_foreign_words(client: Client) -> None:
    """What a reader sees, without the names that documents give themselves."""
    for url in ("/law/", "/law/411500/xgb-2022-7/", "/law/000000/mof-order-87/", "/law/450200/lcc-2023-32/"):
        main = shown(client, url).partition("<main")[2].partition(">")[2].partition("</main>")[0]
        text = re.sub(r"<[^>]*>", " ", main)
        assert sorted({*re.findall(r"[A-Za-z_]{2,}", text)} - {"CA", "UPS"}) == [], url
