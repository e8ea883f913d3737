"""The books that are kept of one file while workers read it, without any worker."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import DamagedFileError, EmptyFileError, OverLimitError, ShuttenError
from ingest.workers.limits import Limits
from ingest.workers.messages import Task
from ingest.workers.reading import Cause, Death, Reading, Where

DIED: dict[Cause, Death] = {
    "time": Death("time", "60 s"),
    "memory": Death("memory", ""),
    "crash": Death("crash", "SIGSEGV"),
}


def opened(pages: int, workers: int = 2) -> Reading:
    """A reading whose pages are counted."""
    reading = Reading(Path("a.pdf"), Path("spool"), workers, Limits())
    task = reading.take()
    assert task.kind == "open"
    reading.opened(pages)
    reading.done(task, None)
    return reading


def ranges(reading: Reading) -> list[tuple[int, int]]:
    return [(task.start, task.stop) for task in reading.todo if task.kind == "pages"]


def read_all(reading: Reading) -> Task:
    """Do all page tasks; the task that puts the pages together."""
    while reading.todo[0].kind == "pages":
        task = reading.take()
        reading.read += task.stop - task.start
        reading.done(task, None)
    return reading.take()


@pytest.mark.parametrize(
    ("pages", "workers", "expected"),
    [
        (3, 2, [(0, 3)]),
        (20, 1, [(0, 10), (10, 20)]),
        (20, 2, [(0, 8), (8, 16), (16, 20)]),
        (61, 2, [(0, 16), (16, 32), (32, 48), (48, 61)]),
    ],
)
def test_pages_are_shared_out(pages: int, workers: int, expected: list[tuple[int, int]]) -> None:
    assert ranges(opened(pages, workers)) == expected


@pytest.mark.parametrize(("pages", "most"), [(1_000, 24), (2_400, 24), (10_000, 100)])
def test_ranges_of_a_large_file_are_small_and_not_many(pages: int, most: int) -> None:
    found = ranges(opened(pages))
    assert max(stop - start for start, stop in found) == most
    assert sum(stop - start for start, stop in found) == pages
    assert len(found) <= 101


def test_a_large_file_is_shared_out_among_many_workers() -> None:
    assert ranges(opened(10_000, workers=64))[0] == (0, -(-10_000 // (2 * 64)))


def test_a_page_that_took_too_long_is_left_out_at_once() -> None:
    reading = opened(8)
    reading.died(Where(reading.take(), 3, "iv", (300.0, 400.0)), DIED["time"])
    assert ranges(reading) == [(4, 8)]
    [lost] = read_all(reading).lost
    assert (lost.index, lost.label, lost.size) == (3, "iv", (300.0, 400.0))
    assert lost.why.startswith("reading took more than 60 s")


@pytest.mark.parametrize("cause", ["memory", "crash"])
def test_a_page_that_killed_a_worker_is_tried_once_more(cause: Cause) -> None:
    reading = opened(8)
    reading.died(Where(reading.take(), 3), DIED[cause])
    assert ranges(reading) == [(3, 4), (4, 8)]
    again = reading.take()
    assert again.again
    reading.done(again, None)
    assert read_all(reading).lost == ()

    reading = opened(8)
    reading.died(Where(reading.take(), 7), DIED[cause])
    reading.died(Where(reading.take(), 7), DIED[cause])
    assert [lost.index for lost in read_all(reading).lost] == [7]


@pytest.mark.parametrize(
    ("cause", "kind", "advice"),
    [
        ("time", OverLimitError, "page_timeout_s"),
        ("memory", OverLimitError, "worker_memory_mb"),
        ("crash", DamagedFileError, "print it to a new PDF"),
    ],
)
def test_a_file_that_cannot_be_opened_fails(cause: Cause, kind: type, advice: str) -> None:
    reading = Reading(Path("a.html"), Path("spool"), 2, Limits())
    reading.died(Where(reading.take()), DIED[cause])
    if cause != "time":
        assert reading.outcome is None
        reading.died(Where(reading.take()), DIED[cause])
    assert type(reading.outcome) is kind
    assert isinstance(reading.outcome, ShuttenError)
    assert reading.outcome.path == "a.html"
    assert advice in reading.outcome.hint
    assert not reading.todo


def test_an_error_ends_the_reading_whatever_still_runs() -> None:
    reading = opened(40)
    first, second = reading.take(), reading.take()
    error = EmptyFileError("it is gone")
    reading.done(first, error)
    reading.done(second, None)
    assert reading.outcome is error
    assert error.path == "a.pdf"
    assert not reading.todo


def test_a_file_whose_pages_are_mostly_lost_is_given_up() -> None:
    reading = opened(1_000)
    deaths = 0
    while reading.outcome is None:
        task = reading.take()
        reading.died(Where(task, task.start), DIED["time"])
        deaths += 1
    assert deaths == 20
    assert isinstance(reading.outcome, OverLimitError)


def test_a_page_that_cannot_be_put_together_is_left_out() -> None:
    reading = opened(8)
    for attempt in range(1, 4):
        reading.died(Where(read_all(reading), attempt), DIED["crash"])
    task = read_all(reading)
    assert [lost.index for lost in task.lost] == [1, 2, 3]
    reading.died(Where(task, 4), DIED["crash"])
    assert isinstance(reading.outcome, DamagedFileError)


def test_a_document_too_large_to_be_put_together_is_tried_twice() -> None:
    reading = opened(8)
    reading.died(Where(read_all(reading), 5), DIED["memory"])
    reading.died(Where(reading.take(), 5), DIED["memory"])
    assert isinstance(reading.outcome, OverLimitError)
