"""Plain text and Markdown: sections of whole paragraphs as pages, no geometry."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from ingest.document import Block, BlockKind, Document, Language, Page, Quality
from ingest.errors import DamagedFileError, EmptyFileError, VanishedFileError
from ingest.language import detect_language
from ingest.passages import main_language, make_passages

__all__ = ["decode", "document_from_sections", "read_bytes", "read_text"]

_SECTION = 3_000
"""Characters after which the next paragraph begins a new page."""
_MARKDOWN_HEADING = re.compile(r"^(#{1,6})\s+(.+)$")
_LIST_ITEM = re.compile(r"^\s*(?:[-*•・○●]|[0-9]{1,2}[.)])\s+\S")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

Section = list[tuple[BlockKind, int, str]]
"""Blocks of one page: kind, heading level (else 0), text."""


def read_bytes(path: Path) -> bytes:
    """Raises ``VanishedFileError`` and ``EmptyFileError``."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise VanishedFileError(
            f"the file cannot be opened: {error.strerror or error}",
            hint="check that it is there and may be read",
            path=str(path),
        ) from error
    if not data.strip():
        raise EmptyFileError("the file holds no text", hint="get it again", path=str(path))
    return data


def decode(data: bytes, path: Path) -> str:
    """The text of ``data``: by byte-order mark, else UTF-8, else the likeliest encoding.

    Raises ``DamagedFileError`` for what is no text.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, "replace")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(
            data[:200_000], cp_isolation=["cp932", "euc_jp", "gb18030", "big5", "iso2022_jp"]
        ).best()
        text = data.decode(best.encoding, "replace") if best is not None else "\0"
    if "\0" in text:
        raise DamagedFileError(
            "the file is not text in any encoding that shutten knows",
            hint="save it as UTF-8",
            path=str(path),
        )
    return text


def read_text(path: Path) -> Document:
    """The document in a text file. Raises ``IngestError``."""
    data = read_bytes(path)
    text = decode(data, path).replace("\r\n", "\n").replace("\r", "\n")
    sections = list(_sections(text))
    return document_from_sections(data, "text", _title(sections, path), sections)


def document_from_sections(
    data: bytes, file_format: str, title: str, sections: list[Section]
) -> Document:
    """A document whose pages are ``sections``; ``data`` are the bytes of the file."""
    pages = tuple(_page(number, section) for number, section in enumerate(sections, start=1))
    language: Language = detect_language("\n".join(page.text for page in pages)[:20_000])
    passages = make_passages(pages, title, language)
    return Document(
        sha256=hashlib.sha256(data).hexdigest(),
        format=file_format,
        title=title,
        language=main_language(passages, language),
        pages=pages,
        passages=passages,
    )


def _sections(text: str) -> Iterator[Section]:
    section: Section = []
    length = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if not stripped:
            continue
        heading = _MARKDOWN_HEADING.match(stripped)
        if section and length + len(stripped) > _SECTION:
            yield section
            section, length = [], 0
        if heading:
            section.append(("heading", len(heading.group(1)), heading.group(2)))
        else:
            section.append(("list" if _LIST_ITEM.match(line) else "text", 0, stripped))
        length += len(stripped)
    if section:
        yield section


def _title(sections: list[Section], path: Path) -> str:
    headings = [text for section in sections for kind, _, text in section if kind == "heading"]
    return headings[0] if headings else path.stem


def _page(number: int, section: Section) -> Page:
    text = ""
    blocks: list[Block] = []
    for kind, level, words in section:
        text += "\n" if text else ""
        blocks.append(Block(kind, len(text), len(text) + len(words), level=level))
        text += words
    return Page(
        number, str(number), text, blocks=tuple(blocks), quality=Quality(characters=len(text))
    )
