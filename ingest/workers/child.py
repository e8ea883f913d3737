"""A worker process: does one task after the other and says where it is.

Files come from anywhere. Whatever a parser does to this process (a crash, an endless loop, all
the memory there is) ends here: the process that started it takes note and starts another one.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing import connection
from pathlib import Path
from typing import Any

from ingest.errors import DamagedFileError, ShuttenError
from ingest.registry import read_document, sniff
from ingest.stored_pages import store_pages
from ingest.workers.limits import Limits, allocated, limit_memory
from ingest.workers.messages import (
    At,
    Done,
    Drawn,
    Message,
    NoMemory,
    Opened,
    Outcome,
    Ready,
    Sized,
    Task,
)
from ingest.workers.spool import load_pages, page_writer

__all__ = ["work"]

_Say = Callable[[Message], None]

_MIB = 1 << 20
_WORN = 0.5
"""Part of the memory limit that a worker may go on with from file to file."""
_PAGES_A_UNIT = 200
"""Pages that are put together in less time than the limit for one page, by far."""
_MIB_A_PAGE = 0.5
"""What putting a document together takes, beside the limit for a page."""
_MOST_HELD = 200
"""Pages from which on a document leaves its pages on the disk: below, memory is not at stake, and
a thousand open files would be."""
_KILL_FIRST = "800"
"""Of 1000: when memory is short, the system ends a worker and not the service."""
_PR_SET_PDEATHSIG = 1


def work(pipe: Any, limits: Limits, forked: bool) -> None:
    """Do what ``pipe`` asks for until it is closed, or until so much memory is taken for good
    that a new worker does better. ``forked``: by a process that serves for nothing else.
    """
    _end_with_parent(forked)
    _be_the_first_to_go()
    import ingest.pdf  # noqa: F401 - loaded before memory and time are counted

    base = allocated()
    limit_memory(base + limits.worker_memory_mb)
    pipe.send(Ready())
    worn = False
    while not worn:
        try:
            task: Task | None = pipe.recv()
        except EOFError:
            return
        if task is None:
            return
        try:
            outcome = _do(task, base + limits.worker_memory_mb, limits.recognise, pipe.send)
        except MemoryError:
            gc.collect()
            with suppress(MemoryError):
                pipe.send(NoMemory())
            return
        worn = allocated() > base + limits.worker_memory_mb * _WORN
        pipe.send(Done(outcome, worn))


def _do(task: Task, memory_mb: int, recognise: bool, say: _Say) -> Outcome | None:
    try:
        if task.kind == "open":
            return _open(task.path, say)
        if task.kind == "pages":
            _read_pages(task, recognise, say)
            return None
        if task.kind == "draw":
            _draw(task, say)
            return None
        return _assemble(task, memory_mb, say)
    except ShuttenError as error:
        return error
    except MemoryError:
        raise
    except Exception as error:  # parsers meet broken files with errors of no family
        logging.getLogger(__name__).info("%s: the reader gave up", task.path, exc_info=True)
        return DamagedFileError(
            f"the reader gave up: {type(error).__name__}: {error}",
            hint="the file looks damaged; save it anew with the program that made it",
            path=str(task.path),
        )


def _open(path: Path, say: _Say) -> Outcome | None:
    say(At())
    if sniff(path) == "pdf":
        from ingest.pdf import page_count

        say(Opened(page_count(path)))
        return None
    say(At(units=1 + path.stat().st_size / _MIB))
    return read_document(path)


def _read_pages(task: Task, recognise: bool, say: _Say) -> None:
    from ingest.pdf import each_page

    def found(label: str, size: tuple[float, float]) -> None:
        say(Sized(label, size))

    with page_writer(task.spool, task.start) as write:
        say(At(task.start))
        for page in each_page(task.path, task.start, task.stop, found, recognise=recognise):
            write(page)
            if page.number < task.stop:
                say(At(page.number))


def _draw(task: Task, say: _Say) -> None:
    from ingest.pdf.picture import draw_page

    say(At(task.start))
    say(Drawn(draw_page(task.path, task.start)))


def _assemble(task: Task, memory_mb: int, say: _Say) -> Outcome:
    from ingest.pdf import assemble_file

    pages = load_pages(task.spool, task.lost)
    units = 1 + len(pages) / _PAGES_A_UNIT
    limit_memory(memory_mb + round(len(pages) * _MIB_A_PAGE))
    say(At(units=units))
    keep = partial(store_pages, folder=task.spool) if len(pages) > _MOST_HELD else tuple
    document = assemble_file(task.path, pages, lambda index: say(At(index, units)), keep)
    del pages
    limit_memory(memory_mb)
    return document


def _end_with_parent(forked: bool) -> None:
    """A worker whose parent was killed would wait for work for ever, or hang in a parser."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch(sentinel: int) -> None:
        connection.wait([sentinel])
        os._exit(1)

    threading.Thread(target=watch, args=(parent.sentinel,), daemon=True).start()
    # A parser in an endless loop leaves no turn to that thread. The process that forks workers
    # ends with the one that asked for them; then the kernel ends the workers.
    if forked and sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _be_the_first_to_go() -> None:
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_KILL_FIRST)
    with suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
