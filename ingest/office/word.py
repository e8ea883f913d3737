"""Word documents: a page for each top-level section, as of web pages.

Word has no pages in its file; they come about when it is drawn. Headings, lists, captions and
tables are read as the document's styles mark them, numbers of headings and lists as Word would
write them. Notes stand at the end of the page that refers to them, text boxes after the
paragraph that they are anchored to. Headers and footers are metadata.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ingest.document import BlockKind, Document
from ingest.errors import EmptyFileError
from ingest.files import read_bytes
from ingest.headings import first_heading, heading_level
from ingest.language import detect_language
from ingest.office.charts import chart_items
from ingest.office.core import core_metadata
from ingest.office.package import damage_named, safe_copy
from ingest.office.word_numbering import Numbering
from ingest.office.word_styles import ParagraphStyle, Styles, attribute, child, value, w
from ingest.office.word_tables import source_table
from ingest.office.word_words import Words, all_bold, local_name, words_of
from ingest.passages import main_language, make_passages
from ingest.sections import Item, section_pages
from ingest.tables import SourceCell, SourceTable

__all__ = ["read_word"]

_WRAPPERS = ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")
_LONGEST_HEADING = 100
_LONGEST_BOLD = 40
_ENDS = "。．.、，,：:；;！!？?"
_NAMED = re.compile(
    r"[(（]?(?:単位|单位|單位)|(?:図表|図|图表|图|圖|表|写真|Fig\w*\.?|Table)\s*[-－]?\s*"
    r"[0-9０-９一二三四五六七八九十]",
    re.IGNORECASE,
)


def read_word(path: Path) -> Document:
    """The document in a .docx, .docm or template file; raises an ``IngestError`` that names it."""
    data = read_bytes(path)
    name = str(path)
    stream = safe_copy(data, "docx", name)
    with damage_named("docx", name):
        import docx

        opened = docx.Document(stream)
        reader = _WordReader(opened.part)
        items = list(reader.items(opened.element.body))
        metadata = {**core_metadata(opened.core_properties), **reader.side_text()}
    pages = section_pages(items)
    if not any(page.text for page in pages):
        raise EmptyFileError("the document holds no text", hint="get it again", path=name)
    first = first_heading(items) if reader.marked else ""
    title = reader.title or metadata.get("title", "") or first or path.stem
    language = detect_language("\n".join(page.text for page in pages)[:20_000])
    passages = make_passages(pages, title, language)
    return Document(
        hashlib.sha256(data).hexdigest(),
        "docx",
        title,
        main_language(passages, language),
        pages,
        passages,
        metadata,
    )


class _WordReader:
    """Walks a document's body; counts its lists on the way."""

    def __init__(self, part: Any) -> None:
        self._part = part
        self._styles = Styles(self._root("styles"))
        self._numbering = Numbering(self._root("numbering"))
        self._notes = {
            (kind, attribute(note, "id")): note
            for kind in ("footnote", "endnote")
            for root in self._roots(f"{kind}s")
            for note in root.findall(w(kind))
        }
        self._held: list[Item] = []
        """Notes of cells, until their table is done."""
        self.title = ""
        self.marked = any(
            self._outline_level(paragraph)
            for paragraph in part.element.iter(w("p"))
            if not self._style(paragraph).is_title
        )
        """Whether the document marks its headings by style or outline level."""

    def items(self, parent: Any) -> Iterator[Item]:
        """The blocks and tables below ``parent`` (a body, cell, note or text box) in order."""
        for element in parent:
            name = local_name(element)
            if name == "p":
                yield from self._paragraph(element)
            elif name == "tbl":
                yield from self._table(element)
            elif name in _WRAPPERS:
                yield from self.items(element)

    def side_text(self) -> dict[str, str]:
        """The words of all headers and footers, each kind as one text."""
        found = {}
        for kind in ("header", "footer"):
            lines = [
                text
                for root in self._roots(kind)
                for paragraph in root.iter(w("p"))
                if (text := words_of(paragraph).text)
            ]
            if lines:
                found[kind] = "\n".join(dict.fromkeys(lines))
        return found

    def _paragraph(self, paragraph: Any) -> Iterator[Item]:
        style = self._style(paragraph)
        words = words_of(paragraph)
        label, listed = self._label(paragraph, style, words.text)
        text = label + words.text
        if style.is_title and words.text and not self.title:
            self.title = " ".join(words.text.split())
        if words.text and not style.is_contents:
            kind, level = self._kind(paragraph, style, words.text, listed and not label)
            kind = "list" if listed and kind == "text" else kind
            yield (kind, " ".join(text.split()) if level else text, level)
        yield from self._hanging(words)

    def _hanging(self, words: Words) -> Iterator[Item]:
        """Charts, text boxes and notes of a paragraph."""
        for identity in words.charts:
            yield from chart_items(self._chart(identity))
        for box in words.boxes:
            yield from self.items(box)
        for key in words.notes:
            if key in self._notes:
                # A note is read once, at its first mark.
                lines = [i[1] for i in self.items(self._notes.pop(key)) if isinstance(i, tuple)]
                yield ("footnote", "\n".join(lines), 0)

    def _kind(
        self, paragraph: Any, style: ParagraphStyle, text: str, bullet: bool
    ) -> tuple[BlockKind, int]:
        level = self._outline_level(paragraph)
        if level == 0 and not (self.marked or style.is_caption or style.is_list or bullet):
            level = _level_by_looks(paragraph, style, text)
        if level and len(text) <= _LONGEST_HEADING:
            return "heading", level
        if style.is_caption:
            return "caption", 0
        return ("list", 0) if bullet or style.is_list else ("text", 0)

    def _style(self, paragraph: Any) -> ParagraphStyle:
        return self._styles.paragraph(value(paragraph, "pPr", "pStyle"))

    def _outline_level(self, paragraph: Any) -> int:
        style = self._style(paragraph)
        own = value(paragraph, "pPr", "outlineLvl")
        level = int(own) + 1 if own.isdigit() else style.level
        return 1 if style.is_title else level if level <= 9 else 0

    def _label(self, paragraph: Any, style: ParagraphStyle, text: str) -> tuple[str, bool]:
        """The number that Word writes before a paragraph, and whether it belongs to a list."""
        own = child(paragraph, "pPr", "numPr")
        identity = value(own, "numId") or style.number
        if identity in ("", "0") or not text:
            return "", False
        level = value(own, "ilvl") or style.number_level
        place = int(level) if level.isdigit() else max(style.level - 1, 0)
        return self._numbering.label(identity, place), True

    def _table(self, table: Any) -> Iterator[Item]:
        found = source_table(table, self._styles, self._cell)
        if len(found.rows) > 1 and any(len(row) > 1 for row in found.rows):
            yield found
        else:  # a frame around text, or a line of it
            for row in found.rows:
                yield from _loose(row)
        yield from self._held
        self._held.clear()

    def _cell(self, cell: Any) -> list[str | SourceTable]:
        parts: list[str | SourceTable] = []
        for item in self.items(cell):
            if isinstance(item, SourceTable):
                parts.append(item)
            elif item[0] == "footnote":
                self._held.append(item)
            else:
                parts.append(item[1])
        return parts

    def _chart(self, identity: str) -> Any:
        part = self._part.related_parts.get(identity)
        return _parsed(part) if part is not None else None

    def _root(self, kind: str) -> Any:
        return next(self._roots(kind), None)

    def _roots(self, kind: str) -> Iterator[Any]:
        """The root elements of the related parts of a kind."""
        for relation in self._part.rels.values():
            if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
                yield _parsed(relation.target_part)


def _level_by_looks(paragraph: Any, style: ParagraphStyle, text: str) -> int:
    """The level of a heading that nothing marks as one: by its words, else a short bold line
    without a full stop that names no table or figure."""
    level = heading_level(text)
    if level or len(text) > _LONGEST_BOLD or text[-1] in _ENDS or _NAMED.match(text):
        return level
    return 3 if "\n" not in text and all_bold(paragraph, style.bold) else 0


def _loose(row: Sequence[SourceCell]) -> Iterator[Item]:
    """The cells of a row as text, in one line where they hold no tables."""
    if not any(cell.parts for cell in row):
        yield ("text", " ".join(cell.text for cell in row if cell.text), 0)
        return
    for part in (part for cell in row for part in cell.parts or (cell.text,)):
        yield part if isinstance(part, SourceTable) else ("text", part, 0)


def _parsed(part: Any) -> Any:
    from lxml import etree

    element = getattr(part, "element", None)
    if element is not None:
        return element
    return etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
