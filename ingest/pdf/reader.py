"""Read a range of the pages of a PDF, or all of it.

pdfium says how many pages there are and what they are called, and gives characters and rulings,
on which pdfplumber finds tables; a page whose characters pdfium does not know is read by
pdfminer; a page without usable text goes to OCR.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.document import Document
from ingest.errors import DamagedFileError
from ingest.pdf.assemble import FileFacts, Keep, assemble
from ingest.pdf.guarded import guarded
from ingest.pdf.image_check import contradicts_image
from ingest.pdf.image_page import page_from_image
from ingest.pdf.miner import Miner
from ingest.pdf.opening import opened, vanished
from ingest.pdf.outline import outline_of
from ingest.pdf.page_content import read_page
from ingest.pdf.pdfium_api import document_handle
from ingest.pdf.raw import RawPage, empty_page, lost_page, ocr_page, raw_page
from ingest.pdf.tables import Rulings

__all__ = ["assemble_file", "each_page", "page_count", "read_pages", "read_pdf"]

_TAIL = 2048
_CUT_OFF = "a part of it is no longer in the file (get the file again)"
_NO_AREA = "its boxes leave no area to show (print it to a new PDF)"
_USUAL_SIZE = (595.0, 842.0)
"""Of a page that the file names and does not hold."""

Found = Callable[[str, tuple[float, float]], None]
"""Told the label and size of a page before it is read."""


def read_pdf(path: Path) -> Document:
    """The document in the PDF at ``path``; raises an ``IngestError`` that names it."""
    return assemble_file(path, read_pages(path, 0, page_count(path)))


def page_count(path: Path) -> int:
    """The number of pages, up to the last that is there. Raises ``VanishedFileError``,
    ``EncryptedFileError``, ``DamagedFileError`` or ``EmptyFileError`` (no pages)."""
    with opened(path) as found:
        return found.pages()


def read_pages(path: Path, start: int, stop: int) -> list[RawPage]:
    """The raw pages ``start`` to ``stop`` (from 0, ``stop`` not included) of the PDF at
    ``path``. A page that cannot be parsed goes to OCR like one without text."""
    return list(each_page(path, start, stop))


def each_page(
    path: Path,
    start: int,
    stop: int,
    found: Found = lambda label, size: None,
    *,
    recognise: bool = True,
) -> Iterator[RawPage]:
    """The same pages one by one; ``found`` hears of each before it is read. Unless
    ``recognise``, pages without usable text are left unread."""
    with opened(path) as file, _quiet(), Miner(file.open) as miner:
        pdf = file.pdf
        for index in range(start, min(stop, len(pdf))):
            size = guarded(lambda i=index: pdf.get_page_size(i)) or _USUAL_SIZE
            label = guarded(lambda i=index: pdf.get_page_label(i).strip()) or ""
            found(label, size)
            if min(size) <= 0:
                yield lost_page(index + 1, label, _USUAL_SIZE, _NO_AREA)
                continue
            if file.lost(index):
                yield lost_page(index + 1, label, size, _CUT_OFF)
                continue
            page = _from_text(pdf, index, label, size, miner)
            if recognise and not page.wants_ocr and _contradicted(pdf, page):
                issues = (*page.issues, "image_disagrees")
                page = replace(page, issues=issues, wants_ocr=True)
            yield _from_image(pdf, page, recognise) if page.wants_ocr else page


def assemble_file(
    path: Path,
    pages: Sequence[RawPage],
    visit: Callable[[int], None] = lambda index: None,
    keep: Keep = tuple,
) -> Document:
    """The document of all raw pages of the PDF at ``path``, in order; ``visit`` is told the
    place of each page, from 0, before something is done with it alone. ``keep`` makes of the
    pages, as they come, those that the document holds.

    Raises ``DamagedFileError`` when all of its pages are lost.
    """
    if all(page.lost for page in pages):
        raise DamagedFileError(
            f"not one page can be read; the first: {pages[0].lost}",
            hint="print it to a new PDF",
            path=str(path),
        )
    sha256, tail = _digest(path)
    with opened(path) as file:
        pdf = file.pdf
        said = len(pdf)
        metadata = {k.lower(): v.strip() for k, v in pdf.get_metadata_dict(skip_empty=True).items()}
        outline = guarded(lambda: outline_of(pdf)) or ()
    facts = FileFacts(
        sha256,
        path.stem,
        {k: v for k, v in metadata.items() if v and not k.startswith("mod")},
        truncated=b"%%EOF" not in tail,
        repaired=file.repair is not None,
        outline=outline,
        missing=max(0, said - len(pages)),
    )
    return assemble(pages, facts, visit, keep)


def _digest(path: Path) -> tuple[str, bytes]:
    """The SHA-256 of the file and its last bytes."""
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(max(0, file.tell() - _TAIL))
            return sha256, file.read()
    except OSError as error:
        raise vanished(path, error) from error


def _from_text(
    pdf: Any, index: int, label: str, size: tuple[float, float], miner: Miner
) -> RawPage:
    """A page by pdfium, and by pdfminer where pdfium does not know what is written."""
    with _uncollected():
        raw = _parsed(document_handle(pdf), index, label, miner)
    return raw or empty_page(index + 1, label, size)


def _contradicted(pdf: Any, page: RawPage) -> bool:
    return bool(guarded(lambda: contradicts_image(page, lambda: pdf[page.number - 1])))


def _from_image(pdf: Any, page: RawPage, recognise: bool) -> RawPage:
    if not recognise:
        return ocr_page(page, [], Rulings())
    seen: RawPage | None = guarded(lambda: page_from_image(page, pdf[page.number - 1]))
    why = "neither its text nor its image can be read"
    return seen or lost_page(page.number, page.label, page.size, why)


def _parsed(handle: int, index: int, label: str, miner: Miner) -> RawPage | None:
    read = guarded(lambda: read_page(handle, index, miner.pieces))
    content, geometry, links = read or (None, None, ())
    if content is None and geometry is not None:
        content = miner.content(index, geometry)
    page: RawPage | None = guarded(lambda: content and raw_page(content, index + 1, label))
    return page and replace(page, links=links)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for cycles among the many small objects of one page: there are none, and the
    search takes a seventh of the time."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


@contextmanager
def _quiet() -> Iterator[None]:
    """pdfminer's warnings about odd fonts help nobody who reads a report."""
    logger = logging.getLogger("pdfminer")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(before)
