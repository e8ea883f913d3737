"""Open a PDF, read a range of its pages, or all of it.

pdfium says whether the file can be opened, how many pages it has and what they are called, and
gives characters and rulings, on which pdfplumber finds tables; a page whose characters pdfium
does not know is read by pdfminer; a page without usable text goes to OCR.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2

from ingest.document import Document
from ingest.errors import DamagedFileError, EmptyFileError, EncryptedFileError, VanishedFileError
from ingest.pdf.assemble import FileFacts, assemble
from ingest.pdf.font_names import Shown, shown_pieces
from ingest.pdf.image_page import page_from_image
from ingest.pdf.outline import outline_of
from ingest.pdf.page_content import PageContent, read_page, shifted_page
from ingest.pdf.page_geometry import PageGeometry
from ingest.pdf.pdfium_api import document_handle
from ingest.pdf.raw import RawPage, empty_page, raw_page

__all__ = ["assemble_file", "page_count", "read_pages", "read_pdf"]

_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD


def read_pdf(path: Path) -> Document:
    """The document in the PDF at ``path``; raises an ``IngestError`` that names it."""
    return assemble_file(path, read_pages(path, 0, page_count(path)))


def page_count(path: Path) -> int:
    """The number of pages. Raises ``VanishedFileError``, ``EncryptedFileError``,
    ``DamagedFileError`` or ``EmptyFileError`` (no pages)."""
    with _pdfium(path) as pdf:
        return len(pdf)


def read_pages(path: Path, start: int, stop: int) -> list[RawPage]:
    """The raw pages ``start`` to ``stop`` (from 0, ``stop`` not included) of the PDF at
    ``path``. A page that cannot be parsed goes to OCR like one without text."""
    with _pdfium(path) as pdf:
        pages = list(_parse(path, pdf, start, min(stop, len(pdf))))
        return [
            page_from_image(page, pdf[page.number - 1]) if page.wants_ocr else page
            for page in pages
        ]


def assemble_file(path: Path, pages: Sequence[RawPage]) -> Document:
    """The document of all raw pages of the PDF at ``path``, in order.

    Raises ``DamagedFileError`` when not one page could be parsed or recognised although the
    file has something on its pages.
    """
    data = _bytes(path)
    with _pdfium(path) as pdf:
        metadata = {k.lower(): v.strip() for k, v in pdf.get_metadata_dict(skip_empty=True).items()}
        outline = outline_of(pdf)
    facts = FileFacts(
        hashlib.sha256(data).hexdigest(),
        path.stem,
        {k: v for k, v in metadata.items() if v and not k.startswith("mod")},
        truncated=b"%%EOF" not in data[-2048:],
        outline=outline,
    )
    return assemble(pages, facts)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
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
        hint="it looks truncated or damaged; get it again",
        path=str(path),
    )


def _parse(path: Path, pdf: Any, start: int, stop: int) -> Iterator[RawPage]:
    """The pages by pdfium, and by pdfminer where pdfium does not know what is written."""
    handle = document_handle(pdf)
    with _quiet(), _Miner(path, start, stop) as miner:
        for index in range(start, stop):
            size, label = pdf.get_page_size(index), pdf.get_page_label(index).strip()
            with _uncollected():
                read = _guarded(lambda i=index: read_page(handle, i, miner.pieces))
                content, geometry = read or (None, None)
                if content is None and geometry is not None:
                    content = miner.content(index, geometry)
                raw = _guarded(lambda c=content, i=index, lab=label: c and raw_page(c, i + 1, lab))
                del read, content
            yield raw or empty_page(index + 1, label, size)


class _Miner:
    """A range of a file's pages by pdfminer, opened when the first page needs it."""

    def __init__(self, path: Path, start: int, stop: int) -> None:
        self._path, self._start, self._stop = path, start, stop
        self._file: Any = None
        self._opened: dict[int, Any] | None = None

    def __enter__(self) -> _Miner:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def pieces(self, index: int) -> list[Shown] | None:
        """What the page shows, in its order; ``None`` where that is unknown."""
        page = self._page(index)
        shown: list[Shown] | None = _guarded(lambda: shown_pieces(page.page_obj)) if page else None
        return shown

    def content(self, index: int, geometry: PageGeometry) -> PageContent | None:
        """The page as pdfminer reads it; ``None`` where it cannot."""
        page = self._page(index)
        content = _guarded(lambda: shifted_page(page, geometry)) if page else None
        if page:
            page.close()
        return content if isinstance(content, PageContent) else None

    def _page(self, index: int) -> Any:
        if self._opened is None:
            self._file = self._path.open("rb")
            numbers = list(range(self._start + 1, self._stop + 1))
            pages = _guarded(lambda: pdfplumber.open(self._file, pages=numbers).pages)
            self._opened = {page.page_number - 1: page for page in pages or ()}
        return self._opened.get(index)


def _guarded(step: Any) -> Any:
    """What ``step`` returns, or ``None`` where the parser gave up.

    The one broad catch of this room: pdfminer meets broken files with ``KeyError``,
    ``TypeError``, ``struct.error``, ``zlib.error``, ``RecursionError`` and more, in no family.
    """
    try:
        return step()
    except MemoryError:
        raise
    except Exception as error:
        logging.getLogger(__name__).debug("the parser gave up: %r", error)
        return None


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
