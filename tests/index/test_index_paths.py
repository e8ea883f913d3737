"""Ingesting files and folders: what is new, what is unchanged, what fails alone."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from index_helpers import HashEmbedder, make_page

from index import CollectionOptions, Progress, ingest_paths, ingestion, open_collection
from index.sources import find_files
from ingest.document import Document, Passage
from ingest.errors import DamagedFileError, RetryError, ShuttenError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def options(tmp_path: Path) -> CollectionOptions:
    return CollectionOptions(data_dir=tmp_path / "data")


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


class Reader:
    """Stands in for the readers: a file is one page; notes what it was asked to read."""

    def __init__(self) -> None:
        self.read: list[Path] = []

    def __call__(
        self,
        paths: Sequence[Path],
        options: CollectionOptions,
        listener: Callable[[Path, int, int], None],
    ) -> Iterator[tuple[Path, Document | ShuttenError]]:
        for path in paths:
            self.read.append(path)
            data = path.read_bytes()
            if b"damaged" in data:
                yield path, DamagedFileError("it is broken", path=str(path))
                continue
            if b"skipped" in data:
                continue
            text = data.decode()
            if "changing" in text:
                data += b"!"
            yield (
                path,
                Document(
                    hashlib.sha256(data).hexdigest(),
                    "text",
                    path.stem,
                    "ja",
                    (make_page(1, text),),
                    (Passage("text", 1, 0, len(text), text, "ja"),),
                ),
            )


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    reader = Reader()
    monkeypatch.setattr(ingestion, "_read_documents", reader)
    monkeypatch.setattr("ingest.supported_suffixes", lambda: frozenset({".txt"}))
    return reader


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    (folder / "inner").mkdir(parents=True)
    (folder / "a.txt").write_text("経済の報告である。")
    (folder / "inner" / "b.TXT").write_text("人口の報告である。")
    (folder / "note.xyz").write_text("not read")
    (folder / ".hidden.txt").write_text("not read")
    return folder


def test_a_folder_is_walked(folder: Path) -> None:
    (folder / "inner" / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "dangling.txt").symlink_to(folder / "nowhere")
    (folder / ".git").mkdir()
    (folder / ".git" / "c.txt").write_text("not read")
    files, failures = find_files([folder, folder / "a.txt"])
    assert [f.display for f in files] == ["a.txt", "inner/b.TXT"]
    assert failures == []
    assert all(f.path.is_absolute() for f in files)


def test_what_is_not_there_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    files, failures = find_files([tmp_path / "none.pdf", tmp_path / "empty"])
    assert files == []
    assert [f.error.code for f in failures] == ["file_vanished", "file_unsupported"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_or_a_device_is_refused_unopened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "endless.pdf").symlink_to("/dev/zero")
    files, failures = find_files([tmp_path / "pipe.pdf", tmp_path / "endless.pdf"])
    assert files == []
    assert [f.error.what for f in failures] == ["this is a pipe, a socket or a device"] * 2


def test_a_named_file_is_read_whatever_its_suffix(
    folder: Path, options: CollectionOptions, embedder: HashEmbedder, reader: Reader
) -> None:
    report = ingest_paths([folder / "note.xyz"], options, embedder=embedder)
    assert [d.path for d in report.ingested] == ["note.xyz"]


def test_unchanged_files_are_not_read(
    folder: Path, options: CollectionOptions, embedder: HashEmbedder, reader: Reader
) -> None:
    first = ingest_paths([folder], options, embedder=embedder)
    assert sorted(d.path for d in first.ingested) == ["a.txt", "inner/b.TXT"]
    reader.read.clear()
    again = ingest_paths([folder], options, embedder=embedder)
    assert again.ingested == ()
    assert sorted(again.unchanged) == ["a.txt", "inner/b.TXT"]
    os.utime(folder / "a.txt", ns=(1, 1))  # another time, the same bytes
    assert len(ingest_paths([folder], options, embedder=embedder).unchanged) == 2
    (folder / "copy.txt").write_bytes((folder / "a.txt").read_bytes())
    assert len(ingest_paths([folder], options, embedder=embedder).unchanged) == 3
    assert reader.read == []
    (folder / "a.txt").write_text("改訂された報告である。")
    changed = ingest_paths([folder], options, embedder=embedder)
    assert [d.path for d in changed.ingested] == ["a.txt"]
    assert reader.read == [folder / "a.txt"]
    with open_collection(options, embedder=embedder) as collection:
        assert sorted(d.path for d in collection.documents()) == [
            "a.txt",
            "copy.txt",
            "inner/b.TXT",
        ]


def test_equal_files_are_read_once(
    folder: Path, options: CollectionOptions, embedder: HashEmbedder, reader: Reader
) -> None:
    (folder / "copy.txt").write_bytes((folder / "a.txt").read_bytes())
    report = ingest_paths([folder], options, embedder=embedder)
    assert len(report.ingested) == 2
    assert len(reader.read) == 2
    assert len(ingest_paths([folder], options, embedder=embedder).unchanged) == 3


def test_one_bad_file_does_not_stop_the_others(
    folder: Path, options: CollectionOptions, embedder: HashEmbedder, reader: Reader
) -> None:
    (folder / "bad.txt").write_text("damaged")
    (folder / "bad2.txt").write_text("damaged")
    (folder / "lost.txt").write_text("skipped")
    (folder / "x1.txt").write_text("changing")
    (folder / "x2.txt").write_text("changing")
    seen: list[Progress] = []
    report = ingest_paths([folder], options, progress=seen.append, embedder=embedder)
    assert sorted(d.path for d in report.ingested) == ["a.txt", "inner/b.TXT", "x1.txt"]
    failed = {f.path: f.error for f in report.failed}
    assert sorted(failed) == ["bad.txt", "bad2.txt", "lost.txt", "x2.txt"]
    assert isinstance(failed["bad2.txt"], DamagedFileError)
    assert isinstance(failed["x2.txt"], RetryError)
    assert isinstance(failed["lost.txt"], RetryError)
    assert (seen[-1].done, seen[-1].total) == (7, 7)


def test_a_file_that_may_not_be_opened(
    folder: Path,
    options: CollectionOptions,
    embedder: HashEmbedder,
    reader: Reader,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    original = Path.open

    def forbid(self: Path, *args: object, **kwargs: object) -> object:
        if self.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return original(self, *args, **kwargs)  # type: ignore[arg-type, call-overload]

    monkeypatch.setattr(Path, "open", forbid)
    report = ingest_paths([folder], options, embedder=embedder)
    assert [f.path for f in report.failed] == ["a.txt"]
    assert "Permission denied" in str(report.failed[0].error)
    assert [d.path for d in report.ingested] == ["inner/b.TXT"]


def test_an_unchanged_folder_and_a_search_load_no_torch(
    folder: Path, options: CollectionOptions, embedder: HashEmbedder, reader: Reader
) -> None:
    ingest_paths([folder], options, embedder=embedder)
    script = f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parent)!r})
from index_helpers import HashEmbedder
import index
options = index.CollectionOptions(data_dir=Path({str(options.data_dir)!r}))
report = index.ingest_paths([Path({str(folder)!r})], options, embedder=HashEmbedder())
assert len(report.unchanged) == 2, report
with index.open_collection(options, embedder=HashEmbedder()) as collection:
    assert collection.search("経済").hits
heavy = {{"torch", "transformers", "sentence_transformers", "pdfplumber", "onnxruntime"}}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_a_real_report_goes_in_and_comes_out(
    options: CollectionOptions, embedder: HashEmbedder
) -> None:
    report = ingest_paths([ROOT / "corpus" / "taiwan-water-report-zh-hant.pdf"], options,
                          embedder=embedder)  # fmt: skip
    assert report.failed == ()
    (document,) = report.ingested
    assert document.language == "zh"
    assert document.passages > document.pages > 5
    with open_collection(options, embedder=embedder) as collection:
        assert [c for c in collection.check() if not c.ok] == []
        # A question in Simplified characters about a report in Traditional ones.
        (hit, *_) = collection.search("台湾的水库").hits
        page = collection.page(hit.passage.doc_id, hit.passage.page).page
        assert page.text[hit.passage.char_start : hit.passage.char_end] == hit.passage.text
        assert hit.passage.rects == page.rects(hit.passage.char_start, hit.passage.char_end)
        assert "水庫" in hit.passage.text + hit.passage.context
