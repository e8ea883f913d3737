"""Pages by pdfium: the same characters and rulings as pdfminer's, on the page as it is seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest import read_document
from ingest.pdf.font_names import shown_pieces
from ingest.pdf.page_content import PageContent, read_page
from ingest.pdf.page_geometry import IDENTITY, PageGeometry, concat
from ingest.pdf.pdfium_api import document_handle

CORPUS = Path(__file__).parents[2] / "corpus"


@contextmanager
def _content(path: Path, index: int = 0) -> Iterator[PageContent]:
    pdf = pypdfium2.PdfDocument(path)
    content, _, _ = read_page(document_handle(pdf), index, lambda _: None)
    assert content is not None
    yield content
    pdf.close()


def _canvas(path: Path, **options: Any) -> Canvas:
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
    canvas = Canvas(str(path), pagesize=(400, 400), **options)
    canvas.setFont("HeiseiKakuGo-W5", 12)
    return canvas


@pytest.mark.parametrize(
    "name",
    ["digital-economy-deck.pdf", "securities-report-ja.pdf", "digital-china-white-paper.pdf"],
)
def test_characters_boxes_and_tables_are_pdfminers(name: str) -> None:
    numbers = [3, 5, 8]
    with pdfplumber.open(CORPUS / name, pages=numbers) as expected:
        for page in expected.pages:
            with _content(CORPUS / name, page.page_number - 1) as content:
                ours = [c for c in content.chars if not c["text"].isspace()]
                theirs = [c for c in page.chars if not c["text"].isspace()]
                signs = Counter("".join(c["text"] for c in theirs))
                assert Counter(c["text"] for c in ours) == signs
                if len(ours) == len(theirs):  # an em dash pair may be one glyph
                    for a, b in zip(ours, theirs, strict=True):
                        assert a["top"] == pytest.approx(b["top"], abs=0.01)
                        assert a["size"] == pytest.approx(b["size"], abs=0.01)
                        assert a["fontname"] == b["fontname"].split("+")[-1] or "+" in a["fontname"]
                found = [(t.bbox, len(t.cells)) for t in content.find_tables()]
                wanted = [(t.bbox, len(t.cells)) for t in page.find_tables()]
                assert [n for _, n in found] == [n for _, n in wanted]
                for (a, _), (b, _) in zip(found, wanted, strict=True):
                    assert a == pytest.approx(b, abs=0.5)


def test_each_of_very_many_characters_has_its_own_place(tmp_path: Path) -> None:
    canvas = _canvas(tmp_path / "m.pdf")
    canvas.setFontSize(4)
    for row in range(95):
        canvas.drawString(0, 396 - 4 * row, "出典" * 25)
    canvas.save()
    with _content(tmp_path / "m.pdf") as content:
        places = [
            (c["text"], c["x0"], round(c["bottom"] - content.chars[0]["bottom"], 3))
            for c in content.chars
        ]
    assert places == [("出典"[i % 2], 4.0 * i, 4.0 * row) for row in range(95) for i in range(50)]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_are_of_the_page_as_it_is_seen(tmp_path: Path, rotation: int) -> None:
    canvas = _canvas(tmp_path / "r.pdf", cropBox=(30, 50, 280, 380))
    canvas.setPageRotation(rotation)
    canvas.drawString(100, 200, "出典")
    canvas.rect(100, 200, 40, 20)
    canvas.save()
    with _content(tmp_path / "r.pdf") as content:
        size = (250.0, 330.0) if rotation % 180 == 0 else (330.0, 250.0)
        assert (content.width, content.height) == size
        # The rectangle's corners in the crop box, turned clockwise by hand.
        x0, y0, x1, y1 = 70.0, 150.0, 110.0, 170.0
        expected = {
            0: (x0, 330 - y1, x1, 330 - y0),
            90: (y0, x0, y1, x1),
            180: (250 - x1, y0, 250 - x0, y1),
            270: (330 - y1, 250 - x1, 330 - y0, 250 - x0),
        }[rotation]
        rect = content.rects[0]
        found = (rect["x0"], rect["top"], rect["x1"], rect["bottom"])
        assert found == pytest.approx(expected, abs=0.01)
        first = content.chars[0]
        middle = ((first["x0"] + first["x1"]) / 2, (first["top"] + first["bottom"]) / 2)
        assert expected[0] - 3 < middle[0] < expected[2] + 3
        assert expected[1] - 3 < middle[1] < expected[3] + 3
        assert first["size"] == pytest.approx(12)


def test_forms_clips_and_lines(tmp_path: Path) -> None:
    canvas = _canvas(tmp_path / "f.pdf")
    canvas.beginForm("box")
    canvas.setFont("HeiseiKakuGo-W5", 10)
    canvas.drawString(0, 0, "様式")
    canvas.line(0, 10, 50, 10)
    canvas.endForm()
    canvas.translate(100, 100)
    canvas.scale(2, 2)
    canvas.doForm("box")
    clip = canvas.beginPath()
    clip.rect(0, 50, 20, 20)
    canvas.clipPath(clip, stroke=0)
    canvas.rect(10, 40, 40, 60, fill=1)
    canvas.rect(60, 60, 10, 10, fill=1)
    canvas.save()
    with _content(tmp_path / "f.pdf") as content:
        assert [c["text"] for c in content.chars] == ["様", "式"]
        assert content.chars[0]["size"] == pytest.approx(20)
        line = content.lines[0]
        assert (line["x0"], line["x1"], line["top"]) == pytest.approx((100, 200, 280))
        (rect,) = content.rects  # the other stands outside the clip
        found = (rect["x0"], rect["top"], rect["x1"], rect["bottom"])
        assert found == pytest.approx((120, 160, 140, 200))


def test_invisible_text_is_kept_and_named(tmp_path: Path) -> None:
    canvas = _canvas(tmp_path / "i.pdf")
    text = canvas.beginText(20, 300)
    text.setFont("HeiseiKakuGo-W5", 12)
    text.setTextRenderMode(3)
    text.textOut("走査した頁の文字である。")
    canvas.drawText(text)
    canvas.save()
    page = read_document(tmp_path / "i.pdf").pages[0]
    assert page.text == "走査した頁の文字である。"
    assert "invisible" in page.quality.issues


def test_a_space_of_its_own_is_kept(tmp_path: Path) -> None:
    canvas = _canvas(tmp_path / "s.pdf")
    canvas.drawString(20, 300, "大庭")
    canvas.drawString(44, 300, " ")
    canvas.drawString(48, 300, "直樹")
    canvas.save()
    assert read_document(tmp_path / "s.pdf").pages[0].text == "大庭 直樹"


def test_characters_that_pdfium_does_not_know_are_left_to_pdfminer(tmp_path: Path) -> None:
    canvas = _canvas(tmp_path / "c.pdf")
    canvas.drawString(20, 300, "出典 source")
    canvas.save()
    # An Identity encoding without a map to Unicode: the glyph numbers say nothing.
    broken = (tmp_path / "c.pdf").read_bytes().replace(b"/UniJIS-UCS2-H", b"/Identity-H   ")
    broken = broken.replace(b"/Ordering (Japan1)", b"/Ordering (Custom)")
    (tmp_path / "c.pdf").write_bytes(broken)
    pdf = pypdfium2.PdfDocument(tmp_path / "c.pdf")
    content, geometry, _ = read_page(document_handle(pdf), 0, lambda _: None)
    pdf.close()
    assert content is None
    assert geometry is not None
    assert geometry.size == (400, 400)


def test_fonts_without_a_name_get_the_one_that_the_page_calls_for() -> None:
    path = CORPUS / "annual-report-zh.pdf"
    with pdfplumber.open(path, pages=[2]) as expected:
        wanted = Counter(c["fontname"] for c in expected.pages[0].chars if c["text"] != " ")
        pieces = shown_pieces(expected.pages[0].page_obj)
    pdf = pypdfium2.PdfDocument(path)
    content, _, _ = read_page(document_handle(pdf), 1, lambda _: pieces)
    pdf.close()
    assert content is not None
    found = Counter(c["fontname"] for c in content.chars if not c["text"].isspace())
    assert set(found) == set(wanted)
    assert "\u2003" in {c["text"] for c in content.chars}


_NUMBER = st.floats(-500, 500, allow_nan=False)


@given(st.integers(0, 3), _NUMBER, _NUMBER, st.floats(1, 500), st.floats(1, 500))
def test_the_corners_of_a_page_land_on_its_corners(
    quarters: int, left: float, bottom: float, width: float, height: float
) -> None:
    geometry = PageGeometry(left, bottom, left + width, bottom + height, quarters)
    a, b, c, d, e, f = concat(IDENTITY, geometry.matrix)
    corners = {
        (round(a * x + c * y + e, 4) + 0.0, round(b * x + d * y + f, 4) + 0.0)
        for x in (left, left + width)
        for y in (bottom, bottom + height)
    }
    xs, ys = {x for x, _ in corners}, {y for _, y in corners}
    assert min(xs) == pytest.approx(0, abs=1e-3)
    assert min(ys) == pytest.approx(0, abs=1e-3)
    assert (max(xs), max(ys)) == pytest.approx(geometry.size, abs=1e-3)


def test_a_space_before_a_turned_character_is_a_narrow_one() -> None:
    """Vertical text: Latin on its side, a lone space, then upright kana."""
    text = read_document(CORPUS / "vertical-essay-ja.pdf").pages[0].text
    assert "shutten サンプル資料編集室" in text
    assert "――明治の改暦と鉄道がもたらしたもの――" in text


def test_a_ligature_is_as_wide_as_its_glyph(tmp_path: Path) -> None:
    """By hand, since reportlab has no encoding with the ligature; pdfium finds the objects."""
    content = b"BT /F 20 Tf 20 200 Td (of\\001ce) Tj ET"
    head = (
        b"%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"
        b"2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n"
        b"3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 5 0 R"
        b" /Resources <</Font <</F 4 0 R>>>>>> endobj\n"
        b"4 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Times-Roman"
        b" /Encoding <</Type /Encoding /Differences [1 /fi]>>>> endobj\n"
    )
    stream = b"5 0 obj <</Length %d>> stream\n%s\nendstream endobj\n" % (len(content), content)
    (tmp_path / "l.pdf").write_bytes(head + stream + b"trailer <</Root 1 0 R>>\n%%EOF\n")
    wanted = 20 + 20 * (0.5 + 0.333 + 0.556)  # o, f and fi in the metrics of Times
    with _content(tmp_path / "l.pdf") as page:
        assert [c["text"] for c in page.chars] == list("office")
        assert page.chars[3]["x1"] == pytest.approx(wanted, abs=0.3)


def test_words_set_close_to_fill_a_line_are_kept_apart(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "w.pdf"), pagesize=(300, 300))
    canvas.setFont("Times-Roman", 12)
    x = 20.0
    for word in ("set", "up", "the", "package"):
        canvas.drawString(x, 200, word)
        x += canvas.stringWidth(word, "Times-Roman", 12) + 12 / 6
    canvas.save()
    assert read_document(tmp_path / "w.pdf").pages[0].text == "set up the package"
