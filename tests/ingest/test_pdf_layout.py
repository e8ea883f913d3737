"""Ruby, frames, pages on their side, outlines and code: what the golden texts cannot show."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest import read_document
from ingest.document import Document, Rect
from ingest.pdf.frames import order_in_frames
from ingest.pdf.sideways import boxes_back, rect_back

_FONTS = ["/usr/share/fonts/opentype/noto"]
_LAYOUTS = Path(__file__).parent / "layouts"


def _read(tmp_path: Path, body: str) -> Document:
    source = tmp_path / "page.typ"
    head = '#set page(width: 400pt, height: 300pt, margin: 30pt)\n#set text(font: "Noto Serif CJK'
    source.write_text(f'{head} JP", size: 10pt, lang: "ja")\n{body}', encoding="utf-8")
    typst.compile(source, output=tmp_path / "page.pdf", font_paths=_FONTS)
    return read_document(tmp_path / "page.pdf")


def _kinds(document: Document, kind: str) -> list[str]:
    return [
        block.removed_text or page.text[block.char_start : block.char_end]
        for page in document.pages
        for block in page.blocks
        if block.kind == kind
    ]


def test_readings_are_kept_apart_with_their_place() -> None:
    document = read_document(_LAYOUTS / "ruby-ja.pdf")
    page = document.pages[0]
    readings = [block for block in page.blocks if block.kind == "ruby"]
    assert [r.removed_text for r in readings][:3] == ["とうだい", "ばんにん", "みさき"]
    assert all(r.char_start == r.char_end and r.rect is not None for r in readings)
    assert not any("とうだい" in passage.text for passage in document.passages)


def test_rectangles_of_a_page_on_its_side_are_where_the_page_shows_them() -> None:
    page = read_document(_LAYOUTS / "rotated-ja.pdf").pages[0]
    assert page.size == pytest.approx((420, 595), abs=0.1)
    start = page.text.index("空港線の輸送人員")
    first, *_ = page.rects(start, start + 8)
    # The line runs upwards, and begins at the foot of the page as the table does.
    assert first[3] - first[1] == pytest.approx(8 * 9.5, abs=2)
    assert first[2] - first[0] == pytest.approx(9.5, abs=1)
    assert "rotated" in page.quality.issues
    table = page.tables[0]
    assert table.rows[0][0].text == "路線"
    assert table.rect is not None
    assert table.rect[3] - table.rect[1] == pytest.approx(520, abs=2)
    assert first[3] == pytest.approx(table.rect[3], abs=7)
    assert first[0] > table.rect[2]


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_text_turned_by_quarters_reads_the_same(tmp_path: Path, degrees: int) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
    canvas = Canvas(str(tmp_path / "t.pdf"), pagesize=(400, 300))
    canvas.setFont("HeiseiKakuGo-W5", 12)
    canvas.translate(200, 150)
    canvas.rotate(degrees)
    canvas.drawString(-90, 20, "第一行は文の始まりである。")
    canvas.drawString(-90, 0, "第二行はその次に読む文である。")
    canvas.save()
    page = read_document(tmp_path / "t.pdf").pages[0]
    assert page.text == "第一行は文の始まりである。第二行はその次に読む文である。"
    x0, top, x1, bottom = page.rects(0, 1)[0]
    turn = np.radians(degrees)
    x, y = -84.0, 26.0  # about the middle of the first character
    seen = (200 + x * np.cos(turn) - y * np.sin(turn), 150 - x * np.sin(turn) - y * np.cos(turn))
    assert x0 - 3 < seen[0] < x1 + 3
    assert top - 3 < seen[1] < bottom + 3


@given(
    st.tuples(*[st.floats(0, 200, width=32)] * 4),
    st.integers(0, 3),
    st.floats(200, 900),
    st.floats(200, 900),
)
def test_boxes_and_rectangles_are_turned_back_alike(
    box: Rect, quarters: int, width: float, height: float
) -> None:
    rows = boxes_back(np.array([box], dtype=np.float32), (width, height), quarters)
    assert tuple(rows[0]) == pytest.approx(rect_back(box, (width, height), quarters), abs=0.01)


def test_boxes_side_by_side_are_read_before_the_row_below() -> None:
    frames: list[Rect] = [(0, 0, 90, 50), (100, 0, 190, 60), (0, 70, 190, 120)]
    places: list[Rect] = [
        (5, 5, 60, 15),  # first box
        (5, 20, 80, 30),
        (105, 5, 160, 15),  # second box
        (105, 20, 180, 30),
        (5, 75, 60, 85),  # the box below both
        (5, 90, 180, 100),
        (0, 130, 100, 140),  # no box
    ]
    assert [i for region in order_in_frames(places, frames) for i in region] == list(range(7))


def test_a_box_behind_a_part_of_a_line_frames_nothing() -> None:
    places: list[Rect] = [(0, 0, 100, 10), (0, 15, 100, 25), (0, 30, 100, 40)]
    plain = order_in_frames(places, [])
    assert order_in_frames(places, [(20, 14, 60, 41)]) == plain == [[0, 1, 2]]


def test_headings_and_their_levels_come_from_the_outline(tmp_path: Path) -> None:
    document = _read(
        tmp_path,
        """#set heading(numbering: "1.1")
#show heading: it => block(text(size: 10pt, weight: "regular",
  counter(heading).display() + h(1em) + it.body))
= 概要
本文はここから始まる。文字の大きさは見出しと変わらない。
== 背景
背景を述べる文である。見出しは太くもない。
= 結論
結論を述べる文である。
""",
    )
    page = document.pages[0]
    found = [
        (page.text[b.char_start : b.char_end], b.level) for b in page.blocks if b.kind == "heading"
    ]
    assert found == [("1　概要", 1), ("1.1　背景", 2), ("2　結論", 1)] or found == [
        ("1 概要", 1),
        ("1.1 背景", 2),
        ("2 結論", 1),
    ]
    assert [p.heading_path for p in document.passages][1] == (found[0][0], found[1][0])


def test_program_code_keeps_its_lines_and_rows(tmp_path: Path) -> None:
    document = _read(
        tmp_path,
        """設定は次の三行である。
#block(fill: luma(235), inset: 6pt, width: 100%)[#set text(font: "DejaVu Sans Mono", size: 8pt)
#grid(columns: (120pt, 1fr), row-gutter: 5pt, [net scale], [=> joint.1.scale],
  [net counts], [=> joint.1.counts], [loop], [])]
書き終えたら保存する。
""",
    )
    assert document.pages[0].text.split("\n") == [
        "設定は次の三行である。",
        "net scale => joint.1.scale",
        "net counts => joint.1.counts",
        "loop",
        "書き終えたら保存する。",
    ]
    assert not document.pages[0].tables


def test_a_hyphen_at_a_line_end_goes_unless_the_word_has_it_elsewhere(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "h.pdf"), pagesize=(300, 300))
    canvas.setFont("Times-Roman", 12)
    lines = (
        "A real-time kernel is needed by every ma-",
        "chine that moves, and software for real-",
        "time work is found at https://example.org/",
        "real/time.html and nowhere else at all.",
    )
    for i, line in enumerate(lines):
        canvas.drawString(40, 200 - 15 * i, line)
    canvas.save()
    assert read_document(tmp_path / "h.pdf").pages[0].text == (
        "A real-time kernel is needed by every machine that moves, and software for real-time work"
        " is found at https://example.org/real/time.html and nowhere else at all."
    )


def test_raised_figures_stay_raised_and_begin_notes(tmp_path: Path) -> None:
    document = _read(
        tmp_path,
        "人口は2020年に頂点に達した。#footnote[国勢調査による。]#footnote[2015年から増えた。]面積は10km#super[2]である。",
    )
    text = document.pages[0].text
    assert "頂点に達した。¹" in text.replace(" ", "")
    assert "km²" in text
    assert _kinds(document, "footnote") == ["¹国勢調査による。", "²2015年から増えた。"]


def test_numbers_that_end_a_line_of_contents_are_no_page_numbers(tmp_path: Path) -> None:
    rows = "".join(f"第{i}章　題名 #box(width: 1fr, repeat[ . ]) {i}\n\n" for i in range(1, 9))
    document = _read(tmp_path, f"#set par(spacing: 1.5em)\n{rows}#pagebreak()\n{rows}")
    assert not _kinds(document, "page_number")
    assert document.pages[0].text.rstrip().endswith("8")
