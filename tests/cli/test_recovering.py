"""``yuanping witness recover`` in an operator's words."""

from yuanping.cli.recovering import _said

FACTS = {
    "ok": True,
    "recovered": False,
    "before": 300,
    "size": 310,
    "kept": 2,
    "lost": 8,
    "holds": ["甲：larger"],
}


def test_dry_run_says_what_it_would_do_and_asks():
    assert _said(FACTS) == [
        "本节点现有 300 条，镜像有 310 条，已与本日志签发、见证方见证过的检查点核对一致。",
        "其中 2 条的内容仍在数据库中，将按原序号归位；",
        "8 条只能取回公开部分，其内容（何人何事）已随数据库丢失。",
        "以上为核对结果，尚未取回；取回之前本节点暂停签发。确认取回请加 --yes。",
    ]


def test_recovery_says_that_signing_goes_on():
    said = _said(FACTS | {"recovered": True, "holds": []})
    assert said[0].startswith("本节点原有 300 条")
    assert said[3].startswith("记录已取回，已恢复签发；")


def test_recovery_says_what_still_holds_the_log():
    assert "仍暂停签发，原因：甲：larger。" in _said(FACTS | {"recovered": True})[3]
