"""Turning what the disk, SQLite and tantivy say into errors that a person can act on."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import CollectionDamagedError, CollectionLockedError, DiskFullError

__all__ = ["is_disk_full", "storage_errors"]

_FULL_ERRNO = {errno.ENOSPC, errno.EDQUOT}
_FULL_WORDS = ("no space left on device", "disk is full", "disk quota exceeded", "os error 28")


def is_disk_full(error: BaseException) -> bool:
    """Whether ``error``, raised by the system, SQLite, faiss or tantivy, means a full disk."""
    if isinstance(error, OSError) and error.errno in _FULL_ERRNO:
        return True
    text = str(error).lower()
    return any(words in text for words in _FULL_WORDS)


@contextmanager
def storage_errors(data_dir: Path) -> Iterator[None]:
    """Raise ``DiskFullError``, ``CollectionLockedError`` or ``CollectionDamagedError`` for what
    goes wrong with the collection's files inside the block. Other errors pass.
    """
    try:
        yield
    except (OSError, RuntimeError, ValueError, sqlite3.Error) as error:
        if is_disk_full(error):
            raise DiskFullError(
                "no space left on the disk while writing; what was stored before is intact",
                hint="free some space and run the same ingest again",
                path=str(data_dir),
            ) from error
        if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
            raise CollectionLockedError(
                "the catalogue is in use by another process",
                hint="wait for it to finish and try again",
                path=str(data_dir),
            ) from error
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(
            error, (sqlite3.ProgrammingError, sqlite3.IntegrityError)
        ):
            raise CollectionDamagedError(
                f"the catalogue cannot be used: {error}",
                hint="restore the data directory from a backup, or ingest into a new one",
                path=str(data_dir),
            ) from error
        raise
