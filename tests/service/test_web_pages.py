"""The web page as HTML: every state in every language, and no way to inject anything."""

from __future__ import annotations

import io
import re
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from service_fakes import FakeIndex, page_of, stored

from index import Hit, SearchResult, StoredPassage
from service.settings import load_settings
from service.web.app import create_app
from service.web.texts import _TEXTS, Texts, html_lang
from service.web.views import mark_words, search_cards


@pytest.fixture
def client(fake_index: FakeIndex) -> FlaskClient:
    return create_app(load_settings()).test_client()


def soup(client: FlaskClient, path: str, language: str = "ja", status: int = 200) -> BeautifulSoup:
    response = client.get(path, headers={"Accept-Language": language, "Accept": "text/html"})
    assert response.status_code == status
    return BeautifulSoup(response.text, "lxml")


@pytest.mark.parametrize(
    ("accept", "lang", "word"),
    [
        ("ja,en;q=0.5", "ja", "答え"),
        ("zh-CN", "zh-Hans", "回答"),
        ("zh-TW;q=0.9, ja;q=0.1", "zh-Hans", "回答"),
        ("en-GB", "en", "Answer"),
        ("fr", "en", "Answer"),
        ("", "en", "Answer"),
    ],
)
def test_the_page_speaks_the_readers_language(
    client: FlaskClient, accept: str, lang: str, word: str
) -> None:
    page = soup(client, "/?q=市場の規模", accept)
    assert page.html is not None
    assert page.html["lang"] == lang
    title = page.select_one("#answer-title")
    assert title is not None
    assert title.text == word


def test_the_choice_of_a_language_is_remembered(client: FlaskClient) -> None:
    assert "文档" in client.get("/documents?lang=zh", headers={"Accept-Language": "ja"}).text
    assert "文档" in client.get("/documents", headers={"Accept-Language": "ja"}).text
    assert "Documents" in client.get("/documents?lang=en").text


def test_an_answer_shows_the_quotation_marked_on_its_card(client: FlaskClient) -> None:
    page = soup(client, "/?q=市場の規模")
    assert page.select_one(".answer-short").text == "9.5兆円"  # type: ignore[union-attr]
    mark = page.select_one(".answer-text .mark")
    card = page.select_one("#cite-1")
    assert mark is not None
    assert card is not None
    assert card.select_one("mark").text == "半導体市場の規模は9.5兆円に達した。"  # type: ignore[union-attr]
    assert "前年より12%増えた" in card.select_one(".quote").text  # type: ignore[union-attr]
    assert card.select_one(".quote")["lang"] == "ja"  # type: ignore[index]
    assert "1ページ（印刷上はiii）" in card.text
    assert mark["href"] == card.select_one(".card-title")["href"]  # type: ignore[index]


def test_no_answer_is_said_plainly_with_the_nearest(client: FlaskClient) -> None:
    page = soup(client, "/?q=宇宙の規模", "en")
    assert "These documents do not say" in page.text
    assert page.select(".card")
    assert not page.select("mark")


def test_search_shows_why_a_passage_was_found(client: FlaskClient, fake_index: FakeIndex) -> None:
    page = soup(client, "/search?q=市場&language=ja")
    assert fake_index.opened[-1].searches[-1]["language"] == "ja"
    assert "語句が一致" in page.select_one(".card").text  # type: ignore[union-attr]
    assert page.select_one("option[selected]")["value"] == "ja"  # type: ignore[index]
    assert "見つかりませんでした" in soup(client, "/search?q=qqq").text
    assert "見つかりませんでした" not in soup(client, "/search?language=xx").text


def test_a_row_is_shown_below_its_heads(client: FlaskClient) -> None:
    row = StoredPassage(
        "p", "d", "年报", "a.pdf", 6, "6", "table_row", 0, 12, "滚珠丝杠 | 21.8", "zh",
        ("年报", "二、收入"), "年报 > 二、收入\n表3 产销量\n产品 | 生产量\n单位：万套", [], None,
    )  # fmt: skip
    hit = Hit(1, 0.7, row, 0.9, 1.0, ("lexical",))
    with client.application.test_request_context():
        (card,) = search_cards(SearchResult("滚珠丝杠", "zh", (hit,)))
        (text,) = search_cards(
            SearchResult("滚", "zh", (replace(hit, passage=replace(row, kind="text")),))
        )
    assert card.heads == ("表3 产销量", "产品 | 生产量", "单位：万套")
    assert text.heads == ()


def test_the_words_of_a_query_are_marked_across_scripts() -> None:
    pieces = mark_words("日本の経済と台灣的經濟、ＧＤＰ", ["经济", "gdp"])
    assert "".join(piece.text for piece in pieces) == "日本の経済と台灣的經濟、ＧＤＰ"
    assert [piece.text for piece in pieces if piece.marked] == ["経済", "經濟", "ＧＤＰ"]
    assert mark_words("", ["x"]) == ()


def test_a_page_is_shown_with_its_quotation(client: FlaskClient) -> None:
    page = soup(client, f"/documents/{'a' * 16}/pages/1?start=0&end=5", "en")
    assert page.select_one("mark").text == "半導体市場"  # type: ignore[union-attr]
    assert "There is no page image" in page.text
    assert "p. 1 (printed iii)" in page.text
    soup(client, f"/documents/{'a' * 16}/pages/1?start=-5&end=99999", "en")
    soup(client, f"/documents/{'a' * 16}/pages/1?start=x", "en")


def test_a_page_that_cannot_be_cited_says_so(client: FlaskClient, fake_index: FakeIndex) -> None:
    from dataclasses import replace

    from ingest.document import Quality

    bad = replace(page_of("□□"), quality=Quality(ok=False, issues=("cid",)))
    fake_index.pages.append(stored("c" * 16, "壊れた文書", "c.pdf", "und", bad))
    assert "never cited" in soup(client, f"/documents/{'c' * 16}/pages/1", "en").text


def test_fragments_are_the_changing_part_only(client: FlaskClient) -> None:
    for path in ("/?q=市場&", "/search?q=市場&", "/documents?", "/topics?"):
        text = client.get(f"{path}fragment=1").text
        assert "<html" not in text
        assert text.strip()


def test_the_form_adds_and_removes_without_script(client: FlaskClient, tmp_path: Path) -> None:
    data = {"file": (io.BytesIO("text:文書。".encode()), "新.txt")}
    assert client.post("/documents", data=data).status_code == 303
    page = soup(client, "/documents")
    assert "新.txt" in page.text
    form = page.select(".doc form")[-1]
    assert client.post(str(form["action"])).status_code == 303
    assert "新.txt" not in soup(client, "/documents").text


def test_a_faulty_upload_is_explained_on_the_page(client: FlaskClient) -> None:
    data = {"file": (io.BytesIO(b"%PDF"), "x.pdf")}
    response = client.post("/documents", data=data)
    assert (response.status_code, "the file is damaged" in response.text) == (422, True)
    assert client.post("/documents", data={}).status_code == 400


def test_an_empty_collection_invites_documents(fake_index: FakeIndex) -> None:
    fake_index.pages.clear()
    client = create_app(load_settings()).test_client()
    for path in ("/", "/?q=x", "/search", "/search?q=x", "/documents", "/topics"):
        assert "No documents yet" in soup(client, path, "en").text


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/?q=bad", 400, "the question is bad"),
        (f"/?q={'x' * 2001}", 400, "2,001"),
        (f"/search?q={'x' * 2001}", 400, "2,001"),
        ("/?q=boom", 500, "something went wrong in the server"),
        ("/nowhere", 404, "nothing at this address"),
        ("/documents/none/pages/1", 404, "there is no document"),
    ],
)
def test_errors_are_pages_for_people(
    client: FlaskClient, path: str, status: int, words: str
) -> None:
    page = soup(client, path, "en", status)
    problem = page.select_one(".problem")
    assert problem is not None
    assert words in problem.text
    assert page.select_one("nav.tabs") is not None


def test_nothing_of_a_document_or_question_becomes_markup(
    client: FlaskClient, fake_index: FakeIndex
) -> None:
    evil = "<script>alert(1)</script>\"'>市場。"
    fake_index.pages.insert(0, stored("d" * 16, evil, evil, "ja", page_of(evil)))
    for path in (
        f"/?q={evil}",
        f"/search?q={evil}",
        "/documents",
        f"/documents/{'d' * 16}/pages/1",
    ):
        page = soup(client, path)
        scripts = page.select("script")
        assert [script.text for script in scripts] == [""]
        assert not re.search(r"\son\w+=", str(page.select_one("main")).replace(evil, ""))


def test_no_page_needs_inline_script_or_style(client: FlaskClient) -> None:
    for path in ("/", "/?q=市場", "/documents", "/topics", f"/documents/{'a' * 16}/pages/1"):
        page = soup(client, path)
        assert not page.select("[style], style, script:not([src])")


def test_every_text_exists_in_three_languages() -> None:
    for key, words in _TEXTS.items():
        assert len(words) == 3
        assert all(words), key
        fields = {tuple(sorted(re.findall(r"{(\w+)}", text))) for text in words}
        assert len(fields) == 1, key


def test_places_and_languages_of_texts() -> None:
    assert Texts("ja").place(3, "3") == "3ページ"
    assert Texts("zh").place(3, "iv") == "第3页（印刷页码 iv）"
    assert Texts("en").place(3, "iv") == "p. 3 (printed iv)"
    assert html_lang("zh", "经济发展") == "zh-Hans"
    assert (html_lang("ja", "x"), html_lang("und", "x")) == ("ja", "")


def test_two_requests_share_one_collection(client: FlaskClient, fake_index: FakeIndex) -> None:
    threads = [threading.Thread(target=client.get, args=("/search?q=市場",)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(fake_index.opened) == 1
