"""The duty leader settles what needs a hand, in Chinese and in English."""

from datetime import date, timedelta

import pytest

from tests.browser.leader.console import BOTH, Page, Scene

pytestmark = pytest.mark.timeout(240)


@BOTH
def test_an_opinion_is_read_sent_on_answered_and_closed(
    scene: Scene, page: Page, lang: str
) -> None:
    zh = lang == "zh"
    page.open("opinions")
    page.press("new")
    page.send("new", kind="complaint", topic="conduct", words="窗口态度不好。", contact="138")
    page.told("已写入意见簿" if zh else "It stands in the book")
    entry = max(one["opinion"] for one in scene.read("/opinions")["opinions"])
    page.choose(entry)
    page.see(f"entry-{entry}", "还剩 9 天 23 小时" if zh else "9 d 23 h left")
    assert "态度不好" not in page.chromium.driver.page_source
    page.press(f"text-{entry}")
    page.see(f"text-{entry}-shown", "窗口态度不好。")
    trail = scene.program.ask("/audit")["lines"]
    assert [one["did"] for one in trail].count("words.shown") >= 1
    page.send("route", whom="desk:office")
    page.see(f"entry-{entry}", "办公室" if zh else "Office")
    page.send("reply", words="已批评教育，向您致歉。")
    page.told("已答复" if zh else "It is answered")
    page.send("call_back", reached="yes", words="已致歉。")
    page.told("回访已记录" if zh else "The call is noted")
    page.send("close")
    page.see(f"entry-{entry}", "已办结" if zh else "closed")
    page.send("reopen", words="还要再看。")
    page.see(f"entry-{entry}", "重新打开" if zh else "opened again")
    page.is_well()
    page.send("reply", words="再次答复。")
    page.send("close")
    page.told("已办结" if zh else "It is closed")


@BOTH
def test_a_recommendation_is_answered_refused_or_closed(
    scene: Scene, page: Page, lang: str
) -> None:
    zh = lang == "zh"
    given = {"words": "请在午间加开窗口。", "measure": "F2.mean", "now": 1200.0, "then": 600.0}
    one = scene.do("leader", "/recommendations", rule=f"lunch-{lang}", about="2", **given)["n"]
    other = scene.do("leader", "/recommendations", rule=f"paint-{lang}", words="刷墙。")["n"]
    page.open("advice")
    page.see(f"entry-{one}", "待答复" if zh else "to be answered")
    page.choose(one)
    page.send("answer", position="agreed", words="同意。", action="排班", desk="office")
    page.told("期限" if zh else "by when")
    today = date.fromisoformat(scene.read("/live")["day"])
    due = (today + timedelta(days=3)).isoformat()
    page.send("answer", due=due)
    page.see(f"entry-{one}", due)
    page.see(f"entry-{one}", "还剩 3 天" if zh else "3 d left")
    page.send("reply", status="adopted", words="好。")
    page.told("本人" if zh else "answer")  # whoever answered does not reply
    page.choose(other)
    page.send("answer", position="not_agreed", words="没有必要。")
    page.see(f"entry-{other}", "已答复" if zh else "answered")
    page.is_well()
    page.press("part-adopted")
    page.chromium.until("it is no part of it", lambda: not page.shown(f"entry-{other}"))
    page.press("part-all")
    page.see(f"entry-{other}", str(other))


@BOTH
def test_a_bad_rating_is_settled_but_never_ones_own(scene: Scene, page: Page, lang: str) -> None:
    zh = lang == "zh"
    case = scene.rated("clerk", "1", 2)
    scene.sit("leader", "2")
    own = scene.rated("leader", "2", 1)
    scene.do("leader", "/windows/2/log-out")
    page.open("cases")
    page.choose(case)
    page.see(f"entry-{case}", "不满意" if zh else "Dissatisfied")
    page.see(f"entry-{case}", "核实：还剩 23 小时" if zh else "Verify: 23 h")
    page.send("verify", confirmed="yes", words="属实。")
    page.see(f"entry-{case}", "属实" if zh else "confirmed")
    scene.do("clerk", f"/cases/{case}/appeal", words="并非如此。")
    page.see(f"entry-{case}", "申诉待裁定" if zh else "appeal waits")
    page.send("fix", words="已培训。")
    page.send("call_back", reached="yes", words="已说明。")
    page.see(f"entry-{case}", "已回访" if zh else "called back")
    page.send("close")
    page.see("told", "申诉" if zh else "appeal")  # it is decided first, and by somebody else
    page.is_well()
    page.choose(own)
    page.send("verify", confirmed="no", words="没有的事。")
    page.chromium.until(
        "it is refused", lambda: "fault" in page.chromium.attribute("told", "class")
    )
    assert scene.read(f"/cases/{own}")["stage"] == "open"
