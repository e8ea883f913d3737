"""One writer at a time: a file lock, and a note beside it that says who holds it."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.errors import CollectionLockedError

__all__ = ["write_lock"]

_HOLDER = "writer.json"


@contextmanager
def write_lock(data_dir: Path, wait_s: float) -> Iterator[None]:
    """Hold the collection for writing inside the block.

    The operating system frees the lock when its holder dies, so a killed ingestion blocks
    nobody. Raises ``CollectionLockedError`` that names the holder after ``wait_s`` seconds.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    lock = FileLock(data_dir / "write.lock", timeout=wait_s)
    try:
        lock.acquire()
    except Timeout:
        raise CollectionLockedError(
            f"another process is writing to the collection{_describe(data_dir)}",
            hint="wait until it has finished and try again",
            path=str(data_dir),
        ) from None
    holder = data_dir / _HOLDER
    try:
        _note(holder)
        yield
    finally:
        with suppress(OSError):
            holder.unlink()
        lock.release()


def _note(holder: Path) -> None:
    note = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    with suppress(OSError):  # the note is a courtesy; a full disk must not hide behind it
        holder.write_text(json.dumps(note), encoding="utf-8")


def _describe(data_dir: Path) -> str:
    try:
        note = json.loads((data_dir / _HOLDER).read_text(encoding="utf-8"))
        return f": process {note['pid']} on {note['host']}, since {note['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
