"""A temporary folder for as long as a process needs it, and the end of those that were left.

A process that is killed removes nothing. Its folders are known by a lock that the operating system
frees when its holder dies: neither a number of a process, which comes again, nor the age says so.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

__all__ = ["scratch_folder"]

_PREFIX = "shutten-"
_LOCK = "owner.lock"


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A new folder that is gone after the block; folders of dead processes go before it."""
    _clear_abandoned()
    folder, lock = _owned()
    try:
        yield folder
    finally:
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)


def _owned() -> tuple[Path, FileLock]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        lock = FileLock(folder / _LOCK, timeout=0)
        with suppress(Timeout, FileNotFoundError):
            lock.acquire()
            if (folder / _LOCK).exists():
                return folder, lock
        # Another process took it for abandoned before the lock was held.
        lock.release()


def _clear_abandoned() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):  # Timeout, where its owner lives, is one
            if _is_mine(folder) and (folder / _LOCK).is_file():
                with FileLock(folder / _LOCK, timeout=0):
                    shutil.rmtree(folder, ignore_errors=True)


def _is_mine(folder: Path) -> bool:
    """Whether it is a folder, no link, and of this user."""
    return not folder.is_symlink() and (
        not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()
    )
