"""Read many files in worker processes, results in the order of the files.

A large PDF is shared out by page ranges: each worker reads its pages, this process puts them
together. With one worker everything is read in this process.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection, resource_tracker
from pathlib import Path
from typing import Any

from ingest.document import Document
from ingest.errors import DamagedFileError, ShuttenError
from ingest.registry import read_document, sniff

__all__ = ["read_documents"]

_RANGE = 32
"""Pages that one task of a large PDF reads."""
_AHEAD = 2
"""Tasks that wait or are done, for each worker: bounds the memory."""

Outcome = Document | ShuttenError


@dataclass(slots=True)
class _Job:
    """One file: a task for the whole of it, or one for each range of its pages."""

    path: Path
    ranges: tuple[tuple[int, int], ...]
    futures: list[Future[Any]]


def read_documents(paths: Sequence[Path], workers: int) -> Iterator[tuple[Path, Outcome]]:
    """Each path with its document, or with the error that kept it out.

    A worker that dies takes only its own file with it, as a ``DamagedFileError``; the others are
    read again in a new pool.
    """
    if workers <= 1 or not paths:
        for path in paths:
            yield path, _read(path)
        return
    left: deque[tuple[Path, tuple[tuple[int, int], ...]]] = deque()
    todo = deque(paths)
    while todo or left:
        yield from _with_pool(todo, left, workers)


def _with_pool(
    todo: deque[Path], left: deque[tuple[Path, tuple[tuple[int, int], ...]]], workers: int
) -> Iterator[tuple[Path, Outcome]]:
    """Read until all is done or a worker dies; then the first file that waited is read alone,
    and what was running behind it goes to ``left`` for the next pool."""
    running: deque[_Job] = deque()
    with _pool(workers) as pool:
        while todo or left or running:
            try:
                _fill(pool, running, todo, left, workers * _AHEAD)
                outcome = _outcome(running[0])
            except BrokenProcessPool:
                break
            yield running.popleft().path, outcome
        else:
            return
    left.extendleft((job.path, job.ranges) for job in reversed(running))
    if left:
        path, _ = left.popleft()
        yield path, _alone(path)


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), initializer=_end_with_parent
    )


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch(sentinel: int) -> None:
        connection.wait([sentinel])
        os._exit(1)

    threading.Thread(target=watch, args=(parent.sentinel,), daemon=True).start()


@contextmanager
def _keyboard_kept_from_workers() -> Iterator[None]:
    """Workers started inside never see Ctrl-C: a blocked signal stays blocked in a new process.

    The terminal sends it to the whole group; this process ends the workers, which would else
    each print where they were.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # starting it inside would unblock the signal
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _fill(
    pool: ProcessPoolExecutor,
    running: deque[_Job],
    todo: deque[Path],
    left: deque[tuple[Path, tuple[tuple[int, int], ...]]],
    most: int,
) -> None:
    while (todo or left) and sum(len(job.futures) for job in running) < most:
        if not left:
            path = todo.popleft()
            left.append((path, _ranges(path)))
        path, ranges = left.popleft()
        job = _Job(path, ranges, [])
        running.append(job)
        with _keyboard_kept_from_workers():
            if ranges:
                job.futures.extend(pool.submit(_read_range, path, a, b) for a, b in ranges)
            else:
                job.futures.append(pool.submit(_read, path))


def _ranges(path: Path) -> tuple[tuple[int, int], ...]:
    """The page ranges of a large PDF; none for a file that one task reads, and for one with an
    error, which that task will meet again and report."""
    try:
        if sniff(path) != "pdf":
            return ()
        from ingest.pdf import page_count

        count = page_count(path)
    except ShuttenError:
        return ()
    if count <= 2 * _RANGE:
        return ()
    return tuple((a, min(a + _RANGE, count)) for a in range(0, count, _RANGE))


def _outcome(job: _Job) -> Outcome:
    results = [future.result() for future in job.futures]
    if not job.ranges:
        outcome: Outcome = results[0]
        return outcome
    from ingest.pdf import assemble_file

    pages = []
    for result in results:
        if isinstance(result, ShuttenError):
            return result
        pages.extend(result)
    try:
        return assemble_file(job.path, pages)
    except ShuttenError as error:
        return error


def _alone(path: Path) -> Outcome:
    with _pool(1) as pool:
        try:
            with _keyboard_kept_from_workers():
                reading = pool.submit(_read, path)
            return reading.result()
        except BrokenProcessPool:
            return DamagedFileError(
                "reading the file killed the reading process",
                hint="it may be damaged or need more memory than there is; print it to a new PDF",
                path=str(path),
            )


def _read(path: Path) -> Outcome:
    try:
        return read_document(path)
    except ShuttenError as error:
        return error


def _read_range(path: Path, start: int, stop: int) -> Any:
    """The raw pages of one range, or the error."""
    from ingest.pdf import read_pages

    try:
        return read_pages(path, start, stop)
    except ShuttenError as error:
        return error
