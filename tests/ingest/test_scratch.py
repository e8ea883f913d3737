"""Temporary folders: gone when their process ends, and after a kill at the next start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from ingest.document import Document
from ingest.parallel import read_documents
from ingest.workers.scratch import scratch_folder

READ = "import sys; from pathlib import Path; from ingest.parallel import read_documents\n" + (
    "if __name__ == '__main__': print(len(list(read_documents([Path(sys.argv[1])], 1))))"
)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_a_folder_is_there_as_long_as_it_is_needed(temporary: Path) -> None:
    with scratch_folder() as first, scratch_folder() as second:
        assert first != second
        (first / "a").mkdir()
        with scratch_folder():
            assert (first / "a").is_dir()
            assert second.is_dir()
    assert list(temporary.iterdir()) == []


def test_what_is_not_ours_stays(temporary: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "owner.lock").touch()
    (temporary / "shutten-link").symlink_to(other)
    (temporary / "shutten-notes").mkdir()
    (temporary / "shutten-file").touch()
    with scratch_folder():
        pass
    assert (other / "owner.lock").exists()
    assert sorted(path.name for path in temporary.iterdir()) == [
        "shutten-file", "shutten-link", "shutten-notes",
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="kills a process")
def test_the_folder_of_a_killed_process_goes_at_the_next_start(
    temporary: Path, tmp_path: Path
) -> None:
    pipe = tmp_path / "never.txt"
    os.mkfifo(pipe)  # reading it never ends
    script = tmp_path / "read.py"
    script.write_text(READ)
    environment = os.environ | {
        "TMPDIR": str(temporary),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    with subprocess.Popen([sys.executable, str(script), str(pipe)], env=environment) as reader:
        try:
            deadline = time.monotonic() + 60
            while not (left := list(temporary.glob("shutten-*/1"))):
                assert time.monotonic() < deadline
                time.sleep(0.05)
        finally:
            reader.send_signal(signal.SIGKILL)
    assert left[0].is_dir()
    text = tmp_path / "a.txt"
    text.write_text("これは日本語の文章です。", encoding="utf-8")
    [(_, outcome)] = read_documents([text], 1)
    assert isinstance(outcome, Document)
    assert list(temporary.glob("shutten-*")) == []
