"""Open a PDF, read a range of its pages, or all of it.

pdfium says whether the file can be opened, how many pages it has and what they are called, and
gives characters and rulings, on which pdfplumber finds tables; a page whose characters pdfium
does not know is read by pdfminer; a page without usable text goes to OCR.
"""

from __future__ import annotations

import bisect
import gc
import hashlib
import logging
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2

from ingest.document import Document
from ingest.errors import DamagedFileError, EmptyFileError, EncryptedFileError, VanishedFileError
from ingest.pdf.assemble import FileFacts, assemble
from ingest.pdf.guarded import guarded
from ingest.pdf.image_check import contradicts_image
from ingest.pdf.image_page import page_from_image
from ingest.pdf.miner import Miner
from ingest.pdf.outline import outline_of
from ingest.pdf.page_content import read_page
from ingest.pdf.pdfium_api import document_handle
from ingest.pdf.raw import RawPage, empty_page, lost_page, ocr_page, raw_page
from ingest.pdf.tables import Rulings

__all__ = ["assemble_file", "each_page", "page_count", "read_pages", "read_pdf"]

_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD
_TAIL = 2048
_AGAIN = "it looks truncated or damaged; get it again"
_FEW = 100
_USUAL_SIZE = (595.0, 842.0)
"""Of a page that the file names and does not hold."""

Found = Callable[[str, tuple[float, float]], None]
"""Told the label and size of a page before it is read."""


def read_pdf(path: Path) -> Document:
    """The document in the PDF at ``path``; raises an ``IngestError`` that names it."""
    return assemble_file(path, read_pages(path, 0, page_count(path)))


def page_count(path: Path) -> int:
    """The number of pages, up to the last that is there: a file of a thousand bytes can say that
    it has a million. Raises ``VanishedFileError``, ``EncryptedFileError``, ``DamagedFileError``
    or ``EmptyFileError`` (no pages)."""
    with _pdfium(path) as pdf:
        count = _last_held(pdf)
    if count:
        return count
    raise DamagedFileError("the PDF names pages and holds none", hint=_AGAIN, path=str(path))


def _last_held(pdf: Any) -> int:
    """The number (from 1) of the last page that is there, 0 for none."""

    def held(number: int) -> bool:
        return bool(guarded(lambda: pdf.get_page_size(number - 1)))

    for number in range(len(pdf), max(0, len(pdf) - _FEW), -1):
        if held(number):
            return number
    # So many are missing that the others can only be the first ones.
    return bisect.bisect_left(range(1, len(pdf) + 1), True, key=lambda number: not held(number))


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
    with _pdfium(path) as pdf, _quiet(), Miner(path) as miner:
        for index in range(start, min(stop, len(pdf))):
            size = guarded(lambda i=index: pdf.get_page_size(i)) or _USUAL_SIZE
            label = guarded(lambda i=index: pdf.get_page_label(i).strip()) or ""
            found(label, size)
            page = _from_text(pdf, index, label, size, miner)
            if recognise and not page.wants_ocr and _contradicted(pdf, page):
                issues = (*page.issues, "image_disagrees")
                page = replace(page, issues=issues, wants_ocr=True)
            yield _from_image(pdf, page, recognise) if page.wants_ocr else page


def assemble_file(
    path: Path, pages: Sequence[RawPage], visit: Callable[[int], None] = lambda index: None
) -> Document:
    """The document of all raw pages of the PDF at ``path``, in order; ``visit`` is told the
    place of each page, from 0, before something is done with it alone.

    Raises ``DamagedFileError`` when all of its pages are lost.
    """
    if all(page.lost for page in pages):
        raise DamagedFileError(
            f"not one page can be read; the first: {pages[0].lost}",
            hint="print it to a new PDF",
            path=str(path),
        )
    sha256, tail = _digest(path)
    with _pdfium(path) as pdf:
        said = len(pdf)
        metadata = {k.lower(): v.strip() for k, v in pdf.get_metadata_dict(skip_empty=True).items()}
        outline = guarded(lambda: outline_of(pdf)) or ()
    facts = FileFacts(
        sha256,
        path.stem,
        {k: v for k, v in metadata.items() if v and not k.startswith("mod")},
        truncated=b"%%EOF" not in tail,
        outline=outline,
        missing=max(0, said - len(pages)),
    )
    return assemble(pages, facts, visit)


def _digest(path: Path) -> tuple[str, bytes]:
    """The SHA-256 of the file and its last bytes."""
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(max(0, file.tell() - _TAIL))
            return sha256, file.read()
    except OSError as error:
        raise _vanished(path, error) from error


def _vanished(path: Path, error: OSError) -> VanishedFileError:
    return VanishedFileError(
        f"the file cannot be opened: {error.strerror or error}",
        hint="check that it is there and may be read",
        path=str(path),
    )


@contextmanager
def _pdfium(path: Path) -> Iterator[Any]:
    try:
        with path.open("rb") as file:
            file.read(1)
    except OSError as error:
        raise _vanished(path, error) from error
    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise _unopened(path, error) from error
    try:
        if len(pdf) == 0:
            raise EmptyFileError("the PDF has no pages", hint="get it again", path=str(path))
        yield pdf
    finally:
        pdf.close()


def _unopened(path: Path, error: Exception) -> EncryptedFileError | DamagedFileError:
    if "password" in str(error).lower() or getattr(error, "err_code", 0) == _PASSWORD_ERROR:
        return EncryptedFileError(
            "the PDF asks for a password", hint="save a copy without a password", path=str(path)
        )
    return DamagedFileError(
        f"the PDF cannot be opened: {error}",
        hint=_AGAIN,
        path=str(path),
    )


def _from_text(
    pdf: Any, index: int, label: str, size: tuple[float, float], miner: Miner
) -> RawPage:
    """A page by pdfium, and by pdfminer where pdfium does not know what is written."""
    with _uncollected():
        raw = _parsed(document_handle(pdf), index, label, miner)
    return raw or empty_page(index + 1, label, size)


def _contradicted(pdf: Any, page: RawPage) -> bool:
    return bool(guarded(lambda: contradicts_image(page, pdf[page.number - 1])))


def _from_image(pdf: Any, page: RawPage, recognise: bool) -> RawPage:
    if not recognise:
        return ocr_page(page, [], Rulings())
    seen: RawPage | None = guarded(lambda: page_from_image(page, pdf[page.number - 1]))
    why = "neither its text nor its image can be read"
    return seen or lost_page(page.number, page.label, page.size, why)


def _parsed(handle: int, index: int, label: str, miner: Miner) -> RawPage | None:
    content, geometry = guarded(lambda: read_page(handle, index, miner.pieces)) or (None, None)
    if content is None and geometry is not None:
        content = miner.content(index, geometry)
    page: RawPage | None = guarded(lambda: content and raw_page(content, index + 1, label))
    return page


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
