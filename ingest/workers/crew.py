"""The workers that read files, watched by a thread so that they go on whatever else is done.

Documents come in the order of the files. A worker that dies or takes too long is replaced; what
it was at is tried again, left out, or reported, as ``reading`` decides.
"""

from __future__ import annotations

import multiprocessing
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from multiprocessing import connection
from pathlib import Path
from typing import Any

from ingest.errors import RetryError
from ingest.workers.limits import Limits
from ingest.workers.messages import At, Done, NoMemory, Opened, Outcome, Ready, Sized
from ingest.workers.process import WorkerProcess, without_keyboard
from ingest.workers.reading import Death, Reading
from ingest.workers.scratch import scratch_folder

__all__ = ["Crew", "Listener"]

_AHEAD = 2
"""Files that are open or read and not yet taken, for each worker: bounds the memory."""
_MOST_FALSE_STARTS = 3

Listener = Callable[[Path, int, int], None]
"""Told of a PDF how many of its pages are read, and how many it has."""


class Crew:
    """Reads ``paths`` with up to ``workers`` processes while its block lasts."""

    def __init__(self, paths: Sequence[Path], workers: int, limits: Limits) -> None:
        self._most, self._limits = workers, limits
        self._paths = deque(paths)
        self._open: deque[Reading] = deque()
        self._workers: list[WorkerProcess] = []
        self._false_starts = 0
        # What follows is shared with the thread that takes the documents, under this lock.
        self._news = threading.Condition()
        self._finished: deque[tuple[Path, Outcome]] = deque()
        self._progress: tuple[Path, int, int] | None = None
        self._fault: BaseException | None = None
        self._stopping = False
        self._wake, self._waker = multiprocessing.Pipe(duplex=False)
        self._thread = threading.Thread(target=self._run, name="reading", daemon=True)

    def __enter__(self) -> Crew:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping = True
        self._waker.send(None)
        self._thread.join()
        self._wake.close()
        self._waker.close()

    def take(self, listener: Listener) -> tuple[Path, Outcome]:
        """The next path and what became of it; ``listener`` is called meanwhile."""
        while True:
            with self._news:
                while not (self._finished or self._fault or self._progress):
                    self._news.wait(1.0)  # without a limit, Ctrl-C would not be heard on Windows
                progress, self._progress = self._progress, None
                result = self._finished.popleft() if self._finished else None
                fault = self._fault
            if progress:
                listener(*progress)
            if result:
                self._waker.send(None)
                return result
            if fault:
                raise fault

    def _run(self) -> None:
        try:
            with without_keyboard(), scratch_folder() as folder:
                try:
                    self._read_all(folder)
                finally:
                    self._dismiss()
        except BaseException as fault:  # whoever waits must hear of it
            with self._news:
                self._fault = fault
                self._news.notify_all()

    def _read_all(self, folder: Path) -> None:
        count = 0
        while not self._stopping and (self._paths or self._open):
            while self._paths and len(self._open) + len(self._finished) < self._most * _AHEAD:
                count += 1
                spool = folder / str(count)
                spool.mkdir()
                self._open.append(Reading(self._paths.popleft(), spool, self._most, self._limits))
            self._employ()
            self._listen()
            while self._open and self._open[0].outcome is not None:
                self._hand_out(self._open.popleft())

    def _employ(self) -> None:
        """Give tasks to idle workers, those of the first file first; start workers for more."""
        idle = [worker for worker in self._workers if worker.idle]
        waiting = 0
        for reading in self._open:
            while reading.todo and idle:
                idle.pop().give(reading)
            waiting += len(reading.todo)
        starting = sum(not worker.ready for worker in self._workers)
        present = sum(not worker.leaving for worker in self._workers)
        for _ in range(min(waiting - starting, self._most - present)):
            self._workers.append(WorkerProcess(self._limits))

    def _listen(self) -> None:
        """Wait until a worker says something, dies, or takes too long, or a document is taken."""
        busy = [worker.deadline for worker in self._workers if not worker.idle]
        seconds = max(0.0, min(busy) - time.monotonic()) if busy else None
        heard = connection.wait([self._wake, *(w.pipe for w in self._workers)], seconds)
        if self._wake in heard:
            self._wake.recv()
        for worker in list(self._workers):
            if worker.pipe in heard:
                self._hear(worker)
            elif worker.overdue():
                self._bury(worker, worker.stop())

    def _hear(self, worker: WorkerProcess) -> None:
        try:
            while worker.pipe.poll():
                self._note(worker, worker.pipe.recv())
        except (EOFError, OSError):
            self._bury(worker, worker.ended())

    def _note(self, worker: WorkerProcess, message: Any) -> None:
        reading, where = worker.reading, worker.where
        if isinstance(message, Ready):
            worker.ready, self._false_starts = True, 0
        elif isinstance(message, NoMemory):
            worker.no_memory = True
        elif reading is None or where is None:
            raise AssertionError(f"a worker without a task says {message}")
        elif isinstance(message, At):
            if where.task.kind == "pages" and where.index is not None:
                self._count(reading)
            where.index = message.index
            worker.allow(self._limits.page_timeout_s * message.units)
        elif isinstance(message, Sized):
            where.label, where.size = message.label, message.size
        elif isinstance(message, Opened):
            reading.opened(message.pages)
        elif isinstance(message, Done):
            if where.task.kind == "pages" and message.outcome is None:
                self._count(reading)
            worker.reading = worker.where = None
            worker.leaving = message.last
            reading.done(where.task, message.outcome)

    def _count(self, reading: Reading) -> None:
        reading.read += 1
        if reading.outcome is not None:
            return  # it was given up, and is perhaps handed out
        with self._news:
            self._progress = (reading.path, reading.read, reading.pages)
            self._news.notify_all()

    def _bury(self, worker: WorkerProcess, death: Death) -> None:
        """Take leave of a worker that has ended; its file hears what it was at."""
        self._workers.remove(worker)
        if worker.reading is not None and worker.where is not None:
            worker.reading.died(worker.where, death)
        elif not worker.ready:
            self._false_starts += 1
            if self._false_starts == _MOST_FALSE_STARTS:
                raise RetryError(
                    f"the processes that read files do not start ({death.detail})",
                    hint="see that there is enough memory, and try again",
                )

    def _hand_out(self, reading: Reading) -> None:
        shutil.rmtree(reading.spool, ignore_errors=True)
        assert reading.outcome is not None
        with self._news:
            self._finished.append((reading.path, reading.outcome))
            self._news.notify_all()

    def _dismiss(self) -> None:
        """End all workers; those that wait for a task end by themselves."""
        waiting = [worker for worker in self._workers if worker.idle]
        for worker in waiting:
            worker.dismiss()
        for worker in self._workers:
            if worker in waiting:
                worker.ended()
            else:
                worker.close()
