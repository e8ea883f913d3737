"""One worker as the process that started it sees it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any

from ingest.workers.child import work
from ingest.workers.limits import Limits
from ingest.workers.messages import Task
from ingest.workers.reading import Death, Reading, Where

__all__ = ["WorkerProcess", "without_keyboard"]

_START_S = 120.0
"""Seconds for a process to start and load its parsers, on a busy machine."""
_END_S = 20.0
_PATIENCE = 10.0
"""Times the limit that a page may take on the clock when it did not have the processor."""
_LOOK_AGAIN_S = 0.2
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_CONTEXT: Any = multiprocessing.get_context(_METHOD)
_LOADED = ["ingest.workers.child", "ingest.pdf", "ingest.html", "ingest.text"]
"""Loaded once by the process that forks the workers, which are there in no time then."""


class WorkerProcess:
    """A process that reads, what it is at, and until when it must be done with that."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.pipe, theirs = _CONTEXT.Pipe()
        if _METHOD == "forkserver":
            _CONTEXT.set_forkserver_preload(_LOADED)
        self._process = _CONTEXT.Process(
            target=work, args=(theirs, limits, _METHOD == "forkserver"), daemon=True
        )
        self._process.start()
        theirs.close()
        self.ready = False
        self.reading: Reading | None = None
        self.where: Where | None = None
        self.no_memory = False
        self.leaving = False
        """Whether it said that it ends after what it was at."""
        self.allow(max(_START_S, limits.page_timeout_s))

    def allow(self, seconds: float) -> None:
        """Let the worker have so many seconds from now on."""
        self._allowed = seconds
        self._began = time.monotonic()
        self._used = self._processor_s()
        self.deadline = self._began + seconds

    @property
    def idle(self) -> bool:
        """Whether it waits for a task."""
        return self.ready and self.where is None and not self.leaving

    def overdue(self) -> bool:
        """Whether what it is at takes too long. On a machine that is busy with other things it
        has more time on the clock; what counts is what it took of the processor."""
        now = time.monotonic()
        if self.idle or self.leaving or now < self.deadline:
            return False
        left = self._allowed - (self._processor_s() - self._used)
        if now < self._began + _PATIENCE * self._allowed and left > 0:
            self.deadline = now + max(left, _LOOK_AGAIN_S)
        return now >= self.deadline

    def _processor_s(self) -> float:
        """Seconds of processor time that the process has had, all threads together; where the
        system does not tell, as many as the clock says."""
        try:
            stat = Path(f"/proc/{self._process.pid}/stat").read_bytes()
        except OSError:
            return time.monotonic()
        user, system = stat.rpartition(b")")[2].split()[11:13]
        return (int(user) + int(system)) / _TICKS

    def give(self, reading: Reading) -> None:
        """Hand over the next task of ``reading``."""
        self.reading = reading
        self.begin(reading.take())

    def begin(self, task: Task) -> None:
        """Hand over ``task``."""
        self.where = Where(task)
        self.allow(self.limits.page_timeout_s)
        self._send(task)

    def dismiss(self) -> None:
        """Let an idle worker end by itself."""
        self.leaving = True
        self._send(None)

    def _send(self, task: Task | None) -> None:
        with suppress(OSError):  # it has died; its end of the pipe tells
            self.pipe.send(task)

    def ended(self) -> Death:
        """Wait for a process that closed its pipe, or kill it, and say what it died of."""
        self._process.join(timeout=_END_S)
        code = self._process.exitcode or 0
        self.close()
        if self.no_memory:
            return Death("memory", "")
        with suppress(ValueError):
            return Death("crash", signal.Signals(-code).name)
        return Death("crash", f"exit code {code}")

    def stop(self) -> Death:
        """Kill the process, which took too long."""
        self.close()
        return Death("time", f"{round(self._allowed, 1):g} s")

    def close(self) -> None:
        """End the process where it has not ended, and give back its descriptors."""
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join()
        self.pipe.close()
        self._process.close()


@contextmanager
def without_keyboard() -> Iterator[None]:
    """Ctrl-C never reaches a process that this thread starts in the block: a blocked signal stays
    blocked in a new process. The terminal sends it to the whole group; workers would each print
    where they were, and are ended by this process anyway."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # starting it later would unblock the signal
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
