"""Tables without a grid: columns of words and figures, with rules above and below or with none.

The three-line table of Chinese reports and the plain statement of Japanese ones have no lines
between columns. Columns are the gaps that run through all rows of a run of rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.document import Rect, union
from ingest.pdf.lines import Line
from ingest.pdf.reading_order import reading_order
from ingest.pdf.tables.headers import is_figure
from ingest.pdf.tables.model import COVERED, RawCell, RawTable, cell_of
from ingest.pdf.tables.rulings import Ruling, Rulings

__all__ = ["take_unruled"]

_RULE = 80.0
"""The least length (points) of a rule above or below a table."""
_ALIGNED = 4.0
_MOST_ROWS = 120
_LEAST_GAP = 0.6
"""In type sizes: the least gap between two columns."""
_PROSE = 24
"""Characters: cells as long as this, in most places, are columns of prose."""

_Row = list[Line]


@dataclass(frozen=True, slots=True)
class _Area:
    """Where a table may stand: between two rules, or a region of the page without any."""

    rect: Rect
    rules: tuple[Ruling, ...] = ()


def take_unruled(
    lines: Sequence[Line], rulings: Rulings, taken: Sequence[RawTable] = ()
) -> tuple[list[RawTable], list[Line]]:
    """The tables among ``lines`` (of a page with horizontal lines), and the lines in none.

    ``taken``: the ruled tables of the page, whose rulings belong to them.
    """
    level = [line for line in lines if line.orientation == "h"]
    areas = [part for area in _sets(rulings, taken) for part in _parts(area, level)]
    if not areas and not _may_hold(level):
        return [], list(lines)
    tables: list[RawTable] = []
    used: set[int] = set()
    for area in areas:
        inside = [x for x in level if _within(x.rect, area.rect) and id(x) not in used]
        table = _bounded_table(inside, area)
        if table is not None:
            tables.append(table)
            used.update(map(id, inside))
    free = [line for line in level if id(line) not in used]
    for region in reading_order([line.place for line in free]) if _may_hold(free) else ():
        for run in _runs(_rows([free[i] for i in region])):
            left = [line for line in free if id(line) not in used]
            run = _extended(run, left)
            table = _open_table(run)
            if table is not None:
                tables.append(table)
                used.update(id(line) for row in run for line in row)
    return tables, [line for line in lines if id(line) not in used]


def _may_hold(lines: Sequence[Line]) -> bool:
    return sum(is_figure(line.text) for line in lines) >= 3


def _within(rect: Rect, area: Rect) -> bool:
    x, y = (rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2
    return area[0] - 2 <= x <= area[2] + 2 and area[1] <= y <= area[3]


def _sets(rulings: Rulings, taken: Sequence[RawTable]) -> list[_Area]:
    """Areas between the first and last of at least two rules of one length, one under another."""
    free = [
        rule
        for rule in rulings.horizontal
        if rule[2] - rule[1] >= _RULE and not any(_on(rule, table.rect) for table in taken)
    ]
    groups: list[list[Ruling]] = []
    for rule in sorted(free):
        for group in groups:
            if abs(group[0][1] - rule[1]) < _ALIGNED and abs(group[0][2] - rule[2]) < _ALIGNED:
                group.append(rule)
                break
        else:
            groups.append([rule])
    return [
        area
        for group in groups
        if len(group) >= 2
        for area in [_area_of(group)]
        if not any(_within(table.rect, area.rect) for table in taken)
    ]


def _parts(area: _Area, lines: Sequence[Line]) -> list[_Area]:
    """The runs of rules with rows of several pieces between them: tables of one width on one
    page are parted by captions and prose."""
    inside = [line for line in lines if _within(line.rect, area.rect)]
    found: list[_Area] = []
    run: list[Ruling] = [area.rules[0]]
    for above, below in pairwise(area.rules):
        between = (area.rect[0], above[0], area.rect[2], below[0])
        rows = _rows([line for line in inside if _within(line.rect, between)])
        if rows and sum(len(row) > 1 for row in rows) * 2 >= len(rows):
            run.append(below)
            continue
        found.append(_area_of(run))
        run = [below]
    found.append(_area_of(run))
    return [part for part in found if len(part.rules) > 1]


def _area_of(rules: Sequence[Ruling]) -> _Area:
    return _Area((rules[0][1], rules[0][0], rules[0][2], rules[-1][0]), tuple(rules))


def _on(rule: Ruling, rect: Rect) -> bool:
    return rect[1] - 3 <= rule[0] <= rect[3] + 3 and rule[1] < rect[2] and rule[2] > rect[0]


def _rows(lines: Sequence[Line]) -> list[_Row]:
    """Lines that stand beside each other, from the top; each row from the left."""
    rows: list[_Row] = []
    for line in sorted(lines, key=lambda x: x.rect[1]):
        bottom = max((x.rect[3] for x in rows[-1]), default=0.0) if rows else 0.0
        if rows and line.rect[1] < bottom - 0.35 * min(line.size, rows[-1][0].size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda x: x.rect[0]) for row in rows]


def _bounded_table(lines: Sequence[Line], area: _Area) -> RawTable | None:
    """The table between rules, if what stands there is set in columns and is not prose."""
    rows = _rows(lines)
    if not 2 <= len(rows) <= _MOST_ROWS:
        return None
    second = area.rules[1][0] if len(area.rules) > 2 else area.rect[1]
    body = [row for row in rows if row[0].rect[1] >= second - 1] or rows
    columns = _columns([line for row in body for line in row], area.rect)
    heads = len(rows) - len(body)
    if len(columns) < 2 or not _tabular(body, columns):
        return None
    if len(area.rules) < 3 and not _figure_columns(body, columns):
        return None
    return _built(_together(rows, columns), columns, area.rect, heads)


def _open_table(rows: Sequence[_Row]) -> RawTable | None:
    """The table in a run of rows without rules: figures in columns beside words."""
    lines = [line for row in rows for line in row]
    rect = union([line.rect for line in lines])
    body = [row for row in rows if any(is_figure(line.text) for line in row)]
    columns = _columns([line for row in body for line in row], rect) if body else []
    figures = _figure_columns(body, columns)
    if len(columns) < 2 or len(body) < 3 or not figures:
        return None
    # Ranks may stand first, before words and other figures.
    if 0 in figures and not 1 < len(figures) < len(columns):
        return None
    if not _tabular(body, columns) or len(body) * 2 < len(rows):
        return None
    if not all(_aligned(body, columns, column) for column in figures):
        return None
    if len(columns) == 2 and len(body) < 4:
        return None
    heads = next(i for i, row in enumerate(rows) if row in body)
    return _built(_together(rows, columns), columns, rect, heads)


def _runs(rows: Sequence[_Row]) -> list[list[_Row]]:
    """Runs of rows of at least two pieces, with single pieces only between them."""
    found: list[list[_Row]] = []
    run: list[_Row] = []
    for row in rows:
        near = not run or row[0].rect[1] - run[-1][0].rect[3] < 1.9 * row[0].size
        same = not run or abs(row[0].size - run[-1][0].size) < 0.15 * row[0].size
        if run and not (near and same):
            found.append(run)
            run = []
        if len(row) > 1 or (run and len(row[0].text) <= _PROSE):
            run.append(row)
        elif run:
            found.append(run)
            run = []
    found.append(run)
    return [trimmed for run in found if len(trimmed := _trimmed(run)) >= 3]


def _extended(run: list[_Row], lines: Sequence[Line]) -> list[_Row]:
    """``run`` with the rows of two pieces right above and below it, which the order of reading
    may have put with something else."""
    rect = union([line.rect for row in run for line in row])
    held = {id(line) for row in run for line in row}
    pitch = 1.4 * median(b[0].rect[1] - a[0].rect[1] for a, b in pairwise(run))
    near = [
        line
        for line in lines
        if id(line) not in held and rect[0] - 4 <= line.rect[0] and line.rect[2] <= rect[2] + 4
    ]
    rows = [row for row in _rows(near) if len(row) > 1]
    for row in reversed(rows):
        if 0 < run[0][0].rect[1] - row[0].rect[1] <= pitch:
            run = [row, *run]
    for row in rows:
        if 0 < row[0].rect[1] - run[-1][0].rect[1] <= pitch:
            run = [*run, row]
    return run


def _trimmed(run: list[_Row]) -> list[_Row]:
    while run and len(run[-1]) < 2:
        run = run[:-1]
    return run


def _columns(lines: Sequence[Line], rect: Rect) -> list[tuple[float, float]]:
    """The intervals between the gaps that run through all lines but the widest ones."""
    width = rect[2] - rect[0]
    spans = sorted((x.rect[0], x.rect[2]) for x in lines if x.rect[2] - x.rect[0] < 0.6 * width)
    if not spans:
        return []
    gap = _LEAST_GAP * median(line.size for line in lines)
    columns = [spans[0]]
    for start, end in spans[1:]:
        if start - columns[-1][1] >= gap:
            columns.append((start, end))
        else:
            columns[-1] = (columns[-1][0], max(columns[-1][1], end))
    return columns


def _places(line: Line, columns: Sequence[tuple[float, float]]) -> list[int]:
    """The columns that a line reaches into, or the nearest one."""
    x0, x1 = line.rect[0], line.rect[2]
    found = [i for i, (a, b) in enumerate(columns) if min(x1, b) - max(x0, a) > 0.1]
    if found:
        return list(range(found[0], found[-1] + 1))
    centre = (x0 + x1) / 2
    return [min(range(len(columns)), key=lambda i: abs(sum(columns[i]) / 2 - centre))]


def _figure_columns(rows: Sequence[_Row], columns: Sequence[tuple[float, float]]) -> list[int]:
    """The columns in which most pieces are figures."""
    texts: list[list[str]] = [[] for _ in columns]
    for row in rows:
        for line in row:
            for place in _places(line, columns)[:1]:
                texts[place].append(line.text)
    return [
        i for i, found in enumerate(texts) if found and sum(map(is_figure, found)) * 2 > len(found)
    ]


def _aligned(rows: Sequence[_Row], columns: Sequence[tuple[float, float]], column: int) -> bool:
    """Whether the figures of a column end at one edge, or (in a table of several columns) share
    a centre; the labels of bars do neither."""
    pieces = [x for row in rows for x in row if _places(x, columns)[0] == column]
    ends = [x.rect[2] for x in pieces]
    centres = [(x.rect[0] + x.rect[2]) / 2 for x in pieces]
    slack = 0.7 * median(x.size for x in pieces)
    return any(
        sum(abs(at - median(found)) <= slack for at in found) >= 0.8 * len(found)
        for found in ([ends, centres] if len(columns) > 2 else [ends])
    )


def _tabular(rows: Sequence[_Row], columns: Sequence[tuple[float, float]]) -> bool:
    """Whether most places are filled, and with less than prose."""
    filled = sum(len({_places(line, columns)[0] for line in row}) for row in rows)
    long = sum(len(line.text) >= _PROSE for row in rows for line in row)
    pieces = sum(map(len, rows))
    return filled >= 0.6 * len(rows) * len(columns) and long * 3 <= pieces


def _together(rows: Sequence[_Row], columns: Sequence[tuple[float, float]]) -> list[_Row]:
    """Rows with the lines that a cell above or below them runs over into.

    A row that fills one column of words, nearer to its neighbour than rows usually are, belongs
    to it.
    """
    pitches = [b[0].rect[1] - a[0].rect[1] for a, b in pairwise(rows)]
    usual = max(pitches, default=0.0)
    found: list[_Row] = []
    waiting = False
    for i, row in enumerate(rows):
        close = i > 0 and pitches[i - 1] < 0.8 * usual
        alone = len(row) == 1 and len(columns) > 1 and not is_figure(row[0].text)
        if found and close and (alone or waiting):
            found[-1] = found[-1] + row
            waiting = False
            continue
        waiting = alone and len(found) > 0
        found.append(list(row))
    return found


def _built(
    rows: Sequence[_Row], columns: Sequence[tuple[float, float]], rect: Rect, heads: int
) -> RawTable:
    lefts = [rect[0], *((a[1] + b[0]) / 2 for a, b in pairwise(columns)), rect[2]]
    tops = [rect[1]]
    for above, below in pairwise(rows):
        tops.append((max(x.rect[3] for x in above) + min(x.rect[1] for x in below)) / 2)
    tops.append(rect[3])
    made = [
        _cells(row, columns, lefts, (tops[i], tops[i + 1]), head=i < heads)
        for i, row in enumerate(rows)
    ]
    return RawTable(rect, tuple(made), tuple(round(x, 1) for x in lefts[:-1]), heads)


def _cells(
    row: _Row,
    columns: Sequence[tuple[float, float]],
    lefts: Sequence[float],
    band: tuple[float, float],
    *,
    head: bool,
) -> tuple[RawCell, ...]:
    held: dict[int, tuple[list[Line], int]] = {}
    for line in row:
        places = _head_places(line, row, columns) if head else _places(line, columns)
        first = next(
            (p for p in range(places[0], -1, -1) if p in held and p + held[p][1] > places[0]),
            places[0],
        )
        lines, span = held.get(first, ([], 1))
        held[first] = ([*lines, line], max(span, places[-1] - first + 1))
    cells: list[RawCell] = []
    for place in range(len(columns)):
        if place in held:
            lines, span = held[place]
            after = min((p for p in held if p > place), default=len(columns))
            span = min(span, after - place)
            rect = (lefts[place], band[0], lefts[place + span], band[1])
            cells.append(cell_of(lines, rect, (1, span)))
            cells.extend([COVERED] * (span - 1))
        elif len(cells) <= place:
            rect = (lefts[place], band[0], lefts[place + 1], band[1])
            cells.append(cell_of((), rect))
    return tuple(cells)


def _head_places(line: Line, row: _Row, columns: Sequence[tuple[float, float]]) -> list[int]:
    """The columns that a head stands over: with its neighbours they share all columns, and it is
    centred over its own."""
    own = _places(line, columns)
    if len(row) >= len(columns):
        return own
    centre = (line.rect[0] + line.rect[2]) / 2
    taken = {p for other in row if other is not line for p in _places(other, columns)}
    best, error = own, abs(columns[own[0]][0] + columns[own[-1]][1] - 2 * centre) / 2
    for first in range(own[0], -1, -1):
        if first in taken:
            break
        for last in range(own[-1], len(columns)):
            if last in taken:
                break
            off = abs(columns[first][0] + columns[last][1] - 2 * centre) / 2
            if off < error - 2.0:
                best, error = list(range(first, last + 1)), off
    return best
