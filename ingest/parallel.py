"""Read many files in worker processes, results in the order of the files."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from ingest.document import Document
from ingest.errors import DamagedFileError, ShuttenError
from ingest.registry import read_document

__all__ = ["read_documents"]

_AHEAD = 2
"""Files that wait, read, for each worker: bounds the memory."""

Outcome = Document | ShuttenError


def read_documents(paths: Sequence[Path], workers: int) -> Iterator[tuple[Path, Outcome]]:
    """Each path with its document, or with the error that kept it out.

    With one worker or one path the files are read in this process. A worker that dies takes only
    its own file with it: the others are read again in a new pool.
    """
    if workers <= 1 or len(paths) <= 1:
        for path in paths:
            yield path, _read(path)
        return
    left = deque(paths)
    while left:
        yield from _with_pool(left, min(workers, len(left)))


def _with_pool(left: deque[Path], workers: int) -> Iterator[tuple[Path, Outcome]]:
    """Read from ``left`` until it is empty or a worker dies; a killed file is left out."""
    context = multiprocessing.get_context("spawn")
    running: deque[tuple[Path, Future[Outcome]]] = deque()
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        while left or running:
            try:
                while left and len(running) < workers * _AHEAD:
                    running.append((left[0], pool.submit(_read, left[0])))
                    left.popleft()
                path, future = running[0]
                outcome = future.result()
            except BrokenProcessPool:
                break
            running.popleft()
            yield path, outcome
        else:
            return
    # Nobody can tell whose file killed the pool, so each suspect is read alone.
    for path, _ in running:
        yield path, _alone(path)


def _alone(path: Path) -> Outcome:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        try:
            return pool.submit(_read, path).result()
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
