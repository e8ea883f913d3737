"""Several questions at a time: one thread for each worker, results in the caller's thread.

The models release the interpreter's lock while they compute, so threads use the cores; each
worker has a collection, and with it a model, of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from queue import SimpleQueue
from typing import TypeVar

__all__ = ["each"]

T = TypeVar("T")
R = TypeVar("R")


def each(
    items: Iterable[T], workers: Sequence[Callable[[T], R]], keep: Callable[[T, R], None]
) -> None:
    """Put every item through one of ``workers``, none of which has two items at a time.

    ``keep`` gets item and result in this thread, as they come. With one worker everything
    happens in this thread and in order. The first error ends the work and is raised.
    """
    if len(workers) == 1:
        for item in items:
            keep(item, workers[0](item))
        return
    free: SimpleQueue[Callable[[T], R]] = SimpleQueue()
    for worker in workers:
        free.put(worker)

    def work(item: T) -> R:
        worker = free.get()
        try:
            return worker(item)
        finally:
            free.put(worker)

    pool = ThreadPoolExecutor(len(workers))
    try:
        futures = {pool.submit(work, item): item for item in items}
        for future in as_completed(futures):
            keep(futures[future], future.result())
    finally:
        # Without this an interruption would wait for everything that is still to be done.
        pool.shutdown(wait=True, cancel_futures=True)
