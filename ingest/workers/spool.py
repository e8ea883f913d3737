"""Raw pages on the disk, between the workers that read them and the one that puts them together.

A page is safe there as soon as it is written, whatever happens to the worker with the next one,
and a file of ten thousand pages needs no memory for those that were read.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.workers.messages import Lost

if TYPE_CHECKING:
    from ingest.pdf.raw import RawPage

__all__ = ["load_pages", "page_writer"]


@contextmanager
def page_writer(folder: Path, start: int) -> Iterator[Callable[[RawPage], None]]:
    """Write raw pages from ``start`` on to a file; each is in it when the call returns."""
    with (folder / f"{start}-{os.getpid()}.pages").open("wb") as file:

        def write(page: RawPage) -> None:
            pickle.dump(page, file, protocol=5)
            file.flush()

        yield write


def load_pages(folder: Path, lost: Sequence[Lost]) -> list[RawPage]:
    """All pages in ``folder`` and the ``lost`` ones, in order."""
    from ingest.pdf.raw import lost_page

    pages = {page.number: page for file in folder.glob("*.pages") for page in _pages(file)}
    for page in lost:
        number = page.index + 1
        known = pages.get(number)  # read, but not to be put together
        label, size = (known.label, known.size) if known else (page.label, page.size)
        pages[number] = lost_page(number, label, size, page.why)
    return [pages[number] for number in sorted(pages)]


def _pages(path: Path) -> Iterator[RawPage]:
    """The pages in one file; the last may be cut off where a worker died while it wrote it."""
    with path.open("rb") as file:
        while True:
            try:
                page: RawPage = pickle.load(file)
            except (EOFError, pickle.UnpicklingError):
                return
            yield page
