"""Ingestion broken off from outside, in real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

CORPUS = Path(__file__).parents[2] / "corpus"
REPORTS = [str(CORPUS / name) for name in ("annual-report-zh.pdf", "digital-economy-deck.pdf")]

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/cmdline").is_file(), reason="looks for workers in /proc"
)


def command(data: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "service.cli", "--data", str(data), *arguments]


def started(data: Path) -> subprocess.Popen[str]:
    """An ingestion with two workers, in a process group of its own as in a terminal."""
    return subprocess.Popen(
        command(data, "ingest", *REPORTS),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "SHUTTEN_WORKERS": "2"},
        cwd=CORPUS.parent,
        start_new_session=True,
        preexec_fn=_heed_the_keyboard,
    )


def _heed_the_keyboard() -> None:
    """What a shell starts in the background ignores SIGINT, and hands that on to these tests."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def children(group: int) -> list[int]:
    """The live processes of a group."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def wait_for(condition: object, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


def test_ctrl_c_ends_quietly_and_leaves_a_sound_collection(tmp_path: Path) -> None:
    process = started(tmp_path / "data")
    assert wait_for(lambda: len(children(process.pid)) >= 3, 60), "the workers never came"
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=150)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert wait_for(lambda: not children(process.pid), 20)
    check = subprocess.run(command(tmp_path / "data", "doctor"), cwd=CORPUS.parent, check=False)
    assert check.returncode == 0


def test_workers_end_when_the_ingestion_is_killed(tmp_path: Path) -> None:
    process = started(tmp_path / "data")
    assert wait_for(lambda: len(children(process.pid)) >= 3, 60), "the workers never came"
    time.sleep(1.0)
    process.kill()
    process.communicate(timeout=150)
    assert wait_for(lambda: not children(process.pid), 30), children(process.pid)
    check = subprocess.run(command(tmp_path / "data", "doctor"), cwd=CORPUS.parent, check=False)
    assert check.returncode == 0
