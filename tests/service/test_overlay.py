"""``show --page``: the structure in words and drawn over the page."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from service_fakes import page_of, stored

from index import StoredPage
from ingest import read_document
from ingest.document import Block, Cell, Link, Page, Quality, Table, union
from ingest.errors import NotFoundError
from ingest.pdf.picture import draw_page
from service.cli.page_view import page_lines
from service.overlay import KIND_COLOURS, _parts, draw_structure


@pytest.fixture
def drawn(tmp_path: Path) -> tuple[Path, StoredPage]:
    path = tmp_path / "deck.pdf"
    canvas = Canvas(str(path), pagesize=(400, 300))
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(50, 250, "Overview")
    canvas.setFont("Helvetica", 10)
    canvas.drawString(50, 200, "The market grew by a tenth.")
    canvas.showPage()
    canvas.save()
    document = read_document(path)
    page = document.pages[0]
    table = Table(
        ((Cell("a", 0, 1, (250.0, 200.0, 300.0, 220.0)),),),
        id="p1t1",
        caption="表1",
        unit="単位：%",
    )
    page = replace(page, tables=(table,), quality=replace(page.quality, issues=("cid",)))
    found = stored("a" * 16, "Deck", "deck.pdf", "en", page_of("x"), sha256=document.sha256)
    return path, StoredPage(found.document, page, [])


def test_blocks_and_cells_are_drawn_in_their_colours(drawn: tuple[Path, StoredPage]) -> None:
    path, page = drawn
    image = Image.open(io.BytesIO(draw_structure(page, path, draw_page)))
    assert image.size == (1400 + 190, 1050)
    scale = 1400 / 400
    for block in page.page.blocks:
        assert block.rect is not None
        corner = (int(block.rect[2] * scale), int(block.rect[3] * scale))
        assert image.getpixel(corner) == KIND_COLOURS[block.kind]
    assert image.getpixel((int(275 * scale), int(200 * scale))) == (225, 80, 190)


def test_a_page_without_geometry_or_file_is_not_drawn(drawn: tuple[Path, StoredPage]) -> None:
    path, page = drawn
    with pytest.raises(NotFoundError, match="no geometry"):
        draw_structure(replace(page, page=replace(page.page, size=None)), path, draw_page)
    with pytest.raises(NotFoundError, match="no longer where"):
        draw_structure(page, None, draw_page)


def test_the_lines_name_blocks_tables_passages_and_quality(
    drawn: tuple[Path, StoredPage],
) -> None:
    stored_page = drawn[1]
    links = (
        Link((50.2, 38.0, 150.0, 55.0), uri="https://example.org/"),
        Link((0, 0, 9, 9), page=7),
    )
    lines = list(page_lines(replace(stored_page, page=replace(stored_page.page, links=links))))
    assert lines[:2] == [
        "Deck, page 1",
        f"text quality: cid; {drawn[1].page.quality.characters} characters, "
        "read from the file's text",
    ]
    assert "  p1t1  1 rows, 1 columns; 表1; 単位：%" in lines
    assert any("Overview" in line for line in lines if line.startswith("   1  "))
    at = lines.index("links: 2")
    assert lines[at + 1 : at + 3] == [
        "  [50, 38, 150, 55]  https://example.org/",
        "  [0, 0, 9, 9]  page 7",
    ]
    assert lines[-1] == drawn[1].page.text


def test_long_blocks_are_shortened_and_bad_pages_say_so() -> None:
    text = "長い文章" * 40
    page = Page(
        2, "ii", text, blocks=(Block("heading", 0, len(text), level=2),),
        quality=Quality(ok=False, source="none", issues=("unreadable",)),
    )  # fmt: skip
    document = stored("b" * 16, "白書", "a.pdf", "ja", page_of("x")).document
    lines = list(page_lines(StoredPage(document, page, [])))
    assert lines[0] == "白書, page 2 (printed ii)"
    assert lines[1].startswith("text quality: unreadable; not citable; 0 characters")
    assert lines[4] == "   1  heading 2     " + text[:59] + "…"


def test_a_paragraph_over_two_columns_is_drawn_as_two_parts() -> None:
    path = Path(__file__).parents[2] / "corpus" / "digital-china-white-paper.pdf"
    page = read_document(path).pages[4]
    block = next(b for b in page.blocks if page.text[b.char_start :].startswith("集群对能效"))
    assert block.rect is not None
    left, right = _parts(page, block)
    assert left[2] < right[0]
    assert right[1] < left[1]
    assert union([left, right]) == pytest.approx(block.rect, abs=1)
    heading = next(b for b in page.blocks if b.kind == "heading")
    assert _parts(page, heading) == [heading.rect]
