"""Documents of a collection: put in, replaced by new bytes, taken out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from index_helpers import EN, JA, ZH, HashEmbedder, assert_healthy, make_document

from index import (
    CollectionOptions,
    Progress,
    ingest_documents,
    open_collection,
    remove_document,
)
from ingest.document import Passage
from ingest.errors import EmptyCollectionError, NotFoundError


def test_the_same_bytes_are_one_document(
    options: CollectionOptions, embedder: HashEmbedder
) -> None:
    report = ingest_documents([("a.pdf", JA), ("copy.pdf", JA)], options, embedder=embedder)
    assert len(report.ingested) == 1
    assert embedder.encoded == 2
    again = ingest_documents([("third.pdf", JA), ("a.pdf", JA)], options, embedder=embedder)
    assert again.ingested == ()
    assert again.unchanged == ("third.pdf", "a.pdf")
    assert embedder.encoded == 2
    with open_collection(options, embedder=embedder) as collection:
        assert len(collection.documents()) == 1
        for path in ("a.pdf", "copy.pdf", "third.pdf"):
            assert collection.resolve(path).doc_id == JA.sha256[:16]


def test_new_bytes_replace_what_the_path_held(
    filled: CollectionOptions, embedder: HashEmbedder
) -> None:
    newer = make_document("大阪の気温は上昇した。", title="改訂版")
    report = ingest_documents([("ja/a.pdf", newer)], filled, embedder=embedder)
    assert [d.title for d in report.ingested] == ["改訂版"]
    with open_collection(filled, embedder=embedder) as collection:
        assert sorted(d.title for d in collection.documents()) == [
            "English report",
            "中国报告",
            "改訂版",
        ]
        assert {h.passage.title for h in collection.search("売上高").hits} == {
            "English report",
            "中国报告",
            "改訂版",
        }
        with pytest.raises(NotFoundError):
            collection.resolve(JA.sha256[:16])
        assert_healthy(collection)


def test_bytes_stay_as_long_as_one_path_holds_them(
    options: CollectionOptions, embedder: HashEmbedder
) -> None:
    ingest_documents([("a.pdf", JA), ("b.pdf", JA)], options, embedder=embedder)
    ingest_documents([("a.pdf", ZH)], options, embedder=embedder)
    with open_collection(options, embedder=embedder) as collection:
        assert collection.resolve("b.pdf").title == "日本の報告"
        assert collection.resolve("a.pdf").title == "中国报告"
    ingest_documents([("b.pdf", ZH)], options, embedder=embedder)
    with open_collection(options, embedder=embedder) as collection:
        assert [d.title for d in collection.documents()] == ["中国报告"]
        assert_healthy(collection)


def test_one_path_with_two_contents_in_one_run(
    options: CollectionOptions, embedder: HashEmbedder
) -> None:
    ingest_documents([("a.pdf", JA), ("a.pdf", ZH)], options, embedder=embedder)
    with open_collection(options, embedder=embedder) as collection:
        assert [d.title for d in collection.documents()] == ["中国报告"]
        assert_healthy(collection)


def test_removing(filled: CollectionOptions, embedder: HashEmbedder) -> None:
    remove_document("ja/a.pdf", filled)
    with open_collection(filled, embedder=embedder) as collection:
        assert len(collection.documents()) == 2
        assert all(h.passage.title != "日本の報告" for h in collection.search("日本").hits)
        assert_healthy(collection)
    with pytest.raises(NotFoundError):
        remove_document("ja/a.pdf", filled)
    remove_document("b.pdf", filled)
    remove_document("c.pdf", filled)
    assert list(filled.vectors_dir.iterdir()) == []
    with pytest.raises(EmptyCollectionError):
        open_collection(filled, embedder=embedder)


def test_nothing_there(options: CollectionOptions, embedder: HashEmbedder) -> None:
    with pytest.raises(EmptyCollectionError):
        open_collection(options, embedder=embedder)
    with pytest.raises(EmptyCollectionError):
        remove_document("x", options)
    assert not options.data_dir.exists()
    ingest_documents([], options, embedder=embedder)
    with pytest.raises(EmptyCollectionError):
        open_collection(options, embedder=embedder)


def test_a_document_without_passages(options: CollectionOptions, embedder: HashEmbedder) -> None:
    empty = make_document("", title="scan")
    ingest_documents([("scan.pdf", empty)], options, embedder=embedder)
    with open_collection(options, embedder=embedder) as collection:
        assert collection.documents()[0].passages == 0
        assert collection.search("何か").hits == ()
        assert_healthy(collection)
        ingest_documents([("a.pdf", JA)], options, embedder=embedder)
        assert collection.search("人口").hits  # the dimension became known meanwhile


def test_an_inconsistent_document_is_a_failure(
    options: CollectionOptions, embedder: HashEmbedder
) -> None:
    wrong = replace(JA, passages=(Passage("text", 1, 0, 2, "違う", "ja"),))
    lost = replace(ZH, passages=(Passage("text", 9, 0, 2, "人口", "zh"),))
    double = replace(EN, pages=(EN.pages[0], EN.pages[0]))
    report = ingest_documents(
        [("a", wrong), ("b", lost), ("c", double), ("d", JA)], options, embedder=embedder
    )
    assert [f.path for f in report.failed] == ["a", "b", "c"]
    assert [d.path for d in report.ingested] == ["d"]


def test_characters_that_no_file_can_hold(
    options: CollectionOptions, embedder: HashEmbedder
) -> None:
    odd = make_document("前\ud800後\0末", boxes=False)
    ingest_documents([("odd.txt", odd)], options, embedder=embedder)
    with open_collection(options, embedder=embedder) as collection:
        page = collection.page("odd.txt", 1)
        assert page.page.text == "前\ufffd後\0末"
        assert page.page.boxes is None
        assert page.passages[0].rects == []
        assert page.passages[0].page_size is None
        assert_healthy(collection)


def test_progress_says_stored_only_when_it_is(
    options: CollectionOptions, embedder: HashEmbedder
) -> None:
    seen: list[Progress] = []

    def listen(progress: Progress) -> None:
        seen.append(progress)
        if progress.state == "stored":
            with open_collection(options, embedder=embedder) as collection:
                assert collection.resolve(progress.path)

    documents = [("a.pdf", JA), ("b.pdf", ZH)]
    ingest_documents(documents, options, progress=listen, embedder=embedder)
    assert [(p.state, p.done, p.total) for p in seen] == [
        ("encoding", 0, 2),
        ("encoding", 0, 2),
        ("stored", 1, 2),
        ("stored", 2, 2),
    ]
    assert (seen[-1].pages, seen[-1].passages) == (4, 4)
    assert (seen[1].encoded, seen[1].to_encode) == (4, 4)
