"""Lines in reading order to blocks: paragraphs, list items and tables of one page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.document import Rect, union
from ingest.pdf.characters import is_cjk
from ingest.pdf.frames import order_in_frames
from ingest.pdf.joining import beside
from ingest.pdf.lines import Line
from ingest.pdf.orientation import turn
from ingest.pdf.raw import RawPage
from ingest.pdf.tables import RawTable

__all__ = ["Paragraph", "is_list_item", "paragraphs_of"]

_MARKER = re.compile(
    r"(?:[•●○◯■□◆◇▶►▪‣・★☆✓➢–∗]\s*\S|[-*]\s+\S"
    r"|[(（]?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4}|[一二三四五六七八九十]{1,3})[)）]\s*\S"
    r"|\d{1,2}\.\s+\S|[①-⑳]|[❶-❿]|[㈠-㈩])"
)
_BARE_MARKER = re.compile(
    r"[•●○◯■□◆◇▶►▪‣・★☆✓➢∗*–-]|\d{1,2}[.)）]?|[(（][\da-z一二三四五六七八九十][)）]|[①-⑳]|[a-z][.)]"
)
_LEADER = re.compile(
    r"[.．・…·⋯](?:\s?[.．・…·⋯]){2,}(?:[.．・…·⋯]{2,}\s*\d*|\s*\d+)$|(?:\s\.){2}\s+\d+$"
)
_PLACES = re.compile(r"[,、，]\s?\d{1,4}(?:[,、，-]\s?\d{1,4})*$")
_HANGS = re.compile(rf"{_MARKER.pattern}|\d{{1,2}}(?:\.\d{{1,2}}){{1,4}}\.?\s+\S")
"""An item, or a heading with its number, whose other lines stand further in."""
_NOTED = re.compile(r"[。．.！？!?][）)」』]*\d{0,2}[⁰¹²³⁴-⁹*＊†‡]{1,3}$")
_ARROWS = "➡→⇒▶►➔⇨↓⇓▼⬇←⇐◀⬅⇔↔＋+×＝="
_OVERRUN = 8.0
"""In sizes: the most by which a line runs over the margin."""
_SENTENCE_END = "。．.！？!?：:;；」』）)"


@dataclass(frozen=True, slots=True)
class _Frame:
    """The edges of a region and its usual distance from line to line."""

    left: float
    right: float
    leading: float


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that read on from one to the next, or a table. ``rect`` is on the page."""

    lines: tuple[Line, ...]
    rect: Rect
    table: RawTable | None = None

    @property
    def size(self) -> float:
        """The type size of most characters, 0 for a table."""
        if not self.lines:
            return 0.0
        return max(self.lines, key=lambda line: len(line.text)).size

    @property
    def bold(self) -> bool:
        """Whether all of it is set bold."""
        return bool(self.lines) and all(line.bold for line in self.lines)

    @property
    def sans(self) -> bool:
        """Whether all of it is set in a sans-serif (Gothic, Hei) face."""
        return bool(self.lines) and all(line.sans for line in self.lines)

    @property
    def tag(self) -> str:
        """The structure tag that the file gives the first line, e.g. ``H1``."""
        return self.lines[0].tag if self.lines else ""


def is_list_item(text: str) -> bool:
    """Whether a paragraph starts with a bullet or an item number."""
    return bool(_MARKER.match(text))


def paragraphs_of(page: RawPage) -> list[Paragraph]:
    """The paragraphs and tables of a page in reading order."""
    arrows = [
        line
        for line in page.lines
        if _is_arrow(line, page.lines) and not _between_frames(line.rect, page.frames)
    ]
    lines = [line for line in page.lines if line not in arrows]
    places = [line.place for line in lines]
    places += [turn(table.rect, page.main) for table in page.tables]
    found: list[Paragraph] = []
    frames = [turn(frame, page.main) for frame in page.frames]
    for region in order_in_frames(places, frames):
        waiting: list[Line] = []
        for index in region:
            if index < len(lines):
                waiting.append(lines[index])
                continue
            found.extend(_paragraphs(waiting))
            waiting = []
            table = page.tables[index - len(lines)]
            found.append(Paragraph((), table.rect, table))
        found.extend(_paragraphs(waiting))
    notes = _footnotes(found)
    body = _across_columns([p for p in found if p not in notes])
    return [*body, *notes, *(Paragraph((line,), line.rect) for line in arrows)]


def _footnotes(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Those that begin with a raised figure, in small type, each with the lines that go on with
    it: they are read after all columns."""
    sizes = Counter[float]()
    for paragraph in paragraphs:
        sizes[paragraph.size] += sum(len(line.text) for line in paragraph.lines)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    return [p for p in paragraphs if p.lines and p.lines[0].mark and p.size <= 0.93 * body]


def _is_arrow(line: Line, lines: Sequence[Line]) -> bool:
    """An arrow between boxes: it stands in their gutter, and no words stand in its row."""
    return line.text in _ARROWS and not any(
        beside(line.place, other.place) or beside(other.place, line.place)
        for other in lines
        if other.text not in _ARROWS
    )


def _between_frames(rect: Rect, frames: Sequence[Rect]) -> bool:
    """Whether a sign stands in the gap between two boxes: then it has its place between them."""
    level = [frame for frame in frames if frame[1] <= rect[1] and rect[3] <= frame[3]]
    return any(f[2] <= rect[0] + 2 for f in level) and any(f[0] >= rect[2] - 2 for f in level)


def _across_columns(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Join a paragraph that runs on at the top of the next column."""
    joined: list[Paragraph] = []
    for paragraph in paragraphs:
        if joined and _runs_on(joined[-1], paragraph):
            lines = joined[-1].lines + paragraph.lines
            joined[-1] = Paragraph(lines, union([line.rect for line in lines]))
        else:
            joined.append(paragraph)
    return joined


def _runs_on(a: Paragraph, b: Paragraph) -> bool:
    if len(a.lines) < 3 or not b.lines:
        return False
    last, first = a.lines[-1], b.lines[0]
    return (
        last.place[0] < first.place[0]
        and first.place[3] < a.lines[0].place[3]
        and abs(last.size - first.size) < 0.05 * first.size
        and last.bold == first.bold
        and last.text[-1] not in _SENTENCE_END
        and last.place[2] > max(line.place[2] for line in a.lines) - 1.5 * last.size
        and not _MARKER.match(first.text)
        and not _is_marker(first)
    )


def _paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    if not lines:
        return []
    rows = _rows(lines)
    frame = _Frame(
        min(line.place[0] for line in lines),
        _right_edge(rows),
        _leading(rows),
    )
    groups: list[list[list[Line]]] = [[rows[0]]]
    for row in rows[1:]:
        if _starts_anew(groups[-1], row, frame):
            groups.append([row])
        else:
            groups[-1].append(row)
    found = []
    for group in groups:
        flat = tuple(line for row in group for line in row)
        found.append(Paragraph(flat, union([line.rect for line in flat])))
    return found


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in lines:
        if rows and beside(rows[-1][-1].place, line.place):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _leading(rows: Sequence[Sequence[Line]]) -> float:
    """The usual distance from one line's foot to the next, in this region."""
    steps = [
        b[0].place[3] - a[0].place[3]
        for a, b in pairwise(rows)
        if abs(a[0].size - b[0].size) < 0.1 * a[0].size
        and 0 < b[0].place[3] - a[0].place[3] < 2.4 * a[0].size
    ]
    return min(median(steps), 2.2 * rows[0][0].size) if steps else 1.6 * rows[0][0].size


def _right_edge(rows: Sequence[Sequence[Line]]) -> float:
    """Where full lines end: the outermost end that a good part of the rows share, if it lies near
    the very outermost; a single line may run over the margin."""
    ends = sorted((row[-1].place[2] for row in rows), reverse=True)
    size = rows[0][0].size
    need = max(3, len(ends) // 4)
    for end in ends:
        if ends[0] - end > _OVERRUN * size:
            break
        if sum(abs(other - end) < 0.6 * size for other in ends) >= need:
            return end
    return ends[0]


def _starts_anew(group: list[list[Line]], row: list[Line], frame: _Frame) -> bool:
    """Whether ``row`` begins a new paragraph after ``group``."""
    before, line = group[-1], row[0]
    last, size = before[-1], line.size
    left, right, leading = frame.left, frame.right, frame.leading
    if abs(last.size - size) > 0.08 * max(last.size, size) or last.bold != line.bold:
        return not _same_sentence(last, line)
    step = line.place[3] - before[0].place[3]
    if len(group) > 1:
        leading = min(leading, (before[0].place[3] - group[0][0].place[3]) / (len(group) - 1))
    if step > leading + 0.45 * size or step < 0 or line.mark:
        return True
    if last.mono and line.mono:  # program code is broken where its author broke it
        return True
    if _is_marker(line) or _MARKER.match(line.text) or _is_entry(last, line):
        return True
    if len(row) > 1 or len(before) - _is_marker(before[0]) > 1:  # words set in columns
        return True
    if last.tag != line.tag and "H" in (last.tag[:1], line.tag[:1]):
        return True
    opening = group[0][0]
    marked = _is_marker(opening) or bool(_HANGS.match(opening.text)) or opening.mark
    if len(group) == 1 and not marked and _centred(before, line, right):
        return _ends_sentence(last)
    indent = line.place[0] - before[0].place[0]
    if indent < -3 * size and not marked:
        return True
    if indent > 0.8 * size and not marked:
        return True
    room = right - last.place[2] + min(0.0, left - before[0].place[0] + 2 * size)
    if _ends_sentence(last):
        return room > 2.5 * size
    return room > max(4 * size, 0.35 * (right - left))


def _ends_sentence(line: Line) -> bool:
    """Whether a line ends with a stop, with or without the figure of a note after it."""
    return line.text[-1] in _SENTENCE_END or bool(_NOTED.search(line.text))


def _centred(before: Sequence[Line], line: Line, right: float) -> bool:
    """Whether a line is the short rest of a full one, set in the middle below it: a caption."""
    first, last = before[0], before[-1]
    off = first.place[0] + last.place[2] - line.place[0] - line.place[2]
    return (
        abs(off) < line.size
        and line.place[0] - first.place[0] > 0.8 * line.size
        and right - last.place[2] < 2 * line.size
    )


def _is_marker(line: Line) -> bool:
    """A bullet or item number that stands apart from its text."""
    return bool(_BARE_MARKER.fullmatch(line.text))


def _same_sentence(last: Line, line: Line) -> bool:
    """A short change of weight or size inside a sentence: the line before runs on."""
    return (
        abs(last.size - line.size) < 0.08 * line.size
        and last.text[-1] in "、，,"
        and is_cjk(line.text[0])
    )


def _is_entry(last: Line, line: Line) -> bool:
    """Whether a line is one of a table of contents, with its row of dots and page number, or one
    of an index, with page numbers as the next one has."""
    if _LEADER.search(last.text):
        return True
    return bool(_PLACES.search(last.text) and _PLACES.search(line.text))
