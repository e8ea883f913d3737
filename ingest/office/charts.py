"""Charts as tables: their titles, categories and series, from the values that the file keeps.

The values stand in the chart's own part (ECMA-376, part 1, 21.2); the workbook behind it is not
opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from ingest.office.number_formats import shown
from ingest.sections import Item
from ingest.tables import SourceCell, SourceTable
from ingest.units import bare_unit, unit_in

__all__ = ["chart_items"]

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MOST_POINTS = 2_000
_EPOCH_DAY = 25_569
"""The number of 1970-01-01 among Excel's days."""

_Points = dict[int, str]


def chart_items(root: Any) -> Iterator[Item]:
    """The title and axis titles of a chart as captions, and its values as a table with a row a
    category and a column a series. ``root`` is ``c:chartSpace``; nothing for ``None``."""
    chart = root.find(f"{_C}chart") if root is not None else None
    if chart is None:
        return
    title = _words(chart.find(f"{_C}title"))
    axes = [
        words
        for axis in chart.findall(f"{_C}plotArea/*")
        if axis.tag.endswith("Ax") and (words := _words(axis.find(f"{_C}title")))
    ]
    for line in dict.fromkeys(filter(None, (title, *axes))):
        yield ("caption", line, 0)
    table = _table(list(chart.iter(f"{_C}ser")))
    if table:
        unit = next((axis for axis in axes if unit_in(axis) or bare_unit(axis)), "")
        yield SourceTable(table, 1, 1, caption=title, unit=unit_in(unit) or bare_unit(unit))


def _table(series: list[Any]) -> list[list[SourceCell]]:
    names, columns = [], []
    categories: _Points = {}
    for number, ser in enumerate(series, start=1):
        values = _points(ser, "val") or _points(ser, "yVal")
        if not values:
            continue
        names.append(_name(ser) or str(number))
        columns.append(values)
        categories = categories or _points(ser, "cat") or _points(ser, "xVal")
    if not columns:
        return []
    places = sorted({place for column in columns for place in column})[:_MOST_POINTS]
    head = [SourceCell("", head=True), *(SourceCell(name, head=True) for name in names)]
    rows = [
        [SourceCell(categories.get(at, str(at + 1))), *(SourceCell(c.get(at, "")) for c in columns)]
        for at in places
    ]
    return [head, *rows]


def _name(series: Any) -> str:
    return " ".join(v.text for v in series.findall(f"{_C}tx//{_C}v") if v.text)


def _points(series: Any, name: str) -> _Points:
    """The points of a series by their index, as they are shown; several levels of categories are
    joined, the outermost first."""
    source = series.find(f"{_C}{name}")
    if source is None:
        return {}
    levels = source.findall(f"{_C}multiLvlStrRef/{_C}multiLvlStrCache/{_C}lvl")
    if levels:
        return _joined([_cached(level) for level in reversed(levels)])
    for kind in ("numRef/{}numCache", "strRef/{}strCache", "numLit", "strLit"):
        cache = source.find(_C + kind.format(_C))
        if cache is not None:
            return _cached(cache)
    return {}


def _cached(cache: Any) -> _Points:
    code = cache.findtext(f"{_C}formatCode") or ""
    found = {}
    for point in cache.findall(f"{_C}pt"):
        at, text = point.get("idx", ""), point.findtext(f"{_C}v") or ""
        if at.isdigit():
            numeric = cache.tag.endswith(("numCache", "numLit"))
            found[int(at)] = _shown(text, point.get("formatCode") or code) if numeric else text
    return found


def _joined(levels: list[_Points]) -> _Points:
    """An outer category stands at its first place only and goes on to the next."""
    joined: _Points = {}
    for place in sorted(levels[-1]):
        names = []
        for level in levels:
            before = [at for at in level if at <= place]
            names.append(level[max(before)] if before else "")
        joined[place] = " ".join(filter(None, names))
    return joined


def _shown(text: str, code: str) -> str:
    with suppress(ValueError, OverflowError):
        number = float(text)
        if _is_date(code):
            from datetime import datetime, timedelta

            return shown(datetime(1970, 1, 1) + timedelta(days=number - _EPOCH_DAY), code)
        return shown(int(number) if number.is_integer() else number, code)
    return text


def _is_date(code: str) -> bool:
    from openpyxl.styles.numbers import is_date_format

    return bool(is_date_format(code)) if code else False


def _words(title: Any) -> str:
    if title is None:
        return ""
    lines = [
        "".join(t.text or "" for t in paragraph.iter(f"{_A}t"))
        for paragraph in title.iter(f"{_A}p")
    ]
    return " ".join(" ".join(lines).split())
