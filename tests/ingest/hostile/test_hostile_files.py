"""Files that were made to do harm: the bad page is reported, the other pages are read."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile_pdfs import (
    ENDLESS,
    ENDLESSLY,
    FONT,
    GOOD,
    between_good_ones,
    laughing_forms,
    packed,
    pages,
    pdf,
    stream,
)

from ingest.document import Document
from ingest.errors import DamagedFileError, OverLimitError, ShuttenError
from ingest.parallel import Limits, read_documents
from ingest.workers.limits import can_limit_memory

MINE = b"The ministry published this report in April 2024."
TIGHT = Limits(page_timeout_s=1.0, worker_memory_mb=192)
ROOMY = Limits(page_timeout_s=60.0, worker_memory_mb=1024)


def read(path: Path, data: bytes, limits: Limits = ROOMY) -> Document:
    path.write_bytes(data)
    [(_, outcome)] = read_documents([path], 1, limits)
    assert isinstance(outcome, Document), outcome
    return outcome


def refused(path: Path, data: bytes, limits: Limits = ROOMY) -> ShuttenError:
    path.write_bytes(data)
    [(_, outcome)] = read_documents([path], 1, limits)
    assert isinstance(outcome, ShuttenError), outcome
    assert outcome.path == str(path)
    return outcome


def citable(document: Document) -> list[bool]:
    found = [page.quality.ok for page in document.pages]
    assert {p.page for p in document.passages} == {n for n, ok in enumerate(found, 1) if ok}
    return found


def test_a_page_that_takes_for_ever_is_stopped_and_reported(tmp_path: Path) -> None:
    slow = Limits(page_timeout_s=1.0, worker_memory_mb=1024)
    document = read(tmp_path / "endless.pdf", between_good_ones(ENDLESS, **ENDLESSLY), slow)
    assert citable(document) == [True, False, True]
    assert document.pages[1].quality.issues == ("unreadable",)
    assert document.pages[1].size == (595.0, 842.0)
    assert document.warnings == (
        "page 2: reading took more than 1 s and was stopped "
        "(raise page_timeout_s, or print it to a new PDF); never cited",
    )


@pytest.mark.skipif(not can_limit_memory(), reason="this system does not count memory")
@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(between_good_ones(packed(GOOD * 4_000_000, 2)), id="decompression"),
        pytest.param(
            between_good_ones(
                stream(b"/X0 Do"),
                more=laughing_forms(9),
                resources=b"/XObject << /X0 4 0 R >>",
            ),
            id="forms",
        ),
    ],
)
def test_a_page_that_takes_all_memory_is_left_out(tmp_path: Path, bad: bytes) -> None:
    assert len(bad) < 20_000
    document = read(tmp_path / "bomb.pdf", bad, TIGHT)
    assert citable(document) == [True, False, True]
    [warning] = document.warnings
    assert warning.startswith("page 2: ")
    assert "worker_memory_mb" in warning
    assert warning.endswith("never cited")


def _kill_at_second_page(seen: list[int], stop: threading.Event) -> None:
    """Kill each worker that has used half a second of the processor: it is at the endless page."""
    ticks = os.sysconf("SC_CLK_TCK")
    while not stop.wait(0.1):
        for child in multiprocessing.active_children():
            try:
                stat = Path(f"/proc/{child.pid}/stat").read_bytes().rpartition(b")")[2].split()
            except OSError:
                continue
            if child.pid and int(stat[11]) > ticks // 2 and child.pid not in seen:
                seen.append(child.pid)
                os.kill(child.pid, signal.SIGKILL)


@pytest.fixture
def killer() -> Iterator[list[int]]:
    seen: list[int] = []
    stop = threading.Event()
    thread = threading.Thread(target=_kill_at_second_page, args=(seen, stop))
    thread.start()
    yield seen
    stop.set()
    thread.join()


@pytest.mark.skipif(sys.platform != "linux", reason="looks for workers in /proc")
def test_a_worker_that_is_killed_costs_one_page(tmp_path: Path, killer: list[int]) -> None:
    document = read(tmp_path / "killed.pdf", between_good_ones(ENDLESS, **ENDLESSLY))
    assert len(killer) == 2  # the page was tried again by another worker
    assert citable(document) == [True, False, True]
    assert "page 2: the process that read it died of it, SIGKILL" in document.warnings[0]


def test_pages_that_are_named_and_not_there_are_not_made_up(tmp_path: Path) -> None:
    started = time.monotonic()
    document = read(tmp_path / "million.pdf", pages([stream(GOOD)] * 3, count=1_000_000))
    assert citable(document) == [True] * 3
    assert document.warnings == ("the file says that 999997 more pages follow; they are not there",)
    assert time.monotonic() - started < 60


def test_a_page_tree_that_goes_in_a_circle(tmp_path: Path) -> None:
    page = b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> "
    document = read(
        tmp_path / "circle.pdf",
        pdf(
            [
                b"<< /Type /Catalog /Pages 2 0 R >>",
                b"<< /Type /Pages /Count 9 /Kids [2 0 R 3 0 R 2 0 R] >>",
                page + b"/MediaBox [0 0 595 842] >>",
                stream(GOOD),
                FONT,
            ]
        ),
    )
    assert MINE.decode() in "".join(page.text for page in document.pages)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"[" * 200_000, id="arrays"),
        pytest.param(b"/A << " * 100_000, id="dictionaries"),
        pytest.param(b"q " * 500_000, id="states"),
        pytest.param(b"/P BMC " * 5_000, id="marks"),
    ],
)
def test_deep_nesting_in_a_page(tmp_path: Path, content: bytes) -> None:
    document = read(tmp_path / "deep.pdf", between_good_ones(stream(GOOD + b"\n" + content)))
    assert citable(document) == [True] * 3


def test_deep_nesting_of_objects(tmp_path: Path) -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    document = read(tmp_path / "deep.pdf", between_good_ones(stream(GOOD), more=[deep]))
    assert citable(document) == [True] * 3


def test_scripts_and_launches_are_nothing_to_a_reader(tmp_path: Path) -> None:
    marker = tmp_path / "launched"
    document = read(
        tmp_path / "script.pdf",
        pages(
            [stream(GOOD)],
            catalogue=b"/OpenAction << /S /JavaScript /JS (while\\(true\\){}) >> "
            b"/AA << /O << /S /Launch /F (/bin/touch) /P (%s) >> >>" % bytes(marker),
        ),
    )
    assert [page.text for page in document.pages] == [MINE.decode()]
    assert not marker.exists()


def test_a_lost_table_of_objects_is_made_again(tmp_path: Path) -> None:
    whole = pages([stream(GOOD)] * 3)
    for name, broken in (
        ("gone.pdf", whole.replace(b"xref", b"xxxx")),
        ("loop.pdf", whole.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev 0")),
        ("moved.pdf", b"%PDF-1.4\n" + b"\n" * 999 + whole),
    ):
        assert citable(read(tmp_path / name, broken)) == [True] * 3, name


def test_a_page_whose_boxes_leave_nothing_to_show(tmp_path: Path) -> None:
    data = pages([stream(GOOD)] * 3)
    at = data.rindex(b"/Type /Page /Parent")
    without = data[:at] + data[at:].replace(
        b"/Type /Page /Parent", b"/Type /Page /MediaBox [-50 0 0 600] /CropBox [0 0 9 9] /Parent"
    )
    document = read(tmp_path / "a.pdf", without)
    assert citable(document) == [True, True, False]
    assert document.pages[2].size == (595.0, 842.0)
    [warning] = document.warnings
    assert warning == (
        "page 3: its boxes leave no area to show (print it to a new PDF); never cited"
    )


def test_a_file_without_one_readable_page_fails(tmp_path: Path) -> None:
    error = refused(
        tmp_path / "none.pdf",
        pages([ENDLESS, ENDLESS], **ENDLESSLY),
        Limits(0.5, worker_memory_mb=1024),
    )
    assert isinstance(error, DamagedFileError)
    assert "page_timeout_s" in str(error)


def test_other_formats_are_read_by_workers_too(tmp_path: Path) -> None:
    deep = refused(tmp_path / "deep.html", b"<html><body>" + b"<div>" * 20_000 + b"x", TIGHT)
    assert isinstance(deep, DamagedFileError | OverLimitError)
    long = refused(tmp_path / "long.txt", "報告の文である。".encode() * 400_000, Limits(0.1, 1024))
    assert isinstance(long, OverLimitError)
    assert "page_timeout_s" in long.hint


def test_a_bad_file_leaves_the_others_in_their_order(tmp_path: Path) -> None:
    names = ["a.pdf", "b.pdf", "c.txt", "d.pdf"]
    (tmp_path / "a.pdf").write_bytes(between_good_ones(ENDLESS, **ENDLESSLY))
    (tmp_path / "b.pdf").write_bytes(pages([stream(GOOD)] * 60))
    (tmp_path / "c.txt").write_text("これは日本語の文章です。", encoding="utf-8")
    (tmp_path / "d.pdf").write_bytes(b"%PDF-1.7 nothing")
    heard: list[tuple[str, int, int]] = []
    found = list(
        read_documents(
            [tmp_path / name for name in names],
            2,
            Limits(1.0, 1024),
            lambda path, read, of: heard.append((path.name, read, of)),
        )
    )
    assert [path.name for path, _ in found] == names
    outcomes = [outcome for _, outcome in found]
    assert [isinstance(o, Document) for o in outcomes] == [True, True, True, False]
    assert isinstance(outcomes[1], Document)
    assert [page.number for page in outcomes[1].pages] == list(range(1, 61))
    assert ("b.pdf", 60, 60) in heard
