"""One open collection shared by the threads of a server, reopened when it has changed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index import Collection, CollectionOptions

__all__ = ["Library"]

Stamp = tuple[tuple[int, int], ...]


@dataclass(eq=False)
class _Copy:
    """An open collection, how many requests read it, and the state of the files it shows."""

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
        """Size and time of the catalogue and its log: every commit changes one of them."""
        path = self.options.catalogue_path
        stamps = []
        for file in (path, path.with_name(path.name + "-wal")):
            try:
                stat = file.stat()
                stamps.append((stat.st_mtime_ns, stat.st_size))
            except OSError:
                stamps.append((0, 0))
        return tuple(stamps)
