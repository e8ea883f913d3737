"""Uploaded names, page images and the server process."""

from __future__ import annotations

import hashlib
import io
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from service_fakes import page_of, stored

from index import StoredDocument
from ingest.errors import NotFoundError, UsageError
from ingest.pdf.picture import draw_page
from ingest.picture import Picture
from service.library import Library
from service.settings import load_settings
from service.web.errors import HttpError
from service.web.images import can_render, parse_rects, render_page
from service.web.server import ListenError, run
from service.web.state import State
from service.web.uploads import safe_name, save_upload


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("令和6年版 通商白書.pdf", "令和6年版 通商白書.pdf"),
        ("年度报告（最终）.pdf", "年度报告（最终）.pdf"),
        ("C:\\Users\\me\\报告.pdf", "报告.pdf"),
        ("../../etc/passwd", "passwd"),
        ("カ\u3099.pdf", "ガ.pdf"),
        ("a\x00b\u202efdp.exe", "a_b_fdp.exe"),
        ("CON.txt", "_CON.txt"),
        (".hidden", "hidden"),
        ("..", "document"),
        ("", "document"),
        ("\udce3.pdf", "_.pdf"),
    ],
)
def test_names_are_kept_as_far_as_they_are_safe(given_name: str, name: str) -> None:
    assert safe_name(given_name) == name


@given(st.text(st.characters(codec=None), max_size=400))
def test_a_safe_name_is_one_short_component(name: str) -> None:
    safe = safe_name(name)
    assert safe == Path(safe).name
    assert safe not in ("", ".", "..")
    assert len(safe.encode()) <= 255 - len(b"-1000")
    assert not any(ord(c) < 32 or c in '/\\<>:"|?*' for c in safe)
    assert safe_name(safe) == safe


def test_an_interrupted_upload_leaves_nothing(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError("connection lost")

    with pytest.raises(OSError, match="connection lost"):
        save_upload(Broken(), "a.pdf", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def pdf(tmp_path: Path) -> tuple[Path, StoredDocument]:
    path = tmp_path / "deck.pdf"
    canvas = Canvas(str(path), pagesize=(400, 300))
    canvas.drawString(50, 250, "Hello")
    canvas.showPage()
    canvas.save()
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return path, stored(
        "a" * 16, "Deck", "deck.pdf", "en", page_of("Hello"), sha256=sha256
    ).document


def test_a_page_is_drawn_with_the_rectangles_marked(pdf: tuple[Path, StoredDocument]) -> None:
    path, document = pdf
    plain = Image.open(io.BytesIO(render_page(document, path, 1, draw_page)))
    marked = Image.open(
        io.BytesIO(render_page(document, path, 1, draw_page, [(200, 100, 300, 200)]))
    )
    assert plain.size == marked.size == (1400, 1050)
    middle = (250 * 1400 // 400, 150 * 1400 // 400)
    assert plain.getpixel(middle) == (255, 255, 255)
    assert marked.getpixel(middle) == (255, 226, 110)
    assert marked.getpixel((10, 10)) == (255, 255, 255)
    assert can_render(document, path)


def test_pages_that_cannot_be_drawn_say_why(pdf: tuple[Path, StoredDocument]) -> None:
    path, document = pdf
    with pytest.raises(NotFoundError, match="no such page"):
        render_page(document, path, 2, draw_page)
    with pytest.raises(NotFoundError, match="format text"):
        render_page(replace(document, format="text"), path, 1, draw_page)
    with pytest.raises(NotFoundError, match="no longer where"):
        render_page(document, None, 1, draw_page)
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(NotFoundError, match="has changed"):
        render_page(document, path, 1, draw_page)
    assert not can_render(document, path.with_name("gone.pdf"))


def test_those_who_wait_for_a_picture_leave_threads_for_others(
    pdf: tuple[Path, StoredDocument],
) -> None:
    path, document = pdf
    settings = load_settings({"server_threads": 2})
    state = State(settings, Library(settings.collection_options()))

    def draw(source: Path, index: int) -> Picture:
        with pytest.raises(HttpError, match="other pages are being drawn") as caught:
            state.draw(source, index)
        assert (caught.value.status, caught.value.code) == (503, "busy")
        return draw_page(source, index)

    state._painter.draw = draw  # type: ignore[method-assign]
    try:
        assert render_page(document, path, 1, state.draw).startswith(b"\x89PNG")
        assert render_page(document, path, 1, state.draw).startswith(b"\x89PNG")
    finally:
        state.close()


def test_rectangles_are_parsed_or_refused() -> None:
    assert parse_rects("") == []
    assert parse_rects("1,2,3.5,4; 5,6,7,8;") == [(1, 2, 3.5, 4), (5, 6, 7, 8)]
    for text in ("1,2,3", "a,b,c,d", "nan,1,2,3", "3,1,2,4", "0,0,1e9,1", "0,0,inf,1"):
        with pytest.raises(UsageError, match="not a list of rectangles"):
            parse_rects(text)
    with pytest.raises(UsageError, match="more than 200"):
        parse_rects("0,0,1,1;" * 201)


def test_a_port_in_use_is_said_so() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ListenError, match=f"cannot listen on 127.0.0.1, port {port}"):
            run(load_settings({"port": port}), announce=print)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_starts_empty_says_where_and_stops_cleanly(
    tmp_path: Path, number: signal.Signals
) -> None:
    command = [sys.executable, "-m", "service.cli", "serve", "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        try:
            assert line.startswith("shutten listens on http://127.0.0.1:")
            with urllib.request.urlopen(line.split()[-1] + "api/v1/health", timeout=10) as answer:
                assert json.load(answer)["documents"] == 0
        finally:
            server.send_signal(number)
            out, err = server.communicate(timeout=20)
    assert (server.returncode, out, err) == (0, "", "")
