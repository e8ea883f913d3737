"""Whole files through the readers: offsets, structure, and files that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest import read_document, supported_suffixes
from ingest.document import Document
from ingest.errors import (
    DamagedFileError,
    EmptyFileError,
    EncryptedFileError,
    IngestError,
    UnsupportedFormatError,
    VanishedFileError,
)
from ingest.parallel import read_documents

CORPUS = Path(__file__).parents[2] / "corpus"
REPORTS = [
    "bilingual-cooperation-report.pdf",
    "digital-china-white-paper.pdf",
    "digital-economy-deck.pdf",
    "securities-report-ja.pdf",
    "vertical-essay-ja.pdf",
]


def _check(document: Document) -> None:
    """Every offset and rectangle of a document is true."""
    for passage in document.passages:
        page = document.pages[passage.page - 1]
        assert passage.text
        assert page.text[passage.char_start : passage.char_end] == passage.text
        if page.size is not None:
            assert page.rects(passage.char_start, passage.char_end)
    for page in document.pages:
        if page.boxes is not None:
            assert page.boxes.shape == (len(page.text), 4)
        for table in page.tables:
            for cell in (cell for row in table.rows for cell in row):
                assert page.text[cell.char_start : cell.char_end] == cell.text


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_read_with_true_offsets(name: str) -> None:
    document = read_document(CORPUS / name)
    _check(document)
    assert len(document.pages) >= 8
    assert len(document.passages) > 2 * len(document.pages)


def test_columns_and_running_heads_do_not_mix_into_sentences() -> None:
    document = read_document(CORPUS / "digital-china-white-paper.pdf")
    removed = {b.removed_text for p in document.pages for b in p.blocks if b.removed_text}
    assert removed
    assert document.language == "zh"
    assert document.pages[2].label == "1"


def test_table_rows_carry_their_unit_and_column_heads() -> None:
    document = read_document(CORPUS / "securities-report-ja.pdf")
    rows = [p for p in document.passages if p.kind == "table_row"]
    assert len(rows) > 50
    assert any("百万円" in row.context for row in rows)


@pytest.mark.ocr
def test_a_scanned_page_is_recognised(tmp_path: Path) -> None:
    import pypdfium2

    scanned = pypdfium2.PdfDocument(CORPUS / "scanned-survey-ja.pdf")
    one = pypdfium2.PdfDocument.new()
    one.import_pages(scanned, [1])
    one.save(tmp_path / "one.pdf")
    scanned.close()
    one.close()
    document = read_document(tmp_path / "one.pdf")
    _check(document)
    assert document.pages[0].quality.source == "ocr"
    assert document.pages[0].quality.characters > 100


def test_web_pages_and_text_in_old_encodings(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        "<html><head><title>試験</title></head><body><h1>経済報告</h1><p>デジタル庁は2021年に"
        "設置された。</p><table><tr><th>年度</th><th>売上</th></tr><tr><td>2021年</td>"
        "<td>100億円</td></tr></table><ul><li>項目一</li></ul></body></html>",
        encoding="utf-8",
    )
    (tmp_path / "b.md").write_text("# 题目\n\n中国的数字经济发展很快。\n", encoding="utf-8")
    (tmp_path / "c.txt").write_bytes(
        "これは日本語の文章です。長さは十分にあります。".encode("cp932")
    )
    for name, words in (("a.html", "100億円"), ("b.md", "数字经济"), ("c.txt", "日本語の文章")):
        document = read_document(tmp_path / name)
        _check(document)
        assert any(words in p.text for p in document.passages), name


def _encrypted(path: Path) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    canvas = Canvas(str(path), encrypt=StandardEncryption("secret", canPrint=0))
    canvas.drawString(72, 700, "secret")
    canvas.save()


def test_files_that_cannot_be_read_say_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")
    whole = (CORPUS / "digital-economy-deck.pdf").read_bytes()
    (tmp_path / "cut.pdf").write_bytes(whole[:900])
    (tmp_path / "zip.txt").write_bytes(b"PK\x03\x04" + b"\0" * 50)
    _encrypted(tmp_path / "locked.pdf")
    expected: dict[str, type[IngestError]] = {
        "empty.pdf": EmptyFileError,
        "cut.pdf": DamagedFileError,
        "zip.txt": UnsupportedFormatError,
        "locked.pdf": EncryptedFileError,
        "gone.pdf": VanishedFileError,
    }
    for name, kind in expected.items():
        with pytest.raises(kind) as caught:
            read_document(tmp_path / name)
        assert caught.value.hint, name
        assert name in str(caught.value)


def test_bad_files_do_not_stop_the_good_ones(tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    good.write_text("これは日本語の文章です。", encoding="utf-8")
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.7 nothing")
    for workers in (1, 2):
        found = dict(read_documents([bad, good], workers))
        assert isinstance(found[bad], IngestError)
        assert isinstance(found[good], Document)


def test_suffixes_are_lower_case_with_a_dot() -> None:
    assert ".pdf" in supported_suffixes()
    assert all(s.startswith(".") and s == s.lower() for s in supported_suffixes())
