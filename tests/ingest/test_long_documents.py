"""Files of very many pages: what is done once and not for each page, and what is not held."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Document, Page
from ingest.parallel import Limits, read_documents
from ingest.passages import _width
from ingest.pdf import assemble_file, page_count, read_pages, read_pdf
from ingest.pdf.opening import OpenPdf
from ingest.stored_pages import StoredPages, store_pages


def made(path: Path, pages: int, first: int = 1) -> Path:
    """A PDF of a sentence a page, below a running head and above a page number from ``first``."""
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
    canvas = Canvas(str(path), pagesize=(300, 300))
    for number in range(1, pages + 1):
        canvas.setFont("HeiseiKakuGo-W5", 10)
        canvas.drawString(30, 280, "統計年報")
        canvas.drawString(30, 150, f"市の人口は{number}年前より増えた。")
        canvas.drawString(150, 12, str(number + first - 1))
        canvas.showPage()
    canvas.save()
    return path


def shape(page: Page) -> tuple[object, ...]:
    """All of a page that can be compared; where its characters stand, as bytes."""
    boxes = page.boxes.tobytes() if page.boxes is not None else b""
    return (page.number, page.label, page.text, page.size, boxes, page.blocks, page.tables)


def test_page_numbers_of_five_digits_are_no_text(tmp_path: Path) -> None:
    pages = read_pdf(made(tmp_path / "a.pdf", 4, first=9_998)).pages
    assert [page.label for page in pages] == ["9998", "9999", "10000", "10001"]
    assert [page.text for page in pages] == [f"市の人口は{n}年前より増えた。" for n in range(1, 5)]


class Counting(Sequence[Page]):
    """Pages that count how often one of them is asked for."""

    def __init__(self, pages: Iterable[Page]) -> None:
        self.pages = tuple(pages)
        self.asked = 0

    def __len__(self) -> int:
        return len(self.pages)

    def __getitem__(self, index: int | slice) -> Page | tuple[Page, ...]:  # type: ignore[override]
        found = self.pages[index]
        self.asked += 1 if isinstance(found, Page) else len(found)
        return found


def test_pages_on_the_disk_are_those_that_were_stored(tmp_path: Path) -> None:
    pages = read_pdf(made(tmp_path / "a.pdf", 3)).pages
    stored = store_pages(pages, tmp_path)
    assert len(stored) == 3
    assert [shape(p) for p in stored] == [shape(p) for p in pages]
    assert [p.number for p in stored[1:]] == [2, 3]
    assert stored[-1].number == 3
    with pytest.raises(IndexError):
        stored[3]
    assert stored[0] is not stored[0]  # loaded anew: nothing is held


def test_pages_outlive_their_folder_and_travel_to_other_processes(tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    folder.mkdir()
    page = Page(1, "i", "一", boxes=np.zeros((1, 4), dtype=np.float32))
    stored = store_pages([page, replace(page, number=2)], folder)
    arrived: StoredPages = pickle.loads(pickle.dumps(stored))
    del stored
    shutil.rmtree(folder)
    assert [p.number for p in arrived] == [1, 2]


def test_a_long_document_leaves_its_pages_on_the_disk(tmp_path: Path) -> None:
    path = made(tmp_path / "long.pdf", 201)
    [(_, found)] = read_documents([path], 2, Limits(recognise=False))
    assert isinstance(found, Document)
    assert isinstance(found.pages, StoredPages)
    expected = read_pdf(path)
    assert [shape(p) for p in found.pages] == [shape(p) for p in expected.pages]
    assert found.passages == expected.passages
    assert (found.title, found.language, found.warnings) == (
        expected.title,
        expected.language,
        expected.warnings,
    )
    assert found.pages[100].blocks[0].removed_text == "統計年報"


def test_a_short_document_holds_its_pages(tmp_path: Path) -> None:
    [(_, found)] = read_documents([made(tmp_path / "short.pdf", 3)], 1)
    assert isinstance(found, Document)
    assert isinstance(found.pages, tuple)


def test_putting_together_goes_through_the_pages_a_fixed_number_of_times(tmp_path: Path) -> None:
    path = made(tmp_path / "a.pdf", 40)
    raw = read_pages(path, 0, 40)
    visits: list[int] = []
    document = assemble_file(path, raw, visits.append, Counting)
    assert isinstance(document.pages, Counting)
    assert visits == [*range(40), *range(40)]
    assert document.pages.asked <= 4 * 40


def test_opening_a_file_does_not_walk_to_its_last_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path / "a.pdf", 40)
    asked: list[int] = []
    holds = OpenPdf._holds
    monkeypatch.setattr(
        OpenPdf, "_holds", lambda self, number: asked.append(number) or holds(self, number)
    )
    assert [page.number for page in read_pages(path, 3, 5)] == [4, 5]
    assert asked == [1]
    assert page_count(path) == 40
    assert asked == [1, 1, 40]


@pytest.mark.parametrize("text", ["", "abc", "人口 12 人", "ｱＡ①\n", "a\ud800b\U0001f600"])
def test_latin_characters_are_half_as_wide(text: str) -> None:
    assert _width(text) == sum(0.5 if c.isascii() else 1.0 for c in text)
