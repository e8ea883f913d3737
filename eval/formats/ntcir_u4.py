"""NTCIR-18 U4: tables of Japanese securities reports, for table retrieval and table QA.

A folder of the set holds ``questions.json`` and, there or in the sibling task's folder of the
same name, ``reports/REPORT/*.html``. A report becomes a document and each of its tables a page
(with the words above it), so that a page is right exactly when the table is. The product's own
reader of web pages reads each table. Source: NTCIR-18 U4, "Understanding of non-Financial
Objects in Financial Reports" (2025).
"""

from __future__ import annotations

import html
import json
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import lxml.html

from eval.faults import Fault, raise_faults
from eval.questions import Evidence, GoldQuestion, QuestionSet
from ingest.document import Document, Page, Table
from ingest.errors import EmptyFileError, GoldSetError
from ingest.headings import statutory_level
from ingest.html import read_html
from ingest.language import detect_language
from ingest.passages import make_passages
from ingest.sections import goes_on
from ingest.tables import moved

__all__ = ["read_ntcir_u4"]

_ABOVE = 5
"""Lines above a table that are read with it: its heading, caption and unit line."""
_ABOVE_CHARACTERS = 200
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LINES = ("p", *_HEADINGS)
_SPACE = re.compile(r"\s+")
_COMPANY = re.compile(r"【会社名】(?:[ \n]|(?!\S*【))*?(\S[^\n]*)")


@dataclass(frozen=True, slots=True)
class _SourceTable:
    """A table as the files have it: its id, a web page of its own (what stands above, and the
    table), and its cells' words by id; ``adjoins`` says that nothing parts it from the one before.
    """

    table_id: str
    above: str
    markup: str
    cells: dict[str, str]
    adjoins: bool


def read_ntcir_u4(path: Path) -> QuestionSet:
    """The questions of a task's folder (or its ``questions.json``) and the tables they ask of.

    A question's report is given with the task, so it is searched alone. Answers of table QA are
    the cell as printed and its value. Questions whose report or table is not there are left
    out, with a note.

    Raises:
        GoldSetError: the files are not as the format wants them.
    """
    folder = path if path.is_dir() else path.parent
    rows = _questions(folder / "questions.json")
    reports = _reports(folder)
    wanted = {str(row.get("doc_id", "")) for row in rows.values()}
    documents: dict[str, Document] = {}
    pages: dict[str, tuple[str, int]] = {}
    cells: dict[str, str] = {}
    for name in sorted(wanted):
        files = sorted((reports / name).glob("*.html")) if name else []
        if files:
            documents[name] = _report(name, files, pages, cells)
    questions = [
        _question(identity, row, pages, cells)
        for identity, row in rows.items()
        if row.get("table_id") in pages and str(row.get("doc_id")) in documents
    ]
    raise_faults([] if questions else [Fault("", "no question has its report here")], str(path))
    left = len(rows) - len(questions)
    notes = (f"{left:,} questions whose report or table is not there were left out",)
    return QuestionSet(documents, questions, notes if left else ())


def _questions(path: Path) -> dict[str, dict[str, Any]]:
    try:
        value = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise GoldSetError(f"it cannot be read: {error.strerror}", path=str(path)) from error
    except ValueError as error:
        raise GoldSetError(f"not JSON: {error}", path=str(path)) from error
    rows = value if isinstance(value, dict) else {}
    faults = [
        Fault(identity, "a question needs 'question', 'doc_id' and 'table_id'")
        for identity, row in rows.items()
        if not isinstance(row, dict)
        or any(not isinstance(row.get(f), str) for f in ("question", "doc_id", "table_id"))
    ]
    if not rows:
        faults.append(Fault("", "not an object of questions by id"))
    raise_faults(faults, str(path))
    return rows


def _reports(folder: Path) -> Path:
    """Where the reports are: beside the questions, else beside those of the other task."""
    places = [folder / "reports", *sorted(folder.parent.parent.glob(f"*/{folder.name}/reports"))]
    for place in places:
        if place.is_dir():
            return place
    raise GoldSetError(
        "there are no reports here or in the other task's folder",
        path=str(folder),
        hint="keep table_retrieval and table_qa side by side as they were packed",
    )


def _report(
    name: str, files: list[Path], pages: dict[str, tuple[str, int]], cells: dict[str, str]
) -> Document:
    """All tables of a report, a page each; fills in where each table and cell came to stand."""
    title = _company(files) or name
    made: list[Page] = []
    for table, read in _read_all(_tables(files)):
        for page in read:
            number = len(made) + 1
            tables = tuple(moved(t, number) for t in page.tables)
            made.append(replace(page, number=number, label=table.table_id, tables=tables))
            if page.tables or table.table_id not in pages:
                pages[table.table_id] = (name, number)
        cells.update(table.cells)
    digest = json.dumps([name, title, [page.text for page in made]])
    return Document(
        sha256=_sha256(digest),
        format="html",
        title=title,
        language="ja",
        pages=tuple(made),
        passages=make_passages(made, title, "ja"),
    )


def _read_all(tables: Iterable[_SourceTable]) -> Iterator[tuple[_SourceTable, tuple[Page, ...]]]:
    """Each table with its pages; the second half of a table has the unit of its first."""
    before: Table | None = None
    with tempfile.TemporaryDirectory(prefix="shutten-eval-") as folder:
        for source in tables:
            pages = _read(Path(folder), source, "")
            table = _first_table(pages)
            if source.adjoins and before and table and not table.unit:
                unit = before.unit if goes_on(before.rows, table.rows) else ""
                pages = _read(Path(folder), source, unit) if unit else pages
            before = _first_table(pages)
            yield source, pages


def _first_table(pages: Iterable[Page]) -> Table | None:
    return next((table for page in pages for table in page.tables), None)


def _read(folder: Path, table: _SourceTable, unit: str) -> tuple[Page, ...]:
    line = f"<p>{html.escape(unit)}</p>" if unit else ""
    body = f"{table.above}{line}{table.markup}"
    file = folder / "table.html"
    file.write_text(f'<html><meta charset="utf-8"><body>{body}</body></html>', encoding="utf-8")
    try:
        return tuple(read_html(file).pages)
    except EmptyFileError:
        return ()  # a table of pictures or of nothing


def _tables(files: Iterable[Path]) -> Iterator[_SourceTable]:
    """The tables of a report's files in order, each with the headings that have begun since the
    one before it (what stands under a heading is known across tables) and the lines above it."""
    above: list[str] = []
    new: list[tuple[int, str]] = []
    for element in _elements(files):
        if element.tag == "table":
            yield _source(element, new, above)
            above, new = [], []
            continue
        words = _words(element)
        level = _level(element.tag, words)
        if level:
            above, new = [], [*(h for h in new if h[0] < level), (level, words)]
        elif words:
            above = [*above, words][-_ABOVE:]


def _elements(files: Iterable[Path]) -> Iterator[Any]:
    """The tables with an id, and the lines outside of tables."""
    for file in files:
        parser = lxml.html.HTMLParser(encoding="utf-8")
        for element in lxml.html.parse(str(file), parser).getroot().iter():
            if element.tag == "table":
                if element.get("table-id"):
                    yield element
            elif element.tag in _LINES and next(element.iterancestors("table"), None) is None:
                yield element


def _level(tag: str, words: str) -> int:
    if not words:
        return 0
    return int(tag[1]) if tag in _HEADINGS else statutory_level(words)


def _source(element: Any, headings: list[tuple[int, str]], above: list[str]) -> _SourceTable:
    cells = {
        cell.get("cell-id"): _words(cell)
        for cell in element.iter("td", "th")
        if cell.get("cell-id")
    }
    titles = "".join(f"<h{level}>{html.escape(words)}</h{level}>" for level, words in headings)
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in _nearest(above))
    for inner in element.iter():
        for name in ("style", "class", "width", "height"):
            inner.attrib.pop(name, None)
    markup = lxml.html.tostring(element, encoding="unicode", with_tail=False)
    adjoins = not (headings or above)
    return _SourceTable(element.get("table-id"), titles + lines, markup, cells, adjoins)


def _nearest(lines: list[str]) -> list[str]:
    """The last of ``lines`` that fit in the length that is read with a table."""
    kept: list[str] = []
    for line in reversed(lines):
        if sum(map(len, kept)) + len(line) > _ABOVE_CHARACTERS:
            break
        kept.insert(0, line)
    return kept


def _company(files: list[Path]) -> str:
    """What the cover says under 【会社名】."""
    parser = lxml.html.HTMLParser(encoding="utf-8")
    root = lxml.html.parse(str(files[0]), parser).getroot()
    found = _COMPANY.search("\n".join(_words(p) for p in root.iter("p")))
    return found[1].strip() if found else ""


def _question(
    identity: str,
    row: dict[str, Any],
    pages: dict[str, tuple[str, int]],
    cells: dict[str, str],
) -> GoldQuestion:
    document, page = pages[row["table_id"]]
    cell = cells.get(str(row.get("cell_id", "")), "")
    answers = [text for text in (cell, str(row.get("value", ""))) if text.strip()]
    return GoldQuestion(
        id=identity,
        language=detect_language(row["question"], "ja"),
        question=row["question"],
        answerable=True,
        answers=tuple(dict.fromkeys(answers)),
        evidence=(Evidence(document, page, cell),),
        type="table",
        within=document,
    )


def _words(element: Any) -> str:
    return _SPACE.sub("", "".join(element.itertext()))


def _sha256(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode("utf-8")).hexdigest()
