"""Which reader a file belongs to: its content decides, the suffix only contradicts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from ingest.document import Document
from ingest.errors import EmptyFileError, UnsupportedFormatError, VanishedFileError

__all__ = ["FileFormat", "read_document", "sniff", "supported_suffixes"]

FileFormat = Literal["pdf", "html", "text"]

_SUFFIXES: dict[FileFormat, tuple[str, ...]] = {
    "pdf": (".pdf",),
    "html": (".html", ".htm", ".xhtml"),
    "text": (".txt", ".text", ".md"),
}

_HEAD = 4096
_OTHER_FORMATS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a ZIP or Office file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"\x1f\x8b", "a gzip file"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"{\\rtf", "a rich-text file"),
    (b"\x7fELF", "a program"),
)
_HTML_SIGNS = (b"<!doctype html", b"<html", b"<head", b"<body")


def supported_suffixes() -> frozenset[str]:
    """The suffixes (lower case, with the dot) that a walk through a folder should take."""
    return frozenset(suffix for suffixes in _SUFFIXES.values() for suffix in suffixes)


def read_document(path: Path | str) -> Document:
    """The document in the file at ``path``.

    Raises an ``IngestError`` that names the path: ``VanishedFileError`` (not there or not
    readable), ``EmptyFileError`` (no bytes or no pages), ``UnsupportedFormatError`` (another
    format), ``EncryptedFileError`` and ``DamagedFileError``.
    """
    return _reader(sniff(path))(Path(path))


def sniff(path: Path | str) -> FileFormat:
    """The format of the file at ``path``, from its first bytes.

    Raises ``VanishedFileError``, ``EmptyFileError`` or ``UnsupportedFormatError``.
    """
    name = str(path)
    head = _head(Path(path), name)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    for magic, what in _OTHER_FORMATS:
        if head.startswith(magic):
            raise UnsupportedFormatError(
                f"the file is {what}", hint="save it as PDF, HTML or text first", path=name
            )
    found: FileFormat = "html" if _is_html(head, Path(path).suffix.lower()) else "text"
    if Path(path).suffix.lower() in _SUFFIXES["pdf"]:
        raise UnsupportedFormatError(
            f"the file is named .pdf but is not a PDF{_looks_like(found, head)}",
            hint="download it again, or give it the suffix of what it is",
            path=name,
        )
    return found


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


def _looks_like(found: FileFormat, head: bytes) -> str:
    if found == "html":
        return " but a web page"
    return "" if b"\x00" in head else " but plain text"


def _reader(file_format: FileFormat) -> Callable[[Path], Document]:
    # Readers are imported late: a search never loads a PDF parser.
    if file_format == "pdf":
        from ingest.pdf import read_pdf

        return read_pdf
    if file_format == "html":
        from ingest.html import read_html

        return read_html
    from ingest.text import read_text

    return read_text
