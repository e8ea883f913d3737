"""A collection from the outside: what is found in it, and when it is refused."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import numpy as np
import pytest
from index_helpers import EN, JA, ZH, HashEmbedder, assert_healthy, make_document

from index import (
    Collection,
    CollectionOptions,
    ingest_documents,
    open_collection,
    remove_document,
)
from ingest.document import Document
from ingest.errors import (
    CollectionDamagedError,
    CollectionMismatchError,
    NotFoundError,
    QuestionError,
)


def test_what_went_in_comes_out(filled: CollectionOptions, embedder: HashEmbedder) -> None:
    with open_collection(filled, embedder=embedder) as collection:
        documents = collection.documents()
        assert [d.path for d in documents] == ["ja/a.pdf", "zh/b.pdf", "en/c.pdf"]
        assert [d.doc_id for d in documents] == [d.sha256[:16] for d in (JA, ZH, EN)]
        assert [(d.pages, d.passages) for d in documents] == [(2, 2), (2, 2), (1, 1)]
        stored = collection.page(documents[0].doc_id, 2)
        original = JA.pages[1]
        assert stored.document == documents[0]
        assert (stored.page.number, stored.page.label) == (2, "2")
        assert stored.page.text == original.text
        assert stored.page.blocks == original.blocks
        assert stored.page.tables == original.tables
        assert stored.page.quality == original.quality
        assert stored.page.size == original.size
        assert stored.page.boxes is not None
        assert np.array_equal(stored.page.boxes, original.boxes)
        (passage,) = stored.passages
        assert passage.text == original.text
        assert passage.rects == original.rects(0, len(original.text))
        assert passage.heading_path == ("章",)
        assert passage.page_size == (200.0, 300.0)
        assert collection.passage(passage.passage_id) == passage
        assert [p.text for p in collection.passages()] == [
            p.text for d in (JA, ZH, EN) for p in d.passages
        ]
        assert collection.source_paths(documents[0].doc_id) == [Path("ja/a.pdf")]
        assert_healthy(collection)


def test_search_finds_by_both_legs(filled: CollectionOptions, embedder: HashEmbedder) -> None:
    with open_collection(filled, embedder=embedder) as collection:
        result = collection.search("日本の人口", top_k=3)
        assert result.language == "ja"
        assert result.query == "日本の人口"
        first = result.hits[0]
        assert first.passage.title == "日本の報告"
        assert first.matched == ("lexical", "dense")
        assert [h.rank for h in result.hits] == [1, 2, 3]
        assert all(0 <= h.score <= 1 and 0 <= h.lexical <= 1 for h in result.hits)
        scores = [h.score for h in result.hits]
        assert scores == sorted(scores, reverse=True)


def test_filters(filled: CollectionOptions, embedder: HashEmbedder) -> None:
    with open_collection(filled, embedder=embedder) as collection:
        chinese = collection.search("人口", language="zh").hits
        assert {h.passage.language for h in chinese} == {"zh"}
        assert len(chinese) == 2
        one = collection.search("人口", doc_id="en/c.pdf").hits
        assert {h.passage.doc_id for h in one} == {EN.sha256[:16]}
        assert collection.search("人口", language="und").hits == ()
        with pytest.raises(NotFoundError):
            collection.search("人口", doc_id="no such file")


def test_bad_queries(filled: CollectionOptions, embedder: HashEmbedder) -> None:
    with open_collection(filled, embedder=embedder) as collection:
        for query in ("", "  \n", "\0", "長" * 10_001):
            with pytest.raises(QuestionError):
                collection.search(query)
        with pytest.raises(QuestionError):
            collection.search("人口", top_k=0)
        assert collection.search("。、！").hits  # no words: the dense leg alone
        assert collection.search("\ud800 人口").hits
        assert collection.search("人口 " * 1000).hits


def test_names_that_resolve(filled: CollectionOptions, embedder: HashEmbedder) -> None:
    wanted = JA.sha256[:16]
    with open_collection(filled, embedder=embedder) as collection:
        for name in (wanted, wanted[:6], wanted.upper(), "ja/a.pdf", "a.pdf", "日本の報告"):
            assert collection.resolve(name).doc_id == wanted
        for name in ("", "zzz", "pdf", wanted[:2]):
            with pytest.raises(NotFoundError):
                collection.resolve(name)
        with pytest.raises(NotFoundError) as caught:
            collection.page(wanted, 3)
        assert "2 pages" in str(caught.value)
        with pytest.raises(NotFoundError):
            collection.passage("none")


def test_a_name_of_two_documents_lists_them(
    options: CollectionOptions, embedder: HashEmbedder
) -> None:
    ingest_documents([("x/a.pdf", JA), ("y/a.pdf", ZH)], options, embedder=embedder)
    with open_collection(options, embedder=embedder) as collection:
        with pytest.raises(NotFoundError) as caught:
            collection.resolve("a.pdf")
        assert "x/a.pdf" in caught.value.hint
        assert "y/a.pdf" in caught.value.hint


def test_an_open_collection_sees_what_comes_later(
    filled: CollectionOptions, embedder: HashEmbedder
) -> None:
    with open_collection(filled, embedder=embedder) as collection:
        before = collection.generation
        later = make_document("北海道の牛乳生産量は増えた。", title="後の報告")
        ingest_documents([("d.pdf", later)], filled, embedder=embedder)
        assert collection.search("牛乳生産量").hits[0].passage.title == "後の報告"
        assert collection.generation > before
        remove_document("d.pdf", filled)
        assert all(h.passage.title != "後の報告" for h in collection.search("牛乳").hits)


def test_another_model_is_refused(filled: CollectionOptions, embedder: HashEmbedder) -> None:
    other = HashEmbedder(identity="test/other", revision="2")
    with pytest.raises(CollectionMismatchError) as caught:
        open_collection(filled, embedder=other)
    assert "'test/hash'" in str(caught.value)
    assert "'test/other'" in str(caught.value)
    assert "revision" in str(caught.value)
    assert "new data directory" in caught.value.hint
    with pytest.raises(CollectionMismatchError):
        ingest_documents([("d.pdf", make_document("新しい"))], filled, embedder=other)
    wide = HashEmbedder(dim=64)
    with pytest.raises(CollectionMismatchError):
        ingest_documents([("d.pdf", make_document("新しい"))], filled, embedder=wide)
    with open_collection(filled, embedder=wide) as collection:
        with pytest.raises(CollectionMismatchError):
            collection.search("人口")
        assert len(collection.documents()) == 3
    with open_collection(filled, embedder=embedder) as collection:
        assert_healthy(collection)


def test_a_newer_or_older_schema_is_refused(
    filled: CollectionOptions, embedder: HashEmbedder
) -> None:
    with sqlite3.connect(filled.catalogue_path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(CollectionMismatchError, match="99"):
        open_collection(filled, embedder=embedder)
    with pytest.raises(CollectionMismatchError, match="newer"):
        ingest_documents([], filled, embedder=embedder)


def test_a_damaged_catalogue_is_named(filled: CollectionOptions, embedder: HashEmbedder) -> None:
    for leftover in ("catalogue.sqlite3-wal", "catalogue.sqlite3-shm"):
        (filled.data_dir / leftover).unlink(missing_ok=True)
    filled.catalogue_path.write_bytes(b"not a database, but long enough to look at" * 50)
    with pytest.raises(CollectionDamagedError):
        open_collection(filled, embedder=embedder)


def test_term_weights_and_vectors(filled: CollectionOptions, embedder: HashEmbedder) -> None:
    with open_collection(filled, embedder=embedder) as collection:
        weights = collection.term_weights(["人口", "Japan", "無い"])
        assert weights["無い"] > weights["Japan"] > weights["人口"] > 0
        wanted = collection.page("a.pdf", 1).passages[0]
        (stored, absent) = collection.passage_vectors([wanted.passage_id, "none"])
        assert np.allclose(stored, embedder.embed_few([wanted.text])[0], atol=1e-6)
        assert not absent.any()
        assert np.allclose(collection.embed_passages([wanted.text])[0], stored, atol=1e-6)
        assert collection.manifest.dimension == 32


def test_threads_search_while_documents_come_and_go(
    filled: CollectionOptions, embedder: HashEmbedder
) -> None:
    errors: list[BaseException] = []
    stop = threading.Event()

    def search(collection: Collection) -> None:
        try:
            while not stop.is_set():
                assert collection.search("人口").hits
                assert collection.documents()
        except BaseException as error:
            errors.append(error)

    with open_collection(filled, embedder=embedder) as collection:
        threads = [threading.Thread(target=search, args=(collection,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for i in range(8):
            extra = make_document(f"追加の文書{i}の人口", title=f"追加{i}")
            ingest_documents([("extra.pdf", extra)], filled, embedder=embedder)
        stop.set()
        for thread in threads:
            thread.join()
        assert errors == []
        assert_healthy(collection)


def test_many_groups_are_compacted(options: CollectionOptions, embedder: HashEmbedder) -> None:
    documents: list[tuple[str, Document]] = []
    for i in range(20):
        texts = [f"第{i}の文書の第{j}段落。" for j in range(3)]
        documents.append((f"{i}.pdf", make_document(*texts, title=f"文書{i}")))
    for pair in documents:
        ingest_documents([pair], options, embedder=embedder)
    assert len(list(options.vectors_dir.iterdir())) <= 16
    with open_collection(options, embedder=embedder) as collection:
        assert_healthy(collection)
        for path, document in documents:
            hits = collection.search(document.passages[1].text, top_k=1).hits
            assert hits[0].passage.path == path
            assert hits[0].passage.page == 2
            assert hits[0].dense == pytest.approx(1.0, abs=1e-5)
