"""Read a PDF: the pipeline from bytes to a document."""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ingest.document import Block, Cell, Document, Page, Quality, Rect, Table
from ingest.errors import (
    DamagedFileError,
    EmptyFileError,
    EncryptedFileError,
    ShuttenError,
    VanishedFileError,
)
from ingest.passages import main_language, make_passages
from ingest.pdf_simple.blocks import RawBlock, blocks_of, body_size, with_headings
from ingest.pdf_simple.characters import Glyph, glyphs_of
from ingest.pdf_simple.lines import Line, is_vertical, lines_of, vertical_lines
from ingest.pdf_simple.quality import fallback_characters, judge, needs_ocr
from ingest.pdf_simple.reading_order import in_reading_order
from ingest.pdf_simple.running_heads import mark_running_heads, printed_number
from ingest.pdf_simple.tables import RawTable, find_tables, inside, unit_above

__all__ = ["read_pdf"]

_OCR_SCALE = 2.0


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page before what only the whole document tells: running heads and heading levels."""

    size: tuple[float, float]
    label: str
    items: tuple[Line | RawTable, ...]
    units: dict[int, str]
    quality: Quality


def read_pdf(path: Path) -> Document:
    """The document at ``path``. Raises ``IngestError`` naming it."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise VanishedFileError(
            f"the file cannot be opened: {error.strerror or error}",
            hint="check that it is there and may be read",
            path=str(path),
        ) from error
    try:
        raw, metadata = _read_pages(data, path)
    except ShuttenError:
        raise
    except Exception as error:  # pdfminer raises whatever a broken file leads it to
        raise _damaged(error, path) from error
    return _assemble(raw, metadata, hashlib.sha256(data).hexdigest(), path)


def _damaged(error: Exception, path: Path) -> ShuttenError:
    if "password" in f"{type(error).__name__} {error!r} {error.__cause__!r}".lower():
        return EncryptedFileError(
            "the file asks for a password", hint="remove the password first", path=str(path)
        )
    return DamagedFileError(
        f"the PDF cannot be read ({type(error).__name__})",
        hint="it may be truncated; fetch it again or print it to a new PDF",
        path=str(path),
    )


def _read_pages(data: bytes, path: Path) -> tuple[list[RawPage], dict[str, str]]:
    import pdfplumber
    import pypdfium2

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    rendering = pypdfium2.PdfDocument(data)
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if not pdf.pages:
                raise EmptyFileError("the PDF has no pages", hint="replace it", path=str(path))
            pages = []
            for number, page in enumerate(pdf.pages):
                label = rendering.get_page_label(number) or ""
                pages.append(_read_page(page, rendering, number, label))
                page.close()
            metadata = {str(k).lower(): str(v) for k, v in (pdf.metadata or {}).items()}
            return pages, metadata
    finally:
        rendering.close()


def _read_page(page: Any, rendering: Any, number: int, label: str) -> RawPage:
    width, height = float(page.width), float(page.height)
    raw = fallback_characters(page.chars)
    glyphs = glyphs_of(page.chars, width, height)
    vertical = is_vertical(glyphs)
    quality = judge(raw, "".join(g.text for g in glyphs), vertical, len(page.images))
    if needs_ocr(quality, len(page.images)):
        return _ocr_page(rendering, number, label, (width, height), quality)
    tables = [] if vertical else find_tables(page, glyphs)
    free = [g for g in glyphs if not any(inside(g.rect, t.rect) for t in tables)]
    lines = vertical_lines(free) if vertical and free else lines_of(free)
    items: list[Line | RawTable] = [*lines, *tables]
    ordered = _vertical_order(lines, height) if vertical else in_reading_order(items)
    units = {id(t): unit_above(t, lines) for t in tables}
    return RawPage((width, height), label, tuple(ordered), units, quality)


def _vertical_order(lines: Sequence[Line], height: float) -> list[Line | RawTable]:
    """Columns right to left as they came, what stands at the edges of the page last."""
    edge = [x for x in lines if x.rect[3] < 0.09 * height or x.rect[1] > 0.91 * height]
    return [x for x in lines if x not in edge] + list(edge)


def _ocr_page(
    rendering: Any, number: int, label: str, size: tuple[float, float], before: Quality
) -> RawPage:
    from ingest.ocr import recognise

    image = rendering[number].render(scale=_OCR_SCALE).to_numpy()[:, :, :3]
    lines = []
    for text, rect in recognise(np.ascontiguousarray(image), _OCR_SCALE):
        step = (rect[2] - rect[0]) / len(text)
        glyphs: list[Rect | None] = [
            (rect[0] + i * step, rect[1], rect[0] + (i + 1) * step, rect[3])
            for i in range(len(text))
        ]
        height = max(6.0, (rect[3] - rect[1]) * 0.8)
        # One size for the page's text: box heights vary by a point or two from line to line.
        lines.append(Line(text, tuple(glyphs), rect, round(height / 2.5) * 2.5, False))
    count = sum(len(line.text) for line in lines)
    issues = before.issues if count else (*before.issues, "unreadable")
    quality = Quality(count > 0, "ocr" if count else "none", count, issues)
    return RawPage(size, label, tuple(in_reading_order(lines)), {}, quality)


def _assemble(
    raw: Sequence[RawPage], metadata: dict[str, str], sha256: str, path: Path
) -> Document:
    lines = [item for page in raw for item in page.items if isinstance(item, Line)]
    body = body_size(lines)
    blocks = [_page_blocks(page, body) for page in raw]
    flat = with_headings([b for page in blocks for b in page if isinstance(b, RawBlock)], body)
    renewed = iter(flat)
    blocks = [[next(renewed) if isinstance(b, RawBlock) else b for b in page] for page in blocks]
    texts = [[b for b in page if isinstance(b, RawBlock)] for page in blocks]
    marked = mark_running_heads(texts, [page.size[1] for page in raw])
    pages = []
    for number, (page, own, heads) in enumerate(zip(raw, blocks, marked, strict=True), start=1):
        final = iter(heads)
        items = [next(final) if isinstance(b, RawBlock) else b for b in own]
        pages.append(_page(number, page, items, printed_number(heads)))
    title = _title(metadata, pages, path)
    passages = make_passages(pages, title)
    return Document(
        sha256=sha256,
        format="pdf",
        title=title,
        language=main_language([p.text for p in passages]),
        pages=tuple(pages),
        passages=passages,
        metadata=metadata,
        warnings=tuple(_warnings(pages)),
    )


def _page_blocks(page: RawPage, body: float) -> list[RawBlock | RawTable]:
    """Lines to blocks, tables left where they stand among them."""
    result: list[RawBlock | RawTable] = []
    run: list[Line] = []
    for item in page.items:
        if isinstance(item, Line):
            run.append(item)
            continue
        result += blocks_of(run, page.size[1], body)
        run = []
        result.append(item)
    return result + blocks_of(run, page.size[1], body)


class _Builder:
    """Grows a page's text and its boxes together."""

    def __init__(self) -> None:
        self.text = ""
        self.boxes: list[Rect | None] = []

    def add(self, text: str, boxes: Sequence[Rect | None]) -> tuple[int, int]:
        start = len(self.text)
        self.text += text
        self.boxes += boxes
        return start, len(self.text)

    def separate(self, separator: str) -> None:
        if self.text:
            self.add(separator, [None] * len(separator))

    def array(self) -> np.ndarray[Any, np.dtype[np.float32]]:
        nothing = (np.nan,) * 4
        rows = [box or nothing for box in self.boxes]
        return np.array(rows, dtype=np.float32).reshape(len(rows), 4)


def _page(
    number: int, raw: RawPage, items: Sequence[RawBlock | RawTable], printed: str | None
) -> Page:
    builder = _Builder()
    blocks: list[Block] = []
    tables: list[Table] = []
    caption = ""
    for item in items:
        if isinstance(item, RawTable):
            builder.separate("\n")
            start = len(builder.text)
            tables.append(_table(item, builder, caption, raw.units.get(id(item), "")))
            blocks.append(Block("table", start, len(builder.text), item.rect))
        elif item.kind in ("running_head", "page_number"):
            at = len(builder.text)
            blocks.append(Block(item.kind, at, at, item.rect, removed_text=item.text))
        else:
            builder.separate("\n")
            start, end = builder.add(item.text, item.boxes)
            blocks.append(Block(item.kind, start, end, item.rect, item.level))
            caption = item.text if item.kind == "caption" else ""
    plain = str(number)
    label = raw.label if raw.label and raw.label != plain else printed or plain
    return Page(
        number, label, builder.text, raw.size, builder.array(), tuple(blocks), tuple(tables),
        raw.quality,
    )  # fmt: skip


def _table(raw: RawTable, builder: _Builder, caption: str, unit: str) -> Table:
    rows = []
    for r, row in enumerate(raw.rows):
        if r:
            builder.separate("\n")
        cells = []
        for c, cell in enumerate(row):
            if c:
                builder.separate("\t")
            start, end = builder.add(cell.text, cell.boxes)
            cells.append(Cell(cell.text, start, end, cell.rect))
        rows.append(tuple(cells))
    return Table(tuple(rows), raw.rect, raw.header_rows, caption, unit)


def _title(metadata: dict[str, str], pages: Sequence[Page], path: Path) -> str:
    """The file's own title, else the largest heading of the first pages, else its name."""
    own = metadata.get("title", "").strip()
    if len(own) > 2 and not own.lower().endswith((".doc", ".docx", ".indd", ".ppt", ".pptx")):
        return own
    for page in pages[:3]:
        headings = [b for b in page.blocks if b.kind == "heading" and b.char_end > b.char_start]
        if headings:
            best = min(headings, key=lambda b: b.level)
            return page.text[best.char_start : best.char_end].replace("\n", " ")
    return path.stem


def _warnings(pages: Sequence[Page]) -> list[str]:
    bad = [p.number for p in pages if not p.quality.ok]
    scanned = [p.number for p in pages if p.quality.source == "ocr"]
    warnings = []
    if bad:
        warnings.append(f"unreadable pages, never cited: {', '.join(map(str, bad))}")
    if scanned:
        warnings.append(f"pages read by optical recognition: {', '.join(map(str, scanned))}")
    return warnings
