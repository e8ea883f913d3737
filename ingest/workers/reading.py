"""What is known of one file while it is read: what was done, what is lost, what is to do next.

Pure bookkeeping: it is told what workers did and says which tasks are left.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from ingest.errors import DamagedFileError, OverLimitError, ShuttenError
from ingest.workers.limits import Limits
from ingest.workers.messages import Lost, Outcome, Task

__all__ = ["Death", "Reading", "Where"]

_RANGE = 24
"""Pages that one task reads, at most, fewer where a file is shared out evenly; unless …"""
_MOST_RANGES = 100
"""… there would be so many more tasks: each opens the file, and the longer the file is, the longer
that takes."""
_PARTS = 2
"""Tasks for each worker that a file is shared out into, unless they get smaller than …"""
_SMALL = 8
_MOST_LOST = 20
"""Lost pages from which on a file is given up, if they are more than those that were read."""
_MOST_ASSEMBLIES = 4

Cause = Literal["time", "memory", "crash"]
_USUAL_SIZE = (595.0, 842.0)
_PRINT = "print it to a new PDF"


@dataclass(frozen=True, slots=True)
class Death:
    """How a worker ended before its task did; ``detail`` as people read it."""

    cause: Cause
    detail: str


@dataclass(slots=True)
class Where:
    """The place in its task that a worker has come to."""

    task: Task
    index: int | None = None
    label: str = ""
    size: tuple[float, float] = _USUAL_SIZE


@dataclass(slots=True)
class Reading:
    """One file. ``todo`` are the tasks that a worker may take now; ``outcome`` is the end."""

    path: Path
    spool: Path
    workers: int
    limits: Limits
    todo: deque[Task] = field(default_factory=deque)
    outcome: Outcome | None = None
    pages: int = 0
    """Pages of the file; 0 until they are counted, and for a file that has none."""
    read: int = 0
    _running: int = 0
    _lost: dict[int, Lost] = field(default_factory=dict)
    _assemblies: int = 0

    def __post_init__(self) -> None:
        self.todo.append(Task("open", self.path, self.spool))

    def take(self) -> Task:
        """The next task, for a worker to do."""
        self._running += 1
        return self.todo.popleft()

    def opened(self, pages: int) -> None:
        """The file is a PDF: share its pages out."""
        self.pages = pages
        evenly = -(-pages // (self.workers * _PARTS))
        step = min(max(_RANGE, pages // _MOST_RANGES), max(_SMALL, evenly))
        for start in range(0, pages, step):
            stop = min(start + step, pages)
            self.todo.append(Task("pages", self.path, self.spool, start, stop))

    def done(self, task: Task, outcome: Outcome | None) -> None:
        """A worker did ``task``; an ``outcome`` ends the reading."""
        self._running -= 1
        if outcome is not None:
            self._end(outcome)
        self._go_on()

    def died(self, where: Where, death: Death) -> None:
        """A worker died there. What can be tried again or left out is; else the file fails.

        A page that took too long would take it again; a crash may be due to what was read
        before, so its page is tried once more by a new worker.
        """
        self._running -= 1
        task = where.task
        once_more = death.cause != "time" and not task.again
        if task.kind == "pages" and where.index is not None:
            self._skip(where, death, once_more)
        elif task.kind == "assemble" and where.index is not None and death.cause != "memory":
            self._lose(where, death)
        elif once_more:
            self.todo.appendleft(replace(task, again=True))
        else:
            self._end(self._failure(death))
        self._go_on()

    def _skip(self, where: Where, death: Death, once_more: bool) -> None:
        task, index = where.task, where.index
        assert index is not None
        if index + 1 < task.stop:
            self.todo.appendleft(replace(task, start=index + 1, again=False))
        if once_more:
            self.todo.appendleft(replace(task, start=index, stop=index + 1, again=True))
        else:
            self._lose(where, death)

    def _lose(self, where: Where, death: Death) -> None:
        assert where.index is not None
        why = f"{self._what(death)} ({self._advice(death)})"
        self._lost[where.index] = Lost(where.index, where.label, where.size, why)
        if len(self._lost) >= max(_MOST_LOST, self.read):
            self._end(self._failure(death))

    def _go_on(self) -> None:
        """Put the document together when all pages are read."""
        if self.outcome is not None:
            self.todo.clear()
        elif self.pages and not self.todo and not self._running:
            if self._assemblies == _MOST_ASSEMBLIES:
                self._end(DamagedFileError("its pages cannot be put together", hint=_PRINT))
                return
            self._assemblies += 1
            lost = tuple(self._lost.values())
            self.todo.append(Task("assemble", self.path, self.spool, lost=lost))

    def _end(self, outcome: Outcome) -> None:
        if self.outcome is None:
            if isinstance(outcome, ShuttenError) and outcome.path is None:
                outcome.path = str(self.path)
            self.outcome = outcome

    def _failure(self, death: Death) -> ShuttenError:
        kind = DamagedFileError if death.cause == "crash" else OverLimitError
        return kind(self._what(death), hint=self._advice(death), path=str(self.path))

    def _what(self, death: Death) -> str:
        if death.cause == "time":
            return f"reading took more than {death.detail} and was stopped"
        if death.cause == "memory":
            return f"reading needs more than {self.limits.worker_memory_mb} MB of memory"
        return f"the process that read it died of it, {death.detail}"

    def _advice(self, death: Death) -> str:
        if death.cause == "time":
            return f"raise page_timeout_s, or {_PRINT}"
        if death.cause == "memory":
            return f"raise worker_memory_mb, or {_PRINT}"
        return f"it may be damaged, or need more than worker_memory_mb; {_PRINT}"
