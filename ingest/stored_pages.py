"""The pages of a long document, on the disk: each is loaded when it is asked for, and not kept.

A page takes some thirty kilobytes of memory, ten thousand take more than everything else that an
ingestion holds. Whoever goes through them one after the other needs one at a time.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import overload

from ingest.document import Page

__all__ = ["StoredPages", "store_pages"]


class StoredPages(Sequence[Page]):
    """The pages in the file at ``path`` that begin at ``offsets``, for one thread at a time.

    The file is held open, in every process that this is sent to, and can be read from even when
    its folder is gone.
    """

    def __init__(self, path: Path, offsets: Sequence[int]) -> None:
        self._path, self._offsets = path, offsets
        self._file = path.open("rb")

    def __reduce__(self) -> tuple[type[StoredPages], tuple[Path, Sequence[int]]]:
        return (StoredPages, (self._path, self._offsets))

    def __del__(self) -> None:
        if hasattr(self, "_file"):
            self._file.close()

    def __len__(self) -> int:
        return len(self._offsets)

    @overload
    def __getitem__(self, index: int) -> Page: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Page, ...]: ...
    def __getitem__(self, index: int | slice) -> Page | tuple[Page, ...]:
        if isinstance(index, slice):
            return tuple(self._load(offset) for offset in self._offsets[index])
        return self._load(self._offsets[index])

    def _load(self, offset: int) -> Page:
        self._file.seek(offset)
        page: Page = pickle.load(self._file)
        return page


def store_pages(pages: Iterable[Page], folder: Path) -> StoredPages:
    """Write ``pages`` one by one to a new file in ``folder``."""
    path = folder / f"document-{os.getpid()}"
    offsets: list[int] = []
    with path.open("wb") as file:
        for page in pages:
            offsets.append(file.tell())
            pickle.dump(page, file, protocol=5)
    return StoredPages(path, offsets)
