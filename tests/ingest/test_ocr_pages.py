"""Pages read from their image: straightened, their rulings found, forms of the language."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ingest import read_document
from ingest.ocr import _ink, _long_runs, _skew, _turned

CORPUS = Path(__file__).parents[2] / "corpus"


def _sheet() -> Image.Image:
    """A page of level bars, like lines of text, and a frame ruled in two columns."""
    sheet = Image.new("RGB", (800, 1000), (240, 240, 240))
    draw = ImageDraw.Draw(sheet)
    for y in range(60, 500, 30):
        for x in range(80, 700, 14):
            draw.rectangle((x, y, x + 9, y + 11), fill=(40, 40, 40))
    for y in (600, 660, 720):
        draw.line((100, y, 700, y), fill=(30, 30, 30), width=2)
    for x in (100, 400, 700):
        draw.line((x, 600, x, 720), fill=(30, 30, 30), width=2)
    return sheet


@pytest.mark.parametrize("degrees", [-2.0, -0.4, 0.0, 0.6, 1.5])
def test_the_angle_that_a_page_lies_askew_is_found_to_a_tenth(degrees: float) -> None:
    turned = np.asarray(_sheet().rotate(degrees, fillcolor=(240, 240, 240)))
    assert _skew(_ink(turned)) == pytest.approx(-degrees, abs=0.1)


def test_an_empty_page_is_not_turned() -> None:
    assert _skew(_ink(np.full((300, 200, 3), 250, dtype=np.uint8))) == 0.0


def test_rulings_are_found_on_the_image_and_letters_are_none() -> None:
    askew = np.asarray(_sheet().rotate(0.7, fillcolor=(240, 240, 240)))
    ink = _ink(_turned(askew, _skew(_ink(askew))))
    across = _long_runs(ink, 100, 6)
    down = _long_runs(ink.T, 40, 6)
    assert [round(at / 10) for at, _, _ in across] == [60, 66, 72]
    assert [round(at / 10) for at, _, _ in down] == [10, 40, 70]


@pytest.mark.ocr
def test_a_scanned_table_has_its_rows_and_the_page_its_own_forms(tmp_path: Path) -> None:
    import pypdfium2

    scanned = pypdfium2.PdfDocument(CORPUS / "scanned-survey-ja.pdf")
    one = pypdfium2.PdfDocument.new()
    one.import_pages(scanned, [1])
    one.save(tmp_path / "one.pdf")
    scanned.close()
    one.close()
    document = read_document(tmp_path / "one.pdf")
    page = document.pages[0]
    (table,) = page.tables
    rows = [[cell.text for cell in row] for row in table.rows]
    assert rows[0] == ["項目", "結果"]
    assert ["男", "28,044,185人"] in rows
    assert not set("查满单项带") & set(page.text)
    row = next(p for p in document.passages if p.kind == "table_row" and "28,044,185" in p.text)
    assert "項目 | 結果" in row.context
    (rect,) = page.rects(row.char_start, row.char_start + 1)
    assert rect[1] == pytest.approx(
        table.rows[rows.index(["男", "28,044,185人"])][0].rect[1], abs=12
    )
