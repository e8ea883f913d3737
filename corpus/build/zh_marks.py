"""A small line markup that the Chinese sample reports are written in.

One block a paragraph; the first character of a line says what it is::

    @lang zh-Hans     language of what follows (zh-Hans, zh-Hant, ja)
    @break            a new page
    # ## ###          headings
    - text            list item
    ! text            caption of the table that follows
    ~ text            unit line of the table that follows
    | a | b |         table row; the first row of a table is its header
    > text            note or source line, set small
    % text            line of the cover

Everything else is body text; consecutive lines are joined without a space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Kind = Literal[
    "heading1",
    "heading2",
    "heading3",
    "text",
    "item",
    "caption",
    "unit",
    "table",
    "note",
    "cover",
    "break",
]

_PREFIXES: dict[str, Kind] = {
    "# ": "heading1",
    "## ": "heading2",
    "### ": "heading3",
    "- ": "item",
    "! ": "caption",
    "~ ": "unit",
    "> ": "note",
    "% ": "cover",
}
_NUMBER = re.compile(r"^[-+△▲(]?[\d,.]+[%)]?$|^[-—–]$")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or table, in one language."""

    kind: Kind
    language: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = field(default=())


def is_number(cell: str) -> bool:
    """Whether a table cell holds a number and is set flush right."""
    return bool(_NUMBER.match(cell.replace(" ", "")))


def read_marks(path: Path) -> list[Block]:
    """The blocks of a marked-up file, in order.

    Raises ValueError for a table whose rows differ in length.
    """
    return list(_merge(_lines(path.read_text(encoding="utf-8"))))


def _lines(source: str) -> Iterator[Block | None]:
    """One block a line; None for an empty line, which ends a paragraph."""
    language = "zh-Hans"
    for raw in source.splitlines():
        line = raw.strip()
        if not line:
            yield None
        elif line.startswith("@lang "):
            language = line.removeprefix("@lang ").strip()
            yield None
        elif line == "@break":
            yield Block("break", language)
        elif line.startswith("|"):
            cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
            yield Block("table", language, rows=(cells,))
        else:
            prefix = next((p for p in _PREFIXES if line.startswith(p)), "")
            kind = _PREFIXES.get(prefix, "text")
            yield Block(kind, language, line.removeprefix(prefix).strip())


def _merge(lines: Iterator[Block | None]) -> Iterator[Block]:
    """Join the lines of a paragraph and the rows of a table."""
    current: Block | None = None
    for line in lines:
        if current and line and line.kind == current.kind and line.kind in ("text", "table"):
            current = Block(
                current.kind, current.language, current.text + line.text, current.rows + line.rows
            )
            continue
        if current:
            yield _checked(current)
        current = line
    if current:
        yield _checked(current)


def _checked(block: Block) -> Block:
    if len({len(row) for row in block.rows}) > 1:
        raise ValueError(f"rows of different length in the table that starts with {block.rows[0]}")
    return block
