"""Set a marked-up report as a PDF with reportlab: ruled tables, unit lines, TrueType fonts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape
from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from zh_marks import Block, is_number

# The IPAex fonts are TrueType; reportlab cannot embed the CFF outlines of Noto Sans CJK.
_FONTS = {
    "mincho": "/usr/share/fonts/opentype/ipaexfont-mincho/ipaexm.ttf",
    "gothic": "/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf",
}
_WIDTH = A4[0] - 36 * mm
_STYLE = partial(ParagraphStyle, fontName="mincho", wordWrap="CJK")
_STYLES = {
    "heading1": _STYLE("h1", fontName="gothic", fontSize=14, leading=20, spaceBefore=8),
    "heading2": _STYLE("h2", fontName="gothic", fontSize=12, leading=18, spaceBefore=9),
    "heading3": _STYLE("h3", fontName="gothic", fontSize=10.5, leading=16, spaceBefore=7),
    "text": _STYLE("text", fontSize=10, leading=17, firstLineIndent=10, spaceAfter=4),
    "item": _STYLE("item", fontSize=10, leading=16.5, leftIndent=18, firstLineIndent=-10),
    "caption": _STYLE("caption", fontName="gothic", fontSize=9.5, leading=14, spaceBefore=5),
    "unit": _STYLE("unit", fontSize=8.5, leading=12, alignment=TA_RIGHT),
    "note": _STYLE("note", fontSize=8.2, leading=12.5, spaceAfter=4),
    "cover": _STYLE("cover", fontSize=12, leading=22, alignment=TA_CENTER),
    "title": _STYLE("title", fontName="gothic", fontSize=22, leading=44, alignment=TA_CENTER),
    "cell": _STYLE("cell", fontSize=9.2, leading=12.8),
    "number": _STYLE("number", fontSize=9.2, leading=12.8, alignment=TA_RIGHT, wordWrap=None),
    "th": _STYLE("th", fontName="gothic", fontSize=9, leading=12.2, alignment=TA_CENTER),
}
for _name in ("heading1", "heading2", "heading3", "caption", "unit"):
    _STYLES[_name].keepWithNext = 1


class _CountingCanvas(Canvas):
    """Writes the running head, and "page/pages" at the foot once the count is known."""

    head = ""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._pages: list[dict[str, object]] = []

    def showPage(self) -> None:  # noqa: N802 (reportlab's name)
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, state in enumerate(self._pages, start=1):
            self.__dict__.update(state)
            self.setFont("gothic", 7.5)
            self.drawString(18 * mm, A4[1] - 12 * mm, self.head)
            self.drawCentredString(A4[0] / 2, 10 * mm, f"{number}/{len(self._pages)}")
            Canvas.showPage(self)
        super().save()


def write_report(blocks: Sequence[Block], target: Path, *, title: str, head: str) -> None:
    """Write the blocks as an A4 report; the same blocks give the same bytes."""
    for name, path in _FONTS.items():
        pdfmetrics.registerFont(TTFont(name, path))
    document = BaseDocTemplate(
        str(target), pagesize=A4, invariant=1, title=title, author="shutten", lang="ja"
    )
    frame = Frame(18 * mm, 16 * mm, _WIDTH, A4[1] - 34 * mm, 0, 0, 0, 0)
    document.addPageTemplates([PageTemplate("all", [frame])])
    canvas = type("HeadedCanvas", (_CountingCanvas,), {"head": head})
    document.build(_story(blocks), canvasmaker=canvas)


def _story(blocks: Sequence[Block]) -> list[Flowable]:
    story: list[Flowable] = []
    for position, block in enumerate(blocks):
        if block.kind == "break":
            story.append(PageBreak())
        elif block.kind == "table":
            story += [_table(block.rows), Spacer(1, 6)]
        elif block.kind == "cover":
            style = "title" if position == 0 else "cover"
            story.append(Paragraph(escape(block.text), _STYLES[style]))
        else:
            text = f"・{block.text}" if block.kind == "item" else block.text
            story.append(Paragraph(escape(text), _STYLES[block.kind]))
    return story


def _table(rows: Sequence[Sequence[str]]) -> Table:
    cells = [[Paragraph(escape(cell), _STYLES["th"]) for cell in rows[0]]]
    for row in rows[1:]:
        cells.append([Paragraph(escape(cell), _STYLES[_cell_style(cell)]) for cell in row])
    style: list[tuple[object, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.5, HexColor("#404040")),
        ("BACKGROUND", (0, 0), (-1, 0), HexColor("#e8e8e8")),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
        ("LEFTPADDING", (0, 0), (-1, -1), 3.5),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3.5),
    ]
    style += [
        ("BACKGROUND", (0, number), (-1, number), HexColor("#f4f4f4"))
        for number, row in enumerate(rows)
        if row[0].endswith(("合計", "計")) and number
    ]
    return Table(cells, colWidths=_widths(rows), repeatRows=1, style=TableStyle(style))


def _cell_style(cell: str) -> str:
    return "number" if is_number(cell) or cell == "－" else "cell"


def _widths(rows: Sequence[Sequence[str]]) -> list[float]:
    """Column widths in points: what the longest cell asks for, scaled to the text width.

    Narrow columns keep what they ask for when the wide ones can give way.
    """
    header_cap = 170 if len(rows[0]) <= 3 else 84
    wanted: list[float] = []
    for column in zip(*rows, strict=True):
        body = max(pdfmetrics.stringWidth(cell, "mincho", 9.2) for cell in column[1:])
        header = pdfmetrics.stringWidth(column[0], "gothic", 9)
        wanted.append(min(max(body, min(header, header_cap), 34) + 11, 260))
    narrow = sum(width for width in wanted if width < 100)
    wide = sum(wanted) - narrow
    if sum(wanted) > _WIDTH and wide:
        return [w if w < 100 else w * (_WIDTH - narrow) / wide for w in wanted]
    return [width * _WIDTH / sum(wanted) for width in wanted]
