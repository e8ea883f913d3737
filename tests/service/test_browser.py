"""The web page in a real browser: what a person clicks, types and sees."""

from __future__ import annotations

import hashlib
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from llm_pages import embed
from llm_server import Endpoint, chunk, serving, silent
from reportlab.pdfgen.canvas import Canvas
from service_fakes import SIZE, FakeCollection, FakeIndex, page_of, stored
from werkzeug.serving import make_server

from service.settings import load_settings
from service.web.app import create_app

playwright_api = pytest.importorskip("playwright.sync_api")
Page = playwright_api.Page

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="chromium is not installed"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with playwright_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def address(fake_index: FakeIndex, tmp_path: Path) -> Iterator[str]:
    """A server over the two documents, the first of which has its file."""
    path = tmp_path / "chips.pdf"
    canvas = Canvas(str(path), pagesize=SIZE)
    canvas.drawString(10, 270, "9.5")
    canvas.save()
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    old = fake_index.pages[0]
    fake_index.pages[0] = stored(
        old.document.doc_id, old.document.title, "chips.pdf", "ja",
        page_of(old.page.text, label="iii"), sha256=sha256,
    )  # fmt: skip
    fake_index.sources[old.document.doc_id] = path
    server: Any = make_server("127.0.0.1", 0, create_app(load_settings()), threaded=True)
    server.daemon_threads = False
    sockets: list[socket.socket] = []
    accept = server.get_request

    def get_request() -> Any:
        sockets.append((accepted := accept())[0])
        return accepted

    server.get_request = get_request
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    # The browser keeps connections in reserve; their threads would wait for a request for ever.
    for each in sockets:
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
    server.server_close()


@pytest.fixture
def page(browser: object, address: str) -> Iterator[Page]:
    """A page of a Japanese reader; a script error or a refused resource fails the test."""
    context = browser.new_context(locale="ja-JP", base_url=address)  # type: ignore[attr-defined]
    opened = context.new_page()
    opened.set_default_timeout(5000)
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda message: complaints.append(message.text))
    yield opened
    context.close()
    assert complaints == []


def test_ask_then_look_at_the_quotation_on_its_page(page: Page) -> None:
    page.goto("/")
    page.keyboard.type("市場の規模は?")  # the box has the focus
    page.keyboard.press("Enter")
    page.wait_for_selector(".answer-short")
    assert page.inner_text(".answer-short") == "9.5兆円"
    assert "q=" in page.url
    page.click(".answer-text .mark")
    page.wait_for_selector("#viewer[open] .sheet img")
    page.locator(".sheet img").evaluate("image => image.decode()")
    sheet = page.locator(".sheet img").bounding_box()
    rect = page.locator(".overlay rect").first.bounding_box()
    assert sheet is not None
    assert rect is not None
    scale = sheet["width"] / SIZE[0]
    assert rect["x"] == pytest.approx(sheet["x"] + (10 - 1.5) * scale, abs=2)
    assert rect["y"] == pytest.approx(sheet["y"] + (20 - 1.5) * scale, abs=2)
    page.keyboard.press("Escape")
    assert page.locator("#viewer[open]").count() == 0
    assert page.evaluate("document.activeElement.className") == "mark"


def test_the_documents_do_not_say(page: Page) -> None:
    page.goto("/?q=宇宙の規模は")
    assert page.inner_text(".none-title") == "手元の文書には答えがありません"
    assert page.locator(".card").count() >= 1


def test_upload_and_remove(page: Page) -> None:
    page.goto("/documents")
    page.set_input_files(
        "#file",
        [
            {"name": "新しい.txt", "mimeType": "text/plain", "buffer": "text:文書。".encode()},
            {"name": "同じ.txt", "mimeType": "text/plain", "buffer": "text:文書。".encode()},
        ],
    )
    page.wait_for_selector(".uploads li:nth-child(2).good")
    assert page.inner_text(".uploads").split("\n") == [
        "新しい.txt: 追加しました",
        "同じ.txt: すでにあります",
    ]
    page.wait_for_selector(".doc:nth-child(3)")
    page.once("dialog", lambda dialog: dialog.accept())
    page.click(".doc:nth-child(3) button")
    page.wait_for_selector(".doc:nth-child(3)", state="detached")


def test_the_language_switch_keeps_the_question(page: Page) -> None:
    page.goto("/?q=市場")
    page.click(".langs a[hreflang=zh]")
    page.wait_for_url("**lang=zh*")  # returns when the style sheet is there too
    assert page.get_attribute("html", "lang") == "zh-Hans"
    assert page.input_value("#q") == "市場"
    fonts = "element => getComputedStyle(element).fontFamily"
    assert "CJK SC" in page.eval_on_selector("body", fonts)
    assert "CJK JP" in page.eval_on_selector(".quote:lang(ja)", fonts)


def test_back_and_forward_show_their_answers(page: Page) -> None:
    page.goto("/?q=市場")
    page.fill("#q", "宇宙")
    page.press("#q", "Enter")
    page.wait_for_selector(".none-title")
    page.go_back()
    page.wait_for_selector(".answer-short")


def test_a_conversation_goes_on_in_the_page(page: Page) -> None:
    page.goto("/")
    page.fill("#q", "2020年の日本の市場の規模は?")
    page.press("#q", "Enter")
    page.wait_for_selector("#result .answer")
    assert page.input_value("#q") == ""
    page.fill("#q", "では中国は？")
    page.press("#q", "Enter")
    page.wait_for_selector(".resolved")
    assert page.inner_text(".resolved") == "「2020年の中国の市場の規模は?」として検索しました"
    assert page.inner_text(".turn summary").startswith("2020年の日本の市場の規模は?")
    page.click(".turn summary")
    assert page.locator(".turn .answer").is_visible()
    assert page.evaluate("document.querySelectorAll('#answer-title').length") == 1
    page.reload()  # without the script's memory the earlier questions are links
    assert page.inner_text(".earlier a") == "2020年の日本の市場の規模は?"
    assert page.inner_text(".resolved") == "「2020年の中国の市場の規模は?」として検索しました"
    page.click(".fresh")
    page.wait_for_selector(".earlier", state="detached")
    assert page.locator("input[name=h]").count() == 0


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    """A language model that writes one sentence and then waits for the test."""
    monkeypatch.setattr(FakeCollection, "embed_passages", lambda _, t: embed(t), raising=False)
    sentence = "半導体市場の規模は9.5兆円に達した。[1]\n"
    with serving(silent(chunk(sentence))) as server:
        monkeypatch.setenv("SHUTTEN_LLM_BASE_URL", server.url)
        monkeypatch.setenv("SHUTTEN_LLM_MODEL", "m")
        yield server


def test_a_sentence_is_shown_while_the_model_still_writes(model: Endpoint, page: Page) -> None:
    page.goto("/")
    page.fill("#q", "半導体市場の規模は?")
    page.press("#q", "Enter")
    page.wait_for_selector(".answer.writing .answer-text")
    assert page.inner_text(".writing") == "半導体市場の規模は9.5兆円に達した。"
    model.closing.set()
    page.wait_for_selector(".answer:not(.writing)")
    assert "各文を原文と照合しました" in page.inner_text(".meta")
    assert page.locator(".card").count() == 1


@pytest.mark.parametrize(
    "path",
    [
        "/?q=市場",
        "/?h=2020年の日本の市場の規模は?&q=では中国は？",
        "/search?q=市場",
        "/documents",
        "/topics",
    ],
)
def test_nothing_is_wider_than_a_telephone(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 340, "height": 640})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 340


def test_everything_works_without_script(browser: object, address: str) -> None:
    context = browser.new_context(  # type: ignore[attr-defined]
        locale="en-US", base_url=address, java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/")
    page.fill("#q", "市場の規模")
    page.click(".box .button")
    page.click("#cite-1 .card-title")
    assert page.locator(".overlay rect").count() == 1
    context.close()
