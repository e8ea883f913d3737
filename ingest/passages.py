"""Pages to passages: what is indexed and cited. Shared by the readers of all formats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.document import Block, Cell, Language, Page, Passage, PassageKind, Table
from ingest.language import detect_language, split_sentences
from ingest.language.detect import is_english
from ingest.tables import heads_of_rows

__all__ = ["main_language", "make_passages"]

_TARGET = 350.0
_MOST = 420.0
"""In full widths: a CJK character counts 1, a Latin character a half."""
_LEAST = 60.0
_MOST_ROW = 700.0
"""A longer row of a table is cut like running text."""
_NAME = 30.0
"""A cell no longer than this names its row."""


@dataclass(slots=True)
class _Draft:
    """A run of neighbouring blocks that may become one passage."""

    kind: PassageKind
    start: int
    end: int
    width: float = 0.0


@dataclass(slots=True)
class _State:
    title: str
    language: Language
    headings: list[tuple[int, str]] = field(default_factory=list)

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(text for _, text in self.headings)

    @property
    def place(self) -> str:
        """Title and headings in one line; a heading that only says the title again is left out."""
        return " > ".join([self.title, *(text for text in self.path if text not in self.title)])

    def enter(self, level: int, text: str) -> None:
        while self.headings and self.headings[-1][0] >= level:
            self.headings.pop()
        self.headings.append((level, text))


def make_passages(
    pages: Sequence[Page],
    title: str,
    language: Language,
) -> tuple[Passage, ...]:
    """The passages of ``pages`` in order; none from a page whose quality is not ok.

    Running text is cut at sentences into pieces of 250 to 400 CJK characters (twice as many
    Latin ones) that never cross a heading or a page. A heading begins the passage below it and
    stays in ``heading_path`` until one of its level follows. Each row of a table below its
    headers is a passage.
    """
    state = _State(title, language)
    return tuple(p for page in pages if page.quality.ok for p in _page_passages(page, state))


def main_language(passages: Sequence[Passage], default: Language) -> Language:
    """The language that most of the passages' characters are in."""
    counts: Counter[Language] = Counter()
    for passage in passages:
        if passage.language != "und":
            counts[passage.language] += len(passage.text)
    return counts.most_common(1)[0][0] if counts else default


def _page_passages(page: Page, state: _State) -> Iterator[Passage]:
    draft: _Draft | None = None
    tables = iter([table for table in page.tables if not table.within])
    for block in page.blocks:
        table = next(tables, None) if block.kind == "table" else None
        if block.char_start == block.char_end:
            continue
        text = page.text[block.char_start : block.char_end]
        if draft is not None and not _joins(draft, block, text):
            yield from _finish(draft, page, state)
            draft = None
        if table is not None:
            yield from _rows(page, table, state)
            continue
        if block.kind == "caption" and _belongs_to_table(text, page):
            continue
        if block.kind == "heading":
            state.enter(block.level, " ".join(text.split()))
        draft = _grown(draft, block, text)
    if draft is not None:
        yield from _finish(draft, page, state)


def _belongs_to_table(text: str, page: Page) -> bool:
    """Whether a caption or unit line is already in the context of a table's rows."""
    return any(text == t.caption or (t.unit and t.unit in text) for t in page.tables)


def _joins(draft: _Draft, block: Block, text: str) -> bool:
    if block.kind in ("table", "caption", "footnote") or draft.kind in ("caption", "footnote"):
        return False
    if block.kind == "heading":
        return draft.kind == "heading" and draft.width + _width(text) <= _TARGET
    if draft.kind == "heading":
        return True
    return draft.width + _width(text) <= _TARGET or min(draft.width, _width(text)) < _LEAST / 2


def _grown(draft: _Draft | None, block: Block, text: str) -> _Draft:
    kind = _passage_kind(block)
    if draft is None:
        return _Draft(kind, block.char_start, block.char_end, _width(text))
    if draft.kind != kind:
        draft.kind = "text" if kind in ("text", "list") else kind
    draft.end = block.char_end
    draft.width += _width(text)
    return draft


def _passage_kind(block: Block) -> PassageKind:
    if block.kind in ("heading", "list", "caption", "footnote"):
        return block.kind
    return "text"


def _width(text: str) -> float:
    return len(text) - len(text.encode("ascii", "ignore")) / 2


def _finish(draft: _Draft, page: Page, state: _State) -> Iterator[Passage]:
    context = state.place
    for start, end in _pieces(page.text, draft):
        passage = _passage(draft.kind, page, (start, end), state, context)
        if passage is not None:
            yield passage


def _pieces(text: str, draft: _Draft) -> list[tuple[int, int]]:
    """The spans of a draft, cut at sentences where it is too long."""
    if draft.width <= _MOST:
        return [(draft.start, draft.end)]
    spans = split_sentences(text[draft.start : draft.end])
    sentences = [
        part for a, b in spans for part in _hard_cuts(text, draft.start + a, draft.start + b)
    ]
    pieces: list[tuple[int, int]] = []
    for a, b in sentences:
        if pieces and _width(text[pieces[-1][0] : b]) <= _TARGET:
            pieces[-1] = (pieces[-1][0], b)
        else:
            pieces.append((a, b))
    if len(pieces) > 1 and _width(text[pieces[-1][0] : pieces[-1][1]]) < _LEAST:
        tail = pieces.pop()
        pieces[-1] = (pieces[-1][0], tail[1])
    return pieces


def _hard_cuts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence as it is, or cut by force when it alone is longer than a passage may be."""
    # As many characters are wide enough, however narrow: the rest need not be measured.
    enough = int(4 * _TARGET) + 2
    while _width(text[start : min(end, start + enough)]) > 2 * _TARGET:
        cut = start + int(_TARGET)
        space = max(text.rfind(c, start + 1, cut) for c in " 、，,\n")
        cut = space + 1 if space > start else cut
        yield start, cut
        start = cut
    yield start, end


def _rows(page: Page, table: Table, state: _State) -> Iterator[Passage]:
    heads = heads_of_rows(table)
    for number, row in enumerate(table.rows):
        filled = [cell for cell in row if cell.char_end > cell.char_start]
        if number < table.header_rows or not filled:
            continue
        start, end = filled[0].char_start, filled[-1].char_end
        context = _row_context(table, heads[number], state)
        for piece in _row_pieces(page.text, start, end):
            named = "\n".join((context, _row_name(filled, piece[0]))).strip()
            passage = _passage("table_row", page, piece, state, named)
            if passage is not None:
                yield passage


def _row_pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A row as it is, or in pieces where its cells hold whole paragraphs."""
    width = _width(text[start:end])
    if width <= _MOST_ROW:
        return [(start, end)]
    return _pieces(text, _Draft("table_row", start, end, width))


def _row_name(row: Sequence[Cell], start: int) -> str:
    """The short cells of a row that stand before ``start``: whose values a later piece holds."""
    before = [cell.text for cell in row if cell.char_end <= start]
    return " | ".join([text for text in before if _width(text) <= _NAME][:3])


def _row_context(table: Table, heads: Sequence[str], state: _State) -> str:
    """Title and headings, caption, column heads, what names the row's group, and the unit: each
    on its line, where there is one."""
    columns = " | ".join(text for text in table.column_heads if text)
    rows = " | ".join(heads)
    parts = (state.place, table.caption, columns, rows, table.unit)
    return "\n".join(part for part in parts if part)


def _passage(
    kind: PassageKind, page: Page, span: tuple[int, int], state: _State, context: str
) -> Passage | None:
    start, end = span
    while start < end and page.text[start].isspace():
        start += 1
    while end > start and page.text[end - 1].isspace():
        end -= 1
    text = page.text[start:end]
    if not any(c.isalnum() for c in text):
        return None
    return Passage(
        kind, page.number, start, end, text, _language(text, state.language), state.path, context
    )


def _language(text: str, prior: Language) -> Language:
    """The language of a passage. A row of names and figures, or a name alone, is in the language
    of its document, whose headings stand with it."""
    found = detect_language(text, prior)
    return prior if found == "en" and prior in ("ja", "zh") and not is_english(text) else found
