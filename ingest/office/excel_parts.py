"""What a worksheet's own parts say that openpyxl leaves out when it reads row by row."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any

__all__ = ["Area", "merged_and_uncounted", "table_heads", "text_boxes"]

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 1, all included."""

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MOST_MERGED = 100_000


def merged_and_uncounted(archive: zipfile.ZipFile, path: str) -> tuple[list[Area], int]:
    """The merged areas of a sheet, and how many formulas have no stored value."""
    from lxml import etree

    areas: list[Area] = []
    uncounted = 0
    wanted = (f"{_MAIN}row", f"{_MAIN}mergeCell")
    with archive.open(path) as part:
        for _, element in etree.iterparse(part, tag=wanted, resolve_entities=False):
            if element.tag == wanted[0]:
                uncounted += sum(
                    not f.getparent().findtext(f"{_MAIN}v") for f in element.iter(f"{_MAIN}f")
                )
            elif len(areas) < _MOST_MERGED and (area := _area(element.get("ref", ""))):
                areas.append(area)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    return areas, uncounted


def table_heads(archive: zipfile.ZipFile, path: str) -> list[Area]:
    """The areas of the tables that Excel itself knows and that have a header row."""
    tables = _related(archive, path, "table")
    areas = [_area(t.get("ref", "")) for t in tables if t.get("headerRowCount", "1") != "0"]
    return [area for area in areas if area is not None]


def text_boxes(archive: zipfile.ZipFile, path: str) -> list[str]:
    """The words of the text boxes and other shapes that lie on a sheet, from the top."""
    found: list[tuple[int, int, str]] = []
    for drawing in _related(archive, path, "drawing"):
        for anchor in drawing:
            lines = (
                "".join(t.text or "" for t in paragraph.iter(f"{_A}t")).strip()
                for shape in anchor.iter(f"{_DRAWING}txBody")
                for paragraph in shape.iter(f"{_A}p")
            )
            text = "\n".join(line for line in lines if line)
            if text:
                found.append((_place(anchor, "row"), _place(anchor, "col"), text))
    return [text for _, _, text in sorted(found)]


def _place(anchor: Any, name: str) -> int:
    text = anchor.findtext(f"{_DRAWING}from/{_DRAWING}{name}") or ""
    return int(text) if text.isdigit() else 0


def _related(archive: zipfile.ZipFile, path: str, kind: str) -> Iterator[Any]:
    """The root elements of the parts of a kind that a sheet refers to."""
    from lxml import etree

    folder, name = posixpath.split(path)
    relations = f"{folder}/_rels/{name}.rels"
    names = set(archive.namelist())
    if relations not in names:
        return
    parser = etree.XMLParser(resolve_entities=False)
    for relation in etree.fromstring(archive.read(relations), parser):
        if relation.get("Type", "").endswith(f"/{kind}"):
            target = relation.get("Target", "")
            part = target[1:] if target[:1] == "/" else posixpath.normpath(f"{folder}/{target}")
            if part in names:
                yield etree.fromstring(archive.read(part), parser)


def _area(reference: str) -> Area | None:
    from openpyxl.utils import range_boundaries

    try:
        left, top, right, bottom = range_boundaries(reference)
    except (ValueError, TypeError):
        return None
    return (top, left, bottom, right) if None not in (left, top, right, bottom) else None
