"""A PDF opened by pdfium, as it is or, where it has lost its end, as it can be repaired."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2

from ingest.errors import DamagedFileError, EmptyFileError, EncryptedFileError, VanishedFileError
from ingest.pdf.guarded import guarded
from ingest.pdf.repair import Repaired, repaired

__all__ = ["OpenPdf", "opened", "vanished"]

_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD
_AGAIN = "it looks truncated or damaged; get it again"
_FEW = 100


@dataclass(frozen=True, eq=False, slots=True)
class OpenPdf:
    """``pdf`` is a ``pypdfium2.PdfDocument``; ``repair`` is what was made of the file where it
    could not be opened as it is."""

    pdf: Any
    path: Path
    repair: Repaired | None = None

    def open(self) -> Any:
        """The bytes that ``pdf`` is of, as a file that another parser can read."""
        return BytesIO(self.repair.data) if self.repair else self.path.open("rb")

    def lost(self, index: int) -> bool:
        """Whether a part of page ``index`` (from 0) is no longer in the file."""
        return self.repair is not None and index in self.repair.lost

    def pages(self) -> int:
        """The number of pages up to the last that is there: a file of a thousand bytes can say
        that it has a million."""
        count = len(self.pdf)
        for number in range(count, max(0, count - _FEW), -1):
            if self._holds(number):
                return number
        # So many are missing that the others can only be the first ones.
        numbers = range(1, count + 1)
        return bisect.bisect_left(numbers, True, key=lambda number: not self._holds(number))

    def any_page(self) -> bool:
        """Whether there is a page at all. To find the last one pdfium walks through all of them,
        which in a file of ten thousand takes as long as reading several."""
        return self._holds(1) or self.pages() > 0

    def _holds(self, number: int) -> bool:
        return bool(guarded(lambda: self.pdf.get_page_size(number - 1)))


@contextmanager
def opened(path: Path) -> Iterator[OpenPdf]:
    """The PDF at ``path``, which has at least one page, until the block ends.

    Raises ``VanishedFileError``, ``EncryptedFileError``, ``EmptyFileError`` (no pages), or
    ``DamagedFileError`` where it cannot be opened and no page of it is left whole.
    """
    found = _whole_or_repaired(path)
    try:
        yield found
    finally:
        found.pdf.close()


def vanished(path: Path, error: OSError) -> VanishedFileError:
    """The error for a file that cannot be read any more."""
    return VanishedFileError(
        f"the file cannot be opened: {error.strerror or error}",
        hint="check that it is there and may be read",
        path=str(path),
    )


def _whole_or_repaired(path: Path) -> OpenPdf:
    try:
        with path.open("rb") as file:
            file.read(1)
    except OSError as error:
        raise vanished(path, error) from error
    try:
        whole = OpenPdf(pypdfium2.PdfDocument(path), path)
    except pypdfium2.PdfiumError as error:
        fault: DamagedFileError | EmptyFileError | EncryptedFileError = _unopened(path, error)
        if isinstance(fault, EncryptedFileError):
            raise fault from error
    else:
        if whole.any_page():
            return whole
        fault = _without_pages(path, len(whole.pdf))
        whole.pdf.close()
    mended = _mended(path)
    if mended is None:
        raise fault
    return mended


def _mended(path: Path) -> OpenPdf | None:
    try:
        stat = path.stat()
        repair = _repaired(path, stat.st_mtime_ns, stat.st_size)
    except OSError as error:
        raise vanished(path, error) from error
    if repair is None:
        return None
    try:
        found = OpenPdf(pypdfium2.PdfDocument(repair.data), path, repair)
    except pypdfium2.PdfiumError:
        return None
    if found.any_page():
        return found
    found.pdf.close()
    return None


@lru_cache(maxsize=1)
def _repaired(path: Path, mtime_ns: int, size: int) -> Repaired | None:
    """Kept for the next range of pages; time and size are part of the key, so that a changed
    file is read anew."""
    return repaired(path.read_bytes())


def _unopened(path: Path, error: Exception) -> EncryptedFileError | DamagedFileError:
    if "password" in str(error).lower() or getattr(error, "err_code", 0) == _PASSWORD_ERROR:
        return EncryptedFileError(
            "the PDF asks for a password", hint="save a copy without a password", path=str(path)
        )
    return DamagedFileError(f"the PDF cannot be opened: {error}", hint=_AGAIN, path=str(path))


def _without_pages(path: Path, said: int) -> EmptyFileError | DamagedFileError:
    if said:
        return DamagedFileError("the PDF names pages and holds none", hint=_AGAIN, path=str(path))
    return EmptyFileError("the PDF has no pages", hint="get it again", path=str(path))
