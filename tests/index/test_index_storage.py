"""What happens when the disk is full, files are gone, or another process writes."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from index_helpers import HashEmbedder, make_document

from index import (
    Collection,
    CollectionOptions,
    ingest_documents,
    open_collection,
    remove_document,
    writer,
)
from index.catalogue_writer import CatalogueWriter
from index.codec import boxes_from_blob, boxes_to_blob
from index.lexical import LexicalReader, LexicalWriter, query_languages, query_terms
from index.locking import write_lock
from index.manifest import Manifest
from index.migrations import SCHEMA_VERSION, migrate
from index.storage_errors import storage_errors
from index.vectors import DenseReader, open_segment, segments_to_merge, write_segment
from ingest.errors import (
    CollectionDamagedError,
    CollectionLockedError,
    DiskFullError,
    EmptyCollectionError,
)

OLD = make_document("古い文書の人口統計。", "古い文書の売上高。", title="古い文書")
NEW = make_document("新しい文書の人口統計。", title="新しい文書")


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture
def filled(tmp_path: Path, embedder: HashEmbedder) -> CollectionOptions:
    options = CollectionOptions(data_dir=tmp_path / "data", lock_wait_s=0.1)
    ingest_documents([("old.pdf", OLD)], options, embedder=embedder)
    return options


def unhealthy(collection: Collection) -> list[str]:
    return [c.name for c in collection.check() if not c.ok]


def _no_space(*args: Any, **kwargs: Any) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _tantivy_no_space(*args: Any, **kwargs: Any) -> Any:
    raise ValueError('An IO error occurred: "No space left on device (os error 28)"')


def _sqlite_full(*args: Any, **kwargs: Any) -> Any:
    raise sqlite3.OperationalError("database or disk is full")


@pytest.mark.parametrize(
    ("owner", "name", "failure"),
    [
        (LexicalWriter, "add", _tantivy_no_space),
        (LexicalWriter, "commit", _tantivy_no_space),
        (writer, "write_segment", _no_space),
        (os, "fsync", _no_space),
        (CatalogueWriter, "reserve", _sqlite_full),
        (CatalogueWriter, "store", _sqlite_full),
    ],
)
def test_a_full_disk_leaves_the_old_collection(
    filled: CollectionOptions,
    embedder: HashEmbedder,
    monkeypatch: pytest.MonkeyPatch,
    owner: object,
    name: str,
    failure: Callable[..., Any],
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, failure)
        with pytest.raises(DiskFullError, match="intact"):
            ingest_documents([("new.pdf", NEW)], filled, embedder=embedder)
    with open_collection(filled, embedder=embedder) as collection:
        assert unhealthy(collection) == []
        assert [d.title for d in collection.documents()] == ["古い文書"]
        assert collection.search("人口統計").hits[0].passage.title == "古い文書"
    ingest_documents([("new.pdf", NEW)], filled, embedder=embedder)
    with open_collection(filled, embedder=embedder) as collection:
        assert unhealthy(collection) == []
        assert len(collection.documents()) == 2
    assert len(list(filled.vectors_dir.iterdir())) == 2


def test_a_catalogue_that_may_not_grow(
    filled: CollectionOptions, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite itself says full, in the middle of the transaction."""
    original = CatalogueWriter.store

    def cramped(self: CatalogueWriter, *args: Any) -> list[int]:
        pages = self.rows("PRAGMA page_count")[0][0]
        self.rows(f"PRAGMA max_page_count = {pages}")
        return original(self, *args)

    large = make_document(*[f"第{i}頁" * 500 for i in range(50)], title="大きい")
    with monkeypatch.context() as patch:
        patch.setattr(CatalogueWriter, "store", cramped)
        with pytest.raises(DiskFullError):
            ingest_documents([("large.pdf", large)], filled, embedder=embedder)
    with open_collection(filled, embedder=embedder) as collection:
        assert unhealthy(collection) == []
        assert [d.title for d in collection.documents()] == ["古い文書"]
    assert len(list(filled.vectors_dir.iterdir())) == 1


def test_a_full_disk_while_merging_is_no_error(
    filled: CollectionOptions, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for i in range(15):
        one = [(f"{i}.pdf", make_document(f"文書{i}", title=str(i)))]
        ingest_documents(one, filled, embedder=embedder)
    with monkeypatch.context() as patch:
        patch.setattr(writer, "merge_segments", _no_space)
        last = [("16.pdf", make_document("文書16", title="16"))]
        ingest_documents(last, filled, embedder=embedder)
        assert len(list(filled.vectors_dir.iterdir())) == 17
    ingest_documents([], filled, embedder=embedder)
    assert len(list(filled.vectors_dir.iterdir())) == 9
    with open_collection(filled, embedder=embedder) as collection:
        assert unhealthy(collection) == []


def test_a_second_writer_is_told_who_writes(
    filled: CollectionOptions, embedder: HashEmbedder
) -> None:
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with write_lock(filled.data_dir, 1):
            entered.set()
            leave.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    entered.wait(10)
    try:
        with pytest.raises(CollectionLockedError, match=f"process {os.getpid()} on ") as caught:
            ingest_documents([("new.pdf", NEW)], filled, embedder=embedder)
        assert "since 20" in str(caught.value)
        (filled.data_dir / "writer.json").write_text("[]")
        with pytest.raises(CollectionLockedError, match="another process"):
            remove_document("old.pdf", filled)
        with open_collection(filled, embedder=embedder) as collection:
            assert collection.search("人口統計").hits
    finally:
        leave.set()
        thread.join()
    ingest_documents([("new.pdf", NEW)], filled, embedder=embedder)
    assert not (filled.data_dir / "writer.json").exists()


def test_a_lost_word_index_is_rebuilt(filled: CollectionOptions, embedder: HashEmbedder) -> None:
    shutil.rmtree(filled.lexical_dir)
    with pytest.raises(CollectionDamagedError, match="lexical"):
        open_collection(filled, embedder=embedder)
    ingest_documents([], filled, embedder=embedder)
    with open_collection(filled, embedder=embedder) as collection:
        assert unhealthy(collection) == []
        assert "lexical" in collection.search("人口統計").hits[0].matched
    (filled.lexical_dir / "meta.json").write_text("{")
    ingest_documents([], filled, embedder=embedder)
    with open_collection(filled, embedder=embedder) as collection:
        assert unhealthy(collection) == []


@pytest.mark.parametrize("damage", ["missing", "short", "garbage"])
def test_a_lost_vector_file_is_made_again(
    filled: CollectionOptions, embedder: HashEmbedder, damage: str
) -> None:
    (file,) = filled.vectors_dir.iterdir()
    size = file.stat().st_size
    with open_collection(filled, embedder=embedder) as collection:
        file.unlink()
        if damage != "missing":
            file.write_bytes(b"x" * (size if damage == "garbage" else 10))
        assert unhealthy(collection) == ["vector files are whole", "passages have vectors"]
    with pytest.raises(CollectionDamagedError, match="vector file"):
        open_collection(filled, embedder=embedder)
    before = embedder.encoded
    ingest_documents([], filled, embedder=embedder)
    assert embedder.encoded == before + 2
    with open_collection(filled, embedder=embedder) as collection:
        assert unhealthy(collection) == []
        assert collection.search(OLD.pages[1].text).hits[0].dense == pytest.approx(1, abs=1e-5)


def test_checks_notice_tampering(filled: CollectionOptions, embedder: HashEmbedder) -> None:
    with open_collection(filled, embedder=embedder) as collection:
        (filled.vectors_dir / "stray.faiss.tmp").write_bytes(b"")
        db = sqlite3.connect(filled.catalogue_path)
        with db:
            db.execute("UPDATE pages SET text = '別の文' WHERE number = 1")
            db.execute("UPDATE documents SET pages = 7")
            db.execute("INSERT INTO paths VALUES (99, 'x', 'x', 0, 0, 'nobody')")
        db.close()
        checks = {c.name: c for c in collection.check()}
        assert not checks["catalogue is sound"].ok
        assert not checks["documents are complete"].ok
        assert not checks["passages are the text of their pages"].ok
        assert checks["leftovers"].ok
        assert "1 vector files" in checks["leftovers"].detail
        shutil.rmtree(filled.lexical_dir)
        assert not {c.name: c for c in collection.check()}["passages have words"].ok


def test_opening_and_searching_writes_nothing(
    filled: CollectionOptions, embedder: HashEmbedder
) -> None:
    def contents() -> dict[str, bytes]:
        return {
            str(p.relative_to(filled.data_dir)): p.read_bytes()
            for p in filled.data_dir.rglob("*")
            if p.is_file() and not p.name.endswith(("-shm", "-wal"))
        }

    before = contents()
    with open_collection(filled, embedder=embedder) as collection:
        collection.search("人口")
    assert contents() == before


def test_open_and_close_leaks_no_descriptors(
    filled: CollectionOptions, embedder: HashEmbedder
) -> None:
    def descriptors() -> int:
        return len(os.listdir("/proc/self/fd"))

    def threads() -> int:
        return len(os.listdir("/proc/self/task"))

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("needs /proc")
    before = threads()
    counts = []
    for _ in range(30):
        with open_collection(filled, embedder=embedder) as collection:
            collection.search("人口")
        counts.append(descriptors())
    assert counts[-1] <= counts[4] + 2
    end = time.monotonic() + 10  # a watcher thread of tantivy looks twice a second whether to end
    while threads() > before + 2 and time.monotonic() < end:
        time.sleep(0.1)
    assert threads() <= before + 2


def test_a_read_only_medium(
    filled: CollectionOptions, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and original(path, mode))
    before = sorted(p.name for p in filled.data_dir.rglob("*"))
    (filled.lexical_dir / ".tantivy-meta.lock").chmod(0o444)
    with open_collection(filled, embedder=embedder) as collection:
        assert collection.search("人口統計").hits[0].matched == ("lexical", "dense")
        assert sorted(p.name for p in filled.data_dir.rglob("*")) == before


def test_an_unborn_catalogue_is_empty(tmp_path: Path, embedder: HashEmbedder) -> None:
    options = CollectionOptions(data_dir=tmp_path)
    options.catalogue_path.touch()
    with pytest.raises(EmptyCollectionError):
        open_collection(options, embedder=embedder)


def test_migrations_run_once_and_in_order(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "c.sqlite3", isolation_level=None)
    migrate(db)
    migrate(db)
    assert db.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    db.close()


def test_locked_and_other_errors_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(CollectionLockedError), storage_errors(tmp_path):
        raise sqlite3.OperationalError("database is locked")
    with pytest.raises(CollectionDamagedError), storage_errors(tmp_path):
        raise sqlite3.DatabaseError("file is not a database")
    with pytest.raises(sqlite3.IntegrityError), storage_errors(tmp_path):
        raise sqlite3.IntegrityError("a mistake of ours")
    with pytest.raises(CollectionDamagedError):
        Manifest.from_json("[]")
    with pytest.raises(CollectionDamagedError):
        Manifest.from_json(json.dumps({"schema": 1}))


def test_segments_are_exact_and_reconstruct(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    vectors = rng.standard_normal((50, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids = np.arange(50, dtype=np.int64) * 2 + 3
    infos = [
        write_segment(tmp_path, ids[:20], vectors[:20]),
        write_segment(tmp_path, ids[20:], vectors[20:]),
    ]
    reader = DenseReader([open_segment(tmp_path, info, 8) for info in infos])
    query = vectors[30]
    expected = sorted(zip(-(vectors @ query), ids.tolist(), strict=True))[:5]
    found = reader.search(query, 5, None)
    assert list(found) == [i for _, i in expected]
    assert list(found.values()) == pytest.approx([-s for s, _ in expected], abs=1e-6)
    allowed = np.zeros(104, dtype=bool)
    allowed[[3, 5, 101]] = True
    assert set(reader.search(query, 5, allowed)) == {3, 5, 101}
    assert reader.scores_of(query, [63, 4, 9999]) == {63: pytest.approx(1.0, abs=1e-6)}
    assert reader.scores_of(query, [4]) == {}
    assert reader.rowids().tolist() == ids.tolist()
    assert DenseReader([]).rowids().tolist() == []
    assert DenseReader([]).search(query, 5, None) == {}
    assert segments_to_merge(infos) == []


def test_words_are_filtered_and_scored(tmp_path: Path) -> None:
    with LexicalWriter(tmp_path / "lexical") as words:
        words.add(1, "d1", "ja", "人 口 人口")
        words.add(2, "d2", "zh", "人 口 人口 人口 減")
        words.add(3, "d3", "zh", "売 上")
        words.commit()
        words.add(4, "d4", "zh", "人口")
        reader = words.reader()
    assert set(reader.search({"人口": 1.0}, 10)) == {1, 2}
    assert set(reader.search({"人口": 1.0}, 10, language="zh")) == {2}
    assert set(reader.search({"人口": 1.0}, 10, doc_id="d1")) == {1}
    full = reader.search({"人口": 1.0, "減": 1.0}, 10)
    assert reader.scores_of({"人口": 1.0, "減": 1.0}, [2, 3]) == {2: pytest.approx(full[2])}
    assert reader.search({}, 10) == {}
    assert reader.scores_of({}, [1]) == {}
    assert reader.document_frequency("人口") == 2
    assert reader.rowids().tolist() == [1, 2, 3]
    assert LexicalReader.open(tmp_path / "lexical").rowids().tolist() == [1, 2, 3]


def test_a_query_of_kanji_alone_is_cut_both_ways() -> None:
    terms = query_terms("経済成長率", "ja")
    assert len(terms) == len(set(terms))
    assert set(terms) == set(query_terms("経済成長率", "zh"))
    assert len(query_terms("".join(chr(0x4E00 + i) for i in range(1000)), "zh")) == 256


def test_a_query_is_looked_for_in_the_other_languages() -> None:
    terms = query_terms("売上高はいくらですか", "ja")
    assert terms["卖上"] == 1.0
    assert terms["营业"] == 0.5
    assert query_terms("What are the net sales?", "en")["卖上"] == 1.0
    # General words of an English query as whole words, and only of such a query.
    assert {"w:船员", "w:海员"} <= query_terms("How many seafarers?", "en").keys()
    assert "船" not in query_terms("How many seafarers?", "en")
    assert "w:海员" not in query_terms("seafarersは何人ですか", "ja")


def test_a_term_counts_by_its_weight(tmp_path: Path) -> None:
    with LexicalWriter(tmp_path / "lexical") as words:
        words.add(1, "d1", "ja", "人口")
        words.add(2, "d1", "ja", "売上")
        words.commit()
        reader = words.reader()
    full, half = reader.search({"人口": 1.0}, 10), reader.search({"人口": 0.5}, 10)
    assert half[1] == pytest.approx(full[1] / 2)
    assert list(reader.search({"人口": 0.5, "売上": 1.0}, 10)) == [2, 1]


def test_the_languages_a_query_may_be_in() -> None:
    assert query_languages("人口") >= {"ja", "zh"}
    assert query_languages("人口は") == {"ja"}
    assert query_languages("人口减少") == {"zh"}
    assert query_languages("population") == {"en"}


def test_boxes_survive_to_the_bit() -> None:
    boxes = np.random.default_rng(3).random((57, 4)).astype(np.float32)
    boxes[5] = np.nan
    back = boxes_from_blob(boxes_to_blob(boxes))
    assert back is not None
    assert np.array_equal(back, boxes, equal_nan=True)
    empty = boxes_from_blob(boxes_to_blob(np.zeros((0, 4), dtype=np.float32)))
    assert empty is not None
    assert empty.shape == (0, 4)
    assert boxes_to_blob(None) is None
    assert boxes_from_blob(None) is None
