"""Which reader a file belongs to: its content decides, whatever it is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Literal

from ingest.document import Document
from ingest.errors import EmptyFileError, VanishedFileError

__all__ = ["FileFormat", "read_document", "sniff", "supported_suffixes"]

FileFormat = Literal["pdf", "docx", "pptx", "xlsx", "html", "markdown", "csv", "text"]

_SUFFIXES: dict[FileFormat, tuple[str, ...]] = {
    "pdf": (".pdf",),
    "docx": (".docx", ".docm", ".dotx", ".dotm"),
    "pptx": (".pptx", ".pptm", ".ppsx", ".ppsm", ".potx", ".potm"),
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm"),
    "html": (".html", ".htm", ".xhtml"),
    "markdown": (".md", ".markdown"),
    "csv": (".csv", ".tsv"),
    "text": (".txt", ".text"),
}
_REPORTED = (".doc", ".ppt", ".xls")
"""Not read, but a person who adds a folder is told of them. Some are web pages in truth."""
_NAMES: dict[FileFormat, str] = {
    "pdf": "a PDF",
    "docx": "a Word document",
    "pptx": "a PowerPoint presentation",
    "xlsx": "an Excel workbook",
    "html": "a web page",
    "markdown": "Markdown",
    "csv": "a table as text",
    "text": "plain text",
}
_READERS: dict[FileFormat, tuple[str, str]] = {
    "pdf": ("pdf", "read_pdf"),
    "docx": ("office.word", "read_word"),
    "pptx": ("office.powerpoint", "read_powerpoint"),
    "xlsx": ("office.excel", "read_excel"),
    "html": ("html", "read_html"),
    "markdown": ("markdown", "read_markdown"),
    "csv": ("delimited", "read_delimited"),
    "text": ("text", "read_text"),
}

_HEAD = 4096
_HTML_SIGNS = (b"<!doctype html", b"<html", b"<head", b"<body")


def supported_suffixes() -> frozenset[str]:
    """The suffixes (lower case, with the dot) that a walk through a folder should take."""
    return frozenset((*(s for suffixes in _SUFFIXES.values() for s in suffixes), *_REPORTED))


def read_document(path: Path | str) -> Document:
    """The document in the file at ``path``, with a warning where its name says another format.

    Raises an ``IngestError`` that names the path: ``VanishedFileError`` (not there or not
    readable), ``EmptyFileError`` (no bytes or no pages), ``UnsupportedFormatError`` (another
    format), ``EncryptedFileError`` and ``DamagedFileError``.
    """
    path = Path(path)
    found = sniff(path)
    document = _reader(found)(path)
    if not _misnamed(path, found):
        return document
    warning = f"the file is named {path.suffix} but is {_NAMES[found]}, and was read as that"
    return replace(document, warnings=(warning, *document.warnings))


def sniff(path: Path | str) -> FileFormat:
    """The format of the file at ``path``, from its content.

    Only what is plain text goes by its suffix: as Markdown, as a table or as it is. Raises
    ``VanishedFileError``, ``EmptyFileError``, ``EncryptedFileError``, ``DamagedFileError`` or
    ``UnsupportedFormatError``.
    """
    path = Path(path)
    head = _head(path, str(path))
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        from ingest.office.package import office_kind

        return office_kind(path)
    from ingest.other_formats import refusal_of_binary, refusal_of_markup

    refusal = refusal_of_binary(path, head) or refusal_of_markup(head, str(path))
    if refusal is not None:
        raise refusal
    suffix = path.suffix.lower()
    if _is_html(head, suffix):
        return "html"
    if suffix in _SUFFIXES["markdown"]:
        return "markdown"
    return "csv" if suffix in _SUFFIXES["csv"] else "text"


def _misnamed(path: Path, found: FileFormat) -> bool:
    """Whether the suffix belongs to another format than the one that was found."""
    suffix = path.suffix.lower()
    return suffix in supported_suffixes() and suffix not in _SUFFIXES[found]


def _head(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise VanishedFileError(
            f"the file cannot be opened: {error.strerror or error}",
            hint="check that it is there and may be read",
            path=name,
        ) from error
    if not head:
        raise EmptyFileError("the file has no bytes", hint="get it again", path=name)
    return head


def _is_html(head: bytes, suffix: str) -> bool:
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return True
    if start.startswith((b"<?xml", b"<!--")) or suffix in _SUFFIXES["html"]:
        return suffix in _SUFFIXES["html"] or any(sign in start for sign in _HTML_SIGNS)
    return False


def _reader(file_format: FileFormat) -> Callable[[Path], Document]:
    # Readers are imported late: a search never loads a PDF parser.
    module, name = _READERS[file_format]
    reader: Callable[[Path], Document] = getattr(import_module(f"ingest.{module}"), name)
    return reader
