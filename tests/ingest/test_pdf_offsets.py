"""Offsets and rectangles: every passage is its page's text at its place, and its rectangles cover
its own characters and no others."""

from __future__ import annotations

import io
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest import read_document
from ingest.document import Document, Page, Passage

_CORPUS = Path(__file__).parents[2] / "corpus"
_LAYOUTS = Path(__file__).parent / "layouts"
_FONTS = ("HeiseiKakuGo-W5", "STSong-Light", "MSung-Light")
_HEIGHT = 700.0
_HAN = "東京都市人口年月日億円経済成長率国産業電力水道計画報告調査研究開発技術資源"
_KANA = "のはをにがでとてもあいうえおかきくけこアイウエオカキクケコ"
_OTHER = "、。「」（）％ABCDEabcde12345.,"


@dataclass(frozen=True)
class _Drawn:
    """A character and where it was drawn: left edge and base line, from the top."""

    char: str
    x: float
    base: float
    size: float


@dataclass(frozen=True)
class _Column:
    lines: tuple[str, ...]
    size: float


_LINES = st.lists(
    st.text(st.sampled_from(_HAN + _HAN + _KANA + _OTHER + " "), min_size=2, max_size=14),
    min_size=1,
    max_size=9,
)
_COLUMNS = st.lists(
    st.builds(
        _Column,
        _LINES.map(tuple),
        st.sampled_from([8.0, 9.5, 10.0, 12.0]),
    ),
    min_size=1,
    max_size=3,
)


def _draw(columns: list[_Column], font: str) -> tuple[bytes, list[_Drawn]]:
    """The file, and every character in it that leaves ink."""
    pdfmetrics.registerFont(UnicodeCIDFont(font))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(620, _HEIGHT))
    drawn: list[_Drawn] = []
    for number, column in enumerate(columns):
        canvas.setFont(font, column.size)
        for row, line in enumerate(column.lines):
            x, base = 30.0 + 200 * number, 120.0 + 1.6 * column.size * row
            canvas.drawString(x, _HEIGHT - base, line)
            for char in line:
                if not char.isspace():
                    drawn.append(_Drawn(char, x, base, column.size))
                x += pdfmetrics.stringWidth(char, font, column.size)
    canvas.save()
    return out.getvalue(), drawn


@given(_COLUMNS, st.sampled_from(_FONTS))
@settings(max_examples=50, deadline=None)
def test_every_character_is_in_the_text_once_and_where_it_was_drawn(
    columns: list[_Column], font: str
) -> None:
    data, drawn = _draw(columns, font)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.pdf"
        path.write_bytes(data)
        document = read_document(path)
    page = document.pages[0]
    assert page.boxes is not None
    left = list(drawn)
    for char, box in zip(page.text, page.boxes.tolist(), strict=True):
        if char.isspace() or np.isnan(box[0]):
            assert char.isspace() or char == "|"
            continue
        found = [
            d
            for d in left
            if d.char == char
            and abs(d.x - box[0]) < 0.5 * d.size
            and box[1] - 0.5 < d.base < box[3] + 0.5
        ]
        assert found, (char, box)
        left.remove(min(found, key=lambda d: abs(d.x - box[0])))
    assert not left
    _check(document)


def _check(document: Document) -> None:
    for passage in document.passages:
        page = document.pages[passage.page - 1]
        assert page.text[passage.char_start : passage.char_end] == passage.text
        _check_rectangles(page, passage)


def _check_rectangles(page: Page, passage: Passage) -> None:
    """Each character of a passage lies in one of its rectangles, each rectangle is filled by its
    characters to the edges, and the middle of no other character lies in one."""
    assert page.boxes is not None
    rects = np.array(page.rects(passage.char_start, passage.char_end)).reshape(-1, 4)
    rows = page.boxes[passage.char_start : passage.char_end]
    own = rows[~np.isnan(rows[:, 0])].astype(np.float64)
    assert len(rects), passage.text
    inside = (
        (own[:, None, :2] >= rects[None, :, :2] - 0.02)
        & (own[:, None, 2:] <= rects[None, :, 2:] + 0.02)
    ).all(axis=2)
    assert inside.any(axis=1).all()
    for number, rect in enumerate(rects):
        held = own[inside[:, number]]
        edges = np.concatenate((held[:, :2].min(axis=0), held[:, 2:].max(axis=0)))
        assert np.abs(edges - rect).max() < 0.05
    others = np.concatenate((page.boxes[: passage.char_start], page.boxes[passage.char_end :]))
    others = others[~np.isnan(others[:, 0])].astype(np.float64)
    middle = (others[:, :2] + others[:, 2:]) / 2
    covered = ((middle[:, None] > rects[None, :, :2]) & (middle[:, None] < rects[None, :, 2:])).all(
        axis=2
    )
    assert not covered.any(), passage.text


@pytest.mark.parametrize(
    "path",
    [
        *sorted(p for p in _CORPUS.glob("*.pdf") if "scanned" not in p.stem),
        *sorted(_LAYOUTS.glob("*.pdf")),
    ],
    ids=lambda path: path.stem,
)
def test_passages_of_reports_are_their_pages_text_and_cover_their_own_characters(
    path: Path,
) -> None:
    document = read_document(path)
    assert document.passages
    _check(document)
    for page in document.pages:
        for block in page.blocks:
            assert 0 <= block.char_start <= block.char_end <= len(page.text)
        for table in page.tables:
            for row in table.rows:
                assert all(page.text[c.char_start : c.char_end] == c.text for c in row)
