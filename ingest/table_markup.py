"""A table as HTML and as Markdown, for people and for programs that read either."""

from __future__ import annotations

from html import escape

from ingest.document import Cell, Table

__all__ = ["table_html", "table_markdown"]


def table_html(table: Table) -> str:
    """One ``<table>`` element with its caption, unit, merged cells and notes.

    Every cell has its id (``Table.cell_id``). The heads of a table that goes on from the page
    before are repeated where the page itself does not hold them.
    """
    lines = ["<table" + (f' id="{escape(table.id)}"' if table.id else "") + ">"]
    title = " ".join(text for text in (table.caption, _bracketed(table.unit)) if text)
    if title:
        lines.append(f"<caption>{escape(title)}</caption>")
    heads = [_html_row(table, y) for y in range(table.header_rows)]
    if not heads and any(table.column_heads):
        cells = "".join(f'<th scope="col">{_words(text)}</th>' for text in table.column_heads)
        heads = [f"<tr>{cells}</tr>"]
    if heads:
        lines += ["<thead>", *heads, "</thead>"]
    body = [_html_row(table, y) for y in range(table.header_rows, len(table.rows))]
    lines += ["<tbody>", *body, "</tbody>"]
    if table.notes:
        width = max((len(row) for row in table.rows), default=1)
        notes = "<br>".join(_words(note) for note in table.notes)
        lines.append(f'<tfoot><tr><td colspan="{width}">{notes}</td></tr></tfoot>')
    return "\n".join([*lines, "</table>"])


def table_markdown(table: Table) -> str:
    """A pipe table as GitHub renders it, under its caption and unit and above its notes.

    Markdown has one header row and no merged cells: stacked heads are joined, and a merged cell
    stands in its first place.
    """
    width = max((len(row) for row in table.rows), default=0)
    heads = [*table.column_heads, *[""] * width][:width]
    rows = [[_piped(cell.text) for cell in row] for row in table.rows[table.header_rows :]]
    lines = [_pipes([_piped(head) for head in heads]), _pipes(["---"] * width)]
    lines += [_pipes([*row, *[""] * width][:width]) for row in rows]
    above = [text for text in (table.caption, table.unit) if text]
    below = [note for note in table.notes if note]
    parts = ["\n".join(above), "\n".join(lines) if width else "", "\n".join(below)]
    return "\n\n".join(part for part in parts if part)


def _bracketed(unit: str) -> str:
    return f"（{unit}）" if unit else ""


def _html_row(table: Table, y: int) -> str:
    return f"<tr>{''.join(_html_cell(table, y, x, c) for x, c in enumerate(table.rows[y]))}</tr>"


def _html_cell(table: Table, y: int, x: int, cell: Cell) -> str:
    if cell.covered:
        return ""
    head = y < table.header_rows or x < table.header_columns
    name = "th" if head else "td"
    attributes = f' id="{escape(table.cell_id(y, x))}"' if table.id else ""
    if head:
        attributes += ' scope="col"' if y < table.header_rows else ' scope="row"'
    if cell.row_span > 1:
        attributes += f' rowspan="{cell.row_span}"'
    if cell.column_span > 1:
        attributes += f' colspan="{cell.column_span}"'
    return f"<{name}{attributes}>{_words(cell.text)}</{name}>"


def _words(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _pipes(texts: list[str]) -> str:
    return f"| {' | '.join(texts)} |"


def _piped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "<br>")
