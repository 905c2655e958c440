"""The search pages work as plain HTML, in both languages."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from services.search.index.document import Fact
from tests.unit.search.documents import a_document
from tests.unit.search.shelf import Shelf, open_shelf

LIFT = quote("电梯")


def page(shelf: Shelf, path: str, status: int = 200) -> str:
    with shelf.client().get(path) as answer:
        assert answer.status_code == status
        return answer.get_data(as_text=True)


def links(html: str, text: str) -> list[str]:
    """Addresses of the links whose text contains this."""
    found = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', html, re.DOTALL)
    return [unescape(address) for address, inside in found if text in re.sub("<[^>]*>", "", inside)]


def test_an_empty_installation_says_so_and_offers_a_report(shelf: Shelf) -> None:
    html = page(shelf, "/search")
    assert "目前还没有可查的内容" in html
    assert links(html, "反映问题") == ["/report"]


def test_hits_are_marked_and_what_people_wrote_is_escaped(shelf: Shelf) -> None:
    shelf.put(a_document("1", "<i>電梯</i>", body="三号楼<b>电梯</b>停运"))
    html = page(shelf, f"/search?q={LIFT}")
    assert "&lt;i&gt;<mark>電梯</mark>&lt;/i&gt;" in html
    assert "&lt;b&gt;<mark>电梯</mark>&lt;/b&gt;" in html
    assert "<i>" not in html


def test_what_was_typed_stays_in_the_box(shelf: Shelf) -> None:
    assert 'value="&#34;电梯&#34;"' in page(shelf, f"/search?q={quote(chr(34) + '电梯' + chr(34))}")


def test_a_facet_narrows_and_its_chip_widens_again(shelf: Shelf) -> None:
    shelf.put(a_document("1"), a_document("2", kind="need"))

    [narrow] = links(page(shelf, f"/search?q={LIFT}"), "更新需求 1")
    html = page(shelf, narrow)

    assert "共 1 条记录" in html
    [wide] = links(html, "种类：更新需求")
    assert "共 2 条记录" in page(shelf, wide)


def test_pages_are_walked_by_links(shelf: Shelf) -> None:
    shelf.put(*(a_document(str(at)) for at in range(45)))
    address, seen = f"/search?q={LIFT}&sort=newest", []
    while address:
        html = page(shelf, address)
        seen += re.findall(r'href="/search/report:(\d+)"', html)
        address = next(iter(links(html, "下一页")), "")
    assert sorted(seen, key=int) == [str(at) for at in range(45)]


def test_nothing_found_offers_a_way_on(shelf: Shelf) -> None:
    shelf.put(a_document("1"))
    html = page(shelf, f"/search?q={quote('大象')}&kind=report")
    assert "没有查到" in html
    assert links(html, "在全部内容中查询") == [f"/search?q={quote('大象')}"]


def test_a_wrong_filter_is_explained_on_the_page(shelf: Shelf) -> None:
    html = page(shelf, "/search?kind=poem", 422)
    assert "error-summary" in html


def test_an_index_that_is_away_does_not_take_the_page_away(tmp_path: Path) -> None:
    with open_shelf(tmp_path, made=False) as shelf:
        html = page(shelf, f"/search?q={LIFT}", 503)
    assert "查询暂时不可用" in html


def test_a_draft_is_marked_as_one(shelf: Shelf) -> None:
    shelf.put(a_document("P-1", kind="project", facts=(Fact("candidate", True), Fact("rank", 3))))
    html = page(shelf, "/search?lang=en")
    assert "draft" in html
    assert "rank 3" in html


def test_a_record_has_a_page_with_its_thread(shelf: Shelf) -> None:
    shelf.put(
        a_document("R-1", body="正文"),
        a_document("R-1", kind="link", title="", fields=(), refs=("need:N-1",)),
        a_document("N-1", "某小区：电梯", kind="need"),
    )
    html = page(shelf, "/search/report:R-1")
    assert links(html, "某小区：电梯") == ["/search/need:N-1"]
    assert "正文" in html


def test_an_unknown_record_is_404(shelf: Shelf) -> None:
    page(shelf, "/search/report:none", 404)


@pytest.mark.parametrize("path", ["/search", f"/search?q={LIFT}&kind=report", "/search/report:1"])
def test_no_english_is_left_on_chinese_pages(shelf: Shelf, path: str) -> None:
    shelf.put(a_document("1", "电梯", state="proposed", facts=(Fact("people", 2), Fact("rank", 1))))
    html = page(shelf, path)
    unseen = r"<head>.*?</head>|<script.*?</script>|<[^>]*>"
    visible = re.sub(unseen, " ", html, flags=re.DOTALL)
    words = set(re.findall(r"[A-Za-z]{3,}", visible)) - {"English", "Tab"}
    assert not words


def test_a_facet_that_would_narrow_nothing_is_not_offered(shelf: Shelf) -> None:
    shelf.put(a_document("1", area_path=("qinghe",)), a_document("2", area_path=("qinghe",)))

    assert "缩小范围" not in page(shelf, "/search")


def test_a_box_and_a_circle_are_chips_that_can_be_taken_away(shelf: Shelf) -> None:
    shelf.put(a_document("1", lat=30.44, long=123.13))
    html = page(shelf, f"/search?q={LIFT}&bbox=123,30,124,31&lat=30.44&long=123.13&radius=300")

    assert links(html, "地图范围") == [f"/search?q={LIFT}&lat=30.44&long=123.13&radius=300"]
    assert links(html, "300 米以内") == [f"/search?q={LIFT}&bbox=123%2C30%2C124%2C31"]
    assert "[123.13, 30.44]" in html


def test_a_wrong_place_is_explained_on_the_page(shelf: Shelf) -> None:
    for query in ("bbox=1,2,3", "lat=1", "radius=x"):
        assert "error-summary" in page(shelf, f"/search?{query}", 422)


def test_a_mistyped_word_says_what_was_searched_for(shelf: Shelf) -> None:
    shelf.put(a_document("1", "The elevator"))

    html = page(shelf, "/search?q=elevatr&lang=en")

    assert "Nothing has “elevatr”. This is what has “elevator”." in html
    assert "<mark>elevator</mark>" in html


def test_half_typed_words_are_no_zero_hits(shelf: Shelf) -> None:
    client = shelf.client("searcher")
    for _ in range(4):
        client.get("/search?q=UFO", headers={"X-Citymend-Typing": "1"})
    assert client.get("/api/search/v1/zero-hits").get_json()["items"] == []
    for _ in range(4):
        client.get("/search?q=UFO")
    [missed] = client.get("/api/search/v1/zero-hits").get_json()["items"]
    assert (missed["question"], missed["times"]) == ("ufo", 4)


def test_the_thread_reads_from_report_to_project_with_dates(shelf: Shelf) -> None:
    shelf.put(
        a_document("R-1", "电梯坏了"),
        a_document("R-1", kind="link", title="", fields=(), refs=("need:N-1", "project:P-1")),
        a_document("N-1", "某小区：电梯", kind="need"),
        a_document("P-1", "某小区电梯更新", kind="project", refs=("need:N-1",)),
    )
    html = page(shelf, "/search/need:N-1")
    thread = html[html.index('<ol class="thread">') :]

    places = [thread.index(title) for title in ("电梯坏了", "某小区：电梯", "某小区电梯更新")]
    assert places == sorted(places)
    assert thread.count("2026-11-02") >= 3
    assert links(thread, "某小区：电梯") == ["/search/need:N-1"]
    assert 'aria-current="page"' in thread


def test_the_script_and_the_look_of_the_page_are_served(shelf: Shelf) -> None:
    html = page(shelf, "/search")
    for name in ("search.js", "search.css"):
        [address] = re.findall(rf'"(/search/static/{name}\?v=[0-9a-f]+)"', html)
        assert page(shelf, unescape(address))


def test_words_that_nothing_has_are_answered_with_names_that_sound_so(shelf: Shelf) -> None:
    shelf.put(a_document("1"))
    html = page(shelf, "/search?q=dianti")

    assert "您要找的是不是" in html
    assert links(html, "电梯")


def test_a_new_word_keeps_the_filters_and_the_days(shelf: Shelf) -> None:
    shelf.put(a_document("1", category="lift"))
    html = page(shelf, "/search?category=lift&since=2026-01-01&sort=oldest")
    form = html[html.index('<form id="search"') : html.index("</form>")]

    for name, value in (("category", "lift"), ("since", "2026-01-01"), ("sort", "oldest")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in form


def test_a_case_is_suspended_in_another_word_than_a_project(shelf: Shelf) -> None:
    shelf.put(
        a_document("C-1", kind="case", state="suspended"),
        a_document("P-1", kind="project", state="suspended"),
        a_document("P-2", kind="project", state="idea"),
    )
    assert '<span class="state">中止</span>' in page(shelf, f"/search?q={LIFT}&kind=case")
    assert '<span class="state">暂停</span>' in page(shelf, f"/search?q={LIFT}&kind=project")
    assert '<dd class="state">中止</dd>' in page(shelf, "/search/case:C-1")
    assert links(page(shelf, f"/search?q={LIFT}"), "中止、暂停 2")
    assert links(page(shelf, f"/search?q={LIFT}&kind=project"), "暂停 1")
    assert links(page(shelf, f"/search?q={LIFT}&kind=case&state=suspended"), "状态：中止")
