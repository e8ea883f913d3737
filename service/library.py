"""One open collection shared by the threads of a server.

An open collection sees by itself what a writer adds. It is opened anew only when the catalogue
is another file: the data directory was emptied and filled again, or restored from a backup.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index import Collection, CollectionOptions

__all__ = ["Library"]

Stamp = tuple[int, int]


@dataclass(eq=False)
class _Copy:
    """An open collection, which file it shows, and how many requests read it."""

    collection: Collection
    stamp: Stamp
    readers: int = 0
    retired: bool = False


class Library:
    """Lends the collection of ``options``; another process may write to it meanwhile."""

    def __init__(self, options: CollectionOptions) -> None:
        self.options = options
        self._lock = threading.Lock()
        self._current: _Copy | None = None

    @contextmanager
    def borrow(self) -> Iterator[Collection]:
        """The collection as it is now; it stays open until the block ends.

        Raises ``EmptyCollectionError`` while nothing has been ingested, and the other errors
        of ``open_collection``.
        """
        copy = self._take()
        try:
            yield copy.collection
        finally:
            with self._lock:
                copy.readers -= 1
                self._close_if_done(copy)

    def close(self) -> None:
        """Close the collection once nobody reads it."""
        with self._lock:
            self._retire()

    def _take(self) -> _Copy:
        from index import open_collection

        with self._lock:
            stamp = self._stamp()
            if self._current is None or self._current.stamp != stamp:
                self._retire()
                self._current = _Copy(open_collection(self.options), stamp)
            self._current.readers += 1
            return self._current

    def _retire(self) -> None:
        if self._current is not None:
            old, self._current = self._current, None
            old.retired = True
            self._close_if_done(old)

    def _close_if_done(self, copy: _Copy) -> None:
        if copy.retired and copy.readers == 0:
            copy.collection.close()

    def _stamp(self) -> Stamp:
        """Which file the catalogue is."""
        try:
            stat = self.options.catalogue_path.stat()
        except OSError:
            return (0, 0)
        return (stat.st_dev, stat.st_ino)
