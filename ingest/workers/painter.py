"""Pages drawn by a worker, so that a page that hangs or kills the parser costs nobody else.

The worker stays, and the next page is drawn without a new process.
"""

from __future__ import annotations

import copy
import threading
import time
from collections import OrderedDict
from pathlib import Path
from typing import Self

from ingest.errors import DamagedFileError, OverLimitError, RetryError, ShuttenError
from ingest.picture import Picture
from ingest.workers.limits import Limits
from ingest.workers.messages import Done, Drawn, NoMemory, Ready, Task
from ingest.workers.process import WorkerProcess, without_keyboard
from ingest.workers.reading import Death

__all__ = ["PagePainter"]

_PRINT = "print the file to a new PDF"
_MOST_REMEMBERED = 200

_Key = tuple[Path, int, int, int]


class PagePainter:
    """Draws one page after the other within ``limits``, for any thread; starts its process with
    the first page. A page that could not be drawn is refused at once the next time."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._worker: WorkerProcess | None = None
        self._refused: OrderedDict[_Key, ShuttenError] = OrderedDict()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._dismiss()

    def draw(self, path: Path, index: int) -> Picture:
        """Page ``index`` (from 0) of the PDF at ``path``.

        Raises ``OverLimitError`` where it takes too much time or memory, ``DamagedFileError``
        where the parser dies of it, ``NotFoundError`` for no such page, ``RetryError`` where no
        process can be started, and the errors of a file that cannot be opened.
        """
        with self._lock:
            key = _key(path, index)
            if key in self._refused:
                raise copy.copy(self._refused[key])
            try:
                return self._drawn(path, index)
            except (OverLimitError, DamagedFileError) as error:
                self._refused[key] = copy.copy(error)  # the caller may add to the other
                while len(self._refused) > _MOST_REMEMBERED:
                    self._refused.popitem(last=False)
                raise

    def _drawn(self, path: Path, index: int) -> Picture:
        found = self._attempt(path, index)
        if isinstance(found, Death) and found.cause == "crash":
            found = self._attempt(path, index)  # it may be due to what was drawn before
        if isinstance(found, Death):
            raise self._failure(found, path, index)
        if isinstance(found, ShuttenError):
            raise found
        return found

    def _attempt(self, path: Path, index: int) -> Picture | ShuttenError | Death:
        worker = self._worker or self._started()
        worker.begin(Task("draw", path, start=index))
        picture: Picture | None = None
        while not isinstance(found := self._wait(worker, Drawn, Done), Done):
            if isinstance(found, Death):
                return found
            assert isinstance(found, Drawn)
            picture = found.picture
        worker.where = None
        if found.last:
            self._dismiss()
        if isinstance(found.outcome, ShuttenError):
            return found.outcome
        assert picture is not None
        return picture

    def _started(self) -> WorkerProcess:
        with without_keyboard():
            worker = self._worker = WorkerProcess(self._limits)
        started = self._wait(worker, Ready)
        if isinstance(started, Death):
            raise RetryError(
                f"the process that draws pages does not start ({started.detail})",
                hint="see that there is enough memory, and try again",
            )
        worker.ready = True
        return worker

    def _wait(self, worker: WorkerProcess, *kinds: type) -> object:
        """The next message of one of ``kinds``, or how the worker ended before it came."""
        while True:
            heard = worker.pipe.poll(max(0.0, worker.deadline - time.monotonic()))
            if not heard and not worker.overdue():
                continue
            try:
                message = worker.pipe.recv() if heard else None
            except (EOFError, OSError):
                self._worker = None
                return worker.ended()
            if message is None:
                self._worker = None
                return worker.stop()
            if isinstance(message, NoMemory):
                worker.no_memory = True
            elif isinstance(message, kinds):
                return message

    def _dismiss(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def _failure(self, death: Death, path: Path, index: int) -> ShuttenError:
        kind = DamagedFileError if death.cause == "crash" else OverLimitError
        return kind(self._what(death), hint=_PRINT, path=str(path), page=index + 1)

    def _what(self, death: Death) -> str:
        if death.cause == "time":
            return f"drawing the page took more than {death.detail} and was stopped"
        if death.cause == "memory":
            return f"drawing the page needs more than {self._limits.worker_memory_mb} MB of memory"
        return f"the process that drew the page died of it, {death.detail}"


def _key(path: Path, index: int) -> _Key:
    """Of this page of this file: one that was written anew is another."""
    try:
        stat = path.stat()
    except OSError:
        return (path, index, 0, 0)
    return (path, index, stat.st_mtime_ns, stat.st_size)
