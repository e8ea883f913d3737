"""What stands around a table: caption, unit, notes, and the table before that it goes on with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.document import Rect
from ingest.pdf.blocks import Paragraph
from ingest.pdf.joining import join_lines
from ingest.pdf.kinds import is_caption
from ingest.pdf.tables import RawTable, header_rows
from ingest.tables import heads_of_columns, table_id
from ingest.units import unit_in

__all__ = ["TableFacts", "facts_of_all_tables"]

_CAPTION_ROOM = 40.0
"""How far above a table (points) its caption and unit line may stand."""
_NOTE_ROOM = 28.0
_SHIFT = 4.0
"""Columns of one table lie within this many points on both pages, after moving its left edge."""
_NOTE = re.compile(
    r"[(（［\[]?(?:注|註|备注|備註|備考|出所|出典|資料|资料|来源|來源|典拠|Source|Note)"
    r"|[*＊※†‡]",
    re.IGNORECASE,
)
_NEXT_NOTE = re.compile(r"[(（]?\d{1,2}[)）.．、]\s*\S")
_CONTINUED = re.compile(
    r"続き|つづき|续表|續表|[(（](?:续|續|続)[)）]|接上页|接上頁|continued", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class TableFacts:
    """What a table's surroundings, or the page before, say about it."""

    headers: int = 1
    caption: str = ""
    unit: str = ""
    column_heads: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    continues: str = ""


@dataclass(frozen=True, slots=True)
class _Previous:
    """The table that ended the page before."""

    table: RawTable
    facts: TableFacts
    id: str


def facts_of_all_tables(
    pages: Sequence[Sequence[Paragraph]], numbers: Sequence[int]
) -> list[list[TableFacts]]:
    """The facts of all tables, page by page; a table may go on from one page to the next.

    ``numbers``: the number of each page.
    """
    found: list[list[TableFacts]] = []
    previous: _Previous | None = None
    for paragraphs, number in zip(pages, numbers, strict=True):
        facts = _facts_of_page(paragraphs, previous)
        found.append(facts)
        last = _last_table(paragraphs)
        if last is not None:
            previous = _Previous(last, facts[-1], table_id(number, len(facts)))
        elif paragraphs:
            previous = None
    return found


def _last_table(paragraphs: Sequence[Paragraph]) -> RawTable | None:
    """The table that a page ends with, whatever notes stand under it."""
    for paragraph in reversed(paragraphs):
        if paragraph.table is not None:
            return paragraph.table
        text = _text(paragraph)
        # A unit line to the right of a narrow table may be read after it.
        if not _NOTE.match(text) and not unit_in(text):
            return None
    return None


def _facts_of_page(paragraphs: Sequence[Paragraph], previous: _Previous | None) -> list[TableFacts]:
    found: list[TableFacts] = []
    for i, paragraph in enumerate(paragraphs):
        raw = paragraph.table
        if raw is None:
            continue
        facts = _own_facts(paragraphs, i, raw)
        if previous is not None and not found:
            facts = _continued(raw, facts, previous, paragraphs[:i])
        found.append(facts)
    return found


def _own_facts(paragraphs: Sequence[Paragraph], index: int, raw: RawTable) -> TableFacts:
    count = header_rows(raw)
    caption, unit = _above(paragraphs, index)
    unit = unit or _unit_in_cells(raw, count)
    return TableFacts(count, caption, unit, _heads(raw, count), _notes(paragraphs, index))


def _heads(raw: RawTable, count: int) -> tuple[str, ...]:
    rows = [[(c.text, c.row_span, c.column_span) for c in row] for row in raw.rows[:count]]
    return heads_of_columns(rows)


def _continued(
    raw: RawTable, own: TableFacts, previous: _Previous, above: Sequence[Paragraph]
) -> TableFacts:
    """``own``, or the facts of the table before where ``raw`` goes on with it.

    It does when nothing but a unit line or "continued" stands above it, its columns lie at the
    same places, and it has either the same heads or none.
    """
    texts = [_text(paragraph) for paragraph in above]
    if not all(_CONTINUED.search(text) or unit_in(text) for text in texts):
        return own
    origin = previous.facts
    count = len(origin.column_heads) and previous.facts.headers
    repeated = own.column_heads == origin.column_heads and own.headers > 0
    if not repeated and count and _heads(raw, count) == origin.column_heads:
        own, repeated = replace(own, headers=count), True
    same = len(previous.table.rows[0]) == len(raw.rows[0])
    if not same or not (repeated or _same_columns(previous.table, raw)):
        return own
    if not repeated and own.headers and _sets_heads_apart(raw):
        return own
    return TableFacts(
        own.headers if repeated else 0,
        origin.caption,
        own.unit or origin.unit,
        origin.column_heads,
        own.notes,
        previous.id,
    )


def _sets_heads_apart(raw: RawTable) -> bool:
    """Whether the first row looks unlike the others, so that it must be a header of its own."""
    first, second = raw.rows[0][0], raw.rows[-1][0]
    looks = (first.bold, first.fill, first.sans, first.head)
    return bool(raw.head_rules) or looks != (second.bold, second.fill, second.sans, second.head)


def _same_columns(a: RawTable, b: RawTable) -> bool:
    """Whether two tables have their columns at the same places, the margin aside."""
    if len(a.edges) != len(b.edges):
        return False
    shift = b.edges[0] - a.edges[0]
    near = all(abs(x + shift - y) <= _SHIFT for x, y in zip(a.edges, b.edges, strict=True))
    return near and abs((a.rect[2] - a.rect[0]) - (b.rect[2] - b.rect[0])) <= 2 * _SHIFT


def _text(paragraph: Paragraph) -> str:
    return join_lines(list(paragraph.lines))[0]


def _above(paragraphs: Sequence[Paragraph], index: int) -> tuple[str, str]:
    """Caption and unit line that stand right above (or, a caption, right below) a table."""
    rect = paragraphs[index].rect
    caption = unit = ""
    reach = rect[1]
    for paragraph in sorted(paragraphs, key=lambda p: -p.rect[3]):
        if paragraph.table is not None or not _right_above(paragraph.rect, rect, reach):
            continue
        text = _text(paragraph)
        found = unit_in(text)
        unit = unit or found
        if is_caption(text) and len(text) > len(found) + 4:
            caption = text
            break
        if not found:
            caption = text if len(text) <= 40 and text[-1] not in "。．：:" else ""
            break
        reach = paragraph.rect[1]
    unit = unit or _unit_beside(paragraphs, rect)
    if not caption and index + 1 < len(paragraphs):
        caption = _below(paragraphs[index + 1], rect[3])
    return caption, unit


def _unit_beside(paragraphs: Sequence[Paragraph], table: Rect) -> str:
    """A unit line that stands flush right above a narrow table, over no other table."""
    for paragraph in paragraphs:
        rect = paragraph.rect
        if paragraph.table is not None or not -3 <= table[1] - rect[3] < _CAPTION_ROOM / 2:
            continue
        text = _text(paragraph)
        found = unit_in(text)
        others = any(
            p.table is not None and p.rect[0] < rect[2] and p.rect[2] > rect[0] for p in paragraphs
        )
        if found and len(text) <= len(found) + 4 and rect[0] >= table[0] and not others:
            return found
    return ""


def _right_above(rect: Rect, table: Rect, reach: float) -> bool:
    """Whether ``rect`` ends shortly above ``reach`` and over the table's own width."""
    shared = min(rect[2], table[2]) - max(rect[0], table[0])
    over = shared > 0.5 * (rect[2] - rect[0])
    return over and -3 <= reach - rect[3] < _CAPTION_ROOM and rect[1] < table[1]


def _below(paragraph: Paragraph, bottom: float) -> str:
    if paragraph.table is not None or not -3 < paragraph.rect[1] - bottom < _CAPTION_ROOM / 2:
        return ""
    text = _text(paragraph)
    return text if is_caption(text) and text[0] in "表T" else ""


def _notes(paragraphs: Sequence[Paragraph], index: int) -> tuple[str, ...]:
    """The notes right under a table, one after another."""
    table = paragraphs[index].rect
    found: list[str] = []
    reach = table[3]
    for paragraph in sorted(paragraphs, key=lambda p: p.rect[1]):
        shared = min(paragraph.rect[2], table[2]) - max(paragraph.rect[0], table[0])
        if paragraph.rect[1] < table[3] - 3 or shared <= 0 or paragraph.table is not None:
            continue
        text = _text(paragraph)
        goes_on = bool(found) and _NEXT_NOTE.match(text) and not is_caption(text)
        if paragraph.rect[1] - reach > _NOTE_ROOM or not (_NOTE.match(text) or goes_on):
            break
        found.append(text)
        reach = paragraph.rect[3]
    return tuple(found)


def _unit_in_cells(raw: RawTable, count: int) -> str:
    for row in raw.rows[: max(count, 1)]:
        for cell in row:
            if found := unit_in(cell.text):
                return found
    return ""
