"""Evidence is looked up in the collection: document, page and quotation."""

from __future__ import annotations

from pathlib import Path

import pytest
from eval_helpers import CHIPS, PairEmbedder, document

from eval.evidence import locate, squeeze
from eval.questions import Evidence, GoldQuestion
from index import Collection, CollectionOptions, ingest_documents, open_collection


def ask(*evidence: Evidence) -> list[GoldQuestion]:
    return [GoldQuestion("q", "ja", "?", True, ("a",), evidence, line=4)]


@pytest.mark.parametrize(
    "name", ["chips.pdf", "reports/chips.pdf", "reports\\chips.pdf", "半導体白書", "chips"]
)
def test_a_document_goes_by_its_path_file_name_or_title(collection: Collection, name: str) -> None:
    evidence = Evidence(name, 2)
    located = locate(ask(evidence), collection)
    assert not located.missing
    assert located.of([evidence]) == {(collection.resolve("chips.pdf").doc_id, 2)}


def test_a_document_goes_by_its_id_too(collection: Collection) -> None:
    doc_id = collection.resolve("chips.pdf").doc_id
    assert locate(ask(Evidence(doc_id, 1)), collection).places == {f"1 {doc_id}": (doc_id, 1)}


def test_documents_and_pages_that_are_not_there_are_all_reported(collection: Collection) -> None:
    located = locate(
        ask(Evidence("x.pdf", 1), Evidence("ips.pdf", 1), Evidence("chips.pdf", 9)), collection
    )
    assert [str(fault) for fault in located.missing] == [
        "line 4: there is no document 'x.pdf' in the collection",
        "line 4: there is no document 'ips.pdf' in the collection",
        "line 4: 'chips.pdf' has 3 pages, not 9",
    ]


def test_a_quote_is_compared_folded_and_without_white_space(collection: Collection) -> None:
    located = locate(ask(Evidence("chips.pdf", 1, "半导体市場の\n規模は 2023年")), collection)
    assert not located.unquoted
    located = locate(ask(Evidence("chips.pdf", 2, "9.5兆円に達した")), collection)
    assert [str(fault) for fault in located.unquoted] == [
        "line 4: the quote is not on page 2 of 'chips.pdf'"
    ]
    assert not located.missing


def test_a_quote_of_a_table_row_needs_no_bars_between_its_cells() -> None:
    assert squeeze("2021年 | 94,994 | 17.7") == squeeze("2021年 94,994\n17.7")


def test_a_name_that_means_two_documents_is_reported(tmp_path: Path) -> None:
    options = CollectionOptions(data_dir=tmp_path / "two")
    documents = [
        ("2023/report.pdf", document("一", "ja", CHIPS)),
        ("2024/report.pdf", document("二", "ja", CHIPS)),
        ("ガイド.pdf", document("三", "ja", CHIPS)),
    ]
    ingest_documents(documents, options, embedder=PairEmbedder())
    with open_collection(options) as two:
        located = locate(ask(Evidence("report.pdf", 1), Evidence("2024/report.pdf", 1)), two)
        assert [fault.what for fault in located.missing] == [
            "'report.pdf' means 2 documents: 2023/report.pdf, 2024/report.pdf"
        ]
        decomposed = "カ\u3099イト\u3099.pdf"
        assert not locate(ask(Evidence(decomposed, 1)), two).missing
