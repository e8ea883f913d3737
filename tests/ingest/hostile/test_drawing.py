"""Pages drawn by a worker: one that hangs or kills it is an error, and the next one is drawn."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile_pdfs import ENDLESS, ENDLESSLY, GOOD, between_good_ones, packed, pages, stream

from ingest.errors import DamagedFileError, NotFoundError, OverLimitError
from ingest.workers import Limits, PagePainter
from ingest.workers.limits import can_limit_memory


@pytest.fixture
def painter() -> Iterator[PagePainter]:
    with PagePainter(Limits(page_timeout_s=1.0, worker_memory_mb=1024)) as painter:
        yield painter


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def process_of(painter: PagePainter) -> int:
    worker = painter._worker
    assert worker is not None
    assert worker._process.pid
    return int(worker._process.pid)


def test_pages_are_drawn_by_one_process_that_stays(painter: PagePainter, tmp_path: Path) -> None:
    path = written(tmp_path / "a.pdf", pages([stream(GOOD)] * 2))
    first = painter.draw(path, 0)
    process = process_of(painter)
    assert process != os.getpid()
    second = painter.draw(path, 1)
    assert process_of(painter) == process
    assert first.pixels == second.pixels
    assert first.size == (595.0, 842.0)
    assert first.pixel_size == (1400, 1982)
    assert len(first.pixels) == 3 * 1400 * 1982
    assert len(set(first.pixels)) > 2  # something is written on it


def test_a_page_that_hangs_is_stopped_and_not_tried_again(
    painter: PagePainter, tmp_path: Path
) -> None:
    path = written(tmp_path / "endless.pdf", between_good_ones(ENDLESS, **ENDLESSLY))
    with pytest.raises(OverLimitError, match="more than 1 s and was stopped") as caught:
        painter.draw(path, 1)
    assert (caught.value.path, caught.value.page) == (str(path), 2)
    assert "new PDF" in caught.value.hint
    assert painter._worker is None
    with pytest.raises(OverLimitError, match="more than 1 s and was stopped"):
        painter.draw(path, 1)
    assert painter._worker is None  # no process was started for it
    assert painter.draw(path, 2).size == (595.0, 842.0)


@pytest.mark.skipif(not can_limit_memory(), reason="this system does not count memory")
def test_a_page_that_takes_all_memory_is_an_error(tmp_path: Path) -> None:
    path = written(tmp_path / "bomb.pdf", between_good_ones(packed(GOOD * 4_000_000, 2)))
    with PagePainter(Limits(page_timeout_s=20.0, worker_memory_mb=192)) as painter:
        with pytest.raises((OverLimitError, DamagedFileError), match=r"memory|died of it"):
            painter.draw(path, 1)
        assert painter.draw(path, 0).size == (595.0, 842.0)


@pytest.mark.skipif(sys.platform != "linux", reason="kills a process")
def test_a_worker_that_was_killed_while_it_waited_is_replaced(
    painter: PagePainter, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.pdf", pages([stream(GOOD)]))
    before = painter.draw(path, 0)
    os.kill(process_of(painter), signal.SIGKILL)
    assert painter.draw(path, 0).pixels == before.pixels


def test_what_cannot_be_drawn_says_why(painter: PagePainter, tmp_path: Path) -> None:
    path = written(tmp_path / "a.pdf", pages([stream(GOOD)]))
    with pytest.raises(NotFoundError, match="no such page"):
        painter.draw(path, 1)
    broken = written(tmp_path / "b.pdf", b"%PDF-1.7 nothing")
    with pytest.raises(DamagedFileError, match="cannot be opened"):
        painter.draw(broken, 0)
    written(broken, path.read_bytes())  # another file now
    assert painter.draw(broken, 0).size == (595.0, 842.0)


def test_threads_take_turns(painter: PagePainter, tmp_path: Path) -> None:
    path = written(tmp_path / "a.pdf", pages([stream(GOOD)] * 6))
    found: list[tuple[int, int]] = []

    def draw(index: int) -> None:
        found.append(painter.draw(path, index).pixel_size)

    threads = [threading.Thread(target=draw, args=(index,)) for index in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [(1400, 1982)] * 6
